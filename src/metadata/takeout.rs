//! Google Takeout's JSON to statements: what Google Photos knows of a picture. It knows the shape of one object; for which
//! file it speaks is not known here.
use super::Findings;
use crate::asset::{Date, Field, Origin, Problem, ProblemKind, Statement, Value};
use serde_json::{Map, Value as Json};

/// The largest such file: Takeout's are of a few kilobytes.
pub const LARGEST: u64 = 1 << 20;

/// What is inferred by Google, or was typed there for want of better, is named so: it counts where the file is silent.
const TAKEN: &str = "takeout:photoTakenTime";

/// The title of the picture that a JSON speaks for, which is the name it was uploaded by; `None` for JSON of others.
pub fn takeout_title(bytes: &[u8]) -> Option<String> {
    let object = object_of(bytes)?;
    let is_of_a_picture = ["photoTakenTime", "creationTime", "geoData", "googlePhotosOrigin"];
    let title = object.get("title")?.as_str().filter(|title| !title.is_empty())?;
    is_of_a_picture.iter().any(|member| object.contains_key(*member)).then(|| title.to_owned())
}

/// Everything that Takeout says of a picture (`Origin::Sidecar`), and what was wrong with it.
pub fn read_takeout(bytes: &[u8]) -> (Vec<Statement>, Vec<Problem>) {
    let mut findings = Findings::default();
    match object_of(bytes) {
        Some(object) => state_all(&object, &mut findings),
        None => findings.problem(ProblemKind::Malformed, "the file is not the JSON object that Takeout writes"),
    }
    (findings.statements, findings.problems)
}

fn object_of(bytes: &[u8]) -> Option<Map<String, Json>> {
    if bytes.len() as u64 > LARGEST {
        return None;
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match serde_json::from_slice(bytes).ok()? {
        Json::Object(object) => Some(object),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) => None,
    }
}

fn state_all(object: &Map<String, Json>, findings: &mut Findings) {
    for (member, field) in [("title", None), ("description", Some(Field::Description)), ("url", None)] {
        let text = object.get(member).and_then(Json::as_str).filter(|text| !text.is_empty());
        say(findings, member, field, text.map(Value::text));
    }
    say(findings, "photoTakenTime", Some(Field::DateCreated), object.get("photoTakenTime").and_then(moment));
    say(findings, "creationTime", None, object.get("creationTime").and_then(moment));
    let people = object.get("people").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    say(findings, "people", Some(Field::Person), people.iter().filter_map(name_of));
    say(findings, "favorited", None, object.get("favorited").and_then(Json::as_bool).map(Value::Boolean));
    // Where Google places it, if it is placed at all; else where the camera did.
    let place =
        ["geoData", "geoDataExif"].into_iter().find_map(|member| Some((member, place_of(object.get(member)?)?)));
    if let Some((member, [latitude, longitude, altitude])) = place {
        let fields = [("latitude", Field::Latitude), ("longitude", Field::Longitude), ("altitude", Field::Altitude)];
        let numbers = [Some(latitude), Some(longitude), Some(altitude).filter(|altitude| *altitude != 0.0)];
        for ((name, field), number) in fields.into_iter().zip(numbers) {
            say(findings, &format!("{member}.{name}"), Some(field), number.map(Value::Number));
        }
    }
}

fn say(findings: &mut Findings, member: &str, field: Option<Field>, values: impl IntoIterator<Item = Value>) {
    findings.state(Origin::Sidecar, format!("takeout:{member}"), field, values.into_iter().collect());
}

/// `{"timestamp": "1588327933", "formatted": ...}`: seconds since 1970 UTC; the other is for people.
fn moment(json: &Json) -> Option<Value> {
    let stamp = json.get("timestamp")?;
    let seconds = stamp.as_i64().or_else(|| stamp.as_str()?.trim().parse().ok())?;
    // Zero is what stands there where no time is known.
    let is_a_time = seconds != 0 && (-62_135_596_800..253_402_300_800).contains(&seconds);
    is_a_time.then(|| Value::Date(Date::from_unix(seconds)))
}

