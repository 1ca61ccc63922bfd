//! `export --to`: copies of originals under names of the user's making, with sidecars, records and a manifest. Nothing
//! is overwritten, and no name leaves the folder whatever the metadata says.
mod companions;

use super::arrival::{Arrived, Destination, Written, copy, digest_of};
use super::error::LibrarianError;
use super::file::OrdinaryFile;
use super::names::{NAME_BYTES, shorten, sidecar_names, tame, tame_value};
use super::observer::Observer;
use super::outcome::{Outcome, OutcomeKind, Summary};
use super::volumes::Volumes;
use crate::asset::holding::extension;
use crate::asset::template::Template;
use crate::asset::{Asset, AssetId, Digest, FilePath, Holding, HoldingState, Problem, ProblemKind};
use crate::catalog::{Act, Catalog, Change, Event, EventKind, OperationRef, Transaction};
use crate::fixity::{self, Sum};
use crate::metadata;
use crate::query::{Filter, Selection};
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

const VERB: &str = "export";
const BATCH: usize = 500;

/// What to export, and how.
pub struct Request<'a> {
    /// Which assets.
    pub selection: Selection,
    /// Where to; absolute.
    pub to: FilePath,
    /// Under which names.
    pub name: Template,
    /// Whether an XMP sidecar with the effective values goes with each.
    pub with_sidecars: bool,
    /// Whether the sidecars that lie beside an original go with it, under its new name.
    pub with_own_sidecars: bool,
    /// An asset's record as a line, for `records.ndjson`.
    pub record: &'a dyn Fn(&Asset) -> Vec<u8>,
    /// Becomes true when the user wants the run to stop, also in the middle of a file.
    pub stop: Arc<AtomicBool>,
    /// Whether to only say what would be done.
    pub dry_run: bool,
    /// Who, when.
    pub act: Act,
}

/// Exports.
///
/// # Errors
/// The catalogue's, and `Io` where the folder cannot be made. A file that cannot be copied is an outcome.
pub fn export(
    catalog: &mut dyn Catalog,
    request: &Request<'_>,
    observer: &mut dyn Observer,
) -> Result<Summary, LibrarianError> {
    let mut assets = Vec::new();
    catalog.visit(&request.selection, &mut |asset| {
        observer.expect(1, asset.version.size);
        assets.push(asset.id);
        ControlFlow::Continue(())
    })?;
    observer.expected_all();
    let trouble = |source| LibrarianError::Io { what: format!("cannot export to {}", request.to.lossy()), source };
    let destination = if request.dry_run { None } else { Some(Destination::open(&request.to).map_err(trouble)?) };
    let ledger = Ledger::new().map_err(trouble)?;
    let volumes = Volumes::read(catalog, request.act.at.clone())?;
    let mut run = Run { request, observer, volumes, destination, ledger, summary: Summary::new(VERB, request.dry_run) };
    for batch in assets.chunks(BATCH) {
        if run.batch(catalog, batch)?.is_break() {
            break;
        }
    }
    run.close().map_err(trouble)?;
    run.summary.interrupted = run.observer.is_interrupted();
    Ok(run.summary)
}

/// The manifest and the records, as they grow; memory does not.
struct Ledger {
    manifest: std::fs::File,
    records: std::fs::File,
    lines: u64,
}

impl Ledger {
    fn new() -> io::Result<Ledger> {
        Ok(Ledger { manifest: tempfile::tempfile()?, records: tempfile::tempfile()?, lines: 0 })
    }

    fn add(&mut self, digest: &Digest, relative: &[u8]) -> io::Result<()> {
        self.lines += 1;
        let mut line = fixity::line(&Sum::from(*digest), &FilePath(relative.to_vec()));
        line.push(b'\n');
        self.manifest.write_all(&line)
    }
}

struct Run<'a> {
    request: &'a Request<'a>,
    observer: &'a mut dyn Observer,
    volumes: Volumes,
    destination: Option<Destination>,
    ledger: Ledger,
    summary: Summary,
}

