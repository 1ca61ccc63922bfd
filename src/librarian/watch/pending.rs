//! Folders that stirred and wait to be looked at: until they have been quiet for a while, or have stirred for so long that
//! those of their files that are settled should not wait for the others.
use crate::asset::FilePath;
use std::collections::BTreeMap;
use std::time::Duration;

/// How many times the quiet time a folder that never is quiet waits.
const LONGEST: u32 = 5;

/// Folders by path; moments are times since the watch began.
#[derive(Debug, Default)]
pub struct Pending {
    folders: BTreeMap<FilePath, Stir>,
}

#[derive(Clone, Copy, Debug)]
struct Stir {
    first: Duration,
    last: Duration,
}

impl Stir {
    fn due(&self, settle: Duration) -> Duration {
        (self.last + settle).min(self.first + settle * LONGEST)
    }
}

impl Pending {
    /// A folder stirred.
    pub fn stir(&mut self, folder: FilePath, now: Duration) {
        self.folders.entry(folder).and_modify(|stir| stir.last = now).or_insert(Stir { first: now, last: now });
    }

    /// Nothing waits any more.
    pub fn clear(&mut self) {
        self.folders.clear();
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.folders.is_empty()
    }

    /// When the next folder is due.
    pub fn next_due(&self, settle: Duration) -> Option<Duration> {
        self.folders.values().map(|stir| stir.due(settle)).min()
    }

    /// Takes out the folders that are due, as many at most.
    pub fn take_due(&mut self, now: Duration, settle: Duration, most: usize) -> Vec<FilePath> {
        let is_due = |(_, stir): &(&FilePath, &Stir)| stir.due(settle) <= now;
        let due: Vec<FilePath> =
            self.folders.iter().filter(is_due).take(most).map(|(folder, _)| folder.clone()).collect();
        self.folders.retain(|folder, _| due.binary_search(folder).is_err());
        due
    }
}

#[cfg(test)]
mod tests {
    use super::Pending;
    use crate::asset::FilePath;
    use std::time::Duration;

    const SETTLE: Duration = Duration::from_secs(2);

    fn seconds(number: u64) -> Duration {
        Duration::from_secs(number)
    }

    #[test]
    fn a_folder_is_due_when_it_has_been_quiet() {
        let mut pending = Pending::default();
        let folder = FilePath(b"/a".to_vec());
        pending.stir(folder.clone(), seconds(0));
        pending.stir(folder.clone(), seconds(1));
        assert_eq!(pending.take_due(seconds(2), SETTLE, 9), []);
        assert_eq!(pending.next_due(SETTLE), Some(seconds(3)));
        assert_eq!(pending.take_due(seconds(3), SETTLE, 9), [folder]);
        assert!(pending.is_empty());
    }

    #[test]
    fn a_folder_that_never_is_quiet_is_due_all_the_same() {
        let mut pending = Pending::default();
        for second in 0..10 {
            pending.stir(FilePath(b"/a".to_vec()), seconds(second));
        }
        assert_eq!(pending.next_due(SETTLE), Some(seconds(10)));
    }
}
