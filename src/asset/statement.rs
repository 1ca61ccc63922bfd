//! One asserted value and who asserts it: what `show --raw` prints, and what effective values are computed from.
use super::field::Field;
use super::value::Value;

/// Who asserts a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The file format's own header (dimensions, duration, codecs).
    Container,
    /// Exif tags.
    Exif,
    /// IPTC-IIM datasets.
    Iim,
    /// An XMP packet inside the file.
    Xmp,
    /// The format's own text: PNG text chunks, ID3, Vorbis comments, QuickTime keys, PDF Info, comments.
    Native,
    /// An XMP sidecar.
    Sidecar,
    /// A person or a script, through damson.
    Agent,
}

impl Origin {
    /// Every origin, in the order that `show --raw` prints.
    pub const ALL: [Origin; 7] =
        [Origin::Container, Origin::Exif, Origin::Iim, Origin::Xmp, Origin::Native, Origin::Sidecar, Origin::Agent];

    /// The word that is printed and stored.
    pub const fn word(self) -> &'static str {
        match self {
            Origin::Container => "container",
            Origin::Exif => "exif",
            Origin::Iim => "iim",
            Origin::Xmp => "xmp",
            Origin::Native => "native",
            Origin::Sidecar => "sidecar",
            Origin::Agent => "agent",
        }
    }

    /// The origin that a word names.
    pub fn named(word: &str) -> Option<Origin> {
        Origin::ALL.into_iter().find(|origin| origin.word() == word)
    }
}

/// One asserted value (or ordered list of values) of one property.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Who asserts it.
    pub origin: Origin,
    /// The property as its standard names it: `IFD0:Artist`, `2:80`, `dc:creator`, `Comment`.
    pub name: String,
    /// The field it speaks for, where there is one.
    pub field: Option<Field>,
    /// The language of a language alternative other than `x-default` (RFC 3066 tag), else none.
    pub language: Option<String>,
    /// The values, at least one.
    pub values: Vec<Value>,
}

impl Statement {
    /// A statement without a language.
    pub fn new(origin: Origin, name: impl Into<String>, field: Option<Field>, values: Vec<Value>) -> Statement {
        Statement { origin, name: name.into(), field, language: None, values }
    }
}
