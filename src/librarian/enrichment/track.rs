//! Where a picture was made, by a track that somebody recorded on the way: the straight line between the two points around
//! the moment of capture, if they are of one segment and not too far apart in time.
use super::step::Step;
use crate::asset::{Field, MediaClass, MediaType, Problem, ProblemKind, Value};
use crate::container::{TrackLog, TrackPoint};

/// Tracks, and how pictures are matched with them.
#[derive(Clone, Debug)]
pub struct Tracks {
    /// Segments by the moment they begin; each has a point.
    segments: Vec<Vec<TrackPoint>>,
    /// What is added to the moment of capture before it is looked for, in microseconds: how much the camera was slow.
    pub offset: i64,
    /// The longest time between two points that are one way, in microseconds.
    pub gap: i64,
    /// Whether a position that the file has is replaced.
    pub replaces: bool,
}

/// The most points of all tracks together; each is 40 bytes.
const MOST_POINTS: usize = 8_000_000;

impl Tracks {
    /// Tracks without offset, that bridge up to five minutes, for assets that have no position.
    ///
    /// # Errors
    /// A sentence: more points than are kept.
    pub fn new(logs: Vec<TrackLog>) -> Result<Tracks, String> {
        let mut segments: Vec<_> = logs.into_iter().flat_map(|log| log.segments).collect();
        if segments.iter().map(Vec::len).sum::<usize>() > MOST_POINTS {
            return Err(format!("the tracks have more than {MOST_POINTS} points"));
        }
        segments.sort_by_key(|segment| segment.first().map(|point| point.moment));
        Ok(Tracks { segments, offset: 0, gap: 300_000_000, replaces: false })
    }

    pub(super) fn place(&self, step: &mut Step) {
        let has_place =
            [Field::Latitude, Field::Longitude].iter().all(|field| step.asset.description.first(*field).is_some());
        if (has_place && !self.replaces) || !is_captured(step) {
            return;
        }
        match self.found(step) {
            Ok(point) => point.state(step),
            Err(message) => step.problems.push(Problem::new(ProblemKind::Invalid, message)),
        }
    }

    fn found(&self, step: &Step) -> Result<Position, String> {
        let Some(Value::Date(date)) = step.asset.description.first(Field::DateCreated) else {
            return Err("no position from the track: the file says no time of capture".to_owned());
        };
        if date.second.is_none() {
            return Err(format!("no position from the track: `{date}` is not known to the second"));
        }
        let Some(moment) = date.moment() else {
            return Err(format!(
                "no position from the track: `{date}` has no offset from UTC, and no --time-zone says it"
            ));
        };
        let moment = moment.saturating_add(self.offset);
        self.at(moment).ok_or_else(|| format!("no position from the track: it does not cover `{date}`"))
    }

    /// Where the tracks are at a moment; of several, as the one with the closest points says.
    fn at(&self, moment: i64) -> Option<Position> {
        let begun =
            self.segments.partition_point(|segment| segment.first().is_some_and(|first| first.moment <= moment));
        let around = |segment: &Vec<TrackPoint>| {
            let after = segment.partition_point(|point| point.moment < moment);
            let next = segment.get(after)?;
            let last = if next.moment == moment { next } else { segment.get(after.checked_sub(1)?)? };
            (next.moment - last.moment <= self.gap).then_some((*last, *next))
        };
        let ways = self.segments.get(..begun)?.iter().filter_map(around);
        let (last, next) = ways.min_by_key(|(last, next)| next.moment - last.moment)?;
        Some(Position::between(last, next, moment))
    }
}

/// Whether a camera made it: a still or a film.
pub(super) fn is_captured(step: &Step) -> bool {
    let media = step.asset.description.text(Field::MediaType).unwrap_or_default().to_owned();
    match MediaType(media.into()).class() {
        MediaClass::Image | MediaClass::Video => true,
        MediaClass::Audio | MediaClass::Document | MediaClass::Other => false,
    }
}

/// A place on the way.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Position {
    latitude: f64,
    longitude: f64,
    altitude: Option<f64>,
}

impl Position {
    /// On the straight line between two points, across the date line where that is shorter.
    #[allow(clippy::cast_precision_loss)]
    fn between(last: TrackPoint, next: TrackPoint, moment: i64) -> Position {
        let span = next.moment - last.moment;
        let part = if span == 0 { 0.0 } else { (moment - last.moment) as f64 / span as f64 };
        let turn = next.longitude - last.longitude;
        let turn = if turn > 180.0 {
            turn - 360.0
        } else if turn < -180.0 {
            turn + 360.0
        } else {
            turn
        };
        let longitude = last.longitude + turn * part;
        let longitude = if longitude > 180.0 {
            longitude - 360.0
        } else if longitude < -180.0 {
            longitude + 360.0
        } else {
            longitude
        };
        let heights = last.altitude.zip(next.altitude).map(|(low, high)| (f64::from(low), f64::from(high)));
        Position {
            latitude: rounded(last.latitude + (next.latitude - last.latitude) * part, 1e7),
            longitude: rounded(longitude, 1e7),
            altitude: heights.map(|(low, high)| rounded(low + (high - low) * part, 1e2)),
        }
    }

    /// An altitude that the file had beside another position goes with it.
    fn state(self, step: &mut Step) {
        let description = &mut step.asset.description;
        description.set_one(Field::Latitude, Value::Number(self.latitude));
        description.set_one(Field::Longitude, Value::Number(self.longitude));
        description.set(Field::Altitude, self.altitude.map(Value::Number).into_iter().collect());
    }
}

/// A centimetre on the ground is enough; a tenth of a metre of height would be.
fn rounded(number: f64, parts: f64) -> f64 {
    (number * parts).round() / parts
}
