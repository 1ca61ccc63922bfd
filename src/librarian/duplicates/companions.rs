//! The files that speak for one that is given up: which go with it, and which forbid that it goes.
use super::Kind;
use super::act::refused;
use super::resolve::Resolution;
use crate::asset::sidecar::stem;
use crate::asset::{Asset, Holding, HoldingState, Problem, Role, SidecarKind, Snapshot};
use crate::metadata::is_sidecar_read;

/// The sidecars that go with a file: those that would speak for nobody then.
///
/// # Errors
/// `Refused` where one says what would be lost to sight.
pub(super) fn companions(
    row: &Resolution,
    (goes, held): (&Snapshot, &Holding),
    (kept, stays): (&Snapshot, &Holding),
) -> Result<Vec<Holding>, Problem> {
    let (folder, name) = (held.path.folder(), held.path.name());
    let Some(asset) = goes.asset() else { return Ok(Vec::new()) };
    let others: Vec<&Holding> = beside(&asset, held).collect();
    let speaks_for =
        |said: &[u8], name: &[u8]| name.eq_ignore_ascii_case(said) || stem(name).eq_ignore_ascii_case(said);
    let mut going = Vec::new();
    let is_meant = |file: &&Holding| {
        let is_sidecar = file.role == Role::Sidecar && file.state == HoldingState::Present;
        let said = stem(file.path.name());
        let is_others = others.iter().any(|other| speaks_for(said, other.path.name()));
        is_sidecar && file.path.folder() == folder && !is_others && (speaks_for(said, name) || others.is_empty())
    };
    for sidecar in asset.holdings.iter().filter(is_meant) {
        let is_there_too = |file: &Holding| {
            file.role == Role::Sidecar
                && file.state == HoldingState::Present
                && file.digest == sidecar.digest
                && file.path != sidecar.path
                && file.path.folder() == stays.path.folder()
        };
        let is_read = SidecarKind::of_name(sidecar.path.name()).is_some_and(is_sidecar_read);
        let is_kept_elsewhere = kept.holdings.iter().any(is_there_too);
        if !(is_kept_elsewhere || row.kind == Kind::Essence && is_read) {
            let sidecar = String::from_utf8_lossy(sidecar.path.name()).into_owned();
            return Err(refused(&format!("{sidecar} speaks for it, and lies beside no kept file")));
        }
        going.push(sidecar.clone());
    }
    Ok(going)
}

/// The other originals of an asset in a file's folder.
fn beside<'a>(asset: &'a Asset, file: &'a Holding) -> impl Iterator<Item = &'a Holding> {
    let folder = file.path.folder();
    asset.originals().filter(move |other| {
        other.state == HoldingState::Present && other.path != file.path && other.path.folder() == folder
    })
}
