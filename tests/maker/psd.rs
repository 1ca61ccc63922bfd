//! Photoshop documents (Adobe's file format specification): flat, three channels of eight bits, not compressed.
use super::picture::Picture;

/// The whole file.
pub fn file(picture: &Picture) -> Vec<u8> {
    let size = [picture.height.to_be_bytes(), picture.width.to_be_bytes()].concat();
    let head = [b"8BPS\0\x01\0\0\0\0\0\0\0\x03".as_slice(), &size, &[0, 8, 0, 3]].concat();
    // No table of colours, no resources, no layers.
    let sections = [0; 12].to_vec();
    let channel = |channel: usize| {
        let row = move |y| (0..picture.width).map(move |x| picture.pixel(x, y)[channel]);
        (0..picture.height).flat_map(row).collect()
    };
    [head, sections, vec![0, 0], channel(0), channel(1), channel(2)].concat()
}
