//! Records read back: which asset a line of standard input means, and a structure from its JSON.
use crate::asset::{FilePath, IdPrefix, Tree};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value as Json};

/// What a line of standard input names.
#[derive(Clone, Debug, PartialEq)]
pub enum Selected {
    /// An asset, by its id or the beginning of it.
    Id(IdPrefix),
    /// A file, by its path as given: it may be relative.
    Path(FilePath),
}

/// Why a text is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// It is not JSON.
    #[error("this is not JSON: {0}")]
    Json(String),
    /// It is JSON, but no asset can be told from it.
    #[error("a record without an `id`")]
    NoId,
    /// What should be an id is none.
    #[error("`{0}` is not an asset id (4 to 32 hex digits)")]
    Id(String),
    /// A structure must be an object.
    #[error("a structure is a JSON object, such as {{\"City\":\"Oslo\"}}")]
    Shape,
}

/// What one line of a selection on standard input names; `None` for an empty line and for the records of a working
/// verb that concern no asset (its summary, an outcome that has no id), so that one verb's output can be piped to another.
///
/// A line is a record with an `id` (else the first `path` of a record of no schema), a JSON string, 4 to 32 hex digits
/// (an id), or else a path, byte for byte. A file whose name looks like an id or like JSON is named with `./` before it.
///
/// # Errors
/// A line that begins with `{` and is no record, or has no id.
pub fn selection_line(line: &[u8]) -> Result<Option<Selected>, RecordError> {
    if line.is_empty() {
        return Ok(None);
    }
    match line.first() {
        Some(b'{') => named_by_record(&parse(line)?),
        Some(b'"') => match serde_json::from_slice(line) {
            Ok(Json::String(text)) => Ok(Some(bare(text.as_bytes()))),
            _ => Ok(Some(bare(line))),
        },
        _ => Ok(Some(bare(line))),
    }
}

fn parse(text: &[u8]) -> Result<Map<String, Json>, RecordError> {
    serde_json::from_slice(text).map_err(|error| RecordError::Json(error.to_string()))
}

fn bare(line: &[u8]) -> Selected {
    let id = std::str::from_utf8(line).ok().and_then(|text| text.trim().parse().ok());
    id.map_or_else(|| Selected::Path(FilePath(line.to_vec())), Selected::Id)
}

fn named_by_record(record: &Map<String, Json>) -> Result<Option<Selected>, RecordError> {
    match record.get("id") {
        Some(Json::String(id)) => id.parse().map(|id| Some(Selected::Id(id))).map_err(|()| RecordError::Id(id.clone())),
        Some(other) => Err(RecordError::Id(other.to_string())),
        None => match record.get("schema").and_then(Json::as_str) {
            Some("damson/summary/1" | "damson/outcome/1") => Ok(None),
            Some(_) => Err(RecordError::NoId),
            None => record.get("path").and_then(path).map(|path| Some(Selected::Path(path))).ok_or(RecordError::NoId),
        },
    }
}

/// A path as records print it: text, or an object with its bytes in Base64, or a list of these of which the first counts.
fn path(json: &Json) -> Option<FilePath> {
    match json {
        Json::String(text) => Some(FilePath(text.clone().into_bytes())),
        Json::Object(object) => STANDARD.decode(object.get("bytes")?.as_str()?).ok().map(FilePath),
        Json::Array(items) => path(items.first()?),
        Json::Null | Json::Bool(_) | Json::Number(_) => None,
    }
}

/// Every path of a member as records print it.
pub(in crate::output) fn paths_of(json: &Json) -> Vec<FilePath> {
    match json {
        Json::Array(items) => items.iter().filter_map(path).collect(),
        one => path(one).into_iter().collect(),
    }
}

/// A structure from its JSON object, as records print it. Booleans become the words that XMP has for them; a null
/// member is absent.
///
/// # Errors
/// Text that is not JSON, or not an object.
pub fn tree(text: &str) -> Result<Tree, RecordError> {
    let json = serde_json::from_str(text).map_err(|error| RecordError::Json(error.to_string()))?;
    if !matches!(json, Json::Object(_)) {
        return Err(RecordError::Shape);
    }
    grown(json).ok_or(RecordError::Shape)
}

