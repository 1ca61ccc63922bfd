//! ZIP archives (PKWARE's APPNOTE) that carry documents: what is in them and where, and single files unpacked. It knows
//! no document, and reads neither ZIP64 nor encrypted files, which no such document needs.
use super::order::{le16, le32};
use super::plain::Inflater;
use super::reader::{LARGEST_BLOCK, Reader};

/// The end record with the longest comment (4.3.16).
const LONGEST_END: u64 = 65_557;
/// The most of the central directory that is read.
const MOST_DIRECTORY: u64 = 16 * 1024 * 1024;
/// The most files that are listed.
const MOST_FILES: usize = 65_536;

/// A file in an archive, as the central directory lists it (4.3.12).
struct Entry {
    name: Vec<u8>,
    /// 0 as it is, 8 deflated.
    method: u16,
    size: u64,
    /// Where its own header is.
    at: u64,
}

/// What an archive lists.
pub(super) struct Archive(Vec<Entry>);

impl Archive {
    /// Reads the central directory; none where there is no end record.
    pub(super) fn open(reader: &mut Reader<'_>) -> Option<Archive> {
        let from = reader.len().saturating_sub(LONGEST_END);
        let tail = reader.some(from, usize::try_from(LONGEST_END).ok()?);
        let end = memchr::memmem::rfind(tail, b"PK\x05\x06")?;
        let (size, told) = (u64::from(le32(tail, end + 12)?), u64::from(le32(tail, end + 16)?));
        // The directory ends where the end record begins; that it begins elsewhere than told is junk before it all.
        let start = (from + end as u64).checked_sub(size)?;
        let shift = start.checked_sub(told)?;
        let bytes = reader.some(start, usize::try_from(size.min(MOST_DIRECTORY)).ok()?);
        let (mut entries, mut rest) = (Vec::new(), bytes);
        while let Some((entry, after)) = entry(rest, shift).filter(|_| entries.len() < MOST_FILES) {
            entries.push(entry);
            rest = after;
        }
        Some(Archive(entries))
    }

    /// A file's content; none where there is none of that name, or it is not packed in a way that is known.
    pub(super) fn file(&self, reader: &mut Reader<'_>, inflater: &mut Inflater, name: &str) -> Option<Vec<u8>> {
        let entry = self.entry(name)?;
        let at = entry.data(reader)?;
        let data = reader.copy(at, entry.size.min(LARGEST_BLOCK))?;
        match entry.method {
            0 => Some(data),
            8 => inflater.inflate_bare(&data),
            _ => None,
        }
    }

    /// Where a file that is not packed lies, and how long it is.
    pub(super) fn place(&self, reader: &mut Reader<'_>, name: &str) -> Option<(u64, u64)> {
        let entry = self.entry(name).filter(|entry| entry.method == 0)?;
        Some((entry.data(reader)?, entry.size))
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.name == name.as_bytes())
    }
}

impl Entry {
    /// Where the content begins: after the file's own header, whose name and extra may differ in length (4.3.7).
    fn data(&self, reader: &mut Reader<'_>) -> Option<u64> {
        let head: [u8; 30] = reader.array(self.at)?;
        let length = u64::from(le16(&head, 26)?) + u64::from(le16(&head, 28)?);
        head.starts_with(b"PK\x03\x04").then(|| self.at.saturating_add(30 + length))
    }
}

fn entry(bytes: &[u8], shift: u64) -> Option<(Entry, &[u8])> {
    let is_sealed = le16(bytes, 8)? & 1 == 1;
    let lengths = [28, 30, 32].map(|at| usize::from(le16(bytes, at).unwrap_or(0)));
    let [name, extra, comment] = lengths;
    let entry = Entry {
        name: bytes.get(46..46 + name).filter(|_| bytes.starts_with(b"PK\x01\x02"))?.to_vec(),
        method: if is_sealed { u16::MAX } else { le16(bytes, 10)? },
        size: u64::from(le32(bytes, 20)?),
        at: u64::from(le32(bytes, 42)?).checked_add(shift)?,
    };
    Some((entry, bytes.get(46 + name + extra + comment..).unwrap_or(&[])))
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::plain::Inflater;
    use super::super::reader::Reader;
    use super::Archive;
    use std::io::Write;

    /// An archive; files whose name ends in `.xml` are deflated.
    pub(in crate::container) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let (mut bytes, mut directory) = (Vec::new(), Vec::new());
        for (name, content) in files {
            let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
            encoder.write_all(content).unwrap();
            let is_packed = name.ends_with(".xml");
            let data = if is_packed { encoder.finish().unwrap() } else { content.to_vec() };
            let sizes = [
                [0; 8].to_vec(),
                (data.len() as u32).to_le_bytes().to_vec(),
                (content.len() as u32).to_le_bytes().to_vec(),
            ];
            let method = if is_packed { 8 } else { 0 };
            let head =
                [&[20, 0, 0, 0, method, 0][..], &sizes.concat(), &(name.len() as u16).to_le_bytes(), &[0, 0]].concat();
            let at = bytes.len() as u32;
            bytes.extend([b"PK\x03\x04", &head[..], name.as_bytes(), &data].concat());
            let rest = [&[0; 10][..], &at.to_le_bytes()].concat();
            directory.extend([b"PK\x01\x02\x14\0", &head[..], &rest, name.as_bytes()].concat());
        }
        let (size, start) = (directory.len() as u32, bytes.len() as u32);
        let end = [b"PK\x05\x06\0\0\0\0\0\0\0\0", &size.to_le_bytes()[..], &start.to_le_bytes(), &[0, 0]].concat();
        [bytes, directory, end].concat()
    }

    #[test]
    fn files_are_found_and_unpacked_with_junk_before_and_after() {
        let plain = zip(&[("mimetype", b"text"), ("a/b.xml", b"harbour harbour harbour")]);
        for bytes in [plain.clone(), [b"junk", &plain[..], b"comment"].concat()] {
            let (source, mut inflater) = (&bytes[..], Inflater::new());
            let mut reader = Reader::new(&source);
            let archive = Archive::open(&mut reader).unwrap();
            let mut file = |name| archive.file(&mut reader, &mut inflater, name);
            assert_eq!(file("a/b.xml").as_deref(), Some(&b"harbour harbour harbour"[..]));
            assert_eq!((file("mimetype").as_deref(), file("none")), (Some(&b"text"[..]), None));
            let (at, size) = archive.place(&mut reader, "mimetype").unwrap();
            assert_eq!(&bytes[at as usize..(at + size) as usize], b"text");
            assert_eq!(archive.place(&mut reader, "a/b.xml"), None);
        }
    }
}
