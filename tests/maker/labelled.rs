//! A labelled set of pictures, and how well renditions are told from everything else in it.
#![allow(dead_code)] // Each test that includes this module uses its own part of it.
use super::scenery::{Kind, Scene};
use super::variants::{self, Class};
use damson::imaging::{
    CELLS, Fingerprint, Hash, LEAST_FIT, LEAST_STRENGTH, Likeness, RENDITION, Sought, likeness, pairs,
};
use image::RgbImage;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;

/// A picture of which it is known what it is of.
pub struct Labelled {
    /// Pictures of one scene, or made of one photograph.
    pub scene: String,
    pub class: Class,
    pub name: String,
    pub print: Fingerprint,
}

/// Everything made of a picture.
pub fn of_picture(scene: &str, picture: &RgbImage) -> Vec<Labelled> {
    let plain = image::load_from_memory(&variants::jpeg(picture, 85)).unwrap().to_rgb8();
    let made = variants::all(picture).into_iter().filter(|made| !is_unseen(made, &plain));
    let labelled = |made: variants::Variant| {
        let print = Fingerprint::of(&made.bytes).unwrap_or_else(|error| panic!("{scene} {}: {error}", made.name));
        Labelled { scene: scene.to_owned(), class: made.class, name: made.name, print }
    };
    made.map(labelled).collect()
}

/// Whether nobody can see what was done: a mark that is white on white paper, colour made stronger where there is none.
fn is_unseen(made: &variants::Variant, plain: &RgbImage) -> bool {
    if !matches!(made.class, Class::Grey | Class::Edit | Class::Overlay) {
        return false;
    }
    let other = image::load_from_memory(&made.bytes).unwrap().to_rgb8();
    if other.dimensions() != plain.dimensions() {
        return false;
    }
    // By squares of a thirtieth of the width.
    let side = (plain.width() as usize / 30).max(1);
    let across = (plain.width() as usize).div_ceil(side);
    let mut squares = vec![(0_u64, 0_u64); across * (plain.height() as usize).div_ceil(side)];
    let row = plain.width() as usize * 3;
    for (at, (one, other)) in plain.as_raw().iter().zip(other.as_raw()).enumerate() {
        let square = &mut squares[at / row / side * across + at % row / 3 / side];
        *square = (square.0 + u64::from(one.abs_diff(*other)), square.1 + 1);
    }
    squares.iter().all(|(sum, count)| *sum < 5 * count)
}

/// So many scenes of each of some kinds, with all that is made of them, and two more pictures of each.
pub fn generated(kinds: &[Kind], seeds: u32, width: u32) -> Vec<Labelled> {
    let shapes = [(12, 8), (8, 12), (12, 9), (10, 10), (16, 9)];
    let mut set = Vec::new();
    for kind in kinds.iter().copied() {
        let number = kind as u32;
        for seed in 0..seeds {
            let (wide, high) = shapes[(seed + number) as usize % shapes.len()];
            let (width, height) =
                if wide >= high { (width, width * high / wide) } else { (width * wide / high, width) };
            let scene = Scene { kind, seed: seed * 31 + number * 1000 + 7, moment: 0 };
            let picture = |moment| {
                RgbImage::from_raw(width, height, Scene { moment, ..scene }.draw(width, height))
                    .expect("as many bytes as pixels")
            };
            let name = format!("{kind:?} {seed}");
            set.extend(of_picture(&name, &picture(0)));
            for moment in 1..=2 {
                let print = Fingerprint::of(&variants::jpeg(&picture(moment), 90)).unwrap();
                let name = format!("moment {moment}");
                set.push(Labelled { scene: format!("{kind:?} {seed}"), class: Class::Burst, name, print });
            }
        }
    }
    set
}

/// Leaves out all that is made of a photograph which is there already, as collections have them.
pub fn without_repeats(mut set: Vec<Labelled>) -> Vec<Labelled> {
    let mut met: Vec<(String, Hash)> = Vec::new();
    for one in set.iter().filter(|one| one.class == Class::Original) {
        if met.iter().all(|(_, hash)| damson::imaging::distance(*hash, one.print.hash) > 12) {
            met.push((one.scene.clone(), one.print.hash));
        }
    }
    let scenes: BTreeSet<String> = met.into_iter().map(|(scene, _)| scene).collect();
    set.retain(|one| scenes.contains(&one.scene));
    set
}

