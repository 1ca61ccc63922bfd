//! What is best said in words: a run's summary, an outcome, what happened to an asset, the state of a catalogue.
use super::listing::short;
use super::value::{minute_text, path_text, values_text};
use crate::asset::{AssetId, Field, FilePath, Holding, Value};
use crate::catalog::{Accession, AccessionState, Act, Change, HistoryEntry};
use crate::librarian::duplicates::Group;
use crate::librarian::{FieldChange, Outcome, OutcomeKind, Summary};
use crate::output::item::Planned;
use crate::output::item::Status;
use crate::output::measure::{count, plural, size};
use crate::output::record::{Stated, event_word, stated_changes};
use crate::output::style::{Paint, Style};
use crate::output::terminal::escape;

/// A summary in one line: `412 files: 300 added, 12 duplicates; 3 problems (operation 7)`.
pub(in crate::output) fn summary_text(summary: &Summary) -> String {
    let total = summary.counts.iter().map(|(_, count)| count).sum();
    let (one, many) = items_of(summary.verb);
    let counted = plural(total, one, many);
    let parts: Vec<_> = summary.counts.iter().map(|(kind, number)| kind_text(*kind, *number)).collect();
    let mut text = match (parts.is_empty(), summary.interrupted) {
        (true, true) => "nothing was done yet".to_owned(),
        (true, false) => "nothing to do".to_owned(),
        (false, _) => format!("{counted}: {}", parts.join(", ")),
    };
    if summary.problems > 0 {
        text = format!("{text}; {}", plural(summary.problems, "problem", "problems"));
    }
    if summary.bytes > 0 {
        text = format!("{text}; {} read", size(summary.bytes));
    }
    let numbers = [("operation", summary.operation), ("accession", summary.accession)];
    let numbers = numbers.into_iter().filter_map(|(label, number)| Some(format!("{label} {}", number?)));
    let numbers: Vec<String> = numbers.collect();
    if !numbers.is_empty() {
        text = format!("{text} ({})", numbers.join(", "));
    }
    if summary.dry_run {
        text = format!("{text}; nothing was done (dry run)");
    }
    if summary.interrupted { format!("interrupted: {text}") } else { text }
}

/// Whether what was copied from may be erased, in one line; `None` where nothing was to be copied.
pub(in crate::output) fn erasure_text(summary: &Summary) -> Option<String> {
    let erasure = summary.erasure.as_ref()?;
    let proven = plural(erasure.proven, "file is proven", "files are proven");
    let released = erasure.released.map(|number| format!("; {} removed", plural(number, "source was", "sources were")));
    Some(match &erasure.reason {
        None => format!("the source may be erased: {proven}{}", released.unwrap_or_default()),
        Some(reason) => format!("do NOT erase the source: {}{}", escape(reason), released.unwrap_or_default()),
    })
}

/// What a verb counts: one, and many.
pub(in crate::output) fn items_of(verb: &str) -> (&'static str, &'static str) {
    match verb {
        "tag" | "policy" | "keyword" | "edit" | "apply" | "deaccession" => ("asset", "assets"),
        "undo" => ("asset or file", "assets and files"),
        "gc" => ("content", "contents"),
        "volume" => ("volume", "volumes"),
        _ => ("file", "files"),
    }
}

fn kind_text(kind: OutcomeKind, number: u64) -> String {
    match kind {
        OutcomeKind::Duplicate => plural(number, "duplicate", "duplicates"),
        OutcomeKind::Added
        | OutcomeKind::Moved
        | OutcomeKind::Changed
        | OutcomeKind::Unchanged
        | OutcomeKind::Skipped
        | OutcomeKind::Failed
        | OutcomeKind::Missing
        | OutcomeKind::Offline
        | OutcomeKind::Intact
        | OutcomeKind::Altered
        | OutcomeKind::Unexpected
        | OutcomeKind::Exported
        | OutcomeKind::Undone
        | OutcomeKind::Released
        | OutcomeKind::Prepared
        | OutcomeKind::Deaccessioned => format!("{} {}", count(number), kind.word()),
    }
}

/// Whether people are told of an outcome without `--verbose`: what a check found wrong is its result, and a dry run is
/// made to be read.
pub(super) fn is_remarkable(outcome: &Outcome) -> bool {
    let is_finding = matches!(outcome.kind, OutcomeKind::Altered | OutcomeKind::Unexpected)
        || (outcome.kind == OutcomeKind::Missing && outcome.verb == "verify");
    let is_news = !matches!(outcome.kind, OutcomeKind::Unchanged | OutcomeKind::Skipped | OutcomeKind::Failed);
    is_finding || (outcome.dry_run && is_news)
}

