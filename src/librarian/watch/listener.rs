//! Hears of changes in folders from the system (inotify(7)). It only says which folders stirred: what changed there, a look
//! at them tells. Where the system has no such ear, nothing is heard, and folders are looked at from time to time.
use super::inbox::{Event, Inbox};
use crate::asset::FilePath;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::OwnedFd;
use rustix::fs::inotify::{self, CreateFlags, ReadFlags, Reader, WatchFlags};
use rustix::io::Errno;
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

/// Not `IN_OPEN` and not `IN_ACCESS`: damson's own reading would be heard, and fill the queue.
const WANTED: WatchFlags = WatchFlags::CREATE
    .union(WatchFlags::DELETE)
    .union(WatchFlags::MODIFY)
    .union(WatchFlags::CLOSE_WRITE)
    .union(WatchFlags::ATTRIB)
    .union(WatchFlags::MOVE)
    .union(WatchFlags::MOVE_SELF)
    .union(WatchFlags::ONLYDIR)
    .union(WatchFlags::EXCL_UNLINK);
/// How often the thread looks whether it is still wanted.
const BREATH: Timespec = Timespec { tv_sec: 0, tv_nsec: 300_000_000 };

/// An ear at any number of folders.
pub struct Listener {
    ear: Arc<Ear>,
    thread: Option<JoinHandle<()>>,
}

/// What both threads share.
struct Ear {
    queue: OwnedFd,
    folders: Mutex<Folders>,
    inbox: Arc<Inbox>,
    /// Whether names that begin with a dot are heard of.
    hidden: bool,
    /// The beginning of paths that are never heard of: the catalogue's own.
    own: FilePath,
    is_over: AtomicBool,
}

/// The folders that are listened to, both ways.
#[derive(Default)]
struct Folders {
    by_number: HashMap<i32, FilePath>,
    by_path: BTreeMap<FilePath, i32>,
}

impl Listener {
    /// Begins to listen, to no folder yet.
    ///
    /// # Errors
    /// What the system says: too many that listen already.
    pub fn begin(inbox: Arc<Inbox>, hidden: bool, own: FilePath) -> io::Result<Listener> {
        let queue = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
        let (folders, is_over) = (Mutex::default(), AtomicBool::new(false));
        let ear = Arc::new(Ear { queue, folders, inbox, hidden, own, is_over });
        let own = Arc::clone(&ear);
        let thread = thread::Builder::new().name("listener".to_owned()).spawn(move || own.listen())?;
        Ok(Listener { ear, thread: Some(thread) })
    }

    /// Listens to a folder, alone. One that is listened to already stays so, under its present path.
    ///
    /// # Errors
    /// What the system says; `StorageFull` where it listens to no more folders (`fs.inotify.max_user_watches`).
    pub fn watch(&self, folder: &FilePath) -> io::Result<()> {
        // Held until the number is known: what is heard meanwhile waits for it.
        let mut folders = self.ear.folders();
        let number = inotify::add_watch(&self.ear.queue, folder.to_path(), WANTED)?;
        folders.put(number, folder.clone());
        Ok(())
    }

