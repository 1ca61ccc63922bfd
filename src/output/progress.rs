//! How far a run has come, drawn on standard error while it runs and gone when it ends. It knows no verb; its caller
//! hears of the work and tells it.
use super::human::items_of;
use super::measure::{count, duration, size};
use super::style::Style;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// The bar takes what room the words leave, and none on a narrow terminal.
const PLAIN: &str = "{prefix}: {work}{left} {wide_bar}";
const COLORED: &str = "{prefix:.bold}: {work}{left} {wide_bar:.cyan/dim}";
/// What one file weighs beside its bytes: opening and recording ten thousand small files takes its time too.
const BYTES_A_FILE: u64 = 64 * 1024;

/// What is done and what is known to be left. Numbers that are drawn, not relied on.
#[derive(Debug, Default)]
struct Work {
    done: AtomicU64,
    expected: AtomicU64,
    bytes_done: AtomicU64,
    bytes_expected: AtomicU64,
    /// Whether all of it is known; the total grows until then, and no end is estimated.
    is_all_known: AtomicBool,
}

impl Work {
    /// `1,234 of 5,000 files, 1.2 of 4.8 GB, 95.0 MB/s`; `5,000+` while more may come.
    fn text(&self, items: &str, elapsed: Duration) -> String {
        let get = |number: &AtomicU64| number.load(Ordering::Relaxed);
        let more = if self.is_all_known.load(Ordering::Relaxed) { "" } else { "+" };
        let mut text = format!("{} of {}{more} {items}", count(get(&self.done)), count(get(&self.expected)));
        if get(&self.bytes_expected) > 0 {
            let done = get(&self.bytes_done);
            let rate = u128::from(done) * 1000 / elapsed.as_millis().max(1);
            let rate = size(u64::try_from(rate).unwrap_or(u64::MAX));
            // Writing to a String cannot fail.
            let _ = write!(text, ", {} of {}{more}, {rate}/s", size(done), size(get(&self.bytes_expected)));
        }
        text
    }
}

/// Progress of one run. Copies draw the same line.
#[derive(Clone, Debug)]
pub struct Progress {
    bar: Option<ProgressBar>,
    work: Arc<Work>,
}

impl Progress {
    /// Drawn on standard error if the style says so, else silent.
    pub fn new(style: Style, verb: &'static str) -> Progress {
        let work = Arc::new(Work::default());
        let bar = style.progress.then(|| drawn(style, verb, &work, ProgressDrawTarget::stderr_with_hz(10)));
        Progress { bar, work }
    }

    /// Silent.
    pub fn hidden() -> Progress {
        Progress { bar: None, work: Arc::new(Work::default()) }
    }

    /// More work became known.
    pub fn expect(&self, items: u64, bytes: u64) {
        self.work.expected.fetch_add(items, Ordering::Relaxed);
        self.work.bytes_expected.fetch_add(bytes, Ordering::Relaxed);
        if let Some(bar) = &self.bar {
            bar.inc_length(weight(items, bytes));
        }
    }

    /// All work is known: from now on an end can be estimated.
    pub fn expected_all(&self) {
        self.work.is_all_known.store(true, Ordering::Relaxed);
        if let Some(bar) = &self.bar {
            bar.tick();
        }
    }

    /// Work was done.
    pub fn advance(&self, items: u64, bytes: u64) {
        self.work.done.fetch_add(items, Ordering::Relaxed);
        self.work.bytes_done.fetch_add(bytes, Ordering::Relaxed);
        if let Some(bar) = &self.bar {
            bar.inc(weight(items, bytes));
        }
    }

    /// Does something that prints, with the line out of the way meanwhile.
    pub fn suspend<R>(&self, print: impl FnOnce() -> R) -> R {
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    /// Takes the line away. What was done is the summary's to say.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn weight(items: u64, bytes: u64) -> u64 {
    bytes.saturating_add(items.saturating_mul(BYTES_A_FILE))
}

fn drawn(style: Style, verb: &'static str, work: &Arc<Work>, target: ProgressDrawTarget) -> ProgressBar {
    let (_, items) = items_of(verb);
    let (said, known) = (Arc::clone(work), Arc::clone(work));
    let template = if style.color { COLORED } else { PLAIN };
    let look = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let look = look
        .with_key("work", move |state: &ProgressState, to: &mut dyn Write| {
            let _ = to.write_str(&said.text(items, state.elapsed()));
        })
        .with_key("left", move |state: &ProgressState, to: &mut dyn Write| {
            if known.is_all_known.load(Ordering::Relaxed) && state.elapsed().as_secs() >= 2 {
                let _ = write!(to, ", {} left", duration(state.eta().as_secs()));
            }
        })
        .progress_chars("━━─");
    let bar = ProgressBar::with_draw_target(Some(0), target).with_style(look).with_prefix(verb);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

#[cfg(test)]
mod tests {
    use super::{Progress, Work};
    use crate::output::style::Style;
    use std::sync::atomic::Ordering;
    use std::time::Duration;

    #[test]
    fn a_growing_total_is_marked_and_no_bytes_are_named_where_none_are_known() {
        let work = Work::default();
        work.expected.store(5000, Ordering::Relaxed);
        work.done.store(1234, Ordering::Relaxed);
        assert_eq!(work.text("files", Duration::from_secs(1)), "1,234 of 5,000+ files");
        work.bytes_expected.store(4_800_000_000, Ordering::Relaxed);
        work.bytes_done.store(1_200_000_000, Ordering::Relaxed);
        work.is_all_known.store(true, Ordering::Relaxed);
        assert_eq!(work.text("files", Duration::from_secs(10)), "1,234 of 5,000 files, 1.2 GB of 4.8 GB, 120.0 MB/s");
        assert!(!work.text("files", Duration::ZERO).is_empty());
    }

    #[test]
    fn its_look_is_understood() {
        for template in [super::PLAIN, super::COLORED] {
            assert!(super::ProgressStyle::with_template(template).is_ok());
        }
    }

    #[test]
    fn silent_progress_still_does_what_it_is_asked_to() {
        let progress = Progress::new(Style::PLAIN, "ingest");
        progress.expect(u64::MAX, u64::MAX);
        progress.expected_all();
        progress.advance(1, 1);
        assert_eq!(progress.suspend(|| 7), 7);
        progress.finish();
    }
}
