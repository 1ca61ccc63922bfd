//! Names to fields, members of structures, sort keys, columns and facets; and what to offer for a name that is none.
use super::error::QueryError;
use super::filter::{Facet, Property, SortKey};
use crate::asset::nearest::nearest;
use crate::asset::{Field, Kind, Unit};
use std::ops::Range;

/// Every word that names a field, aliases too.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    Field::ALL.iter().flat_map(|field| {
        let definition = field.definition();
        std::iter::once(definition.word).chain(definition.aliases.iter().copied())
    })
}

/// A field's word, or an error that offers the nearest.
pub(super) fn field_of(name: &str, span: Range<usize>) -> Result<Field, QueryError> {
    if let Some(field) = Field::named(name) {
        return Ok(field);
    }
    let error = QueryError::new(format!("there is no field `{name}`"), span);
    let near = nearest(&name.replace('-', "_"), words());
    Err(if near.is_empty() { error.hint("`damson fields` lists them") } else { error.candidates(near) })
}

/// `city`, `location_shown.City`: a field, or a member inside its structures.
pub(super) fn property_of(name: &str, span: Range<usize>) -> Result<Property, QueryError> {
    let (word, path) = name.split_once('.').map_or((name, None), |(word, path)| (word, Some(path)));
    let word_span = span.start..span.end.min(span.start + word.len());
    let field = field_of(word, word_span)?;
    let Some(path) = path else { return Ok(Property::of(field)) };
    if field.kind() != Kind::Struct {
        return Err(QueryError::new(format!("`{}` has no members", field.word()), span)
            .hint(format!("write `{}` alone", field.word())));
    }
    let path: Vec<String> = path.split('.').map(str::to_owned).collect();
    if path.iter().any(String::is_empty) {
        return Err(QueryError::new("a member's name is missing", span).hint("write `location_shown.City`"));
    }
    Ok(Property { field, path })
}

/// A property as it is written.
pub(super) fn written(property: &Property) -> String {
    property.path.iter().fold(property.field.word().to_owned(), |word, member| format!("{word}.{member}"))
}

/// One property: `city`, `taken`, `location_shown.City`.
///
/// # Errors
/// Where it names no field, with the nearest ones; where a plain field is asked for a member.
pub fn parse_property(text: &str) -> Result<Property, QueryError> {
    let name = text.trim();
    let start = text.len() - text.trim_start().len();
    if name.is_empty() {
        return Err(QueryError::new("a field is missing", 0..text.len()).in_text(text));
    }
    property_of(name, start..start + name.len()).map_err(|error| error.in_text(text))
}

/// Fields to print, `F,F`, in that order.
///
/// # Errors
/// As `parse_property`.
pub fn parse_columns(text: &str) -> Result<Vec<Property>, QueryError> {
    each_listed(text, property_of)
}

/// Fields to sort by, `F,-F`: a leading `-` puts the largest first, a `+` (or nothing) the smallest.
///
/// # Errors
/// As `parse_property`; a structure has no order.
pub fn parse_sort(text: &str) -> Result<Vec<SortKey>, QueryError> {
    each_listed(text, |name, span| {
        let word = name.strip_prefix(['-', '+']).unwrap_or(name);
        let word_span = span.start + (name.len() - word.len())..span.end;
        if word.is_empty() {
            return Err(QueryError::new("a field is missing", span));
        }
        let property = property_of(word, word_span.clone())?;
        if property.field.kind() == Kind::Struct {
            return Err(QueryError::new(
                format!("`{}` is a structure and has no order", property.field.word()),
                word_span,
            ));
        }
        Ok(SortKey { field: property.field, descending: name.starts_with('-') })
    })
}

/// What to count by: `city`, `date_created:year` (`year`, `month`, `day`, `hour`, for dates).
///
/// # Errors
/// As `parse_property`; a unit that is none, or on something other than a date.
pub fn parse_facet(text: &str) -> Result<Facet, QueryError> {
    const UNITS: [&str; 3] = ["year", "month", "day"];
    let Some((name, unit)) = text.split_once(':') else {
        return Ok(Facet { property: parse_property(text)?, unit: None });
    };
    let property = parse_property(name).map_err(|error| QueryError { query: text.to_owned(), ..error })?;
    let span = name.len() + 1..text.len();
    let fail = |error: QueryError| Err(error.in_text(text));
    if property.field.kind() != Kind::Date {
        let error = QueryError::new(format!("`{}` is no date: it is counted as it is", written(&property)), span);
        return fail(error.hint(format!("write `{}` alone", written(&property))));
    }
    match Unit::named(&unit.trim().to_lowercase()) {
        Some(unit) => Ok(Facet { property, unit: Some(unit) }),
        None => {
            let error = QueryError::new(format!("dates are not counted by `{}`", unit.trim()), span);
            let near = nearest(unit.trim(), UNITS);
            fail(if near.is_empty() {
                error.hint("they are counted by `year`, `month`, `day` or `hour`")
            } else {
                error.candidates(near)
            })
        }
    }
}

pub(super) fn each_listed<T>(
    text: &str,
    read: impl Fn(&str, Range<usize>) -> Result<T, QueryError>,
) -> Result<Vec<T>, QueryError> {
    let (mut found, mut start) = (Vec::new(), 0);
    for part in text.split(',') {
        let name = part.trim();
        let at = start + (part.len() - part.trim_start().len());
        if name.is_empty() {
            return Err(QueryError::new("a field is missing", start..start + part.len()).in_text(text));
        }
        found.push(read(name, at..at + name.len()).map_err(|error| error.in_text(text))?);
        start += part.len() + 1;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::{parse_columns, parse_facet, parse_property, parse_sort};
    use crate::asset::{Field, Unit};
    use crate::query::{Facet, Property, SortKey};

    #[test]
    fn lists_of_fields_are_read() {
        let sorted = parse_sort("taken, -rating").unwrap();
        assert_eq!(sorted[0], SortKey { field: Field::DateCreated, descending: false });
        assert_eq!(sorted[1], SortKey { field: Field::Rating, descending: true });
        let columns = parse_columns("id,location_shown.City").unwrap();
        assert_eq!(columns[1], Property { field: Field::LocationShown, path: vec!["City".to_owned()] });
        let facet = parse_facet("taken:Year").unwrap();
        assert_eq!(facet, Facet { property: Property::of(Field::DateCreated), unit: Some(Unit::Year) });
        assert_eq!(parse_property(" caption ").unwrap(), Property::of(Field::Description));
    }

    #[test]
    fn a_wrong_name_is_pointed_at_and_the_nearest_are_offered() {
        let error = parse_columns("id, ctiy").unwrap_err();
        assert_eq!((error.span, error.candidates), (4..8, vec!["city".to_owned()]));
        let error = parse_sort("-credit-line").unwrap_err();
        assert_eq!((error.span, error.candidates), (1..12, vec!["credit_line".to_owned()]));
        let error = parse_facet("taken:yaer").unwrap_err();
        assert_eq!((error.span, error.candidates), (6..10, vec!["year".to_owned()]));
        for wrong in ["", ",", "id,", "city.Name", "location_shown.", "zzz"] {
            assert!(parse_columns(wrong).is_err(), "{wrong}");
        }
        for wrong in ["-", "location_shown", "--city"] {
            assert!(parse_sort(wrong).is_err(), "{wrong}");
        }
        for wrong in ["city:year", "taken:", "taken:century", ":year"] {
            assert!(parse_facet(wrong).is_err(), "{wrong}");
        }
    }
}
