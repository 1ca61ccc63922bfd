//! Pictures that look alike: `damson duplicates --prepare`, `--rendition` and `--similar`, and `damson ingest --perceptual`.
use super::sample::sidecar;
use super::sandbox::{Output, Sandbox};
use super::scenery::{Kind, Scene};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{FilterType, crop_imm, resize, rotate90};
use image::{DynamicImage, ImageFormat, RgbImage};
use serde_json::Value;
use std::io::Cursor;

fn scene(kind: Kind, seed: u32) -> RgbImage {
    let (width, height) = (480, 320);
    RgbImage::from_raw(width, height, Scene { kind, seed, moment: 0 }.draw(width, height)).unwrap()
}

fn jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture).unwrap();
    bytes
}

fn png(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture.clone()).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Two pictures with what was made of them, and one with nothing in it.
fn desk() -> Sandbox {
    let sandbox = Sandbox::new();
    let (face, street) = (scene(Kind::Face, 11), scene(Kind::Street, 12));
    sandbox.put("lib/a/small.jpg", jpeg(&resize(&face, 240, 160, FilterType::Triangle), 70));
    sandbox.put("lib/a/face.png", png(&face));
    sandbox.put("lib/a/turned.jpg", jpeg(&rotate90(&face), 80));
    sandbox.put("lib/a/crop.jpg", jpeg(&crop_imm(&face, 8, 6, 460, 306).to_image(), 85));
    sandbox.put("lib/b/street.jpg", jpeg(&street, 90));
    sandbox.put("lib/b/street.webp.jpg", jpeg(&street, 50));
    sandbox.put("lib/b/dark.jpg", jpeg(&RgbImage::new(300, 200), 90));
    sandbox
}

fn groups(run: &Output) -> Vec<String> {
    let root = format!("{}/", run.root());
    let member = |member: &Value| {
        let mark = if member["keeper"] == true { "*" } else { "" };
        let path = member["path"].as_str().unwrap().replace(&root, "");
        let distance = member["distance"].as_u64().expect("pictures that look alike have a distance");
        assert!(distance == 0 || member["keeper"] == false, "the kept one is where it is");
        let near = if distance <= 4 { "near" } else { "far" };
        format!("{mark}{path} {near}")
    };
    let group = |group: Value| {
        let members: Vec<String> = group["members"].as_array().unwrap().iter().map(member).collect();
        format!("{}: {}", group["kind"].as_str().unwrap(), members.join(", "))
    };
    let mut told: Vec<String> = run.records().into_iter().map(group).collect();
    told.sort();
    told
}

fn told(sandbox: &Sandbox, words: &[&str]) -> Vec<String> {
    groups(&sandbox.damson(["duplicates", "--format", "ndjson"].iter().chain(words)).ok())
}

#[test]
fn renditions_are_found_whatever_their_size_format_and_orientation_and_crops_are_none() {
    let sandbox = desk();
    let _ = sandbox.ingest("lib");
    let _ = sandbox.damson(["duplicates", "--rendition"]).fails_with(7).stderr_has("damson duplicates --prepare");
    let run = sandbox.damson(["duplicates", "--prepare"]).ok();
    run.stderr_has("7 files: 7 prepared");
    let expected = [
        "rendition: *lib/a/face.png near, lib/a/turned.jpg near, lib/a/small.jpg near",
        "rendition: *lib/b/street.jpg near, lib/b/street.webp.jpg near",
    ];
    assert_eq!(told(&sandbox, &["--rendition"]), expected);
    let run = sandbox.damson(["duplicates", "--rendition"]).ok();
    run.stdout_has("the same picture, turned by 90°").stdout_has("fewer pixels");
    run.stderr_has("2 groups of 5 files; from").stderr_has("1 picture is too plain to be told from others");
    let similar = told(&sandbox, &["--similar"]);
    assert!(similar[0].contains("lib/a/crop.jpg"), "{similar:?}");
    let run = sandbox.damson(["duplicates", "--similar"]).ok();
    run.stdout_has("a part of it");
    assert!(!run.told().contains("may go"), "nobody is told that what looks alike may go");
    assert_eq!(told(&sandbox, &["--similar", "--distance", "0", "folder:b"]).len(), 1);
    assert_eq!(told(&sandbox, &["--rendition", "folder:b"]), expected[1..]);
    assert_eq!(told(&sandbox, &["--rendition", "--limit", "1"]).len(), 1);
    let _ = sandbox.damson(["duplicates", "--rendition", "--distance", "3"]).fails_with(2);
}

