//! What one file says of itself, from one read: digests, type, statements, and what they come to.
use super::file::{OrdinaryFile, unreadable};
use crate::asset::{
    Digest, Field, FilePath, MediaType, Origin, Policy, Problem, ProblemKind, Reading, SidecarKind, Stat, Statement,
    Value,
};
use crate::container::{Anatomy, Source, examine as dissect};
use crate::fixity::{self, Both};
use crate::metadata::{self, reconcile};
use std::ops::Range;
use std::sync::atomic::AtomicBool;

/// Up to this size a file is read into memory whole, so that each byte is read once. Larger files are dissected by
/// small reads and digested by one streaming read.
pub const WHOLE: u64 = fixity::LARGE;

/// The largest sidecar that is read.
pub const LARGEST_SIDECAR: u64 = 16 * 1024 * 1024;

/// The name of the statement that says what a file is.
const MEDIA_TYPE: &str = "MediaType";

/// What a file says of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Examined {
    /// What `fstat` said of what was read.
    pub stat: Stat,
    /// Of the whole file.
    pub digest: Digest,
    /// Of the essence; the whole file's where there is none to tell apart.
    pub essence: Digest,
    /// Its statements and, together with its sidecars', what they come to.
    pub reading: Reading,
    /// What was wrong with it. It is known all the same.
    pub problems: Vec<Problem>,
}

/// A sidecar that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct ExaminedSidecar {
    /// What `fstat` said of what was read.
    pub stat: Stat,
    /// Of its bytes.
    pub digest: Digest,
    /// What it says.
    pub statements: Vec<Statement>,
    /// What was wrong with it.
    pub problems: Vec<Problem>,
}

/// Reads a file. One that changes while it is read is read once more.
///
/// # Errors
/// `Vanished`, `Unreadable`, `Special`, and `Unstable` for a file that will not hold still.
pub fn examine(path: &FilePath, policy: Policy, buffer: &mut Vec<u8>, stop: &AtomicBool) -> Result<Examined, Problem> {
    examine_as(path, path.name(), policy, buffer, stop)
}

/// Reads a file as if it had another name: the one that it will have.
///
/// # Errors
/// As `examine`.
pub fn examine_as(
    path: &FilePath,
    name: &[u8],
    policy: Policy,
    buffer: &mut Vec<u8>,
    stop: &AtomicBool,
) -> Result<Examined, Problem> {
    twice(|| {
        let file = OrdinaryFile::open(path, stop)?;
        let examined = read(&file, name, policy, buffer)?;
        file.instability().map_or(Ok(examined), Err)
    })
}

/// What a file and its sidecars say, without its digests: as much of it is read as its metadata asks for.
///
/// # Errors
/// As `examine`, but a file that changes meanwhile is not noticed.
pub fn glance(
    path: &FilePath,
    sidecars: &[ExaminedSidecar],
    policy: Policy,
    stop: &AtomicBool,
) -> Result<Reading, Problem> {
    let file = OrdinaryFile::open(path, stop)?;
    let (mut statements, _) = statements_of(dissect(&Beginning::of(&file), path.name()));
    statements.extend(sidecars.iter().flat_map(|sidecar| sidecar.statements.iter().cloned()));
    Ok(reading_of(statements, policy))
}

/// A file, or the beginning of one whose metadata lies there: a JPEG's scans, which are walked to their end for the essence,
/// are most of it.
struct Beginning<'f> {
    file: &'f OrdinaryFile<'f>,
    size: u64,
}

/// No JPEG has more before its picture, but for depth maps and the like in extended XMP.
const BEFORE_SCANS: u64 = 1024 * 1024;

impl<'f> Beginning<'f> {
    fn of(file: &'f OrdinaryFile<'f>) -> Beginning<'f> {
        let mut mark = [0; 3];
        let is_jpeg = matches!(file.read_at(0, &mut mark), Ok(3)) && mark == [0xff, 0xd8, 0xff];
        let size = file.stat().size;
        Beginning { file, size: if is_jpeg { size.min(BEFORE_SCANS) } else { size } }
    }
}

