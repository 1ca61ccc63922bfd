//! The little library under `tests/fixtures/tour`: what a picture desk sees in a week, small enough to keep. This file
//! makes it and holds the committed files against it; `DAMSON_REGENERATE=1 cargo test --test tour` writes them anew.
//!
//! Every name in it is invented.
mod maker;

use maker::exif::Directory;
use maker::{Document, Exif, Film, Iim, Picture, Sound, TagValue, Xmp};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What a caption says, told to Exif, IIM and XMP alike, as newsrooms' software does.
#[derive(Clone, Copy)]
struct Story {
    headline: &'static str,
    /// Languages and texts, `x-default` first.
    description: &'static [(&'static str, &'static str)],
    creator: &'static str,
    credit: &'static str,
    copyright: &'static str,
    /// City, country, and the country's code in three letters and in two.
    place: [&'static str; 4],
    keywords: &'static [&'static str],
    rating: &'static str,
    /// `2024:05:14 10:12:13`, a fraction's digits, `+02:00`.
    taken: [&'static str; 3],
    /// Millionths of a degree north and east, metres above the sea.
    position: Option<(i32, i32, i32)>,
    instructions: &'static str,
    /// Editorial urgency, `1` to `8`.
    urgency: &'static str,
    people: &'static [&'static str],
}

const NOTHING: Story = Story {
    headline: "",
    description: &[("x-default", "")],
    creator: "",
    credit: "",
    copyright: "",
    place: ["", "", "", ""],
    keywords: &[],
    rating: "0",
    taken: ["2024:01:01 00:00:00", "", ""],
    position: None,
    instructions: "",
    urgency: "",
    people: &[],
};

const PRESS_CONFERENCE: Story = Story {
    headline: "Minister presents fisheries plan",
    description: &[(
        "x-default",
        "Minister of fisheries Ingrid Solvang answers questions at a press conference in Oslo on 14 May 2024, after \
         presenting the plan for the next ten years.",
    )],
    creator: "Marit Lindqvist",
    credit: "Nordhavn Press",
    copyright: "© 2024 Nordhavn Press",
    place: ["Oslo", "Norway", "NOR", "NO"],
    keywords: &["politics", "press conference", "fisheries", "minister"],
    rating: "4",
    taken: ["2024:05:14 10:12:13", "25", "+02:00"],
    urgency: "3",
    people: &["Ingrid Solvang"],
    ..NOTHING
};

const HARBOUR: Story = Story {
    headline: "Night falls on the old harbour",
    description: &[
        ("x-default", "Fishing boats at their moorings in the old harbour of Bergen, an hour after sunset."),
        ("nb", "Fiskebåter ved kai i den gamle havnen i Bergen, en time etter solnedgang. Sjøen er blå og stille."),
    ],
    creator: "Jonas Ærlig",
    credit: "Nordhavn Press",
    copyright: "© 2024 Nordhavn Press",
    place: ["Bergen", "Norway", "NOR", "NO"],
    keywords: &["harbour", "night", "boats", "Bergen"],
    rating: "5",
    taken: ["2024:05:17 23:41:07", "", "+02:00"],
    position: Some((60_397_225, 5_322_054, 3)),
    urgency: "6",
    ..NOTHING
};

const FINAL: Story = Story {
    headline: "Cup final: the winning goal",
    description: &[(
        "x-default",
        "Fjordby's Amina Haddad (9) scores the winning goal against Vestre IL in the 89th minute of the cup final, \
         Stockholm, 8 June 2024.",
    )],
    creator: "Tomás Beltrán",
    credit: "Estadio Images",
    copyright: "© 2024 Tomás Beltrán / Estadio Images",
    place: ["Stockholm", "Sweden", "SWE", "SE"],
    keywords: &["football", "cup final", "goal", "women's football"],
    rating: "5",
    taken: ["2024:06:08 21:33:48", "07", "+02:00"],
    position: Some((59_372_600, 18_000_000, 12)),
    urgency: "1",
    people: &["Amina Haddad"],
    ..NOTHING
};

const GARDEN: Story = Story {
    headline: "苔寺の朝",
    description: &[
        ("x-default", "A gardener sweeps the moss of a temple garden in Kyoto on a rainy morning."),
        ("ja", "雨の朝、京都の寺の庭で苔を掃く庭師。"),
    ],
    creator: "森田 葵",
    credit: "Kamogawa Photo",
    copyright: "© 2023 森田 葵",
    place: ["Kyoto", "Japan", "JPN", "JP"],
    keywords: &["garden", "temple", "rain", "庭"],
    rating: "3",
    taken: ["2023:11:02 07:05:00", "", "+09:00"],
    position: Some((34_992_100, 135_683_900, 62)),
    ..NOTHING
};

