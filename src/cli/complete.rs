//! What the shells' completions offer: field words, states, the values of small fields, saved queries, volumes. Asked by
//! the completion script at every Tab, so it opens the catalogue to read, briefly, and stays silent about trouble.
use super::settings::Settings;
use crate::asset::{Field, Kind};
use crate::catalog::Catalog;
use crate::catalog::sqlite::{self, OpenMode, SqliteCatalog};
use crate::query::{Facet, Filter, Property, State};
use clap_complete::CompletionCandidate;
use std::ffi::OsStr;
use std::time::Duration;

/// How many values of a field are offered at most; a field with more is not small.
const MOST_VALUES: u64 = 60;

fn catalog() -> Option<SqliteCatalog> {
    let settings = Settings::read().ok()?;
    sqlite::open(&settings.catalog, OpenMode::Read, Duration::from_millis(50)).ok()
}

fn starting(typed: &str, words: impl IntoIterator<Item = (String, String)>) -> Vec<CompletionCandidate> {
    let matching = words.into_iter().filter(|(word, _)| word.starts_with(typed));
    matching.map(|(word, help)| CompletionCandidate::new(word).help((!help.is_empty()).then(|| help.into()))).collect()
}

/// The last term of a query: a field word, a state, a saved query, or a value of a small field.
pub fn query(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let start = typed.rfind([' ', '(']).map_or(0, |at| at + 1);
    let (before, term) = typed.split_at(start);
    let sign = if term.starts_with(['-', '^']) { 1 } else { 0 };
    let (sign, term) = term.split_at(sign);
    let offered = match term.split_once([':', '=']) {
        Some(("is", _)) => State::ALL.iter().map(|state| (format!("is:{}", state.word()), String::new())).collect(),
        Some(("has" | "no", _)) => {
            let operator = term.split(':').next().unwrap_or_default();
            Field::ALL.iter().map(|field| (format!("{operator}:{}", field.word()), String::new())).collect()
        }
        Some((word, value)) => values(word, value, &term[..=word.len()]),
        None if term.starts_with('@') => saved_names("@"),
        None => {
            Field::ALL.iter().map(|field| (format!("{}:", field.word()), field.definition().note.to_owned())).collect()
        }
    };
    starting(term, offered).into_iter().map(|candidate| candidate.add_prefix(format!("{before}{sign}"))).collect()
}

/// The last word of a list of fields.
pub fn fields(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let start = typed.rfind(',').map_or(0, |at| at + 1);
    let (before, word) = typed.split_at(start);
    let (sign, word) = word.strip_prefix('-').map_or(("", word), |word| ("-", word));
    let words = Field::ALL.iter().map(|field| (field.word().to_owned(), field.definition().note.to_owned()));
    starting(word, words).into_iter().map(|candidate| candidate.add_prefix(format!("{before}{sign}"))).collect()
}

/// The names of saved queries.
pub fn saved(typed: &OsStr) -> Vec<CompletionCandidate> {
    starting(&typed.to_string_lossy(), saved_names(""))
}

/// The names of volumes.
pub fn volumes(typed: &OsStr) -> Vec<CompletionCandidate> {
    let volumes = catalog().and_then(|catalog| catalog.volumes().ok()).unwrap_or_default();
    starting(&typed.to_string_lossy(), volumes.into_iter().map(|volume| (volume.name, volume.mount_point.lossy())))
}

/// The keywords in use, the most used ones.
pub fn keywords(typed: &OsStr) -> Vec<CompletionCandidate> {
    starting(&typed.to_string_lossy(), counted(Field::Keywords, 500))
}

fn saved_names(sign: &str) -> Vec<(String, String)> {
    let saved = catalog().and_then(|catalog| catalog.saved().ok()).unwrap_or_default();
    saved.into_iter().map(|(name, text)| (format!("{sign}{name}"), text)).collect()
}

fn values(word: &str, typed: &str, start: &str) -> Vec<(String, String)> {
    let is_small = |field: &Field| !matches!(field.kind(), Kind::Struct | Kind::Date);
    let Some(field) = Field::named(word).filter(is_small) else { return Vec::new() };
    let found = counted(field, MOST_VALUES + 1);
    if found.len() as u64 > MOST_VALUES && typed.is_empty() {
        return Vec::new();
    }
    let quoted = |value: String| {
        if value.contains([' ', '(', ')', '"']) { format!("\"{}\"", value.replace('"', "")) } else { value }
    };
    found.into_iter().map(|(value, count)| (format!("{start}{}", quoted(value)), count)).collect()
}

fn counted(field: Field, most: u64) -> Vec<(String, String)> {
    let facet = Facet { property: Property::of(field), unit: None };
    let rows = catalog().and_then(|catalog| catalog.facets(&[facet], &Filter::Everything, Some(most)).ok());
    let texts = rows
        .unwrap_or_default()
        .into_iter()
        .filter_map(|row| Some((row.values.first()?.to_string(), row.count.to_string())));
    texts.collect()
}
