//! Properties: which kinds of keys a field, or a member inside its structures, has in this catalogue, and the row of
//! each. Names of kinds and rows, and nothing of any key.
use super::column::{BETWEEN_NAMES, STATES};
use super::schema::failed;
use crate::asset::{Field, Unit};
use crate::catalog::CatalogError;
use crate::catalog::meaning::LeafKind;
use hashbrown::HashMap;
use rusqlite::{Connection, OptionalExtension, params};

/// A kind of key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum KeyKind {
    /// A folded text.
    Text,
    /// The beginning of a folded text too long to be a key, and its checksum.
    Prose,
    /// A number.
    Number,
    /// Yes or no, as 1 or 0.
    Boolean,
    /// A date's wall clock.
    Date,
    /// One key for all that have any.
    Has,
    /// A word of a text.
    Word,
    /// The year of a date.
    Year,
    /// The month of a date, with its year.
    Month,
    /// The day of a date, with its month.
    Day,
    /// A number's first five binary digits and its magnitude.
    Scale,
    /// The row of a folder that an original lies in.
    Lies,
    /// The row of a folder that a file of another role lies in.
    Beside,
}

impl KeyKind {
    const ALL: [KeyKind; 13] = [
        KeyKind::Text,
        KeyKind::Prose,
        KeyKind::Number,
        KeyKind::Boolean,
        KeyKind::Date,
        KeyKind::Has,
        KeyKind::Word,
        KeyKind::Year,
        KeyKind::Month,
        KeyKind::Day,
        KeyKind::Scale,
        KeyKind::Lies,
        KeyKind::Beside,
    ];

    /// The word in `property.kind`.
    pub const fn word(self) -> &'static str {
        match self {
            KeyKind::Text => "text",
            KeyKind::Prose => "prose",
            KeyKind::Number => "number",
            KeyKind::Boolean => "boolean",
            KeyKind::Date => "date",
            KeyKind::Has => "has",
            KeyKind::Word => "word",
            KeyKind::Year => "year",
            KeyKind::Month => "month",
            KeyKind::Day => "day",
            KeyKind::Scale => "scale",
            KeyKind::Lies => "lies",
            KeyKind::Beside => "beside",
        }
    }

    fn named(word: &str) -> Result<KeyKind, CatalogError> {
        let found = KeyKind::ALL.into_iter().find(|kind| kind.word() == word);
        found.ok_or_else(|| CatalogError::Damaged(format!("`{word}` is stored as a kind of key")))
    }

    /// The kind of a leaf's key; `is_cut` for a text too long to be one.
    pub const fn of(leaf: LeafKind, is_cut: bool) -> KeyKind {
        match leaf {
            LeafKind::Text if is_cut => KeyKind::Prose,
            LeafKind::Text => KeyKind::Text,
            LeafKind::Number => KeyKind::Number,
            LeafKind::Boolean => KeyKind::Boolean,
            LeafKind::Date => KeyKind::Date,
        }
    }

    /// What the keys are keys of, where they are those of values and not made for look-ups.
    pub const fn leaf(self) -> Option<LeafKind> {
        match self {
            KeyKind::Text | KeyKind::Prose => Some(LeafKind::Text),
            KeyKind::Number => Some(LeafKind::Number),
            KeyKind::Boolean => Some(LeafKind::Boolean),
            KeyKind::Date => Some(LeafKind::Date),
            KeyKind::Has
            | KeyKind::Word
            | KeyKind::Year
            | KeyKind::Month
            | KeyKind::Day
            | KeyKind::Scale
            | KeyKind::Lies
            | KeyKind::Beside => None,
        }
    }

    /// The kind under which dates are kept by a period.
    pub const fn of_unit(unit: Unit) -> KeyKind {
        match unit {
            Unit::Year => KeyKind::Year,
            Unit::Month => KeyKind::Month,
            Unit::Day => KeyKind::Day,
        }
    }
}

