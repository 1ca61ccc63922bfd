//! Which files speak for which, paired within one folder: XMP in both spellings (`a.xmp`, `a.jpg.xmp`), the edits and
//! lists of other programs, voice notes, thumbnails and Takeout's JSON. It knows names, times and what the catalogue
//! holds already; what else is in a file it asks.
use super::takeout;
use crate::asset::holding::has_extension;
use crate::asset::sidecar::stem;
use crate::asset::{Problem, ProblemKind, SidecarKind};
use crate::walk::Candidate;
use std::collections::{BTreeMap, HashMap};

/// Extensions of camera raw files: where a raw and others share a stem, `a.xmp` speaks for the raw.
const RAW_EXTENSIONS: &[&str] = &[
    "3fr", "ari", "arw", "bay", "cr2", "cr3", "crw", "dcr", "dng", "erf", "fff", "gpr", "iiq", "k25", "kdc", "mef",
    "mos", "mrw", "nef", "nrw", "orf", "pef", "raf", "raw", "rw2", "rwl", "rwz", "sr2", "srf", "srw", "x3f",
];
/// Extensions of developed stills.
const STILL_EXTENSIONS: &[&str] = &["avif", "heic", "heif", "hif", "jpeg", "jpg", "jxl", "png", "tif", "tiff", "webp"];
/// Extensions of films, as cameras name them.
const FILM_EXTENSIONS: &[&str] = &[
    "3g2", "3gp", "360", "avi", "insv", "m2ts", "m4v", "mod", "mov", "mp4", "mpeg", "mpg", "mts", "mxf", "tod", "vob",
    "wmv",
];

/// How far apart a still and its voice note may have been written, in nanoseconds: a photographer speaks captions when
/// there is time, still on the same day. Numbers of recorders and cameras meet by chance, seldom on one day.
const A_DAY_OF_WORK: u64 = 12 * 3600 * 1_000_000_000;

/// A file as its folder lists it.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// Its name.
    pub name: &'a [u8],
    /// When it was written, nanoseconds since 1970 UTC.
    pub modified: i64,
}

/// A folder's files as a walk lists them.
pub fn named(files: &[Candidate]) -> Vec<Named<'_>> {
    files.iter().map(|file| Named { name: &file.name, modified: file.stat.modified }).collect()
}

/// What can be asked about a file, by its index.
pub struct Clerk<'a> {
    /// Whose sidecar the catalogue holds it as, if it has not changed since and that file is listed too.
    pub held: &'a dyn Fn(usize) -> Option<usize>,
    /// The title in a JSON file that Takeout wrote; `None` for any other.
    pub title: &'a dyn Fn(usize) -> Option<String>,
}

/// The names of a folder, each main file with the sidecars that speak for it, the best first.
#[derive(Debug, Default, PartialEq)]
pub struct Pairing {
    /// By main file: the indices of its sidecars. A sidecar that speaks for nobody is a main file itself.
    pub mains: BTreeMap<usize, Vec<usize>>,
    /// What a sidecar's choice should say: it could have spoken for several.
    pub doubts: HashMap<usize, Problem>,
}

/// Pairs one folder's files, which come sorted by name.
///
/// `a.jpg.xmp` speaks for `a.jpg` and for nothing else. `a.xmp` speaks for the one file with that stem; of several, for
/// the raw file, as Adobe's and Capture One's do; of several without a raw, or several raws, for the first by name, and
/// the doubt is told. So do the others, each for what its program knows: `docs/ingest.md` has the table.
pub fn pair(files: &[Named<'_>], clerk: &Clerk<'_>) -> Pairing {
    let folder = Folder::of(files);
    let mut spoken: BTreeMap<usize, (usize, Option<Problem>)> = BTreeMap::new();
    // Sounds, thumbnails and JSON may be main files, which the others then speak for.
    for is_their_turn in [true, false] {
        let mains = |at: usize| !spoken.contains_key(&at) && (folder.kinds[at].is_none_or(may_be_alone));
        let ours = (0..files.len()).filter_map(|at| Some((at, folder.kinds[at]?)));
        let found = ours
            .filter(|(_, kind)| may_be_alone(*kind) == is_their_turn)
            .filter_map(|(at, kind)| Some((at, folder.spoken_for(at, kind, &mains, clerk)?)));
        let found: Vec<_> = found.collect();
        spoken.extend(found);
    }
    let mut pairing = Pairing::default();
    for at in 0..files.len() {
        match spoken.remove(&at) {
            Some((main, doubt)) => {
                pairing.mains.entry(main).or_default().push(at);
                pairing.doubts.extend(doubt.map(|doubt| (at, doubt)));
            }
            None => {
                pairing.mains.entry(at).or_default();
            }
        }
    }
    for (main, sidecars) in &mut pairing.mains {
        sidecars.sort_by_key(|at| !stem(files[*at].name).eq_ignore_ascii_case(files[*main].name));
    }
    pairing
}

/// Kinds of files that mean something on their own.
fn may_be_alone(kind: SidecarKind) -> bool {
    matches!(kind, SidecarKind::VoiceNote | SidecarKind::Thumbnail | SidecarKind::Takeout)
}

struct Folder<'a> {
    files: &'a [Named<'a>],
    kinds: Vec<Option<SidecarKind>>,
    /// By name and by stem, in lower case.
    names: HashMap<Vec<u8>, Vec<usize>>,
    stems: HashMap<Vec<u8>, Vec<usize>>,
}

