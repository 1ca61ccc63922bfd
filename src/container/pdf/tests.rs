//! What the reader of PDF promises, on files that are built here object by object.
use super::super::plain::tests::deflate;
use super::super::reader::tests::Trickle;
use super::super::{Anatomy, BlockKind, examine};
use crate::asset::{Field, ProblemKind};
use crate::container::damage::damaged;
use std::fmt::Write;

const CATALOG: &str = "<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R>>";
const PAGES: &str = "<</Type/Pages/Kids[5 0 R]/Count 3>>";
const INFO: &str = "<</Title(Harbour)/Author<FEFF004D00E1>/Subject(Boats)/Keywords(sea, boats; )/Creator(Press)\
                    /CreationDate(D:20240501101213+02'00')/Desk 6 0 R>>";

fn read(bytes: &[u8]) -> Anatomy {
    examine(&bytes, b"a.pdf")
}

fn fact(anatomy: &Anatomy, name: &str) -> Option<String> {
    let fact = anatomy.facts.iter().find(|fact| fact.name == name)?;
    Some(fact.values.iter().map(ToString::to_string).collect::<Vec<_>>().join("|"))
}

fn packets(anatomy: &Anatomy) -> Vec<&[u8]> {
    assert!(anatomy.blocks.iter().all(|block| block.kind == BlockKind::Xmp));
    anatomy.blocks.iter().map(|block| &block.data[..]).collect()
}

fn problems(anatomy: &Anatomy) -> Vec<ProblemKind> {
    anatomy.problems.iter().map(|problem| problem.kind).collect()
}

fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<<{entries}/Length {}>>\nstream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

/// A growing file: objects, and a table after them.
struct Builder {
    bytes: Vec<u8>,
    offsets: Vec<(u32, usize)>,
    last: usize,
}

impl Builder {
    fn new() -> Builder {
        Builder { bytes: b"%PDF-1.7\n".to_vec(), offsets: Vec::new(), last: 0 }
    }

    fn object(mut self, number: u32, content: impl AsRef<[u8]>) -> Builder {
        self.offsets.push((number, self.bytes.len()));
        self.bytes.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        self.bytes.extend_from_slice(content.as_ref());
        self.bytes.extend_from_slice(b"\nendobj\n");
        self
    }

    /// A table of the objects since the last one.
    fn table(mut self, entries: &str) -> Builder {
        let start = self.bytes.len();
        let mut table = "xref\n0 1\n0000000000 65535 f \n".to_owned();
        for (number, offset) in self.offsets.drain(..) {
            write!(table, "{number} 1\n{offset:010} 00000 n \n").unwrap();
        }
        let before = if self.last > 0 { format!("/Prev {}", self.last) } else { String::new() };
        write!(table, "trailer\n<</Size 99{before}{entries}>>\nstartxref\n{start}\n%%EOF\n").unwrap();
        self.bytes.extend_from_slice(table.as_bytes());
        self.last = start;
        self
    }

    /// The same as a cross-reference stream, with objects that lie in object stream 20.
    fn rows(mut self, packed: &[u32], entries: &str) -> Builder {
        let start = self.bytes.len();
        let (mut index, mut rows) = (String::new(), Vec::new());
        for (number, offset) in self.offsets.drain(..) {
            write!(index, "{number} 1 ").unwrap();
            rows.extend([[1, (offset >> 8) as u8, offset as u8, 0]]);
        }
        for (place, number) in packed.iter().enumerate() {
            write!(index, "{number} 1 ").unwrap();
            rows.push([2, 0, 20, place as u8]);
        }
        let filtered: Vec<u8> = rows.iter().flat_map(|row| [&[0], &row[..]].concat()).collect();
        let told = format!(
            "/Type/XRef/W[1 2 1]/Size 99/Index[{index}]/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 4>>{entries}"
        );
        let object = [b"98 0 obj ", &stream(&told, &deflate(&filtered))[..], b" endobj\n"].concat();
        self.bytes.extend_from_slice(&object);
        self.bytes.extend_from_slice(format!("startxref\n{start}\n%%EOF").as_bytes());
        self
    }
}

fn plain() -> Builder {
    let packet = stream("/Type/Metadata/Subtype/XML", b"<x:xmpmeta/>");
    let builder = Builder::new().object(1, CATALOG).object(2, PAGES).object(3, INFO).object(4, packet);
    builder.object(5, "<</Type/Page>>").object(6, "(Sport)").table("/Root 1 0 R/Info 3 0 R")
}

