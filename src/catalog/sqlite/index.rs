//! What is derived from an asset so that questions are answered by look-ups: its keys. Made from the asset and the rows of
//! its folders alone, so that they can be compared, rewritten and checked; nothing is known here that `record` and
//! `holding` do not say.
use super::column::{BETWEEN_NAMES, OWN_KEYS, WORDS};
use super::posting::{self, Moves, small};
use super::property::{KeyKind, Name, Properties};
use super::read::{Live, Reader};
use super::schema::failed;
use crate::asset::fold::{fold, words_of_folded};
use crate::asset::{Asset, AssetId, Field, Group, Role, Unit, Value};
use crate::catalog::CatalogError;
use crate::catalog::meaning::{Key, Leaf, LeafKind, each_leaf, is_in_state, text_key};
use crate::query::State;
use hashbrown::HashMap;
use rusqlite::Connection;
use std::borrow::Cow;

/// A key of an asset, with its property spelled out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Term {
    /// The property.
    pub property: Name,
    /// The key.
    pub value: Key,
}

/// All that keys are made of.
#[derive(Clone, Debug)]
pub(super) struct Image {
    asset: Asset,
    /// The rows of the folders that its files lie in, by role; none twice.
    folders: Vec<(Role, i64)>,
}

impl Image {
    /// An asset with its folders.
    pub fn of(id: AssetId, live: Live) -> Image {
        let mut folders: Vec<(Role, i64)> =
            live.files.iter().map(|(holding, folder)| (holding.role, *folder)).collect();
        folders.sort_unstable();
        folders.dedup();
        Image { asset: live.into_asset(id), folders }
    }

    /// Its keys, none twice, in no order.
    pub fn terms(&self) -> Vec<Term> {
        let mut terms = Vec::with_capacity(128);
        self.fields().for_each(|field| add_field(field, &self.values(field), &mut terms));
        self.add_states(&mut terms);
        self.add_folders(&mut terms);
        terms
    }

    /// The fields that may have keys.
    fn fields(&self) -> impl Iterator<Item = Field> {
        let described = self.asset.description.iter().map(|(field, _)| field);
        described.filter(|field| field.definition().group != Group::Catalogue).chain(OWN_KEYS)
    }

    fn values(&self, field: Field) -> Cow<'_, [Value]> {
        if field.definition().group == Group::Catalogue {
            self.asset.values(field).into()
        } else {
            self.asset.description.get(field).into()
        }
    }

    /// The states, and what every asset has.
    fn add_states(&self, terms: &mut Vec<Term>) {
        terms.push(Term { property: Name::of_states(KeyKind::Has), value: Key::Number(0.0) });
        for state in State::ALL.into_iter().filter(|state| is_in_state(*state, &self.asset)) {
            terms.push(Term { property: Name::of_states(KeyKind::Text), value: Key::Text(state.word().to_owned()) });
        }
    }

    #[allow(clippy::cast_precision_loss)]
    fn add_folders(&self, terms: &mut Vec<Term>) {
        for (role, folder) in &self.folders {
            let kind = if *role == Role::Original { KeyKind::Lies } else { KeyKind::Beside };
            terms.push(Term { property: Name::of(Field::Folder, kind), value: Key::Number(*folder as f64) });
        }
    }

    /// The keys that an asset had and has not any more, and those that it has now. Fields that say the same are not
    /// looked at.
    fn difference(&self, after: &Image) -> (Vec<Term>, Vec<Term>) {
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        let mut fields: Vec<Field> = self.fields().chain(after.fields()).collect();
        fields.sort_unstable();
        fields.dedup();
        for field in fields {
            let (was, is) = (self.values(field), after.values(field));
            if was != is {
                add_field(field, &was, &mut gone);
                add_field(field, &is, &mut come);
            }
        }
        self.add_states(&mut gone);
        after.add_states(&mut come);
        if self.folders != after.folders {
            self.add_folders(&mut gone);
            after.add_folders(&mut come);
        }
        apart(gone, come)
    }
}

