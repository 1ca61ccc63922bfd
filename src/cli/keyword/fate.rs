//! `damson keyword rename`, `merge`, `move` and `delete`
use super::{Manner, known};
use crate::asset::Levels;
use crate::catalog::Catalog;
use crate::cli::change::{self, Changing};
use crate::cli::exit::{Ended, Failure};
use crate::cli::session::Session;
use crate::librarian::editing::{Fate, Keywords};
use crate::librarian::{OutcomeKind, tag};
use crate::query::Filter;
use clap::Args;

/// Rename a keyword wherever it is used, and with it the way to everything below it
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson keyword rename --dry-run harbor haven
  damson keyword rename --dry-run 'Sport/Football' 'Sport/Soccer'")]
pub struct Rename {
    /// The keyword
    #[arg(value_name = "KEYWORD", add = known())]
    from: String,

    /// All of its new name, levels and all; no keyword that is in use: `merge` brings two together
    #[arg(value_name = "NEW")]
    to: String,

    #[command(flatten)]
    manner: Manner,
}

/// Bring keywords, and what is below them, together in one that is in use
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson keyword merge --dry-run harbor harbour")]
pub struct Merge {
    /// The keywords that go
    #[arg(value_name = "FROM", required = true, add = known())]
    from: Vec<String>,

    /// The keyword that stays
    #[arg(value_name = "INTO", add = known())]
    into: String,

    #[command(flatten)]
    manner: Manner,
}

/// Put a keyword, and what is below it, under another, or at the root
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson keyword move --dry-run harbour Places")]
pub struct Move {
    /// The keyword
    #[arg(value_name = "KEYWORD", add = known())]
    keyword: String,

    /// The keyword above it from now on, in use or not; | for the root
    #[arg(value_name = "PARENT", add = known())]
    parent: String,

    #[command(flatten)]
    manner: Manner,
}

/// Take a keyword from every asset; those below it stay
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson keyword delete --dry-run harbor")]
pub struct Delete {
    /// The keyword
    #[arg(value_name = "KEYWORD", add = known())]
    keyword: String,

    /// Everything below it too
    #[arg(long)]
    below: bool,

    #[command(flatten)]
    manner: Manner,
}

pub fn rename(words: &Rename, session: &Session) -> Ended {
    let (from, to) = (levels(&words.from)?, levels(&words.to)?);
    let mut catalog = opened(session, &words.manner)?;
    in_use(&*catalog, &from)?;
    free(&*catalog, &from, &to)?;
    let note = format!("rename {} to {}", words.from, words.to);
    change(session, &mut *catalog, vec![becomes(from, to)?], note, &words.manner)
}

pub fn merge(words: &Merge, session: &Session) -> Ended {
    let into = levels(&words.into)?;
    let mut catalog = opened(session, &words.manner)?;
    in_use(&*catalog, &into)?;
    let mut fates = Vec::new();
    for text in &words.from {
        let from = levels(text)?;
        in_use(&*catalog, &from)?;
        if from.folded() == into.folded() {
            return Err(Failure::usage(format!("{text:?} and {:?} are one keyword", words.into), None));
        }
        fates.push(becomes(from, into.clone())?);
    }
    let note = format!("merge {} into {}", words.from.join(", "), words.into);
    change(session, &mut *catalog, fates, note, &words.manner)
}

/// `move`, which is a word of the language.
pub fn shift(words: &Move, session: &Session) -> Ended {
    let from = levels(&words.keyword)?;
    let parent = Some(&words.parent).filter(|parent| !matches!(parent.trim(), "|" | "/"));
    let to = from.under(parent.map(|parent| levels(parent)).transpose()?.as_ref());
    let mut catalog = opened(session, &words.manner)?;
    in_use(&*catalog, &from)?;
    if from.folded() == to.folded() {
        return Err(Failure::usage(format!("{:?} lies there already", words.keyword), None));
    }
    free(&*catalog, &from, &to)?;
    let note = format!("move {} to {to}", words.keyword);
    change(session, &mut *catalog, vec![becomes(from, to)?], note, &words.manner)
}

pub fn delete(words: &Delete, session: &Session) -> Ended {
    let at = levels(&words.keyword)?;
    let mut catalog = opened(session, &words.manner)?;
    in_use(&*catalog, &at)?;
    let below = if words.below { " and what is below it" } else { "" };
    let note = format!("delete {}{below}", words.keyword);
    change(session, &mut *catalog, vec![Fate::Goes { at, below: words.below }], note, &words.manner)
}

fn levels(text: &str) -> Result<Levels, Failure> {
    Levels::typed(text).ok_or_else(|| Failure::usage(format!("{text:?} is no keyword: a level of it is empty"), None))
}

fn opened(session: &Session, manner: &Manner) -> Result<Box<dyn Catalog>, Failure> {
    Ok(if manner.changes_nothing() { Box::new(session.open()?) } else { Box::new(session.open_to_write(false)?) })
}

fn becomes(from: Levels, to: Levels) -> Result<Fate, Failure> {
    match to.below(&from) {
        Some([]) | None => Ok(Fate::Becomes { from, to }),
        Some(_) => Err(Failure::usage(format!("{to} lies below {from}: nothing lies below itself"), None)),
    }
}

fn in_use(catalog: &dyn Catalog, keyword: &Levels) -> Result<(), Failure> {
    if catalog.count(&Filter::Below { levels: keyword.folded() })? > 0 {
        return Ok(());
    }
    Err(Failure::usage(format!("no asset has the keyword {:?}", keyword.to_string()), "`damson keyword` lists them"))
}

/// Refuses a place that is taken, unless by the keyword itself: in another spelling, or as what stands flat beside it.
fn free(catalog: &dyn Catalog, from: &Levels, to: &Levels) -> Result<(), Failure> {
    if to.below(from).is_some() {
        return Ok(());
    }
    let mut taken = Filter::Below { levels: to.folded() };
    if to.folded() == from.under(None).folded() {
        let itself = Filter::Below { levels: from.folded() };
        taken = Filter::All(vec![taken, Filter::Not(Box::new(itself))]);
    }
    if catalog.count(&taken)? == 0 {
        return Ok(());
    }
    Err(Failure::Refused {
        message: format!("the keyword {:?} is in use already", to.to_string()),
        hint: Some(format!("`damson keyword merge '{from}' '{to}'` brings the two together")),
    })
}

fn change(session: &Session, catalog: &mut dyn Catalog, fates: Vec<Fate>, note: String, manner: &Manner) -> Ended {
    let place = |fate: &Fate| match fate {
        Fate::Becomes { from, .. } => Filter::Below { levels: from.folded() },
        Fate::Goes { at, .. } => Filter::Below { levels: at.folded() },
    };
    let mut places: Vec<Filter> = fates.iter().map(place).collect();
    let filter = if places.len() > 1 { Filter::Any(places) } else { places.remove(0) };
    let editing = Keywords(fates);
    let (dry_run, act) = (manner.changes_nothing(), session.act("keyword", note));
    let writing = manner.reach.writing();
    let request = tag::Request { verb: "keyword", filter, editing: &editing, writing, dry_run, act };
    let changing = Changing { request, is_agreed: manner.yes, strays: Vec::new(), reach: &manner.reach };
    let (status, summary) = change::told(session, catalog, &changing)?;
    if summary.of(OutcomeKind::Changed) == 0 && !summary.interrupted {
        let sentence =
            "it is a level of other keywords there: name it with all of its levels (`damson keyword` lists them)";
        session.messages().notice(sentence);
    }
    Ok(status)
}
