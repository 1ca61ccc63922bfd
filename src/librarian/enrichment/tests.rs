//! What is stated at the door, of assets that are made here.
use super::{Cameras, Clock, Enriched, Enrichment, Gazetteer, Tracks};
use crate::asset::zone::Zone;
use crate::asset::{
    AssetId, Cataloguing, Date, Description, Digest, Field, FilePath, Holding, HoldingState, Reading, Role, Shift,
    Snapshot, Stat, Value, Version,
};
use crate::container::{TrackLog, TrackPoint};
use crate::query::{Codes, parse_edit};

/// A new asset that says these things, in the words of edits: `city=Oslo`.
pub fn new(words: &[&str]) -> Snapshot {
    let mut description = Description::default();
    for word in words {
        let (name, text) = word.split_once('=').unwrap();
        let field = Field::named(name).unwrap();
        description.set(field, vec![crate::query::value_of(field, text).unwrap()]);
    }
    let digest = Digest([7; 32]);
    let stat = Stat { size: 1, modified: 0, inode: 1, device: 1 };
    let path = FilePath(b"/card/IMG_1.jpg".to_vec());
    let (role, state, volume) = (Role::Original, HoldingState::Present, String::new());
    Snapshot {
        id: AssetId::of(&digest),
        accessioned: Date::from_unix(0),
        versions: vec![(
            Version { number: 1, digest, essence: digest, size: 1 },
            Reading { description, statements: Vec::new() },
        )],
        holdings: vec![Holding { path, volume, role, state, stat, digest, version: 1 }],
        cataloguing: Cataloguing::default(),
    }
}

/// What is stated, as `field=value`, and what was wrong.
pub fn told(enriched: &Enriched) -> (Vec<String>, Vec<String>) {
    let text = |values: &[Value]| values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let stated = enriched.cataloguing.iter().map(|(field, values)| format!("{}={}", field.word(), text(values)));
    (stated.collect(), enriched.problems.iter().map(ToString::to_string).collect())
}

fn edits(words: &[&str]) -> Enrichment {
    let edits = words.iter().map(|word| parse_edit(word).unwrap()).collect();
    Enrichment { edits, ..Enrichment::default() }
}

#[test]
fn a_later_edit_sees_what_an_earlier_one_did_and_one_that_does_not_fit_leaves_the_others() {
    let door = edits(&["city=Oslo", "title={headline}", "headline={city} at night", "+harbour", "city=Oslo"]);
    let enriched = door.of(&new(&["city=Bergen"]));
    let (stated, problems) = told(&enriched);
    assert_eq!(stated, ["city=Oslo", "headline=Oslo at night", "keywords=harbour"]);
    assert_eq!(problems, ["nothing to set title to: the template gives no text"]);
    assert_eq!(
        enriched.fields.iter().map(|change| change.field).collect::<Vec<_>>(),
        [Field::City, Field::Headline, Field::Keywords]
    );
    assert_eq!(edits(&["city=Bergen"]).of(&new(&["city=Bergen"])), Enriched::default());
    assert_eq!(Enrichment::default().of(&new(&["city=Bergen"])), Enriched::default());
}

#[test]
fn dates_are_moved_first_and_then_placed_and_what_cannot_be_is_told() {
    let door = |shift: Option<&str>, zone: Option<&str>| Enrichment {
        clock: Clock {
            shift: shift.map(|text| Shift::of(text).unwrap()),
            zone: zone.map(|name| Zone::named(name).unwrap()),
        },
        ..Enrichment::default()
    };
    for (shift, zone, said, stated, problems) in [
        (
            Some("1h30m"),
            None,
            &["taken=2024-05-01T10:00:00.5+02:00"][..],
            &["date_created=2024-05-01T11:30:00.5+02:00"][..],
            0,
        ),
        (
            Some("1h"),
            Some("Europe/Oslo"),
            &["taken=2024-03-31T01:30:00", "date_digitized=2024-07-01T01:30:00"],
            &["date_created=2024-03-31T02:30:00", "date_digitized=2024-07-01T02:30:00+02:00"],
            1,
        ),
        (None, Some("Europe/Oslo"), &["taken=2024-05-01T10:00:00Z"], &[], 0),
        (None, Some("Europe/Oslo"), &["taken=2024-10-27T02:30:00", "date_digitized=2024-10-27T02:30:00"], &[], 1),
        (Some("1h"), Some("Europe/Oslo"), &["taken=2024-05-01"], &[], 1),
        (Some("1h"), Some("Europe/Oslo"), &["city=Oslo"], &[], 0),
    ] {
        let (found, wrong) = told(&door(shift, zone).of(&new(said)));
        assert_eq!(found, stated, "{said:?}");
        assert_eq!(wrong.len(), problems, "{wrong:?}");
    }
}

