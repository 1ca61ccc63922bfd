//! Others come between: files are changed, deleted, replaced, set back in time, linked and moved away with their folders at
//! every moment of a deed, which may end by a crash. Whatever happens, no content goes that they did not take away.
use super::act::{Deed, Ended, Moment, Seen, perform};
use super::recovery::given_back;
use crate::asset::{AssetId, FilePath};
use crate::catalog::{Departure, Disposal};
use crate::fixity;
use crate::librarian::protection::Protection;
use crate::librarian::returns::{Return, Returns};
use crate::librarian::trash::Trash;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, SystemTime};

/// The same numbers from the same seed (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// Folders with files, and the contents that must still be somewhere.
struct Scene {
    root: PathBuf,
    dice: Dice,
    owed: BTreeSet<Vec<u8>>,
    count: u64,
    /// At which moments somebody comes between, and at which the process dies.
    visits: Vec<Moment>,
    death: Option<Moment>,
    deeds: Vec<String>,
}

const NAMES: [&str; 6] = ["a/1.jpg", "b/1.jpg", "b/2.jpg", "a/1.xmp", "b/1.xmp", "c/other.jpg"];
const MOMENTS: [Moment; 4] = [Moment::Opened, Moment::Read, Moment::Compared, Moment::Moved];
const SAME: &[u8] = b"the same bytes";

impl Scene {
    fn new(root: &Path, seed: u64) -> Scene {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        for _ in 0..8 {
            dice.below(2);
        }
        for folder in ["a", "b", "c"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        let (count, deeds) = (0, Vec::new());
        let visits = MOMENTS.into_iter().filter(|_| dice.below(3) == 0).collect();
        let death = (dice.below(4) == 0).then(|| MOMENTS[usize::try_from(dice.below(4)).unwrap()]);
        let owed = BTreeSet::new();
        let scene = Scene { root: root.to_owned(), dice, owed, count, visits, death, deeds };
        for (at, name) in NAMES.iter().enumerate() {
            let bytes = if name.ends_with("1.jpg") { SAME.to_vec() } else { format!("the file {at} ..").into_bytes() };
            fs::write(root.join(name), bytes).unwrap();
            set_time(&root.join(name), u64::try_from(at).unwrap());
        }
        scene
    }

    /// Every content on the disk, the trash too.
    fn contents(&self) -> BTreeSet<Vec<u8>> {
        let (mut found, mut open) = (BTreeSet::new(), vec![self.root.clone()]);
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let kind = entry.file_type().unwrap();
                if kind.is_dir() {
                    open.push(entry.path());
                } else if kind.is_file() {
                    found.extend(fs::read(entry.path()).ok());
                }
            }
        }
        found
    }

    /// Somebody does something. What is gone by that alone is owed no more.
    fn somebody_comes(&mut self) {
        self.check("before somebody came");
        let before = self.contents();
        self.act();
        let after = self.contents();
        self.owed.retain(|content| after.contains(content) || !before.contains(content));
        self.owed.extend(after);
    }

    fn path(&mut self) -> PathBuf {
        // The two that are the same, mostly.
        let at = if self.dice.below(3) > 0 { self.dice.below(2) } else { self.dice.below(6) };
        self.root.join(NAMES[usize::try_from(at).unwrap()])
    }

    fn act(&mut self) {
        let (path, other, what) = (self.path(), self.path(), self.dice.below(12));
        self.count += 1;
        // As long as what is there, so that nothing but the bytes tells.
        let new = format!("bytes {:08}", self.count).into_bytes();
        self.deeds.push(format!("{what} {} {}", path.display(), other.display()));
        let modified = fs::metadata(&path).and_then(|found| found.modified());
        let beside = path.with_extension("beside");
        let _ = match what {
            // Changed in place; the same, and set back in time.
            0 => fs::write(&path, &new),
            1 | 2 => fs::write(&path, &new).map(|()| set_moment(&path, modified.unwrap_or(SystemTime::UNIX_EPOCH))),
            3 | 4 => fs::remove_file(&path),
            // Replaced, also by a file that is as old.
            5 => fs::write(&beside, &new).and_then(|()| fs::rename(&beside, &path)),
            6 => fs::write(&beside, &new).and_then(|()| {
                set_moment(&beside, modified.unwrap_or(SystemTime::UNIX_EPOCH));
                fs::rename(&beside, &path)
            }),
            // The two change names, or become one.
            7 => fs::rename(&path, &other),
            8 => fs::remove_file(&other).and_then(|()| fs::hard_link(&path, &other)),
            // Another folder lies there now: what a mount does.
            9 => self.remount("a"),
            10 => self.remount("b"),
            _ => fs::rename(&path, self.root.join(format!("c/moved {}", self.count))),
        };
    }

    /// A folder is gone from its path, and another is there; or the first is back.
    fn remount(&mut self, name: &str) -> std::io::Result<()> {
        let (here, away) = (self.root.join(name), self.root.join(format!("{name} away")));
        if away.exists() {
            fs::rename(&here, self.root.join(format!("{name} {}", self.count)))?;
            return fs::rename(&away, &here);
        }
        fs::rename(&here, &away)?;
        fs::create_dir(&here)?;
        fs::write(here.join("1.jpg"), format!("on another {:04}", self.count))
    }

    fn check(&self, when: &str) {
        let there = self.contents();
        let lost: Vec<_> = self.owed.iter().filter(|content| !there.contains(*content)).collect();
        let lost: Vec<_> = lost.iter().map(|content| String::from_utf8_lossy(content)).collect();
        assert!(lost.is_empty(), "lost {when}: {lost:?} {:?} {:?} {:?}", self.deeds, self.visits, self.death);
    }
}

