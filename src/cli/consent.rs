//! The question before many assets change, where there is somebody to ask; a script is taken at its word.
use super::exit::Failure;
use super::session::Session;
use crate::catalog::Catalog;
use crate::librarian::{Observer, Outcome, OutcomeKind, tag};
use crate::output::{Format, Item, Messages, RecordKind, Sink, SinkOptions, sink};
use crate::query::Filter;
use std::io::{self, BufRead};
use std::ops::ControlFlow;

/// More assets than this are changed only after a question.
const ASK_ABOVE: u64 = 100;
/// How many changes are shown before the question is asked again.
const SHOWN: u64 = 20;

/// Asks whether to change so many assets: yes, no, or show the first changes and ask again.
///
/// # Errors
/// `Refused` where the answer is no, or none; the catalogue's.
pub fn ask(session: &Session, catalog: &mut dyn Catalog, request: &tag::Request<'_>) -> Result<(), Failure> {
    let terminal = &session.settings.terminal;
    if request.dry_run || !terminal.input || !terminal.error {
        return Ok(());
    }
    let count = catalog.count(&request.filter)?;
    if count <= ASK_ABOVE {
        return Ok(());
    }
    loop {
        session.messages().question(&format!("this changes up to {count} assets; go on? yes, no or show [y/N/s]"));
        match answer()?.as_deref() {
            Some("y" | "yes") => return Ok(()),
            Some("s" | "show") => show(session, catalog, request)?,
            _no => break,
        }
    }
    Err(Failure::Refused {
        message: "nothing was changed".to_owned(),
        hint: Some("--yes changes without asking; --dry-run shows what would change".to_owned()),
    })
}

/// Asks whether to go on, where more assets than a few are concerned; `{}` in the sentence is their number.
///
/// # Errors
/// `Refused` where the answer is no, or none; the catalogue's.
pub fn ask_plainly(session: &Session, catalog: &dyn Catalog, filter: &Filter, sentence: &str) -> Result<(), Failure> {
    let terminal = &session.settings.terminal;
    if !terminal.input || !terminal.error {
        return Ok(());
    }
    let count = catalog.count(filter)?;
    if count <= ASK_ABOVE {
        return Ok(());
    }
    let sentence = sentence.replace("{}", &count.to_string());
    session.messages().question(&format!("{sentence}; go on? yes or no [y/N]"));
    match answer()?.as_deref() {
        Some("y" | "yes") => Ok(()),
        _no => Err(Failure::Refused {
            message: "nothing was changed".to_owned(),
            hint: Some("--yes goes on without asking; --dry-run shows what would change".to_owned()),
        }),
    }
}

/// The line that is typed, in lower case; none where standard input ends.
///
/// # Errors
/// What reading says.
pub fn answer() -> Result<Option<String>, Failure> {
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    let count = read.map_err(|error| Failure::Io { what: "cannot read the answer".to_owned(), error })?;
    Ok((count > 0).then(|| answer.trim().to_lowercase()))
}

/// Prints the first changes to standard error: standard output is for what was done.
fn show(session: &Session, catalog: &mut dyn Catalog, request: &tag::Request<'_>) -> Result<(), Failure> {
    let options = SinkOptions { kind: RecordKind::Outcome, style: session.error_style(), ..SinkOptions::default() };
    let mut first = First {
        sink: sink(Format::Human, options, Box::new(io::stderr())),
        messages: session.messages(),
        left: SHOWN,
        is_interrupted: session,
    };
    let act = request.act.clone();
    let preview = tag::Request { filter: request.filter.clone(), act, dry_run: true, ..*request };
    tag::tag(catalog, &preview, &mut first)?;
    // Where standard error cannot be written nobody can be shown anything.
    let _ = first.sink.finish();
    Ok(())
}

/// Prints the first outcomes that are news.
struct First<'s> {
    sink: Box<dyn Sink>,
    messages: Messages,
    left: u64,
    is_interrupted: &'s Session,
}

impl Observer for First<'_> {
    fn outcome(&mut self, outcome: &Outcome) -> ControlFlow<()> {
        if outcome.kind == OutcomeKind::Unchanged {
            return ControlFlow::Continue(());
        }
        self.messages.problem_of(outcome);
        let printed = self.sink.item(&Item::Outcome(outcome));
        self.left -= 1;
        if printed.is_ok() && self.left > 0 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }

    fn is_interrupted(&self) -> bool {
        self.is_interrupted.is_interrupted()
    }
}
