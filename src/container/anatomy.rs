//! What a file is made of: its type, its metadata blocks, its essence and its header's facts. The result of every
//! format's parser, and the only thing that other rooms see of one.
use crate::asset::{Date, Field, Kind, MediaType, Origin, Problem, ProblemKind, Statement, Value};
use std::io;
use std::ops::Range;

/// What a file is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Anatomy {
    /// Sniffed from the content.
    pub media_type: MediaType,
    /// What the format's own header says: dimensions, duration, codecs (`Origin::Container`), and the format's own
    /// texts that need no decoding by another standard (`Origin::Native`: a JPEG comment, PNG text).
    pub facts: Vec<Statement>,
    /// The metadata blocks, in file order.
    pub blocks: Vec<Block>,
    /// Pictures of the essence that lie in the file ready made.
    pub previews: Vec<Preview>,
    /// Where the encoded picture, sound or page is.
    pub essence: Essence,
    /// Whether a store of content credentials (C2PA) is in the file.
    pub has_manifest: bool,
    /// What was wrong with the structure.
    pub problems: Vec<Problem>,
}

impl Anatomy {
    /// A file of which only the type is known; its essence is the whole file.
    pub fn of(media_type: MediaType) -> Anatomy {
        let (facts, blocks, previews, problems) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Anatomy { media_type, facts, blocks, previews, essence: Essence::default(), has_manifest: false, problems }
    }

    /// States what the header says of a field, once: the first word of a format on its own dimensions counts.
    pub(super) fn state(&mut self, field: Field, value: Value) {
        if !self.facts.iter().any(|fact| fact.origin == Origin::Container && fact.field == Some(field)) {
            self.facts.push(Statement::new(Origin::Container, field.word(), Some(field), vec![value]));
        }
    }

    /// States a whole number other than zero; formats write 0 where they do not know.
    pub(super) fn state_count(&mut self, field: Field, count: u64) {
        if let Ok(count @ 1..) = i64::try_from(count) {
            self.state(field, Value::Integer(count));
        }
    }

    /// States a number that is finite and above zero.
    pub(super) fn state_number(&mut self, field: Field, number: f64) {
        if number.is_finite() && number > 0.0 {
            self.state(field, Value::Number(number));
        }
    }

    /// States the size of the picture in pixels.
    pub(super) fn state_size(&mut self, width: u64, height: u64) {
        if width > 0 && height > 0 {
            self.state_count(Field::Width, width);
            self.state_count(Field::Height, height);
        }
    }

    /// States a text in the format's own words, unless it is blank or there are too many of them.
    pub(super) fn state_text(&mut self, name: impl Into<String>, field: Option<Field>, text: &str) {
        let text = text.trim_matches(|letter: char| letter == '\0' || letter.is_whitespace());
        if text.is_empty() {
            return;
        }
        self.state_list(name, field, vec![Value::text(text)]);
    }

    /// States a comment. Where nothing else describes the essence, people's words in it do; bytes that programs put
    /// there are no words.
    pub(super) fn state_comment(&mut self, name: impl Into<String>, text: &str) {
        let text = text.trim_matches(|letter: char| letter == '\0' || letter.is_whitespace());
        let is_words = !text.chars().any(|letter| letter.is_control() && !letter.is_whitespace());
        self.state_text(name, is_words.then_some(Field::Description), text);
    }

    /// States a number in the format's own words, if it is finite and above zero.
    pub(super) fn state_setting(&mut self, name: impl Into<String>, field: Field, number: f64) {
        let value = match field.kind() {
            #[allow(clippy::cast_possible_truncation)]
            Kind::Integer => Value::Integer(number as i64),
            Kind::Text | Kind::Uri | Kind::Number | Kind::Boolean | Kind::Date | Kind::Struct => Value::Number(number),
        };
        if number > 0.0 && number < 1e15 && self.facts.len() < MOST_FACTS {
            self.facts.push(Statement::new(Origin::Native, name, Some(field), vec![value]));
        }
    }

