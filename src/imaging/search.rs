//! Which of very many hashes are near each other, without comparing each with all. Several tables sort them by a part of
//! their bits; those that agree in one are compared. A pair that differs in few bits agrees in some table almost surely.
use super::{Hash, Orientation};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// What is searched.
pub struct Sought<'s> {
    /// Hashes, those first that others are to be held against.
    pub hashes: &'s [Hash],
    /// Width and height of each picture.
    pub sizes: &'s [(u32, u32)],
    /// The farthest pair that is told, of 63.
    pub most: u32,
    /// How many threads search.
    pub workers: usize,
    /// Becomes true when the search is to end: what was found is told.
    pub stop: &'s AtomicBool,
}

/// Two that are near, by their places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The earlier one.
    pub first: u32,
    /// The later one.
    pub second: u32,
}

/// How many tables there are.
const TABLES: usize = 32;
/// How many bits of a hash a table looks at. About as many as there are bits in the number of a million.
const LOOKED_AT: u32 = 18;
/// How many buckets a table has, as a power of two.
const BUCKETS: u32 = 18;
/// Frequencies by how low they are, of which half the tables choose, and of which the others do.
const LOW: [usize; 2] = [26, 46];
/// In a bucket of more, one that hardly differs from an earlier one is compared with no later ones.
const CROWD: usize = 12;
const HARDLY: u32 = 1;
/// The most in a bucket that later ones are compared with.
const MOST_LEADERS: usize = 512;
/// Pairs are thinned out when there are so many more of them.
const THINNED: usize = 1 << 21;

/// The pairs that are near each other however one is turned, in order. One that hardly differs from another may be paired with
/// that one alone.
pub fn pairs(sought: &Sought<'_>) -> Vec<Pair> {
    let masks = masks();
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Found::default());
    // Threads need room each; with few hashes they are not worth making.
    let workers = sought.workers.clamp(1, 4).min(1 + sought.hashes.len() / 4096);
    let search = || {
        let mut table = Table::default();
        while let Some(mask) = masks.get(next.fetch_add(1, Ordering::Relaxed)) {
            for is_upright in [false, true] {
                if sought.stop.load(Ordering::Relaxed) {
                    return;
                }
                let pairs = table.pairs(sought, *mask, is_upright);
                found.lock().unwrap_or_else(std::sync::PoisonError::into_inner).add(pairs);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..workers {
            scope.spawn(search);
        }
        search();
    });
    found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).finish()
}

#[derive(Default)]
struct Found {
    pairs: Vec<Pair>,
    thinned: usize,
}

impl Found {
    fn add(&mut self, more: Vec<Pair>) {
        self.pairs.extend(more);
        if self.pairs.len() > 2 * self.thinned + THINNED {
            self.thin();
        }
    }

    fn thin(&mut self) {
        self.pairs.sort_unstable();
        self.pairs.dedup();
        self.thinned = self.pairs.len();
    }

    fn finish(mut self) -> Vec<Pair> {
        self.thin();
        self.pairs
    }
}

/// The bits that each table looks at: the same at all times, and like chance.
fn masks() -> Vec<u64> {
    let mut bits: Vec<u32> = (0..64).collect();
    bits.sort_by_key(|bit| (bit % 8 + bit / 8, bit % 8));
    // The mean has no sign, and the next two say how a picture is turned, which says nothing of an upright one.
    bits.drain(..3);
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut chance = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) as usize % below
    };
    let mut mask = |table: usize| {
        let among = LOW.get(table % LOW.len()).copied().unwrap_or(LOW[0]);
        let mut mask = 0_u64;
        while mask.count_ones() < LOOKED_AT {
            mask |= 1 << bits.get(chance(among)).copied().unwrap_or(1);
        }
        mask
    };
    (0..TABLES).map(&mut mask).collect()
}

/// A hash, turned or not, with its place.
#[derive(Clone, Copy, Default)]
struct Entry {
    hash: Hash,
    place: u32,
}

/// One table's room, used again by the next.
#[derive(Default)]
struct Table {
    starts: Vec<u32>,
    entries: Vec<Entry>,
    sorted: Vec<Entry>,
}

impl Table {
    fn pairs(&mut self, sought: &Sought<'_>, mask: u64, is_upright: bool) -> Vec<Pair> {
        self.fill(sought, is_upright);
        self.sort(mask);
        let mut pairs = Vec::new();
        let mut leaders = Vec::new();
        for (start, end) in self.starts.iter().zip(self.starts.iter().skip(1)) {
            let bucket = self.sorted.get(*start as usize..*end as usize).unwrap_or_default();
            if bucket.len() > 1 {
                compare(bucket, sought.most, &mut leaders, &mut pairs);
            }
        }
        pairs
    }

    /// As they are; or turned so that those which are one another turned are the same.
    fn fill(&mut self, sought: &Sought<'_>, is_upright: bool) {
        self.entries.clear();
        for (place, (hash, size)) in (0_u32..).zip(sought.hashes.iter().zip(sought.sizes)) {
            if is_upright {
                each_upright(*hash, *size, |hash| self.entries.push(Entry { hash, place }));
            } else {
                self.entries.push(Entry { hash: *hash, place });
            }
        }
    }

