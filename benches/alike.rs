//! How well and how fast pictures that look alike are found: on a set that is made here, on photographs that are given, and
//! on a million hashes. `cargo bench --bench alike -- [scenes N] [photographs FILE...] [time FILE...] [million N]`.
#[path = "../tests/maker/labelled.rs"]
mod labelled;
#[path = "../tests/maker/scenery.rs"]
mod scenery;
#[path = "../tests/maker/variants.rs"]
mod variants;

use damson::imaging::{Fingerprint, Hash, Orientation, Pair, Sought, distance, pairs};
use labelled::{Labelled, Score, generated, of_picture, score, without_repeats};
use scenery::KINDS;
use std::io::{self, Write};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// How far pictures that look alike may be.
const SIMILAR: u32 = 12;
/// The width of what is made.
const WIDTH: u32 = 1200;
/// How often a file is looked at to know how long it takes.
const TIMES: u32 = 20;

fn main() -> io::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --all-targets` starts benches too, without this word: then there is nothing to do.
    if !words.iter().any(|word| word == "--bench") {
        return Ok(());
    }
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| *word != "--bench").collect();
    match words.as_slice() {
        ["scenes", count] => told(&generated(&KINDS, count.parse().map_err(io::Error::other)?, WIDTH)),
        ["photographs", files @ ..] => told(&photographs(files)),
        ["time", files @ ..] => timed(files),
        ["million", count] => million(count.parse().map_err(io::Error::other)?),
        _ => told(&generated(&KINDS, 4, WIDTH)),
    }
}

fn photographs(files: &[&str]) -> Vec<Labelled> {
    let picture = |file: &&str| image::open(file).ok().map(|picture| picture.to_rgb8());
    let large = |picture: &image::RgbImage| picture.width().min(picture.height()) >= 400;
    let pictures = files.iter().filter_map(|file| Some((file, picture(file).filter(large)?)));
    without_repeats(pictures.flat_map(|(file, picture)| of_picture(file, &picture)).collect())
}

fn told(set: &[Labelled]) -> io::Result<()> {
    let Score { pictures, plain, wanted, found, told, right, missed, wrong, similar, strangers } = score(set, SIMILAR);
    let mut to = io::stdout().lock();
    let part = |of: usize, all: usize| 100.0 * of as f64 / all.max(1) as f64;
    writeln!(to, "{pictures} pictures, {plain} too plain")?;
    writeln!(to, "renditions: {found} of {wanted} found ({:.2} %)", part(found, wanted))?;
    writeln!(to, "told to be renditions: {told}, {right} of them right ({:.2} %)", part(right, told))?;
    writeln!(to, "strangers told alike: {}", strangers.len())?;
    writeln!(
        to,
        "{:<10} {:<28} {:>6} {:>6}  distance: median, 99th, most",
        "class", "what was done", "pairs", "alike"
    )?;
    for ((class, name), (pairs, alike, mut distances)) in similar {
        distances.sort_unstable();
        let at = |hundredths: usize| distances[(distances.len() - 1) * hundredths / 100];
        let class = format!("{class:?}");
        writeln!(to, "{class:<10} {name:<28} {pairs:>6} {alike:>6}  {:>3} {:>3} {:>3}", at(50), at(99), at(100))?;
    }
    for (what, some) in [("missed", missed), ("wrong", wrong), ("strangers", strangers)] {
        some.iter().take(60).try_for_each(|one| writeln!(to, "{what}: {one}"))?;
    }
    Ok(())
}

fn timed(files: &[&str]) -> io::Result<()> {
    let mut to = io::stdout().lock();
    for file in files {
        let bytes = std::fs::read(file)?;
        let mut best = Duration::MAX;
        for _ in 0..TIMES {
            let begun = Instant::now();
            std::hint::black_box(Fingerprint::of(&bytes)).map_err(io::Error::other)?;
            best = best.min(begun.elapsed());
        }
        writeln!(to, "{file}: {best:?}, {:.0} a second", 1.0 / best.as_secs_f64())?;
    }
    Ok(())
}

/// Hashes in fours, each of a four 0 to 6 frequencies from the first; every eighth picture is turned.
fn million(count: u64) -> io::Result<()> {
    let (mut hashes, mut sizes) = (Vec::new(), Vec::new());
    for number in 0..count {
        let mut above = scattered(number / 4);
        (0..number % 4 * 2).for_each(|bit| above ^= 1 << (1 + scattered(number * 31 + bit) % 63));
        let turned = Orientation::ALL[if number % 8 == 3 { (scattered(number * 7) % 8) as usize } else { 0 }];
        hashes.push(Hash { above: above & !1, below: !above & !1 }.turned(turned));
        sizes.push(if turned.is_transposed { (200, 300) } else { (300, 200) });
    }
    let stop = AtomicBool::new(false);
    let begun = Instant::now();
    let found = pairs(&Sought { hashes: &hashes, sizes: &sizes, most: 10, workers: 2, stop: &stop });
    let took = begun.elapsed();
    let mut to = io::stdout().lock();
    writeln!(to, "{count} hashes: {} pairs in {took:?}", found.len())?;
    for most in [2, 4, 6, 8, 10] {
        let (mut wanted, mut got) = (0, 0);
        for first in 0..count {
            for second in first + 1..(first / 4 * 4 + 4).min(count) {
                if distance(hashes[first as usize], hashes[second as usize]) <= most {
                    wanted += 1;
                    let pair = Pair { first: first as u32, second: second as u32 };
                    got += u32::from(found.binary_search(&pair).is_ok());
                }
            }
        }
        writeln!(to, "within {most}: {got} of {wanted}")?;
    }
    Ok(())
}

fn scattered(number: u64) -> u64 {
    let mut state = (number + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    state = (state ^ state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    state = (state ^ state >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ state >> 31
}