/// A segment of points: seconds, degrees north and east, metres.
fn segment(points: &[(i64, f64, f64, Option<f32>)]) -> Vec<TrackPoint> {
    let point = |(seconds, latitude, longitude, altitude): &(i64, f64, f64, Option<f32>)| TrackPoint {
        moment: seconds * 1_000_000,
        latitude: *latitude,
        longitude: *longitude,
        altitude: *altitude,
    };
    points.iter().map(point).collect()
}

fn tracked(offset: i64, replaces: bool) -> Enrichment {
    let segments = vec![
        segment(&[(2_000, 10.0, 10.0, None), (2_100, 11.0, 12.0, Some(3.0)), (3_000, 12.0, 12.0, None)]),
        segment(&[(0, 60.0, 179.5, Some(10.0)), (100, 61.0, -179.5, Some(20.0))]),
        segment(&[(2_040, 50.0, 50.0, None), (2_060, 51.0, 50.0, None)]),
    ];
    let mut tracks = Tracks::new(vec![TrackLog { segments, useless: 0, is_cut: false }]).unwrap();
    (tracks.offset, tracks.replaces) = (offset * 1_000_000, replaces);
    Enrichment { tracks: Some(tracks), ..Enrichment::default() }
}

#[test]
fn a_position_lies_on_the_way_between_two_points_of_one_segment() {
    let stated = |door: &Enrichment, seconds: &str| {
        told(&door.of(&new(&["media_type=image/jpeg", &format!("taken=1970-01-01T{seconds}")])))
    };
    let door = tracked(0, false);
    for (seconds, place) in [
        ("00:00:00Z", &["latitude=60", "longitude=179.5", "altitude=10"][..]),
        ("00:00:25Z", &["latitude=60.25", "longitude=179.75", "altitude=12.5"]),
        ("02:01:15+02:00", &["latitude=60.75", "longitude=-179.75", "altitude=17.5"]),
        ("00:33:20Z", &["latitude=10", "longitude=10"]),
        ("00:34:10Z", &["latitude=50.5", "longitude=50"]),
        ("00:50:00Z", &["latitude=12", "longitude=12"]),
    ] {
        assert_eq!(
            stated(&door, seconds),
            (place.iter().map(|text| (*text).to_owned()).collect(), vec![]),
            "{seconds}"
        );
    }
    assert_eq!(stated(&tracked(10, false), "00:00:15Z").0[0], "latitude=60.25");
    for (seconds, why) in [
        ("00:40:00Z", "it does not cover"),
        ("00:10:00Z", "it does not cover"),
        ("23:00:00Z", "it does not cover"),
        ("00:00:25", "no offset from UTC"),
        ("00:00Z", "not known to the second"),
    ] {
        let (stated, wrong) = stated(&door, seconds);
        assert!(stated.is_empty() && wrong[0].contains(why), "{seconds}: {wrong:?}");
    }
}

#[test]
fn a_position_that_a_file_has_stays_unless_it_is_to_be_replaced() {
    let said = ["media_type=image/jpeg", "taken=1970-01-01T00:00:00Z", "latitude=1", "longitude=2", "altitude=3"];
    assert_eq!(tracked(0, false).of(&new(&said)), Enriched::default());
    let (stated, _) = told(&tracked(0, true).of(&new(&said)));
    assert_eq!(stated, ["latitude=60", "longitude=179.5", "altitude=10"]);
    assert_eq!(tracked(0, false).of(&new(&["media_type=application/pdf"])), Enriched::default());
    assert_eq!(tracked(0, false).of(&new(&["media_type=image/png"])).problems.len(), 1);
}