type Chosen = (usize, Option<Problem>);

impl<'a> Folder<'a> {
    fn of(files: &'a [Named<'a>]) -> Folder<'a> {
        let kinds = files.iter().map(|file| SidecarKind::of_name(file.name)).collect();
        let mut folder = Folder { files, kinds, names: HashMap::new(), stems: HashMap::new() };
        // Most folders have no file that speaks for another, and nothing is looked up in them.
        if folder.kinds.iter().any(Option::is_some) {
            for (at, file) in files.iter().enumerate() {
                folder.names.entry(file.name.to_ascii_lowercase()).or_default().push(at);
                folder.stems.entry(stem(file.name).to_ascii_lowercase()).or_default().push(at);
            }
        }
        folder
    }

    fn spoken_for(
        &self,
        at: usize,
        kind: SidecarKind,
        is_main: &dyn Fn(usize) -> bool,
        clerk: &Clerk<'_>,
    ) -> Option<Chosen> {
        let is_free = |other: &usize| *other != at && is_main(*other);
        let of_stem = |wanted: &dyn Fn(usize) -> bool| -> Vec<usize> {
            let all = self.stems.get(&stem(self.files[at].name).to_ascii_lowercase()).map_or(&[][..], Vec::as_slice);
            all.iter().copied().filter(|other| is_free(other) && wanted(*other)).collect()
        };
        let named = || self.named(at, &is_free).map(|main| (main, None));
        match kind {
            SidecarKind::Xmp => named()
                .or_else(|| self.choose(&of_stem(&|other| self.kinds[other].is_none())))
                .or_else(|| self.choose(&of_stem(&|other| self.kinds[other].is_some_and(may_be_alone)))),
            SidecarKind::On1 => named().or_else(|| self.choose(&of_stem(&|other| self.is_still(other)))),
            SidecarKind::Dop | SidecarKind::Pp3 => named(),
            SidecarKind::Aae => {
                let stills = of_stem(&|other| self.is_still(other));
                self.choose(&stills).or_else(|| self.choose(&of_stem(&|other| self.is_film(other))))
            }
            SidecarKind::Thumbnail => self.choose(&of_stem(&|other| self.is_film(other) || self.is(other, &["crw"]))),
            SidecarKind::VoiceNote => {
                let chosen = self.choose(&of_stem(&|other| self.is_still(other)))?;
                let is_near = self.files[at].modified.abs_diff(self.files[chosen.0].modified) <= A_DAY_OF_WORK;
                (is_near || (clerk.held)(at) == Some(chosen.0)).then_some(chosen)
            }
            SidecarKind::Takeout => self.described(at, &is_free, clerk),
        }
    }

    /// The file whose whole name a sidecar's name begins with, to the letter if there is one.
    fn named(&self, at: usize, is_free: &dyn Fn(&usize) -> bool) -> Option<usize> {
        let said = stem(self.files[at].name);
        let alike = self.names.get(&said.to_ascii_lowercase())?;
        let mut alike: Vec<usize> = alike
            .iter()
            .copied()
            .filter(|other| is_free(other) && self.kinds[*other] != Some(SidecarKind::Xmp))
            .collect();
        alike.sort_by_key(|other| self.files[*other].name != said);
        alike.first().copied()
    }

    /// What Takeout's JSON speaks for: what its name was made of, as far as its title agrees, or else what its title is.
    fn described(&self, at: usize, is_free: &dyn Fn(&usize) -> bool, clerk: &Clerk<'_>) -> Option<Chosen> {
        let base = std::str::from_utf8(stem(self.files[at].name)).ok()?;
        let is_meant = |other: &usize| is_free(other) && self.kinds[*other].is_none();
        let named = self.named_like(base, &is_meant);
        // The title is asked for only where the name is Takeout's for some file: it has to be read.
        if named.is_empty() {
            return None;
        }
        if let Some(main) = (clerk.held)(at).filter(|main| is_meant(main)) {
            return Some((main, None));
        }
        let title = (clerk.title)(at)?;
        let titled = named.iter().copied().filter(|other| takeout::is_titled(&title, self.text(*other)));
        let agreed: Vec<usize> = titled.collect();
        if !agreed.is_empty() {
            return self.choose(&agreed);
        }
        let by_title = takeout::with(&title.to_ascii_lowercase(), takeout::number_of(base));
        let by_title = self.called(&by_title, &is_meant);
        self.choose(if by_title.is_empty() { &named } else { &by_title })
    }

    /// The files of whose names Takeout makes this one: whole, or cut where no whole name is.
    fn named_like(&self, base: &str, is_meant: &dyn Fn(&usize) -> bool) -> Vec<usize> {
        let (own, made) = takeout::spellings(base);
        let all = |spellings: Vec<String>| -> Vec<usize> {
            let mut found: Vec<usize> = spellings.iter().flat_map(|spelling| self.called(spelling, is_meant)).collect();
            found.sort_unstable();
            found.dedup();
            found
        };
        [all(own), self.begun_like(base, is_meant), all(made)]
            .into_iter()
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    }

    fn begun_like(&self, base: &str, is_meant: &dyn Fn(&usize) -> bool) -> Vec<usize> {
        let mut found = Vec::new();
        for (beginning, number) in takeout::beginnings(base) {
            let from = self.files.partition_point(|file| file.name < beginning.as_bytes());
            let begun =
                (from..self.files.len()).take_while(|at| self.files[*at].name.starts_with(beginning.as_bytes()));
            found.extend(begun.filter(|at| is_meant(at) && takeout::has_number(self.text(*at), number)));
        }
        let is_original = |at: &usize| !takeout::is_edited(self.text(*at));
        if found.iter().any(is_original) {
            found.retain(is_original);
        }
        found
    }

    fn called(&self, lower: &str, is_meant: &dyn Fn(&usize) -> bool) -> Vec<usize> {
        let alike = self.names.get(lower.as_bytes()).map_or(&[][..], Vec::as_slice);
        alike.iter().copied().filter(is_meant).collect()
    }

    fn text(&self, at: usize) -> &str {
        std::str::from_utf8(self.files[at].name).unwrap_or_default()
    }

    fn choose(&self, candidates: &[usize]) -> Option<Chosen> {
        let raws: Vec<usize> = candidates.iter().copied().filter(|at| is_raw(self.files[*at].name)).collect();
        match (raws.as_slice(), candidates) {
            (_, []) => None,
            ([raw], _) => Some((*raw, None)),
            ([], [only]) => Some((*only, None)),
            ([first, ..], _) | ([], [first, ..]) => {
                let chosen = String::from_utf8_lossy(self.files[*first].name).into_owned();
                let message = format!("could speak for {} files; taken to speak for {chosen}", candidates.len());
                Some((*first, Some(Problem::new(ProblemKind::Ambiguous, message))))
            }
        }
    }

    fn is(&self, at: usize, extensions: &[&str]) -> bool {
        has_extension(self.files[at].name, extensions)
    }

    fn is_still(&self, at: usize) -> bool {
        is_raw(self.files[at].name) || self.is(at, STILL_EXTENSIONS)
    }

    fn is_film(&self, at: usize) -> bool {
        self.is(at, FILM_EXTENSIONS)
    }
}

/// Whether a name is that of a camera raw file.
pub fn is_raw(name: &[u8]) -> bool {
    has_extension(name, RAW_EXTENSIONS)
}

#[cfg(test)]
mod tests;
