//! Names given: the first number for which every file of a shot can have its name in every target, and then the renames. What
//! another run placed and could not record is found there and taken as placed.
use super::carry::{Brought, Landing, Member};
use super::naming::{Names, ShotName};
use super::target::{Placed, Seen, Waiting};
use super::{Intake, Planned};
use crate::asset::template::Turn;
use crate::asset::{
    Asset, AssetId, Cataloguing, FilePath, Holding, HoldingState, Problem, ProblemKind, Role, Snapshot, Stat, Version,
};
use crate::librarian::error::LibrarianError;

/// How many numbers are tried for a name.
const MOST_NUMBERS: u32 = 100_000;

/// Something that was placed, and can be taken back until all of its shot is.
struct Done {
    member: usize,
    target: usize,
    waiting: Waiting,
    relative: Vec<u8>,
}

impl Intake<'_, '_> {
    /// Gives the files of a shot their names, all of them or none.
    pub(super) fn place(
        &mut self,
        planned: &Planned,
        brought: &mut [(usize, Brought)],
    ) -> Result<Result<(), Problem>, LibrarianError> {
        let is_wanted = |member: &Member| member.landings.iter().any(is_to_be_named);
        if !brought.iter().flat_map(|(_, brought)| &brought.members).any(is_wanted) {
            return Ok(Ok(()));
        }
        let Some(name) = self.name(planned, brought) else {
            return Ok(Err(Problem::new(ProblemKind::Refused, "its name would be too long; see --name")));
        };
        let sources: Vec<Vec<FilePath>> = brought
            .iter()
            .map(|(_, brought)| brought.members.iter().map(|member| member.path.clone()).collect())
            .collect();
        let sidecars: Vec<Vec<&[u8]>> =
            sources.iter().map(|unit| unit.iter().skip(1).map(FilePath::name).collect()).collect();
        let names: Vec<Names<'_>> = sources
            .iter()
            .zip(&sidecars)
            .map(|(unit, sidecars)| Names { main: unit.first().map_or(&[][..], FilePath::name), sidecars })
            .collect();
        let mut members: Vec<&mut Member> =
            brought.iter_mut().flat_map(|(_, brought)| brought.members.iter_mut()).collect();
        let key = name.key();
        let first = self.numbers.get(&key).copied().unwrap_or(1);
        for number in first..MOST_NUMBERS {
            let paths = name.paths(number, &names);
            match self.try_names(&mut members, &paths)? {
                Ok(true) => {
                    if number > 1 {
                        self.numbers.insert(key, number);
                    }
                    return Ok(Ok(()));
                }
                Ok(false) => {}
                Err(problem) => return Ok(Err(problem)),
            }
        }
        Ok(Err(Problem::new(ProblemKind::Unwritable, "every name for it is taken")))
    }

    fn name(&self, planned: &Planned, brought: &[(usize, Brought)]) -> Option<ShotName> {
        let of_lead = brought.iter().find(|(unit, _)| *unit == planned.lead).or_else(|| brought.first());
        let main = of_lead.and_then(|(_, brought)| brought.members.first())?;
        if let Some(Landing::Held { path, .. }) = main.landings.first()
            && let Some(relative) = self.below(0, path)
        {
            return Some(ShotName::like(&relative));
        }
        let endings = brought.iter().flat_map(|(_, brought)| &brought.members).map(|member| {
            let name = member.path.name();
            let stem = crate::asset::sidecar::stem(main.path.name());
            if name.starts_with(stem) { name.len() - stem.len() } else { crate::librarian::names::NAME_BYTES / 4 }
        });
        let longest = endings.max().unwrap_or(0);
        let turn = Turn { counter: self.counter, source_folder: &planned.source_folder };
        let name = ShotName::of(&self.request.name, &self.as_asset(main)?, main.path.name(), turn, longest);
        Some(name).filter(ShotName::is_usable)
    }

    /// The asset that a file will be, with what is stated of it at the door, still under its path in the source.
    fn as_asset(&self, main: &Member) -> Option<Asset> {
        let super::carry::Said::Main(examined) = &main.said else { return None };
        let (digest, stat) = (examined.digest, main.look.stat);
        let version = Version { number: 1, digest, essence: examined.essence, size: stat.size };
        let holding = Holding {
            path: main.path.clone(),
            volume: String::new(),
            role: Role::Original,
            state: HoldingState::Present,
            stat,
            digest,
            version: 1,
        };
        let mut snapshot = Snapshot {
            id: AssetId::of(&digest),
            accessioned: self.run.request.act.at.clone(),
            versions: vec![(version, examined.reading.clone())],
            holdings: vec![holding],
            cataloguing: Cataloguing::default(),
        };
        snapshot.cataloguing = self.run.request.enrichment.of(&snapshot).cataloguing;
        snapshot.asset()
    }

    /// What of a path lies below a target.
    pub(super) fn below(&self, target: usize, path: &FilePath) -> Option<Vec<u8>> {
        let folder = &self.targets.get(target)?.path;
        let inside = path.0.get(folder.0.len()..).filter(|_| path.is_under(folder))?;
        Some(inside.strip_prefix(b"/").unwrap_or(inside).to_vec())
    }