/// A row of `property`.
#[derive(Clone, Debug)]
pub(super) struct Indexed {
    /// Its number.
    pub id: i64,
    /// Member names, joined.
    pub path: String,
    /// What its keys are.
    pub kind: KeyKind,
    /// Whether assets are sorted by them.
    pub is_first: bool,
}

/// The kinds of keys that a field has, at or below a member.
pub(super) fn kinds(connection: &Connection, field: &str, member: &[String]) -> Result<Vec<Indexed>, CatalogError> {
    let path = member.join(BETWEEN_NAMES).to_ascii_lowercase();
    let below = format!("{path}{BETWEEN_NAMES}");
    let sql = "SELECT id, path, kind, is_first FROM property WHERE field = ?1 \
               AND (?2 = '' OR path = ?2 OR substr(path, 1, length(?3)) = ?3) ORDER BY id";
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let mut rows = statement.query(params![field, path, below]).map_err(failed)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let kind: String = row.get(2).map_err(failed)?;
        let (id, path, is_first) =
            (row.get(0).map_err(failed)?, row.get(1).map_err(failed)?, row.get(3).map_err(failed)?);
        found.push(Indexed { id, path, kind: KeyKind::named(&kind)?, is_first });
    }
    Ok(found)
}

/// What names a property.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Name {
    /// The field; `None` for the states.
    pub field: Option<Field>,
    /// Member names, joined.
    pub path: String,
    /// What its keys are.
    pub kind: KeyKind,
    /// Whether assets are sorted by them.
    pub is_first: bool,
}

impl Name {
    /// Keys of a whole field that sort nothing.
    pub fn of(field: Field, kind: KeyKind) -> Name {
        Name { field: Some(field), path: String::new(), kind, is_first: false }
    }

    /// Keys of states.
    pub fn of_states(kind: KeyKind) -> Name {
        Name { field: None, path: String::new(), kind, is_first: false }
    }

    /// The field's word as it is stored.
    pub fn word(&self) -> &'static str {
        self.field.map_or(STATES, Field::word)
    }

    /// A number of its own among properties without member names.
    fn place(&self) -> usize {
        let field = self.field.map_or(0, |field| field as usize + 1);
        (field * KeyKind::ALL.len() + self.kind as usize) * 2 + usize::from(self.is_first)
    }
}

/// The rows of properties, as far as one transaction has met them.
#[derive(Default)]
pub(super) struct Properties {
    /// Those without member names, by their place; 0 is no row.
    plain: Vec<i64>,
    members: HashMap<Name, i64>,
}

impl Properties {
    /// The row of a property, made if it is not there.
    pub fn row(&mut self, connection: &Connection, name: &Name) -> Result<i64, CatalogError> {
        let is_plain = name.path.is_empty();
        let known = if is_plain { self.plain.get(name.place()) } else { self.members.get(name) };
        if let Some(row) = known.filter(|row| **row != 0) {
            return Ok(*row);
        }
        let row = find_or_make(connection, name)?;
        if is_plain {
            let place = name.place();
            self.plain.resize(self.plain.len().max(place + 1), 0);
            self.plain[place] = row;
        } else {
            if self.members.len() >= REMEMBERED {
                self.members.clear();
            }
            self.members.insert(name.clone(), row);
        }
        Ok(row)
    }
}

/// The most properties of members that are remembered at once: a hostile file may invent as many as it likes.
const REMEMBERED: usize = 16_384;

fn find_or_make(connection: &Connection, name: &Name) -> Result<i64, CatalogError> {
    let key = params![name.word(), name.path, name.kind.word(), name.is_first];
    let find = "SELECT id FROM property WHERE field = ? AND path = ? AND kind = ? AND is_first = ?";
    let found = connection
        .prepare_cached(find)
        .and_then(|mut statement| statement.query_row(key, |row| row.get(0)).optional())
        .map_err(failed)?;
    let make = "INSERT INTO property (field, path, kind, is_first) VALUES (?, ?, ?, ?)";
    match found {
        Some(row) => Ok(row),
        None => connection.prepare_cached(make).and_then(|mut statement| statement.insert(key)).map_err(failed),
    }
}