    /// States several texts of one name in the format's own words, as one list.
    pub(super) fn state_texts<'t>(
        &mut self,
        name: impl Into<String>,
        field: Option<Field>,
        texts: impl IntoIterator<Item = &'t str>,
    ) {
        let (name, from) = (name.into(), self.facts.len());
        for text in texts.into_iter().take(MOST_VALUES) {
            self.state_text(name.clone(), field, text);
        }
        let mut rest = self.facts.split_off(from.min(self.facts.len())).into_iter();
        if let Some(mut first) = rest.next() {
            first.values.extend(rest.flat_map(|other| other.values));
            self.facts.push(first);
        }
    }

    /// States what the header says beside the fields, once.
    pub(super) fn state_aside(&mut self, name: &'static str, value: Value) {
        if self.facts.len() < MOST_FACTS && !self.facts.iter().any(|fact| fact.name == name) {
            self.facts.push(Statement::new(Origin::Container, name, None, vec![value]));
        }
    }

    /// States how many seconds pictures that move are shown, once through, which is no field's.
    pub(super) fn state_showing(&mut self, seconds: f64) {
        if seconds.is_finite() && seconds > 0.0 {
            self.state_aside("Duration", Value::Number(seconds));
        }
    }

    /// States a date that the format's own texts give for when the essence was made; what is no date as text alone.
    pub(super) fn state_date(&mut self, name: impl Into<String>, text: &str) {
        match text.trim_matches(['\0', ' ']).parse::<Date>() {
            Ok(date) => self.state_moment(name, date),
            Err(()) => self.state_text(name, None, text),
        }
    }

    /// States when the essence was made, in the format's own words.
    pub(super) fn state_moment(&mut self, name: impl Into<String>, date: Date) {
        if self.facts.len() < MOST_FACTS {
            let field = Some(Field::DateCreated);
            self.facts.push(Statement::new(Origin::Native, name, field, vec![Value::Date(date)]));
        }
    }

    /// Keeps a metadata block, unless there are too many of them or too much in them.
    pub(super) fn keep(&mut self, kind: BlockKind, data: Vec<u8>) {
        let kept: usize = self.blocks.iter().map(|block| block.data.len()).sum();
        if self.blocks.len() >= MOST_BLOCKS || kept.saturating_add(data.len()) > MOST_BLOCK_BYTES {
            self.fault(ProblemKind::Limit, "there are more metadata blocks than damson reads");
        } else if !data.is_empty() {
            self.blocks.push(Block { kind, data });
        }
    }

    /// States keywords that a format keeps in one text, with `;` or `,` between them.
    pub(super) fn state_terms(&mut self, name: impl Into<String>, text: &str) {
        let terms = text.split([';', ',']).map(str::trim).filter(|term| !term.is_empty());
        self.state_list(name, Some(Field::Keywords), terms.take(MOST_VALUES + 1).map(Value::text).collect());
    }

    /// States a value in the format's own words that needs no tidying.
    pub(super) fn state_value(&mut self, name: impl Into<String>, field: Option<Field>, value: Value) {
        self.state_list(name, field, vec![value]);
    }

    /// States values in the format's own words, unless there are none, or too many of all texts.
    pub(super) fn state_list(&mut self, name: impl Into<String>, field: Option<Field>, values: Vec<Value>) {
        let size = |values: &[Value]| values.iter().filter_map(Value::as_text).map(str::len).sum::<usize>();
        let told = || self.facts.iter().map(|fact| size(&fact.values)).sum::<usize>();
        // A full list is told by its length: files with a hundred thousand texts must not count them all each time.
        let is_full = self.facts.len() >= MOST_FACTS || values.len() > MOST_VALUES;
        if is_full || told().saturating_add(size(&values)) > MOST_TEXT {
            self.fault(ProblemKind::Limit, "there are more texts than damson reads");
        } else if !values.is_empty() {
            self.facts.push(Statement::new(Origin::Native, name, field, values));
        }
    }

    /// Notes what is wrong, each sentence once.
    pub(super) fn fault(&mut self, kind: ProblemKind, message: impl Into<String>) {
        let problem = Problem::new(kind, message);
        if self.problems.len() < MOST_PROBLEMS && !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}

