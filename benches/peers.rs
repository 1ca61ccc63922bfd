//! The other tools: how each is called at a task comparable to one of damson's, and which of them are not there.
use crate::measure::measure;
use crate::table::Peer;
use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// Files given to a tool that takes up to twenty milliseconds for each.
const SAMPLE: usize = 500;
/// Assets up to which `sqlite-utils` is asked to import: it takes a minute for so many.
const MOST_IMPORTED: u64 = 100_000;

/// The search that peers are given too: a rare word, a city and a rating, the newest 50.
const CONDITION: &str = "like '%\"needle\"%'";

/// The tools, a folder for what they are told, and how many processes may run at once.
pub struct Peers {
    folder: PathBuf,
    processes: usize,
    /// The names of those that were asked for in vain.
    pub absent: BTreeSet<&'static str>,
}

impl Peers {
    /// With a folder for lists of files and for tables.
    pub fn new(folder: &Path) -> Peers {
        let processes = std::thread::available_parallelism().map_or(1, usize::from);
        Peers { folder: folder.to_owned(), processes, absent: BTreeSet::new() }
    }

    /// `b3sum` in as many processes as there are processors, each of one thread.
    ///
    /// # Errors
    /// Where the list cannot be written.
    pub fn b3sum(&mut self, files: &[PathBuf]) -> io::Result<Option<Peer>> {
        self.side_by_side("b3sum", &["--num-threads", "1"], files, files.len(), 3)
    }

    /// `exiv2 -pa` in as many processes as there are processors, on some of the files.
    ///
    /// # Errors
    /// Where the list cannot be written.
    pub fn exiv2(&mut self, files: &[PathBuf]) -> io::Result<Option<Peer>> {
        self.side_by_side("exiv2", &["-pa"], files, SAMPLE, 3)
    }

    /// `exiftool -j -fast2` on some of the files, in one process, as it is made to be used.
    ///
    /// # Errors
    /// Where the list cannot be written.
    pub fn exiftool(&mut self, files: &[PathBuf]) -> io::Result<Option<Peer>> {
        let (list, share) = self.list(files, SAMPLE, b'\n')?;
        self.run("exiftool", share, 1, &["exiftool", "-j", "-fast2", "-q", "-@"], &[&list])
    }

    /// `find` with a line for each file, as re-ingest must look at each.
    ///
    /// # Errors
    /// Where it cannot be started.
    pub fn find(&mut self, folder: &Path) -> io::Result<Option<Peer>> {
        let printed = ["-printf", "%s %T@ %p\\n"].map(OsString::from);
        let command = ["find".into(), folder.as_os_str().to_owned()].into_iter().chain(printed);
        self.command("find", 1.0, 3, &command.collect::<Vec<_>>())
    }

    /// The finders of duplicates, none of which reads any metadata.
    ///
    /// # Errors
    /// Where one cannot be started.
    pub fn duplicates(&mut self, folder: &Path) -> io::Result<Vec<Peer>> {
        let fclones = self.run("fclones", 1.0, 3, &["fclones", "group"], &[folder])?;
        let czkawka = self.run("czkawka_cli", 1.0, 3, &["czkawka_cli", "dup", "--disable-cache", "-d"], &[folder])?;
        let jdupes = self.run("jdupes", 1.0, 3, &["jdupes", "-q", "-r"], &[folder])?;
        Ok([fclones, czkawka, jdupes].into_iter().flatten().collect())
    }

    /// Searches of exported records by tools that have no index of them: ripgrep reads every line, SQLite every row.
    ///
    /// # Errors
    /// Where one cannot be started, or there is no room for its table.
    pub fn searches(&mut self, export: &Path, assets: u64) -> io::Result<Vec<Peer>> {
        let rg = self.run("rg", 1.0, 5, &["rg", "--no-config", "-F", "\"needle\""], &[export])?;
        let (sqlite3, utils) = (self.sqlite3(export)?, self.sqlite_utils(export, assets)?);
        Ok([rg, sqlite3, utils].into_iter().flatten().collect())
    }