/// An outcome: its word, the file or asset, where from, and the fields that changed below it.
pub(super) fn push_outcome(outcome: &Outcome, style: Style, to: &mut Vec<u8>) {
    let paint = match outcome.kind {
        OutcomeKind::Failed | OutcomeKind::Altered | OutcomeKind::Missing => Paint::Bad,
        OutcomeKind::Skipped | OutcomeKind::Offline | OutcomeKind::Unexpected => Paint::Notable,
        OutcomeKind::Unchanged | OutcomeKind::Intact => Paint::Dim,
        OutcomeKind::Added
        | OutcomeKind::Duplicate
        | OutcomeKind::Moved
        | OutcomeKind::Changed
        | OutcomeKind::Exported
        | OutcomeKind::Undone
        | OutcomeKind::Released
        | OutcomeKind::Prepared
        | OutcomeKind::Deaccessioned => Paint::Good,
    };
    let mut line = style.paint(paint, &format!("{:<10}", outcome.kind.word()));
    match (&outcome.path, outcome.id) {
        (Some(path), _) => line += &format!(" {}", path_text(path)),
        (None, Some(id)) => line += &format!(" {}", style.paint(Paint::Id, &id.to_string())),
        (None, None) => {}
    }
    line += &outcome.from.as_ref().map_or_else(String::new, |from| format!(" (from {})", path_text(from)));
    line += &outcome.survivor.as_ref().map_or_else(String::new, |path| format!(" (for {})", path_text(path)));
    line += &outcome.change.map_or_else(String::new, |change| format!(" ({change})"));
    line += &outcome.copies.iter().map(|copy| format!(" (and {})", path_text(copy))).collect::<String>();
    line += &outcome.same_essence.map_or_else(String::new, |other| format!(" (same essence as {})", short(&other)));
    line.push('\n');
    for change in &outcome.fields {
        line += &format!("  {}\n", change_text(change, style));
    }
    to.extend_from_slice(line.as_bytes());
}

fn change_text(change: &FieldChange, style: Style) -> String {
    let some = |values| Some(values).filter(|values: &&[Value]| !values.is_empty());
    field_text(change.field, some(&change.before), some(&change.after), style)
}

/// `city: Oslo -> Bergen`, with `(none)` for no value.
fn field_text(field: Field, before: Option<&[Value]>, after: Option<&[Value]>, style: Style) -> String {
    let text = |values: Option<&[Value]>| match values {
        None | Some([]) => style.paint(Paint::Dim, "(none)"),
        Some(values) => values_text(field, values),
    };
    format!("{}: {} -> {}", style.paint(Paint::Label, field.word()), text(before), text(after))
}

/// What would be done.
pub(super) fn push_planned(planned: &Planned, style: Style, to: &mut Vec<u8>) {
    match *planned {
        Planned::Change { outcome, .. } => push_outcome(outcome, style, to),
        Planned::Resolve(row) => {
            let (victim, survivor) = (path_text(&row.victim.file.path), path_text(&row.survivor.file.path));
            to.extend_from_slice(format!("{} {victim} (for {survivor})\n", row.way.word()).as_bytes());
        }
        Planned::Undo { operation } => to.extend_from_slice(format!("undo operation {operation}\n").as_bytes()),
    }
}

/// What happened: when, what, by whom, and the details below it; of which asset, where several are told of.
pub(super) fn push_history(asset: Option<AssetId>, entry: &HistoryEntry, style: Style, to: &mut Vec<u8>) {
    let (at, by, details) = match entry {
        HistoryEntry::Changed { operation, act, change } => {
            (&act.at, act_text(act, *operation), details(change, style))
        }
        HistoryEntry::Happened(event) => {
            let path = event.path.as_ref().map(path_text);
            (&event.at, escape(&event.outcome).into_owned(), path.into_iter().collect())
        }
    };
    let at = style.paint(Paint::Dim, &minute_text(at));
    let word = style.paint(Paint::Label, event_word(entry));
    let mut lines = format!("{at}  {word}  {by}\n");
    lines.extend(asset.map(|asset| format!("  {asset}\n")));
    for detail in details {
        lines += &format!("  {detail}\n");
    }
    to.extend_from_slice(lines.as_bytes());
}

fn act_text(act: &Act, operation: u64) -> String {
    format!("{} by {} (operation {operation})", escape(&act.verb), escape(&act.agent))
}

fn details(change: &Change, style: Style) -> Vec<String> {
    let file = |path: &FilePath, state: &str| format!("{} ({state})", path_text(path));
    let mut details: Vec<String> =
        stated_changes(change).into_iter().map(|stated| stated_text(&stated, style)).collect();
    match change {
        Change::AddVersion { version, .. } | Change::RemoveVersion { version, .. } => {
            details.push(format!("version {}, {}, {}", version.number, size(version.size), version.digest));
        }
        Change::Hold { before, after, .. } => {
            let path = |holding: &Holding| file(&holding.path, holding.state.word());
            let sides = [before, after].map(|side| side.as_ref().map(path));
            details.push(sides.into_iter().flatten().collect::<Vec<_>>().join(" -> "));
        }
        Change::Link { other, relation, evidence, .. } => {
            details.push(format!("{} {other} {}", relation.word(), escape(evidence)).trim_end().to_owned());
        }
        Change::Save { name, .. } => details.push(format!("@{}", escape(name))),
        Change::Volume { before, after } => {
            details.extend(after.as_ref().or(before.as_ref()).map(|volume| escape(&volume.name).into_owned()));
        }
        Change::Event(event) => details.push(escape(&event.outcome).into_owned()),
        Change::Policy { after, .. } => details.push(after.word().to_owned()),
        Change::Write { path, .. } | Change::Trash { path, .. } => details.push(path_text(path)),
        Change::Protect { what, .. } => {
            details.push(what.folder.as_ref().map_or_else(|| escape(&what.volume).into_owned(), path_text));
        }
        Change::LetGo { digest, reason, .. } => {
            details.push(format!("{digest} {}", escape(reason)).trim_end().to_owned());
        }
        Change::AddAsset(_)
        | Change::RemoveAsset(_)
        | Change::Describe { .. }
        | Change::Reconcile { .. }
        | Change::State { .. } => {}
    }
    details
}

