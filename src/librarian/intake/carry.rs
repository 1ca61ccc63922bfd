//! What workers do: a file and those that speak for it are read once, examined, written to every target and read back there;
//! or found to be held already, which is proven like a copy.
use super::grounds::Grounds;
use super::proof::{Proof, Readback};
use super::shelf::Shelf;
use super::source::{Look, Source, unstable};
use super::target::{Target, Waiting};
use crate::asset::{AssetId, Digest, FilePath, Holding, Policy, Problem, ProblemKind, Stat};
use crate::fixity::{Algorithm, Hasher, Sum};
use crate::librarian::arrival::unwritable;
use crate::librarian::examine::{
    Examined, ExaminedSidecar, LARGEST_SIDECAR, examine_by, examine_bytes, sidecar_of_bytes, twice,
};
use crate::librarian::file::{OrdinaryFile, stat_of_file, unreadable};
use crate::metadata;
use rustix::fs::{CWD, Mode, Timespec, Timestamps, fchmod, futimens};
use std::fs::File;
use std::io::{self, Read, Write};
use std::sync::atomic::AtomicBool;

/// Up to this size files are held in memory while they are copied, so that content that is held already is not written.
pub const IN_MEMORY: u64 = 64 << 20;
/// How much of a larger file is read at once.
const PIECE: usize = 1 << 20;
/// How much is written at once, as `cp` does: the system finds small pieces of memory for it that it has used before, where
/// for a large one it takes memory that nobody has touched yet (docs/performance.md).
const STROKE: usize = 128 << 10;

/// A file to copy, and its sidecars.
pub struct Errand {
    pub main: FilePath,
    pub sidecars: Vec<FilePath>,
}

/// What became of an errand: its files, the main one first.
pub struct Brought {
    pub members: Vec<Member>,
}

/// A file that was read.
pub struct Member {
    /// In the source.
    pub path: FilePath,
    pub look: Look,
    pub digest: Digest,
    pub said: Said,
    /// By target.
    pub landings: Vec<Landing>,
    /// For manifests of others.
    pub md5: Option<Sum>,
}

/// What a file says.
pub enum Said {
    Main(Box<Examined>),
    Sidecar(ExaminedSidecar),
}

/// Where a file is to be in a target.
pub enum Landing {
    /// It is written, and waits for its name.
    Waits(Waiting),
    /// It has its name, below the target.
    Lies { path: FilePath, stat: Stat, is_proven: bool },
    /// The catalogue holds its bytes there already.
    Held { path: FilePath, asset: AssetId, is_proven: bool },
    /// A preview wrote nothing.
    Planned,
    /// It is not there.
    Failed(Problem),
}

/// What all workers share.
pub struct Porter<'a> {
    pub targets: &'a [Target],
    pub proof: Proof,
    pub shelf: &'a Shelf,
    pub grounds: &'a Grounds,
    pub policy: Policy,
    pub stop: &'a AtomicBool,
    pub dry_run: bool,
    pub wants_md5: bool,
    /// Whether the source's file system invents permissions, which are not kept then.
    pub keeps_modes: bool,
}

/// A member while it is carried: what is known of it so far.
struct Load<'a> {
    path: &'a FilePath,
    is_main: bool,
    source: Source<'a>,
    /// Its bytes, where they are in memory: so many of the buffer.
    buffer: Vec<u8>,
    said: Option<Said>,
    md5: Option<Sum>,
}

impl Load<'_> {
    fn size(&self) -> u64 {
        self.source.look.stat.size
    }

    fn bytes(&self) -> Option<&[u8]> {
        let size = usize::try_from(self.size()).ok().filter(|_| self.size() <= IN_MEMORY)?;
        self.buffer.get(..size)
    }
}

impl Said {
    fn digest(&self) -> Digest {
        match self {
            Said::Main(examined) => examined.digest,
            Said::Sidecar(sidecar) => sidecar.digest,
        }
    }
}

