//! What the shells' completions offer: field words, states, the values of small fields, saved queries, volumes. Asked by
//! the completion script at every Tab, so it opens the catalogue to read, briefly, and stays silent about trouble.
use super::arguments::in_order;
use super::settings::Settings;
use super::shell;
use crate::asset::fold::fold;
use crate::asset::{Field, Kind, Unit};
use crate::catalog::sqlite::{self, OpenMode, SqliteCatalog};
use crate::catalog::{Accession, Catalog};
use crate::query::{Facet, Filter, Property, State};
use clap::CommandFactory;
use clap_complete::CompletionCandidate;
use clap_complete::engine::{PathCompleter, ValueCompleter};
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::time::Duration;

/// How many values of a field are offered before any of one is typed; a field with more is not small.
const MOST_VALUES: u64 = 60;
/// How many values are looked through for those that begin as typed.
const MOST_SEARCHED: u64 = 2000;

/// Something to offer: what would stand on the command line, and a note about it.
struct Offer {
    word: String,
    note: String,
}

impl Offer {
    fn new(word: impl Into<String>, note: impl Into<String>) -> Offer {
        Offer { word: word.into(), note: note.into() }
    }
}

/// The last term of a query: a field word, a state, a saved query, a path, or a value of a small field.
pub fn query(typed: &OsStr) -> Vec<CompletionCandidate> {
    let text = typed.to_string_lossy();
    let (before, term) = text.split_at(last_term(&text));
    let (sign, term) = term.split_at(usize::from(term.starts_with(['-', '^'])));
    if ["./", "../", "/", "~/"].iter().any(|start| term.starts_with(start)) || matches!(term, "." | "..") {
        return paths(&format!("{before}{sign}"), term);
    }
    let cut = term.find([':', '=']).map(|at| (&term[..at], &term[at..=at], &term[at + 1..]));
    candidates(
        &format!("{before}{sign}"),
        match cut {
            Some(("is", ":", _)) => starting(term, states()),
            Some(("accession", ":", _)) => starting(term, accession_offers("accession:", |_| true)),
            Some((question @ ("has" | "no" | "missing"), ":", _)) => {
                let fields = Field::ALL.iter().map(|field| field.word()).chain(["gps", "sidecar"]);
                starting(term, fields.map(|word| Offer::new(format!("{question}:{word}"), "")))
            }
            Some((word, sign, value)) => values(word, value, quoted, &format!("{word}{sign}")),
            None if term.starts_with('@') => starting(term, saved_names("@")),
            None => field_terms(term),
        },
    )
}

/// A word of `damson tag`: its selection, or an edit where the selection is given already.
pub fn selection_or_edit(typed: &OsStr) -> Vec<CompletionCandidate> {
    let words: Vec<OsString> = shell::asked().into_iter().map(OsString::from).collect();
    let before = words.split_last().map(|(_, before)| before.to_vec()).unwrap_or_default();
    let selects = |word: &OsString| word == "--all" || word.to_string_lossy().starts_with("--from");
    let is_whole = before.iter().any(selects);
    let ordered = in_order(before, &super::CommandLine::command());
    let is_selected = is_whole || ordered.iter().any(|word| word == "--");
    if is_selected { edit(typed) } else { query(typed) }
}

/// An edit: a field that may be edited with its values, or a keyword behind its sign.
pub fn edit(typed: &OsStr) -> Vec<CompletionCandidate> {
    let text = typed.to_string_lossy();
    let plain = |value: &str| value.replace('{', "{{").replace('}', "}}");
    let offers = match text.chars().next() {
        Some(sign @ ('+' | '^')) => values("keywords", &text[1..], plain, &sign.to_string()),
        _ => match text.split_once('=') {
            Some((word, value)) => values(word.trim_end_matches(['+', '-', '?']), value, plain, &text[..=word.len()]),
            None => {
                let editable = Field::ALL.iter().filter(|field| field.is_editable());
                starting(&text, editable.map(|field| Offer::new(format!("{}=", field.word()), note(*field))))
            }
        },
    };
    candidates("", offers)
}

/// The last word of a list of fields.
pub fn fields(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let (before, word) = typed.split_at(typed.rfind(',').map_or(0, |at| at + 1));
    let (sign, word) = word.split_at(usize::from(word.starts_with('-')));
    let words = Field::ALL.iter().map(|field| Offer::new(field.word(), note(*field)));
    candidates(&format!("{before}{sign}"), starting(word, words))
}

/// A field to count by; dates by a unit.
pub fn facet(typed: &OsStr) -> Vec<CompletionCandidate> {
    let text = typed.to_string_lossy();
    let start = text.rfind(',').map_or(0, |at| at + 1);
    match text[start..].split_once(':') {
        Some((word, _)) if Field::named(word).is_some_and(|field| field.kind() == Kind::Date) => {
            let units = ["year", "month", "day"];
            let offers = units.map(|unit| Offer::new(format!("{word}:{unit}"), ""));
            candidates(&text[..start], starting(&text[start..], offers))
        }
        _ => fields(typed),
    }
}

