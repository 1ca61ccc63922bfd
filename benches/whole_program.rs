//! The project's scoreboard: the built binary against the clock, every verb on catalogues of several sizes, beside the
//! tools that people would use instead, in one run and with a warm cache. docs/benchmarks.md tells how to run it.
mod captions;
mod generate;
mod growth;
mod library;
mod machine;
#[path = "../tests/maker/mod.rs"]
mod maker;
mod measure;
mod options;
mod peers;
mod pictures;
mod place;
mod program;
mod results;
mod scoreboard;
mod sizes;
mod supervise;
mod table;
mod weight;

use damson::asset::Now;
use damson::catalog::sqlite::{OpenMode, open};
use options::Task;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

/// Bytes of a file that holds little but its caption.
const SMALL: usize = 0;
/// Where the files of a generated catalogue would lie.
const NOWHERE: &str = "/srv/benchmark/library";

fn main() -> io::Result<()> {
    let words: Vec<OsString> = std::env::args_os().skip(1).collect();
    if let Some((_, words)) = words.split_first().filter(|(word, _)| *word == supervise::WORD) {
        return supervise::supervise(words);
    }
    // `cargo test --all-targets` starts benches too, without this word: then there is nothing to do.
    if !words.iter().any(|word| word == "--bench") {
        return Ok(());
    }
    match Task::read(std::env::args().skip(1)).map_err(io::Error::other)? {
        Task::Score(options) => scoreboard::score(&options),
        Task::Generate { assets, catalog } => generated(&catalog, assets),
        Task::Make { folder, files, bytes } => library::make(&folder, files, bytes),
    }
}

/// Makes a catalogue of so many assets without files.
fn generated(catalog: &Path, assets: u64) -> io::Result<()> {
    let mode = OpenMode::Write { create: true };
    let mut catalog = open(catalog, mode, Duration::from_secs(10)).map_err(io::Error::other)?;
    let now = Now::of_the_system().utc();
    let (files, mut heard) = (library::files_of(assets), 0);
    generate::generate(&mut catalog, Path::new(NOWHERE), files, SMALL, &now, &mut |recorded| {
        if recorded / 100_000 > heard / 100_000 {
            heard = recorded;
            say(&format!("{} of {} files", table::grouped(recorded), table::grouped(files)));
        }
    })
}

/// Tells how far it is.
fn say(sentence: &str) {
    // Nobody listens to a bench whose terminal is gone.
    let _ = writeln!(io::stderr(), "{sentence}");
}
