//! What the columns of a table are: names of assets, fields to change, and what damson prints beside them. Aliases are
//! accepted, unknown words are not.
use super::RowsError;
use crate::asset::Field;
use crate::query::{QueryError, parse_property};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// Ids.
    Id,
    /// Digests.
    Digest,
    /// Paths.
    Path,
    /// A field's values.
    Field(Field),
    /// Those of a field that cannot be edited.
    Kept(Field),
    /// What records have that is no field.
    Beside,
}

/// The members of asset records that are no fields.
const BESIDE: [&str; 4] = ["schema", "files", "versions", "links"];

/// What a word in a heading, or a key, stands for.
///
/// # Errors
/// A word that names no field (with the nearest), and a member of a structure.
pub(super) fn column_of(word: &str) -> Result<Column, RowsError> {
    if BESIDE.contains(&word) {
        return Ok(Column::Beside);
    }
    let property = parse_property(word)?;
    if !property.path.is_empty() {
        let field = property.field.word();
        return Err(RowsError::Column(QueryError {
            message: format!("members of `{field}` are not edited alone"),
            query: word.to_owned(),
            span: 0..word.len(),
            hint: Some(format!("leave the column out, or give all of `{field}`")),
            candidates: Vec::new(),
        }));
    }
    #[allow(clippy::match_wildcard_for_single_variants)]
    Ok(match property.field {
        Field::Id => Column::Id,
        Field::Digest => Column::Digest,
        Field::Path => Column::Path,
        field if field.is_editable() => Column::Field(field),
        field => Column::Kept(field),
    })
}

/// Refuses a table that names no asset or changes nothing, or has a column twice.
pub(super) fn check(columns: &[Column]) -> Result<(), RowsError> {
    let is_twice = |(at, column): (usize, &Column)| *column != Column::Beside && columns[..at].contains(column);
    if let Some((_, Column::Field(field))) = columns.iter().enumerate().find(|place| is_twice(*place)) {
        let message = format!("the table has two columns of `{}`", field.word());
        return Err(RowsError::shape(message, "leave one out; an alias is the same field"));
    }
    if !columns.iter().any(|column| matches!(column, Column::Id | Column::Digest | Column::Path)) {
        return Err(RowsError::shape("no column names the assets", super::HEADING));
    }
    if !columns.iter().any(|column| matches!(column, Column::Field(_))) {
        return Err(RowsError::shape("no column is of a field that can be edited", super::HEADING));
    }
    Ok(())
}

/// Adds the fields that cannot be edited.
pub(super) fn note_kept(column: Column, kept: &mut Vec<Field>) {
    if let Column::Kept(field) = column
        && !kept.contains(&field)
    {
        kept.push(field);
    }
}
