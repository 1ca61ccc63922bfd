//! Keywords renamed, moved, merged and deleted, in both fields that hold them: with levels (`hierarchical_keywords`), and flat
//! (`keywords`). What programs keep flat beside a keyword with levels, each level a keyword, is brought along with it.
use crate::asset::fold::fold;
use crate::asset::keyword::{FLAT_LEVELS, LEVELS};
use crate::asset::{Asset, Field, Levels, Problem, Value};
use crate::librarian::FieldChange;
use crate::librarian::tag::Editing;
use std::collections::HashSet;

/// What happens to a keyword.
#[derive(Clone, Debug)]
pub enum Fate {
    /// It and everything below it lies elsewhere from now on.
    Becomes {
        /// Where it lies.
        from: Levels,
        /// Where it shall lie; not below `from`.
        to: Levels,
    },
    /// It goes.
    Goes {
        /// Which.
        at: Levels,
        /// Whether everything below it goes too.
        below: bool,
    },
}

/// What happens to keywords, one after the other.
pub struct Keywords(pub Vec<Fate>);

impl Editing for Keywords {
    fn edited(&self, asset: &Asset) -> Result<Vec<FieldChange>, Problem> {
        let texts = |field: Field| asset.description.get(field).iter().filter_map(Value::as_text).map(str::to_owned);
        let mut both =
            Both { flat: texts(Field::Keywords).collect(), paths: texts(Field::HierarchicalKeywords).collect() };
        self.0.iter().for_each(|fate| both.meet(fate));
        let after = [(Field::Keywords, both.flat), (Field::HierarchicalKeywords, both.paths)];
        let change = |(field, texts): (Field, Vec<String>)| FieldChange {
            field,
            before: asset.description.get(field).to_vec(),
            after: texts.into_iter().map(Value::Text).collect(),
        };
        Ok(after.into_iter().map(change).filter(|change| change.before != change.after).collect())
    }
}

/// An asset's keywords in both fields.
struct Both {
    flat: Vec<String>,
    paths: Vec<String>,
}

impl Both {
    fn meet(&mut self, fate: &Fate) {
        let before = levels_of(&self.paths);
        let paths: Vec<String> = self.paths.iter().filter_map(|path| path_after(path, fate)).collect();
        // What nothing happens to stays as it is, doubles and all.
        let is_met = paths != self.paths;
        if is_met {
            self.paths = unique(paths);
        }
        let flat = Flat { after: levels_of(&self.paths), before, fate, is_met };
        let mut added = Vec::new();
        let kept: Vec<String> = self.flat.iter().flat_map(|keyword| flat.after(keyword, &mut added)).collect();
        if kept != self.flat {
            self.flat = unique(kept.into_iter().chain(flat.above(&self.flat)).collect());
        }
        if !added.is_empty() {
            self.paths = unique(self.paths.drain(..).chain(added).collect());
        }
    }
}

/// Every level of some paths, folded.
fn levels_of(paths: &[String]) -> HashSet<String> {
    paths.iter().flat_map(|path| path.split(LEVELS)).map(fold).collect()
}

/// The keywords, each once to a reader.
fn unique(keywords: Vec<String>) -> Vec<String> {
    let mut known = HashSet::new();
    keywords.into_iter().filter(|keyword| known.insert(fold(keyword))).collect()
}

/// What becomes of a keyword with levels; `None` where it goes.
fn path_after(path: &str, fate: &Fate) -> Option<String> {
    let as_it_was = || Some(path.to_owned());
    let Some(levels) = Levels::of(path, LEVELS) else { return as_it_was() };
    match fate {
        Fate::Becomes { from, to } => match levels.below(from) {
            Some(below) => Some(to.with(below).to_string()),
            None => as_it_was(),
        },
        Fate::Goes { at, below } => match levels.below(at) {
            Some(rest) if *below || rest.is_empty() => None,
            Some(_) | None => as_it_was(),
        },
    }
}

/// What decides about flat keywords.
struct Flat<'f> {
    /// The levels of the keywords that have some, before and after.
    before: HashSet<String>,
    after: HashSet<String>,
    fate: &'f Fate,
    /// Whether something happened to one of those.
    is_met: bool,
}