fn set_time(path: &Path, seconds: u64) {
    set_moment(path, SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + seconds));
}

fn set_moment(path: &Path, moment: SystemTime) {
    if let Ok(file) = File::options().append(true).open(path) {
        file.set_modified(moment).unwrap();
    }
}

fn seen(path: &Path) -> Seen {
    let (found, bytes) = (fs::metadata(path).unwrap(), fs::read(path).unwrap());
    let modified = found.mtime() * 1_000_000_000 + found.mtime_nsec();
    Seen { path: FilePath::of(path), digest: fixity::of_bytes(&bytes), size: found.len(), modified }
}

/// One deed among others' deeds; how it ended, in a word.
fn one(seed: u64) -> &'static str {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let mut scene = Scene::new(&root, seed);
    let (victim, survivor) = (seen(&root.join("b/1.jpg")), seen(&root.join("a/1.jpg")));
    let inode = fs::metadata(root.join("b/1.jpg")).unwrap().ino();
    scene.owed = scene.contents();
    let way = if scene.dice.below(2) == 0 { Disposal::Trash } else { Disposal::Link };
    let goes_along = way == Disposal::Trash && scene.dice.below(2) == 0;
    let companions = if goes_along { vec![seen(&root.join("b/1.xmp"))] } else { Vec::new() };
    let mut trash = Trash::default();
    let bin = trash.of(&victim.path.folder()).unwrap();
    let files: Vec<&Seen> = std::iter::once(&victim).chain(&companions).collect();
    let names: Vec<Vec<u8>> = files.iter().map(|file| trash.name_for(&file.path, &file.digest)).collect();
    // Between the plan and what is done by it.
    for _ in 0..scene.dice.below(3) {
        scene.somebody_comes();
    }
    let scene = RefCell::new(scene);
    let stop = AtomicBool::new(false);
    let between = |moment: Moment| {
        let mut scene = scene.borrow_mut();
        if scene.visits.contains(&moment) {
            scene.somebody_comes();
        }
        if scene.death == Some(moment) {
            resume_unwind(Box::new("killed"));
        }
    };
    let deed =
        Deed { way, victim: &victim, companions: &companions, survivor: &survivor, stop: &stop, between: &between };
    let ended = catch_unwind(AssertUnwindSafe(|| perform(&deed, &bin, &names)));
    let mut scene = scene.into_inner();
    scene.check("by the deed");
    let word = match &ended {
        Ok(Ended::Done(_)) => "done",
        Ok(Ended::Not(_)) => "not done",
        Ok(Ended::Stranded(_)) => "stranded",
        Err(_) => "killed",
    };
    if scene.dice.below(3) == 0 {
        scene.somebody_comes();
    }
    if word == "done" {
        // It is taken back, if it can be.
        let mut returns = Returns::default();
        let protection = Protection::default();
        let back = files.iter().zip(&names).all(|(file, name)| {
            let (path, kept) = (file.path.clone(), bin.path.join(name));
            let one = Return { path, kept, volume: String::new(), digest: file.digest, way };
            returns.prepare(one, &protection).is_ok()
        });
        if back && returns.place_all().is_ok() {
            returns.finish();
        } else {
            let _ = returns.take_all_back();
        }
        scene.check("by the way back");
    } else if word != "not done" {
        for (file, name) in files.iter().zip(&names) {
            let departure = Departure {
                asset: AssetId::of(&file.digest),
                path: file.path.clone(),
                kept: bin.path.join(name),
                volume: String::new(),
                digest: file.digest,
                way,
                inode: if file.path == victim.path { inode } else { 0 },
            };
            let _ = given_back(&departure);
        }
        scene.check("by the recovery");
    }
    word
}

fn many(count: u64) {
    let mut ends: std::collections::BTreeMap<&str, u64> = std::collections::BTreeMap::new();
    for seed in 1..=count {
        *ends.entry(one(seed)).or_default() += 1;
    }
    // Each end is met, or nothing was tried.
    for word in ["done", "not done", "killed"] {
        assert!(ends.get(word).is_some_and(|times| *times > count / 50), "{ends:?}");
    }
}

#[test]
fn no_content_is_lost_whatever_others_do_meanwhile() {
    many(400);
}

/// `cargo nextest run --lib --run-ignored all ten_thousand`
#[test]
#[ignore = "takes minutes"]
fn no_content_is_lost_in_ten_thousand_interleavings() {
    many(10_000);
}