impl Source for Beginning<'_> {
    fn len(&self) -> u64 {
        self.size
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> std::io::Result<usize> {
        let left = usize::try_from(self.size.saturating_sub(offset)).unwrap_or(usize::MAX);
        let most = into.len().min(left);
        self.file.read_at(offset, into.get_mut(..most).unwrap_or_default())
    }
}

/// The title in a JSON file that Takeout wrote; `None` for any other, and for what cannot be read.
pub fn takeout_title(path: &FilePath, stat: &Stat, stop: &AtomicBool) -> Option<String> {
    if stat.size > metadata::LARGEST_TAKEOUT {
        return None;
    }
    let file = OrdinaryFile::open(path, stop).ok().filter(|file| file.stat().size <= metadata::LARGEST_TAKEOUT)?;
    metadata::takeout_title(file.read_whole(&mut Vec::new()).ok()?)
}

/// Reads a sidecar; of kinds that say nothing to damson, the digest alone.
///
/// # Errors
/// As `examine`; and `Limit` for a sidecar larger than 16 MiB, which nobody writes.
pub fn examine_sidecar(path: &FilePath, buffer: &mut Vec<u8>, stop: &AtomicBool) -> Result<ExaminedSidecar, Problem> {
    twice(|| {
        let file = OrdinaryFile::open(path, stop)?;
        let stat = file.stat();
        let examined = match SidecarKind::of_name(path.name()).filter(|kind| metadata::is_sidecar_read(*kind)) {
            None => {
                let digest = file.digest(sized(buffer)).map_err(|error| unreadable(&error))?;
                ExaminedSidecar { stat, digest, statements: Vec::new(), problems: Vec::new() }
            }
            Some(_) if stat.size > LARGEST_SIDECAR => {
                return Err(Problem::new(ProblemKind::Limit, "a sidecar larger than 16 MiB is not read"));
            }
            Some(kind) => {
                let bytes = file.read_whole(buffer).map_err(|error| unreadable(&error))?;
                let (statements, problems) = metadata::read_sidecar(kind, bytes);
                ExaminedSidecar { stat, digest: fixity::of_bytes(bytes), statements, problems }
            }
        };
        file.instability().map_or(Ok(examined), Err)
    })
}

/// Tries again, once, what a file that changed has spoilt.
///
/// # Errors
/// Those of the last attempt.
pub fn twice<T>(mut attempt: impl FnMut() -> Result<T, Problem>) -> Result<T, Problem> {
    match attempt() {
        Err(problem) if problem.kind == ProblemKind::Unstable => attempt(),
        ended => ended,
    }
}

fn read(file: &OrdinaryFile<'_>, name: &[u8], policy: Policy, buffer: &mut Vec<u8>) -> Result<Examined, Problem> {
    if file.stat().size <= WHOLE {
        let bytes = file.read_whole(buffer).map_err(|error| unreadable(&error))?;
        return Ok(examine_bytes(bytes, file.stat(), name, policy));
    }
    examine_by(file, name, policy, &mut |ranges| {
        file.digests(ranges, sized(buffer)).map_err(|error| unreadable(&error))
    })
}

/// What a file says whose bytes are in memory.
pub fn examine_bytes(bytes: &[u8], stat: Stat, name: &[u8], policy: Policy) -> Examined {
    let anatomy = dissect(&bytes, name);
    let digests = fixity::both_of_bytes(bytes, trusted(&anatomy));
    examined(anatomy, stat, digests, policy)
}

/// Makes a file's digests, told the essence's ranges.
pub type Digesting<'d> = dyn FnMut(&[Range<u64>]) -> Result<Both, Problem> + 'd;

