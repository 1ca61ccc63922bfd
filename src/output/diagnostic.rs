//! What is said beside the results, on standard error: errors, problems, hints, notices and summaries, each labelled by a
//! word, with nothing hidden in any text. It decides no exit status.
use super::human::{erasure_text, summary_text};
use super::progress::Progress;
use super::style::{Paint, Style};
use super::terminal::{columns, escape, escape_bytes, escape_lines};
use crate::asset::{FilePath, Problem};
use crate::librarian::{Outcome, Summary};
use std::io::Write;
use std::ops::Range;

/// Prints messages, out of progress's way. Where standard error cannot be written nobody can be told, so nothing fails.
pub struct Messages {
    to: Box<dyn Write>,
    style: Style,
    is_quiet: bool,
    progress: Progress,
}

impl Messages {
    /// Messages on standard error. Quiet ones leave notices and summaries out; errors and problems are always said.
    pub fn on_stderr(style: Style, is_quiet: bool) -> Messages {
        Messages::new(Box::new(std::io::stderr()), style, is_quiet)
    }

    /// Messages on any writer.
    pub fn new(to: Box<dyn Write>, style: Style, is_quiet: bool) -> Messages {
        Messages { to, style, is_quiet, progress: Progress::hidden() }
    }

    /// From now on the line of this progress is moved out of the way of every message.
    pub fn keep_clear_of(&mut self, progress: &Progress) {
        self.progress = progress.clone();
    }

    /// The run failed: `error: ...`. The message may have lines.
    pub fn error(&mut self, message: &str) {
        self.labelled(Paint::Bad, "error", message);
    }

    /// What to do about it: `hint: ...`.
    pub fn hint(&mut self, message: &str) {
        self.labelled(Paint::Label, "hint", message);
    }

    /// A sentence about the run: `note: ...`.
    pub fn notice(&mut self, sentence: &str) {
        if !self.is_quiet {
            self.labelled(Paint::Label, "note", sentence);
        }
    }

    /// What is asked, with the answer to be typed behind it; asked in any case.
    pub fn question(&mut self, sentence: &str) {
        let label = self.style.paint(Paint::Label, "question");
        self.print(&format!("{label}: {} ", escape_lines(sentence)));
    }

    /// A place in a text that the user gave, marked below it; the range counts bytes.
    pub fn place(&mut self, text: &str, range: Range<usize>) {
        let lines = excerpt(text, range, self.style);
        self.print(&lines);
    }

    /// One item's trouble: `problem: PATH: message (kind)`.
    pub fn problem(&mut self, path: Option<&FilePath>, problem: &Problem) {
        let path = path.map_or_else(String::new, |path| format!("{}: ", escape_bytes(&path.0)));
        let label = self.style.paint(Paint::Notable, "problem");
        let kind = self.style.paint(Paint::Dim, &format!("({})", problem.kind.word()));
        self.print(&format!("{label}: {path}{} {kind}\n", escape(&problem.message)));
    }

    /// An outcome's problem, if it has one that is trouble and not the consequence of a documented rule.
    pub fn problem_of(&mut self, outcome: &Outcome) {
        if let Some(problem) = outcome.problem.as_ref().filter(|problem| !problem.kind.is_a_rule()) {
            self.problem(outcome.path.as_ref(), problem);
        }
    }

    /// The count of it all, in a sentence.
    pub fn summary(&mut self, summary: &Summary) {
        if !self.is_quiet {
            self.print(&format!("{}: {}\n", summary.verb, summary_text(summary)));
        }
        // Whether a card may be formatted is told however quiet a run is to be.
        if let Some((text, erasure)) = erasure_text(summary).zip(summary.erasure.as_ref()) {
            let paint = if erasure.may_be_erased { Paint::Good } else { Paint::Bad };
            self.print(&format!("{}\n", self.style.paint(paint, &text)));
        }
    }

    fn labelled(&mut self, paint: Paint, label: &str, message: &str) {
        let label = self.style.paint(paint, label);
        self.print(&format!("{label}: {}\n", escape_lines(message.trim_end())));
    }

