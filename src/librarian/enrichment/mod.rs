//! What is stated of new assets at the door, before anybody has looked at them: a desk's edits, and what follows from clocks,
//! tracks, tables of places and cameras. It knows an asset and what is to be said of it; no catalogue and no file.
mod cameras;
mod clock;
mod gazetteer;
mod shorthand;
mod step;
mod track;

pub use cameras::Cameras;
pub use clock::Clock;
pub use gazetteer::Gazetteer;
pub use track::Tracks;

use crate::asset::{Asset, Cataloguing, Field, Problem, Snapshot};
use crate::librarian::outcome::FieldChange;
use crate::query::{Codes, Edit};
use step::Step;

/// Everything that is stated of a new asset; by default nothing. The same asset is always given the same.
///
/// The steps are made in the order of these fields, and each sees what those before it stated.
#[derive(Default)]
pub struct Enrichment {
    /// How capture dates are put right.
    pub clock: Clock,
    /// Where it was made, by tracks.
    pub tracks: Option<Tracks>,
    /// Which city that is in.
    pub gazetteer: Option<Gazetteer>,
    /// Whose camera made it.
    pub cameras: Option<Cameras>,
    /// Codes that are replaced in the file's own texts.
    pub shorthand: Option<Codes>,
    /// Edits, in order.
    pub edits: Vec<Edit>,
    /// Codes that come to be where a variable of an edit is filled in: `={camera_serial}=`.
    pub late_codes: Option<Codes>,
}

/// What is stated of one asset, and what was wrong with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Enriched {
    /// What is stated.
    pub cataloguing: Cataloguing,
    /// The same as changes of what its files say, in record order.
    pub fields: Vec<FieldChange>,
    /// What did not fit, in order; everything else is stated all the same.
    pub problems: Vec<Problem>,
    /// Sentences that concern the run and not this asset alone: they are told once.
    pub remarks: Vec<String>,
}

impl Enrichment {
    /// What is stated of a new asset.
    pub fn of(&self, snapshot: &Snapshot) -> Enriched {
        let Some(asset) = snapshot.asset().filter(|_| !self.is_empty()) else { return Enriched::default() };
        let mut step = Step::on(&asset);
        self.clock.set(&mut step);
        self.tracks.iter().for_each(|tracks| tracks.place(&mut step));
        let named = self.gazetteer.as_ref().map(|gazetteer| gazetteer.name(&mut step)).unwrap_or_default();
        let found = step.places(&named);
        self.cameras.iter().for_each(|cameras| cameras.credit(&mut step));
        self.shorthand.iter().for_each(|codes| shorthand::expand(codes, &mut step));
        step.edit(&self.edits);
        self.late_codes.iter().for_each(|codes| shorthand::expand_stated(codes, &asset, &mut step));
        step.withdraw_unless_together(&found);
        enriched(&asset, step)
    }

    /// Whether nothing is ever stated.
    pub fn is_empty(&self) -> bool {
        let Enrichment { clock, tracks, gazetteer, cameras, shorthand, edits, late_codes: _ } = self;
        let looks = tracks.is_some() || gazetteer.is_some() || cameras.is_some() || shorthand.is_some();
        !looks && edits.is_empty() && clock.shift.is_none() && clock.zone.is_none()
    }
}

/// What the steps came to, beside what the asset was before them.
fn enriched(before: &Asset, step: Step) -> Enriched {
    let mut enriched = Enriched { problems: step.problems, remarks: step.remarks, ..Enriched::default() };
    for field in Field::ALL {
        let (old, new) = (before.description.get(*field), step.asset.description.get(*field));
        if old != new {
            enriched.cataloguing.state(*field, new.to_vec());
            enriched.fields.push(FieldChange { field: *field, before: old.to_vec(), after: new.to_vec() });
        }
    }
    enriched
}

#[cfg(test)]
mod tests;
