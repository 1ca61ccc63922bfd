//! Where files lie and where pictures were made: paths, folders, globs and distances to filters. Paths are resolved by
//! their text alone; nothing is looked up.
use super::error::{Misfit, QueryError};
use super::filter::{Filter, Property};
use super::glob;
use super::lexer::Written;
use super::number::number_of;
use super::wording;
use crate::asset::nearest::nearest;
use crate::asset::{Field, FilePath};

/// Whether a bare term is a path: it begins with `./`, `../` or `/`, or is `.` or `..`.
pub(super) fn is_path(text: &str) -> bool {
    ["./", "../", "/"].iter().any(|start| text.starts_with(start)) || is_here(text)
}

fn is_here(text: &str) -> bool {
    text == "." || text == ".."
}

/// A bare path: that file, or everything below that folder. Unquoted, `*` and `?` make it a glob.
pub(super) fn under(here: &FilePath, value: &Written) -> Result<Filter, QueryError> {
    if !value.quoted && value.text.contains(['*', '?']) {
        return path(here, value);
    }
    Ok(below(absolute(here, &value.text)))
}

/// Everything below an absolute path. Every file lies below the root.
fn below(path: Vec<u8>) -> Filter {
    if path == b"/" { Filter::Has(Property::of(Field::Path)) } else { Filter::Under { path } }
}

/// `path:`: a glob; without a wildcard, a file or a folder with all below it, absolute or by its last components.
pub(super) fn path(here: &FilePath, value: &Written) -> Result<Filter, QueryError> {
    if !glob::is_pattern(&value.text) {
        let by_end = !is_path(&value.text);
        return Ok(if by_end { file_or_folder(&value.text) } else { below(absolute(here, &value.text)) });
    }
    let (start, rest) = anchored(here, value)?;
    let all = if rest.ends_with('/') { "**" } else { "" };
    pattern(format!("{}{rest}{all}", glob::literal(&start)), value)
}

/// A file or a folder, by its last components: `path:` without a wildcard, and how it is recognised when printed.
pub(super) fn file_or_folder(text: &str) -> Filter {
    let folder = text.trim_end_matches('/').to_owned();
    Filter::Any(vec![Filter::Path { glob: folder.clone() }, Filter::Folder { folder }])
}

/// `filename:` with a wildcard: a glob on the last component.
pub(super) fn name(value: &Written) -> Result<Filter, QueryError> {
    if value.text.contains('/') {
        return Err(
            QueryError::new("a file name has no `/`", value.span.clone()).hint(format!("write `path:{}`", value.text))
        );
    }
    pattern(value.text.clone(), value)
}

fn pattern(glob: String, value: &Written) -> Result<Filter, QueryError> {
    match glob::expression(&glob) {
        Ok(_) => Ok(Filter::Path { glob }),
        Err(message) => {
            Err(QueryError::new(message, value.span.clone()).hint("a backslash before a character takes it as it is"))
        }
    }
}

/// `folder:`: that folder and all below it; `*` and `?` stand for parts of names.
pub(super) fn folder(here: &FilePath, value: &Written) -> Result<Filter, QueryError> {
    let text = value.text.trim_end_matches('/');
    if !text.contains(['*', '?']) {
        if !is_path(&value.text) {
            return Ok(Filter::Folder { folder: text.to_owned() });
        }
        let folder = utf8(absolute(here, &value.text), value)?;
        return Ok(if folder == "/" { below(folder.into_bytes()) } else { Filter::Folder { folder } });
    }
    let (start, rest) = anchored(here, value)?;
    // Only the two are wildcards here: brackets and braces are common in folders' names.
    let rest = glob::literal(rest.trim_end_matches('/')).replace("\\*", "*").replace("\\?", "?");
    pattern(format!("{}{rest}/**", glob::literal(&start)), value)
}

/// `path=` and `folder=`: one very path, without a wildcard.
pub(super) fn exact(here: &FilePath, field: Field, value: &Written) -> Result<Filter, QueryError> {
    value.unstarred()?;
    if !is_path(&value.text) {
        return Err(QueryError::new("a whole path begins with `/`, `./` or `../`", value.span.clone()).hint(format!(
            "write `{}:{}` for a part of one",
            field.word(),
            value.text
        )));
    }
    let path = utf8(absolute(here, &value.text), value)?;
    wording::folded_equal(Property::of(field), &path, value)
}