impl Flat<'_> {
    /// What becomes of a flat keyword; keywords with levels that have to be there beside it are added to `paths`.
    fn after(&self, keyword: &str, paths: &mut Vec<String>) -> Vec<String> {
        let folded = fold(keyword);
        if self.before.contains(&folded) {
            return if self.is_met { self.beside(keyword, &folded) } else { vec![keyword.to_owned()] };
        }
        let as_it_was = || vec![keyword.to_owned()];
        let Some(levels) = Levels::of(keyword, FLAT_LEVELS) else { return as_it_was() };
        match self.fate {
            Fate::Becomes { from, to } => match levels.below(from) {
                Some([]) if levels.as_slice().len() == 1 => {
                    paths.extend((to.as_slice().len() > 1).then(|| to.to_string()));
                    vec![to.last().to_owned()]
                }
                Some(below) => vec![to.with(below).joined(if keyword.contains('|') { "|" } else { "/" })],
                None => as_it_was(),
            },
            Fate::Goes { at, below } => match levels.below(at) {
                Some(rest) if *below || rest.is_empty() => Vec::new(),
                Some(_) | None => as_it_was(),
            },
        }
    }

    /// What becomes of a flat keyword that stands beside one with levels, as one of them.
    fn beside(&self, keyword: &str, folded: &str) -> Vec<String> {
        let stays = self.after.contains(folded);
        match self.fate {
            Fate::Becomes { from, to } if fold(from.last()) == folded => {
                stays.then(|| keyword.to_owned()).into_iter().chain([to.last().to_owned()]).collect()
            }
            Fate::Becomes { from, .. } => {
                let goes = !stays && from.above().iter().any(|level| fold(level) == folded);
                (!goes).then(|| keyword.to_owned()).into_iter().collect()
            }
            Fate::Goes { at, .. } => {
                let stays = stays || at.above().iter().any(|level| fold(level) == folded);
                stays.then(|| keyword.to_owned()).into_iter().collect()
            }
        }
    }

    /// The levels above the new place, where those above the old one stood among the flat keywords.
    fn above(&self, flat: &[String]) -> Vec<String> {
        let Fate::Becomes { from, to } = self.fate else { return Vec::new() };
        let above: HashSet<String> = from.above().iter().map(|level| fold(level)).collect();
        let stood = self.is_met && flat.iter().any(|keyword| above.contains(&fold(keyword)));
        if stood { to.above().to_vec() } else { Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::{Both, Fate};
    use crate::asset::Levels;

    fn levels(text: &str) -> Levels {
        Levels::typed(text).unwrap()
    }

    fn becomes(from: &str, to: &str) -> Fate {
        Fate::Becomes { from: levels(from), to: levels(to) }
    }

    fn goes(at: &str, below: bool) -> Fate {
        Fate::Goes { at: levels(at), below }
    }

    #[test]
    fn both_fields_are_brought_along() {
        for (flat, paths, fate, flat_after, paths_after) in [
            // Flat alone.
            ("harbor, boats", "", becomes("Harbor", "harbour"), "harbour, boats", ""),
            ("harbor, harbour", "", becomes("harbor", "harbour"), "harbour", ""),
            ("Sport/Football", "", becomes("Sport", "Sports"), "Sports/Football", ""),
            ("Sport/Football", "", becomes("Sport|Football", "Sport|Soccer"), "Sport/Soccer", ""),
            ("Football", "", becomes("Sport|Football", "Sport|Soccer"), "Football", ""),
            // A flat keyword gets levels.
            ("Football", "", becomes("Football", "Sport|Football"), "Football", "Sport|Football"),
            // With levels alone, and everything below.
            ("", "Sport|Football|Cup, Sport", becomes("Sport|Football", "Sport|Soccer"), "", "Sport|Soccer|Cup, Sport"),
            ("", "A|x, B|x", becomes("A", "B"), "", "B|x"),
            // Both, as programs write them.
            (
                "Sport, Football, Cup",
                "Sport|Football|Cup",
                becomes("Sport|Football", "Sport|Soccer"),
                "Sport, Soccer, Cup",
                "Sport|Soccer|Cup",
            ),
            ("Football", "Sport|Football", becomes("Football", "Soccer"), "Football", "Sport|Football"),
            (
                "Football",
                "Sport|Football, Art|Football",
                becomes("Sport|Football", "Sport|Soccer"),
                "Football, Soccer",
                "Sport|Soccer, Art|Football",
            ),
            ("AC/DC", "Music|AC/DC", becomes("Music|AC/DC", "Music|ACDC"), "ACDC", "Music|ACDC"),
            ("AC/DC", "Music|AC/DC", becomes("AC", "X"), "AC/DC", "Music|AC/DC"),
            // Moved: what stood above goes, unless it stands above something else, and what stands above now comes.
            ("A, B, x", "A|B|x", becomes("A|B", "C|B"), "B, x, C", "C|B|x"),
            ("A, B", "A|B, A|y", becomes("A|B", "C|B"), "A, B, C", "C|B, A|y"),
            ("B", "A|B", becomes("A|B", "C|B"), "B", "C|B"),
            ("A, B", "A|B", becomes("A|B", "B"), "B", "B"),
            // Deleted.
            ("A, B, C", "A|B|C, A|B", goes("A|B", false), "A, B, C", "A|B|C"),
            ("A, B, C", "A|B|C, A|B", goes("A|B", true), "A", ""),
            ("A, B", "A|B", goes("A|B", false), "A", ""),
            ("Sport/Football, Sport", "", goes("Sport", false), "Sport/Football", ""),
            ("Sport/Football, Sport", "", goes("Sport", true), "", ""),
            // Nothing of it: nothing changes, not even what is there twice.
            ("a, A", "x|y, X|Y", becomes("b", "c"), "a, A", "x|y, X|Y"),
            ("|", "||a", goes("a", true), "|", "||a"),
        ] {
            let list = |text: &str| text.split(", ").filter(|text| !text.is_empty()).map(str::to_owned).collect();
            let mut both = Both { flat: list(flat), paths: list(paths) };
            both.meet(&fate);
            let after = (both.flat.join(", "), both.paths.join(", "));
            assert_eq!(after, (flat_after.to_owned(), paths_after.to_owned()), "{flat}; {paths}; {fate:?}");
        }
    }
}
