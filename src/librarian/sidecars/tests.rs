//! Names of a folder, and what is paired.
use super::{Clerk, Named, pair};

/// `main: sidecar, sidecar; main` in the order of names. Every file is of one moment but those with `@HOURS` after their
/// names; what stands behind `=` is the title in a JSON file that Takeout wrote.
fn paired(listed: &[&str]) -> String {
    paired_as_held(listed, &|_| None)
}

fn paired_as_held(listed: &[&str], held: &dyn Fn(usize) -> Option<usize>) -> String {
    let mut parts: Vec<(&str, i64, Option<&str>)> = listed
        .iter()
        .map(|listed| {
            let text: &str = listed;
            let (text, title) = text.split_once('=').map_or((text, None), |(name, title)| (name, Some(title)));
            let (name, hours) = text.split_once('@').map_or((text, 0), |(name, hours)| (name, hours.parse().unwrap()));
            (name, hours, title)
        })
        .collect();
    parts.sort_unstable();
    let files: Vec<Named<'_>> = parts
        .iter()
        .map(|(name, hours, _)| Named { name: name.as_bytes(), modified: hours * 3_600_000_000_000 })
        .collect();
    let title = |at: usize| parts[at].2.map(str::to_owned);
    let pairing = pair(&files, &Clerk { held, title: &title });
    let mains = pairing.mains.iter().map(|(main, sidecars)| {
        let sidecars: Vec<_> = sidecars.iter().map(|at| parts[*at].0).collect();
        format!("{}: {}", parts[*main].0, sidecars.join(", ")).trim_end_matches([':', ' ']).to_owned()
    });
    let doubts = if pairing.doubts.is_empty() { "" } else { " (doubtful)" };
    mains.collect::<Vec<_>>().join("; ") + doubts
}

#[test]
fn a_sidecar_speaks_for_the_file_it_names() {
    for (names, expected) in [
        (vec!["a.jpg", "a.xmp"], "a.jpg: a.xmp"),
        (vec!["a.jpg", "a.jpg.xmp"], "a.jpg: a.jpg.xmp"),
        (vec!["a.jpg", "a.jpg.xmp", "a.xmp"], "a.jpg: a.jpg.xmp, a.xmp"),
        (vec!["a.JPG", "a.nef", "a.xmp"], "a.JPG; a.nef: a.xmp"),
        (vec!["a.jpg", "a.nef.xmp"], "a.jpg; a.nef.xmp"),
        (vec!["IMG.JPG", "img.xmp"], "IMG.JPG: img.xmp"),
        (vec!["IMG.JPG", "img.jpg.xmp"], "IMG.JPG: img.jpg.xmp"),
        (vec!["b.jpg", "lonely.xmp"], "b.jpg; lonely.xmp"),
        (vec!["a.jpg", "a.png", "a.xmp"], "a.jpg: a.xmp; a.png (doubtful)"),
        (vec!["a.xmp", "a.xmp.xmp"], "a.xmp; a.xmp.xmp"),
        (vec!["a.wav", "a.xmp"], "a.wav: a.xmp"),
        (vec!["IMG_1.jpg", "IMG_10.xmp", "IMG.xmp"], "IMG.xmp; IMG_1.jpg; IMG_10.xmp"),
    ] {
        assert_eq!(paired(&names), expected);
    }
}

#[test]
fn each_kind_speaks_for_what_its_program_knows_and_for_nothing_else() {
    for (names, expected) in [
        (vec!["a.nef", "a.nef.dop"], "a.nef: a.nef.dop"),
        (vec!["a.nef", "a.dop"], "a.dop; a.nef"),
        (vec!["a.nef", "a.nef.pp3", "a.jpg"], "a.jpg; a.nef: a.nef.pp3"),
        (vec!["a.jpg", "a.pp3"], "a.jpg; a.pp3"),
        (vec!["a.nef", "a.on1"], "a.nef: a.on1"),
        (vec!["a.jpg", "a.nef", "a.on1"], "a.jpg; a.nef: a.on1"),
        (vec!["a.nef", "a.nef.on1"], "a.nef: a.nef.on1"),
        (vec!["IMG_1.HEIC", "IMG_1.MOV", "IMG_1.AAE"], "IMG_1.HEIC: IMG_1.AAE; IMG_1.MOV"),
        (vec!["IMG_1.MOV", "IMG_1.AAE"], "IMG_1.MOV: IMG_1.AAE"),
        (vec!["IMG_1.HEIC", "IMG_10.AAE"], "IMG_1.HEIC; IMG_10.AAE"),
        (vec!["a.aae", "a.txt"], "a.aae; a.txt"),
        (vec!["a.heic", "a.jpg", "a.aae"], "a.heic: a.aae; a.jpg (doubtful)"),
        (vec!["MVI_1.AVI", "MVI_1.THM"], "MVI_1.AVI: MVI_1.THM"),
        (vec!["CRW_1.CRW", "CRW_1.THM"], "CRW_1.CRW: CRW_1.THM"),
        (vec!["a.jpg", "a.thm"], "a.jpg; a.thm"),
        (vec!["a.jpg", "a.wav"], "a.jpg: a.wav"),
        (vec!["a.jpg", "a.nef", "a.wav"], "a.jpg; a.nef: a.wav"),
        (vec!["a.mp4", "a.wav"], "a.mp4; a.wav"),
        (vec!["a.jpg", "ab.wav"], "a.jpg; ab.wav"),
        (vec!["a.jpg", "a.wav@12"], "a.jpg: a.wav"),
        (vec!["a.jpg", "a.wav@13"], "a.jpg; a.wav"),
        // What a sound says aside, the packet is the picture's.
        (vec!["a.jpg", "a.wav", "a.xmp"], "a.jpg: a.wav, a.xmp"),
        (vec!["a.jpg", "a.wav@13", "a.wav.xmp"], "a.jpg; a.wav: a.wav.xmp"),
    ] {
        assert_eq!(paired(&names), expected);
    }
}

