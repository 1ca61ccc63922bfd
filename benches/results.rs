//! The scoreboard as a whole: all rows, how they grow, what the catalogues weigh, and on which machine; kept as JSON.
use crate::growth::exponent;
use crate::table::{self, Row, grouped, line, mark};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// How many times its metadata's own size a catalogue may be.
const MOST_WEIGHT: f64 = 3.0;

/// A catalogue's size beside what is in it.
pub struct Weighed {
    pub library: String,
    pub assets: u64,
    /// Bytes of the catalogue.
    pub bytes: u64,
    /// Bytes of the values of all fields, each once.
    pub fields: f64,
    /// Bytes of every value that the files state.
    pub stated: f64,
}

/// How a verb's time grows.
struct Growth {
    verb: String,
    sizes: Vec<u64>,
    exponent: f64,
    most: f64,
}

/// All that was measured.
#[derive(Default)]
pub struct Results {
    pub machine: Value,
    pub rows: Vec<Row>,
    pub weighed: Vec<Weighed>,
    pub absent: BTreeSet<&'static str>,
}

impl Results {
    /// For people.
    pub fn markdown(&self) -> String {
        let mut text = String::from("\n");
        let fact = |name: &str| self.machine[name].to_string().trim_matches('"').to_owned();
        let machine = ["date", "cpu", "cores", "memory", "kernel", "files_on", "catalogues_on"].map(fact).join("; ");
        line(&mut text, &format!("damson {}; {machine}\n", fact("damson")));
        text += &table::markdown(&self.rows);
        self.growths_markdown(&mut text);
        self.weights_markdown(&mut text);
        if !self.absent.is_empty() {
            let absent = self.absent.iter().copied().collect::<Vec<_>>().join(", ");
            line(&mut text, &format!("\nNot installed, so not beside it: {absent}"));
        }
        text
    }

    /// For machines.
    pub fn json(&self) -> String {
        let growth = |growth: &Growth| {
            json!({
                "verb": growth.verb,
                "sizes": growth.sizes,
                "exponent": growth.exponent,
                "most": growth.most,
                "is_met": growth.exponent <= growth.most,
            })
        };
        let weighed = |weighed: &Weighed| {
            json!({
                "library": weighed.library,
                "assets": weighed.assets,
                "bytes": weighed.bytes,
                "field_bytes": weighed.fields,
                "stated_bytes": weighed.stated,
                "most": MOST_WEIGHT,
            })
        };
        let results = json!({
            "schema": "damson/benchmark/1",
            "machine": self.machine,
            "rows": table::json(&self.rows),
            "growth": self.growths().iter().map(growth).collect::<Vec<_>>(),
            "catalogues": self.weighed.iter().map(weighed).collect::<Vec<_>>(),
            "absent": self.absent,
        });
        format!("{results:#}\n")
    }

    /// The name of the file that keeps them: the day and the largest number of assets.
    pub fn name(&self) -> String {
        let largest = self.rows.iter().map(|row| row.growth().1).max().unwrap_or_default();
        format!("{}-{largest}.json", self.machine["date"].as_str().unwrap_or_default())
    }

    /// Every verb that ran on several sizes.
    #[allow(clippy::cast_precision_loss)]
    fn growths(&self) -> Vec<Growth> {
        let all: Vec<_> = self.rows.iter().map(Row::growth).collect();
        let mut verbs: Vec<(&String, f64)> = Vec::new();
        for (verb, .., most) in &all {
            let is_new = verbs.iter().all(|(other, _)| *other != verb);
            verbs.extend(most.filter(|_| is_new).map(|most| (verb, most)));
        }
        let growth = |(verb, most): (&String, f64)| {
            let of_verb: Vec<_> = all.iter().filter(|(other, ..)| other == verb).collect();
            let points: Vec<(f64, f64)> = of_verb.iter().map(|(_, assets, time, _)| (*assets as f64, *time)).collect();
            let sizes = of_verb.iter().map(|(_, assets, ..)| *assets).collect();
            Some(Growth { verb: verb.clone(), sizes, exponent: exponent(&points)?, most })
        };
        verbs.into_iter().filter_map(growth).collect()
    }

    fn growths_markdown(&self, text: &mut String) {
        let growths = self.growths();
        if growths.is_empty() {
            return;
        }
        line(text, "\n| growth of | over | exponent | target |\n|---|---|---:|---|");
        for Growth { verb, sizes, exponent, most } in &growths {
            let sizes = sizes.iter().map(|size| grouped(*size)).collect::<Vec<_>>().join("; ");
            let mark = mark(Some(exponent <= most));
            line(text, &format!("| {verb} | {sizes} | {exponent:.2} | at most {most:.2}{mark} |"));
        }
    }

    #[allow(clippy::cast_precision_loss)]
    fn weights_markdown(&self, text: &mut String) {
        if self.weighed.is_empty() {
            return;
        }
        line(
            text,
            "\n| catalogue | assets | bytes an asset | beside its fields' values | beside all that its files state |",
        );
        line(text, "|---|---:|---:|---|---|");
        for Weighed { library, assets, bytes, fields, stated } in &self.weighed {
            let each = *bytes as f64 / (*assets).max(1) as f64;
            let times = |of: f64| format!("{:.1} × {of:.0}{}", each / of, mark(Some(each <= MOST_WEIGHT * of)));
            let (assets, fields, stated) = (grouped(*assets), times(*fields), times(*stated));
            line(text, &format!("| {library} | {assets} | {each:.0} | {fields} | {stated} |"));
        }
    }
}