/// The keys of a field's values, none twice.
fn add_field(field: Field, values: &[Value], terms: &mut Vec<Term>) {
    let (start, mut words, mut leaves) = (terms.len(), Vec::new(), 0);
    let has_words = WORDS.contains(&field);
    each_leaf(values, &mut |names, leaf| {
        let path = if names.is_empty() { String::new() } else { names.join(BETWEEN_NAMES).to_ascii_lowercase() };
        let to = &mut Leaves { field, path, is_first: leaves == 0, terms };
        match leaf {
            Leaf::Text(text) => {
                let folded = fold(text);
                if has_words {
                    words.extend(words_of_folded(&folded));
                }
                to.add_text(folded);
            }
            Leaf::Date(date) => to.add_date(date.wall()),
            Leaf::Integer(_) | Leaf::Number(_) => to.add_number(leaf.number().unwrap_or_default()),
            Leaf::Boolean(yes) => to.add(KeyKind::Boolean, Key::Number(f64::from(u8::from(yes)))),
        }
        to.add(KeyKind::Has, Key::Number(0.0));
        leaves += 1;
    });
    if leaves > 1 {
        settle(terms, start);
    }
    words.sort_unstable();
    words.dedup();
    let word = |word| Term { property: Name::of(field, KeyKind::Word), value: Key::Text(word) };
    terms.extend(words.into_iter().map(word));
}

/// Where the keys of a leaf go.
struct Leaves<'a> {
    field: Field,
    path: String,
    is_first: bool,
    terms: &'a mut Vec<Term>,
}

impl Leaves<'_> {
    fn add(&mut self, kind: KeyKind, value: Key) {
        let property = Name { field: Some(self.field), path: self.path.clone(), kind, is_first: self.is_first };
        self.terms.push(Term { property, value });
    }

    fn add_text(&mut self, folded: String) {
        let key = text_key(folded);
        let is_cut = key.contains('\u{1}');
        self.add(KeyKind::of(LeafKind::Text, is_cut), Key::Text(key));
    }

    fn add_date(&mut self, wall: String) {
        for unit in [Unit::Year, Unit::Month, Unit::Day] {
            if let Some(period) = wall.get(..unit.width()) {
                self.add(KeyKind::of_unit(unit), Key::Text(period.to_owned()));
            }
        }
        self.add(KeyKind::Date, Key::Text(wall));
    }

    fn add_number(&mut self, number: f64) {
        self.add(KeyKind::Scale, Key::Number(scale(number)));
        self.add(KeyKind::Number, Key::Number(number));
    }
}

/// Takes away, from a place on, keys that stand twice; what is the first leaf's key is not a later one's too.
fn settle(terms: &mut Vec<Term>, start: usize) {
    let mut added = terms.split_off(start);
    added.sort_by(|a, b| {
        let (of_a, of_b) = (&a.property, &b.property);
        (&a.value, &of_a.path, of_a.kind, of_b.is_first).cmp(&(&b.value, &of_b.path, of_b.kind, of_a.is_first))
    });
    added.dedup_by(|later, kept| {
        let (of_later, of_kept) = (&later.property, &kept.property);
        (&later.value, &of_later.path, of_later.kind) == (&kept.value, &of_kept.path, of_kept.kind)
    });
    terms.append(&mut added);
}

/// A number without all but its first five binary digits, nearer to zero: the order stays, and a range touches few of them.
pub(super) fn scale(number: f64) -> f64 {
    f64::from_bits(number.to_bits() & !((1 << 48) - 1)) + 0.0
}

/// Gathers what changes in the postings of many assets, and writes it in the order of the table.
#[derive(Default)]
pub(super) struct Indexer {
    properties: Properties,
    moves: HashMap<(i64, Key), Moves>,
    /// How many assets' changes are gathered.
    gathered: usize,
}

/// How many assets' changes are gathered before they are written: then a key that many of them have is written once.
const GATHERED: usize = 8192;

impl Indexer {
    /// Takes in an asset whose keys change: what they were made of before, and what they are made of now.
    pub fn change(
        &mut self,
        connection: &Connection,
        number: i64,
        before: Option<&Image>,
        after: Option<&Image>,
    ) -> Result<(), CatalogError> {
        let (gone, come) = match (before, after) {
            (Some(before), Some(after)) => before.difference(after),
            (before, after) => {
                let terms = |image: Option<&Image>| image.map_or_else(Vec::new, Image::terms);
                (terms(before), terms(after))
            }
        };
        self.gather(connection, number, gone, come)
    }