/// A table of GeoNames with three cities, a part of one and a mountain.
fn gazetteer() -> Gazetteer {
    let line = |name: &str, north: f64, east: f64, feature: &str, country: &str, province: &str| {
        let (class, code) = feature.split_once('.').unwrap();
        format!(
            "1\t{name}\t{name}\t\t{north}\t{east}\t{class}\t{code}\t{country}\t\t{province}\t\t\t\t9\t\t5\tx\t2024-01-01\n"
        )
    };
    let table = [
        line("Oslo", 59.91273, 10.74609, "P.PPLC", "NO", "12"),
        line("Grünerløkka", 59.9225, 10.7591, "P.PPLX", "NO", "12"),
        line("Galdhøpiggen", 61.6363, 8.3125, "T.MT", "NO", "34"),
        line("Suva", -18.1416, 178.4415, "P.PPLC", "FJ", "01"),
        line("Labasa", -16.4332, 179.3645, "P.PPL", "FJ", ""),
    ];
    let mut names = Gazetteer::read(table.concat().as_bytes(), 30_000.0).unwrap();
    names.name_provinces("NO.12\tOslo County\tOslo\t3143242\n".as_bytes()).unwrap();
    names.name_countries("#ISO\tISO3\tx\tx\tCountry\nNO\tNOR\t578\tNO\tNorway\tOslo\n".as_bytes()).unwrap();
    names
}

#[test]
fn the_nearest_city_is_named_where_nothing_else_is_said() {
    let door = Enrichment { gazetteer: Some(gazetteer()), ..Enrichment::default() };
    for (said, stated) in [
        (
            &["latitude=59.9226", "longitude=10.759"][..],
            &["city=Oslo", "country_code=NO", "country=Norway", "province_or_state=Oslo County"][..],
        ),
        (
            &["latitude=59.9", "longitude=10.7", "country_code=NOR"],
            &["city=Oslo", "country=Norway", "province_or_state=Oslo County"],
        ),
        (
            &["latitude=59.9", "longitude=10.7", "city=OSLO", "country=Norge"],
            &["country_code=NO", "province_or_state=Oslo County"],
        ),
        (&["latitude=59.9", "longitude=10.7", "city=Bærum"], &[]),
        (&["latitude=59.9", "longitude=10.7", "country_code=SE"], &[]),
        (&["latitude=60.5", "longitude=10.7"], &[]),
        (&["latitude=-16.4", "longitude=179.4"], &["city=Labasa", "country_code=FJ"]),
        (&["latitude=90", "longitude=0"], &[]),
        (&["city=Oslo"], &[]),
    ] {
        let mut wanted: Vec<&str> = stated.to_vec();
        let (mut found, wrong) = told(&door.of(&new(said)));
        found.sort();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{said:?}");
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}

#[test]
fn a_place_that_is_stated_otherwise_takes_its_names_with_it() {
    let place = ["latitude=59.9", "longitude=10.7"];
    let door = |edit: &str| Enrichment { gazetteer: Some(gazetteer()), ..edits(&[edit]) };
    assert_eq!(told(&door("city=Kyoto").of(&new(&place))).0, ["city=Kyoto"]);
    assert_eq!(told(&door("title={city}, {country}").of(&new(&place))).0.len(), 5);
}

#[test]
fn the_tree_finds_what_looking_at_every_city_finds() {
    let mut state = 1_u64;
    let mut random = |most: f64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (f64::from(u32::try_from(state >> 33).unwrap()) / f64::from(1_u32 << 31) - 0.5) * 2.0 * most
    };
    let cities: Vec<(f64, f64)> = (0..2_000).map(|_| (random(90.0), random(180.0))).collect();
    let line = |(at, (north, east)): (usize, &(f64, f64))| {
        format!("1\tc{at}\tc\t\t{north}\t{east}\tP\tPPL\tNO\t\t1\t\t\t\t9\t\t5\tx\t2024-01-01\n")
    };
    let table: String = cities.iter().enumerate().map(line).collect();
    let names = Gazetteer::read(table.as_bytes(), 2e7).unwrap();
    let door = Enrichment { gazetteer: Some(names), ..Enrichment::default() };
    let chord = |(north, east): (f64, f64), (other, further): (f64, f64)| {
        let parts = |north: f64, east: f64| {
            let (north, east) = (north.to_radians(), east.to_radians());
            [north.cos() * east.cos(), north.cos() * east.sin(), north.sin()]
        };
        parts(north, east).iter().zip(parts(other, further)).map(|(one, two)| (one - two) * (one - two)).sum::<f64>()
    };
    for _ in 0..200 {
        let point = (random(90.0), random(180.0));
        let nearest =
            (0..cities.len()).min_by(|a, b| chord(cities[*a], point).total_cmp(&chord(cities[*b], point))).unwrap();
        let place = [format!("latitude={}", point.0), format!("longitude={}", point.1)];
        let (stated, _) = told(&door.of(&new(&[&place[0], &place[1]])));
        assert!(stated.contains(&format!("city=c{nearest}")), "{point:?}: {stated:?}");
    }
}

