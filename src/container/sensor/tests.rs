//! Raws with a structure of their own, built byte by byte: what their heads and lists say.
use crate::asset::Field;
use crate::container::damage::{NUMBERS, damaged};
use crate::container::{Anatomy, examine};

fn fact(anatomy: &Anatomy, field: Field) -> Option<String> {
    anatomy.facts.iter().find(|fact| fact.field == Some(field)).map(|fact| fact.values[0].to_string())
}

fn check(bytes: &[u8], expected: &[(Field, &str)]) {
    let anatomy = examine(&bytes, b"");
    for (field, value) in expected {
        assert_eq!(fact(&anatomy, *field).as_deref(), Some(*value), "{field:?}");
    }
}

fn put(bytes: &mut [u8], at: usize, value: &[u8]) {
    bytes[at..at + value.len()].copy_from_slice(value);
}

fn kyocera() -> Vec<u8> {
    let mut bytes = vec![0; 0xA0];
    put(&mut bytes, 0x0C, b"\0\0LATIGID N\0");
    put(&mut bytes, 0x19, b"ARECOYK");
    put(&mut bytes, 0x21, b"\x0003:41:81 61:70:5002");
    // 1/125 s: 56 eighths of a stop over 1/16000 s; f/8: 48 sixteenths.
    for (at, number) in [(0x38, 56_u32), (0x58, 48), (0x70, 55)] {
        put(&mut bytes, at, &number.to_be_bytes());
    }
    put(&mut bytes, 0x7C, b"VS28-80/3.5");
    bytes
}

/// An X3F with properties, and a picture of its sensor.
fn x3f() -> Vec<u8> {
    let properties = [("CAMSERIAL", "1008382"), ("SHUTTER", "0.1"), ("APERTURE", "2.8"), ("TIME", "1259413520")];
    let (mut table, mut letters) = (Vec::new(), Vec::new());
    for word in properties.iter().flat_map(|(name, value)| [name, value]) {
        table.extend((letters.len() as u32 / 2).to_le_bytes());
        letters.extend(word.encode_utf16().chain([0]).flat_map(u16::to_le_bytes));
    }
    let head = [b"SECp\0\0\x02\0".to_vec(), 4_u32.to_le_bytes().to_vec(), vec![0; 12]].concat();
    let properties = [head, table, letters].concat();
    let picture = [b"SECi\0\0\x02\0\x01\0\0\0\x06\0\0\0".to_vec(), vec![0; 12], b"sensor".to_vec()].concat();
    let mut bytes = [b"FOVb\0\0\x02\0".to_vec(), vec![0; 96]].concat();
    put(&mut bytes, 28, &2640_u32.to_le_bytes());
    put(&mut bytes, 32, &1760_u32.to_le_bytes());
    let (first, second) = (bytes.len(), bytes.len() + properties.len());
    let directory = second + picture.len();
    let entry = |at: usize, size: usize, name: &[u8]| {
        [&(at as u32).to_le_bytes()[..], &(size as u32).to_le_bytes(), name].concat()
    };
    let entries = [entry(first, properties.len(), b"PROP"), entry(second, picture.len(), b"IMAG")].concat();
    let list = [b"SECd\0\0\x02\0\x02\0\0\0".to_vec(), entries, (directory as u32).to_le_bytes().to_vec()].concat();
    [bytes, properties, picture, list].concat()
}

fn r3d() -> Vec<u8> {
    let mut bytes = vec![0; 0x5C];
    put(&mut bytes, 4, b"RED2");
    bytes[0x40] = 1;
    put(&mut bytes, 0x4C, &5120_u32.to_be_bytes());
    put(&mut bytes, 0x50, &2560_u32.to_be_bytes());
    put(&mut bytes, 0x56, b"\x03\xe9\0\0\x5d\xc0");
    let properties: [(u16, &[u8]); 5] = [
        (0x1006, b"130-246-CE5\0"),
        (0x1023, b"20160118\0"),
        (0x1024, b"213555\0"),
        (0x406A, b"\0\x31"),
        (0x1071, b"S-WEAPON"),
    ];
    let list: Vec<u8> = properties
        .iter()
        .flat_map(|(tag, value)| [&(value.len() as u16 + 4).to_be_bytes()[..], &tag.to_be_bytes(), value].concat())
        .collect();
    [bytes, (list.len() as u16 + 2).to_be_bytes().to_vec(), list].concat()
}

#[test]
fn kyoceras_head_is_read_backwards() {
    check(
        &kyocera(),
        &[
            (Field::CameraMake, "KYOCERA"),
            (Field::CameraModel, "N DIGITAL"),
            (Field::DateCreated, "2005-07-16T18:14:30"),
            (Field::ExposureTime, "0.008"),
            (Field::FNumber, "8"),
            (Field::FocalLength, "55"),
            (Field::LensModel, "VS28-80/3.5"),
        ],
    );
}

#[test]
fn an_x3f_tells_its_properties_and_its_sensors_size() {
    check(
        &x3f(),
        &[
            (Field::Width, "2640"),
            (Field::CameraSerial, "1008382"),
            (Field::ExposureTime, "0.1"),
            (Field::FNumber, "2.8"),
            (Field::DateCreated, "2009-11-28T13:05:20"),
        ],
    );
    assert!(examine(&x3f().as_slice(), b"").essence.is_whole);
}

#[test]
fn a_redcode_file_tells_its_first_blocks_properties() {
    check(
        &r3d(),
        &[
            (Field::Width, "5120"),
            (Field::Height, "2560"),
            (Field::FrameRate, "23.976"),
            (Field::CameraSerial, "130-246-CE5"),
            (Field::CameraModel, "S-WEAPON"),
            (Field::FNumber, "4.9"),
            (Field::DateCreated, "2016-01-18T21:35:55"),
        ],
    );
}

#[test]
fn no_damage_makes_these_parsers_fall_or_tell_without_end() {
    for sample in [kyocera(), x3f(), r3d()] {
        damaged(&sample, 3000, NUMBERS, |_, bytes| {
            let anatomy = examine(&bytes, b"");
            assert!(anatomy.facts.len() < 50);
            assert!(anatomy.essence.ranges.iter().all(|range| range.end <= bytes.len() as u64));
        });
    }
}
