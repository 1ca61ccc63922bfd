//! What a person wrote of single assets while nobody was kept from changing them: an asset that is not as it was when the
//! writing began is left as it is.
use crate::asset::{Asset, AssetId, Problem, ProblemKind};
use crate::librarian::FieldChange;
use crate::librarian::tag::Editing;
use std::collections::HashMap;

/// Changes by asset: each field with the values that it had, and those that it shall have.
pub struct Drafts(pub HashMap<AssetId, Vec<FieldChange>>);

impl Editing for Drafts {
    fn edited(&self, asset: &Asset) -> Result<Vec<FieldChange>, Problem> {
        let drafts = self.0.get(&asset.id).map_or(&[][..], Vec::as_slice);
        match drafts.iter().find(|draft| asset.description.get(draft.field) != draft.before) {
            None => Ok(drafts.to_vec()),
            Some(draft) => {
                let message = format!("{} was changed meanwhile by something else", draft.field.word());
                Err(Problem::new(ProblemKind::Refused, message))
            }
        }
    }
}
