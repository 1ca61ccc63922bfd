//! Renditions of one exposure told from pictures taken one after the other: those that say that they were captured at another
//! time, or by another camera, are of another exposure, however like they look.
use crate::asset::{Asset, Field, Value};
use crate::librarian::duplicates::Alike;

/// What is known of an exposure.
struct Exposure {
    moment: Option<String>,
    serial: Option<String>,
}

impl Exposure {
    fn of(asset: &Asset) -> Exposure {
        let moment = match asset.description.first(Field::DateCreated) {
            // The wall clock to the second: offsets and fractions get lost on the way.
            Some(Value::Date(date)) if date.second.is_some() => date.wall().get(..19).map(str::to_owned),
            _ => None,
        };
        Exposure { moment, serial: asset.description.text(Field::CameraSerial).map(str::to_owned) }
    }

    fn may_be(&self, other: &Exposure) -> bool {
        let differ = |one: &Option<String>, other: &Option<String>| one.is_some() && other.is_some() && one != other;
        !differ(&self.moment, &other.moment) && !differ(&self.serial, &other.serial)
    }
}

/// The members of a star by exposures: each goes to the first that it may be of.
pub(super) fn parted(members: Vec<Alike>) -> Vec<Vec<Alike>> {
    let mut parts: Vec<(Exposure, Vec<Alike>)> = Vec::new();
    for alike in members {
        let exposure = Exposure::of(&alike.asset);
        match parts.iter_mut().find(|(first, _)| first.may_be(&exposure)) {
            Some((_, part)) => part.push(alike),
            None => parts.push((exposure, vec![alike])),
        }
    }
    parts.into_iter().map(|(_, part)| part).collect()
}
