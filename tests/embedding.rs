//! Real files of many makers, where there is a corpus of them, with metadata written into their blocks: what is wished is
//! said, everything else that Exif says (the makers' notes too) is as it was, and the picture is the same to the byte.
//! Skipped, saying so, where there is none.
#[path = "cli/sandbox.rs"]
mod sandbox;
#[path = "cli/schema.rs"]
#[allow(dead_code)]
mod schema;

use damson::asset::{Field, Origin, Policy, Problem, ProblemKind, Statement, Value};
use damson::container::{Anatomy, BlockKind, Piece, examine};
use damson::metadata::{EmbedOptions, Wish, blocks, embed_tiff, read, reconcile};
use sandbox::skipped;
use std::path::{Path, PathBuf};

/// Tags that the wishes change, and what stands with them.
const EDITED: &[&str] = &[
    "ImageDescription",
    "XPComment",
    "Artist",
    "XPAuthor",
    "Photographer",
    "Copyright",
    "DateTimeOriginal",
    "SubSecTimeOriginal",
    "OffsetTimeOriginal",
    "ExifVersion",
    "GPSVersionID",
    "GPSLatitude",
    "GPSLatitudeRef",
    "GPSLongitude",
    "GPSLongitudeRef",
];

fn wishes() -> Vec<Wish> {
    let text = |field, text: &str| (field, vec![Value::text(text)]);
    vec![
        text(Field::Description, "Bryggen i Bergen, sett frå Vågen ein haustkveld"),
        (Field::Creator, vec![Value::text("Åse Ås"), Value::text("Bo; Bø")]),
        text(Field::CopyrightNotice, "© 2024 Åse Ås"),
        (Field::DateCreated, vec![Value::Date("2024-05-01T10:12:13.25+02:00".parse().unwrap())]),
        (Field::Latitude, vec![Value::Number(60.397_13)]),
        (Field::Longitude, vec![Value::Number(-5.324_15)]),
    ]
}

/// An editor of XMP that leaves it as it is.
fn keep_xmp(old: Option<&[u8]>, _: &[Wish]) -> Result<Vec<u8>, Problem> {
    Ok(old.unwrap_or(b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>").to_vec())
}

/// `$DAMSON_CORPUS`, or the folder where a checkout of the corpus lies beside one of damson.
fn files() -> Vec<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let folder = std::env::var_os("DAMSON_CORPUS").map_or_else(beside, PathBuf::from);
    if !folder.is_dir() {
        skipped("there is no corpus of real files; $DAMSON_CORPUS names one");
    }
    let entries = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

/// What Exif says beside what is changed, in no order: a directory that is written anew is in order.
fn others(anatomy: &Anatomy) -> Vec<String> {
    let is_other = |one: &Statement| {
        let tag = one.name.split_once(':').map_or("", |(_, tag)| tag);
        one.origin == Origin::Exif && !EDITED.contains(&tag)
    };
    let statements = read(anatomy).0.into_iter().filter(is_other);
    let mut told: Vec<String> = statements.map(|one| format!("{} {:?}", one.name, one.values)).collect();
    told.sort();
    told
}

fn essence(file: &[u8], anatomy: &Anatomy) -> Vec<u8> {
    let at = |offset: u64| usize::try_from(offset).unwrap();
    anatomy.essence.ranges.iter().flat_map(|range| &file[at(range.start)..at(range.end)]).copied().collect()
}

fn assembled(file: &[u8], pieces: Vec<Piece>) -> Vec<u8> {
    let at = |offset: u64| usize::try_from(offset).unwrap();
    let bytes = pieces.into_iter().map(|piece| match piece {
        Piece::Kept(range) => file[at(range.start)..at(range.end)].to_vec(),
        Piece::New(bytes) => bytes,
    });
    bytes.collect::<Vec<_>>().concat()
}

/// Whether a refusal is one that a file brings on itself.
fn is_fair(problem: &Problem) -> bool {
    !matches!(problem.kind, ProblemKind::Internal | ProblemKind::Unreadable | ProblemKind::Invalid)
}

fn says_what_is_wished(path: &Path, before: &Anatomy, after: &Anatomy) {
    assert_eq!(others(before), others(after), "{}", path.display());
    let description = reconcile(&read(after).0, Policy::Mwg);
    for (field, values) in wishes() {
        assert_eq!(description.get(field), values, "{} of {}", field.word(), path.display());
    }
}

fn is_tiff(anatomy: &Anatomy) -> bool {
    matches!(anatomy.media_type.as_str(), "image/tiff" | "image/x-tiff-big" | "image/x-adobe-dng")
}

#[test]
fn tiff_files_say_what_is_wished_and_nothing_else_has_changed() {
    for path in files() {
        let Ok(file) = std::fs::read(&path) else { continue };
        let name = path.to_string_lossy().into_owned().into_bytes();
        let before = examine(&&file[..], &name);
        if !is_tiff(&before) {
            continue;
        }
        let embed = |file: &[u8]| embed_tiff(&file, &name, &wishes(), EmbedOptions::default(), &keep_xmp);
        let new = match embed(&file) {
            Ok(embedding) => assembled(&file, embedding.pieces),
            Err(problem) => {
                assert!(is_fair(&problem), "{problem:?} of {}", path.display());
                continue;
            }
        };
        let after = examine(&&new[..], &name);
        says_what_is_wished(&path, &before, &after);
        assert!(essence(&file, &before) == essence(&new, &after), "the picture of {}", path.display());
        let again = embed(&new).map(|embedding| assembled(&new, embedding.pieces));
        assert!(again == Ok(new), "a second edit of {}", path.display());
    }
}

#[test]
fn exif_blocks_say_what_is_wished_and_nothing_else_has_changed() {
    for path in files() {
        let Ok(file) = std::fs::read(&path) else { continue };
        let before = examine(&&file[..], path.to_string_lossy().as_bytes());
        let is_here = before.blocks.iter().any(|block| block.kind == BlockKind::Exif);
        if !is_here || !matches!(before.media_type.as_str(), "image/jpeg" | "image/png" | "image/webp") {
            continue;
        }
        let embed = |anatomy: &Anatomy| blocks(anatomy, &wishes(), EmbedOptions::default(), &keep_xmp);
        let exif = match embed(&before) {
            Ok(blocks) => blocks.exif,
            Err(problem) => {
                assert!(is_fair(&problem), "{problem:?} of {}", path.display());
                continue;
            }
        };
        let Some(exif) = exif else { continue };
        let mut after = before.clone();
        after.blocks.retain(|block| block.kind == BlockKind::Exif);
        after.blocks.truncate(1);
        after.blocks[0].data = exif;
        says_what_is_wished(&path, &before, &after);
        assert_eq!(embed(&after).expect("a second edit").exif, None, "a second edit of {}", path.display());
    }
}
