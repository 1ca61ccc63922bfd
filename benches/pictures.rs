//! The part of the scoreboard about reading: files of the size that cameras write, beside the tools that read every
//! byte, every field, or both.
use crate::library::warm;
use crate::measure::{Measure, middle};
use crate::peers::Peers;
use crate::program::Damson;
use crate::table::{Goal, Row};
use std::ffi::OsString;
use std::io;
use std::path::Path;

/// A library on disk, how it is called in the table, and what is meant of its first ingest.
pub struct Library<'l> {
    pub name: &'l str,
    pub folder: &'l Path,
    pub beside_b3sum: Goal,
    pub beside_exiftool: Goal,
}

/// Ingest, read and verify, each beside its peers.
///
/// # Errors
/// Where something cannot be started or made.
pub fn score(library: &Library<'_>, damson: &Damson, peers: &mut Peers, runs: usize) -> io::Result<Vec<Row>> {
    let (files, _) = warm(library.folder)?;
    let row = |verb: &str, measure: Measure| Row::new(verb, library.name, files.len() as u64, measure);
    let path = |verb: &str| vec![verb.into(), library.folder.as_os_str().to_owned()];
    let (runs, format) = (runs.min(3), ["--format", "ndjson"].map(OsString::from));
    let ingest = row("ingest, first", first_ingest(damson, library.folder, runs)?);
    let (b3sum, exiftool, exiv2) = (peers.b3sum(&files)?, peers.exiftool(&files)?, peers.exiv2(&files)?);
    let ingest = ingest
        .beside(b3sum.clone(), library.beside_b3sum)
        .beside(exiftool.clone(), library.beside_exiftool)
        .beside(exiv2.clone(), Goal::None);
    let finders = peers.duplicates(library.folder)?;
    let again = row("ingest, again", damson.run(&path("ingest"), runs)?);
    let read = row("read", damson.run(&[path("read"), format.to_vec()].concat(), runs)?);
    Ok(vec![
        finders.into_iter().fold(ingest, |row, finder| row.beside(Some(finder), Goal::None)),
        again.beside(peers.find(library.folder)?, Goal::None),
        read.beside(exiftool, library.beside_exiftool).beside(exiv2, Goal::None),
        row("verify", damson.run(&["verify"], runs)?).beside(b3sum, library.beside_b3sum),
    ])
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
