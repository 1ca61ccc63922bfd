//! Whether the sources may be erased: only if every file that the walk saw is proven in every place that was asked for, and the
//! catalogue says so.
use crate::asset::ProblemKind;
use crate::librarian::outcome::{Erasure, Outcome, OutcomeKind};

/// What speaks against it, counted.
#[derive(Debug, Default)]
pub struct Tally {
    failed: u64,
    hidden: u64,
    links: u64,
    special: u64,
    own: u64,
    let_go: u64,
    incomplete: u64,
    unproven: u64,
    proven: u64,
}

impl Tally {
    /// Something was left out of the walk.
    pub fn skip(&mut self, kind: ProblemKind, leaves_hidden: bool) {
        match kind {
            ProblemKind::Hidden if leaves_hidden => {}
            ProblemKind::Hidden => self.hidden += 1,
            ProblemKind::Symlink => self.links += 1,
            ProblemKind::Special => self.special += 1,
            ProblemKind::Catalogue => self.own += 1,
            ProblemKind::Deaccessioned => self.let_go += 1,
            ProblemKind::Unreadable
            | ProblemKind::Vanished
            | ProblemKind::Unstable
            | ProblemKind::Unsettled
            | ProblemKind::Truncated
            | ProblemKind::Malformed
            | ProblemKind::Unsupported
            | ProblemKind::Limit
            | ProblemKind::Ambiguous
            | ProblemKind::Conflict
            | ProblemKind::Invalid
            | ProblemKind::Refused
            | ProblemKind::Internal
            | ProblemKind::Unwritable => self.failed += 1,
        }
    }

    /// A file ended so. `is_everywhere`: there is a copy in every place, proven or not.
    pub fn count(&mut self, outcome: &Outcome, is_everywhere: bool) {
        match outcome.kind {
            OutcomeKind::Skipped => self.let_go += 1,
            OutcomeKind::Failed => self.failed += 1,
            _ if !is_everywhere => self.incomplete += 1,
            _ if !outcome.is_proven => self.unproven += 1,
            _ => self.proven += 1,
        }
    }

    /// The verdict on a run that came to its end, or did not.
    pub fn verdict(&self, is_whole: bool, dry_run: bool, released: Option<u64>) -> Erasure {
        let counted = [
            (self.failed, "could not be taken in"),
            (self.incomplete, "not copied to every place"),
            (self.unproven, "copied and not proven"),
            (self.let_go, "let go on purpose before (--again takes them)"),
            (self.hidden, "hidden and left out (--hidden takes them, --leave-hidden leaves them knowingly)"),
            (self.links, "symbolic links, not followed"),
            (self.special, "no ordinary files"),
            (self.own, "damson's own"),
        ];
        let unproven = counted.iter().map(|(number, _)| number).sum();
        let mut reasons: Vec<String> = Vec::new();
        reasons.extend(dry_run.then(|| "nothing was copied (dry run)".to_owned()));
        reasons.extend((!is_whole).then(|| "the run did not come to its end".to_owned()));
        let against = counted.iter().filter(|(number, _)| *number > 0 && !dry_run);
        reasons.extend(against.map(|(number, why)| format!("{number} {why}")));
        reasons.extend((reasons.is_empty() && self.proven == 0).then(|| "no file was found".to_owned()));
        let reason = (!reasons.is_empty()).then(|| reasons.join("; "));
        Erasure { may_be_erased: reason.is_none(), reason, proven: self.proven, unproven, released }
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;
    use crate::asset::{FilePath, ProblemKind};
    use crate::librarian::outcome::{Outcome, OutcomeKind};

    fn tally(proven: u64, hidden: u64) -> Tally {
        let mut tally = Tally::default();
        for _ in 0..proven {
            let outcome = Outcome::of_file("ingest", OutcomeKind::Added, FilePath(b"/a".to_vec()));
            tally.count(&Outcome { is_proven: true, ..outcome }, true);
        }
        (0..hidden).for_each(|_| tally.skip(ProblemKind::Hidden, false));
        tally
    }

    #[test]
    fn the_source_may_be_erased_only_where_nothing_speaks_against_it() {
        let all = tally(2, 0).verdict(true, false, None);
        assert!(all.may_be_erased && all.reason.is_none() && (all.proven, all.unproven) == (2, 0));
        for (tally, is_whole, dry_run, reason) in [
            (tally(2, 0), false, false, "the run did not come to its end"),
            (tally(2, 0), true, true, "nothing was copied (dry run)"),
            (tally(0, 0), true, false, "no file was found"),
            (tally(2, 1), true, false, "1 hidden and left out"),
        ] {
            let verdict = tally.verdict(is_whole, dry_run, None);
            assert!(!verdict.may_be_erased && verdict.reason.unwrap().starts_with(reason), "{reason}");
        }
        let mut knowingly = tally(1, 0);
        knowingly.skip(ProblemKind::Hidden, true);
        assert!(knowingly.verdict(true, false, None).may_be_erased);
        let mut everywhere = tally(1, 0);
        let outcome = Outcome::of_file("ingest", OutcomeKind::Added, FilePath(b"/b".to_vec()));
        everywhere.count(&Outcome { is_proven: true, ..outcome.clone() }, false);
        assert!(!everywhere.verdict(true, false, None).may_be_erased);
        everywhere.count(&outcome, true);
        assert_eq!(everywhere.verdict(true, false, None).unproven, 2);
    }
}
