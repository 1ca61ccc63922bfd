//! Each header here is made by hand, and says 64 by 48.
use super::super::damage::{NUMBERS, damaged};
use super::super::examine as whole;
use crate::asset::Origin;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write;

fn open_exr() -> Vec<u8> {
    let mut bytes = b"\x76\x2f\x31\x01\x02\0\0\0compression\0compression\0\x01\0\0\0\x03".to_vec();
    bytes.extend_from_slice(b"dataWindow\0box2i\0\x10\0\0\0");
    for corner in [-4_i32, 0, 59, 47] {
        bytes.extend_from_slice(&corner.to_le_bytes());
    }
    bytes
}

fn djvu() -> Vec<u8> {
    let mut bytes = b"AT&TFORM\0\0\0\x2eDJVMDIRM\0\0\0\x03abc\0FORM\0\0\0\x16DJVUINFO\0\0\0\x0a".to_vec();
    bytes.extend_from_slice(&[0, 64, 0, 48, 24, 0, 100, 0, 22, 0]);
    bytes
}

fn paint_shop() -> Vec<u8> {
    let mut bytes = b"Paint Shop Pro Image File\n\x1a\0\0\0\0\0\x0a\0\0\0~BK\0\0\0\x2e\0\0\0\x2e\0\0\0".to_vec();
    bytes.extend_from_slice(&[64, 0, 0, 0, 48, 0, 0, 0]);
    bytes
}

fn quick_draw() -> Vec<u8> {
    let mut bytes = vec![0, 150, 0, 10, 0, 20, 0, 34, 0, 52, 0, 0x11, 2, 0xFF, 0x0C, 0, 0xFF, 0xFE, 0, 0];
    bytes.extend_from_slice(&[0, 144, 0, 0, 0, 144, 0, 0]);
    bytes
}

fn photo_cd(flags: u8) -> Vec<u8> {
    let mut bytes = vec![0; 4096];
    bytes[2048..2055].copy_from_slice(b"PCD_IPI");
    bytes[2048 + 1538] = flags;
    bytes
}

fn flif() -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(b"<x/>").unwrap();
    let packet = encoder.finish().unwrap();
    let mut bytes = b"FLIF31\x3f\x2feXmp".to_vec();
    bytes.push(u8::try_from(packet.len()).unwrap());
    bytes.extend_from_slice(&packet);
    bytes.extend_from_slice(b"\0pixels");
    bytes
}

fn flir() -> Vec<u8> {
    let mut bytes = b"FPF Public Image Format\0".to_vec();
    bytes.resize(44, 0);
    bytes.extend_from_slice(&[64, 0, 48, 0]);
    bytes.resize(900, 0);
    bytes
}

fn mrc(stamp: [u8; 2]) -> Vec<u8> {
    let is_big = stamp[0] == 0x11;
    let sides = [64_u32, 48].map(|side| if is_big { side.to_be_bytes() } else { side.to_le_bytes() });
    let mut bytes = sides.concat();
    bytes.resize(208, 0);
    bytes.extend_from_slice(b"MAP ");
    bytes.extend_from_slice(&stamp);
    bytes.resize(1024, 0);
    bytes
}

fn sony_pmp() -> Vec<u8> {
    let mut bytes = vec![0x10, 0x12, 0, 9, 16, 0, 5, 0, 0, 0, 0, 124];
    bytes.resize(124, 0);
    bytes.extend_from_slice(&[0xFF, 0xD8, 0xFF, 0xDB, 0, 4, 0, 0]);
    bytes.extend_from_slice(&[
        0xFF, 0xC0, 0, 11, 8, 0, 48, 0, 64, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 0, 0, 0, 63, 0, 0xFF, 0xD9,
    ]);
    bytes
}

fn told(bytes: &[u8]) -> String {
    let anatomy = whole(&bytes, b"picture");
    let header = anatomy.facts.iter().filter(|fact| fact.origin == Origin::Container);
    let sides: Vec<_> = header.take(2).map(|fact| fact.values[0].to_string()).collect();
    format!("{} {}", anatomy.media_type.as_str(), sides.join("x"))
}

fn samples() -> Vec<(Vec<u8>, &'static str)> {
    let file = [vec![7; 512], quick_draw()].concat();
    vec![
        (open_exr(), "image/x-exr"),
        (b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 48 +X 64\n\x02".to_vec(), "image/vnd.radiance"),
        (b"#?RGBE\n\n+X 64 -Y 48\n".to_vec(), "image/vnd.radiance"),
        (b"PF\n64 48\n-1.0\n\0\0".to_vec(), "image/x-pfm"),
        (djvu(), "image/vnd.djvu"),
        (paint_shop(), "image/x-paintshoppro"),
        (quick_draw(), "image/pict"),
        (file, "image/pict"),
        (flif(), "image/flif"),
        (flir(), "image/x-flir-fpf"),
        (mrc([0x44, 0x44]), "image/x-mrc"),
        (mrc([0x11, 0x11]), "image/x-mrc"),
        (sony_pmp(), "image/x-sony-pmp"),
    ]
}

#[test]
fn rare_pictures_tell_their_size() {
    for (bytes, media_type) in samples() {
        assert_eq!(told(&bytes), format!("{media_type} 64x48"));
    }
    assert_eq!(told(&photo_cd(0)), "image/x-photo-cd 768x512");
    assert_eq!(told(&photo_cd(4 | 1)), "image/x-photo-cd 1024x1536");
    assert_eq!(told(&photo_cd(8)), "image/x-photo-cd 3072x2048");
}

#[test]
fn a_flif_keeps_its_packet_before_its_picture() {
    assert_eq!(whole(&&flif()[..], b"").blocks[0].data, b"<x/>");
}

#[test]
fn damaged_rare_pictures_are_read_to_an_end() {
    for (sample, media_type) in samples() {
        damaged(&sample, 300, NUMBERS, |round, bytes| {
            let anatomy = whole(&bytes, b"picture");
            let is_within = anatomy.previews.iter().all(|preview| preview.at + preview.size <= bytes.len() as u64);
            assert!(is_within && anatomy.problems.len() < 16, "{media_type}, round {round}");
        });
    }
}
