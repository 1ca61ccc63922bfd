//! GIF89a: one frame of one colour, in codes that never grow beyond three bits.
use super::picture::Picture;

/// The whole file.
pub fn file(picture: &Picture) -> Vec<u8> {
    let size =
        [picture.width, picture.height].map(|size| u16::try_from(size).expect("GIF's sizes").to_le_bytes()).concat();
    let colour = picture.pixel(picture.width / 2, picture.height / 2);
    let table = [colour, [0; 3]].concat();
    let head = [b"GIF89a".as_slice(), &size, &[0x80, 0, 0], &table].concat();
    [head, vec![0x2c, 0, 0, 0, 0], size, vec![0], codes(picture.width * picture.height), vec![0x3b]].concat()
}

/// The first colour so many times: the table of codes is cleared before every pixel, so that each code has three bits.
fn codes(pixels: u32) -> Vec<u8> {
    let (clear, end) = (4, 5);
    let codes = (0..pixels).flat_map(|_| [clear, 0]).chain([end]);
    let bits: Vec<u8> = codes.flat_map(|code: u8| (0..3).map(move |at| code >> at & 1)).collect();
    let bytes: Vec<u8> = bits.chunks(8).map(|bits| bits.iter().rev().fold(0, |byte, bit| byte << 1 | bit)).collect();
    let block = |block: &[u8]| [&[u8::try_from(block.len()).expect("a block")], block].concat();
    [vec![2], bytes.chunks(255).flat_map(block).collect(), vec![0]].concat()
}