#[test]
fn what_was_prepared_is_not_looked_at_again_until_its_essence_is_another() {
    let sandbox = desk();
    let _ = sandbox.ingest("lib");
    sandbox.damson(["duplicates", "--prepare", "folder:a"]).ok().stderr_has("4 files: 4 prepared");
    sandbox.damson(["duplicates", "--rendition"]).ok().stderr_has("3 pictures are not prepared");
    sandbox.damson(["duplicates", "--prepare"]).ok().stderr_has("3 prepared").stderr_has("4 unchanged");
    // Other words are no other picture.
    sandbox.put("lib/a/face.xmp", sidecar("A face"));
    let _ = sandbox.ingest("lib");
    sandbox.damson(["duplicates", "--prepare"]).ok().stderr_has("7 files: 7 unchanged");
    sandbox.put("lib/a/face.png", png(&scene(Kind::Landscape, 3)));
    sandbox.damson(["duplicates", "--prepare"]).fails_with(0).stderr_has("7 unchanged");
    let _ = sandbox.ingest("lib");
    sandbox.damson(["duplicates", "--prepare"]).ok().stderr_has("1 prepared").stderr_has("6 unchanged");
    assert!(!told(&sandbox, &["--rendition"]).iter().any(|group| group.contains("face.png")));
}

#[test]
fn each_picture_that_cannot_be_looked_at_is_told_and_the_others_are_prepared() {
    let sandbox = desk();
    let whole = jpeg(&scene(Kind::Street, 9), 90);
    sandbox.put("lib/cut.jpg", &whole[..600]);
    sandbox.put("lib/changed.jpg", &whole);
    sandbox.put("lib/gone.jpg", jpeg(&scene(Kind::Street, 8), 90));
    let _ = sandbox.damson(["ingest", "lib"]).ends();
    sandbox.put("lib/changed.jpg", jpeg(&scene(Kind::Face, 5), 90));
    sandbox.remove("lib/gone.jpg");
    let run = sandbox.damson(["duplicates", "--prepare", "--format", "ndjson"]).fails_with(3);
    let kind = |path: &str| {
        let record =
            run.records().into_iter().find(|record| record["path"].as_str().is_some_and(|at| at.ends_with(path)));
        let record = record.unwrap_or_default();
        format!("{} {}", record["outcome"], record["problem"]["kind"])
    };
    assert_eq!(kind("cut.jpg"), "\"failed\" \"malformed\"");
    assert_eq!(kind("changed.jpg"), "\"failed\" \"unstable\"");
    assert_eq!(kind("gone.jpg"), "\"failed\" \"vanished\"");
    assert_eq!(run.summary()["counts"]["prepared"], 7);
}

#[test]
fn ingest_looks_at_pictures_where_it_is_asked_to() {
    let sandbox = desk();
    let run = sandbox.damson(["ingest", "--perceptual", "lib/a"]).ok();
    run.stderr_has("4 files: 4 added").stderr_has("4 files: 4 prepared");
    let _ = sandbox.ingest("lib");
    sandbox.damson(["duplicates", "--rendition"]).ok().stderr_has("3 pictures are not prepared");
    sandbox.damson(["ingest", "--perceptual", "lib"]).ok().stderr_has("3 prepared");
}

#[test]
fn pictures_that_say_they_were_taken_at_other_times_are_no_renditions() {
    let sandbox = desk();
    let _ = sandbox.damson(["ingest", "--perceptual", "lib/b"]).ok();
    assert_eq!(told(&sandbox, &["--rendition"]).len(), 1);
    let ids: Vec<String> = ["street.jpg", "street.webp.jpg"]
        .iter()
        .map(|name| {
            sandbox.damson(["search", "--format", "ids", &format!("path:\"**/{name}\"")]).ok().text().trim().to_owned()
        })
        .collect();
    for (id, second) in ids.iter().zip(["13", "14"]) {
        let edit = format!("date_created=2024-05-01T10:12:{second}");
        let _ = sandbox.damson(["tag", &format!("id:{id}"), &edit]).ok();
    }
    assert_eq!(told(&sandbox, &["--rendition"]), Vec::<String>::new());
    assert_eq!(told(&sandbox, &["--similar"]).len(), 1);
}
