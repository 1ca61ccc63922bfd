//! Canon's notes, and the records of a CRW, which are the same: body, owner and lens in words, the exposure in arrays of
//! short numbers whose unit is a thirty-second of a stop.
use super::tags::Tags;
use super::{Findings, Tag, plain, setting, state};
use crate::asset::{Field, Value};
use crate::metadata::values::{f_number_of_apex, seconds_of_apex};

const PLAIN: &[Tag] = &[
    (0x07, "CanonFirmwareVersion", None),
    (0x09, "OwnerName", None),
    (0x0C, "SerialNumber", Some(Field::CameraSerial)),
    (0x95, "LensModel", Some(Field::LensModel)),
];
const CAMERA_SETTINGS: u16 = 0x01;
const FOCAL_LENGTH: u16 = 0x02;
const SHOT_INFO: u16 = 0x04;
const LENS_INFO: u16 = 0x4019;

pub(super) fn read(tags: &Tags<'_>, findings: &mut Findings) {
    plain("Canon", PLAIN, tags, findings);
    state(findings, "Canon", "LensSerialNumber", None, lens_serial(tags).into_iter().collect());
    let settings = tags.numbers(CAMERA_SETTINGS);
    let shot = tags.numbers(SHOT_INFO);
    setting(findings, "Canon", "ISO", Field::Iso, sensitivity(&settings, &shot));
    setting(findings, "Canon", "FNumber", Field::FNumber, stops(&shot, 21).map(f_number_of_apex));
    setting(findings, "Canon", "ExposureTime", Field::ExposureTime, stops(&shot, 22).map(seconds_of_apex));
    setting(findings, "Canon", "FocalLength", Field::FocalLength, focal_length(tags, &settings));
}

/// A number of an array as the signed one that it is.
fn signed(numbers: &[Option<f64>], index: usize) -> Option<f64> {
    let number = (*numbers.get(index)?)?;
    Some(if number >= 32768.0 { number - 65536.0 } else { number })
}

/// What was set, or what automatic sensitivity chose: its gain over the base.
fn sensitivity(settings: &[Option<f64>], shot: &[Option<f64>]) -> Option<f64> {
    const SET: usize = 16;
    const IS_PLAIN: u16 = 0x4000;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let set = settings.get(SET).copied().flatten().map_or(0, |number| number as u16);
    let known = match set {
        0x7FFF => None,
        set if set & IS_PLAIN != 0 => Some(f64::from(set & 0x3FFF)),
        16 => Some(50.0),
        17 => Some(100.0),
        18 => Some(200.0),
        19 => Some(400.0),
        20 => Some(800.0),
        _ => None,
    };
    let chosen = || {
        let (gain, base) = (signed(shot, 1)?, signed(shot, 2).filter(|base| *base != 0.0)?);
        // Whole numbers come out a trifle below themselves.
        Some((gain / 32.0).exp2() * (base / 32.0).exp2() * 100.0 / 32.0 + 1e-6)
    };
    known.filter(|known| *known > 0.0).or_else(chosen)
}

/// Stops, in which a third is written as 12 and two thirds as 20 of 32.
fn stops(shot: &[Option<f64>], index: usize) -> Option<f64> {
    let number = signed(shot, index).filter(|number| *number != 0.0)?;
    let (whole, part) = ((number.abs() / 32.0).trunc(), number.abs() % 32.0);
    let part = if part == 12.0 {
        32.0 / 3.0
    } else if part == 20.0 {
        64.0 / 3.0
    } else {
        part
    };
    Some(number.signum() * (whole + part / 32.0))
}

/// Millimetres: a number in units that the settings say.
fn focal_length(tags: &Tags<'_>, settings: &[Option<f64>]) -> Option<f64> {
    const UNITS: usize = 25;
    let units = signed(settings, UNITS).filter(|units| *units > 0.0).unwrap_or(1.0);
    tags.numbers(FOCAL_LENGTH).get(1).copied().flatten().map(|number| number / units)
}

/// Five bytes in hexadecimal.
fn lens_serial(tags: &Tags<'_>) -> Option<Value> {
    let entry = tags.get(LENS_INFO)?;
    let bytes = entry.bytes.first_chunk::<5>().filter(|bytes| bytes.iter().any(|byte| *byte != 0))?;
    Some(Value::Text(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
}
