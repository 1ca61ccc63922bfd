//! The sequence parameter sets of AVC (ISO/IEC 14496-10) and HEVC (ISO/IEC 23008-2): size, and frames a second. It
//! knows no container.
use super::anatomy::Anatomy;
use super::bits::{Bits, unescaped};
use crate::asset::{Field, Value};

/// The content of the first unit of a kind, behind its start code and its head.
fn unit(bytes: &[u8], head: usize, is_it: impl Fn(u8) -> bool) -> Option<Vec<u8>> {
    let at =
        memchr::memmem::find_iter(bytes, b"\0\0\x01").find(|at| bytes.get(at + 3).is_some_and(|kind| is_it(*kind)))?;
    let rest = bytes.get(at + 3 + head..)?;
    Some(unescaped(rest.get(..rest.len().min(1024))?))
}

/// The sequence parameter set (7.3.2.1.1).
pub(super) fn avc(anatomy: &mut Anatomy, bytes: &[u8]) -> Option<()> {
    anatomy.state(Field::VideoCodec, Value::text("h264"));
    let unit = unit(bytes, 1, |kind| kind & 0x9F == 7)?;
    let mut bits = Bits::new(&unit);
    let profile = bits.uint(8)?;
    bits.skip(16)?;
    bits.golomb()?;
    let chroma = if is_high(profile) { high_profile(&mut bits)? } else { 1 };
    bits.golomb()?;
    order(&mut bits)?;
    bits.golomb()?;
    bits.skip(1)?;
    let (wide, high) = (u64::from(bits.golomb()?) + 1, u64::from(bits.golomb()?) + 1);
    let fields = if bits.flag()? { 1 } else { 2 };
    bits.skip(if fields == 1 { 1 } else { 2 })?;
    let cropped = if bits.flag()? { crop(&mut bits, chroma, fields)? } else { (0, 0) };
    anatomy.state_size((wide * 16).saturating_sub(cropped.0), (high * 16 * fields).saturating_sub(cropped.1));
    if bits.flag()? {
        let (tick, scale) = timing(&mut bits)?;
        // A tick is a field's time (E.2.1).
        anatomy.state_number(Field::FrameRate, (f64::from(scale) * 500.0 / f64::from(tick)).round() / 1000.0);
    }
    Some(())
}

fn is_high(profile: u32) -> bool {
    matches!(profile, 44 | 83 | 86 | 100 | 110 | 118 | 122 | 128 | 134 | 135 | 138 | 139 | 244)
}

/// What profiles from High on say: how colour is sampled, depths, and scaling lists, which are passed over.
fn high_profile(bits: &mut Bits<'_>) -> Option<u32> {
    let chroma = bits.golomb()?;
    if chroma == 3 {
        bits.skip(1)?;
    }
    let _depths = (bits.golomb()?, bits.golomb()?);
    bits.skip(1)?;
    let lists = if !bits.flag()? {
        0
    } else if chroma == 3 {
        12
    } else {
        8
    };
    for list in 0..lists {
        if bits.flag()? {
            scaling(bits, if list < 6 { 16 } else { 64 })?;
        }
    }
    Some(chroma)
}

fn scaling(bits: &mut Bits<'_>, size: u32) -> Option<()> {
    let (mut last, mut next) = (8_i64, 8_i64);
    for _ in 0..size {
        if next != 0 {
            let code = i64::from(bits.golomb()?);
            let delta = if code % 2 == 0 { -(code / 2) } else { code / 2 + 1 };
            next = (last + delta).rem_euclid(256);
        }
        last = if next == 0 { last } else { next };
    }
    Some(())
}

/// How pictures are ordered, which is passed over.
fn order(bits: &mut Bits<'_>) -> Option<()> {
    match bits.golomb()? {
        0 => drop(bits.golomb()?),
        1 => {
            bits.skip(1)?;
            let _offsets = (bits.golomb()?, bits.golomb()?);
            for _ in 0..bits.golomb()?.min(255) {
                bits.golomb()?;
            }
        }
        _ => {}
    }
    Some(())
}

/// Columns and rows that are not shown (7.4.2.1.1).
fn crop(bits: &mut Bits<'_>, chroma: u32, fields: u64) -> Option<(u64, u64)> {
    let mut next = || bits.golomb().map(u64::from);
    let (left, right, top, bottom) = (next()?, next()?, next()?, next()?);
    let (across, down) = match chroma {
        1 => (2, 2),
        2 => (2, 1),
        _ => (1, 1),
    };
    Some(((left + right) * across, (top + bottom) * down * fields))
}

/// The clock in the usability information (E.1.1): units in a tick, and units a second.
fn timing(bits: &mut Bits<'_>) -> Option<(u32, u32)> {
    if bits.flag()? && bits.uint(8)? == 255 {
        bits.skip(32)?;
    }
    if bits.flag()? {
        bits.skip(1)?;
    }
    if bits.flag()? {
        bits.skip(4)?;
        if bits.flag()? {
            bits.skip(24)?;
        }
    }
    if bits.flag()? {
        let _places = (bits.golomb()?, bits.golomb()?);
    }
    if bits.flag()? { Some((bits.uint(32)?, bits.uint(32)?)) } else { None }
}

/// The sequence parameter set of HEVC (7.3.2.2), as far as the size.
pub(super) fn hevc(anatomy: &mut Anatomy, bytes: &[u8]) -> Option<()> {
    anatomy.state(Field::VideoCodec, Value::text("hevc"));
    let unit = unit(bytes, 2, |kind| kind >> 1 & 0x3F == 33)?;
    let mut bits = Bits::new(&unit);
    bits.skip(4)?;
    let layers = bits.uint(3)?;
    bits.skip(1 + 96)?;
    let mut said = Vec::new();
    for _ in 0..layers {
        said.push((bits.flag()?, bits.flag()?));
    }
    if layers > 0 {
        bits.skip(usize::try_from(8 - layers).ok()? * 2)?;
    }
    for (has_profile, has_level) in said {
        bits.skip(if has_profile { 88 } else { 0 } + if has_level { 8 } else { 0 })?;
    }
    bits.golomb()?;
    let chroma = bits.golomb()?;
    if chroma == 3 {
        bits.skip(1)?;
    }
    let (width, height) = (u64::from(bits.golomb()?), u64::from(bits.golomb()?));
    let cropped = if bits.flag()? { crop(&mut bits, chroma, 1)? } else { (0, 0) };
    anatomy.state_size(width.saturating_sub(cropped.0), height.saturating_sub(cropped.1));
    Some(())
}
