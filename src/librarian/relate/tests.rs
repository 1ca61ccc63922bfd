//! Two assets, and what ties them.
use super::{speaks_against, tie};
use crate::asset::{
    AssetId, Description, Digest, Field, FilePath, Holding, HoldingState, Origin, Reading, Role, Stat, Statement,
    Value, Version,
};
use crate::catalog::{Known, Link, Relation};

/// `PATH TYPE [DATE] [key=value]...`: `serial`, `length` in seconds, `content`, `document`, `image`.
fn known(told: &str) -> Known {
    let mut words = told.split(' ');
    let (path, media) = (words.next().unwrap(), words.next().unwrap());
    let mut description = Description::default();
    let mut statements = Vec::new();
    description.set(Field::MediaType, vec![Value::text(media)]);
    for word in words {
        let mut id = |name: &str, text: &str| {
            statements.push(Statement::new(Origin::Native, name, None, vec![Value::text(text)]));
        };
        match word.split_once('=') {
            Some(("serial", serial)) => description.set(Field::CameraSerial, vec![Value::text(serial)]),
            Some(("length", seconds)) => {
                description.set(Field::Duration, vec![Value::Number(seconds.parse().unwrap())]);
            }
            Some(("content", text)) if media.starts_with("video") => id("com.apple.quicktime.content.identifier", text),
            Some(("content", text)) => id("Apple:ContentIdentifier", text),
            Some(("document", text)) => id("xmpMM:OriginalDocumentID", text),
            Some(("image", text)) => id("ExifIFD:ImageUniqueID", text),
            _ => description.set(Field::DateCreated, vec![Value::Date(word.parse().unwrap())]),
        }
    }
    let mut digest = Digest([7; 32]);
    for (at, byte) in told.bytes().enumerate() {
        digest.0[at % 16] = digest.0[at % 16].wrapping_mul(31).wrapping_add(byte);
    }
    let holding = Holding {
        path: FilePath(path.as_bytes().to_vec()),
        volume: "photos".to_owned(),
        role: Role::Original,
        state: HoldingState::Present,
        stat: Stat::default(),
        digest,
        version: 1,
    };
    Known {
        asset: AssetId::of(&digest),
        version: Version { number: 1, digest, essence: digest, size: 1 },
        newest: 1,
        holdings: vec![holding],
        reading: Reading { description, statements },
    }
}

const NEF: &str = "/p/IMG_1.NEF image/x-nikon-nef";
const JPG: &str = "/p/IMG_1.JPG image/jpeg";
const HEIC: &str = "/p/IMG_1.HEIC image/heic";
const MOV: &str = "/p/IMG_1.MOV video/quicktime";

