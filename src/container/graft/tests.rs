//! TIFF structures edited and read again: what changes, what stays where it was, and what is refused.
use super::{Ifd, TagChange, TagValue, graft, graft_block, tag_bytes};
use crate::asset::ProblemKind;
use crate::container::damage::{NUMBERS, damaged};
use crate::container::ifd::tests::tiff;
use crate::container::ifd::{Directory, Stream};
use crate::container::piece::Piece;
use crate::container::reader::Reader;

const DESCRIPTION: u16 = 0x10E;
const ARTIST: u16 = 0x13B;
const ORIGINAL: u16 = 0x9003;
const LATITUDE: u16 = 2;

fn text(ifd: Ifd, tag: u16, text: &str) -> TagChange {
    TagChange { ifd, tag, value: Some(TagValue::Text(text.to_owned())) }
}

fn none(ifd: Ifd, tag: u16) -> TagChange {
    TagChange { ifd, tag, value: None }
}

fn said(block: &[u8], ifd: Ifd, tag: u16) -> Option<String> {
    let bytes = tag_bytes(&block, ifd, tag).expect("a structure");
    bytes.map(|bytes| String::from_utf8(bytes).unwrap().trim_end_matches('\0').to_owned())
}

fn main_directory(block: &[u8]) -> Directory {
    let mut reader = Reader::new(&block);
    let (stream, first) = Stream::open(&mut reader, 0).unwrap();
    stream.directory(&mut reader, first).unwrap()
}

/// A make of ten bytes, a strip of four, a description, and a second directory, each behind the other.
fn sample() -> Vec<u8> {
    let entries = [(0x10E, 2, 12, 74), (0x10F, 2, 10, 86), (0x111, 4, 1, 96), (0x117, 4, 1, 4), (0x11C, 3, 1, 1)];
    let second = [&[1, 0][..], &[0x0F, 1, 2, 0, 2, 0, 0, 0, b'x', 0, 0, 0], &[0; 4]].concat();
    tiff(&entries, 100, &[b"description\0", b"Make Corp\0".as_slice(), b"PIXL", &second].concat())
}

#[test]
fn what_is_as_it_shall_be_stays_as_it_is() {
    let block = sample();
    let changes = [text(Ifd::Main, DESCRIPTION, "description"), none(Ifd::Main, ARTIST), none(Ifd::Gps, LATITUDE)];
    assert_eq!(graft(&&block[..], &changes), Ok(vec![Piece::Kept(0..block.len() as u64)]));
}

#[test]
fn a_value_that_fits_is_written_where_the_old_one_was_and_leaves_nothing_of_it() {
    let block = sample();
    let new = graft_block(&block, &[text(Ifd::Main, DESCRIPTION, "shorter")]).expect("an edit");
    assert_eq!(new.len(), block.len());
    assert_eq!(&new[74..86], b"shorter\0\0\0\0\0");
    assert_eq!(main_directory(&new).entry(DESCRIPTION).unwrap().count, 8);
    let inline = graft_block(&block, &[text(Ifd::Main, DESCRIPTION, "abc")]).expect("an edit");
    assert_eq!(&inline[74..86], &[0; 12]);
    assert_eq!(said(&inline, Ifd::Main, DESCRIPTION).as_deref(), Some("abc"));
}

#[test]
fn a_value_that_does_not_fit_goes_to_the_end_and_nothing_else_moves() {
    let block = sample();
    let new = graft_block(&block, &[text(Ifd::Main, DESCRIPTION, "a longer description")]).expect("an edit");
    assert_eq!(said(&new, Ifd::Main, DESCRIPTION).as_deref(), Some("a longer description"));
    assert_eq!(&new[86..block.len()], &block[86..]);
    assert_eq!(main_directory(&new).next, 100);
    assert_eq!(main_directory(&new).entry(DESCRIPTION).unwrap().at, block.len() as u64);
}

