//! What each filter, sort key and facet means for one asset, in plain Rust: the definition that every backend answers
//! by. It knows values and folds, and no storage.
use crate::asset::fold::{fold, words};
use crate::asset::{
    Asset, AssetId, Cataloguing, Date, Field, FilePath, Holding, HoldingState, Kind, MediaClass, MediaType, Snapshot,
    Tree, Value,
};
use crate::query::{Bound, Facet, Filter, Place, Property, State};
use globset::{GlobBuilder, GlobMatcher};
use regex::Regex;
use std::cmp::Ordering;
use std::fmt;

/// A plain value at the end of a field's values: itself, or a leaf of a structure.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Leaf<'a> {
    /// Words.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// A date.
    Date(&'a Date),
}

/// What leaves are compared, sorted and grouped by. Numbers come before texts; yes is 1, no is 0.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Key {
    /// A number; never a negative zero, so that equal numbers have equal bits.
    Number(f64),
    /// A folded text, or a date's wall clock.
    Text(String),
}

impl Eq for Key {}

impl Ord for Key {
    fn cmp(&self, other: &Key) -> Ordering {
        match (self, other) {
            (Key::Number(a), Key::Number(b)) => a.total_cmp(b),
            (Key::Text(a), Key::Text(b)) => a.cmp(b),
            (Key::Number(_), Key::Text(_)) => Ordering::Less,
            (Key::Text(_), Key::Number(_)) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Key) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// What kind of leaf a key came from: `Text("1")`, 1 and yes are three things. In the order that ties are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum LeafKind {
    /// Words.
    Text,
    /// A number, whole or not.
    Number,
    /// Yes or no.
    Boolean,
    /// A date.
    Date,
}

/// The longest folded text, in characters, that is kept whole as a key.
///
/// A longer one is cut here and ended by `\u{1}` and a 128-bit checksum of all of it: equality and grouping stay exact,
/// the order is that of the first characters, and keys stay small. Folded text has no control characters.
pub(crate) const KEY_LENGTH: usize = 120;

/// The key of a folded text.
pub(crate) fn text_key(folded: String) -> String {
    let Some((end, _)) = folded.char_indices().nth(KEY_LENGTH) else { return folded };
    let mut key = folded[..end].to_owned();
    key.push('\u{1}');
    key += &format!("{:032x}", checksum(folded.as_bytes()));
    key
}

/// FNV-1a, 128 bits (draft-eastlake-fnv): stable and small; nothing but a facet's count hangs on its strength.
fn checksum(bytes: &[u8]) -> u128 {
    let basis = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
    let prime = 0x0000_0000_0100_0000_0000_0000_0000_013b_u128;
    bytes.iter().fold(basis, |sum, byte| (sum ^ u128::from(*byte)).wrapping_mul(prime))
}

impl<'a> Leaf<'a> {
    fn of_value(value: &'a Value) -> Option<Leaf<'a>> {
        match value {
            Value::Text(text) => Some(Leaf::Text(text)),
            Value::Integer(number) => Some(Leaf::Integer(*number)),
            Value::Number(number) => number.is_finite().then_some(Leaf::Number(*number)),
            Value::Boolean(yes) => Some(Leaf::Boolean(*yes)),
            Value::Date(date) => Some(Leaf::Date(date)),
            Value::Struct(_) => None,
        }
    }

    /// The number, if it is one. Whole numbers beyond 2^53 are compared as the nearest that a double holds.
    pub(crate) fn number(self) -> Option<f64> {
        match self {
            #[allow(clippy::cast_precision_loss)]
            Leaf::Integer(number) => Some(number as f64),
            Leaf::Number(number) => Some(number + 0.0),
            Leaf::Text(_) | Leaf::Boolean(_) | Leaf::Date(_) => None,
        }
    }

    /// What kind it is.
    pub(crate) fn kind(self) -> LeafKind {
        match self {
            Leaf::Text(_) => LeafKind::Text,
            Leaf::Integer(_) | Leaf::Number(_) => LeafKind::Number,
            Leaf::Boolean(_) => LeafKind::Boolean,
            Leaf::Date(_) => LeafKind::Date,
        }
    }

    /// What it is compared by, as a value of `field`.
    pub(crate) fn key(self, field: Field) -> Key {
        match self {
            Leaf::Text(text) if is_whole(field) => Key::Text(fold(text)),
            Leaf::Text(text) => Key::Text(text_key(fold(text))),
            Leaf::Integer(_) | Leaf::Number(_) => Key::Number(self.number().unwrap_or_default()),
            Leaf::Boolean(yes) => Key::Number(f64::from(u8::from(yes))),
            Leaf::Date(date) => Key::Text(date.wall()),
        }
    }
}

impl fmt::Display for Leaf<'_> {
    /// As a person reads it, and as a regular expression sees it.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Leaf::Text(text) => to.write_str(text),
            Leaf::Integer(number) => write!(to, "{number}"),
            Leaf::Number(number) => write!(to, "{number}"),
            Leaf::Boolean(yes) => write!(to, "{yes}"),
            Leaf::Date(date) => write!(to, "{date}"),
        }
    }
}

/// Whether a field's keys are never cut: identities and places, which are not kept as keys, and whose order matters to
/// the last letter (paths).
pub(crate) const fn is_whole(field: Field) -> bool {
    matches!(field, Field::Id | Field::Digest | Field::EssenceDigest | Field::Path | Field::Folder | Field::Volume)
}

