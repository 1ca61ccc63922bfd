//! Sample files, small enough that a test may make hundreds.
use super::maker::{Directory, Exif, Iim, Picture, Sound, TagValue, Xmp};

/// A picture; another for each number.
pub fn picture(number: u64) -> Picture {
    Picture::new(16, 8).noise(number)
}

/// A JPEG that says nothing.
pub fn plain(number: u64) -> Vec<u8> {
    picture(number).jpeg()
}

/// A JPEG with a title: with the same number the same essence, whatever the title.
pub fn titled(number: u64, title: &str) -> Vec<u8> {
    picture(number).xmp(xmp_title(title)).jpeg()
}

/// A DNG that says nothing: a TIFF with a DNG's version, which is all that tells them apart.
pub fn dng(number: u64) -> Vec<u8> {
    let version = Exif::new().tag(Directory::Main, 0xc612, TagValue::Byte(vec![1, 4, 0, 0]));
    picture(number).exif(version).tiff()
}

/// A title in XMP.
pub fn xmp_title(title: &str) -> Xmp {
    Xmp::new().alt("dc:title", &[("x-default", title)])
}

/// A sidecar with a title.
pub fn sidecar(title: &str) -> Vec<u8> {
    xmp_title(title).sidecar()
}

/// A JPEG that says when it was taken (`2024:05:01 10:12:13`) and with which camera.
pub fn taken(number: u64, date: &str, serial: &str) -> Vec<u8> {
    let mut exif = Exif::new();
    if !date.is_empty() {
        exif = exif.taken(date, "", "");
    }
    picture(number).exif(exif.camera("Example", "Example One", serial)).jpeg()
}

/// A little desk's library, in which every field that queries are tried on has known values.
pub fn library() -> Vec<(&'static str, Vec<u8>)> {
    let oslo = Picture::new(48, 32).noise(1).iim(
        Iim::new()
            .headline("Minister at the harbour")
            .description("A press conference by the quay, with \"fish\".")
            .creator("Marit Lindqvist")
            .credit("AFP")
            .place("Oslo", "Norway", "NOR")
            .keywords(&["harbour", "politics", "Sport/Football"])
            .created("20240501", "101213+0200"),
    );
    let oslo = oslo.xmp(Xmp::new().text("xmp:Rating", "4").bag("Iptc4xmpExt:PersonInImage", &["Ingrid Solvang"])).exif(
        Exif::new()
            .camera("Canon", "Canon EOS R3", "012024000456")
            .exposure((1, 250), (28, 10), 400, (50, 1))
            .flash(false)
            .position(59_910_000, 10_750_000, 3),
    );
    let bergen = Picture::new(32, 48).noise(2).iim(
        Iim::new()
            .headline("Harbours at night")
            .creator("Jonas Ærlig")
            .place("Bergen", "Norway", "NOR")
            .keywords(&["boats", "Sport"])
            .created("20240817", "220000+0200"),
    );
    let bergen = bergen
        .xmp(Xmp::new().text("xmp:Rating", "2"))
        .exif(Exif::new().exposure((1, 8), (40, 10), 800, (35, 1)).flash(true).position(60_390_000, 5_320_000, 1));
    let lyon = Picture::new(40, 40).noise(3).xmp(
        Xmp::new()
            .text("photoshop:City", "Lyon")
            .text("photoshop:Credit", "Agence Fictive")
            .alt("dc:description", &[("x-default", "Grève des cheminots")])
            .text("xmp:Rating", "5")
            .text("photoshop:DateCreated", "2023-11"),
    );
    let san_jose = Picture::new(24, 16).noise(4).xmp(Xmp::new().text("photoshop:City", "San José de Oslo"));
    vec![
        ("Jobs/cup/oslo.jpg", oslo.jpeg()),
        ("Jobs/cup/final/bergen.jpg", bergen.jpeg()),
        ("Jobs/wire/lyon.png", lyon.png()),
        ("2024/05/josé.tif", san_jose.tiff()),
        ("2024/talk.wav", Sound::new(8000, 800).wav()),
        ("2024/note.txt", b"A note about the press conference.\n".to_vec()),
    ]
}
