//! Lists of cameras: `serial = creator, credit line` a line, CSV with a column `serial`, or TOML with a table for each.
use super::template::{of_table, table_of};
use crate::asset::Field;
use crate::librarian::enrichment::Cameras;
use crate::query::{Edit, parse_edit};
use std::path::Path;
use toml::Value as Toml;

/// Cameras as a text lists them; how it is written is told by the file's name.
///
/// # Errors
/// A sentence, with the line where there is one.
pub(super) fn of_text(text: &str, path: &Path) -> Result<Cameras, String> {
    let is = |wanted: &str| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted));
    if is("toml") {
        of_toml(text)
    } else if is("csv") || is("tsv") {
        of_csv(text)
    } else {
        of_lines(text)
    }
}

fn of_toml(text: &str) -> Result<Cameras, String> {
    let mut cameras = Cameras::default();
    for (serial, value) in &table_of(text)? {
        let texts = match value {
            Toml::Table(fields) => of_table(fields),
            Toml::String(names) => Ok(credited(names)),
            _other => Err("a table of fields, or `creator, credit line`, is wanted".to_owned()),
        };
        let texts = texts.map_err(|message| format!("{serial}: {message}"))?;
        cameras.add(serial, edits(texts).map_err(|message| format!("{serial}: {message}"))?)?;
    }
    Ok(cameras)
}

fn of_lines(text: &str) -> Result<Cameras, String> {
    let mut cameras = Cameras::default();
    for (at, line) in lines(text) {
        if line.starts_with('#') || line.starts_with("//") {
            continue;
        }
        let numbered = |message: String| format!("line {at}: {message}");
        let (serial, names) = line.split_once('=').ok_or_else(|| numbered("there is no `=` in it".to_owned()))?;
        let texts = credited(names);
        if texts.is_empty() {
            return Err(numbered("nobody is named".to_owned()));
        }
        edits(texts).and_then(|edits| cameras.add(serial, edits)).map_err(numbered)?;
    }
    Ok(cameras)
}

fn of_csv(text: &str) -> Result<Cameras, String> {
    let mut cameras = Cameras::default();
    let mut lines = lines(text);
    let (_, heading) = lines.next().ok_or("it is empty")?;
    let delimiter = ['\t', ';', ','].into_iter().max_by_key(|mark| heading.matches(*mark).count()).unwrap_or(',');
    let columns: Vec<String> = cells(heading, delimiter);
    let serial = columns.iter().position(|word| Field::named(word) == Some(Field::CameraSerial));
    let serial = serial.ok_or("there is no column `serial`")?;
    for (at, line) in lines {
        let cells = cells(line, delimiter);
        let given =
            columns.iter().zip(&cells).enumerate().filter(|(column, (_, cell))| *column != serial && !cell.is_empty());
        let texts = given.map(|(_, (word, cell))| format!("{word}={}", literal(cell))).collect();
        let key = cells.get(serial).map(String::as_str).unwrap_or_default();
        edits(texts).and_then(|edits| cameras.add(key, edits)).map_err(|message| format!("line {at}: {message}"))?;
    }
    Ok(cameras)
}

/// Lines with something in them, and their numbers.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.split(['\n', '\r']).filter(|line| !line.trim().is_empty());
    let number = |line: &str| text[..line.as_ptr().addr() - text.as_ptr().addr()].lines().count() + 1;
    lines.map(move |line| (number(line), line.trim()))
}

/// The edits of `creator, credit line`; text is text.
fn credited(names: &str) -> Vec<String> {
    let words = ["creator", "credit_line"].into_iter().zip(cells(names, ','));
    words.filter(|(_, text)| !text.is_empty()).map(|(word, text)| format!("{word}={}", literal(&text))).collect()
}

fn literal(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

fn edits(texts: Vec<String>) -> Result<Vec<Edit>, String> {
    texts.iter().map(|text| parse_edit(text).map_err(|error| error.to_string())).collect()
}

/// The cells of a line; in quotes the delimiter is text, and a quote is doubled.
fn cells(line: &str, delimiter: char) -> Vec<String> {
    let (mut cells, mut is_quoted, mut letters) = (vec![String::new()], false, line.chars().peekable());
    while let Some(letter) = letters.next() {
        let starts = cells.last().is_some_and(|cell| cell.trim().is_empty());
        match letter {
            '"' if is_quoted && letters.next_if_eq(&'"').is_some() => {
                cells.last_mut().into_iter().for_each(|cell| cell.push('"'))
            }
            '"' if is_quoted || starts => is_quoted = !is_quoted,
            letter if letter == delimiter && !is_quoted => cells.push(String::new()),
            letter => cells.last_mut().into_iter().for_each(|cell| cell.push(letter)),
        }
    }
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::{cells, of_text};
    use std::path::Path;

    #[test]
    fn the_three_ways_of_writing_a_list_say_the_same() {
        let lines = "# pool\n4001234 = Kari Berg, Nordhavn Press\n\n0077 = \"Dahl, Bo\"\n";
        let csv = "serial;creator;credit\r\n4001234;Kari Berg;Nordhavn Press\r\n0077;\"Dahl, Bo\";\r\n";
        let toml = "4001234 = \"Kari Berg, Nordhavn Press\"\n[0077]\ncreator = \"Dahl, Bo\"\n";
        let read = |text, name| of_text(text, Path::new(name)).unwrap();
        assert_eq!(read(lines, "a.txt"), read(csv, "a.CSV"));
        assert_eq!(read(lines, "a.txt"), read(toml, "a.toml"));
        assert_ne!(read(lines, "a.txt"), read("4001234 = Kari Berg, Nordhavn Press", "a.txt"));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, name, message) in [
            ("x", "a", "line 1: there is no `=`"),
            ("\n5 = ", "a", "line 2: nobody"),
            (" = a", "a", "line 1: a serial"),
            ("5 = a\r\n5 = b", "a", "line 2: the camera `5` stands"),
            ("serial,colour\n5,red", "a.csv", "line 2: "),
            ("creator\nx", "a.csv", "there is no column"),
            ("", "a.csv", "it is empty"),
            ("[5]\nsize = 1", "a.toml", "5: "),
            ("5 = 1", "a.toml", "5: a table"),
        ] {
            let error = of_text(text, Path::new(name)).map(drop).unwrap_err();
            assert!(error.starts_with(message), "{text}: {error}");
        }
        assert_eq!(cells("a, \"b \"\"c\"\", d\" ,", ','), ["a", "b \"c\", d", ""]);
    }
}