fn name_of(person: &Json) -> Option<Value> {
    person.get("name")?.as_str().filter(|name| !name.trim().is_empty()).map(Value::text)
}

/// Degrees north and east, and metres; a place at 0, 0 is none.
fn place_of(json: &Json) -> Option<[f64; 3]> {
    let number = |member| json.get(member).and_then(Json::as_f64);
    let (latitude, longitude) = (number("latitude")?, number("longitude")?);
    let is_on_earth = latitude.abs() <= 90.0 && longitude.abs() <= 180.0 && (latitude, longitude) != (0.0, 0.0);
    is_on_earth.then(|| [latitude, longitude, number("altitude").unwrap_or_default()])
}

/// Whether a statement is Takeout's of a time or a place: an inference of Google's.
pub(super) fn is_inferred(statement: &Statement) -> bool {
    statement.name == TAKEN || statement.name.starts_with("takeout:geoData")
}

#[cfg(test)]
mod tests {
    use super::{read_takeout, takeout_title};
    use crate::asset::Field;

    const WHOLE: &str = r#"{"title": "IMG.jpg", "description": "At the quay", "imageViews": "3",
        "creationTime": {"timestamp": "1714558400"}, "photoTakenTime": {"timestamp": "1714558333", "formatted": "x"},
        "geoData": {"latitude": 0.0, "longitude": 0.0, "altitude": 0.0},
        "geoDataExif": {"latitude": 60.39, "longitude": 5.32, "altitude": 0.0},
        "people": [{"name": "Ingrid Solvang"}, {"name": " "}, {}], "favorited": true, "url": "https://photos.example/1"}"#;

    fn told(json: &str) -> Vec<String> {
        let (statements, problems) = read_takeout(json.as_bytes());
        assert!(problems.is_empty(), "{problems:?}");
        let value =
            |values: &[crate::asset::Value]| values.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        let line = |one: &crate::asset::Statement| {
            format!("{} {} = {}", one.name, one.field.map_or("-", Field::word), value(&one.values))
        };
        statements.iter().map(line).collect()
    }

    #[test]
    fn what_takeout_says_becomes_statements_and_no_place_is_none() {
        assert_eq!(
            told(WHOLE),
            [
                "takeout:title - = IMG.jpg",
                "takeout:description description = At the quay",
                "takeout:url - = https://photos.example/1",
                "takeout:photoTakenTime date_created = 2024-05-01T10:12:13Z",
                "takeout:creationTime - = 2024-05-01T10:13:20Z",
                "takeout:people person = Ingrid Solvang",
                "takeout:favorited - = true",
                "takeout:geoDataExif.latitude latitude = 60.39",
                "takeout:geoDataExif.longitude longitude = 5.32",
            ]
        );
        let odd = r#"{"title": 7, "photoTakenTime": {"timestamp": "x"}, "geoData": {"latitude": 91, "longitude": 5}, "people": 3}"#;
        assert_eq!(told(odd), Vec::<String>::new());
    }

    #[test]
    fn json_of_others_is_not_takeouts() {
        assert_eq!(takeout_title(WHOLE.as_bytes()).as_deref(), Some("IMG.jpg"));
        let others = ["", "[]", "{", "{}", r#"{"title": "IMG.jpg"}"#, r#"{"photoTakenTime": {}}"#, "\u{0}"];
        for other in others {
            assert_eq!(takeout_title(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn no_bytes_make_it_fail_whole() {
        for end in 0..WHOLE.len() {
            let _ = (read_takeout(&WHOLE.as_bytes()[..end]), takeout_title(&WHOLE.as_bytes()[..end]));
            for flip in [0x01, 0x20, 0x80] {
                let mut bytes = WHOLE.as_bytes().to_vec();
                bytes[end] ^= flip;
                let (statements, problems) = read_takeout(&bytes);
                assert!(!statements.is_empty() || !problems.is_empty(), "{end}");
            }
        }
        let (_, problems) = read_takeout("[".repeat(100_000).as_bytes());
        assert_eq!(problems.len(), 1);
    }
}