/// The most metadata blocks of one file.
const MOST_BLOCKS: usize = 256;
/// The most bytes in the metadata blocks of one file.
const MOST_BLOCK_BYTES: usize = 128 * 1024 * 1024;
/// The most header facts and native texts of one file.
const MOST_FACTS: usize = 1024;
/// The most values of one list of texts.
const MOST_VALUES: usize = 10_000;
/// The most bytes in the texts of one file.
const MOST_TEXT: usize = 16 * 1024 * 1024;
/// The most problems that are told of one file.
const MOST_PROBLEMS: usize = 16;
/// The most byte ranges that an essence may lie in; beyond, it is taken for doubtful.
const MOST_RANGES: usize = 1 << 20;

/// A block of metadata in some standard's form.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The standard.
    pub kind: BlockKind,
    /// Its bytes, decompressed and joined where the format splits them, without the format's own header
    /// (`Exif\0\0`, the XMP namespace, `Photoshop 3.0`).
    pub data: Vec<u8>,
}

/// A small picture of the essence, or the cover of a sound, that lies in the file as a file of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Where it begins, in bytes from the head of the file.
    pub at: u64,
    /// How many bytes it takes.
    pub size: u64,
    /// Its width in pixels; 0 where its header does not say.
    pub width: u32,
    /// Its height in pixels; 0 where its header does not say.
    pub height: u32,
    /// What it is.
    pub media_type: &'static str,
}

/// The standards whose blocks containers carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// A TIFF stream with Exif tags, from its byte-order mark on. Of a TIFF or a raw it is a small stream made of
    /// what its main, Exif and GPS directories say: the file's own offsets may lead anywhere in it.
    Exif,
    /// A Canon note that is no Exif tag's value, as the main directory of a TIFF stream: the records of a CRW that are
    /// a note's tags, and the stream of a CR3.
    CanonRecords,
    /// A block of IIM datasets.
    Iim,
    /// The 16 bytes of Photoshop resource 0x0425: the MD5 of the IIM block when XMP was last written from it.
    IimDigest,
    /// An XMP packet.
    Xmp,
    /// The serialized remainder of an XMP packet that did not fit (Adobe XMP Part 3, 1.1.3.1), joined and checked.
    ExtendedXmp,
    /// An ICC profile.
    Icc,
}

/// Where the essence lies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Essence {
    /// Byte ranges, in the order in which they are digested. None: there is no essence to tell apart.
    pub ranges: Vec<Range<u64>>,
    /// Whether the ranges may serve as identity: there is something in them, and the format's structure says that they
    /// are complete. Otherwise identity falls back to the whole file.
    pub is_whole: bool,
}

impl Essence {
    /// Adds the next bytes of the essence, joined to the last ones where they follow on them.
    pub(super) fn add(&mut self, start: u64, end: u64) {
        let is_full = self.ranges.len() >= MOST_RANGES;
        match self.ranges.last_mut() {
            _ if start >= end => {}
            Some(last) if last.end == start => last.end = end,
            _ if is_full => {}
            _ => self.ranges.push(start..end),
        }
    }

    /// Says that the structure vouches for the ranges; only true where there is something in them.
    pub(super) fn vouch(&mut self, is_complete: bool) {
        self.is_whole = is_complete && !self.ranges.is_empty() && self.ranges.len() < MOST_RANGES;
    }
}

/// A file's bytes, read where they are needed. Parsers take this and not a path.
pub trait Source {
    /// How many bytes there are.
    fn len(&self) -> u64;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads bytes at an offset into `into`; fewer than asked only at the end.
    ///
    /// # Errors
    /// What the system says.
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize>;

    /// The whole content, where it is in memory already: parsers that walk every byte go faster on it.
    fn bytes(&self) -> Option<&[u8]> {
        None
    }
}

impl Source for [u8] {
    fn len(&self) -> u64 {
        <[u8]>::len(self) as u64
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(offset).ok().and_then(|offset| self.get(offset..)).unwrap_or(&[]);
        let count = rest.len().min(into.len());
        if let (Some(into), Some(rest)) = (into.get_mut(..count), rest.get(..count)) {
            into.copy_from_slice(rest);
        }
        Ok(count)
    }

    fn bytes(&self) -> Option<&[u8]> {
        Some(self)
    }
}

impl<S: Source + ?Sized> Source for &S {
    fn len(&self) -> u64 {
        (**self).len()
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        (**self).read_at(offset, into)
    }

    fn bytes(&self) -> Option<&[u8]> {
        (**self).bytes()
    }
}
