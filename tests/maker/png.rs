//! PNG (third edition): truecolour, stored blocks, with `eXIf`, XMP in `iTXt`, and `tEXt`.
use super::picture::Picture;
use flate2::Crc;

/// The whole file.
pub fn file(picture: &Picture) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let header = [&picture.width.to_be_bytes(), picture.height.to_be_bytes().as_slice(), &[8, 2, 0, 0, 0]].concat();
    chunk(&mut file, *b"IHDR", &header);
    if let Some(profile) = &picture.icc {
        chunk(&mut file, *b"iCCP", &[b"profile\0\0", stored(profile).as_slice()].concat());
    }
    if let Some(exif) = &picture.exif {
        chunk(&mut file, *b"eXIf", &exif.bytes());
    }
    if let Some(xmp) = &picture.xmp {
        chunk(&mut file, *b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", xmp.packet().as_slice()].concat());
    }
    for (keyword, text) in &picture.texts {
        chunk(&mut file, *b"tEXt", &[keyword.as_bytes(), b"\0", text.as_bytes()].concat());
    }
    let row = |y| [vec![0], (0..picture.width).flat_map(|x| picture.pixel(x, y)).collect()].concat();
    let rows: Vec<u8> = (0..picture.height).flat_map(row).collect();
    chunk(&mut file, *b"IDAT", &stored(&rows));
    chunk(&mut file, *b"IEND", &[]);
    file
}

/// Appends a chunk with its checksum.
pub fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let mut crc = Crc::new();
    crc.update(&kind);
    crc.update(data);
    file.extend_from_slice(&u32::try_from(data.len()).expect("a small chunk").to_be_bytes());
    file.extend_from_slice(&kind);
    file.extend_from_slice(data);
    file.extend_from_slice(&crc.sum().to_be_bytes());
}

/// A zlib stream (RFC 1950) of stored blocks: the same bytes whichever compressor is in fashion.
pub fn stored(data: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let mut blocks = data.chunks(0xffff).peekable();
    if data.is_empty() {
        stream.extend_from_slice(&[1, 0, 0, 0xff, 0xff]);
    }
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).expect("a block's length");
        stream.push(u8::from(blocks.peek().is_none()));
        stream.extend_from_slice(&length.to_le_bytes());
        stream.extend_from_slice(&(!length).to_le_bytes());
        stream.extend_from_slice(block);
    }
    let (mut low, mut high) = (1u32, 0u32);
    for byte in data {
        low = (low + u32::from(*byte)) % 65521;
        high = (high + low) % 65521;
    }
    stream.extend_from_slice(&(high << 16 | low).to_be_bytes());
    stream
}
