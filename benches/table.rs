//! What was measured, as a table for people and as JSON for comparing.
use crate::measure::Measure;
use serde_json::{Value, json};
use std::fmt::Write;

/// What no verb may take more of, in MiB.
const MOST_MEMORY: u64 = 150;

/// Another tool at a comparable task.
#[derive(Clone)]
pub struct Peer {
    pub name: String,
    pub measure: Measure,
}

/// What a verb is meant to take at most.
#[derive(Clone, Copy)]
pub enum Goal {
    None,
    Seconds(f64),
    /// A multiple of the peer's time.
    OfPeer(f64),
}

/// One verb, and one peer beside it.
pub struct Row {
    verb: String,
    measure: Measure,
    peer: Option<Peer>,
    goal: Goal,
}

impl Row {
    pub fn new(verb: &str, measure: Measure, peer: Option<Peer>, goal: Goal) -> Row {
        Row { verb: verb.to_owned(), measure, peer, goal }
    }

    /// How many times the peer's time it took.
    fn ratio(&self) -> Option<f64> {
        self.peer.as_ref().map(|peer| self.measure.seconds / peer.measure.seconds.max(1e-9))
    }

    fn is_met(&self) -> Option<bool> {
        match self.goal {
            Goal::None => None,
            Goal::Seconds(most) => Some(self.measure.seconds <= most),
            Goal::OfPeer(most) => self.ratio().map(|ratio| ratio <= most),
        }
    }

    fn target(&self) -> String {
        let mark = self.is_met().map_or("", |is_met| if is_met { " ✓" } else { " ✗" });
        match self.goal {
            Goal::None => String::new(),
            Goal::Seconds(most) => format!("{} s{mark}", most),
            Goal::OfPeer(most) if most < 0.1 => format!("1/{:.0} × peer{mark}", 1.0 / most),
            Goal::OfPeer(most) => format!("{most} × peer{mark}"),
        }
    }
}

/// A markdown table. A verb that did not end with 0 shows what it ended with: its time then means nothing.
pub fn markdown(title: &str, rows: &[Row]) -> String {
    let mut text = format!("\n{title}\n\n| verb | time | peak memory | peer | its time | ratio | target |\n");
    text += "|---|---:|---:|---|---:|---:|---|\n";
    let peaks = rows.iter().filter_map(|row| row.measure.kibibytes);
    let peak = peaks.max().unwrap_or_default().div_ceil(1024);
    for row in rows {
        let memory =
            |measure: &Measure| measure.kibibytes.map_or("".to_owned(), |kib| format!("{} MiB", kib.div_ceil(1024)));
        let failed = if row.measure.status.success() { String::new() } else { format!(" ({})", row.measure.status) };
        let peer = row.peer.as_ref();
        writeln!(
            text,
            "| {}{failed} | {} | {} | {} | {} | {} | {} |",
            row.verb,
            time(row.measure.seconds),
            memory(&row.measure),
            peer.map_or(String::new(), |peer| format!("{} ({})", peer.name, memory(&peer.measure))),
            peer.map_or(String::new(), |peer| time(peer.measure.seconds)),
            row.ratio().map_or(String::new(), |ratio| format!("{ratio:.2}")),
            row.target(),
        )
        .expect("a string takes what it is given");
    }
    let mark = if peak < MOST_MEMORY { '✓' } else { '✗' };
    writeln!(text, "\nPeak memory of any verb: {peak} MiB (target: under {MOST_MEMORY} MiB {mark})")
        .expect("a string takes what it is given");
    text
}

fn time(seconds: f64) -> String {
    if seconds < 1.0 { format!("{:.1} ms", seconds * 1000.0) } else { format!("{seconds:.2} s") }
}

/// The same for machines.
pub fn json(title: &str, rows: &[Row]) -> String {
    let measure = |measure: &Measure| json!({"seconds": measure.seconds, "peak_kib": measure.kibibytes, "status": measure.status.code()});
    let row = |row: &Row| {
        json!({
            "verb": row.verb,
            "measure": measure(&row.measure),
            "peer": row.peer.as_ref().map(|peer| json!({"name": peer.name, "measure": measure(&peer.measure)})),
            "ratio": row.ratio(),
            "target": row.target(),
            "is_met": row.is_met(),
        })
    };
    let rows: Vec<Value> = rows.iter().map(row).collect();
    format!("{:#}\n", json!({"title": title, "rows": rows}))
}