const STRIKE: Story = Story {
    headline: "Grève des cheminots à Lyon",
    description: &[(
        "x-default",
        "Des cheminots manifestent devant la gare de Lyon-Perrache, à l'appel de trois syndicats, le 21 mai 2024. La \
         circulation reste très perturbée jusqu'à jeudi.",
    )],
    creator: "Éloïse Garnier",
    credit: "Agence Quai Sud",
    copyright: "© 2024 Agence Quai Sud",
    place: ["Lyon", "France", "FRA", "FR"],
    keywords: &["grève", "transports", "manifestation"],
    rating: "2",
    taken: ["2024:05:21 11:20:30", "", "+02:00"],
    urgency: "4",
    ..NOTHING
};

const EMBARGO: Story = Story {
    headline: "New bridge opens on Friday",
    description: &[(
        "x-default",
        "The new harbour bridge in Bergen, photographed before its opening on 7 June 2030. Not for use before noon.",
    )],
    instructions: "EMBARGO: not for use before 7 June 2030, 12:00 CEST",
    keywords: &["bridge", "architecture", "Bergen"],
    rating: "3",
    taken: ["2024:05:30 16:00:00", "", "+02:00"],
    position: None,
    urgency: "2",
    ..HARBOUR
};

impl Story {
    fn exif(&self, camera: [&str; 3]) -> Exif {
        let [make, model, serial] = camera;
        let [date, fraction, offset] = self.taken;
        let exif = Exif::new()
            .description(self.description[0].1)
            .camera(make, model, serial)
            .artist(self.creator)
            .copyright(self.copyright)
            .taken(date, fraction, offset)
            .exposure((1, 250), (28, 10), 800, (70, 1))
            .flash(false)
            .orientation(1);
        self.position.map_or(exif.clone(), |(north, east, metres)| exif.position(north, east, metres))
    }

    fn iim(&self) -> Iim {
        let [city, country, code, _] = self.place;
        let [date, _, offset] = self.taken;
        let digits = |text: &str| text.replace(':', "");
        let (date, time) = date.split_once(' ').expect("a date and a time");
        let mut iim = Iim::new().headline(self.headline).description(self.description[0].1);
        iim = iim.creator(self.creator).credit(self.credit).copyright(self.copyright);
        iim = iim.place(city, country, code).keywords(self.keywords);
        iim = iim.created(&digits(date), &format!("{}{}", digits(time), digits(offset)));
        if !self.instructions.is_empty() {
            iim = iim.instructions(self.instructions);
        }
        if self.urgency.is_empty() { iim } else { iim.text(10, self.urgency) }
    }

    fn xmp(&self) -> Xmp {
        let [city, country, _, code] = self.place;
        let [date, fraction, offset] = self.taken;
        let (date, time) = date.split_once(' ').expect("a date and a time");
        let fraction = if fraction.is_empty() { String::new() } else { format!(".{fraction}") };
        let mut xmp = Xmp::new()
            .alt("dc:description", self.description)
            .seq("dc:creator", &[self.creator])
            .alt("dc:rights", &[("x-default", self.copyright)])
            .bag("dc:subject", self.keywords)
            .text("photoshop:Headline", self.headline)
            .text("photoshop:Credit", self.credit)
            .text("photoshop:City", city)
            .text("photoshop:Country", country)
            .text("Iptc4xmpCore:CountryCode", code)
            .text("photoshop:DateCreated", &format!("{}T{time}{fraction}{offset}", date.replace(':', "-")))
            .text("xmp:Rating", self.rating);
        if !self.instructions.is_empty() {
            xmp = xmp.text("photoshop:Instructions", self.instructions);
        }
        if !self.urgency.is_empty() {
            xmp = xmp.text("photoshop:Urgency", self.urgency);
        }
        if self.people.is_empty() { xmp } else { xmp.bag("Iptc4xmpExt:PersonInImage", self.people) }
    }

    /// The story in all three standards.
    fn told_by(&self, picture: &Picture, camera: [&str; 3]) -> Picture {
        picture
            .clone()
            .exif(self.exif(camera).complete(picture.width, picture.height))
            .iim(self.iim().digest())
            .xmp(self.xmp())
    }
}

