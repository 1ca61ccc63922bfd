//! Templates in TOML, a field a line, to edits as they would be typed.
use crate::asset::nearest::nearest;
use toml::{Table, Value as Toml};

/// How a field is changed: the keys of the table that its value may be.
const MANNERS: [&str; 6] = ["append", "clear", "if_empty", "prepend", "remove", "set"];

/// The edits that a template stands for, as they would be typed.
///
/// # Errors
/// A sentence, with the line or the field.
pub(super) fn of_template(text: &str) -> Result<Vec<String>, String> {
    of_table(&table_of(text)?)
}

/// A text of TOML.
///
/// # Errors
/// A sentence with the line.
pub(super) fn table_of(text: &str) -> Result<Table, String> {
    text.parse().map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        format!("line {}: {}", before.matches('\n').count() + 1, error.message())
    })
}

/// The edits that a table of fields stands for.
///
/// # Errors
/// A sentence with the field.
pub(super) fn of_table(table: &Table) -> Result<Vec<String>, String> {
    let mut edits = Vec::new();
    for (field, value) in table {
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