/// What a file says that is dissected by small reads, and whose digests somebody makes, who is told the essence's ranges.
///
/// # Errors
/// Theirs; `Unstable` for a file that has another size than it had.
pub fn examine_by(
    file: &OrdinaryFile<'_>,
    name: &[u8],
    policy: Policy,
    digests: &mut Digesting<'_>,
) -> Result<Examined, Problem> {
    let anatomy = dissect(file, name);
    let digests = digests(trusted(&anatomy))?;
    if digests.size != file.stat().size {
        return Err(Problem::new(ProblemKind::Unstable, "the file changed while it was read"));
    }
    Ok(examined(anatomy, file.stat(), digests, policy))
}

fn examined(anatomy: Anatomy, stat: Stat, digests: Both, policy: Policy) -> Examined {
    let Both { whole: digest, essence, .. } = digests;
    let (statements, problems) = statements_of(anatomy);
    Examined { stat, digest, essence, reading: reading_of(statements, policy), problems }
}

/// What a sidecar says whose bytes are in memory.
pub fn sidecar_of_bytes(bytes: &[u8], stat: Stat, name: &[u8]) -> ExaminedSidecar {
    let kind = SidecarKind::of_name(name).filter(|kind| metadata::is_sidecar_read(*kind));
    let (statements, problems) = kind.map(|kind| metadata::read_sidecar(kind, bytes)).unwrap_or_default();
    ExaminedSidecar { stat, digest: fixity::of_bytes(bytes), statements, problems }
}

/// A buffer to read through, whatever it was used for before.
fn sized(buffer: &mut Vec<u8>) -> &mut [u8] {
    if buffer.len() < fixity::BUFFER {
        buffer.resize(fixity::BUFFER, 0);
    }
    let size = fixity::BUFFER.min(buffer.len());
    &mut buffer[..size]
}

/// The ranges that may serve as identity; none where the whole file must.
fn trusted(anatomy: &Anatomy) -> &[Range<u64>] {
    if anatomy.essence.is_whole { &anatomy.essence.ranges } else { &[] }
}

fn statements_of(anatomy: Anatomy) -> (Vec<Statement>, Vec<Problem>) {
    let (mut statements, mut problems) = metadata::read(&anatomy);
    problems.splice(0..0, anatomy.problems);
    statements.insert(0, media_type_statement(&anatomy.media_type));
    (statements, problems)
}

fn media_type_statement(media_type: &MediaType) -> Statement {
    let value = Value::Text(media_type.as_str().to_owned());
    Statement::new(Origin::Container, MEDIA_TYPE, Some(Field::MediaType), vec![value])
}

impl Examined {
    /// Lays sidecars' statements over the file's own.
    pub fn with_sidecars(mut self, sidecars: &[ExaminedSidecar], policy: Policy) -> Examined {
        if sidecars.iter().any(|sidecar| !sidecar.statements.is_empty()) {
            let said = sidecars.iter().flat_map(|sidecar| sidecar.statements.iter().cloned());
            self.reading.statements.extend(said);
            self.reading = reading_of(self.reading.statements, policy);
        }
        self
    }
}

/// A reading whose sidecar statements are replaced by others'.
pub fn with_other_sidecars(reading: &Reading, sidecars: &[ExaminedSidecar], policy: Policy) -> Reading {
    let own = reading.statements.iter().filter(|statement| statement.origin != Origin::Sidecar).cloned();
    let said = sidecars.iter().flat_map(|sidecar| sidecar.statements.iter().cloned());
    reading_of(own.chain(said).collect(), policy)
}

/// What statements come to. The media type is sniffed and never a matter of who says what.
pub fn reading_of(statements: Vec<Statement>, policy: Policy) -> Reading {
    let mut description = reconcile(&statements, policy);
    let sniffed = statements.iter().find(|statement| statement.name == MEDIA_TYPE);
    description.set(Field::MediaType, sniffed.map(|statement| statement.values.clone()).unwrap_or_default());
    Reading { description, statements }
}
