//! Which files speak for which: XMP sidecars in both spellings (`a.xmp`, `a.jpg.xmp`), paired within one folder.
use crate::asset::holding::extension;
use crate::asset::{Problem, ProblemKind};
use std::collections::{BTreeMap, HashMap};

/// Extensions of camera raw files: where a raw and others share a stem, `a.xmp` speaks for the raw.
const RAW_EXTENSIONS: &[&str] = &[
    "3fr", "ari", "arw", "bay", "cr2", "cr3", "crw", "dcr", "dng", "erf", "fff", "gpr", "iiq", "k25", "kdc", "mef",
    "mos", "mrw", "nef", "nrw", "orf", "pef", "raf", "raw", "rw2", "rwl", "rwz", "sr2", "srf", "srw", "x3f",
];

/// The names of a folder, each main file with the sidecars that speak for it, the best first.
#[derive(Debug, Default, PartialEq)]
pub struct Pairing {
    /// By main file: the indices of its sidecars. A sidecar that speaks for nobody is a main file itself.
    pub mains: BTreeMap<usize, Vec<usize>>,
    /// What a sidecar's choice should say: it could have spoken for several.
    pub doubts: HashMap<usize, Problem>,
}

/// Pairs the sorted names of one folder's files.
///
/// `a.jpg.xmp` speaks for `a.jpg` and for nothing else. `a.xmp` speaks for the one file with that stem; of several, for
/// the raw file, as Adobe's and Capture One's do; of several without a raw, or several raws, for the first by name, and
/// the doubt is told.
pub fn pair(names: &[&[u8]]) -> Pairing {
    let places: HashMap<&[u8], usize> = names.iter().enumerate().map(|(at, name)| (*name, at)).collect();
    let mut stems: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
    for (at, name) in names.iter().enumerate().filter(|(_, name)| !is_sidecar(name)) {
        stems.entry(stem(name).to_ascii_lowercase()).or_default().push(at);
    }
    let mut pairing = Pairing::default();
    let mut speaks: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, name) in names.iter().enumerate() {
        let spoken_for = is_sidecar(name).then(|| match places.get(stem(name)) {
            Some(main) if !is_sidecar(names[*main]) => Some((*main, None)),
            Some(_) | None => choose(names, stems.get(&stem(name).to_ascii_lowercase()).map_or(&[], Vec::as_slice)),
        });
        match spoken_for.flatten() {
            Some((main, doubt)) => {
                speaks.entry(main).or_default().push(at);
                pairing.doubts.extend(doubt.map(|doubt| (at, doubt)));
            }
            None => {
                pairing.mains.entry(at).or_default();
            }
        }
    }
    for (main, mut sidecars) in speaks {
        sidecars.sort_by_key(|at| stem(names[*at]) != names[main]);
        pairing.mains.insert(main, sidecars);
    }
    pairing
}

fn choose(names: &[&[u8]], candidates: &[usize]) -> Option<(usize, Option<Problem>)> {
    let raws: Vec<usize> = candidates.iter().copied().filter(|at| is_raw(names[*at])).collect();
    match (raws.as_slice(), candidates) {
        (_, []) => None,
        ([raw], _) => Some((*raw, None)),
        ([], [only]) => Some((*only, None)),
        ([first, ..], _) | ([], [first, ..]) => {
            let chosen = String::from_utf8_lossy(names[*first]).into_owned();
            let message = format!("could speak for {} files; taken to speak for {chosen}", candidates.len());
            Some((*first, Some(Problem::new(ProblemKind::Ambiguous, message))))
        }
    }
}

fn is_sidecar(name: &[u8]) -> bool {
    extension(name).as_deref() == Some("xmp")
}

fn is_raw(name: &[u8]) -> bool {
    extension(name).is_some_and(|extension| RAW_EXTENSIONS.contains(&extension.as_str()))
}

fn stem(name: &[u8]) -> &[u8] {
    name.iter().rposition(|byte| *byte == b'.').filter(|at| *at > 0).map_or(name, |at| &name[..at])
}

#[cfg(test)]
mod tests {
    use super::pair;

    /// `main: sidecar, sidecar; main` in the order of names.
    fn paired(names: &[&str]) -> String {
        let bytes: Vec<&[u8]> = names.iter().map(|name| name.as_bytes()).collect();
        let pairing = pair(&bytes);
        let mains = pairing.mains.iter().map(|(main, sidecars)| {
            let sidecars: Vec<_> = sidecars.iter().map(|at| names[*at]).collect();
            format!("{}: {}", names[*main], sidecars.join(", ")).trim_end_matches([':', ' ']).to_owned()
        });
        let doubts = if pairing.doubts.is_empty() { "" } else { " (doubtful)" };
        mains.collect::<Vec<_>>().join("; ") + doubts
    }

    #[test]
    fn a_sidecar_speaks_for_the_file_it_names() {
        for (names, expected) in [
            (vec!["a.jpg", "a.xmp"], "a.jpg: a.xmp"),
            (vec!["a.jpg", "a.jpg.xmp"], "a.jpg: a.jpg.xmp"),
            (vec!["a.jpg", "a.jpg.xmp", "a.xmp"], "a.jpg: a.jpg.xmp, a.xmp"),
            (vec!["a.JPG", "a.nef", "a.xmp"], "a.JPG; a.nef: a.xmp"),
            (vec!["a.jpg", "a.nef.xmp"], "a.jpg; a.nef.xmp"),
            (vec!["IMG.JPG", "img.xmp"], "IMG.JPG: img.xmp"),
            (vec!["b.jpg", "lonely.xmp"], "b.jpg; lonely.xmp"),
            (vec!["a.jpg", "a.png", "a.xmp"], "a.jpg: a.xmp; a.png (doubtful)"),
            (vec!["a.xmp", "a.xmp.xmp"], "a.xmp; a.xmp.xmp"),
        ] {
            assert_eq!(paired(&names), expected);
        }
    }
}
