//! A page for an editor: the fields of assets as TOML, a table an asset. It knows how values are written there; `written` reads
//! them back.
use crate::asset::{Asset, Field, Group, Tree, Value};
use crate::output::terminal::escape_bytes;
use std::fmt::Write;
use toml::Value as Toml;

/// What a desk fills in: offered where there is no value.
const OFFERED: [Field; 16] = [
    Field::City,
    Field::CopyrightNotice,
    Field::Country,
    Field::Creator,
    Field::CreditLine,
    Field::Description,
    Field::Headline,
    Field::Instructions,
    Field::JobId,
    Field::Keywords,
    Field::ProvinceOrState,
    Field::UsageTerms,
    Field::Sublocation,
    Field::Title,
    Field::Event,
    Field::Person,
];

const HEAD: &str = "\
# What is changed here is changed in the catalogue. \"\" and [] clear a field, a line that is taken out changes nothing.
# A line behind a # is no value yet; other fields may be added (`damson fields` lists them).
";

/// The page of some assets: of some fields, or of those that people fill in and the assets have.
pub fn written(assets: &[Asset], fields: Option<&[Field]>) -> String {
    let mut text = HEAD.to_owned();
    for asset in assets {
        let path = asset.original().map_or_else(String::new, |holding| escape_bytes(&holding.path.0).into_owned());
        // Writing to a String cannot fail.
        let _ = write!(text, "\n[{}]\n# {path}\n", asset.id);
        for field in fields.unwrap_or(Field::ALL) {
            let values = asset.description.get(*field);
            let is_named = fields.is_some();
            let is_filled_in = field.is_editable() && field.definition().group != Group::Technical;
            if is_named || is_filled_in && !values.is_empty() {
                let _ = writeln!(text, "{} = {}", field.word(), toml_of(*field, values));
            } else if OFFERED.contains(field) {
                let _ = writeln!(text, "# {} = {}", field.word(), toml_of(*field, &[]));
            }
        }
    }
    text
}

fn toml_of(field: Field, values: &[Value]) -> Toml {
    match values {
        values if field.is_many() => Toml::Array(values.iter().map(one).collect()),
        [value, ..] => one(value),
        [] => Toml::String(String::new()),
    }
}

fn one(value: &Value) -> Toml {
    match value {
        Value::Text(text) => Toml::String(text.clone()),
        Value::Integer(number) => Toml::Integer(*number),
        Value::Number(number) => number_of(*number),
        Value::Boolean(yes) => Toml::Boolean(*yes),
        Value::Date(date) => Toml::String(date.to_string()),
        Value::Struct(tree) => of_tree(tree),
    }
}

/// A whole number without a point, as people write ratings.
fn number_of(number: f64) -> Toml {
    #[allow(clippy::cast_possible_truncation)]
    let whole = number as i64;
    #[allow(clippy::cast_precision_loss)]
    let is_whole = (whole as f64).to_bits() == number.to_bits() && whole.unsigned_abs() < 1 << 53;
    if is_whole { Toml::Integer(whole) } else { Toml::Float(number) }
}

fn of_tree(tree: &Tree) -> Toml {
    match tree {
        Tree::Text(text) => Toml::String(text.clone()),
        Tree::Number(number) => Toml::Float(*number),
        Tree::List(items) => Toml::Array(items.iter().map(of_tree).collect()),
        Tree::Struct(members) => {
            Toml::Table(members.iter().map(|(name, member)| (name.clone(), of_tree(member))).collect())
        }
    }
}
