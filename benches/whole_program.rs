//! The whole program against the clock: the built binary on one library, in one run and with a warm cache, beside the
//! tools that people would use instead.
//!
//! `cargo bench` makes a library of 2,000 files. `cargo bench -- --files 10000 --kb 110`, `-- --library DIR`,
//! `-- --large 100000` (adds a catalogue of so many small files, for the searches), `-- --runs 9`, `-- --json FILE`.
mod library;
#[path = "../tests/maker/mod.rs"]
mod maker;
mod measure;
mod table;

use measure::{run_often, run_once};
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use table::{Goal, Peer, Row};

struct Options {
    files: usize,
    kilobytes: usize,
    library: Option<PathBuf>,
    large: Option<usize>,
    runs: usize,
    json: Option<PathBuf>,
}

fn main() -> io::Result<()> {
    // `cargo test --all-targets` starts benches too, without this word: then there is nothing to do.
    if !std::env::args().any(|word| word == "--bench") {
        return Ok(());
    }
    let options = Options::read().map_err(io::Error::other)?;
    let place = tempfile::tempdir()?;
    let mut rows = Vec::new();
    let library = match &options.library {
        Some(folder) => folder.clone(),
        None => {
            let folder = place.path().join("library");
            say(&format!("making {} files of {} kB", options.files, options.kilobytes))?;
            library::make(&folder, options.files, options.kilobytes * 1000)?;
            folder
        }
    };
    let (files, bytes) = library::warm(&library)?;
    say(&format!("{} files, {} MB, read once", files.len(), bytes / 1_000_000))?;
    whole(&mut rows, &Damson::at(place.path(), "catalog.db"), &library, &files, options.runs)?;
    if let Some(assets) = options.large {
        large(&mut rows, assets, options.runs)?;
    }
    let title = format!("{} files, {} MB, {} threads", files.len(), bytes / 1_000_000, threads());
    writeln!(io::stdout(), "{}", table::markdown(&title, &rows))?;
    match &options.json {
        Some(path) => std::fs::write(path, table::json(&title, &rows)),
        None => Ok(()),
    }
}

/// Every verb once or often, each beside its peer.
fn whole(rows: &mut Vec<Row>, damson: &Damson, library: &Path, files: &[PathBuf], runs: usize) -> io::Result<()> {
    let path = || library.as_os_str().to_owned();
    let first = first_ingest(damson, library)?;
    let words = ["-r", "-j", "-fast2", "-q"].map(OsString::from).into_iter();
    let exiftool = peer("exiftool", words.chain([path()]).collect(), false)?;
    let fclones = peer("fclones", vec!["group".into(), path()], false)?;
    let all = files.iter().map(|file| file.as_os_str().to_owned()).collect();
    let b3sum = peer("b3sum", all, true)?;
    let find = peer("find", vec![path(), "-printf".into(), "%s %T@ %p\\n".into()], true)?;

    rows.push(Row::new("ingest, first", first.clone(), exiftool, Goal::OfPeer(1.0 / 30.0)));
    rows.push(Row::new("ingest, first", first.clone(), b3sum.clone(), Goal::OfPeer(3.0)));
    rows.push(Row::new("ingest, first", first, fclones, Goal::None));
    let again = run_often(&damson.command(["ingest".into(), path()]), runs.min(3))?;
    rows.push(Row::new("ingest, again", again, find, Goal::OfPeer(3.0)));
    searches(rows, damson, "", runs)?;
    let tag = run_once(&damson.command(["tag", "--yes", "city:Bergen", "+benchmark"].map(OsString::from)))?;
    rows.push(Row::new("tag", tag, None, Goal::Seconds(0.5)));
    let export = ["export", "--format", "ndjson", "--all"].map(OsString::from);
    rows.push(Row::new("export ndjson", run_often(&damson.command(export), runs.min(3))?, None, Goal::None));
    let verify = run_once(&damson.command(["verify".into()]))?;
    rows.push(Row::new("verify", verify, b3sum, Goal::OfPeer(1.5)));
    let start = run_often(&damson.command(["--version".into()]), runs)?;
    rows.push(Row::new("start", start, None, Goal::Seconds(0.02)));
    Ok(())
}

/// The first ingest, three times into a catalogue of its own: the median, and the library is in the last of them.
fn first_ingest(damson: &Damson, library: &Path) -> io::Result<measure::Measure> {
    let mut measures = Vec::new();
    for _ in 0..3 {
        damson.forget()?;
        measures.push(run_once(&damson.command(["ingest".into(), library.as_os_str().to_owned()]))?);
    }
    measures.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    Ok(measures.swap_remove(1))
}