/// Whether a kind has too little in it to be told from others of its kind.
pub fn is_plain(scene: &str) -> bool {
    [Kind::Sky, Kind::Dark].iter().any(|kind| scene.starts_with(&format!("{kind:?}")))
}

/// What came of a set.
#[derive(Default)]
pub struct Score {
    /// Pictures in all, and those that are too plain.
    pub pictures: usize,
    pub plain: usize,
    /// Pairs of an original with what was made of it: those that should be found, and those that were.
    pub wanted: usize,
    pub found: usize,
    /// Pairs that were told to be renditions, and those of them that are.
    pub told: usize,
    pub right: usize,
    pub missed: Vec<String>,
    pub wrong: Vec<String>,
    /// By what was done: pairs with the original, those told alike at a distance, distances.
    pub similar: BTreeMap<(Class, String), (usize, usize, Vec<u32>)>,
    /// Pairs of different scenes told alike.
    pub strangers: Vec<String>,
}

/// Searches a set, as the catalogue is searched.
pub fn score(set: &[Labelled], similar: u32) -> Score {
    let mut score = Score { pictures: set.len(), ..Score::default() };
    let strong: Vec<usize> = (0..set.len()).filter(|at| set[*at].print.hash.strength() >= LEAST_STRENGTH).collect();
    score.plain = set.len() - strong.len();
    let hashes: Vec<Hash> = strong.iter().map(|at| set[*at].print.hash).collect();
    let sizes: Vec<(u32, u32)> = strong.iter().map(|at| set[*at].print.size).collect();
    let stop = AtomicBool::new(false);
    let found =
        pairs(&Sought { hashes: &hashes, sizes: &sizes, most: similar.max(RENDITION), workers: 2, stop: &stop });
    let mut renditions = BTreeSet::new();
    let mut alike: BTreeMap<(usize, usize), Likeness> = BTreeMap::new();
    for pair in found {
        let (one, other) = (strong[pair.first as usize], strong[pair.second as usize]);
        let Some(likeness) = likeness(&set[one].print, &set[other].print, similar.max(RENDITION)) else { continue };
        if likeness.is_rendition {
            renditions.insert((one, other));
        }
        if likeness.is_rendition || (likeness.fit >= LEAST_FIT && likeness.distance <= similar) {
            alike.insert((one, other), likeness);
        }
    }
    for (one, other) in &renditions {
        let (one, other) = (&set[*one], &set[*other]);
        let is_same = |of: &Labelled| matches!(of.class, Class::Original | Class::Rendition);
        // What was made of it in two ways that leave the same is the same.
        let is_right = one.scene == other.scene && (is_same(one) && is_same(other) || one.name == other.name);
        score.told += 1;
        score.right += usize::from(is_right);
        if !is_right {
            score.wrong.push(format!("{} {} / {} {}", one.scene, one.name, other.scene, other.name));
        }
    }
    for (one, other) in alike.keys() {
        // The same caption on nothing is alike, whatever the nothing.
        let is_nothing = is_plain(&set[*one].scene) && is_plain(&set[*other].scene);
        if set[*one].scene != set[*other].scene && !is_nothing {
            score
                .strangers
                .push(format!("{} {} / {} {}", set[*one].scene, set[*one].name, set[*other].scene, set[*other].name));
        }
    }
    let mut original = 0;
    for (at, one) in set.iter().enumerate() {
        if one.class == Class::Original {
            original = at;
            continue;
        }
        if is_plain(&one.scene) {
            continue;
        }
        // Of one with fewer pixels than parts there is nothing to tell.
        let is_large = one.print.size.0.min(one.print.size.1) as usize >= CELLS;
        if one.class == Class::Rendition && is_large {
            score.wanted += 1;
            let is_found = renditions.contains(&(original, at));
            score.found += usize::from(is_found);
            if !is_found {
                score.missed.push(format!("{} {}", one.scene, one.name));
            }
        }
        let entry = score.similar.entry((one.class, one.name.clone())).or_default();
        entry.0 += 1;
        entry.1 += usize::from(alike.contains_key(&(original, at)));
        entry.2.push(damson::imaging::distance(set[original].print.hash, one.print.hash));
    }
    score
}
