//! Files of one exposure in a folder: a raw file, the picture that the camera developed, the film beside a still, and what
//! speaks for them. They share a stem, and shall share one still.
use crate::asset::holding::has_extension;
use crate::asset::sidecar::stem;
use crate::librarian::sidecars::{Pairing, is_raw};
use crate::walk::Candidate;
use std::collections::{BTreeMap, HashSet};

/// More files than any camera writes for one exposure: what shares a stem beyond that are numbered series.
const MOST: usize = 16;

/// A main file with its sidecars, by their indices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    pub main: usize,
    pub sidecars: Vec<usize>,
}

/// Units that share a stem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shot {
    /// By name.
    pub units: Vec<Unit>,
    /// The one whose values name them all.
    pub lead: usize,
}

/// The shots of a folder, in the order of their first files.
pub fn shots(files: &[Candidate], pairing: &Pairing) -> Vec<Shot> {
    let mut shots: Vec<Vec<Unit>> = Vec::new();
    let mut by_stem: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    let name = |at: usize| files.get(at).map_or(&[][..], |file| file.name.as_slice());
    for (main, sidecars) in &pairing.mains {
        let unit = Unit { main: *main, sidecars: sidecars.clone() };
        let key = stem(name(*main)).to_ascii_lowercase();
        let open = by_stem.get(&key).copied().filter(|at| {
            let names: HashSet<Vec<u8>> = shots[*at].iter().map(|unit| name(unit.main).to_ascii_lowercase()).collect();
            // Names that differ by case alone cannot share a stem everywhere.
            shots[*at].len() < MOST && !names.contains(&name(*main).to_ascii_lowercase())
        });
        match open {
            Some(at) => shots[at].push(unit),
            None => {
                by_stem.insert(key, shots.len());
                shots.push(vec![unit]);
            }
        }
    }
    let lead = |units: &[Unit]| {
        let rank = |unit: &Unit| match name(unit.main) {
            raw if is_raw(raw) => 0,
            still if has_extension(still, STILLS) => 1,
            other if has_extension(other, SOUNDS) => 3,
            _ => 2,
        };
        (0..units.len()).min_by_key(|at| rank(&units[*at])).unwrap_or(0)
    };
    shots.into_iter().map(|units| Shot { lead: lead(&units), units }).collect()
}

/// Extensions of developed pictures.
const STILLS: &[&str] = &["jpg", "jpeg", "heic", "heif", "hif", "png", "tif", "tiff", "avif", "webp", "jxl"];
/// Extensions of sounds.
const SOUNDS: &[&str] = &["wav", "mp3", "m4a", "aac"];

#[cfg(test)]
mod tests {
    use super::shots;
    use crate::asset::Stat;
    use crate::librarian::sidecars::{Clerk, named, pair};
    use crate::walk::Candidate;

    fn grouped(names: &[&str]) -> Vec<String> {
        let mut names: Vec<&str> = names.to_vec();
        names.sort_unstable();
        let candidate = |name: &&str| Candidate { name: name.as_bytes().to_vec(), stat: Stat::default() };
        let files: Vec<Candidate> = names.iter().map(candidate).collect();
        let pairing = pair(&named(&files), &Clerk { held: &|_| None, title: &|_| None });
        let shown = shots(&files, &pairing).into_iter().map(|shot| {
            let lead = names[shot.units[shot.lead].main];
            let units = shot.units.iter().map(|unit| {
                let sidecars: String = unit.sidecars.iter().map(|at| format!("+{}", names[*at])).collect();
                format!("{}{sidecars}", names[unit.main])
            });
            format!("{lead}: {}", units.collect::<Vec<_>>().join(" "))
        });
        shown.collect()
    }

    #[test]
    fn files_of_one_exposure_are_one_shot_that_the_raw_file_leads() {
        let names =
            ["A.JPG", "A.NEF", "A.WAV", "A.xmp", "B.HEIC", "b.mov", "B.AAE", "C.MP4", "C.THM", "D.jpg.xmp", "D.jpg"];
        let wanted = [
            "A.NEF: A.JPG A.NEF+A.WAV+A.xmp",
            "B.HEIC: B.HEIC+B.AAE b.mov",
            "C.MP4: C.MP4+C.THM",
            "D.jpg: D.jpg+D.jpg.xmp",
        ];
        let mut found = grouped(&names);
        found.sort();
        assert_eq!(found, wanted);
    }

    #[test]
    fn names_that_differ_by_case_alone_and_series_are_shots_of_their_own() {
        assert_eq!(grouped(&["a.jpg", "A.JPG"]), ["A.JPG: A.JPG", "a.jpg: a.jpg"]);
        let series: Vec<String> = (0..40).map(|number| format!("clip.{number:03}")).collect();
        let series: Vec<&str> = series.iter().map(String::as_str).collect();
        assert_eq!(grouped(&series).len(), 3);
    }
}