    fn sort(&mut self, mask: u64) {
        // What is looked at is spread over the buckets by multiplication; others may fall into one, and are told apart.
        let bucket =
            |entry: &Entry| ((entry.hash.above & mask).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - BUCKETS)) as usize;
        self.starts.clear();
        self.starts.resize((1 << BUCKETS) + 1, 0);
        for entry in &self.entries {
            if let Some(count) = self.starts.get_mut(bucket(entry) + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut self.starts {
            sum += *start;
            *start = sum;
        }
        self.sorted.clear();
        self.sorted.resize(self.entries.len(), Entry::default());
        // From the last on, so that each start ends where its bucket begins and places stay in order.
        for entry in self.entries.iter().rev() {
            if let Some(end) = self.starts.get_mut(bucket(entry) + 1) {
                *end -= 1;
                if let Some(slot) = self.sorted.get_mut(*end as usize) {
                    *slot = *entry;
                }
            }
        }
        self.starts.remove(0);
        self.starts.push(self.entries.len() as u32);
    }
}

/// Compares those in a bucket.
fn compare(bucket: &[Entry], most: u32, leaders: &mut Vec<Entry>, pairs: &mut Vec<Pair>) {
    leaders.clear();
    for entry in bucket {
        let mut is_leader = leaders.len() < MOST_LEADERS;
        for leader in leaders.iter() {
            let distance = leader.hash.distance(entry.hash);
            if distance <= most && leader.place != entry.place {
                pairs.push(Pair { first: leader.place, second: entry.place });
                if distance <= HARDLY && bucket.len() > CROWD {
                    is_leader = false;
                    break;
                }
            }
        }
        if is_leader {
            leaders.push(*entry);
        }
    }
}

/// Calls `each` with the ways in which a picture is upright: wide, the lowest frequency across positive, and the one down. Where that
/// is not sure, with several.
fn each_upright(hash: Hash, (width, height): (u32, u32), mut each: impl FnMut(Hash)) {
    // A crop may make a wide picture high if it is almost square.
    let is_square = u64::from(width.abs_diff(height)) * 8 < u64::from(width.max(height));
    let transposes: &[bool] = if is_square {
        &[false, true]
    } else if height > width {
        &[true]
    } else {
        &[false]
    };
    let sides = |hash: Hash, bit: u32| -> &[bool] {
        match (hash.above >> bit & 1, hash.below >> bit & 1) {
            (0, 0) => &[false, true],
            (0, _) => &[true],
            _ => &[false],
        }
    };
    for is_transposed in transposes {
        let turned = hash.turned(Orientation { is_transposed: *is_transposed, is_mirrored: false, is_flipped: false });
        for is_mirrored in sides(turned, 1) {
            for is_flipped in sides(turned, 8) {
                let by = Orientation { is_transposed: false, is_mirrored: *is_mirrored, is_flipped: *is_flipped };
                each(turned.turned(by));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Pair, Sought, masks, pairs};
    use crate::imaging::{Hash, Orientation};
    use std::sync::atomic::AtomicBool;

    /// Hashes like chance: all frequencies have a sign, but the mean.
    fn hashes(count: u64) -> Vec<Hash> {
        let scattered = |number: u64| {
            let mut state = (number + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            state = (state ^ state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            state = (state ^ state >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
            state ^ state >> 31
        };
        (0..count).map(scattered).map(|bits| Hash { above: bits & !1, below: !bits & !1 }).collect()
    }

    fn found(hashes: &[Hash], sizes: &[(u32, u32)], most: u32) -> Vec<Pair> {
        let stop = AtomicBool::new(false);
        pairs(&Sought { hashes, sizes, most, workers: 2, stop: &stop })
    }

    #[test]
    fn tables_look_at_as_many_bits_each_and_never_at_the_mean() {
        let masks = masks();
        assert!(masks.iter().all(|mask| mask.count_ones() == 18 && mask & 1 == 0));
        assert!(masks.iter().all(|mask| masks.iter().filter(|other| mask == *other).count() == 1));
    }

    #[test]
    fn what_differs_in_few_frequencies_is_found_however_it_is_turned() {
        let mut all = hashes(5000);
        let mut sizes = vec![(300, 200); all.len()];
        for (number, by) in Orientation::ALL.iter().enumerate() {
            let differs = 1 << (20 + number) | 1 << (40 + number);
            let near = Hash { above: all[number].above ^ differs, below: all[number].below ^ differs };
            all.push(near.turned(*by));
            sizes.push(if by.is_transposed { (200, 300) } else { (300, 200) });
        }
        let told = found(&all, &sizes, 6);
        for number in 0..8 {
            assert!(told.contains(&Pair { first: number, second: 5000 + number }), "{number} of {told:?}");
        }
        assert_eq!(told.len(), 8);
    }

    #[test]
    fn a_crowd_of_the_same_makes_no_more_pairs_than_members_for_each_table() {
        let mut all = hashes(1);
        all.resize(10_000, all[0]);
        let sizes = vec![(300, 200); all.len()];
        let told = found(&all, &sizes, 6);
        assert_eq!(told.len(), 9_999);
        assert!(told.iter().all(|pair| pair.first == 0));
    }
}
