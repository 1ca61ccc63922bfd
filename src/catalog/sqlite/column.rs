//! Where each field's values are kept: as terms, as words, or in the catalogue's own tables. Names and SQL of the schema
//! for fields, and nothing of any query.
use crate::asset::Field;
use crate::catalog::meaning::LeafKind;

/// The columns of `words`, in the order of the schema (a test holds them together).
pub(super) const WORDS: [Field; 41] = [
    Field::AltText,
    Field::City,
    Field::CopyrightNotice,
    Field::Country,
    Field::Creator,
    Field::CreatorJobTitle,
    Field::CreditLine,
    Field::Description,
    Field::DescriptionWriter,
    Field::ExtendedDescription,
    Field::Headline,
    Field::Instructions,
    Field::IntellectualGenre,
    Field::JobId,
    Field::Keywords,
    Field::ProvinceOrState,
    Field::UsageTerms,
    Field::Source,
    Field::Sublocation,
    Field::Title,
    Field::ModelInfo,
    Field::Artwork,
    Field::Contributor,
    Field::CopyrightOwner,
    Field::AboutTerm,
    Field::Event,
    Field::Genre,
    Field::ImageCreator,
    Field::ImageSupplier,
    Field::SupplierImageId,
    Field::LocationCreated,
    Field::LocationShown,
    Field::Organisation,
    Field::OtherConstraints,
    Field::Person,
    Field::PersonDetails,
    Field::Product,
    Field::Label,
    Field::SupplementalCategories,
    Field::HierarchicalKeywords,
    Field::Filename,
];
/// Stands between values, so that no phrase crosses them. No word has it: it is neither letter nor digit.
pub(super) const BETWEEN_VALUES: &str = " \u{e000} ";
/// Joins the names of a member in `property.path`. No name of a standard has control characters.
pub(super) const BETWEEN_NAMES: &str = "\u{1f}";
/// The field word under which states are kept as terms.
pub(super) const STATES: &str = "is";

/// The catalogue's own fields that are kept as terms, beside all that are described.
pub(super) const OWN_TERMS: [Field; 7] = [
    Field::Size,
    Field::Filename,
    Field::Extension,
    Field::Modified,
    Field::Accessioned,
    Field::Version,
    Field::Copies,
];

/// How a kind of key is written in `property.kind`; `is_cut` for a text too long to be a key.
pub(super) const fn kind_word(kind: LeafKind, is_cut: bool) -> &'static str {
    match kind {
        LeafKind::Text if is_cut => "prose",
        LeafKind::Text => "text",
        LeafKind::Number => "number",
        LeafKind::Boolean => "boolean",
        LeafKind::Date => "date",
    }
}

/// The kind that `property.kind` names.
pub(super) fn kind_named(word: &str) -> LeafKind {
    match word {
        "number" => LeafKind::Number,
        "boolean" => LeafKind::Boolean,
        "date" => LeafKind::Date,
        _ => LeafKind::Text,
    }
}

const ORIGINALS: &str =
    "FROM holding h JOIN folder f ON f.id = h.folder JOIN volume v ON v.id = f.volume WHERE h.role = 0";

/// For the catalogue's own fields: SQL that gives `asset` and `value`, the values as text and as they are. `None` for a
/// described field, whose values are in records.
pub(super) fn texts(field: Field) -> Option<String> {
    let facts = |value: &str| Some(format!("SELECT number AS asset, {value} AS value FROM asset"));
    let terms = |value: &str| {
        Some(format!(
            "SELECT asset, {value} AS value FROM term \
             WHERE property IN (SELECT id FROM property WHERE field = '{}')",
            field.word()
        ))
    };
    let holdings = |value: &str| Some(format!("SELECT DISTINCT h.asset AS asset, {value} AS value {ORIGINALS}"));
    #[allow(clippy::match_wildcard_for_single_variants)]
    match field {
        Field::Id => facts("lower(hex(id))"),
        Field::Digest => facts("'blake3:' || lower(hex(digest))"),
        Field::EssenceDigest => facts("'blake3:' || lower(hex(essence))"),
        Field::Size => facts("CAST(size AS TEXT)"),
        Field::Version => facts("CAST(version AS TEXT)"),
        Field::Accessioned => facts("accessioned"),
        Field::Copies => terms("CAST(CAST(value AS INTEGER) AS TEXT)"),
        Field::Extension => terms("value"),
        Field::Modified => terms("value || 'Z'"),
        Field::Path => holdings("lossy(path_bytes(v.mount_point, f.path, h.name))"),
        Field::Filename => holdings("lossy(h.name)"),
        Field::Folder => holdings("lossy(folder_bytes(v.mount_point, f.path))"),
        Field::Volume => Some(
            "SELECT DISTINCT h.asset AS asset, v.name AS value FROM holding h \
             JOIN folder f ON f.id = h.folder JOIN volume v ON v.id = f.volume"
                .to_owned(),
        ),
        _ => None,
    }
}

/// For the fields that are the same for all files of a folder: the SQL of the value, from a folder `f` on a volume `v`,
/// and whether only originals count.
pub(super) const fn of_folders(field: Field) -> Option<(&'static str, bool)> {
    match field {
        Field::Folder => Some(("lossy(folder_bytes(v.mount_point, f.path))", true)),
        Field::Volume => Some(("v.name", false)),
        _ => None,
    }
}

/// For the fields whose keys are not kept as terms: SQL that gives `asset` and `value`, the key of each asset's first
/// value.
pub(super) fn first_keys(field: Field) -> Option<String> {
    let holdings = |value: &str| {
        Some(format!("SELECT h.asset AS asset, folded(lossy({value})) AS value {ORIGINALS} GROUP BY h.asset"))
    };
    #[allow(clippy::match_wildcard_for_single_variants)]
    match field {
        Field::Id | Field::Digest | Field::EssenceDigest => texts(field),
        Field::Path => holdings("min(path_bytes(v.mount_point, f.path, h.name))"),
        // The folder of the first path: paths are compared as bytes, and so are not their folders.
        Field::Folder => Some(format!(
            "SELECT asset, folded(lossy(folder)) AS value FROM (SELECT h.asset AS asset, \
             min(path_bytes(v.mount_point, f.path, h.name)), folder_bytes(v.mount_point, f.path) AS folder \
             {ORIGINALS} GROUP BY h.asset)"
        )),
        Field::Volume => Some(
            "SELECT asset, folded(name) AS value FROM (SELECT h.asset AS asset, v.name AS name, row_number() OVER \
             (PARTITION BY h.asset ORDER BY h.role, path_bytes(v.mount_point, f.path, h.name), v.name) AS place \
             FROM holding h JOIN folder f ON f.id = h.folder JOIN volume v ON v.id = f.volume) WHERE place = 1"
                .to_owned(),
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::WORDS;
    use crate::asset::Field;

    #[test]
    fn every_descriptive_field_has_its_column_of_words() {
        let schema = include_str!("migrations/0001_the_catalogue.sql");
        let columns = schema.split_once("USING fts5 (").unwrap().1.split_once("content =").unwrap().0;
        let columns: Vec<&str> = columns.split(',').map(str::trim).filter(|column| !column.is_empty()).collect();
        assert_eq!(columns, WORDS.map(Field::word));
        assert!(Field::ALL.iter().all(|field| WORDS.contains(field) == field.is_descriptive()));
    }
}
