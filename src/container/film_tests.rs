//! What the parsers of film and sound promise, on files that are built here byte by byte.
use super::apev2::tests::ape_tag;
use super::boxes::tests::boxed;
use super::reader::tests::Trickle;
use super::{Anatomy, examine};
use crate::asset::{Field, Origin};
use crate::container::damage::{NUMBERS, damaged};

fn read(bytes: &[u8]) -> Anatomy {
    examine(&bytes, b"")
}

/// The effective texts of some fields: headers first, then the first of the format's own.
fn told<const N: usize>(bytes: &[u8], fields: [Field; N]) -> [String; N] {
    let anatomy = read(bytes);
    fields.map(|field| {
        let of = |origin| anatomy.facts.iter().find(|fact| fact.field == Some(field) && fact.origin == origin);
        let values = of(Origin::Container).or_else(|| of(Origin::Native)).map_or(&[] as &[_], |fact| &fact.values);
        values.iter().map(ToString::to_string).collect::<Vec<_>>().join("+")
    })
}

fn essence(bytes: &[u8]) -> Vec<u8> {
    let anatomy = read(bytes);
    assert!(anatomy.essence.is_whole, "{:?}", anatomy.problems);
    let parts = anatomy.essence.ranges.iter().map(|range| &bytes[range.start as usize..range.end as usize]);
    parts.collect::<Vec<_>>().concat()
}

