//! Several ways to edit, one after the other: each sees what those before it did. Knows none of them by name.
use crate::asset::{Asset, Problem};
use crate::librarian::FieldChange;
use crate::librarian::tag::Editing;

/// In order.
pub struct Sequence<'e>(pub Vec<Box<dyn Editing + 'e>>);

impl Editing for Sequence<'_> {
    fn edited(&self, asset: &Asset) -> Result<Vec<FieldChange>, Problem> {
        if let [only] = self.0.as_slice() {
            return only.edited(asset);
        }
        let (mut working, mut changes): (Asset, Vec<FieldChange>) = (asset.clone(), Vec::new());
        for editing in &self.0 {
            for change in editing.edited(&working)? {
                working.description.set(change.field, change.after.clone());
                match changes.iter_mut().find(|earlier| earlier.field == change.field) {
                    Some(earlier) => earlier.after = change.after,
                    None => changes.push(change),
                }
            }
        }
        changes.retain(|change| change.before != change.after);
        Ok(changes)
    }
}