/// The tree that a JSON value is, at any depth; `None` for null.
pub(in crate::output) fn grown(json: Json) -> Option<Tree> {
    match json {
        Json::Null => None,
        Json::Bool(yes) => Some(Tree::Text(if yes { "True" } else { "False" }.to_owned())),
        Json::Number(number) => Some(number.as_f64().map_or_else(|| Tree::Text(number.to_string()), Tree::Number)),
        Json::String(text) => Some(Tree::Text(text)),
        Json::Array(items) => Some(Tree::List(items.into_iter().filter_map(grown).collect())),
        Json::Object(members) => {
            Some(Tree::Struct(members.into_iter().filter_map(|(name, member)| Some((name, grown(member)?))).collect()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{RecordError, Selected, selection_line, tree};
    use crate::asset::{FilePath, Tree};

    fn id(text: &str) -> Option<Selected> {
        Some(Selected::Id(text.parse().unwrap()))
    }

    fn path(bytes: &[u8]) -> Option<Selected> {
        Some(Selected::Path(FilePath(bytes.to_vec())))
    }

    #[test]
    fn a_line_names_an_asset_by_record_id_or_path() {
        let whole = "9f2c5a0b9f2c5a0b9f2c5a0b9f2c5a0b";
        for (line, selected) in [
            (format!(r#"{{"schema":"damson/asset/1","id":"{whole}","path":["/a.jpg"]}}"#), id(whole)),
            (whole.to_owned(), id(whole)),
            (format!("\"{whole}\""), id(whole)),
            (format!("{whole}\r"), id(whole)),
            ("9f2c".to_owned(), id("9f2c")),
            ("./9f2c".to_owned(), path(b"./9f2c")),
            ("/photos/a b.jpg ".to_owned(), path(b"/photos/a b.jpg ")),
            (r#"{"path":"/a.jpg"}"#.to_owned(), path(b"/a.jpg")),
            (r#"{"path":[{"bytes":"L2Hp"}]}"#.to_owned(), path(b"/a\xe9")),
            (r#"{"schema":"damson/summary/1","verb":"ingest"}"#.to_owned(), None),
            (r#"{"schema":"damson/outcome/1","outcome":"failed","path":"/a"}"#.to_owned(), None),
            ("\"unfinished.jpg".to_owned(), path(b"\"unfinished.jpg")),
            (String::new(), None),
        ] {
            assert_eq!(selection_line(line.as_bytes()), Ok(selected), "{line}");
        }
        assert_eq!(selection_line(b"/caf\xe9.jpg"), Ok(path(b"/caf\xe9.jpg")));
    }

    #[test]
    fn a_line_that_names_nothing_is_an_error() {
        assert_eq!(selection_line(b"{}"), Err(RecordError::NoId));
        assert_eq!(selection_line(br#"{"schema":"damson/facet/1","count":1}"#), Err(RecordError::NoId));
        assert_eq!(selection_line(br#"{"id":"no"}"#), Err(RecordError::Id("no".to_owned())));
        assert_eq!(selection_line(br#"{"id":7}"#), Err(RecordError::Id("7".to_owned())));
        assert!(matches!(selection_line(b"{\"id\":"), Err(RecordError::Json(_))));
    }

    #[test]
    fn a_structure_comes_back_from_its_json() {
        let text = |text: &str| Tree::Text(text.to_owned());
        let expected = Tree::Struct(vec![
            ("City".to_owned(), text("Oslo")),
            ("LocationId".to_owned(), Tree::List(vec![text("a"), text("b")])),
            ("Latitude".to_owned(), Tree::Number(59.9)),
            ("Known".to_owned(), text("True")),
        ]);
        let json = r#"{"City":"Oslo","LocationId":["a","b"],"Latitude":59.9,"Known":true,"Gone":null}"#;
        assert_eq!(tree(json), Ok(expected));
        assert_eq!(tree("\"Oslo\""), Err(RecordError::Shape));
        assert!(matches!(tree("{"), Err(RecordError::Json(_))));
        assert!(matches!(tree(&"{\"a\":".repeat(100_000)), Err(RecordError::Json(_))));
    }
}