/// Calls `each` for every leaf of some values with the names that lead to it (none for a plain value), in order.
pub(crate) fn each_leaf<'a>(values: &'a [Value], each: &mut impl FnMut(&[&'a str], Leaf<'a>)) {
    for value in values {
        if let Value::Struct(tree) = value {
            tree.leaves(&mut Vec::new(), &mut |path, leaf| match leaf {
                Tree::Text(text) => each(path, Leaf::Text(text)),
                Tree::Number(number) if number.is_finite() => each(path, Leaf::Number(*number)),
                Tree::Number(_) | Tree::List(_) | Tree::Struct(_) => {}
            });
        } else if let Some(leaf) = Leaf::of_value(value) {
            each(&[], leaf);
        }
    }
}

/// Whether names lead to a member, or to something inside it.
pub(crate) fn leads_to(names: &[&str], member: &[String]) -> bool {
    names.len() >= member.len() && names.iter().zip(member).all(|(name, wanted)| name.eq_ignore_ascii_case(wanted))
}

/// Whether any leaf of the values, at or below a member, satisfies `test`.
pub(crate) fn any_leaf(values: &[Value], member: &[String], mut test: impl FnMut(Leaf<'_>) -> bool) -> bool {
    let mut found = false;
    each_leaf(values, &mut |names, leaf| found = found || (leads_to(names, member) && test(leaf)));
    found
}

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
    [(Field::HierarchicalKeywords, &['|']), (Field::Keywords, &['|', '/'])];

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

/// Metres between two points along a great circle, on a sphere of the mean radius of the earth (haversine).
pub(crate) fn distance(from: (f64, f64), to: (f64, f64)) -> f64 {
    const RADIUS: f64 = 6_371_008.8;
    let (north, south) = (from.0.to_radians(), to.0.to_radians());
    let half = |a: f64, b: f64| ((a - b) / 2.0).sin().powi(2);
    let chord = half(north, south) + north.cos() * south.cos() * half(from.1.to_radians(), to.1.to_radians());
    2.0 * RADIUS * chord.clamp(0.0, 1.0).sqrt().asin()
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
                Place::In(property) => any(property, &mut test),
                Place::Anywhere => {
                    let mut fields = Field::ALL.iter().copied().filter(|field| field.is_descriptive());
                    fields.any(|field| any(&Property::of(field), &mut test))
                }
            }
        }
        Filter::Equal { property, value } => any(property, &mut |leaf| is_equal(leaf, value)),
        Filter::Matches { property, pattern } => {
            Regex::new(pattern).is_ok_and(|regex| any(property, &mut |leaf| regex.is_match(&leaf.to_string())))
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
            let is_near = |point| distance((*latitude, *longitude), point) <= *metres;
            let (north, east) = (numbers(asset, Field::Latitude), numbers(asset, Field::Longitude));
            north.iter().any(|north| east.iter().any(|east| is_near((*north, *east))))
        }
        Filter::Id(prefix) => prefix.matches(&asset.id),
        Filter::Digest { field, hex } => {
            let digest = if *field == Field::EssenceDigest { asset.version.essence } else { asset.version.digest };
            digest.hex().starts_with(hex.as_str())
        }
        Filter::Ids(ids) => ids.contains(&asset.id),
    }
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

/// What an asset is sorted by: its field's first leaf.
pub(crate) fn sort_key(asset: &Asset, field: Field) -> Option<Key> {
    let mut key = None;
    each_leaf(&asset.values(field), &mut |_, leaf| {
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

/// The order of an asset's holdings: originals before sidecars, each by path, then by volume.
pub(crate) fn holding_order(a: &Holding, b: &Holding) -> Ordering {
    (a.role, &a.path, &a.volume).cmp(&(b.role, &b.path, &b.volume))
}

/// A holding as a catalogue keeps it: the device is not kept.
pub(crate) fn kept(holding: &Holding) -> Holding {
    let mut kept = holding.clone();
    kept.stat.device = 0;
    kept
}

/// A path below a mount point, without the slash between; `None` if it does not lie below.
pub(crate) fn below<'a>(path: &'a [u8], mount_point: &FilePath) -> Option<&'a [u8]> {
    let rest = path.strip_prefix(mount_point.0.strip_suffix(b"/").unwrap_or(&mount_point.0))?;
    let below = if rest.is_empty() { rest } else { rest.strip_prefix(b"/")? };
    (!below.starts_with(b"/")).then_some(below)
}

/// The path that lies below a mount point.
pub(crate) fn joined(mount_point: &FilePath, below: &[u8]) -> FilePath {
    let mut path = mount_point.0.strip_suffix(b"/").unwrap_or(&mount_point.0).to_vec();
    if !below.is_empty() || path.is_empty() {
        path.push(b'/');
        path.extend_from_slice(below);
    }
    FilePath(path)
}

/// What the log alone knows of an asset that came: its id, and when.
pub(crate) fn bare(id: AssetId, at: &Date) -> Snapshot {
    Snapshot {
        id,
        accessioned: at.clone(),
        versions: Vec::new(),
        holdings: Vec::new(),
        cataloguing: Cataloguing::default(),
    }
}

/// Whether what is held of an asset is what a removal was decided on. Where the same operation has changed the asset
/// before (an undo takes its holdings away first), only the versions that remain are compared.
pub(crate) fn is_same_but_changed_here(held: &Snapshot, decided: &Snapshot, is_changed_here: bool) -> bool {
    if is_changed_here {
        let digests =
            |snapshot: &Snapshot| -> Vec<_> { snapshot.versions.iter().map(|(version, _)| version.digest).collect() };
        return digests(decided).starts_with(&digests(held));
    }
    let mut holdings: Vec<Holding> = decided.holdings.iter().map(kept).collect();
    holdings.sort_by(holding_order);
    held.accessioned == decided.accessioned
        && held.versions == decided.versions
        && held.cataloguing == decided.cataloguing
        && held.holdings == holdings
}
