//! A PDF as a store of numbered objects: it reads an object where it is wanted and opens what is encrypted. It knows no
//! object's meaning.
use super::super::plain::Inflater;
use super::super::reader::{LARGEST_BLOCK, Reader};
use super::cipher::Key;
use super::filter;
use super::lexer::Lexer;
use super::object::{Dictionary, Indirect, Object};
use super::xref::{Place, Section, placed};
use std::collections::BTreeMap;

/// How much is read to parse an object; more where it is longer.
const LOOKS: [usize; 4] = [4 << 10, 64 << 10, 1 << 20, 8 << 20];
/// The most bytes that are read and parsed of one file: entries may lead to the same large object again and again.
const MOST_SPENT: u64 = 96 * 1024 * 1024;
/// What parsing a byte costs beside reading it.
const PARSING: u64 = 2;
/// How deep objects may lead to one another while one is read: a length, an object stream, its length.
const DEEPEST: u32 = 8;
/// How far the end of a stream is looked for whose length is not true.
const LONGEST_UNTOLD: u64 = 16 * 1024 * 1024;

/// The objects of an open file.
pub(super) struct File<'r, 's> {
    pub(super) reader: &'r mut Reader<'s>,
    /// Where `%PDF-` stands: offsets count from there, if not from the first byte.
    pub(super) shift: u64,
    pub(super) sections: Vec<Section>,
    /// What a search found, where the cross-reference is damaged.
    pub(super) found: Option<BTreeMap<u32, Place>>,
    /// What the newest trailer says, with what only older ones say.
    pub(super) trailer: Dictionary,
    pub(super) key: Option<Key>,
    pub(super) inflater: Inflater,
    /// What reading and parsing have cost so far, in bytes.
    spent: u64,
    depth: u32,
    /// The object stream that was unpacked last.
    pub(super) unpacked: Option<(u32, Pack)>,
}

/// An object stream without its filters (7.5.7): numbers, offsets, objects.
pub(super) struct Pack {
    bytes: Vec<u8>,
    /// Number and offset of each object in it.
    index: Vec<(u32, usize)>,
}

/// The most objects of one object stream.
const MOST_PACKED: u64 = 1 << 16;

impl<'r, 's> File<'r, 's> {
    /// Reads the cross-reference, or searches where it cannot be read or leads to no catalog that is not encrypted.
    pub(super) fn open(reader: &'r mut Reader<'s>) -> File<'r, 's> {
        let shift = memchr::memmem::find(reader.some(0, 1024), b"%PDF-").unwrap_or(0) as u64;
        let mut file = File {
            reader,
            shift,
            sections: Vec::new(),
            found: None,
            trailer: Dictionary::default(),
            key: None,
            inflater: Inflater::new(),
            spent: 0,
            depth: 0,
            unpacked: None,
        };
        let is_read = file.start().is_some_and(|start| file.read_sections(start));
        let is_locked = file.open_encryption() && file.key.is_none();
        if !is_read || (!is_locked && file.catalog().is_none()) {
            file.search();
        }
        file
    }

    /// Whether objects had to be searched for.
    pub(super) fn is_repaired(&self) -> bool {
        self.found.is_some()
    }

    /// The document catalog; none where there is no such object.
    pub(super) fn catalog(&mut self) -> Option<Dictionary> {
        let root = self.trailer.get(b"Root").clone();
        let catalog = self.resolved(&root);
        catalog.dictionary().filter(|found| *found.get(b"Pages") != Object::Null).cloned()
    }

    /// Counts bytes that were read; false where there were too many.
    fn spend(&mut self, bytes: u64) -> bool {
        self.spent = self.spent.saturating_add(bytes);
        self.spent <= MOST_SPENT
    }

