//! What the parsers promise together, on files that are built here byte by byte.
use super::boxes::tests::boxed;
use super::ifd::tests::tiff;
use super::photoshop::tests::resource;
use super::plain::tests::{deflate, stored_brotli};
use super::reader::tests::Trickle;
use super::{Anatomy, BlockKind, examine};
use crate::asset::{Field, ProblemKind};
use crate::container::damage::{NUMBERS, damaged};

fn read(bytes: &[u8]) -> Anatomy {
    examine(&bytes, b"")
}

fn fact(anatomy: &Anatomy, field: Field) -> Option<String> {
    anatomy.facts.iter().find(|fact| fact.field == Some(field)).map(|fact| fact.values[0].to_string())
}

fn size(anatomy: &Anatomy) -> (Option<String>, Option<String>) {
    (fact(anatomy, Field::Width), fact(anatomy, Field::Height))
}

fn of(width: u32, height: u32) -> (Option<String>, Option<String>) {
    (Some(width.to_string()), Some(height.to_string()))
}

fn blocks(anatomy: &Anatomy) -> Vec<(BlockKind, &[u8])> {
    anatomy.blocks.iter().map(|block| (block.kind, &block.data[..])).collect()
}

/// The bytes that the essence covers.
fn essence(bytes: &[u8], anatomy: &Anatomy) -> Vec<u8> {
    anatomy.essence.ranges.iter().flat_map(|range| &bytes[range.start as usize..range.end as usize]).copied().collect()
}

fn problems(anatomy: &Anatomy) -> Vec<ProblemKind> {
    anatomy.problems.iter().map(|problem| problem.kind).collect()
}

// JPEG

fn segment(code: u8, content: &[u8]) -> Vec<u8> {
    [&[0xFF, code][..], &(content.len() as u16 + 2).to_be_bytes(), content].concat()
}

const FRAME: &[u8] = b"\x08\0\x30\0\x40\x01\x01\x11\0";

/// A JPEG with some segments before its frame, and one scan.
fn jpeg(segments: &[Vec<u8>]) -> Vec<u8> {
    let head = [b"\xff\xd8".to_vec(), segments.concat(), segment(0xC0, FRAME)].concat();
    [&head[..], &segment(0xDA, b"\x01\x01\0\0\x3f\0"), b"ab\xff\0cd\xff\xd0ef", b"\xff\xd9"].concat()
}

#[test]
fn a_jpeg_is_stereo_where_a_segment_says_so() {
    let stereo = b"\xff\xd8\xff\xe3\0\x10_JPSJPS_\0\x04abcd\xff\xd9";
    assert_eq!(examine(&&stereo[..], b"a.jpg").media_type.as_str(), "image/x-jps");
    let other = b"\xff\xd8\xff\xe3\0\x10_JPXJPX_\0\x04abcd\xff\xd9";
    assert_eq!(examine(&&other[..], b"a.jps").media_type.as_str(), "image/jpeg");
}

#[test]
fn types_without_a_reader_are_named_by_their_marks() {
    let at = |at: usize, mark: &[u8]| [&vec![0x81; at][..], mark, &[1; 64]].concat();
    let name = |bytes: &[u8]| examine(&bytes, b"").media_type.as_str().to_owned();
    let cases: [(usize, &[u8], &str); 8] = [
        (0, b"\xb1\x68\xde\x3a", "image/dcx"),
        (4, b"itch", "application/itunes"),
        (60, b"BOOKMOBI", "application/x-mobipocket-ebook"),
        (4, b"\x57\x90\x75\x36", "audio/audible"),
        (6, b"%!PS-AdobeFont-1.0", "application/x-font-type1"),
        (0, b"true\0\x12", "application/font-ttf"),
        (0, b"~\x10\x04\xfe0MIE\0\0\0\0~ \x05\x0a2MIMEimage/jpeg", "image/x-mie-jpeg"),
        (0, b"~\x10\x04\xfe0MIE\0\0\0\0", "application/x-mie"),
    ];
    for (offset, mark, expected) in cases {
        assert_eq!(name(&at(offset, mark)), expected);
    }
    assert_eq!(name(b"StartFontMetrics 2.0\n"), "application/x-font-afm");
    assert_eq!(name(b"d8:announce3:abce"), "application/x-bittorrent");
}