fn stated_text(stated: &Stated, style: Style) -> String {
    field_text(stated.field, stated.before, stated.after, style)
}

/// The state of a catalogue: what it holds, then what needs a look.
pub(super) fn push_status(status: &Status, style: Style, to: &mut Vec<u8>) {
    let numbers = status.numbers;
    let [images, videos, sounds, documents, others] = numbers.by_class;
    let classes = [
        (images, "image", "images"),
        (videos, "video", "videos"),
        (sounds, "sound", "sounds"),
        (documents, "document", "documents"),
        (others, "other", "others"),
    ];
    let classes = classes.into_iter().filter(|(number, ..)| *number > 0);
    let classes: Vec<_> = classes.map(|(number, one, many)| plural(number, one, many)).collect();
    let assets = plural(numbers.assets, "asset", "assets");
    let mut lines = vec![
        ("catalogue", format!("{} ({})", path_text(status.catalogue), size(numbers.catalogue_bytes))),
        ("assets", if classes.is_empty() { assets } else { format!("{assets}: {}", classes.join(", ")) }),
        ("size", size(numbers.bytes)),
        (
            "files",
            format!(
                "{}, {}",
                plural(numbers.originals, "original", "originals"),
                plural(numbers.sidecars, "sidecar", "sidecars")
            ),
        ),
        ("versions", count(numbers.versions)),
        ("operations", count(numbers.operations)),
    ];
    let wanting = [
        ("missing", numbers.missing),
        ("offline", numbers.offline),
        ("duplicates", numbers.duplicates),
        ("unchecked", numbers.unchecked),
        ("altered", numbers.altered),
        ("pending", numbers.pending),
    ];
    lines.extend(wanting.into_iter().filter(|(_, number)| *number > 0).map(|(label, number)| (label, count(number))));
    lines.extend(
        (status.earlier_bytes > 0).then(|| ("kept", format!("{} of earlier bytes", size(status.earlier_bytes)))),
    );
    lines.extend(status.unfinished.iter().map(|accession| ("accession", unfinished_text(accession))));
    let retry = |number| format!("{}; damson ingest --retry-failed tries again", plural(number, "file", "files"));
    lines.extend((numbers.untaken > 0).then(|| ("not taken", retry(numbers.untaken))));
    lines.extend(status.faults.iter().map(|fault| ("fault", escape(fault).into_owned())));
    for (label, text) in lines {
        let paint = if matches!(label, "altered" | "fault") { Paint::Bad } else { Paint::Label };
        to.extend_from_slice(format!("{} {text}\n", style.paint(paint, &format!("{label:<11}"))).as_bytes());
    }
}

/// What is to be known of an accession that is not whole.
fn unfinished_text(accession: &Accession) -> String {
    let (number, words) = (accession.number, escape(&accession.words));
    match accession.state {
        AccessionState::Open | AccessionState::Whole => format!("{number} is at work: damson {words}"),
        AccessionState::Interrupted => format!("{number} was cut short; the same completes it: damson {words}"),
        AccessionState::Failed => format!("{number} failed; the same completes it: damson {words}"),
    }
}

/// Duplicates: what they share, then a line a file, the keeper marked.
pub(super) fn push_group(group: &Group, style: Style, to: &mut Vec<u8>) {
    let files = plural(group.members.len() as u64, "file", "files");
    let mut lines = format!("{} {files}\n", style.paint(Paint::Heading, group.kind.word()));
    for member in &group.members {
        let mark = if member.is_keeper { style.paint(Paint::Good, "keep") } else { "    ".to_owned() };
        let id = style.paint(Paint::Id, &short(&member.id));
        let mut about = vec![size(member.file.stat.size)];
        about.extend(member.distance.filter(|distance| *distance > 0).map(|distance| format!("distance {distance}")));
        about.extend(Some(escape(&member.reason).into_owned()).filter(|reason| !reason.is_empty()));
        lines += &format!("  {mark}  {id}  {} ({})\n", path_text(&member.file.path), about.join(", "));
    }
    to.extend_from_slice(lines.as_bytes());
    to.push(b'\n');
}
