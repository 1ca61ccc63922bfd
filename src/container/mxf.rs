//! MXF (SMPTE ST 377-1): the sets of the header partition, followed from the packages to their tracks and descriptors.
//!
//! The essence, in damson's own definition, runs from the first essence element behind the header's metadata to the
//! footer partition: body partitions keep their own headers in it.
use super::anatomy::Anatomy;
use super::klv::{Header, Set, sets};
use super::reader::Reader;
use super::{mxf_codec, timecode};
use crate::asset::{Date, Field, ProblemKind, Value};

/// The local tags that are read (ST 377-1, annexes A to F).
const COMPANY: u16 = 0x3C01;
const PRODUCT: u16 = 0x3C02;
const NAME: u16 = 0x4402;
const TRACKS: u16 = 0x4403;
const CREATED: u16 = 0x4405;
const SEQUENCE: u16 = 0x4803;
const EDIT_RATE: u16 = 0x4B01;
const DURATION: u16 = 0x0202;
const COMPONENTS: u16 = 0x1001;
const START: u16 = 0x1501;
const BASE: u16 = 0x1502;
const IS_DROPPED: u16 = 0x1503;
const SAMPLE_RATE: u16 = 0x3001;
const CONTAINER_DURATION: u16 = 0x3002;
const STORED_HEIGHT: u16 = 0x3202;
const STORED_WIDTH: u16 = 0x3203;
const FRAME_LAYOUT: u16 = 0x320C;
const QUANTIZATION: u16 = 0x3D01;
const AUDIO_RATE: u16 = 0x3D03;
const CHANNELS: u16 = 0x3D07;
/// The kinds of sets.
const MATERIAL_PACKAGE: u8 = 0x36;
const SOURCE_PACKAGE: u8 = 0x37;
/// The most tracks followed of a package.
const MOST_TRACKS: usize = 32;
/// The most packages followed.
const MOST_PACKAGES: usize = 8;

/// Reads the file.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let Some(header) = sets(reader) else {
        return anatomy.fault(ProblemKind::Malformed, "there is no header partition in the file");
    };
    if header.is_cut {
        anatomy.fault(ProblemKind::Truncated, "the file ends within its header metadata");
    }
    let of_kind = |kind| header.sets.iter().filter(move |set: &&Set| set.kind == kind);
    // The material package is the programme; source packages are what it was made of.
    for package in of_kind(MATERIAL_PACKAGE).chain(of_kind(SOURCE_PACKAGE)).take(MOST_PACKAGES) {
        state_package(anatomy, &header, package);
    }
    state_created(anatomy, &header.sets);
    for set in &header.sets {
        state_descriptor(anatomy, set);
        state_maker(anatomy, set);
    }
    if let Some((start, end)) = header.essence {
        anatomy.essence.add(start.min(reader.len()), end.min(reader.len()));
        anatomy.essence.vouch(header.is_closed && end <= reader.len());
    }
}

/// The tracks of a package: how long they last, at which rate, and at which time code they begin.
#[allow(clippy::cast_precision_loss)]
fn state_package(anatomy: &mut Anatomy, header: &Header, package: &Set) {
    anatomy.state_text("PackageName", None, &package.wide(NAME));
    for track in header.referred(package, TRACKS).take(MOST_TRACKS) {
        let rate = track.rational(EDIT_RATE).unwrap_or(0.0);
        for sequence in header.referred(track, SEQUENCE).take(1) {
            let parts: Vec<&Set> = header.referred(sequence, COMPONENTS).take(MOST_TRACKS).collect();
            let own = sequence.number(DURATION).filter(|ticks| *ticks < u64::MAX >> 1).unwrap_or(0);
            anatomy.state_number(Field::Duration, own as f64 / rate);
            for part in std::iter::once(sequence).chain(parts) {
                state_timecode(anatomy, part);
            }
        }
    }
}

fn state_timecode(anatomy: &mut Anatomy, part: &Set) {
    let (Some(start), Some(base)) = (part.number(START), part.number(BASE)) else { return };
    let is_dropped = part.number(IS_DROPPED) == Some(1);
    if let Some(label) = timecode::label(start, base, is_dropped) {
        anatomy.state(Field::StartTimecode, Value::text(label));
    }
}

/// When the first package in the file was made, in UTC.
fn state_created(anatomy: &mut Anatomy, sets: &[Set]) {
    let is_package = |set: &&Set| matches!(set.kind, MATERIAL_PACKAGE | SOURCE_PACKAGE);
    if let Some(date) = sets.iter().filter(is_package).find_map(|set| date(set.value(CREATED)?)) {
        anatomy.state_moment("PackageCreationDate", date);
    }
}

/// Year, month, day, hour, minute, second, and quarters of a hundredth of a second (ST 377-1, 4.3).
fn date(bytes: &[u8]) -> Option<Date> {
    let [y0, y1, month, day, hour, minute, second, quarter, ..] = bytes else { return None };
    let date = Date {
        year: u16::from_be_bytes([*y0, *y1]),
        month: Some(*month),
        day: Some(*day),
        time: Some((*hour, *minute)),
        second: Some(*second),
        fraction: Some(format!("{:03}", u16::from(*quarter) * 4)).filter(|_| (1..250).contains(quarter)),
        offset: Some(0),
        zulu: true,
    };
    date.is_possible().then_some(date)
}

/// What a descriptor says of picture or sound.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn state_descriptor(anatomy: &mut Anatomy, set: &Set) {
    let rate = set.rational(SAMPLE_RATE).unwrap_or(0.0);
    if let (Some(width), Some(height)) = (set.number(STORED_WIDTH), set.number(STORED_HEIGHT)) {
        // Separate fields are stored one by one, each of half the height (ST 377-1, E.2.2).
        let fields = if set.number(FRAME_LAYOUT) == Some(1) { 2 } else { 1 };
        anatomy.state_size(width, height.saturating_mul(fields));
        anatomy.state_number(Field::FrameRate, rate);
        if let Some(codec) = mxf_codec::picture(set) {
            anatomy.state(Field::VideoCodec, Value::text(codec));
        }
    }
    if let Some(frequency) = set.rational(AUDIO_RATE).filter(|rate| (1.0..1e9).contains(rate)) {
        anatomy.state_count(Field::SampleRate, frequency as u64);
        anatomy.state_count(Field::AudioChannels, set.number(CHANNELS).unwrap_or(0));
        anatomy.state_count(Field::BitDepth, set.number(QUANTIZATION).unwrap_or(0));
        anatomy.state(Field::AudioCodec, Value::text(mxf_codec::sound(set)));
    }
    if let Some(length) = set.number(CONTAINER_DURATION).and_then(|length| u32::try_from(length).ok()) {
        anatomy.state_number(Field::Duration, f64::from(length) / rate);
    }
}

fn state_maker(anatomy: &mut Anatomy, set: &Set) {
    let (company, product) = (set.wide(COMPANY), set.wide(PRODUCT));
    if !product.is_empty() {
        let whole = format!("{company} {product}");
        anatomy.state_text("Identification", Some(Field::Software), &whole);
    }
}
