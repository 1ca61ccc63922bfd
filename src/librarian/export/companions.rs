//! The sidecars that go along with an exported file: called beside it as they were called beside the original, so that
//! every program that found them there finds them again.
use super::{Run, is_there, write_copy};
use crate::asset::{Asset, AssetId, Holding, HoldingState, Problem, ProblemKind, Role, SidecarKind};
use crate::librarian::arrival::{Arrived, unwritable};
use crate::librarian::names::sidecar_names;
use crate::librarian::outcome::{Outcome, OutcomeKind};

impl Run<'_> {
    /// The sidecars that go along: those beside the original; of XMP none where a packet with the effective values is
    /// written in its place.
    pub(super) fn own_sidecars<'a>(&self, asset: &'a Asset, original: &Holding) -> Vec<&'a Holding> {
        let (wanted, folder, is_written) =
            (self.request.with_own_sidecars, original.path.folder(), self.request.with_sidecars);
        let goes = |held: &&Holding| {
            held.role == Role::Sidecar
                && held.state == HoldingState::Present
                && held.path.folder() == folder
                && !(is_written && SidecarKind::of_name(held.path.name()) == Some(SidecarKind::Xmp))
        };
        asset.holdings.iter().filter(|_| wanted).filter(goes).collect()
    }

    pub(super) fn own_sidecar(
        &mut self,
        asset: &Asset,
        sidecar: &Holding,
        original: &Holding,
        relative: &[u8],
    ) -> Result<Outcome, Problem> {
        let Some(destination) = self.destination.as_mut() else {
            return Err(Problem::new(ProblemKind::Internal, "a preview writes nothing"));
        };
        for name in sidecar_names(sidecar.path.name(), original.path.name(), relative) {
            let kind = if is_there(destination, &name, &sidecar.digest) {
                OutcomeKind::Unchanged
            } else {
                let written = write_copy(destination, sidecar, &name, &self.request.stop)?;
                match destination.place(written)? {
                    Arrived::Placed => OutcomeKind::Exported,
                    Arrived::Taken(written) => {
                        written.discard();
                        continue;
                    }
                }
            };
            self.ledger.add(&sidecar.digest, &name).map_err(|error| unwritable(&error))?;
            let path = Some(destination.path_of(&name));
            return Ok(Outcome { path, ..outcome(asset.id, sidecar, kind) });
        }
        Err(Problem::new(ProblemKind::Unwritable, "both names for it are taken"))
    }
}

/// What became of a sidecar.
pub fn outcome(id: AssetId, sidecar: &Holding, kind: OutcomeKind) -> Outcome {
    Outcome {
        id: Some(id),
        change: Some("sidecar"),
        from: Some(sidecar.path.clone()),
        digest: Some(sidecar.digest),
        ..Outcome::new("export", kind)
    }
}