/// The names of saved queries.
pub fn saved(typed: &OsStr) -> Vec<CompletionCandidate> {
    candidates("", starting(&typed.to_string_lossy(), saved_names("")))
}

/// The names of volumes.
pub fn volumes(typed: &OsStr) -> Vec<CompletionCandidate> {
    let volumes = catalog().and_then(|catalog| catalog.volumes().ok()).unwrap_or_default();
    let offers = volumes.into_iter().map(|volume| Offer::new(volume.name, volume.mount_point.lossy()));
    candidates("", starting(&typed.to_string_lossy(), offers))
}

/// The numbers of accessions, the newest first.
pub fn accessions(typed: &OsStr) -> Vec<CompletionCandidate> {
    candidates("", starting(&typed.to_string_lossy(), accession_offers("", |_| true)))
}

/// The numbers of accessions that could not take some files.
pub fn untaken(typed: &OsStr) -> Vec<CompletionCandidate> {
    candidates("", starting(&typed.to_string_lossy(), accession_offers("", |accession| accession.untaken > 0)))
}

fn accession_offers(before: &str, is_meant: impl Fn(&Accession) -> bool) -> Vec<Offer> {
    let found = catalog().and_then(|catalog| catalog.accessions(None).ok()).unwrap_or_default();
    let offer = |accession: Accession| Offer::new(format!("{before}{}", accession.number), accession.words);
    found.into_iter().filter(is_meant).map(offer).collect()
}

/// The keywords in use.
pub fn keywords(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let fields = ["keywords", "hierarchical_keywords"];
    candidates("", fields.into_iter().flat_map(|field| values(field, &typed, str::to_owned, "")).collect())
}

/// The catalogue that the command line being completed is about.
fn catalog() -> Option<SqliteCatalog> {
    let settings = Settings::read().ok()?;
    let path = named_catalog(&shell::asked()).unwrap_or(settings.catalog);
    sqlite::open(&path, OpenMode::Read, Duration::from_millis(50)).ok()
}

/// The `--catalog` among words.
fn named_catalog(words: &[String]) -> Option<PathBuf> {
    let apart = words.windows(2).filter(|pair| pair[0] == "--catalog").map(|pair| pair[1].as_str());
    let joined = words.iter().filter_map(|word| word.strip_prefix("--catalog="));
    apart.chain(joined).last().map(PathBuf::from)
}

fn candidates(before: &str, offers: Vec<Offer>) -> Vec<CompletionCandidate> {
    let candidate = |offer: Offer| {
        let note = (!offer.note.is_empty()).then(|| offer.note.into());
        CompletionCandidate::new(format!("{before}{}", offer.word)).help(note)
    };
    offers.into_iter().map(candidate).collect()
}

fn starting(typed: &str, offers: impl IntoIterator<Item = Offer>) -> Vec<Offer> {
    let typed = typed.to_lowercase();
    offers.into_iter().filter(|offer| offer.word.starts_with(&typed)).collect()
}

/// Where the last term of a query begins: behind the last space or parenthesis that is not in quotes.
fn last_term(text: &str) -> usize {
    let (mut start, mut is_quoted) = (0, false);
    for (at, letter) in text.char_indices() {
        match letter {
            '"' => is_quoted = !is_quoted,
            ' ' | '(' if !is_quoted => start = at + 1,
            _ => {}
        }
    }
    start
}

fn paths(before: &str, typed: &str) -> Vec<CompletionCandidate> {
    let found = PathCompleter::any().complete(OsStr::new(typed));
    found.into_iter().map(|candidate| candidate.add_prefix(before)).collect()
}

fn note(field: Field) -> &'static str {
    field.definition().note
}

fn states() -> impl Iterator<Item = Offer> {
    State::ALL.iter().map(|state| Offer::new(format!("is:{}", state.word()), ""))
}

/// Field words and the questions that are no fields. An alias is offered where no canonical word begins as typed; the
/// values, too, once one field alone is left.
fn field_terms(typed: &str) -> Vec<Offer> {
    let words = Field::ALL.iter().map(|field| Offer::new(format!("{}:", field.word()), note(*field)));
    let questions = [
        Offer::new("has:", "the field has a value"),
        Offer::new("no:", "the field has no value"),
        Offer::new("is:", "states: duplicate, missing, image, raw, raw+jpeg ..."),
        Offer::new("accession:", "taken in by an ingest, by its number"),
        Offer::new("near:", "within a distance: 59.91,10.75,5km"),
    ];
    let mut offers = starting(typed, words.chain(questions));
    if offers.is_empty() {
        let aliases = Field::ALL.iter().flat_map(|field| {
            let definition = field.definition();
            definition.aliases.iter().map(|alias| Offer::new(format!("{alias}:"), definition.word))
        });
        offers = starting(typed, aliases);
    }
    if let [only] = offers.as_slice() {
        let word = only.word.trim_end_matches(':').to_owned();
        let more = if word == "is" { states().collect() } else { values(&word, "", quoted, &only.word) };
        offers.extend(more);
    }
    offers
}

