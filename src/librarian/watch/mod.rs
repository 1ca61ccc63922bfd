//! `watch`: what arrives in folders is taken in once it has settled. Events say no more than that a folder stirred; what
//! changed there an ingest tells, of that folder alone. Where events were missed, an ingest of everything does.
#[cfg(not(target_os = "linux"))]
#[path = "deaf.rs"]
mod listener;
#[cfg(target_os = "linux")]
mod listener;

mod inbox;
mod news;
mod pending;
mod roots;

use super::error::LibrarianError;
use super::file::is_gone;
use super::ingest;
use super::observer::Observer;
use super::outcome::Summary;
use crate::asset::{Date, FilePath};
use crate::catalog::{Catalog, CatalogError};
use crate::walk::Later;
use inbox::{Inbox, News};
use listener::Listener;
use news::Newsworthy;
use pending::Pending;
use roots::{Root, Sight, folders_below};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

/// How often the caller's wish to stop, and whether the roots are there, is looked at.
const BREATH: Duration = Duration::from_millis(200);
/// How many folders one run looks at.
const MOST: usize = 1_000;

/// What to watch, and how.
pub struct Request {
    /// How files are taken in; its roots are the folders that are watched.
    pub reading: ingest::Request,
    /// How long nothing may have happened to a folder, and to a file, before it is taken in.
    pub settle: Duration,
    /// After how long everything is looked at, whatever was heard; `None`: never.
    pub rescan: Option<Duration>,
    /// After how long without anything to do the watch ends; `None`: never.
    pub until_idle: Option<Duration>,
    /// The beginning of the catalogue's own paths, of which nothing is heard.
    pub own: FilePath,
}

/// A catalogue to be changed, with its own files by device and inode.
pub type Opened = (Box<dyn Catalog>, Vec<(u64, u64)>);

/// What a watch needs of its caller: the catalogue for each run, so that others may write between them, and the time.
pub trait Desk {
    /// Opens the catalogue.
    ///
    /// # Errors
    /// The catalogue's.
    fn open(&mut self) -> Result<Opened, LibrarianError>;

    /// The present moment.
    fn moment(&self) -> Moment;
}

/// A moment.
pub struct Moment {
    /// For the log.
    pub date: Date,
    /// As files' times are: nanoseconds since 1970 UTC.
    pub nanoseconds: i64,
    /// Since the watch began.
    pub elapsed: Duration,
}

/// How a watch went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// Outcomes with a problem.
    pub problems: u64,
    /// Files that seemed gone in the last runs, and were left as they are.
    pub unconfirmed: u64,
    /// Whether it was stopped in the middle of a run, or with files still to be taken in.
    pub is_unfinished: bool,
}

/// Watches until it is told to stop, or nothing happens any more.
///
/// # Errors
/// The catalogue's, but that it is busy: that is waited for.
pub fn watch(request: &mut Request, desk: &mut dyn Desk, observer: &mut dyn Observer) -> Result<Ended, LibrarianError> {
    let inbox = Arc::new(Inbox::default());
    let begun = Listener::begin(Arc::clone(&inbox), request.reading.rules.hidden, request.own.clone());
    let listener = begun.map_err(|source| LibrarianError::Io { what: "cannot watch folders".to_owned(), source })?;
    let roots = request.reading.roots.iter().cloned().map(Root::new).collect();
    let mut watch = Watch {
        request,
        desk,
        observer,
        inbox,
        listener,
        roots,
        pending: Pending::default(),
        went: BTreeSet::new(),
        newsworthy: Newsworthy::default(),
        wants_all: Some(Duration::ZERO),
        looked_at_all: Duration::ZERO,
        last_event: Duration::ZERO,
        is_deaf: false,
        doubt: Doubt::None,
        ended: Ended::default(),
    };
    // First listen, then look: what comes between is seen, or heard of, or both.
    watch.go_on()?;
    Ok(watch.ended)
}

struct Watch<'w> {
    request: &'w mut Request,
    desk: &'w mut dyn Desk,
    observer: &'w mut dyn Observer,
    inbox: Arc<Inbox>,
    listener: Listener,
    roots: Vec<Root>,
    pending: Pending,
    /// Files and folders that went.
    went: BTreeSet<FilePath>,
    newsworthy: Newsworthy,
    /// Since when everything is to be looked at.
    wants_all: Option<Duration>,
    /// When everything was last looked at.
    looked_at_all: Duration,
    last_event: Duration,
    /// Whether some folder cannot be listened to, and that was told.
    is_deaf: bool,
    doubt: Doubt,
    ended: Ended,
}