/// The same with its objects packed in an object stream, but for the packet.
fn packed() -> Vec<u8> {
    let (mut index, mut objects) = (String::new(), String::new());
    for (number, object) in [(1, CATALOG), (2, PAGES), (3, INFO), (6, "(Sport)")] {
        write!(index, "{number} {} ", objects.len()).unwrap();
        write!(objects, "{object} ").unwrap();
    }
    let told = format!("/Type/ObjStm/N 4/First {}/Filter/FlateDecode", index.len());
    let pack = stream(&told, &deflate(format!("{index}{objects}").as_bytes()));
    let builder = Builder::new().object(20, pack).object(4, stream("", b"<x:xmpmeta/>"));
    builder.rows(&[1, 2, 3, 6], "/Root 1 0 R/Info 3 0 R").bytes
}

fn assert_told(anatomy: &Anatomy) {
    let expected = [
        ("pages", "3"),
        ("PDF:Title", "Harbour"),
        ("PDF:Author", "Má"),
        ("PDF:Subject", "Boats"),
        ("PDF:Keywords", "sea|boats"),
        ("PDF:Creator", "Press"),
        ("PDF:CreateDate", "2024-05-01T10:12:13+02:00"),
        ("PDF:Desk", "Sport"),
    ];
    for (name, value) in expected {
        assert_eq!(fact(anatomy, name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(packets(anatomy), [b"<x:xmpmeta/>"]);
}

#[test]
fn a_pdf_tells_its_pages_its_texts_and_its_packet() {
    for bytes in [plain().bytes, packed()] {
        let anatomy = read(&bytes);
        assert_told(&anatomy);
        assert_eq!(problems(&anatomy), []);
        assert_eq!((anatomy.essence.ranges.len(), anatomy.essence.is_whole), (0, false));
        let title = anatomy.facts.iter().find(|fact| fact.name == "PDF:Title").unwrap();
        assert_eq!(title.field, Some(Field::Title));
    }
}

#[test]
fn what_was_saved_last_counts_and_what_it_leaves_stays() {
    let packet = stream("/Filter/FlateDecode", &deflate(b"<x:xmpmeta>new</x:xmpmeta>"));
    let builder = plain().object(4, packet).object(3, "<</Title(Quay)>>").table("/Root 1 0 R/Info 3 0 R");
    let anatomy = read(&builder.bytes);
    assert_eq!(packets(&anatomy), [b"<x:xmpmeta>new</x:xmpmeta>"]);
    assert_eq!(fact(&anatomy, "PDF:Title").as_deref(), Some("Quay"));
    assert_eq!((fact(&anatomy, "PDF:Subject"), fact(&anatomy, "pages").as_deref()), (None, Some("3")));
}

#[test]
fn a_packet_that_the_catalog_does_not_name_does_not_speak_for_the_document() {
    let picture = stream("/Type/Metadata", b"<?xpacket begin=''?><x:xmpmeta/><?xpacket end='r'?>");
    let builder = Builder::new().object(1, "<</Pages 2 0 R>>").object(2, PAGES).object(4, picture);
    assert_eq!(packets(&read(&builder.table("/Root 1 0 R").bytes)), [b""; 0]);
}

#[test]
fn offsets_count_from_the_header_and_junk_before_it_is_passed() {
    let bytes = [b"junk\r\n", &plain().bytes[..]].concat();
    let anatomy = read(&bytes);
    assert_told(&anatomy);
    assert_eq!(problems(&anatomy), []);
}

#[test]
fn a_damaged_cross_reference_is_told_and_the_objects_are_found() {
    let whole = String::from_utf8(plain().bytes).unwrap();
    let cases = [
        whole.replace("startxref\n", "startxref\n9"),
        whole.replace("xref\n0 1", "xxxx\n0 1"),
        whole.replacen("%PDF-1.7\n", "%PDF-1.7\nxxxxx\n", 1),
        whole.split("xref\n0 1").next().unwrap().replace("/Desk", "/None") + "trailer<</Root 1 0 R/Info 3 0 R>>",
    ];
    for bytes in cases {
        let anatomy = read(bytes.as_bytes());
        assert_eq!(fact(&anatomy, "PDF:Title").as_deref(), Some("Harbour"), "{bytes}");
        assert_eq!((fact(&anatomy, "pages").as_deref(), packets(&anatomy).len()), (Some("3"), 1));
        assert_eq!(problems(&anatomy), [ProblemKind::Malformed]);
    }
    let cut = packed();
    let cut = &cut[..cut.len() - 40];
    assert_eq!((fact(&read(cut), "PDF:Desk").as_deref(), problems(&read(cut)).len()), (Some("Sport"), 1));
}

#[test]
fn a_length_that_is_not_true_is_not_followed() {
    for length in ["1", "5000", "99 0 R", "4 0 R", "null"] {
        let packet = format!("<</Length {length}>>\nstream\r\n<x:xmpmeta/>\r\nendstream");
        let builder = Builder::new().object(1, CATALOG).object(2, PAGES).object(4, packet).table("/Root 1 0 R");
        assert_eq!(packets(&read(&builder.bytes)), [b"<x:xmpmeta/>"], "{length}");
    }
}

#[test]
fn pages_are_counted_where_the_tree_does_not_say_how_many() {
    let tree = Builder::new().object(1, "<</Pages 2 0 R>>").object(2, "<</Kids[3 0 R 4 0 R 2 0 R]>>");
    let tree = tree
        .object(3, "<</Type/Page>>")
        .object(4, "<</Kids[3 0 R 5 0 R]>>")
        .object(5, "<</Type/Page>>")
        .table("/Root 1 0 R");
    assert_eq!(fact(&read(&tree.bytes), "pages").as_deref(), Some("2"));
}

#[test]
fn without_a_catalog_the_newest_packet_is_looked_for() {
    let bytes = b"%PDF-1.4\n<?xpacket begin=''?>1<?xpacket end='w'?>\n<?xpacket begin=''?>2<?xpacket end='w'?>";
    let anatomy = read(bytes);
    assert_eq!(packets(&anatomy), [b"<?xpacket begin=''?>2<?xpacket end='w'?>"]);
    assert_eq!(problems(&anatomy), [ProblemKind::Malformed; 2]);
}

/// What proves that the empty password opens the file below.
const PROOF: &str = "8F7EFC46FFF90877B2E6D154ADF4D6EF6350BA7DBF706FDAB9637213E483E974";

/// RC4 with a key of 40 bits, made from the empty password, a zero owner entry and no identifier.
fn sealed(user: &str) -> Vec<u8> {
    let encryption = format!("<</Filter/Standard/V 1/R 2/O<{}>/U<{user}>/P -4>>", "00".repeat(32));
    let builder = Builder::new().object(1, "<</Pages 2 0 R>>").object(2, PAGES).object(3, "<</Title<C2553457>>>");
    builder.object(7, encryption).table("/Root 1 0 R/Info 3 0 R/Encrypt 7 0 R").bytes
}

#[test]
fn what_needs_a_password_is_told_and_what_does_not_is_read() {
    let anatomy = read(&sealed(&"AB".repeat(32)));
    assert_eq!((fact(&anatomy, "pages").as_deref(), fact(&anatomy, "PDF:Title")), (Some("3"), None));
    assert_eq!(problems(&anatomy), [ProblemKind::Unsupported]);
    let anatomy = read(&sealed(PROOF));
    assert_eq!((fact(&anatomy, "pages").as_deref(), fact(&anatomy, "PDF:Title").as_deref()), (Some("3"), Some("Quay")));
    assert_eq!(problems(&anatomy), []);
}

#[test]
fn a_catalog_that_is_encrypted_is_no_damage() {
    let encryption = format!("<</Filter/Standard/V 1/R 2/O<{0}>/U<{0}>/P -4>>", "00".repeat(32));
    let builder = Builder::new().object(20, stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", b"sealed"));
    let bytes = builder.object(7, encryption).rows(&[1, 2], "/Root 1 0 R/Encrypt 7 0 R").bytes;
    assert_eq!(problems(&read(&bytes)), [ProblemKind::Unsupported]);
}

#[test]
fn no_damage_makes_the_reader_fall_and_a_window_shows_what_memory_shows() {
    let words: [&[u8]; 8] = [b"<<", b"[", b" 4 0 R", b"99999999999999999999", b"obj", b"stream", b"\0\xff", b"/Prev 9"];
    for sample in [plain().bytes, packed(), sealed(PROOF)] {
        damaged(&sample, 1500, &words, |round, bytes| {
            let anatomy = read(bytes);
            if round % 5 == 0 {
                assert_eq!(examine(&Trickle(bytes), b"a.pdf"), anatomy);
            }
        });
    }
}

#[test]
fn a_file_that_leads_in_circles_ends() {
    let circles = [
        "1 0 obj 1 0 R endobj trailer<</Root 1 0 R>>".to_owned(),
        "xref\n0 0\ntrailer<</Prev 9/Root 1 0 R>>\nstartxref\n9".to_owned(),
        "1 0 obj<</Type/ObjStm/N 9/First 3/Length 1 0 R>>stream\nx endstream endobj trailer<</Root 1 0 R>>".to_owned(),
        format!("1 0 obj {} endobj trailer<</Root 1 0 R>>", "[".repeat(100_000)),
    ];
    for circle in circles {
        let anatomy = read(format!("%PDF-1.4\n{circle}").as_bytes());
        assert_eq!(fact(&anatomy, "pages"), None);
    }
}
