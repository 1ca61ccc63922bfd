//! Keywords with levels, which each program keeps in a property and a spelling of its own, changed in all of them at once.
//!
//! The rules:
//!
//! - `keywords` are flat and stand in `dc:subject`; `hierarchical_keywords` have levels and stand, joined by `|`, in
//!   `lr:hierarchicalSubject`. Neither is made from the other: Lightroom lists the terms above a keyword or not, as its
//!   owner likes, and digiKam and darktable list the last terms alone.
//! - A wish for `hierarchical_keywords` is written to its home and to whichever of the others a packet has:
//!   `digiKam:TagsList`, `MicrosoftPhoto:LastKeywordXMP` and `LastKeywordIPTC` (levels joined by `/`), `CatalogSets` of Media
//!   Pro and Expression Media (`|`), ACDSee's categories (a text that is XML) and `mwg-kw:Keywords` (a tree). A path that
//!   stands there only because a wished one lies below it stays. None is added that was not there.
//! - A wish for `keywords` alone takes away every path whose last term was a keyword and is none any more. A path whose
//!   last term never was one (darktable's own, Lightroom's that are not exported) stays, and so does everything of which
//!   there is doubt. A new keyword is not put among the paths.
//! - A `/` within a term is `\` where `/` joins levels. That is what digiKam makes of it when it takes keywords over from
//!   `lr:hierarchicalSubject`, and it has no other way to write it (`DMetadata::getItemTagsPath`). Read alone, such a term
//!   has the `\`; beside its home, where it has the `/`, it is known to be the same, so nothing is lost.
use super::super::Shape;
use super::aim::Aim;
use super::check::Reading;
use super::survey::Survey;
use crate::asset::fold::fold;
use crate::asset::{Field, Tree, Value};
use crate::metadata::mapping::Form;
use std::collections::BTreeSet;
use std::fmt::Write;

/// How a program writes its paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spelling {
    /// Items with the levels as in our field.
    Bars,
    /// Items with `/` between levels.
    Slashes,
    /// `<Categories>` with a `<Category Assigned="1">` for each keyword.
    Categories,
    /// A structure of the Metadata Working Group (Guidelines 2.0, 5.8).
    Nodes,
}

/// The home, and the other properties that hold paths, with the list that each is.
const STORES: &[(&str, Spelling, Shape)] = &[
    (HOME, Spelling::Bars, Shape::Bag),
    ("digiKam:TagsList", Spelling::Slashes, Shape::Seq),
    ("MicrosoftPhoto:LastKeywordXMP", Spelling::Slashes, Shape::Bag),
    ("MicrosoftPhoto:LastKeywordIPTC", Spelling::Slashes, Shape::Bag),
    ("mediapro:CatalogSets", Spelling::Bars, Shape::Bag),
    ("expressionmedia:CatalogSets", Spelling::Bars, Shape::Bag),
    ("acdsee:categories", Spelling::Categories, Shape::Plain),
    ("mwg-kw:Keywords", Spelling::Nodes, Shape::Plain),
];
const HOME: &str = Field::HierarchicalKeywords.definition().xmp;
/// The deepest path that is written into a tree, which is the deepest that is read of one.
const LEVELS: usize = 24;

/// What the places of paths shall hold for a wish for paths.
pub(super) fn aims_of_paths(wish: &[Value], survey: &Survey<'_, '_>, before: &Reading) -> Vec<Aim> {
    let wished: Vec<&str> = wish.iter().filter_map(Value::as_text).collect();
    let stores = STORES.iter().filter(|(name, ..)| *name == HOME || !survey.places(name).is_empty());
    stores.map(|store| aim(*store, &with_implied(&wished, store, before))).collect()
}

/// The wished paths, and before each what stands in a place because the path lies below it; the home has no such.
fn with_implied<'p>(
    wished: &[&'p str],
    (name, spelling, _): &(&str, Spelling, Shape),
    before: &Reading,
) -> Vec<&'p str> {
    let old: BTreeSet<String> = if *name == HOME { BTreeSet::new() } else { before.paths(name).into_iter().collect() };
    let (mut all, mut known) = (Vec::new(), BTreeSet::new());
    for path in wished {
        let above = path.match_indices('|').filter_map(|(at, _)| path.get(..at));
        let implied = above.filter(|above| old.contains(&spelling.as_read(above)));
        all.extend(implied.chain([*path]).filter(|path| known.insert(*path)));
    }
    all
}

/// What the places of paths shall hold when keywords go and nothing is wished of paths.
pub(super) fn aims_of_terms(wish: &[Value], survey: &Survey<'_, '_>, before: &Reading) -> Vec<Aim> {
    let folded = |value: &Value| value.as_text().map(term);
    let wished: BTreeSet<String> = wish.iter().filter_map(folded).collect();
    let old = before.values_of(Field::Keywords);
    let gone: BTreeSet<String> = old.filter_map(folded).filter(|term| !wished.contains(term)).collect();
    let is_kept = |path: &&str| path.rsplit('|').next().is_none_or(|last| !gone.contains(&term(last)));
    let stores = STORES.iter().filter(|(name, ..)| !survey.places(name).is_empty());
    let aims = stores.filter_map(|store| {
        let old = before.paths(store.0);
        let kept: Vec<&str> = old.iter().map(String::as_str).filter(is_kept).collect();
        (kept.len() < old.len()).then(|| aim(*store, &kept))
    });
    aims.collect()
}