const NIKON: [&str; 3] = ["NIKON CORPORATION", "NIKON Z 9", "6000123"];
const CANON: [&str; 3] = ["Canon", "Canon EOS R3", "012024000456"];
const FUJI: [&str; 3] = ["FUJIFILM", "X-T5", "3J012345"];

/// A frame of a reportage.
fn frame(number: u64) -> Picture {
    Picture::new(144, 96).pattern(number).quality(70)
}

/// The whole tour: paths and bytes.
fn tour() -> BTreeMap<&'static str, Vec<u8>> {
    let mut files = BTreeMap::new();
    newsroom(&mut files);
    cup(&mut files);
    wire(&mut files);
    archive(&mut files);
    files
}

fn newsroom(files: &mut BTreeMap<&str, Vec<u8>>) {
    files.insert("newsroom/press-conference-1.jpg", PRESS_CONFERENCE.told_by(&frame(1), NIKON).jpeg());
    let second = Story { rating: "3", taken: ["2024:05:14 10:15:40", "80", "+02:00"], ..PRESS_CONFERENCE };
    files.insert("newsroom/press-conference-2.jpg", second.told_by(&frame(2), NIKON).jpeg());
    files.insert("newsroom/harbour-night.jpg", HARBOUR.told_by(&frame(3), FUJI).jpeg());
    // Straight from a phone: where and when, and not a word of caption.
    let phone = Exif::new()
        .big_endian()
        .camera("Apple", "iPhone 15", "")
        .taken("2024:05:17 23:50:00", "113", "+02:00")
        .orientation(6)
        .position(60_396_900, 5_323_400, 4)
        .complete(144, 96);
    files.insert("newsroom/IMG_2207.jpg", frame(4).exif(phone).jpeg());
    let interview =
        Sound::new(8000, 4000).info(b"INAM", "Interview with Ingrid Solvang").info(b"IART", "Marit Lindqvist");
    files.insert("newsroom/interview.wav", interview.info(b"ICRD", "2024-05-14").wav());
}

fn cup(files: &mut BTreeMap<&str, Vec<u8>>) {
    let goal = FINAL.told_by(&frame(5), CANON).jpeg();
    files.insert("archive/best-of-2024/final-goal.jpg", goal.clone());
    files.insert("cup-final/final-goal.jpg", goal);
    let trophy = Story {
        headline: "Cup final: Fjordby lift the trophy",
        description: &[("x-default", "Captain Sigrid Moe lifts the trophy after Fjordby's cup final victory.")],
        keywords: &["football", "cup final", "trophy"],
        rating: "4",
        taken: ["2024:06:08 22:05:11", "40", "+02:00"],
        urgency: "2",
        people: &["Sigrid Moe"],
        ..FINAL
    };
    files.insert("cup-final/final-trophy.jpg", trophy.told_by(&frame(6), CANON).jpeg());
    // A raw file says what the camera knows; the caption is in its sidecar.
    let [make, model, serial] = CANON;
    let raw = Exif::new()
        .camera(make, model, serial)
        .taken("2024:06:08 21:30:02", "55", "+02:00")
        .exposure((1, 2000), (28, 10), 3200, (400, 1))
        .tag(Directory::Main, 0xc612, TagValue::Byte(vec![1, 4, 0, 0]))
        .tag(Directory::Main, 0xc614, TagValue::Ascii("Canon EOS R3".to_owned()));
    files.insert("cup-final/DSC_0412.dng", Picture::new(48, 32).pattern(7).exif(raw).tiff());
    let sidecar = Xmp::new()
        .alt(
            "dc:description",
            &[("x-default", "Vestre IL's goalkeeper Line Bakke saves in the first half of the final.")],
        )
        .text("photoshop:Headline", "Cup final: a save")
        .bag("dc:subject", &["football", "cup final", "goalkeeper"])
        .bag("lr:hierarchicalSubject", &["Sport|Football|Cup final"])
        .text("photoshop:SidecarForExtension", "DNG")
        .text("xmp:Label", "Red")
        .text("xmp:Rating", "2");
    files.insert("cup-final/DSC_0412.xmp", sidecar.sidecar());
    let film = Xmp::new().alt("dc:title", &[("x-default", "The winning goal")]).seq("dc:creator", &["Tomás Beltrán"]);
    files.insert("cup-final/goal.mp4", Film::new(1280, 720, 4000).created(1_717_875_228).pattern(8).xmp(film).mp4());
}

