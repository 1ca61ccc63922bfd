//! What ties two assets to one exposure: a pure function from what is known of both to a relation and its evidence. Ids
//! first; else one stem in one folder, parts that go together, and times that are close. A beginning of a name is nothing.
use crate::asset::sidecar::stem;
use crate::asset::{AssetId, Date, Field, Holding, MediaClass, MediaType, Reading, Role, Value};
use crate::catalog::{ClueKind, Known, Link, Relation, clues};

/// Two files of one press of the button: cameras stamp both with the second that they began with.
const ONE_PRESS: i64 = 2;
/// A Live Photo's film begins before its still and is stamped with its beginning or its end.
const ONE_LIVE_PHOTO: i64 = 5;
/// Live Photos last three seconds; anything this long is a film.
const LONGEST_LIVE_PHOTO: f64 = 10.0;
/// Zones are whole quarters of an hour from UTC, and at most fourteen hours.
const QUARTER: i64 = 15 * 60;
const FARTHEST_ZONE: i64 = 14 * 3600;
/// How evidence that is no id begins.
const STEM: &str = "same stem ";

/// A link to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Tie {
    /// The developed picture, or the film.
    pub from: AssetId,
    /// The raw file, or the still.
    pub to: AssetId,
    /// How the two relate.
    pub relation: Relation,
    /// What shows it, in words.
    pub evidence: String,
}

/// What ties two assets, if anything does. `is_alone` says whether the two are the only ones of their parts that share a
/// stem in a folder: else the stem is no evidence.
pub fn tie(one: &Known, other: &Known, is_alone: bool) -> Option<Tie> {
    let couple = Couple::of(one, other)?;
    let evidence = couple.same_id().or_else(|| couple.same_stem().filter(|_| is_alone))?;
    Some(Tie { from: couple.from.asset, to: couple.to.asset, relation: couple.relation, evidence })
}

/// Whether what is known of two linked assets speaks against their link: the id that bound them is gone, or what else they
/// say differs. That one of them was moved or is missing does not.
pub fn speaks_against(held: &Link, one: &Known, other: &Known) -> bool {
    match Couple::of(one, other) {
        Some(couple) if couple.relation == held.relation => {
            let is_by_stem = held.evidence.starts_with(STEM);
            couple.shared_id(|_| true).is_none() && !(is_by_stem && couple.agrees())
        }
        Some(_) | None => true,
    }
}

/// What part a file can have in a group.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Raw,
    Developed,
    Film,
}

fn part(known: &Known) -> Option<Part> {
    let media = known.reading.description.text(Field::MediaType)?;
    let media = MediaType(media.to_owned().into());
    match (media.as_str(), media.class()) {
        _ if media.is_raw() => Some(Part::Raw),
        ("image/jpeg" | "image/heic" | "image/heif" | "image/heic-sequence" | "image/heif-sequence", _) => {
            Some(Part::Developed)
        }
        (_, MediaClass::Video) => Some(Part::Film),
        (_, MediaClass::Image | MediaClass::Audio | MediaClass::Document | MediaClass::Other) => None,
    }
}

/// Two assets whose parts go together.
struct Couple<'k> {
    relation: Relation,
    from: &'k Known,
    to: &'k Known,
}