#[test]
fn a_jpeg_gives_its_size_and_its_blocks() {
    let resources = [resource(0x0404, b"\x1c\x02\x05\0\x01a"), resource(0x0425, &[9; 16])].concat();
    let (first, second) = resources.split_at(15);
    let bytes = jpeg(&[
        segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0"),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>"),
        segment(0xED, &[b"Photoshop 3.0\0", first].concat()),
        segment(0xED, &[b"Photoshop 3.0\0", second].concat()),
        segment(0xE2, b"ICC_PROFILE\0\x02\x02file"),
        segment(0xE2, b"ICC_PROFILE\0\x01\x02pro"),
        segment(0xFE, "Málaga".as_bytes()),
    ]);
    let anatomy = read(&bytes);
    assert_eq!(anatomy.media_type.as_str(), "image/jpeg");
    assert_eq!(size(&anatomy), of(64, 48));
    assert_eq!(fact(&anatomy, Field::BitDepth).as_deref(), Some("8"));
    assert!(anatomy.facts.iter().any(|fact| fact.name == "Comment" && fact.values[0].to_string() == "Málaga"));
    let expected: [(BlockKind, &[u8]); 5] = [
        (BlockKind::Xmp, b"<x:xmpmeta/>"),
        (BlockKind::Exif, b"II*\0\x08\0\0\0"),
        (BlockKind::Iim, b"\x1c\x02\x05\0\x01a"),
        (BlockKind::IimDigest, &[9; 16]),
        (BlockKind::Icc, b"profile"),
    ];
    assert_eq!(blocks(&anatomy), expected);
    assert_eq!(problems(&anatomy), []);
}

