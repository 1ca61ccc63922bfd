//! Tests that keys cannot answer, put to the records of the assets that may pass them.
use super::Evaluator;
use crate::asset::Group;
use crate::asset::fold::fold;
use crate::catalog::CatalogError;
use crate::catalog::meaning::{Leaf, any_leaf, has_words, is_below};
use crate::catalog::sqlite::body;
use crate::catalog::sqlite::posting::Set;
use crate::query::{Expression, Property};

/// What is asked of a leaf.
pub(super) enum Test {
    /// A regular expression matches it as it is.
    Matches(Expression),
    /// It is a text with these words; whether the last is only the beginning of one.
    Words(Vec<String>, bool),
    /// It is a text below these levels, which these characters separate.
    Below(Vec<String>, Vec<char>),
}

impl Test {
    fn is_passed(&self, leaf: Leaf<'_>) -> bool {
        match (self, leaf) {
            (Test::Matches(regex), Leaf::Text(text)) => regex.is_match(text),
            (Test::Matches(regex), leaf) => regex.is_match(&leaf.to_string()),
            (Test::Words(words, prefix), Leaf::Text(text)) => has_words(text, words, *prefix),
            (Test::Below(levels, separators), Leaf::Text(text)) => is_below(&fold(text), separators, levels),
            (Test::Words(..) | Test::Below(..), _) => false,
        }
    }
}

impl Evaluator<'_, '_> {
    /// Those of the candidates, among some, of whose property a leaf passes the test.
    pub(super) fn said(
        &self,
        property: &Property,
        candidates: Set,
        some: Option<&Set>,
        test: &Test,
    ) -> Result<Set, CatalogError> {
        let candidates = some.map_or_else(|| candidates.clone(), |some| &candidates & some);
        let mut passed = Set::new();
        if property.field.definition().group == Group::Catalogue {
            for number in &candidates {
                let asset = self.reader.asset(i64::from(number))?;
                let values = asset.map(|asset| asset.values(property.field)).unwrap_or_default();
                if any_leaf(&values, &property.path, |leaf| test.is_passed(leaf)) {
                    passed.insert(number);
                }
            }
            return Ok(passed);
        }
        for number in &candidates {
            let is_passed = self.reader.record(i64::from(number), |described, stated| {
                let values = body::effective(property.field, described, stated)?;
                Ok(any_leaf(&values, &property.path, |leaf| test.is_passed(leaf)))
            })?;
            if is_passed {
                passed.insert(number);
            }
        }
        Ok(passed)
    }
}
