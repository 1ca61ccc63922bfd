//! What each filter, sort key and facet means for one asset, in plain Rust: the definition that every backend answers
//! by. It knows values and folds, and no storage.
mod count;
mod held;
mod leaf;

pub(crate) use count::{counted, first_key, shown_by, shown_by_key, sort_key};
pub(crate) use held::{bare, below, exchanged, holding_order, is_held_as, is_same_but_changed_here, joined, kept};
pub(crate) use leaf::{Key, Leaf, LeafKind, any_leaf, each_leaf, is_whole, leads_to, text_key};

use super::Relation;
use crate::asset::fold::{fold, words};
use crate::asset::keyword::{FLAT_LEVELS, LEVELS};
use crate::asset::{Asset, Field, Holding, HoldingState, MediaClass, MediaType, Role, Value};
use crate::query::{Bound, Expression, Filter, Place, Property, State};
use globset::{GlobBuilder, GlobMatcher};
use std::cmp::Ordering;

/// Whether the words stand side by side in a text.
pub(crate) fn has_words(text: &str, wanted: &[String], prefix: bool) -> bool {
    let Some((last, first)) = wanted.split_last() else { return false };
    words(text).windows(wanted.len()).any(|run| {
        let (end, beginning) = run.split_last().expect("a window is as long as the words, at least one");
        beginning == first && if prefix { end.starts_with(last.as_str()) } else { end == last }
    })
}

/// Whether a keyword lies at or below a place in a hierarchy. `folded` may have been folded already.
pub(crate) fn is_below(folded: &str, separators: &[char], levels: &[String]) -> bool {
    let mut parts = folded.split(|letter| separators.contains(&letter)).map(str::trim);
    levels.iter().all(|level| parts.next() == Some(level.as_str()))
}

/// What separates the levels of a keyword in the two fields that hold them.
pub(crate) const HIERARCHIES: [(Field, &[char]); 2] =
    [(Field::HierarchicalKeywords, LEVELS), (Field::Keywords, FLAT_LEVELS)];

/// The fields whose words a property asks for: `keywords` means those with levels too, for programs write a keyword in
/// either, and who looks for it need not know where it stands.
pub(crate) fn spoken_of(property: &Property) -> &[Field] {
    const KEYWORDS: &[Field] = &[Field::Keywords, Field::HierarchicalKeywords];
    match property.field {
        Field::Keywords if property.path.is_empty() => KEYWORDS,
        _other => std::slice::from_ref(&property.field),
    }
}

/// Whether a date's sortable text lies wholly within a period.
pub(crate) fn is_during(wall: &str, low: Option<&str>, high: Option<&str>) -> bool {
    low.is_none_or(|low| low <= wall) && high.is_none_or(|high| wall < high && !high.starts_with(wall))
}

/// Whether a number lies between bounds.
pub(crate) fn is_between(number: f64, low: Option<Bound>, high: Option<Bound>) -> bool {
    low.is_none_or(|low| if low.inclusive { number >= low.number } else { number > low.number })
        && high.is_none_or(|high| if high.inclusive { number <= high.number } else { number < high.number })
}

/// Whether a key and the kind of leaf it came from are what an `Equal` asks for.
pub(crate) fn is_equal(leaf: Leaf<'_>, wanted: &Value) -> bool {
    match (leaf, wanted) {
        (Leaf::Text(text), Value::Text(wanted)) => fold(text) == *wanted,
        (Leaf::Boolean(yes), Value::Boolean(wanted)) => yes == *wanted,
        (Leaf::Date(date), Value::Date(wanted)) => date.wall() == wanted.wall(),
        (leaf, wanted) => matches!((leaf.number(), wanted.as_number()), (Some(a), Some(b)) if a == b),
    }
}

/// The matcher of a glob; one that does not begin with `/` may begin at any folder.
pub(crate) fn glob(pattern: &str) -> Result<GlobMatcher, globset::Error> {
    let pattern = if pattern.starts_with('/') { pattern.to_owned() } else { format!("**/{pattern}") };
    Ok(GlobBuilder::new(&pattern).literal_separator(true).build()?.compile_matcher())
}

