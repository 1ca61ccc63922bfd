//! Makers' notes (Exif tag 0x927C), of which no standard says more than that they are: whose one is, where its first
//! directory begins, in which order its numbers stand and from where its offsets count. It knows no maker's tags.
//!
//! The heads are those that ExifTool's and Exiv2's documentation list.
use super::order::{Order, be32, le32};

/// Whose vocabulary a note speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Maker {
    Apple,
    Canon,
    Casio,
    Fujifilm,
    Kodak,
    Leica,
    Minolta,
    Nikon,
    /// Nikon's first compact cameras, whose tags have other meanings.
    NikonFirst,
    Olympus,
    Panasonic,
    Pentax,
    Ricoh,
    Samsung,
    Sigma,
    Sony,
}

/// How to read a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// Whose it is.
    pub maker: Maker,
    /// Where its first directory is.
    pub directory: u64,
    /// What its offsets count from; below zero where the note was moved towards the head of its block.
    pub base: i64,
    /// Whether its numbers stand least significant byte first.
    pub is_little: bool,
}

/// The most bytes of a note's head that tell how to read it.
pub const HEAD: usize = 24;

/// What a head says: how far behind the note's first byte the directory is, and what the offsets count from.
struct Head {
    maker: Maker,
    directory: u64,
    base: Base,
    /// None where it is the order of the block, or the directory has to tell.
    order: Option<Order>,
}

/// From where offsets count.
#[derive(Clone, Copy)]
enum Base {
    /// From the head of the Exif block.
    Block,
    /// From a byte of the note.
    Note(u8),
}

impl Note {
    /// The note at `at` of a block in the given order, from its first `HEAD` bytes (or all, if it has fewer), its last
    /// eight, and the camera's make; none where nobody is known to write such a note.
    pub fn of(head: &[u8], tail: [u8; 8], at: u64, make: &str, is_little: bool) -> Option<Note> {
        let found = by_signature(head, make).or_else(|| by_make(make))?;
        let start = usize::try_from(found.directory).ok()?;
        let order = found.order.or_else(|| order_of(head.get(start..)?, is_little))?;
        let place = i64::try_from(at).ok()?;
        let base = match found.base {
            Base::Note(from) => place.checked_add(from.into())?,
            Base::Block if found.maker == Maker::Canon => moved(tail, order).map_or(0, |from| place - i64::from(from)),
            Base::Block => 0,
        };
        let directory = at.checked_add(found.directory)?;
        Some(Note { maker: found.maker, directory, base, is_little: order == Order::Little })
    }
}

/// The notes that begin with a signature.
fn by_signature(head: &[u8], make: &str) -> Option<Head> {
    use Base::{Block, Note as Within};
    let is = |signature: &[u8]| head.starts_with(signature);
    let known = |maker, directory, base| Some(Head { maker, directory, base, order: None });
    let ordered = |maker, directory, at| Some(Head { maker, directory, base: Within(0), order: mark(head, at) });
    match head {
        _ if is(b"Nikon\0\x01") => known(Maker::NikonFirst, 8, Block),
        // The third form holds a TIFF stream of its own.
        _ if is(b"Nikon\0\x02") => {
            let order = mark(head, 10)?;
            let first = u64::from(order.u32(head, 14)?);
            Some(Head { maker: Maker::Nikon, directory: 10 + first.min(64), base: Within(10), order: Some(order) })
        }
        _ if is(b"OLYMPUS\0") => ordered(Maker::Olympus, 12, 8),
        _ if is(b"OM SYSTEM\0\0\0") => ordered(Maker::Olympus, 16, 12),
        _ if is(b"OLYMP\0") || is(b"EPSON\0") || is(b"CAMER\0") => known(Maker::Olympus, 8, Block),
        _ if is(b"FUJIFILM") || is(b"GENERALE") => {
            let directory = u64::from(le32(head, 8)?).min(64);
            Some(Head { maker: Maker::Fujifilm, directory, base: Within(0), order: Some(Order::Little) })
        }
        _ if is(b"Panasonic\0\0\0") => known(Maker::Panasonic, 12, Block),
        // The cameras that Panasonic builds for Leica say only its name.
        _ if is(b"LEICA\0\0\0") && make.starts_with("Leica Camera AG") => known(Maker::Leica, 8, Within(8)),
        _ if is(b"LEICA\0\0\0") => known(Maker::Panasonic, 8, Block),
        _ if is(b"LEICA\0") => known(Maker::Leica, 8, Within(0)),
        _ if is(b"SONY DSC \0\0\0") || is(b"SONY CAM \0\0\0") || is(b"SONY MOBILE") || is(b"VHAB     \0\0\0") => {
            known(Maker::Sony, 12, Block)
        }
        _ if is(b"AOC\0") => Some(Head { maker: Maker::Pentax, directory: 6, base: Block, order: mark(head, 4) }),
        _ if is(b"PENTAX \0") => ordered(Maker::Pentax, 10, 8),
        _ if is(b"RICOH\0II") || is(b"RICOH\0MM") => ordered(Maker::Pentax, 8, 6),
        _ if is(b"RICOH\0\0\0") || is(b"Ricoh\0\0\0") => known(Maker::Ricoh, 8, Block),
        _ if is(b"SIGMA\0\0\0") || is(b"FOVEON\0\0") => known(Maker::Sigma, 10, Block),
        _ if is(b"QVC\0") || is(b"DCI\0") => known(Maker::Casio, 6, Block),
        _ if is(b"MM\0\x2a\0\0\0\x08") || is(b"II\x2a\0\x08\0\0\0") => {
            let base = Within(0);
            is_kodaks(make).then_some(Head { maker: Maker::Kodak, directory: 8, base, order: None })
        }
        _ if is(b"Apple iOS\0") => ordered(Maker::Apple, 14, 12),
        _ => None,
    }
}

