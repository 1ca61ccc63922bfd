//! PostScript, EPS and Illustrator's older files: the structuring comments (Adobe, Document Structuring Conventions 3.0), the
//! blocks that Photoshop and Illustrator put between them, and the previews of EPS for DOS (Adobe 5002, EPSF 3.0).
//! It runs no program.
//!
//! The size of a picture is its pixels where Photoshop says them, else its bounding box, a unit of which is a pixel at 72
//! pixels an inch. There is no essence to tell apart: the program is the picture, and metadata stands anywhere in it.
//! Identity is the whole file.
use super::anatomy::{Anatomy, BlockKind};
use super::order::le32;
use super::plain::text;
use super::reader::Reader;
use super::{packet, pdf, photoshop, preview};
use crate::asset::{Date, Field, ProblemKind, Value};

/// How much of a large program is read, at its beginning and at its end.
const PART: u64 = 16 * 1024 * 1024;
/// The longest comment that is read; the conventions allow 255 bytes, programs write more.
const LONGEST_COMMENT: usize = 4096;

/// Reads a program, or the previews and the program of an EPS for DOS.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let (start, end) = program(reader, anatomy);
    let size = end.saturating_sub(start);
    let parts = if size <= 2 * PART { vec![(start, size)] } else { vec![(start, PART), (end - PART, PART)] };
    let mut comments = Comments::default();
    for (at, size) in parts {
        let bytes = reader.some(at, usize::try_from(size).unwrap_or(0));
        comments.read(bytes);
    }
    let has_packet = comments.packet.is_some() || comments.has_documents;
    comments.state(anatomy);
    if !has_packet {
        packet::examine(reader, anatomy);
    }
}

/// Where the program lies: the header of an EPS for DOS has three places and their lengths, program, WMF and TIFF.
fn program(reader: &mut Reader<'_>, anatomy: &mut Anatomy) -> (u64, u64) {
    let length = reader.len();
    let head = reader.array::<30>(0).unwrap_or([0; 30]);
    if !head.starts_with(b"\xc5\xd0\xd3\xc6") {
        return (0, length);
    }
    let number = |at| u64::from(le32(&head, at).unwrap_or(0));
    let (start, end) = (number(4), number(4) + number(8));
    for at in [20, 12] {
        if number(at) > 0 {
            preview::locate(reader, anatomy, number(at), number(at + 4));
        }
    }
    if end > length {
        anatomy.fault(ProblemKind::Truncated, "the file ends within its PostScript program");
    }
    (start.min(length), end.min(length))
}

/// What the comments say, each by the first that says it.
#[derive(Default)]
struct Comments {
    told: Vec<(&'static str, String)>,
    /// Comments whose value stands at the end.
    deferred: Vec<&'static str>,
    is_encapsulated: bool,
    has_lines: bool,
    is_after_header: bool,
    /// How deep we are in documents that the program includes.
    depth: usize,
    has_documents: bool,
    block: Option<Block>,
    resources: Option<Vec<u8>>,
    profile: Option<Vec<u8>>,
    packet: Option<Vec<u8>>,
}

/// The blocks whose lines are hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Block {
    Photoshop,
    Profile,
}

/// The comments that are told.
const NAMES: [&str; 7] = ["Title", "Creator", "CreationDate", "For", "BoundingBox", "Pages", "ImageData"];

