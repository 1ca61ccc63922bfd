//! What a TIFF structure already uses: its directories, and every range of bytes that one of them lays claim to. It
//! reads, and changes nothing.
use super::Ifd;
use crate::asset::{Problem, ProblemKind};
use crate::container::ifd::{Directory, Entry, Stream};
use crate::container::reader::Reader;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

pub(super) const EXIF: u16 = 0x8769;
pub(super) const GPS: u16 = 0x8825;
const INTEROPERABILITY: u16 = 0xA005;
const SUB_IFDS: u16 = 0x14A;
/// Tags that lead to directories.
const POINTERS: [u16; 4] = [EXIF, GPS, INTEROPERABILITY, SUB_IFDS];
/// Blocks of other standards, of which a file has one: XMP, IIM, Photoshop resources.
const BLOCKS: [u16; 3] = [0x2BC, 0x83BB, 0x8649];
/// Where strips, tiles and JPEGs are, with how many bytes each has.
const PICTURES: [(u16, u16); 5] = [(0x111, 0x117), (0x144, 0x145), (0x201, 0x202), (0xBCC0, 0xBCC1), (0xBCC2, 0xBCC3)];
/// The most directories that are followed.
const MOST_DIRECTORIES: usize = 65_536;
/// The most entries, ways to directories, strips and tiles that are looked at; hostile files lay them over one another.
const MOST_STEPS: u64 = 8 << 20;
/// The most ranges that are claimed; strips that follow on one another are one.
const MOST_CLAIMS: usize = 1 << 20;
/// The most directories below one that are followed.
const MOST_BELOW: u64 = 256;

/// A directory that tags can be changed of, as it stands.
#[derive(Clone, Debug)]
pub(super) struct Plot {
    /// Its entries.
    pub(super) directory: Directory,
    /// Where it is, its link to the next included.
    pub(super) range: Range<u64>,
    /// Its bytes.
    pub(super) raw: Vec<u8>,
    /// The directory in which the tag stands that leads to it.
    pub(super) parent: Ifd,
}

/// A structure and what of it is in use.
#[derive(Debug)]
pub(super) struct Survey {
    pub(super) stream: Stream,
    /// How many bytes there are.
    pub(super) length: u64,
    /// Where they end, but for padding that may be written over.
    pub(super) end: u64,
    main: Plot,
    exif: Option<Plot>,
    gps: Option<Plot>,
    /// How many bytes of the link of a last directory are not there.
    pub(super) missing: usize,
    /// Block and directory tags that directories other than the three have.
    pub(super) elsewhere: HashSet<u16>,
    /// Every range that is in use and by how many it is claimed.
    claims: HashMap<(u64, u64), u32>,
    /// How many more steps are taken.
    steps: u64,
}

/// Bytes of the parts of a directory: its count, an entry, its link.
pub(super) const fn widths(stream: Stream) -> (usize, usize, usize) {
    if stream.is_big { (8, 20, 8) } else { (2, 12, 4) }
}

impl Survey {
    /// The three directories, and everything that any directory claims.
    pub(super) fn of(reader: &mut Reader<'_>) -> Result<Survey, Problem> {
        let mut survey = Survey::of_roots(reader)?;
        survey.walk(reader)?;
        Ok(survey)
    }

    /// The three directories alone.
    pub(super) fn of_roots(reader: &mut Reader<'_>) -> Result<Survey, Problem> {
        let (stream, first) = opened(reader)?;
        let main = plot(reader, stream, first, Ifd::Main)?;
        let mut below = |tag, parents: &[(Ifd, Option<&Plot>)]| {
            let found = parents.iter().find_map(|(ifd, plot)| Some((*ifd, plot.as_ref()?.directory.entry(tag)?)));
            let at = found.map(|(ifd, entry)| (ifd, stream.number(reader, entry).unwrap_or(u64::MAX)));
            at.map(|(ifd, at)| plot(reader, stream, at, ifd)).transpose()
        };
        let exif = below(EXIF, &[(Ifd::Main, Some(&main))])?;
        let gps = below(GPS, &[(Ifd::Main, Some(&main)), (Ifd::Exif, exif.as_ref())])?;
        let (length, elsewhere, claims) = (reader.len(), HashSet::new(), HashMap::new());
        Ok(Survey { stream, length, end: length, main, exif, gps, missing: 0, elsewhere, claims, steps: MOST_STEPS })
    }

