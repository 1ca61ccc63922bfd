//! What every catalogue keeps of files and snapshots, in which order, and when two of them are the same.
use crate::asset::{AssetId, Cataloguing, Date, Description, FilePath, Holding, Snapshot};
use crate::catalog::CatalogError;
use std::cmp::Ordering;

/// The order of an asset's holdings: originals before sidecars, each by path, then by volume.
pub(crate) fn holding_order(a: &Holding, b: &Holding) -> Ordering {
    (a.role, &a.path, &a.volume).cmp(&(b.role, &b.path, &b.volume))
}

/// A holding as a catalogue keeps it: the device is not kept.
pub(crate) fn kept(holding: &Holding) -> Holding {
    let mut kept = holding.clone();
    kept.stat.device = 0;
    kept
}

/// Whether what is held of a file is what a change was decided on. Which inode it has is no part of it: bytes that were put
/// back have another.
pub(crate) fn is_held_as(held: &Holding, decided: &Holding) -> bool {
    let mut decided = kept(decided);
    decided.stat.inode = held.stat.inode;
    *held == decided
}

/// A path below a mount point, without the slash between; `None` if it does not lie below.
pub(crate) fn below<'a>(path: &'a [u8], mount_point: &FilePath) -> Option<&'a [u8]> {
    let rest = path.strip_prefix(mount_point.0.strip_suffix(b"/").unwrap_or(&mount_point.0))?;
    let below = if rest.is_empty() { rest } else { rest.strip_prefix(b"/")? };
    (!below.starts_with(b"/")).then_some(below)
}

/// The path that lies below a mount point.
pub(crate) fn joined(mount_point: &FilePath, below: &[u8]) -> FilePath {
    let mut path = mount_point.0.strip_suffix(b"/").unwrap_or(&mount_point.0).to_vec();
    if !below.is_empty() || path.is_empty() {
        path.push(b'/');
        path.extend_from_slice(below);
    }
    FilePath(path)
}

/// What the log alone knows of an asset that came: its id, and when.
pub(crate) fn bare(id: AssetId, at: &Date) -> Snapshot {
    Snapshot {
        id,
        accessioned: at.clone(),
        versions: Vec::new(),
        holdings: Vec::new(),
        cataloguing: Cataloguing::default(),
    }
}

/// Whether what is held of an asset is what a removal was decided on. Where the same operation has changed the asset
/// before (an undo takes its holdings away first), only the versions that remain are compared.
pub(crate) fn is_same_but_changed_here(held: &Snapshot, decided: &Snapshot, is_changed_here: bool) -> bool {
    if is_changed_here {
        let digests =
            |snapshot: &Snapshot| -> Vec<_> { snapshot.versions.iter().map(|(version, _)| version.digest).collect() };
        return digests(decided).starts_with(&digests(held));
    }
    let mut holdings: Vec<Holding> = decided.holdings.iter().map(kept).collect();
    holdings.sort_by(holding_order);
    held.accessioned == decided.accessioned
        && held.versions == decided.versions
        && held.cataloguing == decided.cataloguing
        && held.holdings == holdings
}

/// A description with some of its fields as they are `after`, if it has them as they were `before`.
pub(crate) fn exchanged(
    held: &Description,
    before: &Description,
    after: &Description,
) -> Result<Description, CatalogError> {
    let mut exchanged = held.clone();
    for (field, _) in before.iter().chain(after.iter()) {
        if held.get(field) != before.get(field) {
            let sentence = format!("`{}` is not what it was when the change was decided", field.word());
            return Err(CatalogError::Stale(sentence));
        }
        exchanged.set(field, after.get(field).to_vec());
    }
    Ok(exchanged)
}