/// Whether a folder is the wanted one or lies below it: from the root with a leading `/`, from any folder without.
pub(crate) fn is_in_folder(folder: &[u8], wanted: &str) -> bool {
    let trimmed = wanted.trim_matches('/').as_bytes();
    if trimmed.is_empty() {
        return folder.starts_with(b"/");
    }
    if wanted.starts_with('/') {
        return is_under(folder, wanted.as_bytes());
    }
    let components: Vec<&[u8]> = folder.split(|byte| *byte == b'/').filter(|part| !part.is_empty()).collect();
    let wanted: Vec<&[u8]> = trimmed.split(|byte| *byte == b'/').collect();
    components.windows(wanted.len()).any(|run| run == wanted)
}

/// Whether a path is another, or lies below it.
pub(crate) fn is_under(path: &[u8], top: &[u8]) -> bool {
    let top = if top == b"/" { b"" } else { top };
    path.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
}

/// Whether two points, degrees north and east, lie within a distance; one that is not on the earth lies nowhere.
pub(crate) fn is_near(from: (f64, f64), to: (f64, f64), metres: f64) -> bool {
    let is_on_earth = |(north, east): (f64, f64)| north.abs() <= 90.0 && east.abs() <= 180.0;
    is_on_earth(from) && is_on_earth(to) && distance(from, to) <= metres
}

/// Metres between two points along a great circle, on a sphere of the mean radius of the earth (haversine).
fn distance(from: (f64, f64), to: (f64, f64)) -> f64 {
    const RADIUS: f64 = 6_371_008.8;
    let (north, south) = (from.0.to_radians(), to.0.to_radians());
    let half = |a: f64, b: f64| ((a - b) / 2.0).sin().powi(2);
    let chord = half(north, south) + north.cos() * south.cos() * half(from.1.to_radians(), to.1.to_radians());
    2.0 * RADIUS * chord.clamp(0.0, 1.0).sqrt().asin()
}

/// The relation by which assets are in a state, if they are so by links. No asset alone knows: `matches` takes it for not
/// being so, and a catalogue puts the assets that are in the place of such a question.
pub(crate) const fn relation_of(state: State) -> Option<Relation> {
    match state {
        State::RawJpeg => Some(Relation::RawJpeg),
        State::LivePhoto => Some(Relation::LivePhoto),
        State::Duplicate
        | State::Missing
        | State::Offline
        | State::Landscape
        | State::Portrait
        | State::Image
        | State::Video
        | State::Audio
        | State::Document
        | State::Raw
        | State::Conflict
        | State::DoubleEncoded => None,
    }
}

