//! What is derived from an asset so that questions are answered by look-ups: its keys. Made from the asset and the rows of
//! its folders alone, so that they can be compared, rewritten and checked; nothing is known here that `record` and
//! `holding` do not say.
use super::column::{BETWEEN_NAMES, OWN_TERMS, STATES, WORDS};
use super::posting::{self, Moves, Set, small};
use super::property::{FOLDERS, KeyKind, Name, Properties};
use super::read::{Live, Reader};
use super::schema::failed;
use crate::asset::fold::words;
use crate::asset::{Asset, AssetId, Field, Group, Role, Unit, Value};
use crate::catalog::CatalogError;
use crate::catalog::meaning::{Key, Leaf, LeafKind, each_leaf, is_in_state};
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
        let described = self.asset.description.iter().map(|(field, _)| *field);
        described.filter(|field| field.definition().group != Group::Catalogue).chain(OWN_TERMS)
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
        terms.push(term((STATES, String::new(), KeyKind::Has, false), Key::Number(0.0)));
        for state in State::ALL.into_iter().filter(|state| is_in_state(*state, &self.asset)) {
            terms.push(term((STATES, String::new(), KeyKind::Text, false), Key::Text(state.word().to_owned())));
        }
    }

    #[allow(clippy::cast_precision_loss)]
    fn add_folders(&self, terms: &mut Vec<Term>) {
        for (role, folder) in &self.folders {
            let kind = if *role == Role::Original { KeyKind::Lies } else { KeyKind::Beside };
            terms.push(term((FOLDERS, String::new(), kind, false), Key::Number(*folder as f64)));
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
        gone.sort_unstable();
        come.sort_unstable();
        let only = |these: &[Term], those: &[Term]| -> Vec<Term> {
            these.iter().filter(|term| those.binary_search(term).is_err()).cloned().collect()
        };
        (only(&gone, &come), only(&come, &gone))
    }
}

fn term(property: Name, value: Key) -> Term {
    Term { property, value }
}

/// The keys of a field's values, none twice.
fn add_field(field: Field, values: &[Value], terms: &mut Vec<Term>) {
    let start = terms.len();
    let mut is_first = true;
    each_leaf(values, &mut |names, leaf| {
        add_leaf(field, names, leaf, is_first, terms);
        is_first = false;
    });
    if terms.len() > start + 1 {
        settle(terms, start);
    }
    if WORDS.contains(&field) {
        let start = terms.len();
        add_words(field, values, terms);
        settle(terms, start);
    }
}

/// Takes away, from a place on, keys that stand twice; what is the first leaf's key is not a later one's too.
fn settle(terms: &mut Vec<Term>, start: usize) {
    let mut added = terms.split_off(start);
    added.sort_by(|a, b| {
        let ((_, path, kind, is_first), (_, other_path, other_kind, is_other_first)) = (&a.property, &b.property);
        (&a.value, path, kind, is_other_first).cmp(&(&b.value, other_path, other_kind, is_first))
    });
    added.dedup_by(|later, kept| {
        let ((_, path, kind, _), (_, kept_path, kept_kind, _)) = (&later.property, &kept.property);
        (&later.value, path, kind) == (&kept.value, kept_path, kept_kind)
    });
    terms.append(&mut added);
}

fn add_leaf(field: Field, names: &[&str], leaf: Leaf<'_>, is_first: bool, terms: &mut Vec<Term>) {
    let path = if names.is_empty() { String::new() } else { names.join(BETWEEN_NAMES).to_ascii_lowercase() };
    let value = leaf.key(field);
    let is_cut = matches!(&value, Key::Text(text) if text.contains('\u{1}'));
    let mut add = |kind, value| terms.push(term((field.word(), path.clone(), kind, is_first), value));
    match (&value, leaf.kind()) {
        (Key::Text(wall), LeafKind::Date) => {
            for unit in [Unit::Year, Unit::Month, Unit::Day] {
                if let Some(period) = wall.get(..unit.width()) {
                    add(KeyKind::of_unit(unit), Key::Text(period.to_owned()));
                }
            }
        }
        (Key::Number(number), LeafKind::Number) => add(KeyKind::Scale, Key::Number(scale(*number))),
        (_, _) => {}
    }
    add(KeyKind::of(leaf.kind(), is_cut), value);
    terms.push(term((field.word(), path, KeyKind::Has, false), Key::Number(0.0)));
}

/// A number without all but its first five binary digits, nearer to zero: the order stays, and a range touches few of them.
pub(super) fn scale(number: f64) -> f64 {
    f64::from_bits(number.to_bits() & !((1 << 48) - 1)) + 0.0
}

fn add_words(field: Field, values: &[Value], terms: &mut Vec<Term>) {
    each_leaf(values, &mut |_, leaf| {
        if let Leaf::Text(text) = leaf {
            let property = || (field.word(), String::new(), KeyKind::Word, false);
            terms.extend(words(text).into_iter().map(|word| term(property(), Key::Text(word))));
        }
    });
}

/// Gathers what changes in the postings of many assets, and writes it in the order of the table.
#[derive(Default)]
pub(super) struct Indexer {
    properties: Properties,
    moves: HashMap<(i64, Key), Moves>,
    /// The assets whose keys are gathered.
    numbers: Set,
}

/// How many assets' keys are gathered before they are written: then a key that many of them have is written once.
const GATHERED: u64 = 8192;

impl Indexer {
    /// Takes in an asset whose keys change: what they were made of before, and what they are made of now.
    pub fn change(
        &mut self,
        connection: &Connection,
        number: i64,
        before: Option<&Image>,
        after: Option<&Image>,
    ) -> Result<(), CatalogError> {
        let number = small(number)?;
        if self.numbers.len() >= GATHERED || !self.numbers.insert(number) {
            self.write(connection)?;
            self.numbers.insert(number);
        }
        let (gone, come) = match (before, after) {
            (Some(before), Some(after)) => before.difference(after),
            (before, after) => {
                let terms = |image: Option<&Image>| image.map_or_else(Vec::new, Image::terms);
                (terms(before), terms(after))
            }
        };
        for term in gone {
            self.moves_of(connection, term)?.gone.push(number);
        }
        for term in come {
            self.moves_of(connection, term)?.come.push(number);
        }
        Ok(())
    }

    fn moves_of(&mut self, connection: &Connection, term: Term) -> Result<&mut Moves, CatalogError> {
        let row = self.properties.row(connection, &term.property)?;
        Ok(self.moves.entry((row, term.value)).or_default())
    }

    /// Writes what is gathered.
    pub fn write(&mut self, connection: &Connection) -> Result<(), CatalogError> {
        let mut gathered: Vec<((i64, Key), Moves)> = self.moves.drain().collect();
        gathered.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        self.numbers.clear();
        gathered.iter_mut().try_for_each(|((property, key), moves)| posting::write(connection, *property, key, moves))
    }
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