#[test]
fn the_essence_of_a_jpeg_is_its_scan_and_not_what_is_around_it() {
    let plain = jpeg(&[]);
    let told = [jpeg(&[segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0")]), b"trailer".to_vec()].concat();
    let (plain_read, told_read) = (read(&plain), read(&told));
    assert!(plain_read.essence.is_whole && told_read.essence.is_whole);
    assert_eq!(essence(&plain, &plain_read), essence(&told, &told_read));
    assert!(essence(&plain, &plain_read).starts_with(b"\xff\xda") && essence(&plain, &plain_read).ends_with(b"ef"));
}

#[test]
fn of_a_scan_that_tables_follow_the_last_piece_is_left_out_as_exiftool_does() {
    let scan = segment(0xDA, b"\x01\x01\0\0\x3f\0");
    let head = [b"\xff\xd8".to_vec(), segment(0xC2, FRAME), scan.clone()].concat();
    let bytes = [&head[..], b"ab\xff\0cd", &segment(0xC4, b"table"), &scan, b"ef\xff\xd9"].concat();
    let anatomy = read(&bytes);
    assert_eq!(essence(&bytes, &anatomy), [&scan[..], b"ab", &scan, b"ef"].concat());
    assert!(anatomy.essence.is_whole);
}

#[test]
fn exif_goes_on_in_the_next_segment_and_begins_anew_with_a_header() {
    let bytes = jpeg(&[
        segment(0xE1, b"Exif\0\0MM\0*begin"),
        segment(0xE1, b"Exif\0\0end"),
        segment(0xE1, b"Exif\0\0II*\0other"),
    ]);
    let anatomy = read(&bytes);
    assert_eq!(blocks(&anatomy), [(BlockKind::Exif, &b"MM\0*beginend"[..]), (BlockKind::Exif, b"II*\0other")]);
}

#[test]
fn extended_xmp_is_joined_by_offset_if_the_packet_names_it() {
    const GUID: &str = "0123456789ABCDEF0123456789ABCDEF";
    let main = format!("http://ns.adobe.com/xap/1.0/\0<x xmpNote:HasExtendedXMP=\"{GUID}\"/>");
    let part = |guid: &str, offset: u32, data: &str| {
        let head = format!("http://ns.adobe.com/xmp/extension/\0{guid}");
        segment(0xE1, &[head.as_bytes(), &6_u32.to_be_bytes(), &offset.to_be_bytes(), data.as_bytes()].concat())
    };
    let other = "F".repeat(32);
    let parts = [part(GUID, 3, "def"), part(&other, 0, "foreign"), part(GUID, 0, "abc")];
    let anatomy = read(&jpeg(&[&[segment(0xE1, main.as_bytes())], &parts[..]].concat()));
    assert_eq!(blocks(&anatomy)[1], (BlockKind::ExtendedXmp, &b"abcdef"[..]));
    assert_eq!(problems(&anatomy), []);
    let anatomy = read(&jpeg(&[segment(0xE1, main.as_bytes()), part(GUID, 3, "def")]));
    assert_eq!((anatomy.blocks.len(), problems(&anatomy)), (1, vec![ProblemKind::Malformed]));
    let anatomy = read(&jpeg(&[segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x/>"), part(GUID, 0, "abcdef")]));
    assert_eq!((anatomy.blocks.len(), problems(&anatomy)), (1, vec![ProblemKind::Malformed]));
}

#[test]
fn a_packet_with_a_wrong_signature_is_a_packet_all_the_same() {
    const PACKET: &[u8] = b"<?xpacket begin=''?><x:xmpmeta/>";
    for signature in [&b"http://ns.adobe.com/xap/1.0/ \0"[..], b"XMP\0", b""] {
        let anatomy = read(&jpeg(&[segment(0xE1, &[signature, PACKET].concat())]));
        assert_eq!((blocks(&anatomy), problems(&anatomy)), (vec![(BlockKind::Xmp, PACKET)], vec![]));
    }
    let anatomy = read(&jpeg(&[segment(0xE1, b"http://example.org/<other/>")]));
    assert_eq!(anatomy.blocks, []);
}

#[test]
fn a_jpeg_without_its_end_is_told_and_its_essence_not_trusted() {
    let mut bytes = jpeg(&[segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0")]);
    bytes.truncate(bytes.len() - 2);
    let anatomy = read(&bytes);
    assert_eq!((anatomy.blocks.len(), problems(&anatomy)), (1, vec![ProblemKind::Truncated]));
    assert!(!anatomy.essence.is_whole);
}

// PNG

pub(super) fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut sum = flate2::Crc::new();
    sum.update(name);
    sum.update(data);
    [&(data.len() as u32).to_be_bytes()[..], name, data, &sum.sum().to_be_bytes()].concat()
}

pub(super) fn png(chunks: &[Vec<u8>]) -> Vec<u8> {
    let head = chunk(b"IHDR", b"\0\0\0\x40\0\0\0\x30\x10\x02\0\0\0");
    let tail = [chunk(b"IDAT", b"pic"), chunk(b"IDAT", b"ture"), chunk(b"IEND", b"")].concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), head, chunks.concat(), tail].concat()
}

#[test]
fn a_png_gives_texts_profiles_and_its_idat() {
    let irb = resource(0x0404, b"\x1c\x02\x05\0\x01a");
    let hex: String = irb.iter().map(|byte| format!("{byte:02x}")).collect();
    let profile = format!("\niptc\n{:8}\n{}\n{}\n", irb.len(), &hex[..20], &hex[20..]);
    let bytes = png(&[
        chunk(b"eXIf", b"MM\0*\0\0\0\x08"),
        chunk(b"tEXt", b"Author\0M\xe1laga"),
        chunk(b"tEXt", b"Creation Time\0Wed, 01 May 2024 10:12:13 GMT"),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta/>"),
        chunk(b"iTXt", &[&b"Title\0\x01\0en\0Titel\0"[..], &deflate("Hafen".as_bytes())].concat()),
        chunk(b"zTXt", &[&b"Raw profile type iptc\0\0"[..], &deflate(profile.as_bytes())].concat()),
        chunk(b"iCCP", &[&b"sRGB\0\0"[..], &deflate(b"profile")].concat()),
    ]);
    let anatomy = read(&bytes);
    assert_eq!((anatomy.media_type.as_str(), size(&anatomy)), ("image/png", of(64, 48)));
    assert_eq!(fact(&anatomy, Field::BitDepth).as_deref(), Some("16"));
    assert_eq!(fact(&anatomy, Field::Creator).as_deref(), Some("Málaga"));
    assert_eq!(fact(&anatomy, Field::Title).as_deref(), Some("Hafen"));
    assert_eq!(fact(&anatomy, Field::DateCreated).as_deref(), Some("2024-05-01T10:12:13Z"));
    let expected: [(BlockKind, &[u8]); 4] = [
        (BlockKind::Exif, b"MM\0*\0\0\0\x08"),
        (BlockKind::Xmp, b"<x:xmpmeta/>"),
        (BlockKind::Iim, b"\x1c\x02\x05\0\x01a"),
        (BlockKind::Icc, b"profile"),
    ];
    assert_eq!(blocks(&anatomy), expected);
    assert_eq!(essence(&bytes, &anatomy), b"picture");
    assert!(anatomy.essence.is_whole && anatomy.problems.is_empty());
}

#[test]
fn a_png_that_moves_is_an_apng_and_a_bomb_is_told() {
    let bytes = png(&[chunk(b"acTL", &[0; 8])]);
    assert_eq!(read(&bytes).media_type.as_str(), "image/apng");
    let bomb = png(&[chunk(b"zTXt", &[&b"Title\0\0"[..], &deflate(&vec![b'a'; 40 << 20])].concat())]);
    assert_eq!(problems(&read(&bomb)), [ProblemKind::Malformed]);
    let mut wrong = png(&[chunk(b"tEXt", b"Title\0a")]);
    let at = wrong.len() - 50;
    wrong[at] ^= 1;
    assert_eq!(problems(&read(&wrong)), [ProblemKind::Malformed]);
}

fn aside(anatomy: &Anatomy, name: &str) -> Option<String> {
    let fact = anatomy.facts.iter().find(|fact| fact.name == name && fact.field.is_none());
    fact.map(|fact| fact.values[0].to_string())
}

#[test]
fn how_long_pictures_move_is_told_beside_the_fields() {
    let frame = |over: u16, under: u16| {
        chunk(b"fcTL", &[&[0; 20][..], &over.to_be_bytes(), &under.to_be_bytes(), &[0; 2]].concat())
    };
    let bytes = png(&[chunk(b"acTL", &[0; 8]), frame(1, 4), frame(50, 0)]);
    assert_eq!(aside(&read(&bytes), "Duration").as_deref(), Some("0.75"));
    assert_eq!(aside(&read(&bytes[..bytes.len() - 12]), "Duration"), None);
    let frame = |milliseconds: u8| riff_chunk(b"ANMF", &[&[0; 12][..], &[milliseconds, 1, 0], &[0; 9]].concat());
    let bytes = riff(b"WEBP", &[riff_chunk(b"VP8X", b"\x02\0\0\0\x3f\0\0\x2f\0\0"), frame(0), frame(244)]);
    let anatomy = read(&bytes);
    assert_eq!(aside(&anatomy, "Duration").as_deref(), Some("0.756"));
    assert!(anatomy.facts.iter().all(|fact| fact.field != Some(Field::Duration)));
}

// TIFF

/// A TIFF whose picture is two strips out of order, with XMP and with IIM of four-byte numbers turned round.
fn strips() -> Vec<u8> {
    let entries = [
        (0x100, 3, 1, 64),
        (0x101, 3, 1, 48),
        (0x10F, 2, 6, 146),
        (0x111, 4, 2, 152),
        (0x117, 3, 2, 4 | 3 << 16),
        (0x2BC, 1, 12, 160),
        (0x83BB, 4, 2, 172),
        (0x102, 3, 1, 16),
    ];
    let mut rest = vec![0; 146 - 110];
    rest.extend_from_slice(b"Canon\0");
    rest.extend_from_slice(&[&184_u32.to_le_bytes()[..], &180_u32.to_le_bytes()].concat());
    rest.extend_from_slice(b"<x:xmpmeta/>\x00\x05\x02\x1c\0\0\x61\x01two\0one\0");
    tiff(&entries, 0, &rest)
}

#[test]
fn a_tiff_gives_its_strips_in_order_and_a_condensed_exif() {
    let bytes = strips();
    let anatomy = read(&bytes);
    assert_eq!((anatomy.media_type.as_str(), size(&anatomy)), ("image/tiff", of(64, 48)));
    assert_eq!(essence(&bytes, &anatomy), b"one\0two");
    assert!(anatomy.essence.is_whole && anatomy.problems.is_empty(), "{:?}", anatomy.problems);
    assert_eq!(blocks(&anatomy)[1], (BlockKind::Xmp, &b"<x:xmpmeta/>"[..]));
    assert_eq!(blocks(&anatomy)[2], (BlockKind::Iim, &b"\x1c\x02\x05\0\x01\x61\0\0"[..]));
    assert_eq!(anatomy.blocks[0].kind, BlockKind::Exif);
    assert!(memchr::memmem::find(&anatomy.blocks[0].data, b"Canon").is_some());
    let anatomy = read(&bytes[..bytes.len() - 3]);
    assert_eq!((anatomy.essence.is_whole, problems(&anatomy)), (false, vec![ProblemKind::Truncated]));
}

#[test]
fn a_raw_is_told_by_what_only_a_raw_has_and_not_by_its_name() {
    let cfa = |make: &[u8]| {
        let entries = [(0x106, 3, 1, 32803), (0x10F, 2, make.len() as u32, 38)];
        tiff(&entries, 0, make)
    };
    assert_eq!(examine(&&cfa(b"NIKON\0")[..], b"a.tif").media_type.as_str(), "image/x-nikon-nef");
    assert_eq!(examine(&&cfa(b"SONY\0\0")[..], b"a").media_type.as_str(), "image/x-sony-arw");
    let exported = tiff(&[(0x106, 3, 1, 2), (0x10F, 2, 6, 38)], 0, b"NIKON\0");
    assert_eq!(examine(&&exported[..], b"a.tif").media_type.as_str(), "image/tiff");
    let dng = tiff(&[(0xC612, 1, 4, 0x0401)], 0, b"");
    assert_eq!(examine(&&dng[..], b"a.tif").media_type.as_str(), "image/x-adobe-dng");
}

#[test]
fn a_tiff_whose_directories_go_in_circles_ends() {
    let bytes = tiff(&[(0x100, 3, 1, 64), (0x14A, 4, 1, 8)], 8, b"");
    assert_eq!(fact(&read(&bytes), Field::Pages), None);
}

// RIFF

fn riff_chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let padding = vec![0; data.len() % 2];
    [name, &(data.len() as u32).to_le_bytes()[..], data, &padding].concat()
}

fn riff(form: &[u8; 4], chunks: &[Vec<u8>]) -> Vec<u8> {
    riff_chunk(b"RIFF", &[form.to_vec(), chunks.concat()].concat())
}

fn webp() -> Vec<u8> {
    riff(
        b"WEBP",
        &[
            riff_chunk(b"VP8X", b"\x2c\0\0\0\x3f\0\0\x2f\0\0"),
            riff_chunk(b"ICCP", b"profile"),
            riff_chunk(b"VP8L", b"\x2f\0\0\0\0picture"),
            riff_chunk(b"EXIF", b"Exif\0\0II*\0\x08\0\0\0"),
            riff_chunk(b"XMP ", b"<x:xmpmeta/>"),
        ],
    )
}

#[test]
fn a_webp_gives_its_canvas_its_blocks_and_its_padded_picture() {
    let bytes = webp();
    let anatomy = read(&bytes);
    assert_eq!((anatomy.media_type.as_str(), size(&anatomy)), ("image/webp", of(64, 48)));
    let expected: [(BlockKind, &[u8]); 3] =
        [(BlockKind::Icc, b"profile"), (BlockKind::Exif, b"II*\0\x08\0\0\0"), (BlockKind::Xmp, b"<x:xmpmeta/>")];
    assert_eq!(blocks(&anatomy), expected);
    assert_eq!(essence(&bytes, &anatomy), b"\x2f\0\0\0\0picture");
    assert!(anatomy.essence.is_whole && anatomy.problems.is_empty());
}

fn wav() -> Vec<u8> {
    let info = [b"INFO".to_vec(), riff_chunk(b"INAM", b"Harbour\0"), riff_chunk(b"ICRD", b"2024-05-01")].concat();
    riff(
        b"WAVE",
        &[
            riff_chunk(b"fmt ", b"\x01\0\x02\0\x44\xac\0\0\x10\xb1\x02\0\x04\0\x10\0"),
            riff_chunk(b"data", &[1; 0x2B110 / 10]),
            riff_chunk(b"LIST", &info),
        ],
    )
}

#[test]
fn a_wav_tells_its_rates_and_texts() {
    let anatomy = read(&wav());
    let told = |field| fact(&anatomy, field).unwrap_or_default();
    assert_eq!(told(Field::SampleRate), "44100");
    assert_eq!(told(Field::AudioChannels), "2");
    assert_eq!(told(Field::AudioCodec), "pcm");
    assert_eq!(told(Field::Title), "Harbour");
    assert_eq!(told(Field::DateCreated), "2024-05-01");
    assert!(told(Field::Duration).starts_with("0.1"), "{}", told(Field::Duration));
}

// Boxes

fn full(name: &[u8; 4], version: u8, content: &[u8]) -> Vec<u8> {
    boxed(name, &[&[version, 0, 0, 0], content].concat())
}

/// A HEIF with a picture in two parts in `mdat`, Exif in `idat` and XMP made of another item's bytes.
fn heif() -> Vec<u8> {
    let entry = |id: u8, kind: &[u8; 4], rest: &[u8]| full(b"infe", 2, &[&[0, id, 0, 0], &kind[..], rest].concat());
    let infos = [
        entry(1, b"hvc1", b"\0"),
        entry(2, b"Exif", b"\0"),
        entry(3, b"mime", b"\0application/rdf+xml\0"),
        entry(4, b"uri ", b"\0"),
    ]
    .concat();
    let iinf = full(b"iinf", 0, &[&b"\0\x04"[..], &infos].concat());
    let build = |data: u32| {
        let (first, second, packet) = (data.to_be_bytes(), (data + 8).to_be_bytes(), (data + 4).to_be_bytes());
        let parts = [
            &b"\x44\x00\0\x04"[..],
            &[&b"\0\x01\0\0\0\0\0\x02"[..], &first, &4_u32.to_be_bytes(), &second, &3_u32.to_be_bytes()].concat(),
            &[&b"\0\x02\0\x01\0\0\0\x01"[..], &[0; 4], &12_u32.to_be_bytes()].concat(),
            &[&b"\0\x03\0\x02\0\0\0\x01"[..], &1_u32.to_be_bytes(), &2_u32.to_be_bytes()].concat(),
            &[&b"\0\x04\0\0\0\0\0\x01"[..], &packet, &4_u32.to_be_bytes()].concat(),
        ]
        .concat();
        let references = full(b"iref", 0, &boxed(b"iloc", b"\0\x03\0\x01\0\x04"));
        let properties =
            [boxed(b"ipco", &full(b"ispe", 0, b"\0\0\0\x40\0\0\0\x30")), full(b"ipma", 0, b"\0\0\0\x01\0\x01\x01\x81")]
                .concat();
        let meta = [
            full(b"pitm", 0, b"\0\x01"),
            iinf.clone(),
            full(b"iloc", 1, &parts),
            references,
            boxed(b"iprp", &properties),
            boxed(b"idat", b"\0\0\0\0II*\0\x08\0\0\0"),
        ]
        .concat();
        [boxed(b"ftyp", b"heic\0\0\0\0mif1"), full(b"meta", 0, &meta)].concat()
    };
    let start = build(0).len() as u32 + 8;
    [build(start), boxed(b"mdat", b"pict<x/>ure")].concat()
}

#[test]
fn a_heif_gives_items_by_every_construction_method() {
    let bytes = heif();
    let anatomy = read(&bytes);
    assert_eq!((anatomy.media_type.as_str(), size(&anatomy)), ("image/heic", of(64, 48)));
    assert_eq!(essence(&bytes, &anatomy), b"picture");
    let expected: [(BlockKind, &[u8]); 2] = [(BlockKind::Exif, b"II*\0\x08\0\0\0"), (BlockKind::Xmp, b"x/")];
    assert_eq!(blocks(&anatomy), expected);
    assert!(anatomy.essence.is_whole && anatomy.problems.is_empty(), "{:?}", anatomy.problems);
    let anatomy = read(&bytes[..bytes.len() - 1]);
    assert!(!anatomy.essence.is_whole);
    assert!(problems(&anatomy).contains(&ProblemKind::Truncated));
}

fn film() -> Vec<u8> {
    let numbers = |numbers: &[u32]| numbers.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<u8>>();
    let entry = [&[0; 24][..], b"\0\x40\0\x30", &[0; 50]].concat();
    let build = |data: u32| {
        let table = [
            full(b"stsd", 0, &[numbers(&[1]), boxed(b"avc1", &entry)].concat()),
            full(b"stts", 0, &numbers(&[1, 2, 500])),
            full(b"stsz", 0, &numbers(&[0, 2, 3, 4])),
            full(b"stsc", 0, &numbers(&[1, 1, 2, 1])),
            full(b"stco", 0, &numbers(&[1, data])),
        ]
        .concat();
        let handler = full(b"hdlr", 0, b"\0\0\0\0vide\0\0\0\0\0\0\0\0\0\0\0\0\0");
        let media =
            [full(b"mdhd", 0, &numbers(&[0, 0, 1000, 1000, 0])), handler, boxed(b"minf", &boxed(b"stbl", &table))]
                .concat();
        let head = full(b"tkhd", 0, &[vec![0; 72], numbers(&[64 << 16, 48 << 16])].concat());
        let trak = boxed(b"trak", &[head, boxed(b"mdia", &media)].concat());
        let header = full(b"mvhd", 0, &numbers(&[3_797_403_133, 0, 1000, 1000]));
        let title = boxed(b"\xa9nam", b"\0\x07\0\0Harbour");
        let moov = boxed(b"moov", &[header, trak, boxed(b"udta", &title)].concat());
        [boxed(b"ftyp", b"isom\0\0\0\0mp42"), moov].concat()
    };
    let start = build(0).len() as u32 + 8;
    [build(start), boxed(b"mdat", b"picture and more")].concat()
}

#[test]
fn a_sequence_of_pictures_has_the_date_of_its_film_and_its_playing_time_beside_the_fields() {
    let mut bytes = film();
    bytes[8..12].copy_from_slice(b"avis");
    let anatomy = read(&bytes);
    assert_eq!(anatomy.media_type.as_str(), "image/avif");
    let told = |field| fact(&anatomy, field);
    assert_eq!((told(Field::DateCreated).as_deref(), told(Field::Duration)), (Some("2024-05-01T10:12:13Z"), None));
    assert_eq!(aside(&anatomy, "Duration").as_deref(), Some("1"));
}

#[test]
fn a_film_gives_its_header_its_texts_and_its_samples() {
    let bytes = film();
    let anatomy = read(&bytes);
    assert_eq!((anatomy.media_type.as_str(), size(&anatomy)), ("video/mp4", of(64, 48)));
    let told = |field| fact(&anatomy, field).unwrap_or_default();
    assert_eq!((told(Field::Duration), told(Field::FrameRate)), ("1".into(), "2".into()));
    assert_eq!((told(Field::VideoCodec), told(Field::Title)), ("avc1".into(), "Harbour".into()));
    assert_eq!(told(Field::DateCreated), "2024-05-01T10:12:13Z");
    assert_eq!(essence(&bytes, &anatomy), b"picture");
    assert!(anatomy.essence.is_whole && anatomy.problems.is_empty(), "{:?}", anatomy.problems);
}

// Types

#[test]
fn types_are_told_by_content() {
    let cases: [(&[u8], &str); 20] = [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"junk\n%PDF-1.7\n", "application/pdf"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "application/postscript"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><!-- a --><svg xmlns='x'>", "image/svg+xml"),
        (b"<?xpacket begin='' id=''?><x:xmpmeta>", "application/rdf+xml"),
        (b"<!DOCTYPE html><html>", "text/html"),
        (b"{ \"a\": 1 }", "application/json"),
        (b"plain words\n", "text/plain"),
        (b"{\\rtf1 ", "text/rtf"),
        (b"fLaC\0\0\0\x22", "audio/flac"),
        (b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead", "audio/ogg"),
        (b"\x1a\x45\xdf\xa3\x93\x42\x82\x84webm", "video/webm"),
        (b"\0\0\0\x14ftypavif\0\0\0\0mif1", "image/avif"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "video/quicktime"),
        (b"II\x2a\0\x10\0\0\0CR\x02\0", "image/x-canon-cr2"),
        (b"FUJIFILMCCD-RAW 0201", "image/x-fujifilm-raf"),
        (b"8BPS\0\x01\0\0", "application/vnd.adobe.photoshop"),
        (
            b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x08\0\0\0mimetypeapplication/epub+zip",
            "application/epub+zip",
        ),
        (b"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02\x01", "application/mxf"),
        (b"\x00\x01\x02\x03 nothing known", "application/octet-stream"),
    ];
    for (bytes, expected) in cases {
        assert_eq!(examine(&bytes, b"name.jpg").media_type.as_str(), expected, "{bytes:?}");
    }
    assert_eq!(examine(&&b""[..], b"empty.jpg").media_type.as_str(), "application/octet-stream");
}

// Hostile bytes

fn samples() -> Vec<Vec<u8>> {
    let irb = resource(0x0404, b"\x1c\x02\x05\0\x01a");
    vec![
        jpeg(&[segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0"), segment(0xED, &[b"Photoshop 3.0\0", &irb[..]].concat())]),
        png(&[chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x/>"), chunk(b"iCCP", b"a\0\0b")]),
        strips(),
        webp(),
        wav()[..200].to_vec(),
        heif(),
        film(),
        [
            boxed(b"JXL ", b"\r\n\x87\n"),
            boxed(b"brob", &[&b"xml "[..], &stored_brotli(b"<x:xmpmeta/>")].concat()),
            boxed(b"jxlc", b"\xff\x0apicture"),
        ]
        .concat(),
        [b"PGF6\x18\0\0\0\x40\0\0\0\x30\0\0\0\x03\0\x18\x03\x03\0\0\0", &b"\x89PNG\r\n\x1a\npicture"[..]].concat(),
        b"GIF89a\x08\0\x06\0\x80\0\0\0\0\0\xff\xff\xff\x21\xfe\x05hello\0\x2c\0\0\0\0\x08\0\x06\0\0\x02\x02\x84\x51\0\x3b".to_vec(),
        b"ID3\x03\0\0\0\0\0\x12TIT2\0\0\0\x08\0\0\0Harbour\xff\xfb\x90\x00".to_vec(),
        b"fLaC\x80\0\0\x22\x10\0\x10\0\0\0\0\0\0\0\x0a\xc4\x42\xf0\0\0\xd3\x08".to_vec(),
        b"\x1a\x45\xdf\xa3\x84\x42\x82\x81w\x18\x53\x80\x67\x8b\x15\x49\xa9\x66\x86\x2a\xd7\xb1\x82\x03\xe8".to_vec(),
    ]
}

#[test]
fn a_window_shows_what_memory_shows() {
    for sample in samples() {
        assert_eq!(examine(&Trickle(&sample), b""), read(&sample));
    }
}

#[test]
fn a_cut_picture_is_never_trusted() {
    for sample in [jpeg(&[]), png(&[]), strips(), heif(), film()] {
        let end = read(&sample).essence.ranges.iter().map(|range| range.end).max().unwrap_or(0) as usize;
        for length in 0..end {
            let anatomy = read(&sample[..length]);
            assert!(!anatomy.essence.is_whole, "{length} of {}", sample.len());
        }
    }
}

#[test]
fn no_damage_makes_a_parser_fall_or_point_outside_the_file() {
    for sample in samples() {
        damaged(&sample, 1500, NUMBERS, |round, bytes| {
            let anatomy = if round % 5 == 0 { examine(&Trickle(bytes), b"") } else { read(bytes) };
            for range in &anatomy.essence.ranges {
                assert!(range.start < range.end && range.end <= bytes.len() as u64);
            }
        });
    }
}