/// Files seem gone that nobody saw go, too many for what was known then: once there is more to hold them against, everything
/// is looked at again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doubt {
    None,
    Open,
    Ripe,
}

impl Watch<'_> {
    fn go_on(&mut self) -> Result<(), LibrarianError> {
        loop {
            if self.observer.is_interrupted() {
                self.ended.is_unfinished |= !self.pending.is_empty();
                return Ok(());
            }
            self.look_at_roots();
            let now = self.desk.moment().elapsed;
            if self.request.rescan.is_some_and(|often| now >= self.looked_at_all + often) {
                self.wants_all.get_or_insert(now);
            }
            if self.doubt == Doubt::Ripe && self.is_at_rest() {
                self.doubt = Doubt::None;
                self.wants_all.get_or_insert(now);
            }
            let flow = match self.wants_all {
                Some(since) if self.is_time_for_all(since, now) => self.take_in_all()?,
                Some(_) | None => self.take_in_due(now)?,
            };
            if flow.is_break() {
                self.ended.is_unfinished |= self.observer.is_interrupted();
                return Ok(());
            }
            if self.is_idle() {
                return Ok(());
            }
            let news = self.inbox.wait(self.patience());
            self.hear(news);
        }
    }

    /// While events rush in, a look at everything waits for them to abate, but not for ever.
    fn is_time_for_all(&self, since: Duration, now: Duration) -> bool {
        let settle = self.request.settle;
        since.is_zero() || now >= self.last_event + settle || now >= since + settle * 10
    }

    fn is_idle(&self) -> bool {
        let Some(idle) = self.request.until_idle else { return false };
        self.is_at_rest()
            && self.doubt != Doubt::Ripe
            && self.desk.moment().elapsed >= self.last_event.max(self.looked_at_all) + idle
    }

    fn is_at_rest(&self) -> bool {
        self.pending.is_empty() && self.went.is_empty() && self.wants_all.is_none()
    }

    fn patience(&self) -> Duration {
        let now = self.desk.moment().elapsed;
        let due = self.pending.next_due(self.request.settle).map(|due| due.saturating_sub(now));
        due.unwrap_or(BREATH).clamp(Duration::from_millis(5), BREATH)
    }

    fn hear(&mut self, news: News) {
        if news.is_empty() {
            return;
        }
        let now = self.desk.moment().elapsed;
        self.last_event = now;
        if news.is_incomplete {
            // Folders may have come of which nothing was heard.
            self.listen_to_all();
            if self.wants_all.is_none() {
                self.observer.notice("more happened than could be heard; everything is looked at");
            }
            self.wants_all.get_or_insert(now);
        }
        news.stirred.into_iter().for_each(|folder| self.pending.stir(folder, now));
        for folder in news.came {
            self.listen_below(&folder, true);
        }
        for path in news.went {
            self.pending.stir(path.folder(), now);
            self.went.insert(path);
        }
    }

    /// Listens to a folder and those below it, each before it is looked into; they wait to be looked at, if they came.
    fn listen_below(&mut self, folder: &FilePath, is_new: bool) {
        let now = self.desk.moment().elapsed;
        let (mut deaf, mut found) = (None, Vec::new());
        folders_below(folder, self.request.reading.rules.hidden, &mut |folder| {
            if let Err(error) = self.listener.watch(folder) {
                deaf.get_or_insert(error);
            }
            if is_new {
                found.push(folder.clone());
            }
        });
        found.into_iter().for_each(|folder| self.pending.stir(folder, now));
        if let Some(error) = deaf.filter(|_| !self.is_deaf) {
            self.is_deaf = true;
            let often = match self.request.rescan {
                Some(often) => format!("; they are looked at every {} seconds", often.as_secs()),
                None => String::new(),
            };
            let count = self.listener.count();
            self.observer.notice(&format!("{count} folders are listened to, and others cannot be: {error}{often}"));
        }
    }

    fn listen_to_all(&mut self) {
        self.roots_there().iter().for_each(|root| self.listen_below(root, false));
    }

    fn roots_there(&self) -> Vec<FilePath> {
        self.roots.iter().filter(|root| root.is_there()).map(|root| root.path().clone()).collect()
    }

    /// A root that comes back, or is another folder now, is listened to and looked at anew.
    fn look_at_roots(&mut self) {
        let mut back = false;
        for root in &mut self.roots {
            match root.look() {
                Sight::Same => {}
                Sight::Away => self.observer.notice(&format!("{} is away; waiting for it", root.path().lossy())),
                Sight::Other => back = true,
            }
        }
        if back {
            self.listen_to_all();
            let now = self.desk.moment().elapsed;
            self.wants_all.get_or_insert(now);
        }
    }

    /// Looks at all that is there of the roots.
    fn take_in_all(&mut self) -> Result<ControlFlow<()>, LibrarianError> {
        let there = self.roots_there();
        self.pending.clear();
        let went = std::mem::take(&mut self.went);
        let gone = went.iter().filter(|path| self.is_gone(path)).cloned().collect();
        let is_done = there.is_empty() || self.run(there, gone, false)?;
        if !is_done {
            self.went.extend(went);
        }
        self.looked_at_all = self.desk.moment().elapsed;
        if is_done {
            self.wants_all = None;
        }
        Ok(self.flow())
    }

    /// Looks at the folders that have been quiet for long enough.
    fn take_in_due(&mut self, now: Duration) -> Result<ControlFlow<()>, LibrarianError> {
        let due = self.pending.take_due(now, self.request.settle, MOST);
        if due.is_empty() {
            return Ok(self.flow());
        }
        let went: Vec<FilePath> = self.went.iter().filter(|path| due.contains(&path.folder())).cloned().collect();
        self.went.retain(|path| !went.contains(path));
        let gone: BTreeSet<FilePath> = went.iter().filter(|path| self.is_gone(path)).cloned().collect();
        let there: Vec<FilePath> =
            due.iter().filter(|folder| self.is_watched(folder) && folder.to_path().is_dir()).cloned().collect();
        if there.is_empty() && gone.is_empty() {
            return Ok(self.flow());
        }
        if !self.run(there, gone, true)? {
            // The catalogue was busy: they wait again.
            due.into_iter().for_each(|folder| self.pending.stir(folder, now));
            self.went.extend(went);
        }
        Ok(self.flow())
    }

    /// Whether a path lies below a root that is there: below one that is away nothing is gone.
    fn is_watched(&self, path: &FilePath) -> bool {
        self.roots.iter().any(|root| root.is_there() && root.has(path))
    }

    fn is_gone(&self, path: &FilePath) -> bool {
        self.is_watched(path) && is_gone(path)
    }

    fn flow(&self) -> ControlFlow<()> {
        if self.observer.is_interrupted() || self.newsworthy.is_closed() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    /// One ingest; whether it was made, and not put off since the catalogue is busy.
    fn run(
        &mut self,
        roots: Vec<FilePath>,
        gone: BTreeSet<FilePath>,
        is_shallow: bool,
    ) -> Result<bool, LibrarianError> {
        let (mut catalog, own) = match self.desk.open() {
            Ok(opened) => opened,
            Err(LibrarianError::Catalog(CatalogError::Busy)) => return Ok(false),
            Err(error) => return Err(error),
        };
        let moment = self.desk.moment();
        let settle = i64::try_from(self.request.settle.as_nanos()).unwrap_or(i64::MAX);
        let reading = &mut self.request.reading;
        (reading.roots, reading.gone, reading.act.at) = (roots, gone, moment.date);
        (reading.rules.own, reading.rules.is_shallow) = (own, is_shallow);
        reading.rules.later = Some(Later {
            written_after: moment.nanoseconds.saturating_sub(settle),
            open: self.inbox.open(),
            seen: self.newsworthy.take_seen(),
        });
        let mut teller = self.newsworthy.teller(self.observer);
        let summary = match ingest::ingest(&mut *catalog, reading, &mut teller) {
            Ok(summary) => summary,
            Err(LibrarianError::Catalog(CatalogError::Busy | CatalogError::Stale(_))) => return Ok(false),
            Err(error) => return Err(error),
        };
        let told = teller.end(&summary);
        drop(catalog);
        self.tell(&told, is_shallow);
        for folder in self.newsworthy.unsettled() {
            self.pending.stir(folder, moment.elapsed);
        }
        self.ended.is_unfinished |= summary.interrupted;
        Ok(true)
    }

    fn tell(&mut self, summary: &Summary, is_shallow: bool) {
        self.ended.problems += summary.problems;
        if let Err(refusal) = ingest::confirmed(summary) {
            self.observer.notice(&refusal.to_string());
        }
        self.doubt = match (is_shallow, summary.unconfirmed > 0, self.doubt) {
            (false, true, _) => Doubt::Open,
            (false, false, _) => Doubt::None,
            (true, true, _) => Doubt::Ripe,
            (true, false, Doubt::Open) if !summary.counts.is_empty() => Doubt::Ripe,
            (true, false, doubt) => doubt,
        };
        self.ended.unconfirmed =
            if is_shallow { self.ended.unconfirmed.max(summary.unconfirmed) } else { summary.unconfirmed };
        if !summary.counts.is_empty() || summary.operation.is_some() {
            self.newsworthy.close_if(self.observer.ran(summary));
        }
    }
}