fn saved_names(sign: &str) -> Vec<Offer> {
    let saved = catalog().and_then(|catalog| catalog.saved().ok()).unwrap_or_default();
    saved.into_iter().map(|(name, text)| Offer::new(format!("{sign}{name}"), text)).collect()
}

/// A value as a query's term takes it: in quotes unless it is one plain word.
fn quoted(value: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "_-./+:,".contains(letter);
    if value.chars().all(is_plain) && !value.contains("..") {
        return value.to_owned();
    }
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The values in use of a field that begin as typed, each written as `write` does behind `start`.
fn values(word: &str, typed: &str, write: impl Fn(&str) -> String, start: &str) -> Vec<Offer> {
    let Some(field) = Field::named(word) else { return Vec::new() };
    let typed = fold(typed.trim_start_matches('"'));
    let found = match field.kind() {
        Kind::Struct => Vec::new(),
        Kind::Date => counted(field, Some(Unit::Year), MOST_SEARCHED),
        _ if typed.is_empty() => counted(field, None, MOST_VALUES + 1),
        _ => counted(field, None, MOST_SEARCHED),
    };
    if typed.is_empty() && found.len() as u64 > MOST_VALUES {
        return Vec::new();
    }
    let moments: &[&str] =
        if field.kind() == Kind::Date { &["today", "yesterday", "-1w..", "-1m..", "-1y.."] } else { &[] };
    let moments = moments.iter().map(|text| ((*text).to_owned(), String::new()));
    let offers = moments.chain(found).filter(|(value, _)| fold(value).starts_with(&typed));
    offers.map(|(value, count)| Offer::new(format!("{start}{}", write(&value)), count)).collect()
}

fn counted(field: Field, unit: Option<Unit>, most: u64) -> Vec<(String, String)> {
    let facet = Facet { property: Property::of(field), unit };
    let rows = catalog().and_then(|catalog| catalog.facets(&[facet], &Filter::Everything, Some(most)).ok());
    let assets = |count: u64| if count == 1 { "1 asset".to_owned() } else { format!("{count} assets") };
    let said = rows.unwrap_or_default().into_iter();
    said.filter_map(|row| Some((row.values.first()?.to_string(), assets(row.count)))).collect()
}

#[cfg(test)]
mod tests {
    use super::{edit, facet, fields, last_term, named_catalog, query, quoted};
    use clap_complete::CompletionCandidate;
    use std::ffi::OsStr;
    use std::path::PathBuf;

    fn offered(by: fn(&OsStr) -> Vec<CompletionCandidate>, typed: &str) -> Vec<String> {
        let candidates = by(OsStr::new(typed));
        candidates.iter().map(|candidate| candidate.get_value().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn words_of_the_language_are_offered_without_a_catalogue() {
        for (by, typed, word) in [
            (query as fn(&OsStr) -> Vec<CompletionCandidate>, "sub", "sublocation:"),
            (query, "capt", "caption:"),
            (query, "-is:dup", "-is:duplicate"),
            (query, "IS", "is:"),
            (query, "rating>3 (no:cred", "rating>3 (no:credit_line"),
            (query, "credit_line:\"A B\" has:g", "credit_line:\"A B\" has:gps"),
            (query, "taken:yes", "taken:yesterday"),
            (edit, "credit", "credit_line="),
            (fields, "id,-date_c", "id,-date_created"),
            (facet, "date_created:mo", "date_created:month"),
        ] {
            let offered = offered(by, typed);
            assert!(offered.iter().any(|offer| offer == word), "{typed}: {offered:?}");
        }
        assert!(offered(edit, "wid").is_empty(), "what is measured is not edited");
    }

    #[test]
    fn the_last_term_begins_behind_a_space_that_is_not_in_quotes() {
        assert_eq!(last_term("a (b"), 3);
        assert_eq!(last_term("city:\"New Y"), 0);
    }

    #[test]
    fn values_are_quoted_where_the_language_would_cut_them() {
        assert_eq!(quoted("Oslo"), "Oslo");
        assert_eq!(quoted("Sport/Football"), "Sport/Football");
        assert_eq!(quoted("Nordhavn Press"), "\"Nordhavn Press\"");
        assert_eq!(quoted("a\"b..c"), "\"a\\\"b..c\"");
    }

    #[test]
    fn a_catalogue_that_is_named_is_asked() {
        let words = ["damson", "--catalog=a.db", "--catalog", "b.db", "search"].map(str::to_owned);
        assert_eq!(named_catalog(&words), Some(PathBuf::from("a.db")));
        assert_eq!(named_catalog(&words[2..]), Some(PathBuf::from("b.db")));
    }
}
