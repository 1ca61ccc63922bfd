//! Documents that are archives of markup: Office Open XML (ECMA-376, part 2), OpenDocument (1.3), EPUB (3.3) and
//! InDesign's IDML. It reads what they say of themselves, and nothing that they say.
//!
//! There is no essence to tell apart: saving packs every part anew. Identity is the whole file.
use super::anatomy::{Anatomy, BlockKind};
use super::archive::Archive;
use super::markup::{decoded, leaves};
use super::plain::Inflater;
use super::preview;
use super::reader::Reader;
use crate::asset::{Date, Field, ProblemKind, Value};

/// Whether a type is one of the documents that are read here.
pub(super) fn is_document(media_type: &str) -> bool {
    vocabulary(media_type).is_some()
}

/// The kinds of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Vocabulary {
    Office,
    OpenDocument,
    Book,
    InDesign,
}

fn vocabulary(media_type: &str) -> Option<Vocabulary> {
    match media_type {
        "application/epub+zip" => Some(Vocabulary::Book),
        "application/vnd.adobe.indesign-idml-package" => Some(Vocabulary::InDesign),
        _ if media_type.starts_with("application/vnd.oasis.opendocument.") => Some(Vocabulary::OpenDocument),
        _ if media_type.starts_with("application/vnd.openxmlformats-officedocument.") => Some(Vocabulary::Office),
        _ if media_type.ends_with(".macroEnabled.12") => Some(Vocabulary::Office),
        _ => None,
    }
}

/// Reads a document from its archive's central directory on.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let Some(vocabulary) = vocabulary(anatomy.media_type.as_str()) else { return };
    let Some(archive) = Archive::open(reader) else {
        return anatomy.fault(ProblemKind::Truncated, "the archive ends before its directory");
    };
    let mut package = Package { reader, archive, inflater: Inflater::new() };
    match vocabulary {
        Vocabulary::Office => office(&mut package, anatomy),
        Vocabulary::OpenDocument => open_document(&mut package, anatomy),
        Vocabulary::Book => book(&mut package, anatomy),
        Vocabulary::InDesign => {
            let packet = package.file("META-INF/metadata.xml").unwrap_or_default();
            anatomy.keep(BlockKind::Xmp, packet);
        }
    }
}

/// An open archive.
struct Package<'r, 's> {
    reader: &'r mut Reader<'s>,
    archive: Archive,
    inflater: Inflater,
}

impl Package<'_, '_> {
    fn file(&mut self, name: &str) -> Option<Vec<u8>> {
        self.archive.file(self.reader, &mut self.inflater, name)
    }

    /// Notes the picture of the first page, where it lies in the archive as it is.
    fn locate(&mut self, anatomy: &mut Anatomy, name: &str) {
        if let Some((at, size)) = self.archive.place(self.reader, name) {
            preview::locate(self.reader, anatomy, at, size);
        }
    }
}

/// The most values of one field.
const MOST_VALUES: usize = 1000;

/// What a document says of itself, gathered from one of its files.
#[derive(Default)]
struct Told(Vec<(Field, Vec<Value>)>);

impl Told {
    /// Adds a text to a field's values.
    fn add(&mut self, field: Field, text: &str) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return;
        }
        match self.0.iter_mut().find(|(known, _)| *known == field) {
            Some((_, values)) if values.len() >= MOST_VALUES => {}
            Some((_, values)) => values.push(Value::text(text)),
            None => self.0.push((field, vec![Value::text(text)])),
        }
    }

    fn has(&self, field: Field) -> bool {
        self.0.iter().any(|(known, _)| *known == field)
    }

    /// States what was gathered, each field by the name that ExifTool's tag would have.
    fn state(self, anatomy: &mut Anatomy) {
        for (field, values) in self.0 {
            let word = field.word();
            let name: String = word.split('_').map(capitalized).collect();
            anatomy.state_list(format!("XML:{name}"), Some(field), values);
        }
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}

/// The day a document was made: `xmp:CreateDate`'s field, as in PDF.
fn state_date(anatomy: &mut Anatomy, text: &str) {
    match text.trim().parse::<Date>() {
        Ok(date) => anatomy.state_value("XML:CreateDate", Some(Field::DateDigitized), Value::Date(date)),
        Err(()) => anatomy.state_text("XML:CreateDate", None, text),
    }
}

