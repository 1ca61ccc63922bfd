//! PDF (ISO 32000-2) and the Illustrator files that are PDF: the catalog's XMP packet, the information dictionary, the
//! number of pages. It renders nothing and reads no page.
//!
//! There is no essence to tell apart: a page's content, its fonts and its pictures are objects among all others, and
//! saving with other metadata may pack and number them anew. Identity is the whole file.
mod cipher;
mod file;
mod filter;
mod lexer;
mod object;
mod repair;
mod sections;
#[cfg(test)]
mod tests;
mod text;
mod xref;

use super::anatomy::{Anatomy, BlockKind};
use super::packet;
use super::reader::Reader;
use crate::asset::{Field, ProblemKind, Value};
use file::File;
use lexer::Lexer;
use object::{Dictionary, Object};

pub(super) use lexer::unhex;
use std::collections::BTreeSet;

/// The most nodes of a page tree that are looked into where the tree does not say how many pages it has.
const MOST_NODES: usize = 10_000;

/// The most bytes of the name of an entry that is told.
const LONGEST_KEY: usize = 128;
/// The most files of a document that are looked at.
const MOST_FILES: usize = 64;
/// The most entries that are told.
const MOST_ENTRIES: usize = 1024;

/// Reads a PDF; where no catalog is found, the newest XMP packet somewhere in it.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let mut file = File::open(reader);
    if file.is_repaired() {
        anatomy.fault(ProblemKind::Malformed, "the cross-reference is damaged; what a search found was read");
    }
    let is_locked = file.open_encryption() && file.key.is_none();
    if is_locked {
        anatomy
            .fault(ProblemKind::Unsupported, "the document is encrypted and wants a password; its texts were not read");
    }
    let Some(catalog) = file.catalog() else {
        if !is_locked {
            anatomy.fault(ProblemKind::Malformed, "the document has no catalog");
        }
        return packet::examine(reader, anatomy);
    };
    let pages = file.resolved(catalog.get(b"Pages"));
    anatomy.state_count(Field::Pages, count(&mut file, &pages));
    if let Some((_, packet)) =
        file.stream(catalog.get(b"Metadata")).filter(|(_, packet)| !is_locked || is_clear(packet))
    {
        anatomy.keep(BlockKind::Xmp, packet);
    }
    anatomy.has_manifest = has_manifest(&mut file, &catalog);
    let info = file.trailer.get(b"Info").clone();
    if let (Object::Dictionary(info), false) = (file.resolved(&info), is_locked) {
        state(&mut file, anatomy, &info);
    }
}

/// Whether one of the files that belong to the document is a store of content credentials (C2PA 2.2, A.4).
fn has_manifest(file: &mut File<'_, '_>, catalog: &Dictionary) -> bool {
    let files = file.resolved(catalog.get(b"AF"));
    files.items().iter().take(MOST_FILES).any(|listed| {
        let listed = file.resolved(listed);
        let relation = listed.dictionary().map(|listed| listed.get(b"AFRelationship").clone());
        matches!(relation, Some(Object::Name(name)) if name == b"C2PA_Manifest")
    })
}

/// The bytes of a string in parentheses, as PDF has them from PostScript, and how many bytes it takes.
pub(super) fn literal(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let mut lexer = Lexer::new(bytes);
    let Object::Text(text) = lexer.object()? else { return None };
    Some((text, lexer.at()))
}

/// Whether a packet is not encrypted: it is markup in some encoding.
fn is_clear(packet: &[u8]) -> bool {
    memchr::memmem::find(packet, b"rdf").is_some() || memchr::memmem::find(packet, b"r\0d\0f").is_some()
}

/// How many pages there are: what the root of their tree says (7.7.3.2), or as many as are found in it.
fn count(file: &mut File<'_, '_>, root: &Object) -> u64 {
    let Some(root) = root.dictionary() else { return 0 };
    let told = root.get(b"Count").clone();
    if let Some(count @ 1..) = file.resolved(&told).count() {
        return count;
    }
    let (mut open, mut pages, mut seen) = (root.get(b"Kids").items().to_vec(), 0, BTreeSet::new());
    while let Some(node) = open.pop() {
        // Each node has one parent: what leads back is no part of the tree.
        let Object::Reference(number, _) = node else { continue };
        if seen.len() >= MOST_NODES || !seen.insert(number) {
            continue;
        }
        let node = file.resolved(&node);
        match node.dictionary().map(|node| node.get(b"Kids")) {
            Some(Object::Array(kids)) => open.extend(kids.iter().take(MOST_NODES.saturating_sub(open.len())).cloned()),
            Some(_) => pages += 1,
            None => {}
        }
    }
    pages
}

/// The information dictionary (14.3.3). XMP has the same; what both say is weighed elsewhere.
fn state(file: &mut File<'_, '_>, anatomy: &mut Anatomy, info: &Dictionary) {
    for (key, value) in info.0.iter().filter(|(key, _)| key.len() <= LONGEST_KEY).take(MOST_ENTRIES) {
        let value = match file.resolved(value) {
            Object::Text(text) => text::decoded(&text),
            Object::Name(name) => String::from_utf8_lossy(&name).into_owned(),
            _ => continue,
        };
        match key.as_slice() {
            b"CreationDate" => state_date(anatomy, "PDF:CreateDate", Some(Field::DateDigitized), &value),
            b"ModDate" => state_date(anatomy, "PDF:ModifyDate", None, &value),
            b"Keywords" => anatomy.state_terms("PDF:Keywords", &value),
            _ => anatomy.state_text(format!("PDF:{}", String::from_utf8_lossy(key)), field(key), &value),
        }
    }
}

/// The field that an entry speaks for, as XMP's properties of the same meaning do.
fn field(key: &[u8]) -> Option<Field> {
    match key {
        b"Title" => Some(Field::Title),
        b"Author" => Some(Field::Creator),
        b"Subject" => Some(Field::Description),
        b"Creator" => Some(Field::Software),
        b"Copyright" => Some(Field::CopyrightNotice),
        _ => None,
    }
}

/// Keeps a date, as text where it is none. The day a document was made is `xmp:CreateDate`'s, so it speaks for the same
/// field.
fn state_date(anatomy: &mut Anatomy, name: &str, field: Option<Field>, text: &str) {
    match text::date(text) {
        Some(date) => anatomy.state_value(name, field, Value::Date(date)),
        None => anatomy.state_text(name, None, text),
    }
}
