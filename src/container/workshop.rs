//! The files that editors keep their own work in, with the metadata blocks of the pictures they were made from: GIMP's XCF
//! and ImageMagick's MIFF. Knows where they keep size and blocks, not how pixels are laid.
use super::anatomy::{Anatomy, BlockKind};
use super::order::be32;
use super::plain::text;
use super::png;
use super::reader::Reader;
use crate::asset::{Field, ProblemKind};

/// The most properties or parasites of a file.
const MOST: usize = 4096;
/// The most of MIFF's worded header that is read.
const MOST_HEADER: usize = 256 * 1024;

/// Reads GIMP's XCF: size, and the parasites among the properties of the picture (`devel-docs/xcf.txt`).
pub(super) fn xcf(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    const PARASITES: u32 = 21;
    let head = reader.some(0, 26).to_vec();
    anatomy.state_size(be32(&head, 14).unwrap_or(0).into(), be32(&head, 18).unwrap_or(0).into());
    // Versions from 4 on say the precision before the properties.
    let is_old = matches!(head.get(9..13), Some(b"file" | b"v001" | b"v002" | b"v003"));
    let mut at = if is_old { 26 } else { 30 };
    for _ in 0..MOST {
        let Some(property) = reader.array::<8>(at) else {
            return anatomy.fault(ProblemKind::Truncated, "the file ends within the properties of its picture");
        };
        let (kind, length) = (be32(&property, 0).unwrap_or(0), u64::from(be32(&property, 4).unwrap_or(0)));
        match kind {
            0 => return,
            PARASITES => parasites(anatomy, &reader.copy(at + 8, length).unwrap_or_default()),
            _ => {}
        }
        at += 8 + length;
    }
}

fn parasites(anatomy: &mut Anatomy, bytes: &[u8]) {
    let mut rest = bytes;
    for _ in 0..MOST {
        let Some((name, data, after)) = parasite(rest) else { return };
        match name {
            b"gimp-comment" => anatomy.state_comment("GIMP:Comment", &text(data)),
            b"exif-data" => {
                anatomy.keep(BlockKind::Exif, data.strip_prefix(b"Exif\0\0").unwrap_or(data).to_vec());
            }
            b"gimp-metadata" => {
                let packet = data.strip_prefix(b"GIMP_XMP_1").unwrap_or(data);
                anatomy.keep(BlockKind::Xmp, packet.to_vec());
            }
            b"iptc-data" => anatomy.keep(BlockKind::Iim, data.to_vec()),
            b"icc-profile" => anatomy.keep(BlockKind::Icc, data.to_vec()),
            _ => {}
        }
        rest = after;
    }
}

/// A name with its length and a NUL, flags, and data with their length.
fn parasite(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (name, rest) = bytes.get(4..)?.split_at_checked(usize::try_from(be32(bytes, 0)?).ok()?)?;
    let (data, after) = rest.get(8..)?.split_at_checked(usize::try_from(be32(rest, 4)?).ok()?)?;
    Some((name.strip_suffix(b"\0").unwrap_or(name), data, after))
}

/// Reads ImageMagick's MIFF: a header in words, which a colon and Ctrl-Z end, and the profiles that it announced after it.
/// Old ones announce name and length (`profile-iptc=472`), newer ones the name, and the length stands before the profile.
pub(super) fn miff(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let head = reader.some(0, MOST_HEADER).to_vec();
    let Some(end) = memchr::memmem::find(&head, b":\x1a") else {
        return anatomy.fault(ProblemKind::Truncated, "the header of the MIFF file does not end");
    };
    let words = words(&text(head.get(..end).unwrap_or_default()));
    let number = |name| words.iter().find(|(key, _)| key == name).and_then(|(_, value)| value.parse().ok());
    anatomy.state_size(number("columns").unwrap_or(0), number("rows").unwrap_or(0));
    anatomy.state_count(Field::BitDepth, number("depth").unwrap_or(0));
    // Names of thumbnails stand before the profiles of a montage, up to a NUL.
    if words.iter().any(|(key, _)| key == "montage") {
        return;
    }
    let mut at = end as u64 + 2;
    for (key, value) in &words {
        let (name, length) = match key.strip_prefix("profile-").or_else(|| key.strip_prefix("profile:")) {
            Some(name) => (name, value.parse().unwrap_or(u64::MAX)),
            None if key == "profile" => {
                let Some(length) = reader.array(at).map(u32::from_be_bytes) else { return };
                at += 4;
                (value.as_str(), length.into())
            }
            None => continue,
        };
        let Some(profile) = reader.copy(at, length) else {
            return anatomy.fault(ProblemKind::Truncated, "the file ends within a profile");
        };
        png::raw_profile(anatomy, name, profile);
        at += length;
    }
}