/// The package's relationships lead to the parts with properties (ECMA-376, part 2); where they do not, the usual names.
fn office(package: &mut Package<'_, '_>, anatomy: &mut Anatomy) {
    let relations = package.file("_rels/.rels").unwrap_or_default();
    let relations = decoded(&relations);
    let target = |kind: &str, usual: &str| {
        let mut relations = leaves(&relations).into_iter().map(|(tag, _)| tag);
        let found = relations.find(|tag| tag.attribute("Type").is_some_and(|found| found.ends_with(kind)));
        let found = found.and_then(|tag| tag.attribute("Target"));
        found.map_or_else(|| usual.to_owned(), |target| target.trim_start_matches('/').to_owned())
    };
    let core = package.file(&target("/core-properties", "docProps/core.xml")).unwrap_or_default();
    core_properties(anatomy, &decoded(&core));
    let extended = package.file(&target("/extended-properties", "docProps/app.xml")).unwrap_or_default();
    for (tag, text) in leaves(&decoded(&extended)) {
        match tag.local() {
            "Pages" | "Slides" => anatomy.state_count(Field::Pages, text.trim().parse().unwrap_or(0)),
            "Application" => anatomy.state_text("XML:Application", Some(Field::Software), &text),
            "Company" => anatomy.state_text("XML:Company", None, &text),
            _ => {}
        }
    }
    package.locate(anatomy, &target("/thumbnail", "docProps/thumbnail.jpeg"));
}

/// The core properties: `dc:subject` is a topic, as keywords are.
fn core_properties(anatomy: &mut Anatomy, text: &str) {
    let mut told = Told::default();
    for (tag, text) in leaves(text) {
        match tag.local() {
            "title" => told.add(Field::Title, &text),
            "creator" => told.add(Field::Creator, &text),
            "description" => told.add(Field::Description, &text),
            "subject" => told.add(Field::Keywords, &text),
            "keywords" => text.split([';', ',']).take(MOST_VALUES).for_each(|term| told.add(Field::Keywords, term)),
            "created" => state_date(anatomy, &text),
            "modified" => anatomy.state_text("XML:ModifyDate", None, &text),
            "lastModifiedBy" => anatomy.state_text("XML:LastModifiedBy", None, &text),
            _ => {}
        }
    }
    told.state(anatomy);
}

/// The metadata file (OpenDocument 1.3, part 3). `dc:creator` is who changed the document last; only where no first
/// creator is named does it stand for one.
fn open_document(package: &mut Package<'_, '_>, anatomy: &mut Anatomy) {
    let meta = package.file("meta.xml").unwrap_or_default();
    let (mut told, mut editor) = (Told::default(), None);
    for (tag, text) in leaves(&decoded(&meta)) {
        match tag.local() {
            "title" => told.add(Field::Title, &text),
            "initial-creator" => told.add(Field::Creator, &text),
            "creator" => editor = Some(text),
            "description" => told.add(Field::Description, &text),
            "subject" | "keyword" => told.add(Field::Keywords, &text),
            "generator" => told.add(Field::Software, &text),
            "creation-date" => state_date(anatomy, &text),
            "date" => anatomy.state_text("XML:ModifyDate", None, &text),
            "document-statistic" => {
                let pages = tag.attribute("meta:page-count").and_then(|pages| pages.trim().parse().ok());
                anatomy.state_count(Field::Pages, pages.unwrap_or(0));
            }
            _ => {}
        }
    }
    if let Some(editor) = editor.filter(|_| !told.has(Field::Creator)) {
        told.add(Field::Creator, &editor);
    }
    told.state(anatomy);
    package.locate(anatomy, "Thumbnails/thumbnail.png");
}

/// The package document, which the container's own file names (EPUB 3.3, 4.2.6.3.1 and 5.5).
fn book(package: &mut Package<'_, '_>, anatomy: &mut Anatomy) {
    let container = package.file("META-INF/container.xml").unwrap_or_default();
    let container = decoded(&container);
    let roots = leaves(&container).into_iter().map(|(tag, _)| tag.attribute("full-path"));
    let Some(path) = roots.flatten().next() else {
        return anatomy.fault(ProblemKind::Malformed, "the book does not say where its package document is");
    };
    let document = package.file(&path).unwrap_or_default();
    let mut told = Told::default();
    for (tag, text) in leaves(&decoded(&document)) {
        match tag.local() {
            "title" => told.add(Field::Title, &text),
            "creator" => told.add(Field::Creator, &text),
            "description" => told.add(Field::Description, &text),
            "subject" => told.add(Field::Keywords, &text),
            "rights" => told.add(Field::CopyrightNotice, &text),
            "date" if tag.attribute("opf:event").is_some_and(|event| event == "creation") => state_date(anatomy, &text),
            "date" => anatomy.state_text("XML:Date", None, &text),
            "publisher" => anatomy.state_text("XML:Publisher", None, &text),
            _ => {}
        }
    }
    told.state(anatomy);
}

#[cfg(test)]
mod tests {
    use super::super::archive::tests::zip;
    use super::super::{Anatomy, BlockKind, examine};
    use crate::asset::{Field, ProblemKind};