    /// Takes in an asset of which the values of one field change, on which none of its states depends.
    pub fn change_field(
        &mut self,
        connection: &Connection,
        number: i64,
        field: Field,
        [before, after]: [&[Value]; 2],
    ) -> Result<(), CatalogError> {
        let added = after.strip_prefix(before).and_then(|added| added_to(field, before, added));
        let taken = before.strip_prefix(after).and_then(|taken| taken_from(field, after, taken));
        let (gone, come) = match (added, taken) {
            (Some(come), _) => (Vec::new(), come),
            (None, Some(gone)) => (gone, Vec::new()),
            (None, None) => {
                let (mut gone, mut come) = (Vec::new(), Vec::new());
                add_field(field, before, &mut gone);
                add_field(field, after, &mut come);
                apart(gone, come)
            }
        };
        self.gather(connection, number, gone, come)
    }

    fn gather(
        &mut self,
        connection: &Connection,
        number: i64,
        gone: Vec<Term>,
        come: Vec<Term>,
    ) -> Result<(), CatalogError> {
        let number = small(number)?;
        for term in gone {
            self.moves_of(connection, term)?.go(number);
        }
        for term in come {
            self.moves_of(connection, term)?.come(number);
        }
        self.gathered += 1;
        if self.gathered >= GATHERED { self.write(connection) } else { Ok(()) }
    }

    fn moves_of(&mut self, connection: &Connection, term: Term) -> Result<&mut Moves, CatalogError> {
        let row = self.properties.row(connection, &term.property)?;
        Ok(self.moves.entry((row, term.value)).or_default())
    }

    /// Writes what is gathered.
    pub fn write(&mut self, connection: &Connection) -> Result<(), CatalogError> {
        let mut gathered: Vec<((i64, Key), Moves)> = self.moves.drain().collect();
        gathered.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        self.gathered = 0;
        gathered.iter_mut().try_for_each(|((property, key), moves)| posting::write(connection, *property, key, moves))
    }
}

/// The keys of values that are added to others: none sorts the asset, and none is what the first of all is sorted by. That
/// a key is there already does no harm. `None` where the first of the others has no key, so that one of these may be first.
fn added_to(field: Field, before: &[Value], added: &[Value]) -> Option<Vec<Term>> {
    let (mut first, mut come) = (Vec::new(), Vec::new());
    add_field(field, before.get(..1)?, &mut first);
    if first.is_empty() {
        return None;
    }
    add_field(field, added, &mut come);
    come.iter_mut().for_each(|term| term.property.is_first = false);
    let is_first = |term: &Term| {
        let same = |known: &&Term| known.value == term.value && known.property.path == term.property.path;
        first.iter().filter(same).any(|known| known.property.kind == term.property.kind && known.property.is_first)
    };
    come.retain(|term| !is_first(term));
    Some(come)
}

/// The keys that go with values that stood behind others, those that the others have too left out. `None` as in `added_to`.
fn taken_from(field: Field, others: &[Value], taken: &[Value]) -> Option<Vec<Term>> {
    let mut gone = added_to(field, others, taken)?;
    let mut kept = Vec::new();
    add_field(field, others, &mut kept);
    gone.retain(|term| !kept.contains(term));
    Some(gone)
}

/// The keys that are only among the first, and those only among the second.
fn apart(mut gone: Vec<Term>, mut come: Vec<Term>) -> (Vec<Term>, Vec<Term>) {
    gone.sort_unstable();
    come.sort_unstable();
    let only = |these: &[Term], those: &[Term]| -> Vec<Term> {
        these.iter().filter(|term| those.binary_search(term).is_err()).cloned().collect()
    };
    (only(&gone, &come), only(&come, &gone))
}

/// Whether an asset's states depend on a field.
pub(super) const fn decides_states(field: Field) -> bool {
    matches!(
        field,
        Field::MediaType | Field::Width | Field::Height | Field::Orientation | Field::Conflicts | Field::DoubleEncoded
    )
}

/// Makes the keys of every asset anew.
pub(super) fn rebuild(connection: &Connection) -> Result<(), CatalogError> {
    connection.execute_batch("DELETE FROM posting; DELETE FROM property").map_err(failed)?;
    let reader = Reader::new(connection)?;
    let mut indexer = Indexer::default();
    let mut statement = connection.prepare("SELECT number FROM asset ORDER BY number").map_err(failed)?;
    let mut rows = statement.query([]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        let number: i64 = row.get(0).map_err(failed)?;
        let image = reader.live(number)?.map(|(id, live)| Image::of(id, live));
        indexer.change(connection, number, None, image.as_ref())?;
    }
    indexer.write(connection)
}