    /// Whether all files of a shot could have these names, and have them now.
    fn try_names(
        &mut self,
        members: &mut [&mut Member],
        paths: &[Vec<u8>],
    ) -> Result<Result<bool, Problem>, LibrarianError> {
        let mut seen = Vec::new();
        for (at, (member, path)) in members.iter().zip(paths).enumerate() {
            let wanted = member.landings.iter().enumerate().filter(|(_, landing)| is_to_be_named(landing));
            for (target, _) in wanted {
                match self.look(target, path, member)? {
                    Seen::Other => return Ok(Ok(false)),
                    found => seen.push((at, target, found)),
                }
            }
        }
        let mut done = Vec::new();
        for (at, target, found) in seen {
            match self.settle_name(members, paths, (at, target), found, &mut done) {
                Ok(true) => {}
                Ok(false) => return Ok(self.take_all_back(members, done).map(|()| false)),
                // Without the first copy there is none that counts; a further one is missed by its file alone.
                Err(problem) if target == 0 => {
                    return Ok(Err(self.take_all_back(members, done).err().unwrap_or(problem)));
                }
                Err(problem) => members[at].landings[target] = Landing::Failed(problem),
            }
        }
        Ok(Ok(true))
    }

    fn look(&self, target: usize, relative: &[u8], member: &Member) -> Result<Seen, LibrarianError> {
        let Some(place) = self.targets.get(target) else { return Ok(Seen::Other) };
        // A name that the catalogue holds for other content, though the file is lost or offline, is not another's.
        let held = self.run.deposit.find_path(&place.path.join(relative))?;
        if held.is_some_and(|(_, held)| held.digest != member.digest) {
            return Ok(Seen::Other);
        }
        match self.claimed.get(&(target, relative.to_ascii_lowercase())) {
            Some(digest) if *digest == member.digest => return Ok(Seen::Same(member.look.stat)),
            Some(_) => return Ok(Seen::Other),
            None => {}
        }
        let seen = place.look(relative, &member.digest, member.look.stat.size, self.proof);
        // A second name of the source itself is no copy of it.
        let is_the_source =
            |stat: &Stat| (stat.device, stat.inode) == (member.look.stat.device, member.look.stat.inode);
        Ok(match seen {
            Seen::Same(stat) if is_the_source(&stat) => Seen::Other,
            seen => seen,
        })
    }

    fn settle_name(
        &mut self,
        members: &mut [&mut Member],
        paths: &[Vec<u8>],
        (at, target): (usize, usize),
        found: Seen,
        done: &mut Vec<Done>,
    ) -> Result<bool, Problem> {
        let (relative, member) = (&paths[at], &mut members[at]);
        let path = self.targets[target].path.join(relative);
        let landing = std::mem::replace(&mut member.landings[target], Landing::Planned);
        let mut waiting = match landing {
            Landing::Waits(waiting) => waiting,
            other => {
                self.run.planned.insert(path.clone());
                member.landings[target] = match other {
                    Landing::Planned => Landing::Lies { path, stat: member.look.stat, is_proven: false },
                    other => other,
                };
                self.claimed.insert((target, relative.to_ascii_lowercase()), member.digest);
                return Ok(true);
            }
        };
        let folder = FilePath([b"/", relative.as_slice()].concat()).folder().0;
        self.unsynced.borrow_mut()[target].insert(folder.strip_prefix(b"/").unwrap_or(&folder).to_vec());
        if let Seen::Same(stat) = found {
            let is_proven = self.proof != super::Proof::Off;
            member.landings[target] = Landing::Lies { path, stat, is_proven };
            return Ok(true);
        }
        match self.targets[target].place(&mut waiting, relative) {
            Ok(Placed::Here) => {
                member.landings[target] = Landing::Lies { path, stat: waiting.stat, is_proven: waiting.is_proven };
                done.push(Done { member: at, target, waiting, relative: relative.clone() });
                Ok(true)
            }
            Ok(Placed::Taken) => {
                member.landings[target] = Landing::Waits(waiting);
                Ok(false)
            }
            Err(problem) => {
                self.targets[target].remember(false);
                Err(problem)
            }
        }
    }

    /// Somebody took a name meanwhile, or the file system thinks two names one: the others are tried anew together.
    fn take_all_back(&self, members: &mut [&mut Member], done: Vec<Done>) -> Result<(), Problem> {
        let mut trouble = Ok(());
        for Done { member, target, mut waiting, relative } in done {
            match self.targets[target].take_back(&mut waiting, &relative) {
                Ok(()) => members[member].landings[target] = Landing::Waits(waiting),
                Err(problem) => trouble = Err(problem),
            }
        }
        trouble
    }
}

fn is_to_be_named(landing: &Landing) -> bool {
    match landing {
        Landing::Waits(_) | Landing::Planned => true,
        Landing::Lies { .. } | Landing::Held { .. } | Landing::Failed(_) => false,
    }
}