    fn told(anatomy: &Anatomy) -> Vec<String> {
        let values = |fact: &crate::asset::Statement| fact.values.iter().map(ToString::to_string).collect::<Vec<_>>();
        anatomy.facts.iter().map(|fact| format!("{} {}", fact.name, values(fact).join("|"))).collect()
    }

    fn document() -> Vec<u8> {
        let relations =
            b"<Relationships><Relationship Type='x/core-properties' Target='/my/core.xml'/></Relationships>";
        let core = "<cp:coreProperties xmlns:dc='x'><dc:title>Har&amp;bour</dc:title><dc:subject>Boats</dc:subject>\
                    <dc:creator>M\u{e1}</dc:creator><cp:keywords>sea, quay</cp:keywords><dc:description></dc:description>\
                    <dcterms:created xsi:type='dcterms:W3CDTF'>2024-05-01T10:12:13Z</dcterms:created></cp:coreProperties>";
        let extended = b"<Properties><Pages>7</Pages><Application>Word</Application></Properties>";
        zip(&[
            ("word/document.xml", b"<w/>"),
            ("_rels/.rels", relations),
            ("my/core.xml", core.as_bytes()),
            ("docProps/app.xml", extended),
        ])
    }

    #[test]
    fn an_office_document_tells_its_core_properties() {
        let anatomy = examine(&&document()[..], b"a.docx");
        let expected = [
            "XML:CreateDate 2024-05-01T10:12:13Z",
            "XML:Title Har&bour",
            "XML:Keywords Boats|sea|quay",
            "XML:Creator Má",
            "pages 7",
            "XML:Application Word",
        ];
        assert_eq!(told(&anatomy), expected);
        assert!(anatomy.problems.is_empty());
    }

    #[test]
    fn the_first_creator_of_an_open_document_stands_before_who_changed_it() {
        let of = |creators: &str| {
            let meta = format!(
                "<office:meta><dc:title>Quay</dc:title>{creators}<meta:keyword>a</meta:keyword><meta:keyword>b, c</meta:keyword>\
                 <meta:document-statistic meta:page-count='3'/></office:meta>"
            );
            let kind = b"application/vnd.oasis.opendocument.text";
            examine(&&zip(&[("mimetype", kind), ("meta.xml", meta.as_bytes())])[..], b"a.odt")
        };
        let both = of("<dc:creator>Last</dc:creator><meta:initial-creator>First</meta:initial-creator>");
        assert_eq!(told(&both), ["pages 3", "XML:Title Quay", "XML:Creator First", "XML:Keywords a|b, c"]);
        assert!(told(&of("<dc:creator>Last</dc:creator>")).contains(&"XML:Creator Last".to_owned()));
    }

    #[test]
    fn a_book_tells_its_package_document_and_idml_its_packet() {
        let container = b"<rootfiles><rootfile full-path='in/book.xml'/></rootfiles>";
        let package = b"<package><metadata><dc:title>Harbour</dc:title><dc:creator opf:role='aut'>Ann</dc:creator>\
                        <dc:creator>Ben</dc:creator><dc:date>2001</dc:date></metadata></package>";
        let files: [(&str, &[u8]); 3] =
            [("mimetype", b"application/epub+zip"), ("META-INF/container.xml", container), ("in/book.xml", package)];
        let anatomy = examine(&&zip(&files)[..], b"a.epub");
        assert_eq!(told(&anatomy), ["XML:Date 2001", "XML:Title Harbour", "XML:Creator Ann|Ben"]);
        assert!(anatomy.facts.iter().all(|fact| fact.field != Some(Field::DateDigitized)));
        let files: [(&str, &[u8]); 2] =
            [("mimetype", b"application/vnd.adobe.indesign-idml-package"), ("META-INF/metadata.xml", b"<x/>")];
        let anatomy = examine(&&zip(&files)[..], b"a.idml");
        assert_eq!((anatomy.blocks[0].kind, &anatomy.blocks[0].data[..]), (BlockKind::Xmp, &b"<x/>"[..]));
    }

    #[test]
    fn a_document_that_is_cut_is_told_and_damage_ends() {
        let whole = document();
        let anatomy = examine(&&whole[..whole.len() - 30], b"a.docx");
        assert_eq!(anatomy.problems.iter().map(|problem| problem.kind).collect::<Vec<_>>(), [ProblemKind::Truncated]);
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] = bytes[at].wrapping_add(0x7F);
            let cut = examine(&&whole[..at], b"a.docx");
            let changed = examine(&&bytes[..], b"a.docx");
            assert!(cut.problems.len() + changed.problems.len() <= 4);
        }
    }
}
