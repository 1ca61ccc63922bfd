//! Which file of a group is kept, by a rule that can be read, and why, in words.
use super::alike::Resemblance;
use super::disk::are_one;
use super::{Alike, Kind, Member, Request, Side};
use crate::asset::{Asset, Field, Holding, Role, Value};
use crate::catalog::meaning::is_in_folder;
use crate::imaging::Fingerprint;
use crate::librarian::protection::Protection;
use std::cmp::{Ordering, Reverse};
use std::rc::Rc;

/// What makes one file better than another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// More fields that describe it.
    Described,
    /// More relations with other assets.
    Related,
    /// A sidecar lies beside it.
    Sidecar,
    /// More pixels.
    Pixels,
    /// More bytes.
    Largest,
    /// Written earlier.
    Oldest,
    /// Written later.
    Newest,
    /// A shorter path.
    Shortest,
    /// It lies in a folder of this name.
    Folder(String),
}

impl Criterion {
    /// The words that name a criterion, but for folders.
    pub const WORDS: [&str; 8] =
        ["described", "related", "sidecar", "pixels", "largest", "oldest", "newest", "shortest"];

    /// The criterion that a word names: one of `WORDS`, or `folder:NAME`.
    pub fn named(word: &str) -> Option<Criterion> {
        Some(match word {
            "described" => Criterion::Described,
            "related" => Criterion::Related,
            "sidecar" => Criterion::Sidecar,
            "pixels" => Criterion::Pixels,
            "largest" => Criterion::Largest,
            "oldest" => Criterion::Oldest,
            "newest" => Criterion::Newest,
            "shortest" => Criterion::Shortest,
            other => {
                let folder = other.strip_prefix("folder:").filter(|folder| !folder.trim_matches('/').is_empty())?;
                Criterion::Folder(folder.to_owned())
            }
        })
    }
}

/// Criteria in order; before them stand protection and the side that others are held against, after them the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule(Vec<Criterion>);

impl Rule {
    /// The rule for a kind, with these criteria before its own.
    pub fn of(kind: Kind, first: Vec<Criterion>) -> Rule {
        use Criterion::{Described, Largest, Oldest, Pixels, Related, Shortest, Sidecar};
        let own = match kind {
            Kind::Exact => vec![Sidecar, Oldest, Shortest],
            Kind::Essence => vec![Described, Related, Sidecar, Largest, Oldest, Shortest],
            Kind::Rendition | Kind::Similar => vec![Pixels, Largest, Described, Related, Sidecar, Oldest, Shortest],
        };
        Rule(first.into_iter().chain(own).collect())
    }
}

/// What speaks for keeping a file.
#[derive(Clone, Debug)]
pub(super) struct Merit {
    pub is_protected: bool,
    pub is_against: bool,
    /// Fields that describe its asset.
    described: usize,
    /// Relations of its asset with others.
    related: usize,
    has_sidecar: bool,
    /// Pixels of its asset.
    pixels: u64,
    print: Option<Rc<Fingerprint>>,
}

impl Merit {
    pub fn of(one: &Alike, file: &Holding, is_against: bool, protection: &Protection) -> Merit {
        let Alike { asset, relations, .. } = one;
        let folder = file.path.folder();
        let is_beside = |other: &Holding| other.role == Role::Sidecar && other.path.folder() == folder;
        Merit {
            is_protected: protection.forbids(&file.path, &file.volume).is_some(),
            is_against,
            described: asset.description.iter().filter(|(field, _)| field.is_descriptive()).count(),
            related: *relations,
            has_sidecar: asset.holdings.iter().any(is_beside),
            pixels: pixels(asset),
            print: one.print.clone(),
        }
    }
}

fn pixels(asset: &Asset) -> u64 {
    let side = |field| match asset.description.first(field) {
        Some(Value::Integer(number)) => u64::try_from(*number).unwrap_or(0),
        _ => 0,
    };
    side(Field::Width).saturating_mul(side(Field::Height))
}

/// A step of a whole rule.
enum Step<'r> {
    Protected,
    Against,
    By(&'r Criterion),
    Path,
}

/// How two files stand to each other: the better one is less.
fn compare(step: &Step<'_>, (merit, one): &(Merit, Member), (other_merit, other): &(Merit, Member)) -> Ordering {
    let first = |one: bool, other: bool| other.cmp(&one);
    match step {
        Step::Protected => first(merit.is_protected, other_merit.is_protected),
        Step::Against => first(merit.is_against, other_merit.is_against),
        Step::Path => one.file.path.cmp(&other.file.path),
        Step::By(criterion) => match criterion {
            Criterion::Described => Reverse(merit.described).cmp(&Reverse(other_merit.described)),
            Criterion::Related => Reverse(merit.related).cmp(&Reverse(other_merit.related)),
            Criterion::Sidecar => first(merit.has_sidecar, other_merit.has_sidecar),
            Criterion::Pixels => Reverse(merit.pixels).cmp(&Reverse(other_merit.pixels)),
            Criterion::Largest => Reverse(one.file.stat.size).cmp(&Reverse(other.file.stat.size)),
            Criterion::Oldest => one.file.stat.modified.cmp(&other.file.stat.modified),
            Criterion::Newest => Reverse(one.file.stat.modified).cmp(&Reverse(other.file.stat.modified)),
            Criterion::Shortest => one.file.path.0.len().cmp(&other.file.path.0.len()),
            Criterion::Folder(folder) => {
                let lies_in = |member: &Member| is_in_folder(&member.file.path.folder().0, folder);
                first(lies_in(one), lies_in(other))
            }
        },
    }
}

