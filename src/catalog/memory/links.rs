//! Questions that links and the ledger answer, put so that each asset can answer for itself.
use super::MemoryCatalog;
use crate::asset::AssetId;
use crate::catalog::Change;
use crate::catalog::meaning::relation_of;
use crate::query::Filter;
use std::collections::BTreeSet;

impl MemoryCatalog {
    /// The same question, with the assets themselves where it asks for links: no asset alone knows those.
    pub(super) fn without_links(&self, filter: &Filter) -> Filter {
        let all = |filters: &[Filter]| filters.iter().map(|filter| self.without_links(filter)).collect();
        match filter {
            Filter::All(filters) => Filter::All(all(filters)),
            Filter::Any(filters) => Filter::Any(all(filters)),
            Filter::Not(inner) => Filter::Not(Box::new(self.without_links(inner))),
            Filter::Grouped(inner) => {
                let found: BTreeSet<AssetId> = self.matching(inner).map(|asset| asset.id).collect();
                Filter::Ids(self.with_groups(found))
            }
            Filter::Is(state) => match relation_of(*state) {
                None => filter.clone(),
                Some(relation) => {
                    let ends = self.links.iter().filter(|(_, (found, _))| *found == relation);
                    Filter::Ids(ends.flat_map(|((one, other, _), _)| [self.met[*one], self.met[*other]]).collect())
                }
            },
            Filter::Accession(number) => {
                let operations = self.accessions.get(number).map_or(&[][..], |found| found.operations.as_slice());
                let own = self.log.iter().filter(|logged| operations.contains(&logged.operation));
                let added = own.filter_map(|logged| match &logged.change {
                    Change::AddAsset(snapshot) => Some(snapshot.id),
                    _other => None,
                });
                Filter::Ids(added.collect::<BTreeSet<_>>().into_iter().collect())
            }
            leaf => leaf.clone(),
        }
    }

    /// Assets with all those that links of groups lead to from them.
    fn with_groups(&self, mut found: BTreeSet<AssetId>) -> Vec<AssetId> {
        loop {
            let links = self.links.iter().filter(|(_, (relation, _))| relation.is_of_groups());
            let ends = links.map(|((one, other, _), _)| [self.met[*one], self.met[*other]]);
            let touching: Vec<_> = ends.filter(|ends| ends.iter().any(|end| found.contains(end))).flatten().collect();
            let before = found.len();
            found.extend(touching);
            if found.len() == before {
                return found.into_iter().collect();
            }
        }
    }
}