impl Run<'_> {
    fn batch(&mut self, catalog: &mut dyn Catalog, batch: &[AssetId]) -> Result<ControlFlow<()>, LibrarianError> {
        let mut assets = Vec::new();
        let selection = Selection { filter: Filter::Ids(batch.to_vec()), ..self.request.selection.clone() };
        catalog.visit(&Selection { limit: None, ..selection }, &mut |asset| {
            let holdings = asset.holdings.into_iter().map(|holding| self.volumes.readable_now(holding)).collect();
            assets.push(Asset { holdings, ..asset });
            ControlFlow::Continue(())
        })?;
        let (mut events, mut flow) = (Vec::new(), ControlFlow::Continue(()));
        for asset in &assets {
            if self.observer.is_interrupted() {
                flow = ControlFlow::Break(());
            }
            if flow.is_break() {
                break;
            }
            for mut outcome in self.asset(asset) {
                outcome.dry_run = self.request.dry_run;
                events.extend(self.event(&outcome));
                self.summary.count(&outcome);
                flow = self.observer.outcome(&outcome);
            }
            self.observer.advance(1, asset.version.size);
        }
        if !events.is_empty() && !self.request.dry_run {
            let operation = match self.summary.operation {
                Some(number) => OperationRef::Continued(number),
                None => OperationRef::New(self.request.act.clone()),
            };
            self.summary.operation = Some(catalog.apply(&Transaction { operation, changes: events })?.operation);
        }
        Ok(flow)
    }

    fn event(&self, outcome: &Outcome) -> Option<Change> {
        if outcome.kind != OutcomeKind::Exported || outcome.change == Some("sidecar") {
            return None;
        }
        Some(Change::Event(Event {
            asset: outcome.id?,
            kind: EventKind::Dissemination,
            at: self.request.act.at.clone(),
            outcome: outcome.kind.word().to_owned(),
            path: outcome.path.clone(),
            digest: outcome.digest,
        }))
    }

    /// What became of one asset: its file, and its sidecar.
    fn asset(&mut self, asset: &Asset) -> Vec<Outcome> {
        let failed = |problem: Problem, path: Option<FilePath>| {
            let outcome = Outcome { id: Some(asset.id), ..Outcome::new(VERB, OutcomeKind::Failed) };
            vec![Outcome { path, problem: Some(problem), ..outcome }]
        };
        let present = |holding: &&Holding| holding.state == HoldingState::Present;
        let Some(original) = asset.original().filter(present) else {
            let message = "none of its files is present";
            return failed(
                Problem::new(ProblemKind::Vanished, message),
                asset.originals().next().map(|h| h.path.clone()),
            );
        };
        let relative = name_for(&self.request.name, asset, original);
        match self.file(asset, original, &relative) {
            Ok(outcomes) => outcomes,
            Err(problem) => failed(problem, Some(original.path.clone())),
        }
    }

    fn file(&mut self, asset: &Asset, original: &Holding, relative: &[u8]) -> Result<Vec<Outcome>, Problem> {
        let mut outcome = Outcome { id: Some(asset.id), ..Outcome::new(VERB, OutcomeKind::Exported) };
        outcome.from = Some(original.path.clone());
        let Some(destination) = self.destination.as_mut() else {
            outcome.path = Some(self.request.to.join(relative));
            let mut outcomes = vec![outcome];
            for sidecar in self.own_sidecars(asset, original) {
                let name = sidecar_names(sidecar.path.name(), original.path.name(), relative).swap_remove(0);
                let path = Some(self.request.to.join(&name));
                outcomes.push(Outcome { path, ..companions::outcome(asset.id, sidecar, OutcomeKind::Exported) });
            }
            return Ok(outcomes);
        };
        let placed = place_copy(destination, original, relative, &self.request.stop)?;
        outcome.digest = Some(original.digest);
        outcome.path = Some(destination.path_of(&placed.relative));
        if !placed.is_new {
            outcome.kind = OutcomeKind::Unchanged;
        }
        let mut outcomes = vec![outcome];
        let recorded = (|| {
            self.ledger.records.write_all(&(self.request.record)(asset))?;
            self.ledger.add(&original.digest, &placed.relative)
        })();
        recorded.map_err(|error| super::arrival::unwritable(&error))?;
        if self.request.with_sidecars {
            outcomes.push(self.sidecar(asset, &placed.relative)?);
        }
        for sidecar in self.own_sidecars(asset, original) {
            let copied = self.own_sidecar(asset, sidecar, original, &placed.relative);
            outcomes.push(copied.unwrap_or_else(|problem| Outcome {
                path: Some(sidecar.path.clone()),
                problem: Some(problem),
                ..companions::outcome(asset.id, sidecar, OutcomeKind::Failed)
            }));
        }
        Ok(outcomes)
    }

    /// `a.jpg` gets `a.xmp`, unless another file has that; then `a.jpg.xmp`, which names its file beyond doubt.
    fn sidecar(&mut self, asset: &Asset, relative: &[u8]) -> Result<Outcome, Problem> {
        let packet = metadata::packet(&asset.description);
        let digest = fixity::of_bytes(packet.as_bytes());
        let Some(destination) = self.destination.as_mut() else {
            return Err(Problem::new(ProblemKind::Internal, "a preview writes nothing"));
        };
        let stem = match extension(FilePath(relative.to_vec()).name()) {
            Some(extension) => &relative[..relative.len() - extension.len() - 1],
            None => relative,
        };
        let mut outcome =
            Outcome { id: Some(asset.id), change: Some("sidecar"), ..Outcome::new(VERB, OutcomeKind::Exported) };
        outcome.digest = Some(digest);
        for base in [stem, relative] {
            let name = [base, b".xmp"].concat();
            if is_there(destination, &name, &digest) {
                outcome.kind = OutcomeKind::Unchanged;
            } else {
                let mut fill = |file: &mut std::fs::File| {
                    file.write_all(packet.as_bytes()).map_err(|error| super::arrival::unwritable(&error))
                };
                let written = destination.write(&name, None, &mut fill)?;
                if let Arrived::Taken(written) = destination.place(written)? {
                    written.discard();
                    continue;
                }
            }
            outcome.path = Some(destination.path_of(&name));
            self.ledger.add(&digest, &name).map_err(|error| super::arrival::unwritable(&error))?;
            return Ok(outcome);
        }
        let problem = Problem::new(ProblemKind::Unwritable, "both names for its sidecar are taken");
        Ok(Outcome { kind: OutcomeKind::Failed, problem: Some(problem), ..outcome })
    }

    /// Gives the manifest and the records their names.
    fn close(&mut self) -> io::Result<()> {
        let Some(destination) = self.destination.as_mut().filter(|_| self.ledger.lines > 0) else { return Ok(()) };
        for (name, from) in [("manifest.b3", &mut self.ledger.manifest), ("records.ndjson", &mut self.ledger.records)] {
            let mut fill = |file: &mut std::fs::File| {
                let copied = io::Seek::rewind(&mut *from).and_then(|()| io::copy(&mut *from, file));
                copied.map(|_| ()).map_err(|error| super::arrival::unwritable(&error))
            };
            let written = destination.write(name.as_bytes(), None, &mut fill).map_err(failure)?;
            // The same export again says the same: what is there is left as it is.
            if is_there(destination, name.as_bytes(), &written.digest) {
                written.discard();
                continue;
            }
            place_numbered(destination, written).map_err(failure)?;
        }
        Ok(())
    }
}

