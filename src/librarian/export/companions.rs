//! The sidecars that go along with an exported file: called beside it as they were called beside the original, so that
//! every program that found them there finds them again.
use super::{Run, is_there, write_copy};
use crate::asset::holding::extension;
use crate::asset::sidecar::stem;
use crate::asset::{Asset, AssetId, FilePath, Holding, HoldingState, Problem, ProblemKind, Role, SidecarKind};
use crate::librarian::arrival::{Arrived, unwritable};
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
        for name in names(sidecar.path.name(), original.path.name(), relative) {
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

/// The names for a sidecar, the best first; at least one. `relative` is what the original has become.
///
/// What was added to the original's whole name is added to the new one; a sidecar that shared the stem shares the new
/// stem, and where that is taken it names the whole file; a name that Takeout cut is whole again.
pub fn names(sidecar: &[u8], original: &[u8], relative: &[u8]) -> Vec<Vec<u8>> {
    let ending = &sidecar[stem(sidecar).len()..];
    let whole = [relative, ending].concat();
    if let Some(added) = sidecar.get(original.len()..).filter(|added| added.starts_with(b"."))
        && sidecar[..original.len()].eq_ignore_ascii_case(original)
    {
        return vec![[relative, added].concat()];
    }
    if !stem(sidecar).eq_ignore_ascii_case(stem(original)) {
        return vec![whole];
    }
    let name = FilePath(relative.to_vec());
    let length = extension(name.name()).map_or(0, |extension| extension.len() + 1);
    vec![[&relative[..relative.len() - length], ending].concat(), whole]
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

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_sidecar_is_called_beside_the_copy_as_it_was_beside_the_original() {
        for (sidecar, original, relative, expected) in [
            ("a.xmp", "a.jpg", "2024/b.jpg", "2024/b.xmp 2024/b.jpg.xmp"),
            ("A.XMP", "a.jpg", "b.jpg", "b.XMP b.jpg.XMP"),
            ("a.jpg.xmp", "a.jpg", "b.jpg", "b.jpg.xmp"),
            ("a.nef.dop", "a.NEF", "x.y/b.nef", "x.y/b.nef.dop"),
            ("a.jpg.supplemental-metadata.json", "a.jpg", "b.jpg", "b.jpg.supplemental-metadata.json"),
            ("a.jpg(1).json", "a(1).jpg", "b.jpg", "b.jpg.json"),
            ("a.wav", "a.jpg", "b", "b.wav b.wav"),
        ] {
            let found = names(sidecar.as_bytes(), original.as_bytes(), relative.as_bytes());
            let found: Vec<_> = found.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
            assert_eq!(found.join(" "), expected);
        }
    }
}