/// Whether an asset matches. An expression or glob that is not valid matches nothing.
pub(crate) fn matches(filter: &Filter, asset: &Asset) -> bool {
    let any = |property: &Property, test: &mut dyn FnMut(Leaf<'_>) -> bool| {
        any_leaf(&asset.values(property.field), &property.path, test)
    };
    match filter {
        Filter::Everything => true,
        Filter::All(filters) => filters.iter().all(|filter| matches(filter, asset)),
        Filter::Any(filters) => filters.iter().any(|filter| matches(filter, asset)),
        Filter::Not(filter) => !matches(filter, asset),
        Filter::Words { place, words, prefix } => {
            let mut test = |leaf: Leaf<'_>| matches!(leaf, Leaf::Text(text) if has_words(text, words, *prefix));
            match place {
                Place::In(property) => spoken_of(property)
                    .iter()
                    .any(|field| any(&Property { field: *field, path: property.path.clone() }, &mut test)),
                Place::Anywhere => {
                    let mut fields = Field::ALL.iter().copied().filter(|field| field.is_descriptive());
                    fields.any(|field| any(&Property::of(field), &mut test))
                }
            }
        }
        Filter::Equal { property, value } => any(property, &mut |leaf| is_equal(leaf, value)),
        Filter::Matches { property, pattern } => {
            Expression::new(pattern).is_some_and(|regex| any(property, &mut |leaf| regex.is_match(&leaf.to_string())))
        }
        Filter::Between { property, low, high } => {
            any(property, &mut |leaf| leaf.number().is_some_and(|number| is_between(number, *low, *high)))
        }
        Filter::During { property, low, high } => any(
            property,
            &mut |leaf| matches!(leaf, Leaf::Date(date) if is_during(&date.wall(), low.as_deref(), high.as_deref())),
        ),
        Filter::Below { levels } => HIERARCHIES.iter().any(|(field, separators)| {
            any(
                &Property::of(*field),
                &mut |leaf| matches!(leaf, Leaf::Text(text) if is_below(&fold(text), separators, levels)),
            )
        }),
        Filter::Has(property) => any(property, &mut |_| true),
        Filter::Is(state) => is_in_state(*state, asset),
        Filter::Path { glob: pattern } => {
            glob(pattern).is_ok_and(|glob| asset.originals().any(|holding| glob.is_match(holding.path.to_path())))
        }
        Filter::Folder { folder } => asset.originals().any(|holding| is_in_folder(&holding.path.folder().0, folder)),
        Filter::Under { path } => asset.holdings.iter().any(|holding| is_under(&holding.path.0, path)),
        Filter::Near { latitude, longitude, metres } => {
            let is_near = |point| is_near((*latitude, *longitude), point, *metres);
            let (north, east) = (numbers(asset, Field::Latitude), numbers(asset, Field::Longitude));
            north.iter().any(|north| east.iter().any(|east| is_near((*north, *east))))
        }
        // No asset alone knows it: whoever asks puts the assets themselves in its place.
        Filter::Accession(_) => false,
        Filter::HasSidecar => asset.holdings.iter().any(speaks),
        Filter::Grouped(inner) => matches(inner, asset),
        Filter::Id(prefix) => prefix.matches(&asset.id),
        Filter::Digest { field, hex } => {
            let digest = if *field == Field::EssenceDigest { asset.version.essence } else { asset.version.digest };
            digest.hex().starts_with(hex.as_str())
        }
        Filter::Ids(ids) => ids.contains(&asset.id),
    }
}

/// Whether a file speaks for another and is not known to be gone.
fn speaks(holding: &Holding) -> bool {
    holding.role == Role::Sidecar && holding.state != HoldingState::Missing
}

fn numbers(asset: &Asset, field: Field) -> Vec<f64> {
    let mut numbers = Vec::new();
    each_leaf(asset.description.get(field), &mut |_, leaf| numbers.extend(leaf.number()));
    numbers
}

/// Whether an asset is in a state.
pub(crate) fn is_in_state(state: State, asset: &Asset) -> bool {
    let media = || asset.description.text(Field::MediaType).map(|name| MediaType(fold(name).into()));
    let is = |class| media().is_some_and(|media| media.class() == class);
    match state {
        State::Duplicate => asset.copies() >= 2,
        State::Missing => matches!(absence(asset), Some(HoldingState::Missing) | None),
        State::Offline => absence(asset) == Some(HoldingState::Offline),
        State::Landscape => shape(asset) == Some(Ordering::Greater),
        State::Portrait => shape(asset) == Some(Ordering::Less),
        State::Image => is(MediaClass::Image),
        State::Video => is(MediaClass::Video),
        State::Audio => is(MediaClass::Audio),
        State::Document => is(MediaClass::Document),
        State::Raw => media().is_some_and(|media| media.is_raw()),
        State::Conflict => !asset.description.get(Field::Conflicts).is_empty(),
        State::DoubleEncoded => !asset.description.get(Field::DoubleEncoded).is_empty(),
        State::RawJpeg | State::LivePhoto => false,
    }
}

/// How an asset whose originals are none of them present is away: `Missing` if the volume of one is there, or `Offline`.
/// `None`: it has no original at all, since another file lies where its last one lay.
fn absence(asset: &Asset) -> Option<HoldingState> {
    asset.originals().map(|holding| holding.state).min()
}

/// Width against height as displayed: orientations 5 to 8 lie on their side (Exif 2.32, tag 0x0112).
fn shape(asset: &Asset) -> Option<Ordering> {
    let number = |field| asset.description.first(field).and_then(Value::as_number);
    let stored = number(Field::Width)?.partial_cmp(&number(Field::Height)?)?;
    let turned = number(Field::Orientation).is_some_and(|orientation| (5.0..=8.0).contains(&orientation));
    Some(if turned { stored.reverse() } else { stored })
}
