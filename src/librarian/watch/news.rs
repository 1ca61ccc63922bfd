//! Which outcomes of a watch are news: what is unchanged is not, nor what was told before and is still so; and which files
//! had not settled, so that their folders are looked at again.
use crate::asset::{FilePath, Problem, ProblemKind, Stat};
use crate::librarian::observer::Observer;
use crate::librarian::outcome::{Outcome, OutcomeKind, Summary};
use crate::walk::{is_half, stat};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;

/// The most files of which it is remembered what was told, or how they looked.
const MOST: usize = 10_000;

/// What was told, and what had not settled.
#[derive(Default)]
pub struct Newsworthy {
    told: HashMap<FilePath, (OutcomeKind, Option<Problem>)>,
    /// How files that had not settled looked.
    seen: BTreeMap<FilePath, Stat>,
    unsettled: BTreeSet<FilePath>,
    is_closed: bool,
}

impl Newsworthy {
    /// Whether nobody listens any more.
    pub fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// Notes whether somebody still listens.
    pub fn close_if(&mut self, flow: ControlFlow<()>) {
        self.is_closed |= flow.is_break();
    }

    /// How the files looked that had not settled.
    pub fn take_seen(&mut self) -> BTreeMap<FilePath, Stat> {
        std::mem::take(&mut self.seen)
    }

    /// The folders of files that had not settled.
    pub fn unsettled(&mut self) -> BTreeSet<FilePath> {
        std::mem::take(&mut self.unsettled)
    }

    /// Hears the outcomes of a run, and passes on those that are news.
    pub fn teller<'t>(&'t mut self, to: &'t mut dyn Observer) -> Teller<'t> {
        let summary = Summary::new("ingest", false);
        Teller { own: self, to, summary }
    }

    fn is_news(&mut self, outcome: &Outcome) -> bool {
        let Some(path) = &outcome.path else { return true };
        match outcome.kind {
            OutcomeKind::Unchanged if outcome.problem.is_none() && outcome.change.is_none() => {
                self.told.remove(path);
                false
            }
            // Its volume is away, and the files of many others.
            OutcomeKind::Offline => false,
            OutcomeKind::Missing | OutcomeKind::Failed | OutcomeKind::Skipped => {
                let now = (outcome.kind, outcome.problem.clone());
                if self.told.get(path) == Some(&now) {
                    return false;
                }
                if self.told.len() < MOST {
                    self.told.insert(path.clone(), now);
                }
                true
            }
            OutcomeKind::Added
            | OutcomeKind::Duplicate
            | OutcomeKind::Moved
            | OutcomeKind::Changed
            | OutcomeKind::Unchanged
            | OutcomeKind::Intact
            | OutcomeKind::Altered
            | OutcomeKind::Unexpected
            | OutcomeKind::Exported
            | OutcomeKind::Undone
            | OutcomeKind::Released
            | OutcomeKind::Prepared
            | OutcomeKind::Deaccessioned => {
                self.told.remove(path);
                true
            }
        }
    }

    /// A file that had not settled is looked at again, unless it waits for another name.
    fn wait_for(&mut self, path: &FilePath) {
        if is_half(path.name()) {
            return;
        }
        self.unsettled.insert(path.folder());
        if self.seen.len() < MOST
            && let Ok(stat) = stat(path)
        {
            self.seen.insert(path.clone(), stat);
        }
    }
}

/// An observer that passes on what is news.
pub struct Teller<'t> {
    own: &'t mut Newsworthy,
    to: &'t mut dyn Observer,
    /// Of what was passed on.
    summary: Summary,
}

impl Teller<'_> {
    /// The count of what was news.
    pub fn end(self, of_all: &Summary) -> Summary {
        let Summary { bytes, operation, unconfirmed, interrupted, .. } = *of_all;
        Summary { bytes, operation, unconfirmed, interrupted, ..self.summary }
    }
}

impl Observer for Teller<'_> {
    fn outcome(&mut self, outcome: &Outcome) -> ControlFlow<()> {
        let problem = outcome.problem.as_ref().map(|problem| problem.kind);
        match (problem, &outcome.path) {
            (Some(ProblemKind::Unsettled), Some(path)) => {
                self.own.wait_for(path);
                return ControlFlow::Continue(());
            }
            // It changed or went while it was read, so it had not settled.
            (Some(ProblemKind::Unstable | ProblemKind::Vanished), Some(path))
                if outcome.kind == OutcomeKind::Failed =>
            {
                self.own.wait_for(path);
                return ControlFlow::Continue(());
            }
            (_, _) => {}
        }
        if !self.own.is_news(outcome) {
            return ControlFlow::Continue(());
        }
        self.summary.count(outcome);
        let flow = self.to.outcome(outcome);
        self.own.close_if(flow);
        flow
    }

    fn notice(&mut self, sentence: &str) {
        self.to.notice(sentence);
    }

    fn is_interrupted(&self) -> bool {
        self.to.is_interrupted()
    }
}