    /// How many folders are listened to.
    pub fn count(&self) -> usize {
        self.ear.folders().by_number.len()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.ear.is_over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Folders {
    fn put(&mut self, number: i32, folder: FilePath) {
        if let Some(old) = self.by_number.insert(number, folder.clone()) {
            self.by_path.remove(&old);
        }
        self.by_path.insert(folder, number);
    }

    fn forget(&mut self, number: i32) {
        if let Some(folder) = self.by_number.remove(&number)
            && self.by_path.get(&folder) == Some(&number)
        {
            self.by_path.remove(&folder);
        }
    }

    /// The numbers of a folder and of those below it.
    fn below(&self, folder: &FilePath) -> Vec<i32> {
        let prefix = folder.join(b"");
        let inside = self.by_path.range(prefix.clone()..).take_while(|(path, _)| path.0.starts_with(&prefix.0));
        self.by_path.get(folder).into_iter().chain(inside.map(|(_, number)| number)).copied().collect()
    }
}

impl Ear {
    fn folders(&self) -> MutexGuard<'_, Folders> {
        self.folders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn listen(&self) {
        let mut buffer = vec![MaybeUninit::uninit(); 64 * 1024];
        let mut reader = Reader::new(&self.queue, &mut buffer);
        while !self.is_over.load(Ordering::Relaxed) {
            let mut heard = Vec::new();
            loop {
                match reader.next() {
                    Ok(event) => {
                        let name = event.file_name().map(|name| name.to_bytes().to_vec());
                        heard.extend(self.understand(event.wd(), event.events(), name));
                    }
                    Err(Errno::INTR) => {}
                    Err(Errno::AGAIN) => break,
                    Err(_) => {
                        self.inbox.put([Event::Missed]);
                        return;
                    }
                }
                if heard.len() >= 1_000 {
                    self.inbox.put(heard.drain(..));
                }
            }
            self.inbox.put(heard);
            let _ = poll(&mut [PollFd::new(&self.queue, PollFlags::IN)], Some(&BREATH));
        }
    }

    fn understand(&self, number: i32, flags: ReadFlags, name: Option<Vec<u8>>) -> Vec<Event> {
        if flags.contains(ReadFlags::QUEUE_OVERFLOW) {
            return vec![Event::Missed];
        }
        let mut folders = self.folders();
        let Some(folder) = folders.by_number.get(&number).cloned() else { return Vec::new() };
        if flags.contains(ReadFlags::IGNORED) {
            // The folder is gone, or its file system.
            folders.forget(number);
            return vec![Event::Went(folder)];
        }
        if flags.contains(ReadFlags::MOVE_SELF) {
            self.forget_below(&mut folders, &folder);
            return vec![Event::Went(folder)];
        }
        let Some(name) = name else { return vec![Event::Stirred(folder)] };
        let path = folder.join(&name);
        if (!self.hidden && name.starts_with(b".")) || path.0.starts_with(&self.own.0) {
            return Vec::new();
        }
        if flags.contains(ReadFlags::ISDIR) {
            return self.of_folder(&mut folders, folder, path, flags);
        }
        of_file(folder, path, flags)
    }

    fn of_folder(&self, folders: &mut Folders, around: FilePath, path: FilePath, flags: ReadFlags) -> Vec<Event> {
        if flags.intersects(ReadFlags::CREATE | ReadFlags::MOVED_TO) {
            return vec![Event::Came(path)];
        }
        if flags.contains(ReadFlags::MOVED_FROM) {
            // It would go on to be heard of under the path that it had.
            self.forget_below(folders, &path);
        }
        if flags.intersects(ReadFlags::MOVED_FROM | ReadFlags::DELETE) {
            return vec![Event::Went(path), Event::Stirred(around)];
        }
        vec![Event::Stirred(path)]
    }

    fn forget_below(&self, folders: &mut Folders, folder: &FilePath) {
        for number in folders.below(folder) {
            folders.forget(number);
            let _ = inotify::remove_watch(&self.queue, number);
        }
    }
}

fn of_file(folder: FilePath, path: FilePath, flags: ReadFlags) -> Vec<Event> {
    let mut events = Vec::with_capacity(2);
    if flags.contains(ReadFlags::MODIFY) {
        events.push(Event::Written(path));
    } else if flags.intersects(ReadFlags::CLOSE_WRITE | ReadFlags::MOVED_TO) {
        events.push(Event::Closed(path));
    } else if flags.intersects(ReadFlags::MOVED_FROM | ReadFlags::DELETE) {
        events.push(Event::Went(path));
    }
    events.push(Event::Stirred(folder));
    events
}

#[cfg(test)]
mod tests {
    use super::super::inbox::Inbox;
    use super::Listener;
    use crate::asset::FilePath;
    use std::fs;
    use std::sync::Arc;
    use std::time::Duration;

    fn ear(folder: &FilePath) -> (Arc<Inbox>, Listener) {
        let inbox = Arc::new(Inbox::default());
        let listener = Listener::begin(Arc::clone(&inbox), false, folder.join(b"catalog.db")).unwrap();
        listener.watch(folder).unwrap();
        (inbox, listener)
    }

    #[test]
    fn folders_that_come_stir_and_go_are_heard_of() {
        let place = tempfile::tempdir().unwrap();
        let folder = FilePath::of(place.path());
        let (inbox, listener) = ear(&folder);
        let wait = || inbox.wait(Duration::from_secs(5));
        fs::create_dir(place.path().join("new")).unwrap();
        assert!(wait().came.contains(&folder.join(b"new")));
        listener.watch(&folder.join(b"new")).unwrap();
        fs::write(place.path().join("new/a.jpg"), "a").unwrap();
        assert!(wait().stirred.contains(&folder.join(b"new")));
        fs::rename(place.path().join("new"), place.path().join("old")).unwrap();
        let mut news = wait();
        while news.came.is_empty() {
            news = wait();
        }
        assert!(news.came.contains(&folder.join(b"old")));
        assert_eq!(listener.count(), 1, "the old path is not listened to any more");
    }

    #[test]
    fn the_catalogues_own_files_and_hidden_ones_are_not_heard_of() {
        let place = tempfile::tempdir().unwrap();
        let folder = FilePath::of(place.path());
        let (inbox, _listener) = ear(&folder);
        for name in ["catalog.db", "catalog.db-wal", ".hidden"] {
            fs::write(place.path().join(name), "x").unwrap();
        }
        assert!(inbox.wait(Duration::from_millis(600)).is_empty());
    }

    #[test]
    fn a_file_is_open_while_it_is_written() {
        use std::io::Write;
        let place = tempfile::tempdir().unwrap();
        let (inbox, _listener) = ear(&FilePath::of(place.path()));
        let mut file = fs::File::create(place.path().join("a.jpg")).unwrap();
        file.write_all(b"half").unwrap();
        while inbox.open().is_empty() {
            let _ = inbox.wait(Duration::from_millis(50));
        }
        drop(file);
        while !inbox.open().is_empty() {
            let _ = inbox.wait(Duration::from_millis(50));
        }
    }
}