    /// Takes NULs behind everything that is claimed for padding, which some cameras leave in Exif blocks for those who
    /// edit them. In a file they may be a picture of which no directory says how long it is.
    pub(super) fn spare_padding(&mut self, reader: &mut Reader<'_>) {
        let claimed = self.claims.keys().map(|(_, end)| *end).max().unwrap_or(self.length);
        let behind = reader.some(claimed, usize::try_from(self.length - claimed).unwrap_or(0));
        if behind.iter().all(|byte| *byte == 0) {
            self.end = claimed.next_multiple_of(2).min(self.length);
        }
    }

    /// A directory as it stands, if there is one.
    pub(super) fn plot(&self, ifd: Ifd) -> Option<&Plot> {
        match ifd {
            Ifd::Main => Some(&self.main),
            Ifd::Exif => self.exif.as_ref(),
            Ifd::Gps => self.gps.as_ref(),
        }
    }

    /// Follows all directories and lays down what each claims.
    fn walk(&mut self, reader: &mut Reader<'_>) -> Result<(), Problem> {
        self.claim(0..if self.stream.is_big { 16 } else { 8 })?;
        let plots = [Ifd::Main, Ifd::Exif, Ifd::Gps].map(|ifd| self.plot(ifd).map(|plot| plot.range.start));
        let mut ways_left: HashSet<u64> = plots.into_iter().flatten().collect();
        let (mut seen, mut open) = (HashSet::new(), vec![(self.main.range.start, true)]);
        while let Some((at, is_of_chain)) = open.pop() {
            let is_ours = plots.contains(&Some(at));
            let is_new = seen.insert(at);
            if (is_ours && !ways_left.remove(&at)) || (is_of_chain && !is_new) {
                return Err(circle());
            }
            if seen.len() > MOST_DIRECTORIES {
                return Err(too_many());
            }
            if is_new {
                open.extend(self.visit(reader, at, is_ours)?.filter(|(_, is_next)| is_of_chain || !is_next));
            }
        }
        ways_left.is_empty().then_some(()).ok_or_else(circle)
    }

    /// Lays down a directory; gives those that it leads to, and whether each is the next of its chain.
    fn visit(
        &mut self,
        reader: &mut Reader<'_>,
        at: u64,
        is_ours: bool,
    ) -> Result<impl Iterator<Item = (u64, bool)> + use<>, Problem> {
        let directory = self.stream.directory(reader, at).filter(|directory| !directory.is_cut).ok_or_else(beyond)?;
        self.lay(reader, at, &directory)?;
        if !is_ours {
            self.elsewhere.extend(directory.entries.iter().map(|entry| entry.tag).filter(is_single));
        }
        let below = self.below(reader, &directory);
        self.step(below.len())?;
        let next = Some(directory.next).filter(|next| *next != 0);
        Ok(below.into_iter().map(|at| (at, false)).chain(next.map(|next| (next, true))))
    }

    fn step(&mut self, steps: usize) -> Result<(), Problem> {
        self.steps = self.steps.checked_sub(steps as u64).ok_or_else(too_many)?;
        Ok(())
    }

    /// The directories below one.
    fn below(&self, reader: &mut Reader<'_>, directory: &Directory) -> Vec<u64> {
        let pointers = directory.entries.iter().filter(|entry| POINTERS.contains(&entry.tag));
        pointers.flat_map(|entry| self.stream.numbers(reader, entry, MOST_BELOW)).collect()
    }

    /// Lays down what a directory claims: itself, its values, its pictures.
    fn lay(&mut self, reader: &mut Reader<'_>, at: u64, directory: &Directory) -> Result<(), Problem> {
        self.step(directory.entries.len())?;
        let (head, width, tail) = widths(self.stream);
        let entries = at.saturating_add((head + directory.entries.len() * width) as u64);
        // Some writers leave the link out where the structure ends.
        let end = entries.saturating_add(tail as u64);
        self.missing = self.missing.max(usize::try_from(end.saturating_sub(self.length)).unwrap_or(0));
        self.claim(at..end.min(self.length.max(entries)))?;
        for entry in &directory.entries {
            if let Some(range) = self.outside(entry) {
                self.claim(range)?;
            }
        }
        for (offsets, sizes) in PICTURES {
            if let (Some(offsets), Some(sizes)) = (directory.entry(offsets), directory.entry(sizes)) {
                self.lay_picture(reader, offsets, sizes)?;
            }
        }
        Ok(())
    }