fn failure(problem: Problem) -> io::Error {
    io::Error::other(problem.message)
}

struct Placed {
    relative: Vec<u8>,
    is_new: bool,
}

/// Copies an original to a free name: the one asked for, or that with a number. The same bytes under the name are
/// left as they are.
fn place_copy(
    destination: &mut Destination,
    original: &Holding,
    relative: &[u8],
    stop: &AtomicBool,
) -> Result<Placed, Problem> {
    if is_there(destination, relative, &original.digest) {
        return Ok(Placed { relative: relative.to_vec(), is_new: false });
    }
    let written = write_copy(destination, original, relative, stop)?;
    place_numbered(destination, written)
}

/// Copies a file to where it is to be, and makes sure that it is what the catalogue holds; its name is still to be given.
fn write_copy(
    destination: &mut Destination,
    original: &Holding,
    relative: &[u8],
    stop: &AtomicBool,
) -> Result<Written, Problem> {
    let source = OrdinaryFile::open(&original.path, stop)?;
    let mut fill = |file: &mut std::fs::File| {
        let digest = copy(&mut &source, file)?;
        if digest == original.digest {
            return source.instability().map_or(Ok(()), Err);
        }
        Err(Problem::new(ProblemKind::Refused, "its bytes are not those that the catalogue holds; see `damson verify`"))
    };
    let written = destination.write(relative, Some(original.stat.modified), &mut fill)?;
    if written.digest != original.digest {
        written.discard();
        return Err(Problem::new(ProblemKind::Unwritable, "what was written does not read back as it was"));
    }
    Ok(written)
}

/// Gives something the name it was written for, or the first free one with a number: `a.jpg`, `a-2.jpg`, `a-3.jpg`.
fn place_numbered(destination: &Destination, mut written: Written) -> Result<Placed, Problem> {
    let wanted = written.relative().to_vec();
    let name = FilePath(wanted.clone()).name().to_vec();
    let (stem, ending) = match extension(&name) {
        Some(extension) => name.split_at(name.len() - extension.len() - 1),
        None => (name.as_slice(), &[] as &[u8]),
    };
    for number in 2..100_000 {
        let relative = written.relative().to_vec();
        if number > 2 && is_there(destination, &relative, &written.digest) {
            written.discard();
            return Ok(Placed { relative, is_new: false });
        }
        match destination.place(written)? {
            Arrived::Placed => return Ok(Placed { relative, is_new: true }),
            Arrived::Taken(taken) => {
                let numbered = [stem, format!("-{number}").as_bytes(), ending].concat();
                written = taken.renamed(&numbered);
            }
        }
    }
    written.discard();
    Err(Problem::new(ProblemKind::Unwritable, "every name for it is taken"))
}

fn is_there(destination: &Destination, relative: &[u8], digest: &Digest) -> bool {
    destination.read(relative).and_then(|mut file| digest_of(&mut file)).is_ok_and(|found| found == *digest)
}

/// The relative path that the template makes for an asset. Values cannot add folders: what stands between the
/// template's own slashes is one name, whatever the values hold. The original's extension is added where it is lost.
fn name_for(template: &Template, asset: &Asset, original: &Holding) -> Vec<u8> {
    let rendered = template.render_parts(asset, tame_value);
    let mut parts: Vec<String> = rendered.split('/').filter(|part| !part.trim().is_empty()).map(tame).collect();
    if parts.is_empty() {
        parts.push(tame(&String::from_utf8_lossy(original.path.name())));
    }
    if let (Some(ending), Some(last)) = (extension(original.path.name()), parts.last_mut())
        && extension(last.as_bytes()).as_ref() != Some(&ending)
    {
        *last = format!("{last}.{ending}");
    }
    parts.iter().map(|part| shorten(part, NAME_BYTES)).collect::<Vec<_>>().join("/").into_bytes()
}
