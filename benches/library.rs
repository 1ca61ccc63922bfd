//! A library to measure with: JPEG files whose pictures decode, each with a caption of its own, in folders of two
//! hundred. Every fiftieth file is a copy of the one before it. The same on every machine and every day.
use crate::captions::captioned;
use crate::maker::picture::mix;
use crate::maker::{Picture, jpeg};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

/// The last of so many files is a copy of the one before it.
const COPY: u64 = 50;
/// Files in a folder.
const JOB: u64 = 200;
/// Below so many bytes there is room for little more than the caption.
const SMALL: usize = 8000;
/// Rows that spell a file's number in digits of 64: sixteen million pictures, no two the same.
const SPELT: u64 = 4;
/// What a file has beside its picture, about.
const HEAD: usize = 4000;

/// Makes files of one size.
pub struct Maker {
    bytes: usize,
    width: u32,
    /// Rows of grain of which pictures are laid together: encoding each would take too long.
    rows: Vec<Vec<u8>>,
}

impl Maker {
    /// Files of about so many bytes, no smaller than their captions.
    pub fn new(bytes: usize) -> Maker {
        let width = if bytes > SMALL { 512 } else { 8 };
        let grain = |row| jpeg::intervals(&Picture::new(width, 8).noise(row).quality(90).restarts());
        Maker { bytes, width, rows: (0..64).flat_map(grain).collect() }
    }

    /// The content of the file of this number.
    pub fn content(&self, number: u64) -> Vec<u8> {
        let number = if is_copy(number) { number - 1 } else { number };
        let picture = captioned(number, self.width);
        let count = (self.bytes.saturating_sub(HEAD) / self.rows[0].len()) as u64;
        let spelt = (0..SPELT).map(|digit| number >> (digit * 6) & 63);
        let chosen = spelt.chain((SPELT..count).map(|row| mix(number ^ row << 32) & 63));
        let row = |row: u64| self.rows.get(usize::try_from(row).ok()?).map(Vec::as_slice);
        jpeg::of_rows(&picture, &chosen.filter_map(row).collect::<Vec<_>>())
    }

    fn write(&self, folder: &Path, number: u64) -> io::Result<()> {
        let mut file = File::create(folder.join(place(number)))?;
        file.write_all(&self.content(number))?;
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(modified(number)))
    }

    fn job(&self, folder: &Path, numbers: std::ops::Range<u64>) -> io::Result<()> {
        if let Some(job) = folder.join(place(numbers.start)).parent() {
            fs::create_dir_all(job)?;
        }
        numbers.into_iter().try_for_each(|number| self.write(folder, number))
    }
}

/// Whether the file of this number is a copy of the one before.
pub fn is_copy(number: u64) -> bool {
    number % COPY == COPY - 1
}

/// How many files before the file of this number are no copies.
pub fn ordinal(number: u64) -> u64 {
    number - number / COPY
}

/// How many files make so many assets.
pub fn files_of(assets: u64) -> u64 {
    assets + assets / (COPY - 1)
}

/// Where the file of this number lies below the library's folder.
pub fn place(number: u64) -> PathBuf {
    let (job, year) = (number / JOB, 2000 + number / JOB % 25);
    format!("{year}/job-{job:05}/DSC_{:04}.jpg", number % 10_000).into()
}

/// When the file of this number was last changed, seconds since 1970.
pub fn modified(number: u64) -> u64 {
    1_700_000_000 + number
}

/// Makes a library of so many files, by several threads, a folder at a time.
///
/// # Errors
/// Where it cannot be written.
pub fn make(folder: &Path, files: u64, bytes: usize) -> io::Result<()> {
    let maker = Maker::new(bytes);
    let threads = thread::available_parallelism().map_or(1, |threads| threads.get() as u64);
    let jobs = files.div_ceil(JOB);
    let of = |job: u64| job * JOB..((job + 1) * JOB).min(files);
    thread::scope(|scope| {
        let part = |first: u64| (first..jobs).step_by(threads as usize).try_for_each(|job| maker.job(folder, of(job)));
        let parts: Vec<_> = (0..threads).map(|first| scope.spawn(move || part(first))).collect();
        parts.into_iter().try_for_each(|part| part.join().map_err(|_| io::Error::other("a maker panicked"))?)
    })
}

/// Reads everything once, so that every tool finds it in memory: the files, and how many bytes they are.
///
/// # Errors
/// Where something cannot be read.
pub fn warm(folder: &Path) -> io::Result<(Vec<PathBuf>, u64)> {
    let (mut files, mut bytes, mut open) = (Vec::new(), 0, vec![folder.to_owned()]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                open.push(entry.path());
            } else if kind.is_file() {
                bytes += io::copy(&mut File::open(entry.path())?, &mut io::sink())?;
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok((files, bytes))
}