impl<'k> Couple<'k> {
    fn of(one: &'k Known, other: &'k Known) -> Option<Couple<'k>> {
        if one.asset == other.asset {
            return None;
        }
        let (relation, from, to) = match (part(one)?, part(other)?) {
            (Part::Developed, Part::Raw) => (Relation::RawJpeg, one, other),
            (Part::Raw, Part::Developed) => (Relation::RawJpeg, other, one),
            (Part::Film, Part::Raw | Part::Developed) => (Relation::LivePhoto, one, other),
            (Part::Raw | Part::Developed, Part::Film) => (Relation::LivePhoto, other, one),
            (Part::Raw, Part::Raw) | (Part::Developed, Part::Developed) | (Part::Film, Part::Film) => return None,
        };
        Some(Couple { relation, from, to })
    }

    /// An id that both carry. That of a document is also carried by every picture that was made of it later, wherever that
    /// was sent: it counts for files that lie side by side or share a stem.
    fn same_id(&self) -> Option<String> {
        let words = match self.shared_id(|kind| kind == ClueKind::Content || self.is_near())? {
            ClueKind::Content => "same content identifier",
            ClueKind::Document => "same original document id",
            ClueKind::Image => "same unique image id",
        };
        Some(words.to_owned())
    }

    fn shared_id(&self, counts: impl Fn(ClueKind) -> bool) -> Option<ClueKind> {
        let (ours, theirs) = (clues(&self.from.reading), clues(&self.to.reading));
        let is_of_this = |kind| match (self.relation, kind) {
            (Relation::LivePhoto, ClueKind::Content) | (Relation::RawJpeg, ClueKind::Document | ClueKind::Image) => {
                true
            }
            (Relation::LivePhoto, ClueKind::Document | ClueKind::Image)
            | (Relation::RawJpeg, ClueKind::Content)
            | (Relation::SameEssence, _) => false,
        };
        let mut shared = ours.into_iter().filter(|clue| theirs.contains(clue)).map(|clue| clue.kind);
        shared.find(|kind| is_of_this(*kind) && counts(*kind))
    }

    fn is_near(&self) -> bool {
        pairs(self.from, self.to).any(|(one, other)| {
            one.path.folder() == other.path.folder()
                || stem(one.path.name()).eq_ignore_ascii_case(stem(other.path.name()))
        })
    }

    /// One stem in one folder, and nothing that speaks against it.
    fn same_stem(&self) -> Option<String> {
        let (_, twin) = pairs(self.from, self.to).find(|(one, other)| {
            one.path.folder() == other.path.folder()
                && stem(one.path.name()).eq_ignore_ascii_case(stem(other.path.name()))
        })?;
        let words = match self.relation {
            Relation::RawJpeg => self.raw_words()?,
            Relation::LivePhoto => self.live_words()?,
            Relation::SameEssence => return None,
        };
        Some(format!("{STEM}{} and {words}", String::from_utf8_lossy(stem(twin.path.name()))))
    }

    fn raw_words(&self) -> Option<String> {
        let serial = match self.serials() {
            [Some(one), Some(other)] if one != other => return None,
            [Some(one), Some(_)] => format!(", same camera serial {one}"),
            [_, _] => String::new(),
        };
        let times = match self.apart() {
            Some(0) => "captured in the same second".to_owned(),
            Some(seconds) if seconds <= ONE_PRESS => format!("captured {seconds} s apart"),
            Some(_) => return None,
            None => "no time of capture that speaks against it".to_owned(),
        };
        Some(times + &serial)
    }

    fn live_words(&self) -> Option<String> {
        let is_still = part(self.to) == Some(Part::Developed);
        let seconds = self.apart().filter(|seconds| *seconds <= ONE_LIVE_PHOTO && is_still)?;
        let length = length(self.from).filter(|length| *length < LONGEST_LIVE_PHOTO)?;
        let ids = [self.from, self.to].map(|known| content_of(&known.reading));
        let is_another = matches!(&ids, [Some(one), Some(other)] if one != other);
        let times = if seconds == 0 { "in the same second".to_owned() } else { format!("{seconds} s apart") };
        (!is_another).then(|| format!("captured {times}, with a film of {length:.1} s"))
    }

    fn agrees(&self) -> bool {
        match self.relation {
            Relation::RawJpeg => self.raw_words().is_some(),
            Relation::LivePhoto => self.live_words().is_some(),
            Relation::SameEssence => false,
        }
    }

    fn serials(&self) -> [Option<&str>; 2] {
        [self.from, self.to].map(|known| known.reading.description.text(Field::CameraSerial).map(str::trim))
    }

    /// How many seconds lie between the two captures; `None` where one of them is not known that well, and what is known
    /// of it is not another day or hour.
    fn apart(&self) -> Option<i64> {
        let [Some(one), Some(other)] = [self.from, self.to].map(|known| created(&known.reading)) else { return None };
        let [Some(ours), Some(theirs)] = [one, other].map(Date::wall_seconds) else {
            let (one, other) = (one.wall(), other.wall());
            return if one.starts_with(&other) || other.starts_with(&one) { None } else { Some(i64::MAX) };
        };
        let wall = ours.abs_diff(theirs).cast_signed();
        Some(match (one.offset, other.offset) {
            (Some(east), Some(other_east)) => {
                let (ours, theirs) = (ours - i64::from(east) * 60, theirs - i64::from(other_east) * 60);
                ours.abs_diff(theirs).cast_signed()
            }
            // A film's header is in UTC; a still mostly does not say where its clock was set.
            (Some(0), None) | (None, Some(0)) if self.relation == Relation::LivePhoto => but_for_the_zone(wall),
            (_, _) => wall,
        })
    }
}

/// What is left of a difference when the zone, a whole number of quarters of an hour, is taken away.
fn but_for_the_zone(seconds: i64) -> i64 {
    if seconds > FARTHEST_ZONE + ONE_LIVE_PHOTO {
        return seconds;
    }
    let rest = seconds % QUARTER;
    rest.min(QUARTER - rest)
}

/// Every original of one with every original of the other.
fn pairs<'k>(one: &'k Known, other: &'k Known) -> impl Iterator<Item = (&'k Holding, &'k Holding)> {
    let originals = |known: &'k Known| known.holdings.iter().filter(|holding| holding.role == Role::Original);
    originals(one).flat_map(move |ours| originals(other).map(move |theirs| (ours, theirs)))
}

fn content_of(reading: &Reading) -> Option<String> {
    clues(reading).into_iter().find(|clue| clue.kind == ClueKind::Content).map(|clue| clue.id)
}

fn created(reading: &Reading) -> Option<&Date> {
    match reading.description.first(Field::DateCreated)? {
        Value::Date(date) => Some(date),
        Value::Text(_) | Value::Integer(_) | Value::Number(_) | Value::Boolean(_) | Value::Struct(_) => None,
    }
}

fn length(known: &Known) -> Option<f64> {
    known.reading.description.first(Field::Duration).and_then(Value::as_number)
}

#[cfg(test)]
mod tests;