impl Porter<'_> {
    /// Carries a file with its sidecars. One that changes meanwhile is carried once more.
    ///
    /// # Errors
    /// What is wrong with the source, or with the first target; nothing is left behind then.
    pub fn carry(&self, buffer: &mut Vec<u8>, errand: &Errand) -> Result<Brought, Problem> {
        if self.targets.first().is_some_and(Target::is_hopeless) {
            return Err(hopeless());
        }
        twice(|| self.attempt(buffer, errand))
    }

    fn attempt(&self, buffer: &mut Vec<u8>, errand: &Errand) -> Result<Brought, Problem> {
        let mut loads = vec![self.pick_up(&errand.main, true, std::mem::take(buffer))?];
        for sidecar in &errand.sidecars {
            loads.push(self.pick_up(sidecar, false, Vec::new())?);
        }
        let brought = self.set_down(&mut loads);
        *buffer = loads.swap_remove(0).buffer;
        brought
    }

    /// Opens a file and, if it is not large, reads and examines it.
    fn pick_up<'p>(&'p self, path: &'p FilePath, is_main: bool, buffer: Vec<u8>) -> Result<Load<'p>, Problem> {
        let source = Source::open(path, self.stop)?;
        let stat = source.look.stat;
        let mut load = Load { path, is_main, source, buffer, said: None, md5: None };
        let kind = crate::asset::SidecarKind::of_name(path.name()).filter(|kind| metadata::is_sidecar_read(*kind));
        if !is_main && kind.is_some() && stat.size > LARGEST_SIDECAR {
            return Err(Problem::new(ProblemKind::Limit, "a sidecar larger than 16 MiB is not read"));
        }
        if stat.size <= IN_MEMORY {
            let bytes = load.source.file.read_whole(&mut load.buffer).map_err(|error| unreadable(&error))?;
            load.md5 = self.wants_md5.then(|| {
                let mut hasher = Hasher::new(Algorithm::Md5);
                hasher.update(bytes);
                hasher.finish()
            });
            load.said = Some(match is_main {
                true => Said::Main(Box::new(examine_bytes(bytes, stat, path.name(), self.policy))),
                false => Said::Sidecar(sidecar_of_bytes(bytes, stat, path.name())),
            });
            load.source.hold_still()?;
        } else if is_main && (self.dry_run || self.shelf.has_size(stat.size)) {
            // Perhaps it is held: that is worth a reading of its own.
            let digests = |ranges: &[std::ops::Range<u64>]| {
                let read = load.source.file.digests(ranges, &mut vec![0; PIECE]);
                read.map_err(|error| unreadable(&error))
            };
            let examined = examine_by(&load.source.file, path.name(), self.policy, &mut { digests })?;
            load.source.hold_still()?;
            load.said = Some(Said::Main(Box::new(examined)));
        } else if self.dry_run {
            let digest = load.source.file.digest(&mut vec![0; PIECE]).map_err(|error| unreadable(&error))?;
            let (statements, problems) = (Vec::new(), Vec::new());
            load.said = Some(Said::Sidecar(ExaminedSidecar { stat, digest, statements, problems }));
        }
        Ok(load)
    }

    fn set_down(&self, loads: &mut [Load<'_>]) -> Result<Brought, Problem> {
        let mut landings: Vec<Vec<Option<Landing>>> = loads.iter().map(|_| Vec::new()).collect();
        let held = self.held(loads);
        for (at, _) in self.targets.iter().enumerate() {
            let found = held.as_ref().and_then(|(asset, holdings)| self.held_in(at, loads, *asset, holdings));
            match found {
                Some(found) => landings.iter_mut().zip(found).for_each(|(of, landing)| of.push(Some(landing))),
                None if self.dry_run => landings.iter_mut().for_each(|of| of.push(Some(Landing::Planned))),
                None => landings.iter_mut().for_each(|of| of.push(None)),
            }
        }
        let mut members = Vec::new();
        for (load, mut landings) in loads.iter_mut().zip(landings) {
            self.write(load, &mut landings)?;
            let failed = || Landing::Failed(Problem::new(ProblemKind::Internal, "it was not written"));
            let landings: Vec<Landing> = landings.into_iter().map(|landing| landing.unwrap_or_else(failed)).collect();
            if let Some(Landing::Failed(problem)) = landings.first() {
                return Err(problem.clone());
            }
            let said = load.said.take().ok_or_else(|| Problem::new(ProblemKind::Internal, "it was not examined"))?;
            let (path, look, md5) = (load.path.clone(), load.source.look, load.md5.take());
            members.push(Member { path, look, digest: said.digest(), said, landings, md5 });
        }
        Ok(Brought { members })
    }

    /// What the catalogue holds of the asset that has the main file's bytes.
    fn held(&self, loads: &[Load<'_>]) -> Option<(AssetId, Vec<Holding>)> {
        let all_known = loads.iter().all(|load| load.said.is_some());
        let digest = loads.first().and_then(|load| load.said.as_ref()).filter(|_| all_known)?.digest();
        self.shelf.find(&digest)
    }

    /// The files of a target that have the bytes of these, if there is one of each. For the first target any will do that
    /// lies apart from the sources.
    fn held_in(&self, target: usize, loads: &[Load<'_>], asset: AssetId, holdings: &[Holding]) -> Option<Vec<Landing>> {
        let mut found = Vec::new();
        for load in loads {
            let digest = load.said.as_ref()?.digest();
            let mut fitting = holdings.iter().filter(|holding| holding.digest == digest);
            let holding = fitting
                .find(|holding| self.is_a_place(target, holding, load) && self.is_still(holding, load, digest))?;
            let is_proven = self.proof != Proof::Off && !self.dry_run;
            found.push(Landing::Held { path: holding.path.clone(), asset, is_proven });
        }
        Some(found)
    }

    fn is_a_place(&self, target: usize, holding: &Holding, load: &Load<'_>) -> bool {
        let Ok(metadata) = std::fs::symlink_metadata(holding.path.to_path()) else { return false };
        let stat = load.source.look.stat;
        let device = std::os::unix::fs::MetadataExt::dev(&metadata);
        let is_the_source = (device, std::os::unix::fs::MetadataExt::ino(&metadata)) == (stat.device, stat.inode);
        let below = |target: &Target| holding.path.is_under(&target.path);
        if !metadata.is_file() || metadata.len() != stat.size || is_the_source {
            return false;
        }
        let is_in = self.targets.get(target).is_some_and(below);
        let is_elsewhere = target == 0 && !self.targets.iter().any(below) && device != stat.device;
        is_in || (is_elsewhere && self.grounds.are_apart_from(holding))
    }

    /// Whether a held file has its bytes still. A preview, and whoever wants no proof, believes the size.
    fn is_still(&self, holding: &Holding, load: &Load<'_>, digest: Digest) -> bool {
        if self.dry_run || self.proof == Proof::Off {
            return true;
        }
        let path = holding.path.to_path();
        let read = Readback::open(CWD, std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()), self.proof);
        let same = read.and_then(|readback| match load.bytes() {
            Some(bytes) => readback.is(bytes),
            None => Ok(readback.digest()? == digest),
        });
        same.unwrap_or(false)
    }

    /// Writes a file to every target that has no landing yet.
    fn write(&self, load: &mut Load<'_>, landings: &mut [Option<Landing>]) -> Result<(), Problem> {
        let mut drafts = Vec::new();
        for (at, target) in self.targets.iter().enumerate() {
            if landings[at].is_some() {
                continue;
            }
            if target.is_hopeless() {
                landings[at] = Some(Landing::Failed(hopeless()));
                continue;
            }
            match target.create() {
                Ok((file, waiting)) => drafts.push(Draft { at, file, waiting, trouble: None }),
                Err(error) => self.fail(at, landings, unwritable(&error)),
            }
        }
        if drafts.is_empty() {
            return Ok(());
        }
        let digest = match load.bytes() {
            Some(bytes) => {
                drafts.iter_mut().for_each(|draft| self.fill(draft, &load.source, bytes));
                None
            }
            None => Some(self.stream(load, &mut drafts)?),
        };
        for draft in &mut drafts {
            draft.attempt(|file, _| {
                resemble(file, &load.source.look, self.keeps_modes)?;
                file.sync_all()
            });
        }
        self.prove(load, digest, &mut drafts)?;
        for Draft { at, file, mut waiting, trouble } in drafts {
            let ended = trouble.map_or_else(|| stat_of_file(&file).map_err(|error| unwritable(&error)), Err);
            match ended {
                Ok(stat) => {
                    waiting.stat = stat;
                    self.targets[at].remember(true);
                    landings[at] = Some(Landing::Waits(waiting));
                }
                Err(problem) => self.fail(at, landings, problem),
            }
        }
        Ok(())
    }

    fn fail(&self, at: usize, landings: &mut [Option<Landing>], problem: Problem) {
        self.targets[at].remember(false);
        landings[at] = Some(Landing::Failed(problem));
    }

    /// Where one file system has both and nothing else is read from the medium, they share their blocks.
    fn fill(&self, draft: &mut Draft, source: &Source<'_>, bytes: &[u8]) {
        let is_near = self.targets.iter().all(|target| target.device == source.look.stat.device);
        let is_shared = is_near && self.proof != Proof::Medium && share(&draft.file, source.file.inner());
        if !is_shared {
            draft.attempt(|file, _| write_out(file, bytes));
        }
    }

    /// Writes a large file piece by piece while it is read; its digest.
    fn stream(&self, load: &mut Load<'_>, drafts: &mut [Draft]) -> Result<Digest, Problem> {
        let (mut hasher, mut md5) = (Hasher::new(Algorithm::Blake3), Hasher::new(Algorithm::Md5));
        let mut piece = vec![0; PIECE];
        let mut size = 0;
        loop {
            let count = match (&load.source.file).read(&mut piece) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(unreadable(&error)),
            };
            let bytes = &piece[..count];
            size += count as u64;
            hasher.update(bytes);
            if self.wants_md5 {
                md5.update(bytes);
            }
            drafts.iter_mut().for_each(|draft| draft.attempt(|file, _| write_out(file, bytes)));
            if drafts.iter().all(|draft| draft.trouble.is_some()) {
                break;
            }
        }
        if drafts.iter().all(|draft| draft.trouble.is_some()) {
            return Ok(Digest([0; 32]));
        }
        load.source.hold_still()?;
        load.md5 = self.wants_md5.then(|| md5.finish());
        let digest = hasher.finish().digest().filter(|_| size == load.size());
        digest.ok_or_else(unstable)
    }

    /// Reads what was written again. Of a large file that nobody examined yet, the first copy is examined on the way.
    fn prove(&self, load: &mut Load<'_>, digest: Option<Digest>, drafts: &mut [Draft]) -> Result<(), Problem> {
        for draft in drafts.iter_mut().filter(|draft| draft.trouble.is_none()) {
            let is_same = match (load.bytes(), digest) {
                (Some(bytes), _) => self.reads_back(draft, &|readback| readback.is(bytes)),
                (None, Some(digest)) if load.said.is_none() => self.examine_copy(load, draft, digest),
                (None, Some(digest)) => self.reads_back(draft, &|readback| Ok(readback.digest()? == digest)),
                (None, None) => Ok(false),
            };
            match is_same {
                Ok(true) => draft.waiting.is_proven = self.proof != Proof::Off,
                Ok(false) => draft.trouble = Some(not_as_written()),
                Err(error) => draft.trouble = Some(unwritable(&error)),
            }
        }
        // Where no copy could be examined there is nothing to tell of the file.
        if load.said.is_none() {
            let trouble = drafts.iter().find_map(|draft| draft.trouble.clone());
            return Err(trouble.unwrap_or_else(not_as_written));
        }
        Ok(())
    }

    fn reads_back(&self, draft: &Draft, is_same: &dyn Fn(&Readback) -> io::Result<bool>) -> io::Result<bool> {
        if self.proof == Proof::Off { Ok(true) } else { is_same(&draft.waiting.read_back(self.proof)?) }
    }

    fn examine_copy(&self, load: &mut Load<'_>, draft: &Draft, digest: Digest) -> io::Result<bool> {
        let failed = |problem: Problem| io::Error::other(problem.message);
        let stat = load.source.look.stat;
        if !load.is_main {
            let is_same = self.reads_back(draft, &|readback| Ok(readback.digest()? == digest))?;
            let (statements, problems) = (Vec::new(), Vec::new());
            load.said = is_same.then_some(Said::Sidecar(ExaminedSidecar { stat, digest, statements, problems }));
            return Ok(is_same);
        }
        let copy = OrdinaryFile::of(draft.file.try_clone()?, load.path.to_path(), self.stop).map_err(failed)?;
        let mut digests = |ranges: &[std::ops::Range<u64>]| {
            let readback = draft.waiting.read_back(self.proof).and_then(|readback| readback.digests(ranges));
            readback.map_err(|error| unwritable(&error))
        };
        let examined = examine_by(&copy, load.path.name(), self.policy, &mut digests).map_err(failed)?;
        if examined.digest != digest {
            return Ok(false);
        }
        load.said = Some(Said::Main(Box::new(Examined { stat, ..examined })));
        Ok(true)
    }
}

