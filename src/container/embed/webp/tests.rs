//! What putting blocks into a WebP keeps and changes, on files that are built here.
use super::super::super::BlockKind;
use super::super::NewBlocks;
use super::super::tests::{blocks, edited, endures, exif, iim, stream, xmp};
use crate::asset::ProblemKind;

/// A lossy picture of 3 by 2 pixels, and one without loss that has alpha.
const LOSSY: &[u8] = b"\0\0\0\x9d\x01\x2a\x03\0\x02\0!";
const LOSSLESS: &[u8] = b"\x2f\x02\x40\0\x10picture";

fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [&name[..], &(content.len() as u32).to_le_bytes(), content, &[0][..content.len() % 2]].concat()
}

fn webp(chunks: &[Vec<u8>]) -> Vec<u8> {
    let body = chunks.concat();
    [b"RIFF", &(body.len() as u32 + 4).to_le_bytes()[..], b"WEBP", &body].concat()
}

fn header(flags: u8) -> Vec<u8> {
    chunk(b"VP8X", &[flags, 0, 0, 0, 2, 0, 0, 1, 0, 0])
}

fn both() -> NewBlocks {
    NewBlocks { exif: Some(stream(b"x")), xmp: Some(b"<x/>!".to_vec()), ..NewBlocks::default() }
}

#[test]
fn a_simple_picture_gets_a_header_that_announces_its_blocks() {
    let (exif, xmp) = (chunk(b"EXIF", &stream(b"x")), chunk(b"XMP ", b"<x/>!"));
    let made = edited(&webp(&[chunk(b"VP8 ", LOSSY)]), &both());
    assert_eq!(made, Ok(webp(&[header(0x0C), chunk(b"VP8 ", LOSSY), exif.clone(), xmp.clone()])));
    let made = edited(&webp(&[chunk(b"VP8L", LOSSLESS)]), &both());
    assert_eq!(made, Ok(webp(&[header(0x1C), chunk(b"VP8L", LOSSLESS), exif, xmp])));
}

#[test]
fn blocks_take_the_place_of_old_ones_and_unknown_chunks_stay() {
    let with = |flags, exif: &[Vec<u8>], xmp: &[Vec<u8>]| {
        let chunks =
            [&[header(flags), chunk(b"ICCP", b"icc"), chunk(b"VP8 ", LOSSY)][..], exif, xmp, &[chunk(b"what", b"odd")]];
        [&webp(&chunks.concat())[..], b"behind"].concat()
    };
    let (old, new) = ([chunk(b"EXIF", b"II*\0old!")], [chunk(b"EXIF", &stream(b"x"))]);
    let packet = [chunk(b"XMP ", b"<x/>!")];
    assert_eq!(edited(&with(0x28, &old, &[]), &both()), Ok(with(0x2C, &new, &packet)));
    assert_eq!(edited(&with(0x24, &[], &packet), &exif(&stream(b"x"))), Ok(with(0x2C, &new, &packet)));
    assert_eq!(edited(&with(0x2C, &new, &packet), &xmp(b"")), Ok(with(0x28, &new, &[])));
    let misnamed = webp(&[header(4), chunk(b"VP8 ", LOSSY), chunk(b"_PMX", b"<old/>")]);
    assert_eq!(blocks(&edited(&misnamed, &xmp(b"<x/>")).unwrap(), BlockKind::Xmp), [b"<x/>"]);
}

#[test]
fn what_has_no_place_or_no_sound_structure_is_refused() {
    let simple = webp(&[chunk(b"VP8 ", LOSSY)]);
    assert_eq!(edited(&simple, &iim(b"x")), Err(ProblemKind::Unsupported));
    let mut short = simple.clone();
    short[4] -= 4;
    assert_eq!(edited(&short, &xmp(b"<x/>")), Err(ProblemKind::Malformed));
    let frames = webp(&[chunk(b"ANMF", &[0; 24])]);
    assert_eq!(edited(&frames, &xmp(b"<x/>")), Err(ProblemKind::Malformed));
    assert_eq!(edited(&simple[..simple.len() - 1], &xmp(b"<x/>")), Err(ProblemKind::Malformed));
}

#[test]
fn damage_is_endured() {
    endures(&webp(&[header(8), chunk(b"VP8 ", LOSSY), chunk(b"EXIF", b"II*\0old")]), &both());
    endures(&webp(&[chunk(b"VP8L", LOSSLESS)]), &both());
}
