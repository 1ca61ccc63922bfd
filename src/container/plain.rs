//! Texts that say no character set, and compressed ones. Knows how to decode, not what is said.
use brotli_decompressor::Decompressor;
use flate2::read::{DeflateDecoder, ZlibDecoder};
use std::io::Read;

/// The most bytes that a compressed text or profile may give: bombs give gigabytes.
const LARGEST_TEXT: u64 = 32 * 1024 * 1024;
/// The most bytes that all compressed texts and profiles of a file may give.
const MOST_INFLATED: u64 = 128 * 1024 * 1024;

/// UTF-8 where the bytes are that, else Latin-1; up to the first NUL.
pub(super) fn text(bytes: &[u8]) -> String {
    let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
    let bytes = bytes.get(..end).unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}

/// Four bytes as a code people can read: what is not printable ASCII as `?`, spaces at the end left out.
pub(super) fn code(four: [u8; 4]) -> String {
    let letter = |byte: u8| if byte.is_ascii_graphic() || byte == b' ' { char::from(byte) } else { '?' };
    four.map(letter).iter().collect::<String>().trim_end().to_owned()
}

/// What a Brotli decoder reads at a time.
const BROTLI_BUFFER: usize = 4096;

/// Undoes zlib's and Brotli's compression, for one file: many small bombs are bounded as one large is.
pub(super) struct Inflater {
    left: u64,
}

impl Inflater {
    /// Nothing inflated yet.
    pub(super) fn new() -> Inflater {
        Inflater { left: MOST_INFLATED }
    }

    /// The first bytes that data begins to say, which need not be whole; fewer where it is broken.
    pub(super) fn beginning(bytes: &[u8], count: usize) -> Vec<u8> {
        let mut inflated = Vec::new();
        // What could be read before a fault stays.
        let _outcome = ZlibDecoder::new(bytes).take(count as u64).read_to_end(&mut inflated);
        inflated
    }

    /// What the data says; none where it is broken, or gives more than `LARGEST_TEXT`, or the file has had its share.
    pub(super) fn inflate(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        self.read(ZlibDecoder::new(bytes))
    }

    /// The same of data without zlib's head and checksum, as ZIP has them.
    pub(super) fn inflate_bare(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        self.read(DeflateDecoder::new(bytes))
    }

    /// The same for what Brotli compressed (RFC 7932).
    pub(super) fn unbrotli(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        self.read(Decompressor::new(bytes, BROTLI_BUFFER))
    }

    fn read(&mut self, decoder: impl Read) -> Option<Vec<u8>> {
        let limit = LARGEST_TEXT.min(self.left);
        let mut inflated = Vec::new();
        let outcome = decoder.take(limit + 1).read_to_end(&mut inflated);
        self.left = self.left.saturating_sub(inflated.len() as u64);
        (outcome.is_ok() && inflated.len() as u64 <= limit).then_some(inflated)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Inflater, MOST_INFLATED, text};
    use std::io::Write;

    /// Bytes as zlib compresses them.
    pub(in crate::container) fn deflate(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    /// Bytes as Brotli carries them without compressing: one stored block, and an empty last one (RFC 7932, 9.2).
    pub(in crate::container) fn stored_brotli(bytes: &[u8]) -> Vec<u8> {
        let length = u32::try_from(bytes.len() - 1).expect("a short text");
        // From the lowest bit on: the window's size (0), not the last (0), four nibbles of length (00), and stored (1).
        let head = length << 4 | 1 << 20;
        let mut stream = head.to_le_bytes()[..3].to_vec();
        stream.extend_from_slice(bytes);
        stream.push(3);
        stream
    }

    #[test]
    fn brotli_is_read_within_the_same_bounds() {
        let mut inflater = Inflater::new();
        let stream = stored_brotli(b"harbour");
        assert_eq!(inflater.unbrotli(&stream).as_deref(), Some(&b"harbour"[..]));
        assert_eq!(inflater.unbrotli(&stream[..6]), None);
        assert_eq!(inflater.unbrotli(b"\xff\xff\xff\xff"), None);
        inflater.left = 3;
        assert_eq!(inflater.unbrotli(&stream), None);
    }

    #[test]
    fn a_bomb_gives_nothing() {
        let mut inflater = Inflater::new();
        assert_eq!(inflater.inflate(&deflate(b"harbour")).as_deref(), Some(&b"harbour"[..]));
        assert_eq!(inflater.inflate(b"no zlib"), None);
        let bomb = deflate(&vec![0; 40 << 20]);
        for _ in 0..5 {
            assert_eq!(inflater.inflate(&bomb), None);
        }
        assert!(inflater.left < MOST_INFLATED / 2);
        inflater.left = 3;
        assert_eq!(inflater.inflate(&deflate(b"harbour")), None);
    }

    #[test]
    fn text_is_utf_8_where_it_can_be() {
        assert_eq!(text("Málaga\0x".as_bytes()), "Málaga");
        assert_eq!(text(b"M\xe1laga"), "Málaga");
    }
}