/// The folder that a leading `./` or `../` stands for, with a slash behind it, and the rest of the text.
fn anchored<'v>(here: &FilePath, value: &'v Written) -> Result<(String, &'v str), QueryError> {
    let text = value.text.as_str();
    // Only the leading dots are resolved: what follows may be a pattern, and a `..` after one means nothing.
    let mut rest = text;
    while let Some(after) = ["../", "./"].into_iter().find_map(|dots| rest.strip_prefix(dots)) {
        rest = after;
    }
    let dots = &text[..text.len() - rest.len()];
    if dots.is_empty() {
        return Ok((String::new(), rest));
    }
    let folder = utf8(absolute(here, dots), value)?;
    Ok((format!("{}/", folder.trim_end_matches('/')), rest))
}

fn utf8(path: Vec<u8>, value: &Written) -> Result<String, QueryError> {
    String::from_utf8(path).map_err(|_| {
        QueryError::new("the working directory's name is not UTF-8", value.span.clone())
            .hint("write the path alone, without `path:` or `folder:`")
    })
}

/// A path from where the user stands, `.`, `..` and doubled slashes resolved by their text.
pub(super) fn absolute(here: &FilePath, text: &str) -> Vec<u8> {
    let start: &[u8] = if text.starts_with('/') { b"" } else { &here.0 };
    let mut components: Vec<&[u8]> = Vec::new();
    for component in start.split(|byte| *byte == b'/').chain(text.as_bytes().split(|byte| *byte == b'/')) {
        match component {
            b"" | b"." => {}
            b".." => drop(components.pop()),
            name => components.push(name),
        }
    }
    let path: Vec<u8> = components.into_iter().flat_map(|component| [b"/", component].concat()).collect();
    if path.is_empty() { b"/".to_vec() } else { path }
}

/// `near:59.91,10.75,5km`: within a distance of a point.
pub(super) fn near(value: &Written) -> Result<Filter, QueryError> {
    let parts: Vec<&str> = value.text.split(',').map(str::trim).collect();
    let [north, east, distance] = parts[..] else {
        return Err(QueryError::new("a point and a distance are needed", value.span.clone())
            .hint("write `near:59.91,10.75,5km`: degrees north, degrees east, a distance"));
    };
    let degrees = |field: Field, text: &str, most: f64| match number_of(field, text) {
        Ok(number) if number.abs() <= most => Ok(number),
        Ok(_) => Err(QueryError::new(format!("`{text}` is no {}", field.word()), value.part(text))
            .hint(format!("it lies between -{most} and {most}"))),
        Err(misfit) => Err(misfit.at(value.part(text))),
    };
    Ok(Filter::Near {
        latitude: degrees(Field::Latitude, north, 90.0)?,
        longitude: degrees(Field::Longitude, east, 180.0)?,
        metres: metres(distance).map_err(|misfit| misfit.at(value.part(distance)))?,
    })
}

/// A distance as it is typed, in metres: `500m`, `5km`, `3mi`.
///
/// # Errors
/// What is no distance.
pub fn parse_distance(text: &str) -> Result<f64, QueryError> {
    metres(text.trim()).map_err(|misfit| misfit.at(0..text.len()).in_text(text))
}

/// A distance with its unit; a mile is the international one.
fn metres(text: &str) -> Result<f64, Misfit> {
    const UNITS: [(&str, f64); 3] = [("m", 1.0), ("km", 1000.0), ("mi", 1609.344)];
    const WRITTEN: &str = "distances are written `500m`, `5km` or `3mi`";
    let at = text.find(|letter: char| letter.is_alphabetic()).unwrap_or(text.len());
    let (amount, unit) = text.split_at(at);
    let number =
        number_of(Field::Version, amount).map_err(|misfit| Misfit { hint: Some(WRITTEN.to_owned()), ..misfit })?;
    if number < 0.0 {
        return Err(Misfit::new("a distance is not negative").hint(WRITTEN));
    }
    match UNITS.iter().find(|(name, _)| *name == unit.to_lowercase()) {
        Some((_, factor)) => Ok(number * factor),
        None if unit.is_empty() => Err(Misfit::new(format!("`{text}` has no unit")).hint(WRITTEN)),
        None => {
            let near = nearest(unit, UNITS.iter().map(|(name, _)| *name));
            let hint = near.first().map_or(WRITTEN.to_owned(), |near| format!("did you mean `{amount}{near}`?"));
            Err(Misfit::new(format!("`{unit}` is no unit of distance")).hint(hint))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::absolute;
    use crate::asset::FilePath;

    #[test]
    fn paths_are_resolved_by_their_text() {
        let here = FilePath(b"/home/ida".to_vec());
        for (text, path) in [
            ("./shoot/", "/home/ida/shoot"),
            ("../bo//x", "/home/bo/x"),
            ("/a/./b/../c", "/a/c"),
            ("..", "/home"),
            ("../../../..", "/"),
            (".", "/home/ida"),
        ] {
            assert_eq!(String::from_utf8(absolute(&here, text)).unwrap(), path, "{text}");
        }
    }
}
