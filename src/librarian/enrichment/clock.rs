//! The camera's clock: how far it was off, and in which zone it hung. What the file says stays in its statements.
use super::step::Step;
use crate::asset::zone::{Placed, Zone};
use crate::asset::{Date, Field, Problem, ProblemKind, Shift, Value};

/// The fields whose dates a camera's clock makes.
const CAPTURE: [Field; 2] = [Field::DateCreated, Field::DateDigitized];

/// How the capture dates of new assets are put right: moved first, then given an offset.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// How far they are moved.
    pub shift: Option<Shift>,
    /// Where the clock hung; dates that have an offset keep it.
    pub zone: Option<Zone>,
}

impl Clock {
    pub(super) fn set(&self, step: &mut Step) {
        for field in CAPTURE {
            let Some(Value::Date(date)) = step.asset.description.first(field).cloned() else { continue };
            let (put_right, problem) = self.put_right(&date);
            // The two dates are one moment with most cameras: what is wrong with both is told once.
            if let Some(problem) = problem.filter(|problem| !step.problems.contains(problem)) {
                step.problems.push(problem);
            }
            step.asset.description.set_one(field, Value::Date(put_right));
        }
    }

    /// A date put right as far as it can be, and what was wrong with it.
    pub fn put_right(&self, date: &Date) -> (Date, Option<Problem>) {
        let shifted = match self.shift.as_ref().map(|shift| date.shifted(shift)) {
            Some(Err(message)) => return (date.clone(), Some(Problem::new(ProblemKind::Invalid, message))),
            Some(Ok(shifted)) => shifted,
            None => date.clone(),
        };
        let doubtful = |message| (shifted.clone(), Some(Problem::new(ProblemKind::Ambiguous, message)));
        match self.zone.as_ref().map(|zone| zone.placed(&shifted)) {
            Some(Placed::At(placed)) => (placed, None),
            Some(Placed::AsItIs) | None => (shifted, None),
            Some(Placed::Skipped(message) | Placed::Twice(message) | Placed::Odd(message)) => doubtful(message),
        }
    }
}