#[test]
fn a_voice_note_that_the_catalogue_holds_stays_though_the_picture_is_edited_later() {
    assert_eq!(paired_as_held(&["a.jpg@100", "a.wav"], &|at| (at == 1).then_some(0)), "a.jpg: a.wav");
}

#[test]
fn takeouts_json_speaks_for_the_picture_whose_name_it_was_made_of() {
    let long = "Screenshot_20230514-101213_Some application name"; // 48 characters
    let cut = |rest: &str| long.chars().take(46).collect::<String>() + rest;
    let [json, second, media] = [cut(".json=x"), cut("(1).json=x"), long[..47].to_owned()];
    let [media, edited, numbered] = ["", "-edited", "(1)"].map(|made| format!("{media}{made}.jpg"));
    for (names, expected) in [
        (vec!["IMG.jpg", "IMG.jpg.json=IMG.jpg"], "IMG.jpg: IMG.jpg.json".to_owned()),
        (vec!["IMG.jpg", "IMG.jpg.json"], "IMG.jpg; IMG.jpg.json".to_owned()),
        (vec!["IMG.jpg", "IMG.json=IMG.jpg"], "IMG.jpg; IMG.json".to_owned()),
        (
            vec!["IMG.jpg", "IMG.jpg.supplemental-metadata.json=IMG.jpg"],
            "IMG.jpg: IMG.jpg.supplemental-metadata.json".to_owned(),
        ),
        (vec!["IMG.jpg", "IMG.jpg.supplemental-me.json=IMG.jpg"], "IMG.jpg: IMG.jpg.supplemental-me.json".to_owned()),
        (vec!["IMG.jpg", "IMG.jpg..json=IMG.jpg"], "IMG.jpg: IMG.jpg..json".to_owned()),
        (vec!["IMG.jpg", "IMG.jpg.other.json=IMG.jpg"], "IMG.jpg; IMG.jpg.other.json".to_owned()),
        (
            vec!["IMG(1).jpg", "IMG.jpg", "IMG.jpg(1).json=IMG.jpg", "IMG.jpg.json=IMG.jpg"],
            "IMG(1).jpg: IMG.jpg(1).json; IMG.jpg: IMG.jpg.json".to_owned(),
        ),
        (
            vec!["IMG(2).jpg", "IMG.jpg", "IMG.jpg.supplemental-metadata(2).json=IMG.jpg"],
            "IMG(2).jpg: IMG.jpg.supplemental-metadata(2).json; IMG.jpg".to_owned(),
        ),
        (vec!["IMG(1).jpg", "IMG(1).jpg.json=IMG(1).jpg"], "IMG(1).jpg: IMG(1).jpg.json".to_owned()),
        (vec!["IMG-edited.jpg", "IMG.jpg", "IMG.jpg.json=IMG.jpg"], "IMG-edited.jpg; IMG.jpg: IMG.jpg.json".to_owned()),
        (vec!["IMG-edited.jpg", "IMG.jpg.json=IMG.jpg"], "IMG-edited.jpg: IMG.jpg.json".to_owned()),
        (vec!["IMG-edited(1).jpg", "IMG.jpg(1).json=IMG.jpg"], "IMG-edited(1).jpg: IMG.jpg(1).json".to_owned()),
        // The title decides before the name.
        (vec!["A.jpg", "B.jpg", "A.jpg.json=B.jpg"], "A.jpg; B.jpg: A.jpg.json".to_owned()),
        (vec!["A_B.jpg", "A_B.jpg.json=A&B.jpg"], "A_B.jpg: A_B.jpg.json".to_owned()),
        (vec!["IMG_1.jpg", "IMG_10.jpg.json=IMG_10.jpg"], "IMG_1.jpg; IMG_10.jpg.json".to_owned()),
        (vec![&media, &json], format!("{media}: {}", cut(".json"))),
        (vec![&media, &edited, &json], format!("{edited}; {media}: {}", cut(".json"))),
        (
            vec![&media, &numbered, &json, &second],
            format!("{numbered}: {}; {media}: {}", cut("(1).json"), cut(".json")),
        ),
    ] {
        assert_eq!(paired(&names), expected, "{names:?}");
    }
}

#[test]
fn of_several_pictures_whose_names_were_cut_alike_the_title_tells_and_without_it_the_doubt_is_told() {
    let [same, title] =
        ["a_name_that_is_long_enough_to_be_cut_at_last_00", "a_name_that_is_long_enough_to_be_cut_at_last_00"];
    assert_eq!(same.len(), 47);
    let [one, two, json] = [format!("{same}.jpg"), format!("{same}.png"), format!("{}.json", &same[..46])];
    let told = format!("{json}={title}7.png");
    assert_eq!(paired(&[&one, &two, &told]), format!("{one}; {two}: {json}"));
    let untold = format!("{json}=something else.gif");
    assert_eq!(paired(&[&one, &two, &untold]), format!("{one}: {json}; {two} (doubtful)"));
}
