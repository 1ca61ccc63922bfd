//! What is kept of pictures to tell which look alike.
use super::MemoryCatalog;
use crate::asset::{AssetId, Digest};
use crate::catalog::Fingerprint;
use crate::query::Filter;

impl MemoryCatalog {
    /// What is kept, in one way, of the assets that match.
    pub(super) fn kept_fingerprints(&self, filter: &Filter, algorithm: u32) -> Vec<(AssetId, u64, Fingerprint)> {
        let kept = |asset: AssetId| {
            let held = self.place(asset).and_then(|place| self.assets.get(&place))?;
            held.fingerprint.clone().filter(|found| found.algorithm == algorithm)
        };
        self.matching(filter).filter_map(|asset| Some((asset.id, asset.version.size, kept(asset.id)?))).collect()
    }

    /// Keeps it if it is of the newest essence.
    pub(super) fn keep_fingerprint(&mut self, asset: AssetId, made: &Fingerprint) -> bool {
        let Some(place) = self.place(asset).filter(|place| self.newest_essence(*place) == Some(made.essence)) else {
            return false;
        };
        if let Some(held) = self.assets.get_mut(&place) {
            held.fingerprint = Some(made.clone());
        }
        true
    }

    /// Forgets what is of an essence that is not the newest any more.
    pub(super) fn forget_fingerprint(&mut self, place: usize) {
        let newest = self.newest_essence(place);
        if let Some(held) = self.assets.get_mut(&place) {
            held.fingerprint = held.fingerprint.take().filter(|found| Some(found.essence) == newest);
        }
    }

    fn newest_essence(&self, place: usize) -> Option<Digest> {
        self.assets.get(&place)?.snapshot.versions.last().map(|(version, _)| version.essence)
    }
}