/// The notes that begin with their directory.
fn by_make(make: &str) -> Option<Head> {
    const MAKES: [(&str, Maker); 11] = [
        ("CANON", Maker::Canon),
        ("NIKON", Maker::Nikon),
        ("SONY", Maker::Sony),
        ("MINOLTA", Maker::Minolta),
        ("KONICA MINOLTA", Maker::Minolta),
        ("PENTAX", Maker::Pentax),
        ("ASAHI", Maker::Pentax),
        ("SAMSUNG", Maker::Samsung),
        ("LEICA", Maker::Panasonic),
        ("EASTMAN KODAK", Maker::Kodak),
        ("KODAK", Maker::Kodak),
    ];
    let make = make.trim_start().to_ascii_uppercase();
    let (_, maker) = MAKES.into_iter().find(|(known, _)| make.starts_with(known))?;
    let base = if maker == Maker::Samsung { Base::Note(0) } else { Base::Block };
    Some(Head { maker, directory: 0, base, order: None })
}

fn is_kodaks(make: &str) -> bool {
    by_make(make).is_some_and(|head| head.maker == Maker::Kodak)
}

/// The byte-order mark at an offset.
fn mark(head: &[u8], at: usize) -> Option<Order> {
    match head.get(at..)? {
        [b'I', b'I', ..] => Some(Order::Little),
        [b'M', b'M', ..] => Some(Order::Big),
        _ => None,
    }
}

/// The order in which a directory makes sense: the block's if it can be; programs that turned the block left the note.
fn order_of(directory: &[u8], is_little: bool) -> Option<Order> {
    let own = if is_little { Order::Little } else { Order::Big };
    let other = if is_little { Order::Big } else { Order::Little };
    let is_sound = |order: &Order| {
        let (count, kind) = (order.u16(directory, 0), order.u16(directory, 4));
        matches!((count, kind), (Some(1..=512), Some(1..=13)))
    };
    [own, other].into_iter().find(is_sound)
}

/// Where Canon's note was when the camera wrote it: a second TIFF header stands at its end.
fn moved(tail: [u8; 8], order: Order) -> Option<u32> {
    match (tail, order) {
        ([b'I', b'I', 0x2A, 0, ..], Order::Little) => le32(&tail, 4),
        ([b'M', b'M', 0, 0x2A, ..], Order::Big) => be32(&tail, 4),
        _ => None,
    }
    .filter(|from| *from > 0)
}

#[cfg(test)]
mod tests {
    use super::{Maker, Note};

    const NO_TAIL: [u8; 8] = [0; 8];

    fn note(head: &[u8], make: &str) -> Option<Note> {
        Note::of(head, NO_TAIL, 100, make, true)
    }

    #[test]
    fn a_note_is_known_by_its_head_before_the_make() {
        let nikon = b"Nikon\0\x02\x10\0\0MM\0\x2a\0\0\0\x08";
        let expected = Note { maker: Maker::Nikon, directory: 118, base: 110, is_little: false };
        assert_eq!(note(nikon, "SONY"), Some(expected));
        let olympus = b"OLYMPUS\0II\x03\0\x01\0\x01\x00\x07\0";
        let expected = Note { maker: Maker::Olympus, directory: 112, base: 100, is_little: true };
        assert_eq!(note(olympus, ""), Some(expected));
        assert_eq!(note(b"nobody's note", ""), None);
        assert_eq!(note(b"", "Canon"), None);
    }

    #[test]
    fn a_note_without_a_head_keeps_its_order_when_its_block_was_turned() {
        let big = b"\0\x02\0\x01\0\x03\0\0\0\x01\0\0\0\0";
        let expected = Note { maker: Maker::Canon, directory: 100, base: 0, is_little: false };
        assert_eq!(note(big, "Canon"), Some(expected));
        assert_eq!(note(b"\xff\xff\xff\xff\xff\xff\xff\xff", "Canon"), None);
    }

    #[test]
    fn canons_second_header_says_from_where_a_moved_note_counts() {
        let head = b"\x02\0\x01\0\x03\0\x01\0\0\0\0\0\0\0";
        let tail = *b"II\x2a\0\x2c\x01\0\0";
        assert_eq!(Note::of(head, tail, 100, "Canon", true).map(|note| note.base), Some(-200));
    }
}
