//! A volume that is gone for good: its files leave the catalogue, and nothing on the volume is touched.
use super::{Report, as_one, named};
use crate::asset::{AssetId, Holding, Role, Snapshot};
use crate::catalog::{Act, Catalog, Change};
use crate::librarian::deposit::Deposit;
use crate::librarian::error::LibrarianError;
use crate::librarian::volumes::assets_on;

/// What is forgotten.
pub struct Forgetting<'r> {
    /// The volume's name.
    pub name: &'r str,
    /// Whether assets go too that have no file anywhere else.
    pub with_assets: bool,
    /// Whether to only say what would be done.
    pub dry_run: bool,
    /// Who, when.
    pub act: Act,
}

/// Forgets. An asset with files elsewhere loses those on the volume; one that has none elsewhere goes with its volume, or
/// keeps the volume from going.
///
/// # Errors
/// `NotFound` where there is no such volume; `Refused` where assets would have no file left; the catalogue's.
pub fn forget(catalog: &mut dyn Catalog, request: &Forgetting<'_>) -> Result<Report, LibrarianError> {
    let volume = named(&*catalog, request.name)?;
    let assets = assets_on(&*catalog, &volume.name)?;
    let mut counts = Counts::default();
    for asset in &assets {
        let Some(snapshot) = catalog.snapshot(*asset)? else { continue };
        counts.add(&snapshot, &volume.name);
    }
    if counts.orphans > 0 && !request.with_assets {
        return Err(orphaned(&volume.name, counts.orphans));
    }
    let operation = if request.dry_run {
        None
    } else {
        as_one(catalog, &request.act, &mut |deposit| {
            take_away(&assets, &volume.name, deposit)?;
            deposit.record()?;
            deposit.gather(vec![Change::Volume { before: Some(volume.clone()), after: None }], [])
        })?
    };
    let mut report = Report::of("forgotten", &volume, operation, request.dry_run);
    let Counts { files, orphans } = counts;
    report.notices.push(format!("{files} files leave the catalogue, and {orphans} assets with them"));
    Ok(report)
}

#[derive(Default)]
struct Counts {
    files: u64,
    orphans: u64,
}

impl Counts {
    fn add(&mut self, snapshot: &Snapshot, volume: &str) {
        self.files += snapshot.holdings.iter().filter(|holding| holding.volume == volume).count() as u64;
        self.orphans += u64::from(is_orphan(snapshot, volume));
    }
}

/// Whether an asset has no original but on a volume.
fn is_orphan(snapshot: &Snapshot, volume: &str) -> bool {
    let is_elsewhere = |holding: &Holding| holding.role == Role::Original && holding.volume != volume;
    !snapshot.holdings.iter().any(is_elsewhere)
}

fn take_away(assets: &[AssetId], volume: &str, deposit: &mut Deposit<'_>) -> Result<(), LibrarianError> {
    for asset in assets {
        let Some(snapshot) = deposit.catalog().snapshot(*asset)? else { continue };
        let changes = if is_orphan(&snapshot, volume) {
            vec![Change::RemoveAsset(Box::new(snapshot))]
        } else {
            let lost = snapshot.holdings.into_iter().filter(|holding| holding.volume == volume);
            lost.map(|before| Change::Hold { asset: *asset, before: Some(before), after: None }).collect()
        };
        deposit.gather(changes, [])?;
    }
    Ok(())
}

fn orphaned(volume: &str, count: u64) -> LibrarianError {
    let (assets, have) = if count == 1 { ("asset", "has") } else { ("assets", "have") };
    LibrarianError::Refused {
        message: format!("{count} {assets} {have} no file but on volume {volume}"),
        hint: Some(
            "nothing was changed; --with-assets lets them go too, with what is stated of them (undo brings them back)"
                .to_owned(),
        ),
    }
}
