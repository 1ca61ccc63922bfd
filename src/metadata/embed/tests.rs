//! Files and blocks with wishes brought into them, read again.
use super::{Blocks, EmbedOptions, Wish, blocks, embed_tiff, is_writable};
use crate::asset::{Description, Field, MediaType, Policy, Problem, ProblemKind, Value};
use crate::container::damage::{NUMBERS, damaged};
use crate::container::{Anatomy, Block, BlockKind, Piece, examine};
use crate::metadata::exif::tests::{Tag, stream, text};
use crate::metadata::{md5, packet, read, reconcile};

fn wish(field: Field, text: &str) -> Wish {
    (field, vec![Value::text(text)])
}

/// An editor that keeps nothing: what is wished is all that the packet says.
fn edit_xmp(_: Option<&[u8]>, wishes: &[Wish]) -> Result<Vec<u8>, Problem> {
    let mut description = Description::default();
    wishes.iter().for_each(|(field, values)| description.set(*field, values.clone()));
    Ok(packet(&description).into_bytes())
}

fn dataset(number: u8, text: &str) -> Vec<u8> {
    [&[0x1c, 2, number, 0, u8::try_from(text.len()).unwrap()], text.as_bytes()].concat()
}

fn iim(texts: &[(u8, &str)]) -> Vec<u8> {
    texts
        .iter()
        .fold(b"\x1c\x01\x5a\0\x03\x1b%G".to_vec(), |block, (number, text)| [block, dataset(*number, text)].concat())
}

fn resource(id: u16, data: &[u8]) -> Vec<u8> {
    let size = u32::try_from(data.len()).unwrap().to_be_bytes();
    let pad = &[0][..data.len() % 2];
    [b"8BIM".as_slice(), &id.to_be_bytes(), &[0, 0], &size, data, pad].concat()
}

fn tiff(tags: &[Tag]) -> Vec<u8> {
    let picture = [(0x100, 3, vec![1, 0]), (0x101, 3, vec![1, 0]), text(0x10E, "old")];
    stream(true, &[&picture[..], tags].concat(), &[], &[])
}

fn embedded(file: &[u8], wishes: &[Wish], options: EmbedOptions) -> Result<Vec<u8>, Problem> {
    let embedding = embed_tiff(&file, b"a.tif", wishes, options, &edit_xmp)?;
    let bytes = embedding.pieces.into_iter().map(|piece| match piece {
        Piece::Kept(range) => file[usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()].to_vec(),
        Piece::New(bytes) => bytes,
    });
    Ok(bytes.collect::<Vec<_>>().concat())
}

fn effective(anatomy: &Anatomy) -> Description {
    reconcile(&read(anatomy).0, Policy::Mwg)
}

#[test]
fn a_tiff_says_what_is_wished_in_every_standard_that_it_has() {
    let old = iim(&[(90, "Oslo"), (120, "old")]);
    let resources = [resource(0x03ED, b"abc"), resource(0x0404, &old), resource(0x0425, &md5(&old))].concat();
    let file = tiff(&[(0x83BB, 7, old), (0x8649, 1, resources)]);
    let wishes = [wish(Field::Description, "Bryggen by night"), wish(Field::City, "Bergen")];
    let new = embedded(&file, &wishes, EmbedOptions::default()).expect("an edit");
    let anatomy = examine(&&new[..], b"a.tif");
    let description = effective(&anatomy);
    assert_eq!(description.text(Field::Description), Some("Bryggen by night"));
    assert_eq!(description.text(Field::City), Some("Bergen"));
    assert_eq!(description.get(Field::Conflicts), []);
    let of = |kind| anatomy.blocks.iter().filter(move |block| block.kind == kind).map(|block| &block.data);
    let expected = iim(&[(90, "Bergen"), (120, "Bryggen by night")]);
    assert_eq!(of(BlockKind::Iim).collect::<Vec<_>>(), [&expected, &expected]);
    assert_eq!(of(BlockKind::IimDigest).collect::<Vec<_>>(), [&md5(&expected)]);
    assert_eq!(embedded(&new, &wishes, EmbedOptions::default()).as_ref(), Ok(&new));
}