    /// Parses at an offset, with as many bytes as it takes.
    pub(super) fn parse<T>(&mut self, at: u64, read: impl Fn(&mut Lexer<'_>) -> Option<T>) -> Option<T> {
        for look in LOOKS {
            if self.spent > MOST_SPENT {
                return None;
            }
            let bytes = self.reader.some(at, look);
            let is_all = bytes.len() < look;
            let mut lexer = Lexer::new(bytes);
            let found = read(&mut lexer);
            let (at, is_spent) = (lexer.at() as u64, lexer.is_spent());
            self.spend(at * PARSING + 64);
            if !is_spent || is_all {
                return found;
            }
        }
        None
    }

    /// The object that begins at an offset.
    pub(super) fn object_at(&mut self, at: u64) -> Option<Indirect> {
        self.parse(at, |lexer| lexer.indirect())
    }

    /// What a reference leads to, in the clear; the object itself where it is none.
    pub(super) fn resolved(&mut self, object: &Object) -> Object {
        let mut object = object.clone();
        for _ in 0..DEEPEST {
            let Object::Reference(number, _) = object else { return object };
            object = self.read(number).unwrap_or(Object::Null);
        }
        Object::Null
    }

    fn read(&mut self, number: u32) -> Option<Object> {
        match self.place(number)? {
            Place::At(at) => {
                let (_, found) = self.object(number, at)?;
                Some(self.opened(found.number, found.generation, found.object))
            }
            Place::Packed(stream, index) => self.packed(stream, number, index),
            Place::Free => None,
        }
    }

    /// Where an object is, by what a search found or by the newest section that knows it.
    fn place(&mut self, number: u32) -> Option<Place> {
        if let Some(found) = &self.found {
            return found.get(&number).copied();
        }
        for section in &self.sections {
            let place = match section {
                Section::Rows(rows) => rows.place(number),
                Section::Table(table) => table.entry(number).and_then(|at| placed(self.reader.array(at)?)),
            };
            if place.is_some() {
                return place;
            }
        }
        None
    }

    /// The object of that number near an offset, and where it is; where another is there, all are searched for.
    fn object(&mut self, number: u32, at: u64) -> Option<(u64, Indirect)> {
        let shifted = if self.found.is_some() { at } else { at.checked_add(self.shift)? };
        for at in [shifted, at] {
            if let Some(found) = self.object_at(at).filter(|found| found.number == number) {
                return Some((at, found));
            }
        }
        if self.found.is_some() || self.sections.is_empty() {
            return None;
        }
        self.search();
        let Some(Place::At(at)) = self.place(number) else { return None };
        self.object_at(at).filter(|found| found.number == number).map(|found| (at, found))
    }

    /// An object in an object stream. What is packed is encrypted with its stream, and not by itself.
    fn packed(&mut self, stream: u32, number: u32, index: u32) -> Option<Object> {
        if self.spent > MOST_SPENT {
            return None;
        }
        if self.unpacked.as_ref().is_none_or(|(unpacked, _)| *unpacked != stream) {
            let pack = self.unpack(stream)?;
            self.unpacked = Some((stream, pack));
        }
        let (_, pack) = self.unpacked.as_ref()?;
        let index = usize::try_from(index).ok()?;
        let is_it = |entry: &&(u32, usize)| entry.0 == number;
        let (_, at) = pack.index.get(index).filter(is_it).or_else(|| pack.index.iter().find(is_it))?;
        let mut lexer = Lexer::new(pack.bytes.get(*at..)?);
        let object = lexer.object();
        let parsed = lexer.at() as u64;
        self.spend(parsed * PARSING + 64);
        object
    }

    fn unpack(&mut self, stream: u32) -> Option<Pack> {
        let (dictionary, bytes) = self.stream(&Object::Reference(stream, 0))?;
        let first = usize::try_from(dictionary.get(b"First").count()?).ok()?;
        let count = dictionary.get(b"N").count()?.min(MOST_PACKED);
        let (mut lexer, mut index) = (Lexer::new(&bytes), Vec::new());
        for _ in 0..count {
            let (Some(number), Some(at)) = (lexer.number(), lexer.number()) else { break };
            index.push((u32::try_from(number).ok()?, usize::try_from(at).ok()?.checked_add(first)?));
        }
        let parsed = lexer.at() as u64;
        self.spend(parsed * PARSING).then_some(Pack { bytes, index })
    }

    /// The numbers of the objects in an object stream.
    pub(super) fn packed_numbers(&mut self, stream: u32) -> Vec<u32> {
        let pack = self.unpack(stream);
        pack.map(|pack| pack.index.into_iter().map(|(number, _)| number).collect()).unwrap_or_default()
    }

    /// The stream that a reference leads to: its dictionary, and its data in the clear and without their filters.
    pub(super) fn stream(&mut self, reference: &Object) -> Option<(Dictionary, Vec<u8>)> {
        let Object::Reference(number, _) = *reference else { return None };
        let Place::At(at) = self.place(number)? else { return None };
        if self.depth >= DEEPEST {
            return None;
        }
        self.depth += 1;
        let found = self.object(number, at).and_then(|(at, found)| Some((self.raw(at, &found)?, found)));
        self.depth -= 1;
        let (raw, found) = found?;
        let Object::Dictionary(dictionary) = found.object else { return None };
        let data = match &self.key {
            Some(key) if is_sealed(key, &dictionary) => key.open_stream(number, found.generation, &raw)?,
            _ => raw,
        };
        let data = filter::undo(data, &dictionary, &mut self.inflater)?;
        Some((dictionary, data))
    }

    /// A stream's data as they lie in the file: as many as it says, or up to `endstream` where that is not true.
    pub(super) fn raw(&mut self, at: u64, stream: &Indirect) -> Option<Vec<u8>> {
        let start = at.checked_add(stream.data? as u64)?;
        let length = stream.object.dictionary()?.get(b"Length").clone();
        let length = self.resolved(&length).count();
        if let Some(length) = length.filter(|length| *length <= LARGEST_BLOCK && self.spend(*length))
            && let Some(data) = self.reader.copy(start, length)
        {
            let after = self.reader.some(start.saturating_add(data.len() as u64), 16).trim_ascii_start();
            if after.starts_with(b"endstream") || after.starts_with(b"endobj") {
                return Some(data);
            }
        }
        if !self.spend(LONGEST_UNTOLD) {
            return None;
        }
        let bytes = self.reader.some(start, usize::try_from(LONGEST_UNTOLD).ok()?);
        let end = memchr::memmem::find(bytes, b"endstream")?;
        let data = bytes.get(..end)?;
        Some(data.strip_suffix(b"\n").map_or(data, |data| data.strip_suffix(b"\r").unwrap_or(data)).to_vec())
    }

    /// The object with its strings in the clear.
    fn opened(&self, number: u32, generation: u16, object: Object) -> Object {
        let Some(key) = &self.key else { return object };
        match object {
            Object::Text(text) => Object::Text(key.open_text(number, generation, &text)),
            Object::Array(items) => {
                Object::Array(items.into_iter().map(|item| self.opened(number, generation, item)).collect())
            }
            Object::Dictionary(Dictionary(members)) => {
                let open = |(name, value)| (name, self.opened(number, generation, value));
                Object::Dictionary(Dictionary(members.into_iter().map(open).collect()))
            }
            Object::Null | Object::Boolean(_) | Object::Integer(_) | Object::Name(_) | Object::Reference(..) => object,
        }
    }

    /// Finds the key, if the file is encrypted and opens without a password; says whether it is encrypted.
    pub(super) fn open_encryption(&mut self) -> bool {
        let encryption = self.trailer.get(b"Encrypt").clone();
        if encryption == Object::Null || self.key.is_some() {
            return encryption != Object::Null;
        }
        let id = self.trailer.get(b"ID").clone();
        let id = self.resolved(&id).items().first().and_then(Object::text).unwrap_or(&[]).to_vec();
        self.key = self.resolved(&encryption).dictionary().and_then(|encryption| Key::of(encryption, &id));
        true
    }
}

/// Whether a stream is encrypted: cross-references never are, XMP where the file says so (7.6.2).
fn is_sealed(key: &Key, stream: &Dictionary) -> bool {
    match stream.get(b"Type").name() {
        Some(b"XRef") => false,
        Some(b"Metadata") => key.has_metadata,
        _ => !stream.get(b"Filter").items().iter().any(|filter| filter.name() == Some(b"Crypt")),
    }
}