    /// Lays down a picture's strips or tiles.
    fn lay_picture(&mut self, reader: &mut Reader<'_>, offsets: &Entry, sizes: &Entry) -> Result<(), Problem> {
        let starts = self.stream.numbers(reader, offsets, self.steps);
        let sizes = self.stream.numbers(reader, sizes, self.steps);
        self.step(starts.len().max(sizes.len()).saturating_add(1))?;
        let mut run = 0..0;
        for (start, size) in starts.into_iter().zip(sizes) {
            if start != run.end {
                self.claim(std::mem::replace(&mut run, start..start))?;
            }
            run.end = run.end.saturating_add(size);
        }
        self.claim(run)
    }

    /// Where an entry's values are, if not in itself.
    pub(super) fn outside(&self, entry: &Entry) -> Option<Range<u64>> {
        let inline = if self.stream.is_big { 8 } else { 4 };
        (entry.size() > inline).then(|| entry.at..entry.end())
    }

    fn claim(&mut self, range: Range<u64>) -> Result<(), Problem> {
        if range.is_empty() {
            return Ok(());
        }
        if range.end > self.length {
            return Err(beyond());
        }
        if self.claims.len() >= MOST_CLAIMS {
            return Err(too_many());
        }
        *self.claims.entry((range.start, range.end)).or_default() += 1;
        Ok(())
    }

    /// The claims that share no byte with another, and where the last of all others ends, given what may be moved.
    pub(super) fn free(&self, is_movable: impl Fn(&Range<u64>) -> bool) -> (HashSet<Range<u64>>, u64) {
        let mut sorted: Vec<(u64, u64, u32)> =
            self.claims.iter().map(|((from, to), times)| (*from, *to, *times)).collect();
        sorted.sort_unstable();
        let (mut alone, mut fixed, mut before) = (HashSet::new(), 0, 0);
        for (index, (from, to, times)) in sorted.iter().enumerate() {
            let is_free = sorted.get(index + 1).is_none_or(|(next, ..)| next >= to);
            if *times == 1 && *from >= before && is_free {
                alone.insert(*from..*to);
            }
            before = before.max(*to);
            if !(alone.contains(&(*from..*to)) && is_movable(&(*from..*to))) {
                fixed = fixed.max(*to);
            }
        }
        (alone, fixed)
    }
}

/// The stream and its first directory, of TIFF's own mark alone: raw formats with others have rules of their own.
fn opened(reader: &mut Reader<'_>) -> Result<(Stream, u64), Problem> {
    let unsupported = || Problem::new(ProblemKind::Unsupported, "this is no TIFF that can be changed");
    let (stream, first) = Stream::open(reader, 0).ok_or_else(unsupported)?;
    let mark = reader.array::<4>(0).and_then(|head| stream.order.u16(&head, 2));
    (stream.is_big || mark == Some(0x2A)).then_some((stream, first)).ok_or_else(unsupported)
}

fn plot(reader: &mut Reader<'_>, stream: Stream, at: u64, parent: Ifd) -> Result<Plot, Problem> {
    let directory = stream.directory(reader, at).filter(|directory| !directory.is_cut).ok_or_else(beyond)?;
    let (head, width, tail) = widths(stream);
    let raw = reader.some(at, head + directory.entries.len() * width + tail).to_vec();
    let range = at..at.saturating_add(raw.len() as u64);
    Ok(Plot { directory, range, raw, parent })
}

fn is_single(tag: &u16) -> bool {
    BLOCKS.contains(tag) || matches!(*tag, EXIF | GPS)
}

fn beyond() -> Problem {
    Problem::new(ProblemKind::Truncated, "a part of the TIFF structure lies beyond its end")
}

fn too_many() -> Problem {
    Problem::new(ProblemKind::Limit, "there is more in the TIFF directories than damson follows")
}

fn circle() -> Problem {
    Problem::new(ProblemKind::Malformed, "the TIFF directories run in a circle")
}
