//! What a write that ended in the middle left: its announcement in the catalogue tells which files were changing hands. Those
//! that did get their earlier bytes back, and the write is to be done again. It touches no bytes but those that damson made.
use crate::asset::{AssetId, Digest, Problem, ProblemKind, Stat};
use crate::catalog::{Catalog, CatalogError, Exchange, Pending};
use crate::fixity;
use crate::librarian::abandoned::Abandoned;
use crate::librarian::error::LibrarianError;
use crate::librarian::file::{OrdinaryFile, unreadable};
use crate::librarian::restore::{Earlier, put_back};
use crate::librarian::store::Store;
use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64};

/// Takes back what writes left half done, if nobody is at it, and says of how many assets that was. What cannot be taken back
/// now stays announced.
///
/// # Errors
/// The catalogue's.
pub fn recover(catalog: &mut dyn Catalog, store: &Store, stop: &AtomicBool) -> Result<u64, LibrarianError> {
    if announced(catalog)?.is_empty() {
        return Ok(0);
    }
    let Some(_turn) = store.alone() else { return Ok(0) };
    let mut recovery = Recovery { store, stop, names: AtomicU64::new(0), abandoned: Abandoned::default() };
    let mut count = 0;
    // Whoever was at it may have come to its end meanwhile.
    for (asset, pending) in catalog.pending()? {
        if pending.exchanges.is_empty() || !recovery.is_taken_back(catalog, &pending.exchanges)? {
            continue;
        }
        let pending = Pending { exchanges: Vec::new(), ..pending };
        catalog.together(&mut |catalog| catalog.pend(asset, Some(&pending)).map(|()| true))?;
        count += 1;
    }
    Ok(count)
}

/// The problem of an asset whose files are not what they were before a write that ended in the middle, and not yet what they
/// are to be.
pub fn half_written() -> Problem {
    let message = "it is being written, or was when damson ended; it is left alone until that is done or taken back";
    Problem::new(ProblemKind::Unstable, message)
}

/// The assets of which a write is announced and not recorded.
///
/// # Errors
/// The catalogue's.
pub fn announced(catalog: &dyn Catalog) -> Result<HashSet<AssetId>, LibrarianError> {
    let announced = catalog.pending()?.into_iter().filter(|(_, pending)| !pending.exchanges.is_empty());
    Ok(announced.map(|(asset, _)| asset).collect())
}

struct Recovery<'r> {
    store: &'r Store,
    stop: &'r AtomicBool,
    names: AtomicU64,
    abandoned: Abandoned,
}

/// What lies at a path.
type Found = Option<(Stat, Digest)>;

impl Recovery<'_> {
    /// Whether all of an asset's files are what they were. Each is tried, though one before it could not be taken back.
    fn is_taken_back(&mut self, catalog: &dyn Catalog, exchanges: &[Exchange]) -> Result<bool, CatalogError> {
        let mut all = true;
        for exchange in exchanges.iter().rev() {
            let held = catalog.find_path(&exchange.path)?.map(|(_, held)| held.stat.modified);
            all &= self.take_back(exchange, held).is_ok();
        }
        Ok(all)
    }

    fn take_back(&mut self, exchange: &Exchange, modified: Option<i64>) -> Result<(), Problem> {
        let Exchange { path, before, after } = exchange;
        self.abandoned.clear(&path.folder());
        match self.found(exchange)? {
            Some((stat, digest)) if digest == *after && Some(digest) != *before => {
                let earlier = before.map(|digest| Earlier { digest, modified });
                match put_back(self.store, &self.names, path, Some(&stat), earlier) {
                    // The earlier bytes are lost; those that lie there are whole, and damson sync takes them in.
                    Err(problem) if matches!(problem.kind, ProblemKind::Vanished | ProblemKind::Malformed) => Ok(()),
                    ended => ended,
                }
            }
            // It did not change hands, or somebody else changed it since, whose it is now.
            Some(_) | None => Ok(()),
        }
    }

    fn found(&self, exchange: &Exchange) -> Result<Found, Problem> {
        let file = match OrdinaryFile::open(&exchange.path, self.stop) {
            Ok(file) => file,
            // Its volume may be away, with what was made there.
            Err(problem) if problem.kind == ProblemKind::Vanished && exchange.path.folder().to_path().is_dir() => {
                return Ok(None);
            }
            Err(problem) => return Err(problem),
        };
        let digest = file.digest(&mut vec![0; fixity::BUFFER]).map_err(|error| unreadable(&error))?;
        Ok(Some((file.stat(), digest)))
    }
}

#[cfg(test)]
mod tests {
    use super::recover;
    use crate::asset::{AssetId, Cataloguing, Date, FilePath, Reading, Snapshot, Version};
    use crate::catalog::memory::MemoryCatalog;
    use crate::catalog::{Act, Catalog, Change, Exchange, OperationRef, Pending, Transaction, Writing};
    use crate::fixity;
    use crate::librarian::Store;
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::sync::atomic::AtomicBool;
    use tempfile::TempDir;

    /// A write of an original and of a new sidecar that was announced; their bytes now.
    struct Desk {
        folder: TempDir,
        catalog: MemoryCatalog,
        store: Store,
        asset: AssetId,
    }