#[test]
fn a_directory_that_gains_an_entry_is_written_anew_in_order_with_its_link() {
    let block = sample();
    let new = graft_block(&block, &[text(Ifd::Main, ARTIST, "Ann")]).expect("an edit");
    let main = main_directory(&new);
    let tags: Vec<u16> = main.entries.iter().map(|entry| entry.tag).collect();
    assert_eq!(tags, [0x10E, 0x10F, 0x111, 0x117, 0x11C, 0x13B]);
    assert_eq!(main.next, 100);
    assert_eq!(&new[8..block.len()], &block[8..]);
    let shorter = graft_block(&block, &[none(Ifd::Main, DESCRIPTION)]).expect("an edit");
    assert_eq!(shorter.len(), block.len());
    assert_eq!(main_directory(&shorter).entries.len(), 4);
    assert_eq!(main_directory(&shorter).next, 100);
    assert!(!shorter.windows(4).any(|four| four == b"desc"), "what was taken away can still be read");
}

#[test]
fn directories_for_exif_and_gps_are_made_and_unmade() {
    let block = sample();
    let changes = [text(Ifd::Exif, ORIGINAL, "2024:05:01 10:12:13"), text(Ifd::Gps, 1, "N")];
    let new = graft_block(&block, &changes).expect("an edit");
    assert_eq!(said(&new, Ifd::Exif, ORIGINAL).as_deref(), Some("2024:05:01 10:12:13"));
    assert_eq!(said(&new, Ifd::Gps, 1).as_deref(), Some("N"));
    assert_eq!(graft_block(&new, &changes).as_ref(), Ok(&new));
    let without = graft_block(&new, &[none(Ifd::Exif, ORIGINAL), none(Ifd::Gps, 1)]).expect("an edit");
    assert_eq!(main_directory(&without).entries.len(), 5);
    assert_eq!(tag_bytes(&&without[..], Ifd::Exif, ORIGINAL), Ok(None));
}

#[test]
fn many_edits_do_not_make_a_structure_grow_for_ever() {
    let mut block = sample();
    let edit = |block: &[u8], long: usize| {
        let changes =
            [text(Ifd::Main, DESCRIPTION, &"d".repeat(long)), text(Ifd::Exif, ORIGINAL, &"9".repeat(70 - long))];
        let once = graft_block(block, &changes).expect("an edit");
        assert_eq!(said(&once, Ifd::Main, DESCRIPTION), Some("d".repeat(long)));
        let other = graft_block(&once, &[text(Ifd::Main, ARTIST, &"a".repeat(70 - long))]).expect("an edit");
        assert_eq!(said(&other, Ifd::Main, ARTIST), Some("a".repeat(70 - long)));
        other
    };
    block = edit(&block, 60);
    let (length, original) = (block.len(), sample());
    for round in 0..50 {
        block = edit(&block, if round % 2 == 0 { 11 } else { 60 });
        assert_eq!(&block[86..original.len()], &original[86..]);
    }
    assert!(block.len() <= length + 60, "{} bytes have become {}", length, block.len());
}

#[test]
fn padding_behind_a_block_is_room_and_padding_behind_a_file_is_not() {
    let padded = [sample(), vec![0; 500]].concat();
    let change = [text(Ifd::Main, ARTIST, "Ann Other")];
    let new = graft_block(&padded, &change).expect("an edit");
    assert_eq!((new.len(), said(&new, Ifd::Main, ARTIST).as_deref()), (padded.len(), Some("Ann Other")));
    let again = graft_block(&new, &[text(Ifd::Main, ARTIST, &"a".repeat(100))]).expect("an edit");
    let back = graft_block(&again, &change).expect("an edit");
    assert_eq!((again.len(), &back), (padded.len(), &new));
    let pieces = graft(&&padded[..], &change).expect("an edit");
    assert!(pieces.iter().map(Piece::len).sum::<u64>() > padded.len() as u64);
    let outgrown = graft_block(&padded, &[text(Ifd::Main, ARTIST, &"a".repeat(600))]).expect("an edit");
    assert_eq!(said(&outgrown, Ifd::Main, ARTIST), Some("a".repeat(600)));
}

#[test]
fn a_value_that_two_tags_share_is_not_written_over() {
    let entries = [(0x11A, 5, 1, 50), (0x11B, 5, 1, 50), (0x128, 3, 1, 2)];
    let block = tiff(&entries, 0, &[72, 0, 0, 0, 1, 0, 0, 0]);
    let change = TagChange { ifd: Ifd::Main, tag: 0x11A, value: Some(TagValue::Rationals(vec![(300, 1)])) };
    let new = graft_block(&block, &[change]).expect("an edit");
    assert_eq!(tag_bytes(&&new[..], Ifd::Main, 0x11A), Ok(Some(vec![44, 1, 0, 0, 1, 0, 0, 0])));
    assert_eq!(tag_bytes(&&new[..], Ifd::Main, 0x11B), Ok(Some(vec![72, 0, 0, 0, 1, 0, 0, 0])));
}