/// A copy while it is written.
struct Draft {
    at: usize,
    file: File,
    waiting: Waiting,
    trouble: Option<Problem>,
}

impl Draft {
    fn attempt(&mut self, work: impl FnOnce(&mut File, &Waiting) -> io::Result<()>) {
        if self.trouble.is_none() {
            self.trouble = work(&mut self.file, &self.waiting).err().map(|error| unwritable(&error));
        }
    }
}

fn write_out(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    bytes.chunks(STROKE).try_for_each(|stroke| file.write_all(stroke))
}

/// Gives a copy the times and permissions of its source.
fn resemble(file: &File, look: &Look, keeps_mode: bool) -> io::Result<()> {
    if keeps_mode {
        // File systems without permissions refuse them.
        let _ = fchmod(file, Mode::from_raw_mode(look.mode));
    }
    let modified = look.stat.modified;
    let time = |seconds: i64, nanoseconds: i64| Timespec { tv_sec: seconds, tv_nsec: nanoseconds };
    let last_access = time(look.accessed.0, i64::from(look.accessed.1));
    let last_modification = time(modified.div_euclid(1_000_000_000), modified.rem_euclid(1_000_000_000));
    Ok(futimens(file, &Timestamps { last_access, last_modification })?)
}

/// Whether a copy shares its source's blocks now.
#[cfg(target_os = "linux")]
fn share(copy: &File, source: &File) -> bool {
    rustix::fs::ioctl_ficlone(copy, source).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn share(_: &File, _: &File) -> bool {
    false
}

fn not_as_written() -> Problem {
    Problem::new(ProblemKind::Unwritable, "what was written does not read back as it was")
}

fn hopeless() -> Problem {
    Problem::new(ProblemKind::Unwritable, "not tried: nothing could be written to the target any more")
}