impl Comments {
    fn read(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let length = memchr::memchr2(b'\r', b'\n', rest).unwrap_or(rest.len());
            let line = rest.get(..length).unwrap_or(rest);
            at += match self.line(line) {
                Next::Line => length + 1,
                Next::Packet => self.keep_packet(rest),
            };
        }
    }

    fn line(&mut self, line: &[u8]) -> Next {
        match line {
            _ if !self.has_lines => self.first(line),
            [b'%', ..] => self.comment(line),
            [b'<', b'?', ..] if line.starts_with(b"<?xpacket begin") && self.wants_packet() => return Next::Packet,
            _ => self.is_after_header |= !line.trim_ascii().is_empty(),
        }
        Next::Line
    }

    fn wants_packet(&self) -> bool {
        self.depth == 0 && self.packet.is_none()
    }

    fn first(&mut self, line: &[u8]) {
        self.has_lines = true;
        self.is_encapsulated = memchr::memmem::find(line, b" EPSF").is_some();
    }

    fn comment(&mut self, line: &[u8]) {
        let starts = |word: &[u8]| line.starts_with(word);
        if starts(b"%%BeginDocument") {
            (self.depth, self.has_documents) = (self.depth + 1, true);
        } else if starts(b"%%EndDocument") {
            self.depth = self.depth.saturating_sub(1);
        } else if self.depth > 0 {
        } else if starts(b"%BeginPhotoshop") && self.resources.is_none() {
            (self.block, self.resources) = (Some(Block::Photoshop), Some(Vec::new()));
        } else if starts(b"%%BeginICCProfile") && self.profile.is_none() {
            (self.block, self.profile) = (Some(Block::Profile), Some(Vec::new()));
        } else if starts(b"%EndPhotoshop") || starts(b"%%EndICCProfile") {
            self.block = None;
        } else if starts(b"%%EndComments") {
            self.is_after_header = true;
        } else if let (Some(block), true) = (self.block, starts(b"% ")) {
            self.add_digits(block, line);
        } else {
            self.named(line);
        }
    }

    fn add_digits(&mut self, block: Block, line: &[u8]) {
        let into = match block {
            Block::Photoshop => &mut self.resources,
            Block::Profile => &mut self.profile,
        };
        into.get_or_insert_default().extend(pdf::unhex(line));
    }

    /// A comment with a value. After the header only what it left for the end counts, and Photoshop's own.
    fn named(&mut self, line: &[u8]) {
        let line = line.get(..LONGEST_COMMENT).unwrap_or(line);
        let Some((name, value)) = split(line) else { return };
        if self.told.iter().any(|(known, _)| *known == name) {
            return;
        }
        let value = value.trim_ascii();
        if value.starts_with(b"(atend)") {
            self.deferred.retain(|known| *known != name);
            self.deferred.push(name);
        } else if !self.is_after_header || self.deferred.contains(&name) || name == "ImageData" {
            self.told.push((name, string(value)));
        }
    }

    /// Keeps the packet that begins here, and says how many bytes to pass.
    fn keep_packet(&mut self, bytes: &[u8]) -> usize {
        let end = memchr::memmem::find(bytes, b"<?xpacket end");
        let close = end.and_then(|end| Some(end + memchr::memchr(b'>', bytes.get(end..)?)? + 1));
        self.packet = Some(close.and_then(|close| bytes.get(..close)).unwrap_or(&[]).to_vec());
        self.is_after_header = true;
        close.unwrap_or(1)
    }

    fn value(&self, name: &str) -> &str {
        self.told.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    fn state(self, anatomy: &mut Anatomy) {
        if let Some((width, height)) = pixels(self.value("ImageData")).or_else(|| sides(self.value("BoundingBox"))) {
            anatomy.state_size(width, height);
        }
        // An encapsulated file is one picture, whatever it says of pages.
        if !self.is_encapsulated {
            let pages = self.value("Pages").split_whitespace().next().and_then(|pages| pages.parse().ok());
            anatomy.state_count(Field::Pages, pages.unwrap_or(0));
        }
        anatomy.state_text("PostScript:Title", Some(Field::Title), self.value("Title"));
        anatomy.state_text("PostScript:Creator", Some(Field::Software), self.value("Creator"));
        anatomy.state_text("PostScript:For", None, self.value("For"));
        match date(self.value("CreationDate")) {
            Some(date) => anatomy.state_value("PostScript:CreateDate", Some(Field::DateDigitized), Value::Date(date)),
            None => anatomy.state_text("PostScript:CreateDate", None, self.value("CreationDate")),
        }
        photoshop::keep(anatomy, &self.resources.unwrap_or_default());
        anatomy.keep(BlockKind::Icc, self.profile.unwrap_or_default());
        anatomy.keep(BlockKind::Xmp, self.packet.unwrap_or_default());
    }
}

/// What follows a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Line,
    Packet,
}

/// The name of a comment that is told, and its value: `%%Title: value`, and `%ImageData: value` of Photoshop.
fn split(line: &[u8]) -> Option<(&'static str, &[u8])> {
    let colon = memchr::memchr(b':', line)?;
    let (name, value) = line.split_at_checked(colon)?;
    let bare = name.strip_prefix(b"%%").or_else(|| name.strip_prefix(b"%").filter(|name| *name == b"ImageData"))?;
    let name = NAMES.iter().find(|known| known.as_bytes() == bare)?;
    Some((name, value.get(1..).unwrap_or(&[])))
}

/// A value as it is, or the strings in parentheses of which it is made, with a space between them.
fn string(value: &[u8]) -> String {
    let (mut strings, mut rest) = (Vec::new(), value);
    while rest.starts_with(b"(") {
        let Some((string, length)) = pdf::literal(rest) else { return text(value) };
        strings.push(text(&string));
        rest = rest.get(length..).unwrap_or(&[]).trim_ascii_start();
    }
    if strings.is_empty() { text(value) } else { strings.join(" ").trim().to_owned() }
}

/// Columns and rows of Photoshop's `ImageData`.
fn pixels(value: &str) -> Option<(u64, u64)> {
    let mut numbers = value.split_whitespace().map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??)).filter(|(width, height)| *width > 0 && *height > 0)
}

/// Width and height of a bounding box: left, bottom, right, top.
fn sides(value: &str) -> Option<(u64, u64)> {
    let numbers: Vec<f64> = value.split_whitespace().map_while(|number| number.parse().ok()).collect();
    let [left, bottom, right, top] = *numbers.first_chunk()?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let side = |from: f64, to: f64| (1.0..1e9).contains(&(to - from)).then(|| (to - from).ceil() as u64);
    Some((side(left, right)?, side(bottom, top)?))
}

