//! `--template` and `--codes`: files with which a desk writes its edits. A template is TOML, a field a line; a list of codes is
//! text with tabs.
use super::exit::Failure;
use crate::asset::nearest::nearest;
use crate::query::{Codes, Edit, parse_edit};
use std::fs;
use std::path::{Path, PathBuf};
use toml::{Table, Value as Toml};

/// The longest file, in bytes.
const LONGEST: u64 = 64 * 1024 * 1024;
/// How a field is changed: the keys of the table that its value may be.
const MANNERS: [&str; 6] = ["append", "clear", "if_empty", "prepend", "remove", "set"];

/// The edits of templates, then the job, then those that are typed, codes replaced in all of them.
///
/// # Errors
/// A file that cannot be read or understood, an edit that cannot be.
pub fn edits(
    templates: &[PathBuf],
    codes: &[PathBuf],
    job: Option<&str>,
    typed: &[String],
) -> Result<Vec<Edit>, Failure> {
    let mut texts = Vec::new();
    for template in templates {
        let wrong = |message: String| Failure::usage(format!("{}: {message}", template.display()), FORM);
        texts.extend(of_template(&read(template)?).map_err(wrong)?);
    }
    texts.extend(job.map(|job| format!("job_id={job}")));
    texts.extend(typed.iter().cloned());
    let mut known = Codes::default();
    for list in codes {
        let wrong = |message: String| Failure::usage(format!("{}: {message}", list.display()), None);
        known.read(&read(list)?).map_err(wrong)?;
    }
    let expanded = |text: String| if codes.is_empty() { Ok(text) } else { known.expand(&text) };
    texts.into_iter().map(|text| Ok(parse_edit(&expanded(text)?)?)).collect()
}

const FORM: &str =
    "a template has lines as `city = \"Oslo\"`, `keywords = [\"a\", \"b\"]` or `title = { append = \", {city}\" }`";

fn read(path: &Path) -> Result<String, Failure> {
    let failed = |error| Failure::Io { what: format!("cannot read {}", path.display()), error };
    if fs::metadata(path).map_err(failed)?.len() > LONGEST {
        return Err(failed(std::io::ErrorKind::FileTooLarge.into()));
    }
    fs::read_to_string(path).map_err(failed)
}

/// The edits that a template stands for, as they would be typed.
fn of_template(text: &str) -> Result<Vec<String>, String> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        format!("line {}: {}", before.matches('\n').count() + 1, error.message())
    })?;
    let mut edits = Vec::new();
    for (field, value) in &table {
        match value {
            Toml::Table(manners) => {
                for (manner, value) in manners {
                    edits.extend(in_a_manner(field, manner, value)?);
                }
            }
            value => edits.extend(in_a_manner(field, "set", value)?),
        }
    }
    Ok(edits)
}

fn in_a_manner(field: &str, manner: &str, value: &Toml) -> Result<Vec<String>, String> {
    if manner == "clear" {
        return match value {
            Toml::Boolean(true) => Ok(vec![format!("{field}!")]),
            _other => Err(format!("{field}: `clear` is true or is not there")),
        };
    }
    let texts = texts(field, value)?;
    let each = |sign: &str| texts.iter().map(|text| format!("{field}{sign}{text}")).collect();
    match (manner, texts.as_slice()) {
        ("set", []) => Ok(vec![format!("{field}!")]),
        ("set", [text]) => Ok(vec![format!("{field}={text}")]),
        ("set", [..]) => Ok(std::iter::once(format!("{field}!")).chain(each("+=")).collect()),
        ("append", [..]) => Ok(each("+=")),
        ("remove", [..]) => Ok(each("-=")),
        ("if_empty", [text]) => Ok(vec![format!("{field}?={text}")]),
        ("prepend", [text]) => Ok(vec![format!("{field}={text}{{{field}}}")]),
        ("if_empty" | "prepend", [..]) => Err(format!("{field}: `{manner}` takes one text")),
        _unknown => {
            let near = nearest(manner, MANNERS);
            let words = if near.is_empty() { MANNERS.to_vec() } else { near };
            Err(format!("{field}: `{manner}` is none of {}", words.join(", ")))
        }
    }
}

/// A value as texts; none where it is empty.
fn texts(field: &str, value: &Toml) -> Result<Vec<String>, String> {
    match value {
        Toml::String(text) if text.is_empty() => Ok(Vec::new()),
        Toml::String(text) => Ok(vec![text.clone()]),
        Toml::Integer(_) | Toml::Float(_) | Toml::Boolean(_) | Toml::Datetime(_) => Ok(vec![value.to_string()]),
        Toml::Array(items) if items.iter().all(|item| !item.is_array()) => {
            let texts = items.iter().map(|item| texts(field, item)).collect::<Result<Vec<_>, _>>()?;
            Ok(texts.concat())
        }
        Toml::Array(_) | Toml::Table(_) => Err(format!("{field}: a text, a number or a list of these is wanted")),
    }
}

#[cfg(test)]
mod tests {
    use super::of_template;

    #[test]
    fn a_template_is_edits() {
        for (line, edits) in [
            ("city = \"Oslo\"", &["city=Oslo"][..]),
            ("rating = 4", &["rating=4"]),
            ("taken = 2024-05-01", &["taken=2024-05-01"]),
            ("city = \"\"", &["city!"]),
            ("keywords = [\"a\", \"b\"]", &["keywords!", "keywords+=a", "keywords+=b"]),
            ("keywords = []", &["keywords!"]),
            ("keywords = { append = [\"a\", \"b\"], remove = \"c\" }", &["keywords+=a", "keywords+=b", "keywords-=c"]),
            ("title = { prepend = \"CUP: \" }", &["title=CUP: {title}"]),
            ("usage_terms.if_empty = \"Editorial\"", &["usage_terms?=Editorial"]),
            ("title = { clear = true }", &["title!"]),
            ("title = { set = \"{headline}, {city}\" }", &["title={headline}, {city}"]),
        ] {
            assert_eq!(of_template(line).unwrap(), edits, "{line}");
        }
        for (line, message) in [
            ("city = Oslo", "line 1: "),
            ("\ncity = { sett = \"Oslo\" }", "city: `sett` is none of set"),
            ("city = { clear = false }", "city: `clear` is true"),
            ("city = { if_empty = [\"a\", \"b\"] }", "city: `if_empty` takes one text"),
            ("city = [[\"a\"]]", "city: a text"),
            ("city = { set = { a = 1 } }", "city: a text"),
        ] {
            assert!(of_template(line).is_err_and(|error| error.starts_with(message)), "{line}");
        }
    }
}