#[test]
fn what_is_no_table_of_cities_is_refused() {
    for text in
        ["", "\n", "Oslo,59,10", "1\tOslo\tOslo\t\t99\t10\tP\tPPL\tNO\t\t1\n", "1\tA\tA\t\t9\t1\tT\tMT\tNO\t\t1\t\n"]
    {
        assert!(Gazetteer::read(text.as_bytes(), 1.0).is_err(), "{text}");
    }
    assert!(Gazetteer::read(&b"1\tO\xff\tO\t\t59\t10\tP\tPPL\tNO\t\t1\n"[..], 1.0).is_err());
}

#[test]
fn a_camera_credits_whoever_has_it_and_strangers_are_told_once() {
    let mut cameras = Cameras::default();
    cameras
        .add("0004001", vec![parse_edit("creator=Kari Berg").unwrap(), parse_edit("credit_line={creator}/NP").unwrap()])
        .unwrap();
    assert!(cameras.add("4001", vec![parse_edit("creator=Bo").unwrap()]).is_err());
    let door = Enrichment { cameras: Some(cameras), ..edits(&["creator?=Pool"]) };
    let of = |said: &[&str]| door.of(&new(said));
    assert_eq!(told(&of(&["serial=4001 "])).0, ["creator=Kari Berg", "credit_line=Kari Berg/NP"]);
    let stranger = of(&["serial=5"]);
    assert_eq!(told(&stranger).0, ["creator=Pool"]);
    assert_eq!(stranger.remarks, ["no line stands for the camera with the serial number 5"]);
    assert_eq!((of(&["media_type=image/jpeg"]).remarks.len(), of(&["city=Oslo"]).remarks.len()), (1, 0));
}

#[test]
fn codes_in_the_files_own_texts_and_codes_made_of_variables_are_replaced() {
    let mut codes = Codes::default();
    codes.read("h9\tKari Berg\tBerg\nx4001\tBo {Dahl}\n").unwrap();
    let door = Enrichment { shorthand: Some(codes.clone()), ..Enrichment::default() };
    let enriched = door.of(&new(&["caption=Goal by =h9=, save by \\h8\\", "keywords=\\h9#2\\", "serial==h9="]));
    let (stated, problems) = told(&enriched);
    assert_eq!(stated, ["description=Goal by Kari Berg, save by \\h8\\", "keywords=Berg"]);
    assert_eq!(problems, ["description: there is no code `h8`"]);
    let late = Enrichment { late_codes: Some(codes), ..edits(&["creator==x{serial}="]) };
    assert_eq!(told(&late.of(&new(&["serial=4001", "caption==h9="]))).0, ["creator=Bo {Dahl}"]);
    assert_eq!(told(&late.of(&new(&["serial=5"]))).1, ["creator: there is no code `x5`"]);
}