    impl Desk {
        fn with(original: &str, sidecar: Option<&str>) -> Desk {
            let folder = tempfile::tempdir().unwrap();
            let store = Store::at(FilePath::of(&folder.path().join("store")));
            let at = |name: &str| FilePath::of(&folder.path().join(name));
            let before = fixity::of_bytes(b"before");
            fs::write(folder.path().join("a.jpg"), "before").unwrap();
            store.keep(&at("a.jpg"), &before).unwrap();
            replace(&folder.path().join("a.jpg"), original);
            sidecar.iter().for_each(|bytes| fs::write(folder.path().join("a.xmp"), bytes).unwrap());
            let asset = AssetId::of(&before);
            let after = fixity::of_bytes(b"after");
            let exchanges = vec![
                Exchange { path: at("a.jpg"), before: Some(before), after },
                Exchange { path: at("a.xmp"), before: None, after },
            ];
            let mut catalog = MemoryCatalog::new();
            catalog.apply(&taken_in(asset)).unwrap();
            let (since, problem) = (Date::from_unix(0), "under way".to_owned());
            let pending = Pending { writing: Writing::Embed, since, problem, exchanges };
            catalog.pend(asset, Some(&pending)).unwrap();
            Desk { folder, catalog, store, asset }
        }

        fn recovers(&mut self) -> u64 {
            recover(&mut self.catalog, &self.store, &AtomicBool::new(false)).unwrap()
        }

        fn says(&self, name: &str) -> Option<String> {
            fs::read_to_string(self.folder.path().join(name)).ok()
        }

        fn is_announced(&self) -> bool {
            let [(asset, pending)] = <[(AssetId, Pending); 1]>::try_from(self.catalog.pending().unwrap()).unwrap();
            assert_eq!(asset, self.asset);
            !pending.exchanges.is_empty()
        }
    }

    fn taken_in(id: AssetId) -> Transaction {
        let digest = fixity::of_bytes(b"before");
        let version = Version { number: 1, digest, essence: digest, size: 6 };
        let versions = vec![(version, Reading::default())];
        let (accessioned, cataloguing) = (Date::from_unix(0), Cataloguing::default());
        let snapshot = Snapshot { id, accessioned: accessioned.clone(), versions, holdings: Vec::new(), cataloguing };
        let (verb, agent, note) = ("ingest".to_owned(), "somebody".to_owned(), String::new());
        let act = Act { verb, agent, at: accessioned, note, undoes: None };
        Transaction { operation: OperationRef::New(act), changes: vec![Change::AddAsset(Box::new(snapshot))] }
    }

    fn replace(path: &Path, bytes: &str) {
        let beside: PathBuf = path.with_extension("beside");
        fs::write(&beside, bytes).unwrap();
        fs::rename(beside, path).unwrap();
    }

    #[test]
    fn files_that_changed_hands_are_what_they_were_and_the_write_is_pending() {
        for (original, sidecar) in
            [("after", None), ("before", Some("after")), ("after", Some("after")), ("before", None)]
        {
            let mut desk = Desk::with(original, sidecar);
            assert_eq!(desk.recovers(), 1);
            assert_eq!((desk.says("a.jpg").as_deref(), desk.says("a.xmp")), (Some("before"), None));
            assert!(!desk.is_announced());
            assert_eq!(desk.recovers(), 0);
        }
    }

    #[test]
    fn what_others_wrote_since_is_theirs() {
        let mut desk = Desk::with("edited", Some("edited too"));
        assert_eq!(desk.recovers(), 1);
        assert_eq!((desk.says("a.jpg").unwrap(), desk.says("a.xmp").unwrap()), ("edited".into(), "edited too".into()));
        assert!(!desk.is_announced());
    }

    #[test]
    fn nothing_is_taken_back_while_a_write_is_at_it() {
        let mut desk = Desk::with("after", Some("after"));
        let turn = desk.store.announce().unwrap();
        assert_eq!(desk.recovers(), 0);
        assert_eq!(desk.says("a.jpg").unwrap(), "after");
        assert!(desk.is_announced());
        drop(turn);
        assert_eq!(desk.recovers(), 1);
        assert_eq!(desk.says("a.jpg").unwrap(), "before");
    }

    #[test]
    fn bytes_whose_earlier_ones_are_lost_stay() {
        let mut desk = Desk::with("after", None);
        desk.store.release(&fixity::of_bytes(b"before")).unwrap();
        assert_eq!(desk.recovers(), 1);
        assert_eq!(desk.says("a.jpg").unwrap(), "after");
        assert!(!desk.is_announced());
    }

    #[test]
    fn what_lies_on_a_volume_that_is_away_stays_announced() {
        let mut desk = Desk::with("after", Some("after"));
        let away =
            Exchange { path: FilePath(b"/nowhere/at/all/b.xmp".to_vec()), before: None, after: fixity::of_bytes(b"x") };
        let (_, mut pending) = desk.catalog.pending().unwrap().remove(0);
        pending.exchanges.push(away);
        desk.catalog.pend(desk.asset, Some(&pending)).unwrap();
        assert_eq!(desk.recovers(), 0);
        assert_eq!(desk.says("a.jpg").unwrap(), "before");
        assert!(desk.is_announced());
    }
}