fn little(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn big(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

fn text_frame(name: &[u8; 4], text: &str) -> Vec<u8> {
    [&name[..], &big(&[text.len() as u32 + 1]), &[0, 0, 3], text.as_bytes()].concat()
}

fn id3(frames: &[Vec<u8>]) -> Vec<u8> {
    let body = frames.concat();
    [&b"ID3\x04\0\0\0\0"[..], &[(body.len() >> 7) as u8, (body.len() & 127) as u8], &body].concat()
}

const JPEG: &[u8] = b"\xff\xd8\xff\xdb\0\x03x\xff\xc0\0\x11\x08\0\x78\0\xa0\x03abcdefghij\xff\xda\0\x02";

// Sound

fn monkey(tag: &[u8]) -> Vec<u8> {
    let descriptor = [&b"MAC \x96\x0f\0\0"[..], &little(&[52, 24, 0, 0, 4, 0, 0]), &[7; 16]].concat();
    let header = [&b"\xd0\x07\0\0"[..], &little(&[100, 50, 2]), &b"\x10\0\x02\0"[..], &little(&[100])].concat();
    [&descriptor[..], &header, b"sound", tag].concat()
}

fn wavpack(tag: &[u8]) -> Vec<u8> {
    let numbers = little(&[37, 0x410, 200, 0, 200, 0x1801 | 9 << 23, 0]);
    [b"wvpk", &numbers[..], b"sound of a pack", tag].concat()
}

fn musepack(tag: &[u8]) -> Vec<u8> {
    [&b"MP+\x07"[..], &little(&[10, 1 << 16, 0, 0, 0, 0, 0]), b"sound", tag].concat()
}

fn musepack_8() -> Vec<u8> {
    [&b"MPCKSH\x0e\x01\x02\x03\x04\x08\x87\x68\0\x1f\x10"[..], b"AP\x04x"].concat()
}

fn dsf(tag: &[u8]) -> Vec<u8> {
    let long = |number: u64| number.to_le_bytes();
    let head = [&b"DSD "[..], &long(28), &long(0), &long(92 + 16)].concat();
    let format = [&b"fmt "[..], &long(52), &little(&[1, 0, 2, 2, 800, 1]), &long(64), &little(&[8, 0])].concat();
    [&head[..], &format, b"data", &long(28), &[5; 16], tag].concat()
}

#[test]
fn a_song_that_is_tagged_anew_keeps_its_essence() {
    let tag = |title: &str| ape_tag(&[("Title", 0, title.as_bytes()), ("Year", 0, b"2004"), ("Artist", 0, b"A\0B")]);
    for make in [monkey, wavpack, musepack] {
        let (one, other) = (make(&tag("Harbour")), make(&tag("Harbour at night")));
        assert_eq!(essence(&one), essence(&other));
        let fields = [Field::Title, Field::DateCreated, Field::Creator, Field::AudioChannels];
        assert_eq!(told(&one, fields), ["Harbour", "2004", "A+B", "2"]);
    }
    let (one, other) = (dsf(&id3(&[text_frame(b"TIT2", "Harbour")])), dsf(&id3(&[text_frame(b"TIT2", "Night")])));
    assert_eq!((essence(&one), told(&one, [Field::Title])), (essence(&other), ["Harbour".to_owned()]));
}

#[test]
fn sounds_tell_their_rate_and_how_long_they_last() {
    let fields = [Field::AudioCodec, Field::SampleRate, Field::Duration];
    assert_eq!(told(&monkey(b""), fields), ["ape", "100", "1.5"]);
    assert_eq!(told(&wavpack(b""), fields)[..2], ["wavpack", "44100"]);
    assert_eq!(told(&musepack(b""), fields), ["musepack7", "48000", "0.24"]);
    assert_eq!(told(&musepack_8(), fields)[..2], ["musepack8", "44100"]);
    assert_eq!(told(&dsf(b""), fields), ["dsd_lsbf_planar", "800", "0.08"]);
    // 88 200 bytes a second, four times over.
    let numbers = little(&[43, 0x410, 352_800, 0, 200, 0x8000_1801 | 12 << 23, 0]);
    let dsd = [b"wvpk", &numbers[..], b"\x0e\x01\x02\x01", b"sound of a pack"].concat();
    assert_eq!(told(&dsd, fields), ["wavpack", "2822400", "1"]);
}

fn wav(fact: &[u8], claimed: u32) -> Vec<u8> {
    let format = [&b"fmt \x10\0\0\0\x03\0\x01\0"[..], &little(&[1000, 8000]), b"\x08\0\x40\0"].concat();
    let texts = b"LIST\x18\0\0\0INFOICMT\x0c\0\0\0at the quay\0";
    [&b"RIFF\xff\xff\xff\xffWAVE"[..], texts, &format, fact, b"data", &claimed.to_le_bytes(), &[0; 800]].concat()
}

#[test]
fn a_wav_that_is_cut_lasts_as_long_as_its_header_says() {
    let fields = [Field::AudioCodec, Field::Duration, Field::Description];
    let fact = [&b"fact\x04\0\0\0"[..], &little(&[7000])].concat();
    let cases = [(&b""[..], 800, "0.1"), (b"", 16_000, "2"), (b"", u32::MAX, "0.1"), (&fact, 16_000, "7")];
    for (fact, claimed, seconds) in cases {
        assert_eq!(told(&wav(fact, claimed), fields), ["pcm_f64le", seconds, "at the quay"]);
    }
}

#[test]
fn formats_without_a_parser_are_known_and_a_film_without_a_brand_is_what_its_name_says() {
    let kind = |bytes: &[u8], name: &[u8]| examine(&bytes, name).media_type.to_string();
    assert_eq!(kind(b"OFR \x0f\0\0\0\0\0", b""), "audio/x-ofr");
    let film = boxed(b"moov", &full(b"mvhd", &big(&[0, 0, 1000, 0])));
    assert_eq!(kind(&film, b"a.mp4"), "video/mp4");
    assert_eq!(kind(&film, b"a.mov"), "video/quicktime");
}

#[test]
fn a_recording_date_outranks_a_release_and_covers_are_told_where_they_lie() {
    let cover = [&b"APIC"[..], &big(&[JPEG.len() as u32 + 14]), b"\0\0\0image/jpeg\0\x03\0", JPEG].concat();
    let mut tag =
        id3(&[text_frame(b"TDOR", "1999"), text_frame(b"TPE1", "A\0B"), cover, text_frame(b"TDRC", "1998-02")]);
    tag.extend(b"\xff\xfb\x90\0");
    assert_eq!(told(&tag, [Field::DateCreated, Field::Creator]), ["1998-02", "A+B"]);
    let preview = read(&tag).previews[0];
    assert_eq!((preview.width, &tag[preview.at as usize..][..preview.size as usize]), (160, JPEG));
}

/// Frames of MPEG audio at 128 kbit/s and 44.1 kHz, 417 bytes each; the first has an encoder's count of them.
fn song(count: u32) -> Vec<u8> {
    let frame = |content: &[u8]| [&b"\xff\xfb\x90\0"[..], content, &vec![0; 413 - content.len()]].concat();
    let counted = [&[0; 32][..], b"Xing", &big(&[1, count])].concat();
    [frame(&counted), frame(b""), frame(b""), frame(b"")].concat()
}

#[test]
fn a_count_that_an_encoder_left_at_zero_counts_for_nothing() {
    let seconds = |count| told(&song(count), [Field::Duration])[0].parse::<f64>().unwrap();
    assert!((seconds(100) - 100.0 * 1152.0 / 44_100.0).abs() < 1e-6);
    assert!((seconds(0) - 4.0 * 1152.0 / 44_100.0).abs() < 1e-6);
}

fn ogg(comments: &[&str]) -> Vec<u8> {
    let page = |number: u32, position: u64, packets: &[&[u8]]| {
        let mut laces = Vec::new();
        for packet in packets {
            laces.extend(vec![255_u8; packet.len() / 255]);
            laces.push((packet.len() % 255) as u8);
        }
        let numbers = little(&[7, number, 0]);
        [&b"OggS\0\0"[..], &position.to_le_bytes(), &numbers, &[laces.len() as u8], &laces, &packets.concat()].concat()
    };
    let head = [&b"\x01vorbis\0\0\0\0\x02"[..], &little(&[100, 0, 0, 0]), b"\xb8\x01"].concat();
    let counted = |text: &str| [&little(&[text.len() as u32]), text.as_bytes()].concat();
    let list: Vec<u8> = comments.iter().flat_map(|comment| counted(comment)).collect();
    let told = [&b"\x03vorbis"[..], &counted("maker"), &little(&[comments.len() as u32]), &list, b"\x01"].concat();
    [page(0, 0, &[&head]), page(1, 0, &[&told, b"\x05vorbis"]), page(2, 100, &[b"so"]), page(3, 250, &[b"und"])]
        .concat()
}

#[test]
fn an_ogg_gives_what_its_pages_hold_behind_the_comments() {
    let bytes = ogg(&["TITLE=Harbour", "artist=A", "ARTIST=B", "DATE=2004-05-01"]);
    let fields = [Field::Title, Field::Creator, Field::DateCreated, Field::Duration];
    assert_eq!(told(&bytes, fields), ["Harbour", "A+B", "2004-05-01", "2.5"]);
    assert_eq!(essence(&bytes), b"sound");
    assert_eq!(essence(&ogg(&[&format!("TITLE={}", "a".repeat(3000))])), b"sound");
    assert!(!read(&bytes[..bytes.len() - 1]).essence.is_whole);
}

// Film

fn flash() -> Vec<u8> {
    let tag = |kind: u8, time: u8, content: &[u8]| {
        let size = content.len() as u32;
        [&[kind], &size.to_be_bytes()[1..], &[0, 0, time, 0, 0, 0, 0], content, &(size + 11).to_be_bytes()].concat()
    };
    let number = |name: &str, number: f64| {
        [&(name.len() as u16).to_be_bytes()[..], name.as_bytes(), &[0], &number.to_be_bytes()].concat()
    };
    let values = [number("duration", 2.5), number("width", 64.0), number("height", 48.0), number("framerate", 25.0)];
    let script =
        [&b"\x02\0\x0aonMetaData\x08\0\0\0\x05"[..], &values.concat(), b"\0\x05title\x02\0\x07Harbour\0\0\x09"]
            .concat();
    let packet = b"\x02\0\x09onXMPData\x03\0\x07liveXML\x0c\0\0\0\x04<x/>\0\0\x09";
    [
        &b"FLV\x01\x05\0\0\0\x09\0\0\0\0"[..],
        &tag(18, 0, &script),
        &tag(18, 0, packet),
        &tag(9, 0, b"\x17pic"),
        &tag(8, 40, b"\x2fmp3"),
    ]
    .concat()
}

#[test]
fn a_flash_film_tells_what_its_script_says() {
    let bytes = flash();
    let fields = [Field::Title, Field::Width, Field::FrameRate, Field::Duration, Field::VideoCodec, Field::AudioCodec];
    assert_eq!(told(&bytes, fields), ["Harbour", "64", "25", "2.5", "h264", "mp3"]);
    assert_eq!(read(&bytes).blocks[0].data, b"<x/>");
    assert!(essence(&bytes).starts_with(b"\x09\0\0\x04"));
}

/// A sequence header of 64 by 48 pixels and 25 frames a second.
const SEQUENCE: &[u8] = b"\0\0\x01\xb3\x04\0\x30\x13\xff\xff\xe0\0\0\0\x01\xb8\0\x08\0\0";

/// A packet of an elementary stream, with a time.
fn timed(stream: u8, time: u64, content: &[u8]) -> Vec<u8> {
    let part = |bits: u64| (bits << 1 | 1) as u16;
    let (middle, low) = (part(time >> 15 & 0x7FFF).to_be_bytes(), part(time & 0x7FFF).to_be_bytes());
    let head = [0x80, 0x80, 5, 0x21 | (time >> 29 & 14) as u8];
    let size = (head.len() + 4 + content.len()) as u16;
    [&[0, 0, 1, stream][..], &size.to_be_bytes(), &head, &middle, &low, content].concat()
}

fn transport(later: u64) -> Vec<u8> {
    transport_with(2, b"", later)
}

/// A stream of one kind, with film or with nothing that is known in it.
fn transport_with(kind: u8, described: &[u8], later: u64) -> Vec<u8> {
    let packet = |pid: u16, content: &[u8]| {
        let [high, low] = (pid | 0x4000).to_be_bytes();
        let filled = 183_usize.saturating_sub(content.len());
        let field = [&[filled as u8][..], &vec![0; filled]].concat();
        [&[0x47, high, low, 0x30], &field[..], content].concat()
    };
    let section = |kind: u8, content: &[u8]| {
        let size = content.len() as u8 + 9;
        [&[0, kind, 0xB0, size, 0, 1, 0xC1, 0, 0][..], content, &[0; 4]].concat()
    };
    let programmes = packet(0, &section(0, &[0, 1, 0xE1, 0]));
    let list = [&[0xE2, 0, 0xF0, 0, kind, 0xE2, 0, 0xF0, described.len() as u8][..], described].concat();
    let streams = packet(0x100, &section(2, &list));
    let film = [packet(0x200, &timed(0xE0, 90_000, SEQUENCE)), packet(0x200, &timed(0xE0, later, b"more"))].concat();
    [programmes, streams, film].concat()
}

#[test]
fn a_transport_stream_lasts_from_its_first_time_to_the_end_of_its_last_frame() {
    let fields = [Field::VideoCodec, Field::Width, Field::Height, Field::FrameRate];
    let bytes = transport(90_000 * 3);
    assert_eq!(told(&bytes, fields), ["mpeg1video", "64", "48", "25"]);
    assert_eq!(told(&bytes, [Field::Duration]), ["2.04"]);
    assert_eq!(read(&bytes).media_type.as_str(), "video/mpeg");
}

#[test]
fn a_stream_of_sound_that_is_cut_before_its_first_frame_has_its_name_from_the_table() {
    let fields = [Field::AudioCodec, Field::SampleRate, Field::AudioChannels];
    assert_eq!(told(&transport_with(0x81, b"", 90_000), fields), ["ac3", "", ""]);
    assert_eq!(told(&transport_with(0x81, b"\x81\x03\x06\x38\x05", 90_000), fields), ["ac3", "", "2"]);
}

fn program() -> Vec<u8> {
    let pack = b"\0\0\x01\xba\x44\0\x04\0\x04\x01\0\0\x03\xf8";
    [&pack[..], &timed(0xE0, 0, SEQUENCE), pack, &timed(0xE0, 90_000, b"more"), b"\0\0\x01\xb9"].concat()
}

#[test]
fn a_program_stream_and_bare_video_tell_their_picture() {
    let fields = [Field::VideoCodec, Field::Width, Field::Duration];
    assert_eq!(told(&program(), fields), ["mpeg1video", "64", "1.04"]);
    // Two groups, a second apart, and a picture in the last.
    let bare = [SEQUENCE, b"\0\0\x01\xb8\0\x08\x20\0\0\0\x01\0abc"].concat();
    assert_eq!(told(&bare, fields), ["mpeg1video", "64", "1.04"]);
}

fn mxf(has_footer: bool) -> Vec<u8> {
    let key = |rest: &[u8]| [&b"\x06\x0e\x2b\x34"[..], rest].concat();
    let klv = |key: &[u8], value: &[u8]| [key, &[0x83, 0, 0, value.len() as u8], value].concat();
    let set = |kind: u8, number: u8, values: &[(u16, &[u8])]| {
        let own = [number; 16];
        let last = [(0x3C0A, &own[..])];
        let all = values
            .iter()
            .chain(&last)
            .map(|(tag, value)| [&tag.to_be_bytes()[..], &(value.len() as u16).to_be_bytes(), value].concat());
        let key = key(&[2, 0x53, 1, 1, 0x0D, 1, 1, 1, 1, 1, kind, 0]);
        klv(&key, &all.collect::<Vec<_>>().concat())
    };
    let list = |number: u8| [&big(&[1, 16]), &[number; 16][..]].concat();
    let sets = [
        set(0x36, 1, &[(0x4403, &list(2)), (0x4405, &[0x07, 0xE8, 5, 1, 10, 12, 13, 60])]),
        set(0x3B, 2, &[(0x4803, &[3; 16]), (0x4B01, &big(&[25, 1]))]),
        set(0x0F, 3, &[(0x0202, &50_u64.to_be_bytes()), (0x1001, &list(4))]),
        set(0x14, 4, &[(0x1501, &90_000_u64.to_be_bytes()), (0x1502, &[0, 25]), (0x1503, &[0])]),
        set(0x51, 5, &[(0x3001, &big(&[25, 1])), (0x3203, &big(&[64])), (0x3202, &big(&[24])), (0x320C, &[1])]),
        set(0x48, 6, &[(0x3D03, &big(&[48_000, 1])), (0x3D07, &big(&[2]))]),
    ]
    .concat();
    let element = klv(&key(&[1, 2, 1, 1, 0x0D, 1, 3, 1, 0x15, 1, 5, 1]), b"picture");
    let partition = |kind: u8, footer: u64| {
        let pack = [&[0; 24][..], &footer.to_be_bytes(), &[0; 56]].concat();
        klv(&key(&[2, 5, 1, 1, 0x0D, 1, 2, 1, 1, kind, 4, 0]), &pack)
    };
    let footer = (partition(2, 0).len() + sets.len() + element.len()) as u64;
    let head = partition(2, if has_footer { footer } else { 0 });
    [head, sets, element, if has_footer { partition(4, footer) } else { Vec::new() }].concat()
}

#[test]
fn an_mxf_is_followed_from_its_package_to_its_tracks() {
    let bytes = mxf(true);
    let fields = [Field::Duration, Field::StartTimecode, Field::DateCreated, Field::Height, Field::VideoCodec];
    let expected = ["2", "01:00:00:00", "2024-05-01T10:12:13.240Z", "48", "mpeg2video"];
    assert_eq!(told(&bytes, fields), expected);
    assert_eq!(told(&bytes, [Field::AudioChannels, Field::SampleRate]), ["2", "48000"]);
    assert!(essence(&bytes).ends_with(b"picture"));
    assert!(!read(&mxf(false)).essence.is_whole);
}

fn real() -> Vec<u8> {
    let chunk =
        |name: &[u8; 4], content: &[u8]| [&name[..], &big(&[content.len() as u32 + 10]), &[0, 0], content].concat();
    let title = b"\0\x07Harbour\0\x03Ann\0\0\0\0";
    let properties = big(&[0, 0, 0, 0, 0, 2500, 0, 0, 0]);
    [chunk(b".RMF", &[0; 8]), chunk(b"PROP", &properties), chunk(b"CONT", title), chunk(b"DATA", b"sound")].concat()
}

#[test]
fn a_real_film_tells_its_description() {
    assert_eq!(told(&real(), [Field::Title, Field::Creator, Field::Duration]), ["Harbour", "Ann", "2.5"]);
    assert_eq!(essence(&real()), b"sound");
}

#[test]
fn a_real_file_is_sound_where_sound_is_its_one_stream() {
    let kind = |streams: &[&[u8]]| read(&[real(), streams.concat()].concat()).media_type.as_str().to_owned();
    let (sound, events) = (b"audio/x-pn-realaudio", b"application/x-pn-realevent");
    assert_eq!(kind(&[sound]), "audio/x-pn-realaudio");
    assert_eq!(kind(&[sound, events]), "application/vnd.rn-realmedia");
}

fn matroska(title: &str) -> Vec<u8> {
    let element = |id: &[u8], content: &[u8]| [id, &[0x40, content.len() as u8], content].concat();
    let info = element(b"\x15\x49\xa9\x66", &element(b"\x7b\xa9", title.as_bytes()));
    let cluster = element(b"\x1f\x43\xb6\x75", b"picture");
    let file = element(b"\x61\xa7", &element(b"\x46\x5c", JPEG));
    let inner = [info, element(b"\x19\x41\xa4\x69", &file), cluster.clone(), cluster].concat();
    [&b"\x1a\x45\xdf\xa3\x84\x42\x82\x81w"[..], &element(b"\x18\x53\x80\x67", &inner)].concat()
}

#[test]
fn a_matroska_film_gives_its_clusters_and_its_cover() {
    let bytes = matroska("Harbour");
    assert_eq!((essence(&bytes), told(&bytes, [Field::Title])), (b"picturepicture".to_vec(), ["Harbour".to_owned()]));
    assert_eq!(essence(&matroska("Another")), b"picturepicture");
    assert_eq!(read(&bytes).previews.len(), 1);
    assert!(!read(&bytes[..bytes.len() - 1]).essence.is_whole);
}

#[test]
fn a_matroska_is_what_its_tracks_are() {
    let kind = |tracks: &[u8]| {
        let tracks = tracks.iter().flat_map(|kind| [0xAE, 0x83, 0x83, 0x81, *kind]).collect::<Vec<_>>();
        let tracks = [&b"\x16\x54\xae\x6b"[..], &[0x80 | tracks.len() as u8], &tracks].concat();
        let segment = [&b"\x18\x53\x80\x67"[..], &[0x80 | tracks.len() as u8], &tracks].concat();
        read(&[&b"\x1a\x45\xdf\xa3\x84\x42\x82\x81w"[..], &segment].concat()).media_type.to_string()
    };
    assert_eq!(kind(&[1, 2, 17]), "video/x-matroska");
    assert_eq!(kind(&[2, 17]), "audio/x-matroska");
    assert_eq!(kind(&[17]), "application/x-matroska");
    assert_eq!(kind(&[]), "video/x-matroska");
}

#[test]
fn user_data_tells_when_a_film_was_made_and_a_comment() {
    let text = |name: &[u8; 4], text: &str| boxed(name, &[&[0, text.len() as u8, 0, 0], text.as_bytes()].concat());
    let texts = [text(b"\xa9cmt", "at the quay"), boxed(b"date", b"2018-02-03T04:05:06+0100")].concat();
    let film = boxed(b"moov", &boxed(b"udta", &texts));
    let fields = [Field::Description, Field::DateCreated];
    assert_eq!(told(&film, fields), ["at the quay", "2018-02-03T04:05:06+01:00"]);
}

#[test]
fn a_bitmap_film_has_ffmpegs_names() {
    let codec = |compression: u32| {
        let chunk = |name: &[u8], content: &[u8]| [name, &little(&[content.len() as u32]), content].concat();
        let header = chunk(b"strh", &[&b"vids\0\0\0\0"[..], &[0; 40]].concat());
        let bitmap = chunk(b"strf", &[&little(&[40, 64, 48, 1 | 8 << 16, compression])[..], &[0; 20]].concat());
        let list = chunk(b"LIST", &[b"strl", &header[..], &bitmap].concat());
        told(&[&b"RIFF\0\x01\0\0AVI "[..], &list].concat(), [Field::VideoCodec])
    };
    assert_eq!((codec(0), codec(1)), (["rawvideo".to_owned()], ["msrle".to_owned()]));
}

fn full(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    boxed(name, &[&[0; 4], content].concat())
}

/// A film in fragments, turned by a quarter, with a time code track, a place, a cover and words of its own.
fn fragments() -> Vec<u8> {
    let matrix = [0, 0x1_0000, 0, 0xFFFF_0000, 0, 0, 0, 0, 0x4000_0000];
    let track = |id: u32, handler: &[u8; 4], entry: Vec<u8>, offset: u32| {
        let head =
            full(b"tkhd", &[big(&[0, 0, id, 0, 0, 0, 0, 0, 0]), big(&matrix), big(&[64 << 16, 48 << 16])].concat());
        let table = [full(b"stsd", &[big(&[1]), entry].concat()), full(b"stco", &big(&[1, offset]))].concat();
        let media = [
            full(b"mdhd", &big(&[0, 0, 1000, 0, 0])),
            full(b"hdlr", &[&[0; 4], &handler[..], &[0; 13]].concat()),
            boxed(b"minf", &boxed(b"stbl", &table)),
        ];
        boxed(b"trak", &[head, boxed(b"mdia", &media.concat())].concat())
    };
    let clock = boxed(b"tmcd", &[&[0; 12][..], &big(&[1, 30_000, 1001]), &[30, 0]].concat());
    let film = boxed(b"avc1", &[0; 78]);
    let place = full(b"loci", &[&b"\x15\xc7Oslo\0\0"[..], &big(&[10 << 16, 60 << 16, 5 << 16]), b"earth\0\0"].concat());
    let data = |kind: u32, content: &[u8]| boxed(b"data", &[&big(&[kind, 0]), content].concat());
    let own = [full(b"mean", b"org.example"), full(b"name", b"MOOD"), data(1, b"calm")].concat();
    let list =
        [boxed(b"covr", &data(13, JPEG)), boxed(b"----", &own), boxed(b"\xa9nam", &data(0, b"Harbour"))].concat();
    let meta = full(b"meta", &[full(b"hdlr", &[0; 21]), boxed(b"ilst", &list)].concat());
    let start = 24 + 8;
    let moov = [
        full(b"mvhd", &big(&[0, 0, 1000, 0])),
        track(1, b"tmcd", clock, start),
        boxed(b"trak", &[]),
        track(2, b"vide", film, 0),
        boxed(b"mvex", &full(b"trex", &big(&[2, 1, 40, 0, 0]))),
        boxed(b"udta", &[place, meta].concat()),
    ];
    let run = full(b"trun", &big(&[50]));
    let fragment = boxed(b"moof", &boxed(b"traf", &[full(b"tfhd", &big(&[2])), run].concat()));
    let mdat = boxed(b"mdat", &big(&[1800]));
    [boxed(b"ftyp", b"isom\0\0\0\0mp42iso5"), mdat, boxed(b"moov", &moov.concat()), fragment].concat()
}

#[test]
fn a_film_in_fragments_tells_their_time_its_clock_and_its_place() {
    let bytes = fragments();
    let fields = [Field::Duration, Field::FrameRate, Field::StartTimecode, Field::Latitude, Field::Longitude];
    assert_eq!(told(&bytes, fields), ["2", "25", "00:01:00;02", "60", "10"]);
    let anatomy = read(&bytes);
    let named = |name: &str| anatomy.facts.iter().find(|fact| fact.name == name).map(|fact| fact.values[0].to_string());
    assert_eq!(named("Rotation").as_deref(), Some("90"));
    assert_eq!(named("----:org.example:MOOD").as_deref(), Some("calm"));
    assert_eq!((named("©nam").as_deref(), anatomy.previews.len()), (Some("Harbour"), 1));
}

// Hostile bytes

#[test]
fn no_damage_makes_a_parser_of_film_or_sound_fall_or_point_outside_the_file() {
    let tag = ape_tag(&[("Title", 0, b"Harbour"), ("Cover Art (Front)", 2, JPEG)]);
    let samples = [
        monkey(&tag),
        wavpack(&tag),
        musepack(&tag),
        musepack_8(),
        dsf(&id3(&[text_frame(b"TIT2", "Harbour")])),
        ogg(&["TITLE=Harbour"]),
        flash(),
        wav(b"", 16_000),
        transport(180_000),
        program(),
        mxf(true),
        real(),
        matroska("Harbour"),
        fragments(),
    ];
    for sample in samples {
        assert_eq!(examine(&Trickle(&sample), b""), read(&sample));
        damaged(&sample, 1500, NUMBERS, |round, bytes| {
            let anatomy = if round % 5 == 0 { examine(&Trickle(bytes), b"") } else { read(bytes) };
            for range in &anatomy.essence.ranges {
                assert!(range.start < range.end && range.end <= bytes.len() as u64);
            }
        });
    }
}
