//! Where each field's values are kept: as keys, as words, or in the catalogue's own tables. Names and SQL of the schema
//! for fields, and nothing of any query.
use crate::asset::Field;
use crate::catalog::meaning::Key;

/// The fields whose words are kept: those that are descriptive (a test holds them together).
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
/// Joins the names of a member in `property.path`. No name of a standard has control characters.
pub(super) const BETWEEN_NAMES: &str = "\u{1f}";
/// The word under which states are kept as keys.
pub(super) const STATES: &str = "is";

/// The catalogue's own fields that are kept as keys, beside all that are described.
pub(super) const OWN_KEYS: [Field; 7] = [
    Field::Size,
    Field::Filename,
    Field::Extension,
    Field::Modified,
    Field::Accessioned,
    Field::Version,
    Field::Copies,
];

const ORIGINALS: &str =
    "FROM holding h JOIN folder f ON f.id = h.folder JOIN volume v ON v.id = f.volume WHERE h.role = 0";

/// For the catalogue's own fields: SQL that gives `asset` and `value`, the values as text and as they are. `None` for a
/// described field, whose values are in records, for what folders say, and for those that keys say (`of_keys`).
pub(super) fn texts(field: Field) -> Option<String> {
    let facts = |value: &str| Some(format!("SELECT number AS asset, {value} AS value FROM asset"));
    let holdings = |value: &str| Some(format!("SELECT DISTINCT h.asset AS asset, {value} AS value {ORIGINALS}"));
    #[allow(clippy::match_wildcard_for_single_variants)]
    match field {
        Field::Id => facts("lower(hex(id))"),
        Field::Digest => facts("'blake3:' || lower(hex(digest))"),
        Field::EssenceDigest => facts("'blake3:' || lower(hex(essence))"),
        Field::Size => facts("CAST(size AS TEXT)"),
        Field::Version => facts("CAST(version AS TEXT)"),
        Field::Accessioned => facts("accessioned"),
        Field::Path => holdings("lossy(path_bytes(v.mount_point, f.path, h.name))"),
        Field::Filename => holdings("lossy(h.name)"),
        _ => None,
    }
}

/// For those of the catalogue's own fields whose keys say all of their values: how a key is spelled as the value is.
pub(super) fn of_keys(field: Field) -> Option<fn(&Key) -> String> {
    #[allow(clippy::match_wildcard_for_single_variants)]
    match field {
        Field::Copies => Some(|key| match key {
            Key::Number(number) => number.to_string(),
            Key::Text(text) => text.clone(),
        }),
        Field::Extension => Some(|key| match key {
            Key::Text(text) => text.clone(),
            Key::Number(number) => number.to_string(),
        }),
        Field::Modified => Some(|key| match key {
            Key::Text(wall) => format!("{wall}Z"),
            Key::Number(number) => number.to_string(),
        }),
        _ => None,
    }
}

/// For the fields whose keys are not kept: SQL that gives `asset` and `value`, the key of each asset's first
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
    fn every_descriptive_field_has_its_words_kept() {
        assert!(Field::ALL.iter().all(|field| WORDS.contains(field) == field.is_descriptive()));
    }
}