#[test]
fn both_orders_and_both_widths_of_offsets_are_written() {
    let big_endian = [&b"MM\0\x2a\0\0\0\x08\0\x01"[..], &[1, 0x1C, 0, 3, 0, 0, 0, 1, 0, 1, 0, 0], &[0; 4]].concat();
    let wide =
        [b"II\x2b\0\x08\0\0\0\x10\0\0\0\0\0\0\0".as_slice(), &[1, 0, 0, 0, 0, 0, 0, 0], &[0x1C, 1, 3, 0, 1]].concat();
    let wide = [&wide[..], &[0; 7], &[1, 0, 0, 0, 0, 0, 0, 0], &[0; 8]].concat();
    for block in [big_endian, wide] {
        let changes = [
            text(Ifd::Main, DESCRIPTION, "a description"),
            TagChange { ifd: Ifd::Gps, tag: LATITUDE, value: Some(TagValue::Rationals(vec![(59, 1); 3])) },
            TagChange { ifd: Ifd::Exif, tag: 0x8827, value: Some(TagValue::Shorts(vec![400])) },
        ];
        let new = graft_block(&block, &changes).expect("an edit");
        assert_eq!(said(&new, Ifd::Main, DESCRIPTION).as_deref(), Some("a description"));
        assert_eq!(tag_bytes(&&new[..], Ifd::Gps, LATITUDE).unwrap().unwrap().len(), 24);
        let iso = tag_bytes(&&new[..], Ifd::Exif, 0x8827).unwrap().unwrap();
        assert!(iso == [1, 0x90] || iso == [0x90, 1], "{iso:?}");
        assert_eq!(graft_block(&new, &changes).as_ref(), Ok(&new));
    }
}

#[test]
fn what_cannot_be_changed_without_harm_is_refused() {
    let kind = |block: &[u8]| {
        graft_block(block, &[text(Ifd::Main, ARTIST, "Ann Other")]).map_err(|problem| problem.kind).unwrap_err()
    };
    assert_eq!(kind(b"no TIFF at all"), ProblemKind::Unsupported);
    assert_eq!(kind(&tiff(&[(0x10E, 2, 12, 5000)], 0, b"")), ProblemKind::Truncated);
    assert_eq!(kind(&tiff(&[(0x11C, 3, 1, 1)], 5000, b"")), ProblemKind::Truncated);
    assert_eq!(kind(&tiff(&[(0x11C, 3, 1, 1)], 8, b"")), ProblemKind::Malformed);
    assert_eq!(kind(&tiff(&[(0x8769, 4, 1, 8)], 0, b"")), ProblemKind::Malformed);
    assert_eq!(kind(&tiff(&[(0x8769, 4, 1, 900)], 0, b"")), ProblemKind::Truncated);
    let second = [&[1, 0][..], &[0x69, 0x87, 4, 0, 1, 0, 0, 0, 44, 0, 0, 0], &[0; 4], &[1, 0], &[0; 16]].concat();
    let elsewhere = tiff(&[(0x11C, 3, 1, 1)], 26, &second);
    let made = graft_block(&elsewhere, &[text(Ifd::Exif, ORIGINAL, "2024:05:01 10:12:13")]);
    assert_eq!(made.map_err(|problem| problem.kind), Err(ProblemKind::Refused));
}

#[test]
fn a_damaged_structure_is_refused_or_changed_as_told() {
    let changes = [
        text(Ifd::Main, DESCRIPTION, "a description that is long"),
        text(Ifd::Exif, ORIGINAL, "2024:05:01 10:12:13"),
        text(Ifd::Gps, 1, "N"),
        none(Ifd::Main, ARTIST),
    ];
    let whole = graft_block(&sample(), &changes).expect("an edit");
    for block in [sample(), whole] {
        damaged(&block, 20_000, NUMBERS, |round, bytes| {
            let Ok(new) = graft_block(bytes, &changes) else { return };
            assert_eq!(said(&new, Ifd::Exif, ORIGINAL).as_deref(), Some("2024:05:01 10:12:13"), "round {round}");
            assert_eq!(graft_block(&new, &changes).as_ref(), Ok(&new), "round {round}");
        });
    }
}