#[test]
fn iim_is_made_only_where_it_is_asked_for() {
    let wishes = [wish(Field::City, "Bergen")];
    let kinds = |options| {
        let new = embedded(&tiff(&[]), &wishes, options).expect("an edit");
        let anatomy = examine(&&new[..], b"a.tif");
        anatomy.blocks.iter().map(|block| block.kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds(EmbedOptions::default()), [BlockKind::Exif, BlockKind::Xmp]);
    let always = EmbedOptions { always_iim: true, makes_exif: false };
    assert_eq!(kinds(always), [BlockKind::Exif, BlockKind::Xmp, BlockKind::Iim]);
    let (bare, anatomy) = (jpeg(&[]), jpeg(&[(BlockKind::Iim, iim(&[(90, "Oslo")]))]));
    assert_eq!(made(&bare, &wishes).iim, None);
    assert_eq!(made(&anatomy, &wishes).iim, Some(iim(&[(90, "Bergen")])));
    assert!(blocks(&bare, &wishes, always, &edit_xmp).unwrap().iim.is_some());
    let png = Anatomy { media_type: MediaType::of("image/png"), ..bare };
    assert_eq!(blocks(&png, &wishes, always, &edit_xmp).unwrap().iim, None);
}

fn jpeg(found: &[(BlockKind, Vec<u8>)]) -> Anatomy {
    let blocks = found.iter().map(|(kind, data)| Block { kind: *kind, data: data.clone() }).collect();
    let (facts, previews, problems) = (Vec::new(), Vec::new(), Vec::new());
    let media_type = MediaType::of("image/jpeg");
    Anatomy {
        media_type,
        facts,
        blocks,
        previews,
        essence: crate::container::Essence::default(),
        has_manifest: false,
        problems,
    }
}

fn made(anatomy: &Anatomy, wishes: &[Wish]) -> Blocks {
    blocks(anatomy, wishes, EmbedOptions::default(), &edit_xmp).expect("blocks")
}

#[test]
fn iim_that_was_edited_after_xmp_is_changed_where_it_is_wished_and_nothing_else_of_it_goes_into_xmp() {
    let (old, before) = (iim(&[(90, "Oslo"), (105, "Newer")]), iim(&[(105, "Older")]));
    let xmp = edit_xmp(None, &[wish(Field::Headline, "Older")]).unwrap();
    let blocks = [(BlockKind::Iim, old.clone()), (BlockKind::IimDigest, md5(&before)), (BlockKind::Xmp, xmp)];
    let made = made(&jpeg(&blocks), &[wish(Field::City, "Bergen")]);
    assert_eq!(made.xmp, Some(edit_xmp(None, &[wish(Field::City, "Bergen")]).unwrap()), "no headline");
    let after = [
        (BlockKind::Iim, made.iim.unwrap()),
        (BlockKind::IimDigest, md5(&before)),
        (BlockKind::Xmp, made.xmp.unwrap()),
    ];
    assert_eq!(effective(&jpeg(&after)).text(Field::Headline), Some("Newer"), "IIM is still heard before XMP");
    assert_eq!(effective(&jpeg(&after)).text(Field::City), Some("Bergen"));
}

#[test]
fn what_says_it_already_is_left_alone() {
    let wishes = [wish(Field::Description, "Oslo"), (Field::Title, Vec::new())];
    let blocks = [
        (BlockKind::Exif, stream(true, &[text(0x10E, "Oslo")], &[], &[])),
        (BlockKind::Iim, iim(&[(120, "Oslo")])),
        (BlockKind::Xmp, edit_xmp(None, &wishes).unwrap()),
    ];
    assert_eq!(made(&jpeg(&blocks), &wishes), Blocks::default());
    assert_eq!(made(&jpeg(&[]), &[(Field::Title, Vec::new())]), Blocks::default());
}

#[test]
fn blocks_that_contradict_one_another_or_do_not_fit_are_refused() {
    let wishes = [wish(Field::Description, &"a long description".repeat(4_000))];
    let refused = |anatomy: &Anatomy| {
        blocks(anatomy, &wishes, EmbedOptions::default(), &edit_xmp).map_err(|problem| problem.kind).unwrap_err()
    };
    let packet = |text| (BlockKind::Xmp, edit_xmp(None, &[wish(Field::Title, text)]).unwrap());
    assert_eq!(refused(&jpeg(&[packet("a"), packet("b")])), ProblemKind::Ambiguous);
    assert_eq!(refused(&jpeg(&[(BlockKind::Exif, stream(true, &[], &[], &[]))])), ProblemKind::Limit);
    let extended = edit_xmp(None, &wishes).unwrap();
    assert_eq!(refused(&jpeg(&[packet("a"), (BlockKind::ExtendedXmp, extended)])), ProblemKind::Unsupported);
    let raw = Anatomy { media_type: MediaType::of("image/x-nikon-nef"), ..jpeg(&[]) };
    assert_eq!(refused(&raw), ProblemKind::Refused);
    let nef = embedded(b"not a TIFF", &wishes, EmbedOptions::default());
    assert_eq!(nef.map_err(|problem| problem.kind), Err(ProblemKind::Refused));
}

#[test]
fn a_damaged_file_is_refused_or_read_again_with_the_picture_that_it_had() {
    let old = iim(&[(90, "Oslo"), (120, "old")]);
    let resources = [resource(0x0404, &old), resource(0x0425, &md5(&old))].concat();
    let file = tiff(&[(0x83BB, 7, old), (0x8649, 1, resources)]);
    let wishes = [wish(Field::Description, "Bryggen by night"), wish(Field::City, "Bergen")];
    damaged(&file, 2_000, NUMBERS, |round, bytes| {
        let Ok(new) = embedded(bytes, &wishes, EmbedOptions::default()) else { return };
        let (before, after) = (examine(&bytes, b"a.tif"), examine(&&new[..], b"a.tif"));
        assert_eq!(before.essence, after.essence, "round {round}");
        assert_eq!(effective(&after).text(Field::Description), Some("Bryggen by night"), "round {round}");
    });
}

#[test]
fn no_raw_but_dng_is_written_to() {
    for raw in crate::asset::media::RAW {
        assert_eq!(is_writable(&MediaType::of(raw)), *raw == "image/x-adobe-dng", "{raw}");
    }
    assert!(is_writable(&MediaType::of("image/jpeg")) && !is_writable(&MediaType::of("application/pdf")));
}
