//! A catalogue of any number of assets without their files: what ingest would record of the library that `library`
//! makes, put through damson's own reading and applied in batches like an ingest's. Memory is bounded by the window.
use crate::library::{Maker, is_copy, modified, place};
use damson::asset::{
    AssetId, Cataloguing, Date, Digest, Field, FilePath, Holding, HoldingState, Origin, Policy, Reading, Role,
    Snapshot, Stat, Statement, Value, Version,
};
use damson::catalog::{Act, Catalog, Change, OperationRef, Transaction};
use damson::librarian::Volumes;
use damson::librarian::pipeline::{self, Work};
use damson::{container, fixity, metadata};
use std::io;
use std::ops::Range;
use std::path::Path;

/// Files that one worker reads at a time; a multiple of fifty, so that a copy comes with what it copies.
const JOB: u64 = 200;
/// Jobs in hand at once.
const WINDOW: usize = 16;
/// Changes in one transaction, as many as an ingest gathers.
const BATCH: usize = 1_000;

/// What a file says of itself.
pub struct Read {
    path: FilePath,
    stat: Stat,
    digest: Digest,
    essence: Digest,
    /// What it says, and what that comes to.
    pub reading: Reading,
}

/// Records so many files of about so many bytes, as if they lay below a folder. `heard` hears how many are recorded.
///
/// # Errors
/// The catalogue's, and what the system says of its volumes.
pub fn generate(
    catalog: &mut dyn Catalog,
    folder: &Path,
    files: u64,
    bytes: usize,
    now: &Date,
    heard: &mut dyn FnMut(u64),
) -> io::Result<()> {
    let mut volumes = Volumes::read(catalog, now.clone()).map_err(io::Error::other)?;
    let (volume, change) = volumes.name_of(&FilePath::of(folder));
    let maker = Maker::new(bytes);
    let mut recorder = Recorder { catalog, operation: None, changes: change.into_iter().collect(), now, volume };
    let read_all = |(): &mut (), numbers: Range<u64>| -> Vec<(u64, Read)> {
        numbers.map(|number| (number, read(&maker, folder, number))).collect()
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let work = Work { make_state: || (), foresee: |_: &Range<u64>| {}, examine: read_all };
    pipeline::run(workers, WINDOW, &work, |pipeline| {
        let mut next = 0;
        loop {
            while next < files && !pipeline.is_full() {
                pipeline.push(next..files.min(next + JOB));
                next = files.min(next + JOB);
            }
            let Some(found) = pipeline.pull() else { return recorder.record() };
            let found = found.map_err(io::Error::other)?;
            let last = found.last().map_or(0, |(number, _)| number + 1);
            found.into_iter().try_for_each(|(number, read)| recorder.gather(number, read))?;
            heard(last);
        }
    })
}

/// Makes the file of a number in memory and reads it as ingest does.
pub fn read(maker: &Maker, folder: &Path, number: u64) -> Read {
    let (path, content) = (FilePath::of(&folder.join(place(number))), maker.content(number));
    let anatomy = container::examine(&content.as_slice(), path.name());
    let ranges: &[Range<u64>] = if anatomy.essence.is_whole { &anatomy.essence.ranges } else { &[] };
    let digests = fixity::both_of_bytes(&content, ranges);
    let media_type = vec![Value::text(anatomy.media_type.as_str())];
    let (mut statements, _) = metadata::read(&anatomy);
    statements.insert(0, Statement::new(Origin::Container, "MediaType", Some(Field::MediaType), media_type.clone()));
    let mut description = metadata::reconcile(&statements, Policy::default());
    description.set(Field::MediaType, media_type);
    let modified = i64::try_from(modified(number) * 1_000_000_000).unwrap_or(i64::MAX);
    Read {
        path,
        stat: Stat { size: digests.size, modified, inode: number, device: 0 },
        digest: digests.whole,
        essence: digests.essence,
        reading: Reading { description, statements },
    }
}

/// Changes on their way into the catalogue.
struct Recorder<'c> {
    catalog: &'c mut dyn Catalog,
    operation: Option<u64>,
    changes: Vec<Change>,
    now: &'c Date,
    volume: String,
}

impl Recorder<'_> {
    fn gather(&mut self, number: u64, read: Read) -> io::Result<()> {
        let id = AssetId::of(&read.digest);
        let holding = Holding {
            path: read.path,
            volume: self.volume.clone(),
            role: Role::Original,
            state: HoldingState::Present,
            stat: read.stat,
            digest: read.digest,
            version: 1,
        };
        if is_copy(number) {
            self.changes.push(Change::Hold { asset: id, before: None, after: Some(holding) });
        } else {
            let version = Version { number: 1, digest: read.digest, essence: read.essence, size: read.stat.size };
            self.changes.push(Change::AddAsset(Box::new(Snapshot {
                id,
                accessioned: self.now.clone(),
                versions: vec![(version, read.reading)],
                holdings: vec![holding],
                cataloguing: Cataloguing::default(),
            })));
        }
        if self.changes.len() >= BATCH { self.record() } else { Ok(()) }
    }

    fn record(&mut self) -> io::Result<()> {
        if self.changes.is_empty() {
            return Ok(());
        }
        let operation = match self.operation {
            Some(number) => OperationRef::Continued(number),
            None => OperationRef::New(Act {
                verb: "ingest".to_owned(),
                agent: "benchmark".to_owned(),
                at: self.now.clone(),
                note: "a generated library".to_owned(),
                undoes: None,
            }),
        };
        let transaction = Transaction { operation, changes: std::mem::take(&mut self.changes) };
        self.operation = Some(self.catalog.apply(&transaction).map_err(io::Error::other)?.operation);
        Ok(())
    }
}
