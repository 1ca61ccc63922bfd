//! Stars: pictures about one with more pixels that they are all like. Which pictures are near is known; whether they are alike is
//! judged here, by signatures that are read for some thousand pairs at a time.
use super::{Entry, Search};
use crate::asset::AssetId;
use crate::catalog::{Catalog, CatalogError};
use crate::imaging::{ALGORITHM, Fingerprint, LEAST_FIT, Likeness, Pair, Signature, likeness};
use crate::librarian::duplicates::Kind;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::Ordering;
use std::thread;

/// How many pairs are judged at a time: some ten megabytes of signatures.
const PAIRS: usize = 4_096;

/// What every picture belongs to.
pub(super) struct Stars<'s> {
    entries: &'s [Entry],
    kind: Kind,
    most: u32,
    /// The star that a picture is a member of, by places.
    centres: HashMap<u32, u32>,
    members: BTreeMap<u32, Vec<(u32, Likeness)>>,
}

type Signatures = HashMap<AssetId, Signature>;

impl<'s> Stars<'s> {
    /// The stars of pairs that are in order.
    pub(super) fn of(
        catalog: &dyn Catalog,
        entries: &'s [Entry],
        pairs: &[Pair],
        kind: Kind,
        most: u32,
        search: &Search<'_>,
    ) -> Result<Stars<'s>, CatalogError> {
        let mut stars = Stars { entries, kind, most, centres: HashMap::new(), members: BTreeMap::new() };
        for chunk in pairs.chunks(PAIRS) {
            if search.stop.load(Ordering::Relaxed) {
                break;
            }
            let signatures = stars.signatures(catalog, chunk)?;
            let judged = stars.judged(chunk, &signatures, search.workers);
            for (pair, judged) in chunk.iter().zip(judged) {
                stars.take(*pair, judged, &signatures);
            }
        }
        Ok(stars)
    }

    /// The centre with the members of each star, the centre first and without a likeness.
    pub(super) fn into_groups(self) -> impl Iterator<Item = Vec<(u32, Option<Likeness>)>> {
        self.members.into_iter().map(|(centre, members)| {
            let others = members.into_iter().map(|(place, likeness)| (place, Some(likeness)));
            std::iter::once((centre, None)).chain(others).collect()
        })
    }

    /// The picture that others of a place's star are held against.
    fn centre(&self, place: u32) -> u32 {
        self.centres.get(&place).copied().unwrap_or(place)
    }

    fn is_free(&self, place: u32) -> bool {
        !self.centres.contains_key(&place) && !self.members.contains_key(&place)
    }

    fn signatures(&self, catalog: &dyn Catalog, pairs: &[Pair]) -> Result<Signatures, CatalogError> {
        let open = pairs.iter().filter(|pair| self.is_free(pair.second));
        let mut places: Vec<u32> = open.flat_map(|pair| [pair.first, pair.second, self.centre(pair.first)]).collect();
        places.sort_unstable();
        places.dedup();
        let ids: Vec<AssetId> = places.iter().map(|place| self.entries[*place as usize].id).collect();
        let kept = catalog.signatures(&ids, ALGORITHM)?;
        Ok(kept.into_iter().filter_map(|(id, bytes)| Some((id, Signature::of_bytes(&bytes)?))).collect())
    }

    /// What is likely to be asked, found by several threads: each pair's second against the centre of its first.
    fn judged(&self, pairs: &[Pair], signatures: &Signatures, workers: usize) -> Vec<Option<(u32, Likeness)>> {
        let one = |pair: &Pair| {
            let centre = self.centre(pair.first);
            let judged = self.is_free(pair.second).then(|| self.judge(centre, pair.second, signatures)).flatten();
            judged.map(|judged| (centre, judged))
        };
        let share = pairs.len().div_ceil(workers.clamp(1, 8)).max(64);
        thread::scope(|scope| {
            let shares: Vec<_> =
                pairs.chunks(share).map(|share| scope.spawn(|| share.iter().map(&one).collect::<Vec<_>>())).collect();
            shares.into_iter().flat_map(|share| share.join().unwrap_or_default()).collect()
        })
    }

    fn judge(&self, centre: u32, other: u32, signatures: &Signatures) -> Option<Likeness> {
        let print = |place: u32| {
            let entry = &self.entries[place as usize];
            let signature = signatures.get(&entry.id)?.clone();
            Some(Fingerprint { size: entry.size, hash: entry.hash, signature })
        };
        let found = likeness(&print(centre)?, &print(other)?, self.most)?;
        let is_alike = match self.kind {
            Kind::Rendition => found.is_rendition,
            Kind::Similar | Kind::Exact | Kind::Essence => found.is_rendition || found.fit >= LEAST_FIT,
        };
        is_alike.then_some(found)
    }

    /// Takes the second of a pair into the star of the first, if it is like that star's centre and in none yet.
    fn take(&mut self, pair: Pair, judged: Option<(u32, Likeness)>, signatures: &Signatures) {
        if !self.is_free(pair.second) {
            return;
        }
        let centre = self.centre(pair.first);
        // Its centre may have become another since.
        let found = match judged {
            Some((judged, found)) if judged == centre => Some(found),
            _ => self.judge(centre, pair.second, signatures),
        };
        if let Some(found) = found {
            self.centres.insert(pair.second, centre);
            self.members.entry(centre).or_default().push((pair.second, found));
        }
    }
}
