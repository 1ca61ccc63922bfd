//! What assets are sorted by, and what facets count and show.
use super::leaf::{Key, Leaf, LeafKind, each_leaf, leads_to};
use crate::asset::{Asset, Field, Kind, Value};
use crate::query::Facet;

/// What an asset is sorted by: its field's first leaf.
pub(crate) fn sort_key(asset: &Asset, field: Field) -> Option<Key> {
    first_key(&asset.values(field), field)
}

/// The key of the first leaf of a field's values.
pub(crate) fn first_key(values: &[Value], field: Field) -> Option<Key> {
    let mut key = None;
    each_leaf(values, &mut |_, leaf| {
        if key.is_none() {
            key = Some(leaf.key(field));
        }
    });
    key
}

/// What a leaf is counted as by a facet, with its key; `None` where it is not counted.
pub(crate) fn counted(facet: &Facet, leaf: Leaf<'_>) -> Option<(Key, LeafKind)> {
    let key = leaf.key(facet.property.field);
    match (facet.unit, leaf) {
        (None, _) => Some((key, leaf.kind())),
        (Some(unit), Leaf::Date(date)) => {
            date.truncated(unit)?;
            Some((Key::Text(date.wall().get(..unit.width())?.to_owned()), LeafKind::Date))
        }
        (Some(_), _) => None,
    }
}

/// What a facet shows for a key where the key alone says it: numbers, booleans, and dates counted by a period.
/// `None` for what is shown as the first asset spells it.
pub(crate) fn shown_by_key(facet: &Facet, key: &Key, kind: LeafKind) -> Option<Value> {
    match (key, kind) {
        (Key::Number(number), LeafKind::Boolean) => Some(Value::Boolean(*number != 0.0)),
        (Key::Number(number), _) => Some(shown_number(facet.property.field, *number)),
        (Key::Text(wall), LeafKind::Date) if facet.unit.is_some() => wall.parse().ok().map(Value::Date),
        (Key::Text(_), _) => None,
    }
}

#[allow(clippy::cast_possible_truncation)]
fn shown_number(field: Field, number: f64) -> Value {
    let is_whole = number.fract() == 0.0 && number.abs() < 9.0e15;
    if is_whole && field.kind() == Kind::Integer { Value::Integer(number as i64) } else { Value::Number(number) }
}

/// What a facet shows for a key where the first asset's spelling is wanted.
pub(crate) fn shown_by(facet: &Facet, values: &[Value], key: &Key, kind: LeafKind) -> Option<Value> {
    let mut shown = None;
    each_leaf(values, &mut |names, leaf| {
        let wanted = || counted(facet, leaf).is_some_and(|(other, of)| other == *key && of == kind);
        if shown.is_none() && leads_to(names, &facet.property.path) && wanted() {
            shown = match leaf {
                Leaf::Text(text) => Some(Value::text(text)),
                Leaf::Date(date) => Some(Value::Date(date.clone())),
                Leaf::Integer(_) | Leaf::Number(_) | Leaf::Boolean(_) => shown_by_key(facet, key, kind),
            };
        }
    });
    shown
}
