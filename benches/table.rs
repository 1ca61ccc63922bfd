//! What was measured, as it is shown: rows of verbs beside their peers and their targets, for people and for machines.
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
    /// The part of the task that it was given, 1 for all of it: some would take hours.
    pub share: f64,
}

impl Peer {
    /// What the whole task would take it.
    fn seconds(&self) -> f64 {
        self.measure.seconds / self.share
    }
}

/// What a verb is meant to take at most.
#[derive(Clone, Copy)]
pub enum Goal {
    None,
    Seconds(f64),
    /// Assets a second, at least; where there are enough of them for a rate.
    PerSecond(f64),
    /// A multiple of the peer's time.
    OfPeer(f64),
}

/// A verb on one library, and its peers.
pub struct Row {
    verb: String,
    library: String,
    assets: u64,
    measure: Measure,
    goal: Goal,
    /// Most memory, MiB.
    memory: u64,
    /// The largest exponent of its time's growth with the assets.
    growth: Option<f64>,
    peers: Vec<(Peer, Goal)>,
}

impl Row {
    pub fn new(verb: &str, library: &str, assets: u64, measure: Measure) -> Row {
        Row {
            verb: verb.to_owned(),
            library: library.to_owned(),
            assets,
            measure,
            goal: Goal::None,
            memory: MOST_MEMORY,
            growth: None,
            peers: Vec::new(),
        }
    }

    pub fn meant(self, goal: Goal) -> Row {
        Row { goal, ..self }
    }

    pub fn within(self, mebibytes: u64) -> Row {
        Row { memory: mebibytes, ..self }
    }

    pub fn growing(self, growth: f64) -> Row {
        Row { growth: Some(growth), ..self }
    }

    /// Beside a peer, where there is one.
    pub fn beside(mut self, peer: Option<Peer>, goal: Goal) -> Row {
        self.peers.extend(peer.map(|peer| (peer, goal)));
        self
    }

    /// What tells it from others but the number of assets, the number, the seconds, and the target of its growth.
    pub fn growth(&self) -> (String, u64, f64, Option<f64>) {
        (format!("{} ({})", self.verb, self.library), self.assets, self.measure.seconds, self.growth)
    }

    fn ratio(&self, peer: &Peer) -> f64 {
        self.measure.seconds / peer.seconds().max(1e-9)
    }

    #[allow(clippy::cast_precision_loss)]
    fn rate(&self) -> f64 {
        self.assets as f64 / self.measure.seconds.max(1e-9)
    }

    fn is_met(&self, goal: Goal, peer: Option<&Peer>) -> Option<bool> {
        match goal {
            Goal::None => None,
            Goal::Seconds(most) => Some(self.measure.seconds <= most),
            Goal::PerSecond(least) => Some(self.rate() >= least),
            Goal::OfPeer(most) => peer.map(|peer| self.ratio(peer) <= most),
        }
    }

    fn target(&self, goal: Goal, peer: Option<&Peer>) -> String {
        let mark = mark(self.is_met(goal, peer));
        match goal {
            Goal::None => String::new(),
            Goal::Seconds(most) => format!("{}{mark}", time(most)),
            Goal::PerSecond(least) => format!("{least:.0}/s ({:.0}/s){mark}", self.rate()),
            Goal::OfPeer(most) if most < 0.1 => format!("1/{:.0} × peer{mark}", 1.0 / most),
            Goal::OfPeer(most) => format!("{most} × peer{mark}"),
        }
    }

    fn lines(&self, text: &mut String) {
        let Measure { seconds, processor, kibibytes, ended } = &self.measure;
        let ended = if ended.is_empty() { String::new() } else { format!(" ({ended})") };
        let memory = kibibytes.div_ceil(1024);
        let excess = if memory < self.memory { String::new() } else { format!(" (under {} MiB ✗)", self.memory) };
        let head = format!(
            "| {}{ended} | {} | {} | {} | {} | {memory} MiB{excess} |",
            self.verb,
            self.library,
            grouped(self.assets),
            time(*seconds),
            time(*processor)
        );
        if self.peers.is_empty() || !matches!(self.goal, Goal::None) {
            line(text, &format!("{head} | | | {} |", self.target(self.goal, None)));
        }
        for (peer, goal) in &self.peers {
            let share = if peer.share < 1.0 { format!(", {:.0} % of it", 100.0 * peer.share) } else { String::new() };
            let name = format!("{} ({} MiB{share})", peer.name, peer.measure.kibibytes.div_ceil(1024));
            let (ratio, target) = (self.ratio(peer), self.target(*goal, Some(peer)));
            line(text, &format!("{head} {name} | {} | {ratio:.2} | {target} |", time(peer.seconds())));
        }
    }

    fn json(&self) -> Value {
        let peer = |(peer, goal): &(Peer, Goal)| {
            json!({
                "name": peer.name,
                "share": peer.share,
                "measure": measure_json(&peer.measure),
                "ratio": self.ratio(peer),
                "target": self.target(*goal, Some(peer)),
                "is_met": self.is_met(*goal, Some(peer)),
            })
        };
        json!({
            "verb": self.verb,
            "library": self.library,
            "assets": self.assets,
            "measure": measure_json(&self.measure),
            "target": self.target(self.goal, None),
            "is_met": self.is_met(self.goal, None),
            "memory_target_mib": self.memory,
            "peers": self.peers.iter().map(peer).collect::<Vec<_>>(),
        })
    }
}

/// A markdown table. A verb that did not end with 0 shows what it ended with: its time then may mean nothing.
pub fn markdown(rows: &[Row]) -> String {
    let mut text = String::new();
    line(&mut text, "| verb | files | how many | time | processor | peak memory | peer | its time | ratio | target |");
    line(&mut text, "|---|---|---:|---:|---:|---:|---|---:|---:|---|");
    rows.iter().for_each(|row| row.lines(&mut text));
    let peak = rows.iter().map(|row| row.measure.kibibytes).max().unwrap_or_default().div_ceil(1024);
    let mark = mark(Some(peak < MOST_MEMORY));
    line(&mut text, &format!("\nPeak memory of any verb: {peak} MiB (target: under {MOST_MEMORY} MiB{mark})"));
    text
}

/// The same for machines.
pub fn json(rows: &[Row]) -> Value {
    rows.iter().map(Row::json).collect()
}

/// Whether a target is met, where there is one.
pub fn mark(is_met: Option<bool>) -> &'static str {
    match is_met {
        Some(true) => " ✓",
        Some(false) => " ✗",
        None => "",
    }
}

/// Adds a line.
pub fn line(text: &mut String, line: &str) {
    writeln!(text, "{line}").expect("a string takes what it is given");
}

/// `1,000,000`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group).into_owned());
    groups.collect::<Vec<_>>().join(",")
}

fn time(seconds: f64) -> String {
    if seconds < 1.0 { format!("{:.1} ms", seconds * 1000.0) } else { format!("{seconds:.2} s") }
}

fn measure_json(measure: &Measure) -> Value {
    json!({
        "seconds": measure.seconds,
        "processor_seconds": measure.processor,
        "peak_kib": measure.kibibytes,
        "ended": measure.ended,
    })
}