    fn sqlite3(&mut self, export: &Path) -> io::Result<Option<Peer>> {
        let table = self.folder.join("sqlite3.db");
        let import = format!(".import '{}' t", export.display());
        let made = ["sqlite3", ":", ".mode ascii", ".separator \"\\037\" \"\\n\"", "create table t(doc)", &import];
        let mut made: Vec<OsString> = made.map(OsString::from).into();
        made[1] = table.clone().into_os_string();
        self.command("sqlite3", 1.0, 1, &made)?;
        let value = |name: &str| format!("json_extract(doc, '$.{name}')");
        let query = format!(
            "select doc from t where doc {CONDITION} and {} = 'Bergen' and {} >= 3 order by {} desc limit 50",
            value("city"),
            value("rating"),
            value("date_created")
        );
        let found = self.command("sqlite3", 1.0, 3, &["sqlite3".into(), table.clone().into_os_string(), query.into()]);
        remove(&table)?;
        found
    }

    fn sqlite_utils(&mut self, export: &Path, assets: u64) -> io::Result<Option<Peer>> {
        if assets > MOST_IMPORTED {
            return Ok(None);
        }
        let table = self.folder.join("sqlite-utils.db");
        let [tool, insert, ending] = ["sqlite-utils", "insert", "--nl"].map(OsString::from);
        let [at, from] = [&table, export].map(|path: &Path| path.as_os_str().to_owned());
        self.command(
            "sqlite-utils",
            1.0,
            1,
            &[tool.clone(), insert, at.clone(), "t".into(), from, ending, "--alter".into()],
        )?;
        let query = format!(
            "select * from t where keywords {CONDITION} and city = 'Bergen' and rating >= 3 \
             order by date_created desc limit 50"
        );
        let found = self.command("sqlite-utils", 1.0, 3, &[tool, at, query.into()]);
        remove(&table)?;
        found
    }

    fn side_by_side(
        &mut self,
        name: &'static str,
        words: &[&str],
        files: &[PathBuf],
        most: usize,
        runs: usize,
    ) -> io::Result<Option<Peer>> {
        let (list, share) = self.list(files, most, 0)?;
        // A few handfuls for each process, so that all end at about the same time.
        let handful = (files.len().min(most) / (self.processes * 8)).clamp(1, 1_000).to_string();
        let processes = self.processes.to_string();
        let mut command: Vec<OsString> =
            ["xargs", "-0", "-P", &processes, "-n", &handful, "-a"].map(OsString::from).into();
        command.push(list.into_os_string());
        command.extend([name].iter().chain(words).map(OsString::from));
        self.command(name, share, runs, &command)
    }

    fn run(
        &mut self,
        name: &'static str,
        share: f64,
        runs: usize,
        words: &[&str],
        paths: &[&Path],
    ) -> io::Result<Option<Peer>> {
        let paths = paths.iter().map(|path| path.as_os_str().to_owned());
        let command: Vec<OsString> = words.iter().map(OsString::from).chain(paths).collect();
        self.command(name, share, runs, &command)
    }

    fn command(
        &mut self,
        name: &'static str,
        share: f64,
        runs: usize,
        command: &[OsString],
    ) -> io::Result<Option<Peer>> {
        if !is_installed(name) {
            self.absent.insert(name);
            return Ok(None);
        }
        Ok(measure(command, runs)?.map(|measure| Peer { name: name.to_owned(), measure, share }))
    }

    /// A list of every so manieth file, of `most` at most, each ended by a byte, and which part of all it is.
    #[allow(clippy::cast_precision_loss)]
    fn list(&self, files: &[PathBuf], most: usize, end: u8) -> io::Result<(PathBuf, f64)> {
        let chosen: Vec<&PathBuf> = files.iter().step_by(files.len().div_ceil(most.max(1)).max(1)).collect();
        let bytes: Vec<u8> = chosen.iter().flat_map(|file| [file.as_os_str().as_bytes(), &[end]].concat()).collect();
        let list = self.folder.join("list");
        std::fs::write(&list, bytes)?;
        Ok((list, chosen.len() as f64 / files.len().max(1) as f64))
    }
}

fn is_installed(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(OsStr::new(name)).is_file())
}

fn remove(file: &Path) -> io::Result<()> {
    if file.exists() { std::fs::remove_file(file) } else { Ok(()) }
}