    fn print(&mut self, text: &str) {
        let to = &mut self.to;
        self.progress.suspend(|| {
            let _ = to.write_all(text.as_bytes()).and_then(|()| to.flush());
        });
    }
}

/// The text, indented, and below it a mark under the range; both as a terminal shows them.
fn excerpt(text: &str, range: Range<usize>, style: Style) -> String {
    let floor = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let (start, end) = (floor(range.start), floor(range.end.max(range.start)));
    let before = columns(&escape(&text[..start]));
    let marked = columns(&escape(&text[start..end])).max(1);
    let mark = style.paint(Paint::Bad, &"^".repeat(marked));
    format!("  {}\n  {}{mark}\n", escape(text), " ".repeat(before))
}

#[cfg(test)]
mod tests {
    use super::{Messages, excerpt};
    use crate::asset::{FilePath, Problem, ProblemKind};
    use crate::librarian::{OutcomeKind, Summary};
    use crate::output::style::Style;
    use std::cell::RefCell;
    use std::io;
    use std::rc::Rc;

    #[derive(Clone, Default)]
    struct Page(Rc<RefCell<Vec<u8>>>);

    impl io::Write for Page {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn said(is_quiet: bool, say: impl FnOnce(&mut Messages)) -> String {
        let page = Page::default();
        say(&mut Messages::new(Box::new(page.clone()), Style::PLAIN, is_quiet));
        String::from_utf8(page.0.take()).unwrap()
    }

    #[test]
    fn a_problem_names_its_file_with_nothing_hidden() {
        let problem = Problem::new(ProblemKind::Truncated, "the file ends\u{1b}[2J early");
        let path = FilePath(b"/a\n\xff.jpg".to_vec());
        let text = said(false, |messages| messages.problem(Some(&path), &problem));
        assert_eq!(text, "problem: /a\\n\\xff.jpg: the file ends\\x1b[2J early (truncated)\n");
    }

    #[test]
    fn quiet_leaves_out_notices_and_summaries_but_no_errors() {
        let text = said(true, |messages| {
            messages.notice("three sidecars speak for nobody");
            messages.summary(&Summary::new("ingest", false));
            messages.error("no such query");
            messages.hint("try `damson fields`");
        });
        assert_eq!(text, "error: no such query\nhint: try `damson fields`\n");
    }

    #[test]
    fn a_summary_is_a_sentence() {
        let mut summary = Summary::new("ingest", true);
        summary.counts = vec![(OutcomeKind::Added, 300), (OutcomeKind::Duplicate, 1), (OutcomeKind::Failed, 3)];
        (summary.problems, summary.bytes, summary.operation) = (3, 5_213_377, Some(7));
        assert_eq!(
            said(false, |messages| messages.summary(&summary)),
            "ingest: 304 files: 300 added, 1 duplicate, 3 failed; 3 problems; 5.2 MB read (operation 7); nothing was done (dry run)\n"
        );
        let nothing = Summary::new("tag", false);
        assert_eq!(said(false, |messages| messages.summary(&nothing)), "tag: nothing to do\n");
        let stopped = Summary { interrupted: true, ..Summary::new("policy", false) };
        let told = said(false, |messages| messages.summary(&stopped));
        assert_eq!(told, "policy: interrupted: nothing was done yet\n");
    }

    #[test]
    fn a_place_is_marked_where_a_terminal_shows_it() {
        assert_eq!(excerpt("rating>=x city:Oslo", 8..9, Style::PLAIN), "  rating>=x city:Oslo\n          ^\n");
        assert_eq!(excerpt("東京 (a", 7..8, Style::PLAIN), "  東京 (a\n       ^\n");
        assert_eq!(excerpt("a\nb c", 4..99, Style::PLAIN), "  a\\nb c\n       ^\n");
        assert_eq!(excerpt("é", 1..1, Style::PLAIN), "  é\n  ^\n");
    }
}
