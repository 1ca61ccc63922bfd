//! A question, understood: what `parse` gives and every catalogue answers. It knows fields and values, never SQL.
use crate::asset::{AssetId, Date, Field, IdPrefix, Unit, Value};

/// Which assets are meant. `Not` is two-valued: what is unknown does not match, so its negation does.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// Every asset.
    Everything,
    /// All of these match; at least two.
    All(Vec<Filter>),
    /// Any of these matches; at least two.
    Any(Vec<Filter>),
    /// This does not match.
    Not(Box<Filter>),
    /// These words stand side by side in one value; words as `asset::fold::words` cuts them, at least one.
    Words {
        /// Where to look.
        place: Place,
        /// Folded words, in order.
        words: Vec<String>,
        /// Whether the last word is only the beginning of one.
        prefix: bool,
    },
    /// One of the property's values is this: text and structures' leaves by their fold, numbers and booleans by value.
    Equal {
        /// What to look at.
        property: Property,
        /// `Text` (folded already), `Integer`, `Number` or `Boolean`.
        value: Value,
    },
    /// One of the property's values, as text and as it is, matches a regular expression of the `regex` crate.
    Matches {
        /// What to look at.
        property: Property,
        /// The expression; valid.
        pattern: String,
    },
    /// One of the property's values is a number between the bounds.
    Between {
        /// What to look at.
        property: Property,
        /// The lower bound.
        low: Option<Bound>,
        /// The upper bound.
        high: Option<Bound>,
    },
    /// One of the property's dates lies wholly within a period of wall-clock time (UTC for `Field::is_instant`).
    ///
    /// With `w` the date's sortable text (`Date::wall`): `low <= w`, `w < high`, and `w` is not a proper prefix of
    /// `high`, for then the date is too coarse to be known to lie before it.
    During {
        /// What to look at.
        property: Property,
        /// Sortable text of the first moment, inclusive.
        low: Option<String>,
        /// Sortable text of the first moment after, exclusive.
        high: Option<String>,
    },
    /// A keyword, by its levels from the root, and everything below it: in `hierarchical_keywords` (levels joined by
    /// `|`) and in `keywords` (levels joined by `|` or `/`).
    Below {
        /// Folded levels, at least one.
        levels: Vec<String>,
    },
    /// The property has a value.
    Has(Property),
    /// The asset is in a state.
    Is(State),
    /// One of its originals' paths matches a glob. A glob that does not begin with `/` may begin at any folder.
    /// `*` and `?` do not cross `/`, `**` does.
    Path {
        /// The glob; valid.
        glob: String,
    },
    /// One of its originals lies in a folder or below it. With a leading `/`, that very folder; without, any folder
    /// whose last components are these.
    Folder {
        /// The folder, without a trailing `/`.
        folder: String,
    },
    /// One of its files is this file, or lies below this folder. Absolute, without `.` or `..` components or a trailing `/`.
    Under {
        /// The path's bytes.
        path: Vec<u8>,
    },
    /// Its `latitude` and `longitude` lie within a great-circle distance of a point.
    Near {
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
        /// Metres, on a sphere of radius 6,371,008.8 m.
        metres: f64,
    },
    /// The id begins so.
    Id(IdPrefix),
    /// `digest` or `essence_digest` of the newest version begins with these hex digits.
    Digest {
        /// `Field::Digest` or `Field::EssenceDigest`.
        field: Field,
        /// 4 to 64 lower-case hex digits.
        hex: String,
    },
    /// An accession added it.
    Accession(u64),
    /// A file that is not missing speaks for it.
    HasSidecar,
    /// Its group matches: some asset that it is tied to as one exposure, over any number of links, or it itself. How a
    /// result is widened; the language has no word for it.
    Grouped(Box<Filter>),
    /// One of these assets: how a selection from standard input is asked for. The language has no word for it.
    Ids(Vec<AssetId>),
}

/// Where words are looked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// In any descriptive field (`Field::is_descriptive`), the file name among them.
    Anywhere,
    /// In one property.
    In(Property),
}

/// A field, or a member inside its structures.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Property {
    /// The field.
    pub field: Field,
    /// Names of members inside the structure, as the standard writes them (compared without case); mostly none.
    pub path: Vec<String>,
}

impl Property {
    /// A whole field.
    pub fn of(field: Field) -> Property {
        Property { field, path: Vec::new() }
    }
}

/// One end of a range of numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// The number, in the field's unit.
    pub number: f64,
    /// Whether the number itself is inside.
    pub inclusive: bool,
}

/// What an asset can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Held by two present originals or more that have the newest version's digest.
    Duplicate,
    /// None of its originals is present though the volume of one is; or it has none left, since another file lies where
    /// the last one lay.
    Missing,
    /// It has originals, none is present, and all are on volumes that are not there.
    Offline,
    /// Wider than high, as displayed (after orientation).
    Landscape,
    /// Higher than wide, as displayed.
    Portrait,
    /// By media type.
    Image,
    /// By media type.
    Video,
    /// By media type.
    Audio,
    /// By media type.
    Document,
    /// A camera's raw format.
    Raw,
    /// Its file's own origins disagree about a field that no cataloguer has stated.
    Conflict,
    /// It has a text that was encoded twice.
    DoubleEncoded,
    /// One of a camera's raw file and the picture that it developed at the same moment. By links, as the next.
    RawJpeg,
    /// One of a still and the seconds around it.
    LivePhoto,
}

impl State {
    /// Every state, in the order that help lists them.
    pub const ALL: [State; 14] = [
        State::Duplicate,
        State::Missing,
        State::Offline,
        State::Landscape,
        State::Portrait,
        State::Image,
        State::Video,
        State::Audio,
        State::Document,
        State::Raw,
        State::Conflict,
        State::DoubleEncoded,
        State::RawJpeg,
        State::LivePhoto,
    ];

    /// The states that an asset has by its links with others, and not by itself.
    pub const BY_LINKS: [State; 2] = [State::RawJpeg, State::LivePhoto];

    /// The word after `is:`.
    pub const fn word(self) -> &'static str {
        match self {
            State::Duplicate => "duplicate",
            State::Missing => "missing",
            State::Offline => "offline",
            State::Landscape => "landscape",
            State::Portrait => "portrait",
            State::Image => "image",
            State::Video => "video",
            State::Audio => "audio",
            State::Document => "document",
            State::Raw => "raw",
            State::Conflict => "conflict",
            State::DoubleEncoded => "double-encoded",
            State::RawJpeg => "raw+jpeg",
            State::LivePhoto => "live-photo",
        }
    }
}

/// What to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// The field; its first value counts.
    pub field: Field,
    /// Whether the largest comes first. Assets without a value come last either way.
    pub descending: bool,
}

/// A question with an order and a limit. Ties, and the order when none is asked for: by accession (the order of ingest).
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    /// Which assets.
    pub filter: Filter,
    /// In which order.
    pub sort: Vec<SortKey>,
    /// How many at most.
    pub limit: Option<u64>,
}

/// What to count by: a field, dates by a unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Facet {
    /// The property.
    pub property: Property,
    /// For dates, the period; `None` counts them as they are.
    pub unit: Option<Unit>,
}

impl Filter {
    /// A period from a date's beginning to its end, as `taken:2024-05` asks.
    pub fn during(property: Property, date: &Date) -> Filter {
        Filter::During { property, low: Some(date.wall()), high: Some(date.after()) }
    }
}