/// The searches again, on a catalogue of many small files that lie in memory where the system lets them.
fn large(rows: &mut Vec<Row>, assets: usize, runs: usize) -> io::Result<()> {
    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() { tempfile::tempdir_in(memory)? } else { tempfile::tempdir()? };
    let folder = place.path().join("library");
    say(&format!("making {assets} small files"))?;
    library::make(&folder, assets, 0)?;
    let damson = Damson::at(place.path(), "large.db");
    say("ingesting them")?;
    let first = run_once(&damson.command(["ingest".into(), folder.clone().into_os_string()]))?;
    rows.push(Row::new(&format!("ingest, {assets} small"), first, None, Goal::None));
    let find = peer("find", vec![folder.clone().into_os_string(), "-printf".into(), "%s %T@ %p\\n".into()], true)?;
    let again = run_once(&damson.command(["ingest".into(), folder.into_os_string()]))?;
    rows.push(Row::new(&format!("ingest, {assets} again"), again, find, Goal::OfPeer(3.0)));
    searches(rows, &damson, &format!(" of {assets}"), runs)
}

fn searches(rows: &mut Vec<Row>, damson: &Damson, of: &str, runs: usize) -> io::Result<()> {
    let cases: [(&str, &[&str], f64); 5] = [
        ("search selective", &["search", "--format", "ndjson", "keywords:needle rating>=3"], 0.03),
        ("search bare word", &["search", "--format", "ndjson", "--limit", "100", "harbour"], 0.1),
        ("search everything, ids", &["search", "--format", "ids", ""], 2.0),
        ("search count", &["search", "--count", "city:Oslo rating>=3"], 0.1),
        ("facet", &["facet", "city"], 0.1),
    ];
    for (name, words, seconds) in cases {
        let measure = run_often(&damson.command(words.iter().map(OsString::from)), runs)?;
        rows.push(Row::new(&format!("{name}{of}"), measure, None, Goal::Seconds(seconds)));
    }
    Ok(())
}

/// The binary, with a catalogue and a home of its own.
struct Damson {
    catalog: PathBuf,
}

impl Damson {
    fn at(place: &Path, name: &str) -> Damson {
        Damson { catalog: place.join(name) }
    }

    /// Takes the catalogue away, with what SQLite keeps beside it.
    fn forget(&self) -> io::Result<()> {
        for ending in ["", "-wal", "-shm"] {
            let mut file = self.catalog.clone().into_os_string();
            file.push(ending);
            match std::fs::remove_file(file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }

    fn command(&self, words: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
        let head = [env!("CARGO_BIN_EXE_damson").into(), "--catalog".into(), self.catalog.clone().into_os_string()];
        head.into_iter().chain(words).collect()
    }
}

/// Runs another tool, if it is there; often where it is quick, else once.
fn peer(name: &str, words: Vec<OsString>, is_quick: bool) -> io::Result<Option<Peer>> {
    let command: Vec<OsString> = [OsString::from(name)].into_iter().chain(words).collect();
    let measure = if is_quick { run_often(&command, 3) } else { run_once(&command) };
    match measure {
        Ok(measure) => Ok(Some(Peer { name: name.to_owned(), measure })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        // Too many files for one command line: nothing to compare with.
        Err(error) if error.kind() == io::ErrorKind::ArgumentListTooLong => Ok(None),
        Err(error) => Err(error),
    }
}

impl Options {
    fn read() -> Result<Options, String> {
        let mut options = Options { files: 2000, kilobytes: 110, library: None, large: None, runs: 7, json: None };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or(format!("{word} needs a value"));
            let number = |text: String| text.parse().map_err(|_| format!("{text} is no number"));
            match word.as_str() {
                "--bench" => {}
                "--files" => options.files = number(value()?)?,
                "--kb" => options.kilobytes = number(value()?)?,
                "--large" => options.large = Some(number(value()?)?),
                "--runs" => options.runs = number(value()?)?.max(1),
                "--library" => options.library = Some(value()?.into()),
                "--json" => options.json = Some(value()?.into()),
                _ => return Err(format!("what is {word}? see the head of benches/whole_program.rs")),
            }
        }
        Ok(options)
    }
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn say(sentence: &str) -> io::Result<()> {
    writeln!(io::stderr(), "{sentence}")
}