/// Puts the file that is kept first, the others after it by merit, and says of each why.
pub(super) fn chosen(mut members: Vec<(Merit, Member)>, request: &Request<'_>) -> Vec<Member> {
    let own = request.rule.0.iter().map(Step::By);
    let steps: Vec<Step> = [Step::Protected, Step::Against].into_iter().chain(own).chain([Step::Path]).collect();
    let order =
        |one: &_, other: &_| steps.iter().fold(Ordering::Equal, |so_far, step| so_far.then(compare(step, one, other)));
    members.sort_by(order);
    let decided = |one: &_, other: &_| steps.iter().find(|step| compare(step, one, other) != Ordering::Equal);
    let [keeper, rest @ ..] = members.as_slice() else { return Vec::new() };
    let mut told = Vec::with_capacity(members.len());
    let is_linked =
        |member: &Member| members.iter().filter(|(_, other)| are_one(&other.file, &member.file)).count() > 1;
    let reason = rest.first().and_then(|second| decided(keeper, second)).map(|step| kept_for(step, keeper, request));
    told.push(Member {
        is_keeper: true,
        is_linked: is_linked(&keeper.1),
        reason: reason.unwrap_or_default(),
        distance: keeper.0.print.as_ref().map(|_| 0),
        ..keeper.1.clone()
    });
    for one in rest {
        let prints = keeper.0.print.as_ref().zip(one.0.print.as_ref());
        let resemblance = prints.and_then(|(kept, other)| Resemblance::of(kept, other));
        let is_another =
            request.kind == Kind::Rendition && resemblance.as_ref().is_some_and(|found| !found.is_rendition);
        let (is_keeper, reason) = if are_one(&one.1.file, &keeper.1.file) {
            (true, "linked: it is the kept file by another name".to_owned())
        } else if one.0.is_protected {
            (true, "protected too".to_owned())
        } else if one.0.is_against {
            (true, "it is on the kept side too".to_owned())
        } else if request.kind != Kind::Exact && one.1.id == keeper.1.id {
            (true, "a copy of the kept file; --exact tells of those".to_owned())
        } else if is_another {
            (true, "of the same picture, but not like the kept file enough".to_owned())
        } else {
            (false, decided(keeper, one).map(|step| let_go_for(step, one, keeper)).unwrap_or_default())
        };
        let distance = resemblance.as_ref().map(|found| found.distance);
        let reason = match resemblance {
            Some(found) if one.1.id != keeper.1.id => format!("{}; {reason}", found.evidence),
            _ => reason,
        };
        told.push(Member { is_keeper, is_linked: is_linked(&one.1), reason, distance, ..one.1.clone() });
    }
    told
}

fn fields(count: usize) -> String {
    if count == 1 { "1 field".to_owned() } else { format!("{count} fields") }
}

fn kept_for(step: &Step<'_>, (merit, _): &(Merit, Member), request: &Request<'_>) -> String {
    match step {
        Step::Protected => "protected".to_owned(),
        Step::Against => match &request.against {
            Some(Side::Under(folder)) => format!("it lies in {}", folder.lossy()),
            Some(Side::Matching(_)) | None => "it matches --against".to_owned(),
        },
        Step::Path => "first by path".to_owned(),
        Step::By(criterion) => match criterion {
            Criterion::Described => format!("best described: {}", fields(merit.described)),
            Criterion::Related => "most related".to_owned(),
            Criterion::Sidecar => "a sidecar lies beside it".to_owned(),
            Criterion::Pixels => "most pixels".to_owned(),
            Criterion::Largest => "largest".to_owned(),
            Criterion::Oldest => "oldest".to_owned(),
            Criterion::Newest => "newest".to_owned(),
            Criterion::Shortest => "shortest path".to_owned(),
            Criterion::Folder(folder) => format!("it lies in {folder}"),
        },
    }
}

fn let_go_for(step: &Step<'_>, (merit, _): &(Merit, Member), (kept, _): &(Merit, Member)) -> String {
    match step {
        Step::Protected => "the kept file is protected".to_owned(),
        Step::Against => "it is there already".to_owned(),
        Step::Path => "its path comes later".to_owned(),
        Step::By(criterion) => match criterion {
            Criterion::Described => format!("{}, not {}", fields(merit.described), kept.described),
            Criterion::Related => "less related".to_owned(),
            Criterion::Sidecar => "no sidecar lies beside it".to_owned(),
            Criterion::Pixels => "fewer pixels".to_owned(),
            Criterion::Largest => "smaller".to_owned(),
            Criterion::Oldest => "newer".to_owned(),
            Criterion::Newest => "older".to_owned(),
            Criterion::Shortest => "longer path".to_owned(),
            Criterion::Folder(folder) => format!("not in {folder}"),
        },
    }
}