fn wire(files: &mut BTreeMap<&str, Vec<u8>>) {
    // The same picture as the newsroom's, with the words of an agency.
    let again = Story {
        headline: "NORWAY-BERGEN-HARBOUR",
        description: &[("x-default", "Boats are moored in the harbour of Bergen, Norway, on May 17, 2024.")],
        credit: "Nordhavn Press via Meridian",
        keywords: &["harbour", "Norway"],
        rating: "0",
        ..HARBOUR
    };
    files.insert("wire/meridian-harbour.jpg", again.told_by(&frame(3), FUJI).jpeg());
    files.insert("wire/kyoto-garden.jpg", GARDEN.told_by(&frame(9), FUJI).jpeg());
    // The agency's desk changed the credit in IIM alone, and the sum that would tell is of the new block.
    let resold = Story { credit: "Quai Sud/Meridian", ..STRIKE };
    files.insert("wire/lyon-greve.jpg", STRIKE.told_by(&frame(10), NIKON).iim(resold.iim().digest()).jpeg());
    let embargoed = frame(11).exif(EMBARGO.exif(NIKON).complete(144, 96)).xmp(EMBARGO.xmp());
    files.insert(
        "wire/bridge-embargo.jpg",
        embargoed.iim(EMBARGO.iim().release("20300607", "120000+0200").digest()).jpeg(),
    );
}

fn archive(files: &mut BTreeMap<&str, Vec<u8>>) {
    let scan = Picture::new(56, 40).pattern(12).text("Title", "Ferry landing, about 1962");
    files.insert("archive/ferry-landing.png", scan.text("Software", "flatbed").png());
    files.insert("archive/untitled.jpg", frame(13).jpeg());
    // Some program took UTF-8 for Windows-1252 and encoded it again.
    let logo = Xmp::new().alt("dc:title", &[("x-default", "Nordhavn Press, blue")]).text("xmp:Rating", "1");
    let logo = logo.seq("dc:creator", &["Ã…se Blomqvist"]);
    files.insert("archive/logo.webp", Picture::new(64, 64).pattern(14).xmp(logo).webp());
    let pass = Document::new("Cup final 2024: press accreditation").info("Title", "Press accreditation");
    files.insert(
        "archive/accreditation.pdf",
        pass.info("Author", "Svenska Bollförbundet").info("Subject", "Press").pdf(),
    );
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tour")
}

/// Every file below a folder, by its path from there.
fn found(folder: &Path, base: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("a folder that can be read").path();
        if path.is_dir() {
            found(&path, base, files);
        } else {
            let inside = path.strip_prefix(base).expect("below the base");
            let bytes = fs::read(&path).expect("a file that can be read");
            files.insert(inside.to_str().expect("plain names").to_owned(), bytes);
        }
    }
}

#[test]
fn the_committed_files_are_what_the_maker_makes() {
    let (folder, tour) = (folder(), tour());
    if std::env::var_os("DAMSON_REGENERATE").is_some() {
        let _ = fs::remove_dir_all(&folder);
        for (path, bytes) in &tour {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
            fs::write(path, bytes).expect("a file is written");
        }
    }
    let mut committed = BTreeMap::new();
    found(&folder, &folder, &mut committed);
    assert!(committed.keys().map(String::as_str).eq(tour.keys().copied()), "{:?}", committed.keys());
    for (path, bytes) in &tour {
        assert!(committed[*path] == *bytes, "{path} is not what the maker makes; see the head of this file");
    }
}

#[test]
fn the_tour_stays_small() {
    assert!(tour().values().map(Vec::len).sum::<usize>() < 200_000);
}

#[test]
fn two_captions_share_one_essence_and_one_copy_shares_every_byte() {
    let tour = tour();
    let scan = |path: &str| {
        let bytes = &tour[path];
        let start = bytes.windows(2).rposition(|pair| pair == [0xff, 0xda]).expect("a scan");
        bytes[start..].to_vec()
    };
    assert_eq!(scan("newsroom/harbour-night.jpg"), scan("wire/meridian-harbour.jpg"));
    assert_ne!(tour["newsroom/harbour-night.jpg"], tour["wire/meridian-harbour.jpg"]);
    assert_eq!(tour["cup-final/final-goal.jpg"], tour["archive/best-of-2024/final-goal.jpg"]);
}