/// Names and values of the header; a value in braces may have white space, comments in braces stand alone.
fn words(head: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = head.trim_start();
    while !rest.is_empty() && found.len() < MOST {
        let end = rest.find(|letter: char| letter.is_whitespace() || matches!(letter, '=' | '{')).unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        let after = after.strip_prefix('=').unwrap_or(after);
        let (value, after) = match after.strip_prefix('{') {
            Some(braced) => braced.split_once('}').unwrap_or((braced, "")),
            None => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
        };
        found.push((key.to_owned(), value.to_owned()));
        rest = after.trim_start();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{miff, words, xcf};
    use crate::container::anatomy::{Anatomy, BlockKind};
    use crate::container::damage::{NUMBERS, damaged, examined as read};
    use crate::container::reader::Reader;

    fn told(anatomy: &Anatomy) -> String {
        let facts = anatomy.facts.iter().map(|fact| format!("{}={}", fact.name, fact.values[0]));
        facts.collect::<Vec<_>>().join(" ")
    }

    fn sized(bytes: &[u8]) -> Vec<u8> {
        [&u32::try_from(bytes.len()).unwrap().to_be_bytes()[..], bytes].concat()
    }

    fn sample(version: &[u8; 4]) -> Vec<u8> {
        let parasite = |name: &[u8], data: &[u8]| [sized(name), vec![0, 0, 0, 1], sized(data)].concat();
        let parasites = [
            parasite(b"gimp-comment\0", b"harbour\0"),
            parasite(b"exif-data\0", b"Exif\0\0II*\0"),
            parasite(b"gimp-metadata\0", b"GIMP_XMP_1<x/>"),
        ];
        let mut bytes = [b"gimp xcf ", &version[..], &[0, 0, 0, 0, 64, 0, 0, 0, 48, 0, 0, 0, 0]].concat();
        if !matches!(version, b"file" | b"v003") {
            bytes.extend_from_slice(&150_u32.to_be_bytes());
        }
        bytes.extend_from_slice(&[0, 0, 0, 17, 0, 0, 0, 1, 1, 0, 0, 0, 21]);
        bytes.extend_from_slice(&sized(&parasites.concat()));
        bytes.extend_from_slice(&[0; 8]);
        bytes
    }

    #[test]
    fn gimp_keeps_metadata_in_parasites_of_all_versions() {
        for version in [b"file", b"v003", b"v011"] {
            let anatomy = read(&sample(version), xcf);
            assert_eq!(told(&anatomy), "width=64 height=48 GIMP:Comment=harbour");
            let blocks: Vec<_> = anatomy.blocks.iter().map(|block| (block.kind, &block.data[..])).collect();
            assert_eq!(blocks, [(BlockKind::Exif, &b"II*\0"[..]), (BlockKind::Xmp, &b"<x/>"[..])]);
            assert!(anatomy.problems.is_empty());
        }
        assert_eq!(read(&sample(b"v011")[..40], xcf).problems.len(), 1);
    }

    #[test]
    fn profiles_of_magick_stand_after_its_header() {
        let head = "id=ImageMagick version=1.0\n{ a = {comment}\ncolumns=64  rows=48  depth=8\nexif:Artist={A b}\n";
        let old = [head.as_bytes(), b"profile-APP1=10\nprofile-iptc=5\n\x0c\n:\x1aExif\0\0II*\0\x1c\x02\0\0\0pixels"]
            .concat();
        let anatomy = read(&old, miff);
        assert_eq!(told(&anatomy), "width=64 height=48 bit_depth=8");
        let kinds: Vec<_> = anatomy.blocks.iter().map(|block| (block.kind, block.data.len())).collect();
        assert_eq!(kinds, [(BlockKind::Exif, 4), (BlockKind::Iim, 5)]);
        let new = [head.as_bytes(), b"profile=xmp\n\x0c\n:\x1a\0\0\0\x04<x/>pixels"].concat();
        assert_eq!(read(&new, miff).blocks[0].data, b"<x/>");
        assert_eq!(read(&new[..new.len() - 8], miff).problems.len(), 1);
        assert_eq!(words("a=1 b={2 3} c"), [("a", "1"), ("b", "2 3"), ("c", "")].map(|(a, b)| (a.into(), b.into())));
    }

    #[test]
    fn damaged_files_of_editors_are_read_to_an_end() {
        let magick = b"id=ImageMagick\ncolumns=64 rows=48\nprofile-exif=10\n:\x1aExif\0\0II*\0".to_vec();
        for (sample, examine) in [(sample(b"v011"), xcf as fn(&mut Reader<'_>, &mut Anatomy)), (magick, miff)] {
            damaged(&sample, 600, NUMBERS, |round, bytes| {
                let anatomy = read(bytes, examine);
                let size: usize = anatomy.blocks.iter().map(|block| block.data.len()).sum();
                assert!(size <= bytes.len() && anatomy.problems.len() < 16, "round {round}");
            });
        }
    }
}
