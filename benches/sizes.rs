//! The part of the scoreboard about size: every verb on catalogues of different numbers of assets.
use crate::library::warm;
use crate::measure::{Measure, middle};
use crate::peers::Peers;
use crate::pictures::first_ingest;
use crate::program::Damson;
use crate::table::{Goal, Row};
use std::io;
use std::path::Path;

/// Searches: what they are called, their words, most seconds, most growth. `city:Oslo` is an eighth of all, `needle` a
/// ten-thousandth.
const SEARCHES: [(&str, &[&str], f64, f64); 6] = [
    ("search selective", &["needle city:Bergen rating>=3", "--sort", "-date_created", "--limit", "50"], 0.015, 0.3),
    (
        "search selective, of common words",
        &["harbour city:Bergen date_created:2019-05", "--sort", "-date_created", "--limit", "50"],
        0.015,
        0.3,
    ),
    ("search unselective", &["city:Oslo", "--sort", "-date_created", "--limit", "50"], 0.04, 1.0),
    ("search newest of all", &["", "--sort", "-date_created", "--limit", "50"], 0.04, 1.0),
    ("search bare word", &["harbour", "--limit", "50"], 0.04, 1.0),
    ("search path", &["path:\"2005/**/DSC_00*.jpg\"", "--limit", "50"], 0.04, 1.0),
];
/// Single terms to be counted, and everything.
const COUNTS: [&str; 7] = ["needle", "harbour", "city:Oslo", "rating>=3", "date_created:2019", "is:image", ""];
/// Fields to be counted over the whole library, and over an eighth of it.
const FACETS: [&str; 3] = ["city", "keywords", "camera_model"];

/// A catalogue of so many assets, and how its library is called in the table.
pub struct Size<'s> {
    pub damson: &'s Damson,
    pub name: &'s str,
    pub assets: u64,
    pub runs: usize,
}

impl Size<'_> {
    fn row(&self, verb: &str, measure: Measure) -> Row {
        Row::new(verb, self.name, self.assets, measure)
    }

    /// Verbs that take long run fewer times.
    fn few(&self) -> usize {
        if self.assets > 100_000 { 1 } else { self.runs.min(3) }
    }

    /// Whether there are so many that the program's start is a small part of what it takes.
    fn is_large(&self) -> bool {
        self.assets >= 100_000
    }

    /// The first ingest and the second.
    ///
    /// # Errors
    /// Where something cannot be started.
    pub fn ingest(&self, folder: &Path, peers: &mut Peers) -> io::Result<Vec<Row>> {
        let (files, _) = warm(folder)?;
        let first = self.row("ingest, first", first_ingest(self.damson, folder, self.few())?).growing(1.05);
        let again = self.damson.run(&["ingest".as_ref(), folder.as_os_str()], self.runs.min(3))?;
        let again = self.row("ingest, again", again).growing(1.05);
        Ok(vec![
            first.beside(peers.b3sum(&files)?, Goal::None),
            again.beside(peers.find(folder)?, if self.is_large() { Goal::OfPeer(2.0) } else { Goal::None }),
        ])
    }

    /// Questions, none of which changes anything. `folder` takes an export for the peers that search it.
    ///
    /// # Errors
    /// Where something cannot be started, or the export cannot be written.
    pub fn ask(&self, folder: &Path, peers: &mut Peers) -> io::Result<Vec<Row>> {
        let export = folder.join("export.ndjson");
        let all = ["export", "--format", "ndjson", "--all"];
        let exported = self.exported(self.damson.run(&all, self.few())?);
        self.damson.print(&all, &export)?;
        let mut rows = self.searches(&export, peers)?;
        std::fs::remove_file(&export)?;
        for term in COUNTS {
            rows.push(self.quick(&format!("count `{term}`"), &["search", "--count", term], 0.02)?);
        }
        for (of, query, seconds) in [("all", "", 0.025), ("an eighth", "city:Oslo", 0.12)] {
            for field in FACETS {
                let words = ["facet", field, "--query", query];
                rows.push(self.quick(&format!("facet {field} of {of}"), &words, seconds)?);
            }
        }
        rows.push(exported);
        rows.push(self.row("status", self.damson.run(&["status"], self.runs)?));
        rows.push(self.row("start", self.damson.run(&["--version"], self.runs)?).meant(Goal::Seconds(0.01)));
        Ok(rows)
    }

    /// The first of them beside tools that search exported records.
    fn searches(&self, export: &Path, peers: &mut Peers) -> io::Result<Vec<Row>> {
        let mut others = peers.searches(export, self.assets)?;
        let mut rows = Vec::new();
        for (verb, words, seconds, growth) in SEARCHES {
            let words = [&["search", "--format", "ndjson"], words].concat();
            let row = self.quick(verb, &words, seconds)?.growing(growth);
            rows.push(others.drain(..).fold(row, |row, peer| row.beside(Some(peer), Goal::None)));
        }
        Ok(rows)
    }

    fn quick(&self, verb: &str, words: &[&str], seconds: f64) -> io::Result<Row> {
        Ok(self.row(verb, self.damson.run(words, self.runs)?).meant(Goal::Seconds(seconds)).growing(1.0))
    }

    fn exported(&self, measure: Measure) -> Row {
        let row = self.row("export ndjson", measure).within(64).growing(1.05);
        if self.is_large() { row.meant(Goal::PerSecond(200_000.0)) } else { row }
    }

    /// A keyword to a tenth of the assets, and back again.
    ///
    /// # Errors
    /// Where it cannot be started.
    pub fn tag(&self) -> io::Result<Vec<Row>> {
        let (mut tags, mut undos) = (Vec::new(), Vec::new());
        for _ in 0..self.few() {
            tags.push(self.damson.run(&["tag", "--yes", "credit_line=\"Nordhavn Press\"", "+benchmark"], 1)?);
            undos.push(self.damson.run(&["undo"], 1)?);
        }
        let row = |verb: &str, measures| {
            let measure = middle(measures).ok_or(io::ErrorKind::NotFound)?;
            io::Result::Ok(self.row(verb, measure).meant(Goal::Seconds(1.5)).growing(1.05))
        };
        Ok(vec![row("tag, a tenth", tags)?, row("undo of it", undos)?])
    }

    /// Every byte again.
    ///
    /// # Errors
    /// Where it cannot be started.
    pub fn verify(&self, folder: &Path, peers: &mut Peers) -> io::Result<Vec<Row>> {
        let (files, _) = warm(folder)?;
        let row = self.row("verify", self.damson.run(&["verify"], self.few())?).growing(1.05);
        Ok(vec![row.beside(peers.b3sum(&files)?, Goal::None)])
    }
}
