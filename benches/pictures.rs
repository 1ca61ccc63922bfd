//! The part of the scoreboard about reading: files of the size that cameras write, beside the tools that read every
//! byte, every field, or both.
use crate::library::warm;
use crate::measure::{Measure, middle};
use crate::peers::Peers;
use crate::program::Damson;
use crate::table::{Goal, Row};
use std::io;
use std::path::{Path, PathBuf};

/// A library on disk, and how it is called in the table.
pub struct Library<'l> {
    pub name: &'l str,
    pub folder: &'l Path,
    /// How many times `b3sum`'s time a first ingest may take.
    pub of_b3sum: f64,
}

/// Ingest, read and verify, each beside its peers.
///
/// # Errors
/// Where something cannot be started or made.
pub fn score(library: &Library<'_>, damson: &Damson, peers: &mut Peers, runs: usize) -> io::Result<Vec<Row>> {
    let (files, _) = warm(library.folder)?;
    let row = |verb: &str, measure: Measure| Row::new(verb, library.name, files.len() as u64, measure);
    let path = |verb: &str| [verb.into(), library.folder.as_os_str().to_owned()];
    let ingest = first_ingest(damson, library.folder, 3)?;
    let again = damson.run(&path("ingest"), runs.min(3))?;
    let mut read = path("read").to_vec();
    read.extend(["--format", "ndjson"].map(Into::into));
    let read = damson.run(&read, runs.min(3))?;
    let verify = damson.run(&["verify"], runs.min(3))?;
    Ok(vec![
        ingested(row("ingest, first", ingest), library, &files, peers)?,
        row("ingest, again", again).beside(peers.find(library.folder)?, Goal::OfPeer(2.0)),
        row("read", read)
            .beside(peers.exiftool(&files)?, Goal::OfPeer(1.0 / 60.0))
            .beside(peers.exiv2(&files)?, Goal::OfPeer(1.0)),
        row("verify", verify).beside(peers.b3sum(&files)?, Goal::OfPeer(1.6)),
    ])
}

fn ingested(row: Row, library: &Library<'_>, files: &[PathBuf], peers: &mut Peers) -> io::Result<Row> {
    let row = row
        .beside(peers.b3sum(files)?, Goal::OfPeer(library.of_b3sum))
        .beside(peers.exiftool(files)?, Goal::OfPeer(1.0 / 60.0))
        .beside(peers.exiv2(files)?, Goal::None);
    Ok(peers.duplicates(library.folder)?.into_iter().fold(row, |row, peer| row.beside(Some(peer), Goal::None)))
}

/// The first ingest, so many times into a catalogue of its own: the median, and the library is in the last of them.
///
/// # Errors
/// Where it cannot be started, or the catalogue before cannot be taken away.
pub fn first_ingest(damson: &Damson, folder: &Path, times: usize) -> io::Result<Measure> {
    let once = |_| {
        damson.forget()?;
        damson.run(&["ingest".as_ref(), folder.as_os_str()], 1)
    };
    let measures: io::Result<Vec<Measure>> = (0..times.max(1)).map(once).collect();
    middle(measures?).ok_or(io::ErrorKind::NotFound.into())
}