#[test]
fn a_pair_is_bound_by_evidence_and_the_evidence_is_said() {
    let raw = |words: &str| format!("{NEF} {words}");
    let rows = [
        (
            raw("2024-05-01T10:00:00 serial=12"),
            format!("{JPG} 2024-05-01T10:00:00 serial=12"),
            "raw+jpeg: same stem IMG_1 and captured in the same second, same camera serial 12",
        ),
        (
            raw("2024-05-01T10:00:00"),
            format!("{JPG} 2024-05-01T10:00:02"),
            "raw+jpeg: same stem IMG_1 and captured 2 s apart",
        ),
        (
            raw("2024-05-01T10:00:00"),
            format!("{HEIC} 2024-05-01T10:00:00+02:00"),
            "raw+jpeg: same stem IMG_1 and captured in the same second",
        ),
        (
            raw("2024-05-01T10:00:00"),
            JPG.to_owned(),
            "raw+jpeg: same stem IMG_1 and no time of capture that speaks against it",
        ),
        (
            raw("2024-05-01T10:00:00"),
            format!("{JPG} 2024-05-01"),
            "raw+jpeg: same stem IMG_1 and no time of capture that speaks against it",
        ),
        (raw("2024-05-01T10:00:00"), format!("{JPG} 2024-05-01T10:00:03"), ""),
        (raw("2024-05-01T10:00:00"), format!("{JPG} 2023"), ""),
        (raw("2024-05-01T10:00:00 serial=12"), format!("{JPG} 2024-05-01T10:00:00 serial=13"), ""),
        (raw("2024-05-01T10:00:00"), "/q/IMG_1.JPG image/jpeg 2024-05-01T10:00:00".to_owned(), ""),
        (raw("2024-05-01T10:00:00"), "/p/IMG_10.JPG image/jpeg 2024-05-01T10:00:00".to_owned(), ""),
        (raw("2024-05-01T10:00:00"), "/p/IMG_1.PNG image/png 2024-05-01T10:00:00".to_owned(), ""),
        (
            raw("document=xmp.did:12345678"),
            "/p/final.jpg image/jpeg document=XMP.did:12345678".to_owned(),
            "raw+jpeg: same original document id",
        ),
        (
            raw("image=123456789abc"),
            "/q/IMG_1.jpg image/jpeg image=123456789ABC".to_owned(),
            "raw+jpeg: same unique image id",
        ),
        (raw("document=xmp.did:12345678"), "/q/final.jpg image/jpeg document=xmp.did:12345678".to_owned(), ""),
        (
            format!("{HEIC} content=1F2E3D4C-0000"),
            "/far/other.mov video/quicktime content=1f2e3d4c-0000".to_owned(),
            "live-photo: same content identifier",
        ),
        (
            format!("{HEIC} 2024-05-01T12:00:00+02:00"),
            format!("{MOV} 2024-05-01T10:00:01Z length=2.8"),
            "live-photo: same stem IMG_1 and captured 1 s apart, with a film of 2.8 s",
        ),
        (
            format!("{JPG} 2024-05-01T12:00:03"),
            format!("{MOV} 2024-05-01T10:00:01Z length=2.8"),
            "live-photo: same stem IMG_1 and captured 2 s apart, with a film of 2.8 s",
        ),
        (
            format!("{JPG} 2024-05-01T15:45:03"),
            format!("{MOV} 2024-05-01T10:00:01Z length=2.8"),
            "live-photo: same stem IMG_1 and captured 2 s apart, with a film of 2.8 s",
        ),
        (
            format!("{JPG} 2024-05-01T12:00:00"),
            format!("{MOV} 2024-05-01T12:00:00+02:00 length=2.8"),
            "live-photo: same stem IMG_1 and captured in the same second, with a film of 2.8 s",
        ),
        (format!("{JPG} 2024-05-01T12:00:10"), format!("{MOV} 2024-05-01T10:00:01Z length=2.8"), ""),
        (format!("{JPG} 2024-05-02T12:00:01"), format!("{MOV} 2024-05-01T10:00:01Z length=2.8"), ""),
        (format!("{HEIC} 2024-05-01T13:00:00+02:00"), format!("{MOV} 2024-05-01T10:00:00Z length=2.8"), ""),
        (format!("{HEIC} 2024-05-01T12:00:00+02:00"), format!("{MOV} 2024-05-01T10:00:00Z length=10"), ""),
        (format!("{HEIC} 2024-05-01T12:00:00+02:00"), format!("{MOV} 2024-05-01T10:00:00Z"), ""),
        (HEIC.to_owned(), format!("{MOV} 2024-05-01T10:00:00Z length=2.8"), ""),
        (
            format!("{HEIC} 2024-05-01T12:00:00+02:00 content=11112222"),
            format!("{MOV} 2024-05-01T10:00:00Z length=2.8 content=11113333"),
            "",
        ),
        (format!("{NEF} 2024-05-01T12:00:00+02:00"), format!("{MOV} 2024-05-01T10:00:00Z length=2.8"), ""),
        (format!("{JPG} 2024-05-01T12:00:00"), format!("{HEIC} 2024-05-01T12:00:00"), ""),
    ];
    for (one, other, expected) in rows {
        let (still, second) = (known(&one), known(&other));
        let found = tie(&still, &second, true);
        let told = found.as_ref().map_or_else(String::new, |tie| format!("{}: {}", tie.relation.word(), tie.evidence));
        assert_eq!(told, expected, "{one} | {other}");
        assert_eq!(tie(&second, &still, true), found, "whichever comes first: {one} | {other}");
        if let Some(tie) = found {
            assert_eq!((tie.from, tie.to), (second.asset, still.asset), "{one} | {other}");
        }
    }
}

#[test]
fn where_others_share_the_stem_the_ids_alone_tie() {
    let (raw, developed) = (format!("{NEF} image=123456789"), format!("{JPG} image=123456789"));
    assert!(tie(&known(&raw), &known(&developed), false).is_some());
    assert_eq!(tie(&known(NEF), &known(JPG), false), None);
}

#[test]
fn a_link_outlives_a_move_and_ends_when_the_files_say_otherwise() {
    let link = |relation, evidence: &str| Link {
        other: AssetId([0; 16]),
        relation,
        evidence: evidence.to_owned(),
        is_outward: true,
    };
    let by_stem = link(Relation::RawJpeg, "same stem IMG_1 and captured in the same second");
    let by_id = link(Relation::RawJpeg, "same unique image id");
    let raw = known(&format!("{NEF} 2024-05-01T10:00:00 image=123456789"));
    let moved = |words: &str| known(&format!("/elsewhere/new.jpg image/jpeg {words}"));
    for (held, words, ends) in [
        (&by_stem, "2024-05-01T10:00:00", false),
        (&by_stem, "2024-05-02T10:00:00", true),
        (&by_id, "2024-05-02T10:00:00 image=123456789", false),
        (&by_id, "2024-05-01T10:00:00 image=1234567890", true),
        (&link(Relation::LivePhoto, "same stem IMG_1"), "2024-05-01T10:00:00", true),
    ] {
        assert_eq!(speaks_against(held, &raw, &moved(words)), ends, "{held:?} {words}");
    }
}
