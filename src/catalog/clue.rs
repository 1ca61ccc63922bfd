//! Clues: the ids that files carry which tie them to other files, wherever those lie. It knows the names that standards
//! have for them, and nothing of what two files with the same clue are to each other.
use crate::asset::{Field, Reading, Statement, Value};

/// What an id identifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClueKind {
    /// The halves of a Live Photo: Apple's maker note tag 0x0011, and the key of the same meaning in QuickTime.
    Content,
    /// The first document that this one comes from (XMP Specification Part 2, 2.2: `xmpMM:OriginalDocumentID`).
    Document,
    /// The exposure (Exif 2.32, tag 0xA420 `ImageUniqueID`).
    Image,
}

impl ClueKind {
    /// The word that is stored.
    pub const fn word(self) -> &'static str {
        match self {
            ClueKind::Content => "content",
            ClueKind::Document => "document",
            ClueKind::Image => "image",
        }
    }
}

/// An id, and what it identifies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clue {
    /// What it identifies.
    pub kind: ClueKind,
    /// The id, in lower case.
    pub id: String,
}

/// The shortest id that can be one of its kind in the world.
const SHORTEST: usize = 8;
/// The longest that is kept: standards' ids are far shorter.
const LONGEST: usize = 200;

/// The clues in what files say, in order, none twice.
pub fn clues(reading: &Reading) -> Vec<Clue> {
    let of = |statement: &Statement| {
        let kind = kind_of(statement)?;
        let id = statement.values.first().and_then(Value::as_text)?;
        let id = id.trim_matches([' ', '\t', '\n', '\u{b}', '\u{c}', '\r']).to_ascii_lowercase();
        is_unique(&id).then_some(Clue { kind, id })
    };
    let mut found: Vec<Clue> = reading.statements.iter().filter_map(of).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn kind_of(statement: &Statement) -> Option<ClueKind> {
    match statement.name.as_str() {
        "Apple:ContentIdentifier" | "com.apple.quicktime.content.identifier" => Some(ClueKind::Content),
        "xmpMM:OriginalDocumentID" => Some(ClueKind::Document),
        "ExifIFD:ImageUniqueID" | "exif:ImageUniqueID" => Some(ClueKind::Image),
        _ if statement.field == Some(Field::ImageGuid) => Some(ClueKind::Image),
        _ => None,
    }
}

/// Cameras that have no id to give fill the tag with zeros or spaces.
fn is_unique(id: &str) -> bool {
    let mut letters = id.bytes().filter(|byte| !matches!(byte, b'-' | b':' | b'.'));
    let first = letters.next();
    let is_plain = id.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    is_plain && (SHORTEST..=LONGEST).contains(&id.len()) && letters.any(|letter| Some(letter) != first)
}

#[cfg(test)]
mod tests {
    use super::{ClueKind, clues};
    use crate::asset::{Origin, Reading, Statement, Value};

    #[test]
    fn an_id_is_a_clue_whatever_its_case_and_a_blank_one_is_none() {
        let said = [
            ("Apple:ContentIdentifier", "1F2E3D4C-0000-4000-8000-0123456789AB"),
            ("com.apple.quicktime.content.identifier", "1f2e3d4c-0000-4000-8000-0123456789ab"),
            ("xmpMM:OriginalDocumentID", "xmp.did:ABCDEF01"),
            ("ExifIFD:ImageUniqueID", "00000000000000000000000000000000"),
            ("dc:identifier", "xmp.did:other"),
        ];
        let statement = |(name, id): (&str, &str)| Statement::new(Origin::Xmp, name, None, vec![Value::text(id)]);
        let reading = Reading { statements: said.into_iter().map(statement).collect(), ..Reading::default() };
        let found: Vec<_> = clues(&reading).into_iter().map(|clue| (clue.kind, clue.id)).collect();
        assert_eq!(
            found,
            [
                (ClueKind::Content, "1f2e3d4c-0000-4000-8000-0123456789ab".to_owned()),
                (ClueKind::Document, "xmp.did:abcdef01".to_owned()),
            ]
        );
    }
}
