//! Fields that several programs each keep in a property of their own: keywords with levels, and regions. Where one of
//! them counts, what only the others say is added to it; which of them counts is for `reconcile` to decide.
use super::reconcile::{Decision, Rule, decision};
use crate::asset::fold::fold;
use crate::asset::{Field, Statement, Tree, Value};
use std::collections::BTreeSet;

/// How far apart the sides of two regions may be, in parts of the picture's, for them to be one.
const NEAR: f64 = 0.01;
/// The most values that a list grows to.
const MOST: usize = 4_000;

/// The decision with what other statements of its layer add to it, for the fields of this kind.
pub(super) fn join<'a>(field: Field, found: Decision<'a>, layer: &[&'a Statement]) -> Decision<'a> {
    let mut list: Box<dyn List> = match field {
        Field::HierarchicalKeywords => Box::new(Keywords::default()),
        Field::ImageRegion => Box::new(Regions::default()),
        _other => return found,
    };
    let Decision { mut values, by, rule } = found;
    let (alone, mut rule) = (rule, rule);
    values.iter().for_each(|value| list.add(value));
    let others = layer.iter().filter(|one| one.field == Some(field) && !std::ptr::eq(**one, by));
    for value in others.filter_map(|one| decision(field, one, alone)).flat_map(|other| other.values) {
        if values.len() < MOST && list.is_new(&value) {
            list.add(&value);
            values.push(value);
            rule = Rule::Joined;
        }
    }
    Decision { values, by, rule }
}

/// What is known of the values so far.
trait List {
    fn add(&mut self, value: &Value);
    fn is_new(&self, value: &Value) -> bool;
}

/// Paths of keywords, folded, and every path above them: `Sport` says nothing that `Sport|Football` does not.
#[derive(Default)]
struct Keywords(BTreeSet<String>);

impl List for Keywords {
    fn add(&mut self, value: &Value) {
        let path = path_of(value);
        let ends = path.match_indices('|').map(|(at, _)| at).chain([path.len()]);
        self.0.extend(ends.filter_map(|end| path.get(..end)).map(str::to_owned));
    }

    fn is_new(&self, value: &Value) -> bool {
        let path = path_of(value);
        !path.is_empty() && !self.0.contains(&path)
    }
}

/// A path as it is compared. A slash within a term is a backslash where slashes join the levels (digiKam).
fn path_of(value: &Value) -> String {
    value.as_text().unwrap_or_default().replace('\\', "/").split('|').map(fold).collect::<Vec<_>>().join("|")
}

/// Regions: the same name is the same region, whatever each program says of its place; so is the same place where one of
/// them has no name.
#[derive(Default)]
struct Regions(Vec<Region>);

struct Region {
    name: Option<String>,
    /// `rbX`, `rbY`, `rbW` and `rbH`; none for what is no rectangle.
    place: Option<[f64; 4]>,
}

impl List for Regions {
    fn add(&mut self, value: &Value) {
        self.0.push(Region::of(value));
    }

    fn is_new(&self, value: &Value) -> bool {
        let region = Region::of(value);
        !self.0.iter().any(|known| known.is_same(&region))
    }
}

impl Region {
    fn of(value: &Value) -> Region {
        let at = |path: &[&str]| match value {
            Value::Struct(tree) => tree.at(&path.iter().map(ToString::to_string).collect::<Vec<_>>()),
            Value::Text(_) | Value::Integer(_) | Value::Number(_) | Value::Boolean(_) | Value::Date(_) => None,
        };
        let name = match at(&["Name"]) {
            Some(Tree::Text(name)) => Some(fold(name)),
            Some(Tree::Number(_) | Tree::List(_) | Tree::Struct(_)) | None => None,
        };
        let number = |side| match at(&["RegionBoundary", side]) {
            Some(Tree::Number(number)) => Some(*number),
            Some(Tree::Text(_) | Tree::List(_) | Tree::Struct(_)) | None => None,
        };
        let place = || Some([number("rbX")?, number("rbY")?, number("rbW")?, number("rbH")?]);
        Region { name, place: place() }
    }

    /// Whether two say nothing different of name and place, and the same of one of them.
    fn agrees(&self, other: &Region) -> bool {
        let name = self.name.as_ref().zip(other.name.as_ref()).map(|(one, other)| one == other);
        let place = self.place.zip(other.place).map(|(one, other)| is_near(one, other));
        let both = [name, place];
        both.contains(&Some(true)) && !both.contains(&Some(false))
    }

    fn is_same(&self, other: &Region) -> bool {
        match (&self.name, &other.name, self.place, other.place) {
            (Some(one), Some(other), ..) => one == other,
            (_, _, Some(one), Some(other)) => is_near(one, other),
            _ => false,
        }
    }
}

fn is_near(one: [f64; 4], other: [f64; 4]) -> bool {
    one.iter().zip(other).all(|(one, other)| (one - other).abs() <= NEAR)
}

/// Whether a region is one of these: itself, or the same name and place as another program tells them.
pub(super) fn is_among(region: &Value, regions: &[Value]) -> bool {
    regions.contains(region) || regions.iter().any(|one| Region::of(one).agrees(&Region::of(region)))
}

#[cfg(test)]
mod tests {
    use super::super::reconcile::{Rule, explain};
    use crate::asset::Policy;
    use crate::asset::{Field, Origin, Statement, Tree, Value};

    fn keywords(origin: Origin, name: &str, paths: &[&str]) -> Statement {
        let values = paths.iter().copied().map(Value::text).collect();
        Statement::new(origin, name, Some(Field::HierarchicalKeywords), values)
    }

    fn joined(statements: &[Statement], field: Field) -> (Vec<Value>, Rule) {
        let mut decided = explain(statements, Policy::Mwg);
        let decision = decided.remove(&field).expect("a decision");
        (decision.values, decision.rule)
    }

    fn texts(texts: &[&str]) -> Vec<Value> {
        texts.iter().copied().map(Value::text).collect()
    }

    #[test]
    fn keywords_of_all_programs_are_one_list_and_none_twice() {
        let statements = [
            keywords(Origin::Xmp, "digiKam:TagsList", &["sport|FOOTBALL", "Sport", "Places|Oslo"]),
            keywords(Origin::Xmp, "lr:hierarchicalSubject", &["Sport|Football", "Málaga"]),
            keywords(Origin::Xmp, "mwg-kw:Keywords/hierarchical_keywords", &["malaga", "Places", "Places|Bergen"]),
        ];
        let expected = texts(&["Sport|Football", "Málaga", "Places|Oslo", "Places|Bergen"]);
        assert_eq!(joined(&statements, Field::HierarchicalKeywords), (expected, Rule::Joined));
        let alone = (texts(&["Sport|Football", "Málaga"]), Rule::XmpCurrent);
        assert_eq!(joined(&statements[1..2], Field::HierarchicalKeywords), alone);
    }

    #[test]
    fn a_slash_within_a_term_is_one_however_it_is_written() {
        let statements = [
            keywords(Origin::Xmp, "lr:hierarchicalSubject", &["Music|AC/DC"]),
            keywords(Origin::Xmp, "digiKam:TagsList", &[r"Music|AC\DC"]),
        ];
        let expected = (texts(&["Music|AC/DC"]), Rule::XmpCurrent);
        assert_eq!(joined(&statements, Field::HierarchicalKeywords), expected);
    }

    #[test]
    fn what_a_sidecar_leaves_out_is_not_joined_from_its_file() {
        let statements = [
            keywords(Origin::Xmp, "lr:hierarchicalSubject", &["Sport|Football"]),
            keywords(Origin::Sidecar, "lr:hierarchicalSubject", &["Sport"]),
            keywords(Origin::Sidecar, "digiKam:TagsList", &["Oslo"]),
        ];
        let expected = (texts(&["Sport", "Oslo"]), Rule::Sidecar);
        assert_eq!(joined(&statements, Field::HierarchicalKeywords), expected);
    }

    fn region(name: Option<&str>, x: f64) -> Value {
        let sides = [("rbX", x), ("rbY", 0.2), ("rbW", 0.1), ("rbH", 0.1)];
        let sides = sides.map(|(name, number)| (name.to_owned(), Tree::Number(number))).to_vec();
        let mut members = vec![("RegionBoundary".to_owned(), Tree::Struct(sides))];
        members.extend(name.map(|name| ("Name".to_owned(), Tree::Text(name.to_owned()))));
        Value::Struct(Tree::Struct(members))
    }

    #[test]
    fn a_region_is_told_once_whoever_marked_it() {
        let says =
            |name: &str, values: &[Value]| Statement::new(Origin::Xmp, name, Some(Field::ImageRegion), values.to_vec());
        let statements = [
            says("MP:RegionInfo/image_region", &[region(Some("ann"), 0.7), region(Some("Bob"), 0.5)]),
            says("mwg-rs:Regions/image_region", &[region(Some("Ann"), 0.1), region(None, 0.3)]),
            says("acdsee-rs:Regions/image_region", &[region(None, 0.305), region(None, 0.9)]),
        ];
        let expected = vec![region(Some("Ann"), 0.1), region(None, 0.3), region(Some("Bob"), 0.5), region(None, 0.9)];
        assert_eq!(joined(&statements, Field::ImageRegion), (expected, Rule::Joined));
    }
}
