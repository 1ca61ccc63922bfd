//! What was heard of folders since it was last asked for, in bounded memory: whatever is too much to remember becomes one
//! wish, to look at everything.
use crate::asset::FilePath;
use std::collections::BTreeSet;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The most paths of one kind that are remembered.
const MOST: usize = 20_000;

/// What was heard.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct News {
    /// Folders in which something changed.
    pub stirred: BTreeSet<FilePath>,
    /// Folders that came, whole, with whatever is below them.
    pub came: BTreeSet<FilePath>,
    /// Files or folders that went.
    pub went: BTreeSet<FilePath>,
    /// Whether something was missed: everything is to be looked at.
    pub is_incomplete: bool,
}

impl News {
    /// Whether nothing was heard.
    pub fn is_empty(&self) -> bool {
        *self == News::default()
    }

    fn tame(&mut self) {
        if [&self.stirred, &self.came, &self.went].iter().any(|heard| heard.len() > MOST) {
            *self = News { is_incomplete: true, ..News::default() };
        }
    }
}

/// One thing that was heard.
pub enum Event {
    /// Something in a folder changed.
    Stirred(FilePath),
    /// A folder came.
    Came(FilePath),
    /// A file or folder went.
    Went(FilePath),
    /// A file is being written.
    Written(FilePath),
    /// A file that was written was closed, or is gone.
    Closed(FilePath),
    /// Something was missed.
    Missed,
}

/// Where one thread puts what it hears, and another waits for it.
#[derive(Default)]
pub struct Inbox {
    inner: Mutex<Inner>,
    bell: Condvar,
}

#[derive(Default)]
struct Inner {
    news: News,
    /// Files that were written and not closed since.
    open: BTreeSet<FilePath>,
}

impl Inbox {
    /// Puts in what was heard.
    pub fn put(&self, events: impl IntoIterator<Item = Event>) {
        let mut inner = self.lock();
        let mut any = false;
        for event in events {
            inner.take(event);
            any = true;
        }
        if any {
            inner.news.tame();
            self.bell.notify_all();
        }
    }

    /// What was heard; waits so long for something.
    pub fn wait(&self, patience: Duration) -> News {
        let is_silent = |inner: &mut Inner| inner.news.is_empty();
        let waited = self.bell.wait_timeout_while(self.lock(), patience, is_silent);
        let (mut inner, _) = waited.unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut inner.news)
    }

    /// The files that are being written, as far as was heard.
    pub fn open(&self) -> BTreeSet<FilePath> {
        self.lock().open.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn take(&mut self, event: Event) {
        match event {
            Event::Stirred(folder) => {
                self.news.stirred.insert(folder);
            }
            Event::Came(folder) => {
                self.news.went.remove(&folder);
                self.news.came.insert(folder);
            }
            Event::Went(path) => {
                self.news.came.remove(&path);
                self.open.remove(&path);
                self.news.went.insert(path);
            }
            Event::Written(file) => {
                if self.open.len() < MOST {
                    self.open.insert(file);
                }
            }
            Event::Closed(file) => {
                self.open.remove(&file);
            }
            Event::Missed => {
                // Who closed what may have been missed too.
                self.open.clear();
                self.news.is_incomplete = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Event, Inbox, MOST, News};
    use crate::asset::FilePath;
    use std::time::Duration;

    fn path(text: &str) -> FilePath {
        FilePath(text.as_bytes().to_vec())
    }

    fn heard(events: Vec<Event>) -> News {
        let inbox = Inbox::default();
        inbox.put(events);
        inbox.wait(Duration::ZERO)
    }

    #[test]
    fn what_was_heard_is_given_once() {
        let inbox = Inbox::default();
        inbox.put([Event::Stirred(path("/a")), Event::Stirred(path("/a")), Event::Stirred(path("/b"))]);
        assert_eq!(inbox.wait(Duration::from_secs(9)).stirred.len(), 2);
        assert!(inbox.wait(Duration::ZERO).is_empty());
    }

    #[test]
    fn a_folder_that_went_and_came_has_come() {
        let news = heard(vec![Event::Went(path("/a/b")), Event::Came(path("/a/b"))]);
        assert_eq!((news.came.len(), news.went.len()), (1, 0));
        let news = heard(vec![Event::Came(path("/a/b")), Event::Went(path("/a/b"))]);
        assert_eq!((news.came.len(), news.went.len()), (0, 1));
    }

    #[test]
    fn too_much_to_remember_is_a_wish_to_look_at_everything() {
        let news = heard((0..=MOST).map(|number| Event::Went(path(&format!("/{number}")))).collect());
        assert_eq!(news, News { is_incomplete: true, ..News::default() });
    }

    #[test]
    fn a_file_is_open_until_it_is_closed_or_something_was_missed() {
        let inbox = Inbox::default();
        inbox.put([Event::Written(path("/a")), Event::Written(path("/b")), Event::Closed(path("/a"))]);
        assert_eq!(inbox.open().into_iter().collect::<Vec<_>>(), [path("/b")]);
        inbox.put([Event::Missed]);
        assert!(inbox.open().is_empty());
    }
}
