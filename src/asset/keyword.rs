//! A keyword as a place in a hierarchy: its levels, from the root down. Knows how two fields keep such places, and nothing
//! of who has them.
use super::fold::fold;
use std::fmt;

/// What separates levels in `hierarchical_keywords`, where a slash is a letter like others.
pub const LEVELS: &[char] = &['|'];
/// What separates them in `keywords`.
pub const FLAT_LEVELS: &[char] = &['|', '/'];

/// The levels of a keyword; at least one, none empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levels(Vec<String>);

impl Levels {
    /// The levels between separators; `None` where one is empty, or there is none.
    pub fn of(text: &str, separators: &[char]) -> Option<Levels> {
        let levels: Vec<String> = text.split(separators).map(|level| level.trim().to_owned()).collect();
        levels.iter().all(|level| !level.is_empty()).then_some(Levels(levels))
    }

    /// A keyword as it is typed: `Sport|Football`; and where there is no `|`, `Sport/Football`.
    pub fn typed(text: &str) -> Option<Levels> {
        Levels::of(text, if text.contains('|') { LEVELS } else { FLAT_LEVELS })
    }

    /// From the root down.
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }

    /// As they are compared.
    pub fn folded(&self) -> Vec<String> {
        self.0.iter().map(|level| fold(level)).collect()
    }

    /// The level that tells it from its neighbours.
    pub fn last(&self) -> &str {
        self.0.last().map_or("", String::as_str)
    }

    /// The levels above the last.
    pub fn above(&self) -> &[String] {
        self.0.split_last().map_or(&[], |(_, above)| above)
    }

    /// Its last level under another keyword, or at the root.
    pub fn under(&self, parent: Option<&Levels>) -> Levels {
        let above = parent.map_or(&[][..], Levels::as_slice);
        Levels(above.iter().cloned().chain([self.last().to_owned()]).collect())
    }

    /// The levels below `place`: none of them for the place itself, `None` where it lies elsewhere.
    pub fn below(&self, place: &Levels) -> Option<&[String]> {
        let (at, below) = self.0.split_at_checked(place.0.len())?;
        let same = at.iter().zip(&place.0).all(|(level, other)| level == other || fold(level) == fold(other));
        same.then_some(below)
    }

    /// The same with more levels below it.
    pub fn with(&self, below: &[String]) -> Levels {
        Levels(self.0.iter().chain(below).cloned().collect())
    }

    /// The levels with something between them.
    pub fn joined(&self, between: &str) -> String {
        self.0.join(between)
    }
}

impl fmt::Display for Levels {
    /// As `hierarchical_keywords` keep it.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.joined("|"))
    }
}

#[cfg(test)]
mod tests {
    use super::Levels;

    #[test]
    fn a_keyword_is_typed_with_bars_or_slashes() {
        let typed = |text| Levels::typed(text).map(|levels| levels.0);
        assert_eq!(typed("Sport/Football").unwrap(), ["Sport", "Football"]);
        assert_eq!(typed("Music | AC/DC").unwrap(), ["Music", "AC/DC"]);
        for wrong in ["", " ", "|a", "a||b", "a/"] {
            assert_eq!(typed(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_lies_below_is_told_by_folded_levels() {
        let levels = |text| Levels::typed(text).unwrap();
        assert_eq!(levels("sport|Fußball|Cup").below(&levels("Sport|fussball")).unwrap(), ["Cup"]);
        assert_eq!(levels("Sport").below(&levels("Sport|Football")), None);
        assert_eq!(levels("Sports|Football").below(&levels("Sport")), None);
        assert_eq!(levels("A|B").under(Some(&levels("C"))).to_string(), "C|B");
        assert_eq!(levels("A|B").under(None).to_string(), "B");
    }
}