/// The conventions leave open how a date is written: only a year of four digits that comes first leaves no doubt.
fn date(value: &str) -> Option<Date> {
    let (year, _) = value.trim().split_once(['-', '/', ':'])?;
    (year.len() == 4).then(|| value.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::super::photoshop::tests::resource;
    use super::super::reader::tests::Trickle;
    use super::super::{Anatomy, BlockKind, examine};
    use crate::asset::ProblemKind;

    fn told(anatomy: &Anatomy) -> Vec<String> {
        anatomy.facts.iter().map(|fact| format!("{} {}", fact.name, fact.values[0])).collect()
    }

    fn program(line_end: &str) -> String {
        let resources = resource(0x0404, b"\x1c\x02\x05\0\x01a");
        let digits: String = resources.iter().map(|byte| format!("{byte:02X}")).collect();
        let (first, second) = digits.split_at(16);
        let text = format!(
            "%!PS-Adobe-3.0 EPSF-3.0\n%%Title: (The \\(old\\) harbour)\n%%Creator: Press 1.0\n%%For: (Desk) ()\n\
             %%CreationDate: 2024/05/01 10:12\n%%BoundingBox: (atend)\n%%Pages: 1\n%%EndComments\n\
             %%BeginDocument: other.eps\n%%BoundingBox: 0 0 1 1\n<?xpacket begin=''?>other<?xpacket end='r'?>\n%%EndDocument\n\
             %%Title: later\n%BeginPhotoshop: {}\n% {first}\n% {second}\n%EndPhotoshop\n%begin_xml_packet: 50\n\
             <?xpacket begin=''?><x:xmpmeta/>\n<?xpacket end='w'?>\n%end_xml_packet\nshowpage\n%%Trailer\n\
             %%BoundingBox:  36 36\t576 756.5\n%%EOF\n",
            resources.len()
        );
        text.replace('\n', line_end)
    }

    #[test]
    fn a_program_tells_its_comments_and_its_blocks_with_any_line_end() {
        for line_end in ["\n", "\r", "\r\n"] {
            let anatomy = examine(&program(line_end).as_bytes(), b"a.eps");
            let expected = [
                "width 540",
                "height 721",
                "PostScript:Title The (old) harbour",
                "PostScript:Creator Press 1.0",
                "PostScript:For Desk",
                "PostScript:CreateDate 2024-05-01T10:12",
            ];
            assert_eq!(told(&anatomy), expected);
            let kinds: Vec<_> = anatomy.blocks.iter().map(|block| block.kind).collect();
            assert_eq!(kinds, [BlockKind::Iim, BlockKind::Xmp]);
            assert_eq!(anatomy.blocks[0].data, b"\x1c\x02\x05\0\x01a");
            assert!(anatomy.blocks[1].data.starts_with(b"<?xpacket begin=''?><x:xmpmeta/>"));
            assert!(anatomy.problems.is_empty() && anatomy.essence.ranges.is_empty());
        }
    }

    #[test]
    fn pixels_of_photoshop_stand_before_the_bounding_box_and_pages_are_told_of_documents() {
        let eps =
            b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 72 48\n%%Pages: 1\n%ImageData: 100 67 1 1 0 13 7 \"x\"\n";
        assert_eq!(told(&examine(&&eps[..], b"a.eps")), ["width 100", "height 67"]);
        let document = b"%!PS-Adobe-3.0\n%%Pages: 12 1\n%%CreationDate: 05/01/24\n%%EndComments\n%%Title: no\n";
        assert_eq!(told(&examine(&&document[..], b"a.ps")), ["pages 12", "PostScript:CreateDate 05/01/24"]);
        let odd = b"%!PS-Adobe-3.0\n%%BoundingBox: 9 9 1e99 9\n%%Title: (open\n";
        assert_eq!(told(&examine(&&odd[..], b"a.ps")), ["PostScript:Title (open"]);
    }

    #[test]
    fn an_eps_for_dos_tells_where_its_preview_lies() {
        let (program, preview) = (program("\r\n"), b"II*\0 a preview in TIFF that is here");
        let number = |number: usize| (number as u32).to_le_bytes();
        let places = [30, program.len(), 0, 0, 30 + program.len(), preview.len()].map(number).concat();
        let bytes = [b"\xc5\xd0\xd3\xc6", &places[..], b"\xff\xff", program.as_bytes(), preview].concat();
        let anatomy = examine(&&bytes[..], b"a.eps");
        let found = anatomy.previews[0];
        assert_eq!((found.at, found.media_type), (30 + program.len() as u64, "image/tiff"));
        assert!(told(&anatomy).contains(&"width 540".to_owned()));
        let cut = examine(&&bytes[..200], b"a.eps");
        assert_eq!(cut.problems.iter().map(|problem| problem.kind).collect::<Vec<_>>(), [ProblemKind::Truncated]);
    }

    #[test]
    fn a_cut_or_changed_program_ends() {
        let whole = program("\n");
        for at in 0..whole.len() {
            let cut = &whole.as_bytes()[..at];
            assert_eq!(examine(&cut, b"a.eps"), examine(&Trickle(cut), b"a.eps"));
            let mut changed = whole.as_bytes().to_vec();
            changed[at] ^= 0x11;
            assert!(examine(&&changed[..], b"a.eps").blocks.len() <= 4);
        }
    }
}