/// A term as it is compared, a slash in it being the same however it is written.
fn term(text: &str) -> String {
    fold(&text.replace('\\', "/"))
}

impl Spelling {
    /// A path as it is read of a property in which it was written.
    fn as_read(self, path: &str) -> String {
        match self {
            Spelling::Slashes => path.replace('/', "\\"),
            Spelling::Bars | Spelling::Categories | Spelling::Nodes => path.to_owned(),
        }
    }
}

fn aim((name, spelling, shape): (&str, Spelling, Shape), paths: &[&str]) -> Aim {
    let values = |paths: &[&str]| paths.iter().map(|path| Value::text(spelling.as_read(path))).collect();
    let form = if spelling == Spelling::Slashes { Form::Slashes } else { Form::Plain };
    let nothing = Aim {
        name: name.to_owned(),
        field: Field::HierarchicalKeywords,
        form,
        shape,
        member: None,
        values: Vec::new(),
        texts: Vec::new(),
        tree: None,
        dropped: Vec::new(),
    };
    let texts = |spelled: fn(&str) -> String| paths.iter().map(|path| spelled(path)).collect();
    match spelling {
        Spelling::Bars => Aim { values: values(paths), texts: texts(str::to_owned), ..nothing },
        Spelling::Slashes => {
            let slashed = |path: &str| path.replace('/', "\\").replace('|', "/");
            Aim { values: values(paths), texts: texts(slashed), ..nothing }
        }
        Spelling::Categories => match forest(paths) {
            Some(forest) => Aim { values: assigned(&forest), texts: vec![categories(&forest)], ..nothing },
            None => nothing,
        },
        Spelling::Nodes => match forest(paths) {
            Some(forest) => Aim { values: all(&forest), tree: Some(hierarchy(&forest)), ..nothing },
            None => nothing,
        },
    }
}

/// A term and the terms below it.
#[derive(Debug, Default)]
struct Term {
    text: String,
    path: String,
    is_assigned: bool,
    below: Vec<Term>,
}

/// Paths as trees; none where there are none, or one is deeper than is read.
fn forest(paths: &[&str]) -> Option<Vec<Term>> {
    let mut roots: Vec<Term> = Vec::new();
    for path in paths {
        let terms: Vec<&str> = path.split('|').map(str::trim).collect();
        if terms.len() > LEVELS || terms.iter().any(|term| term.is_empty()) {
            return None;
        }
        grow(&mut roots, &terms, "");
    }
    (!roots.is_empty()).then_some(roots)
}

fn grow(among: &mut Vec<Term>, terms: &[&str], above: &str) {
    let [text, below @ ..] = terms else { return };
    let known = among.iter().position(|term| term.text == *text);
    let at = known.unwrap_or_else(|| {
        let path = if above.is_empty() { (*text).to_owned() } else { format!("{above}|{text}") };
        among.push(Term { text: (*text).to_owned(), path, ..Term::default() });
        among.len() - 1
    });
    let Some(term) = among.get_mut(at) else { return };
    term.is_assigned |= below.is_empty();
    grow(&mut term.below, below, &term.path);
}

fn all(terms: &[Term]) -> Vec<Value> {
    terms.iter().flat_map(|term| [vec![Value::text(&*term.path)], all(&term.below)].concat()).collect()
}

fn assigned(terms: &[Term]) -> Vec<Value> {
    let own = |term: &Term| Value::text(&*term.path);
    let each =
        |term: &Term| term.is_assigned.then(|| own(term)).into_iter().chain(assigned(&term.below)).collect::<Vec<_>>();
    terms.iter().flat_map(each).collect()
}

/// ACDSee's XML.
fn categories(terms: &[Term]) -> String {
    let mut text = "<Categories>".to_owned();
    terms.iter().for_each(|term| category(term, &mut text));
    text + "</Categories>"
}

fn category(term: &Term, into: &mut String) {
    let own = super::super::markup::escaped(&term.text);
    let _ = write!(into, "<Category Assigned=\"{}\">{own}", u8::from(term.is_assigned));
    term.below.iter().for_each(|below| category(below, into));
    into.push_str("</Category>");
}

/// The working group's structure.
fn hierarchy(terms: &[Term]) -> Tree {
    Tree::Struct(vec![("Hierarchy".to_owned(), Tree::List(terms.iter().map(node).collect()))])
}

fn node(term: &Term) -> Tree {
    let mut members = vec![("Keyword".to_owned(), Tree::Text(term.text.clone()))];
    if !term.below.is_empty() {
        members.push(("Children".to_owned(), Tree::List(term.below.iter().map(node).collect())));
    }
    Tree::Struct(members)
}

#[cfg(test)]
mod tests;
