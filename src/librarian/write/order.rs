//! What is to be written of an asset, and where: decided from what the catalogue knows and from the names in its folders,
//! before a file is opened.
use crate::asset::holding::has_extension;
use crate::asset::sidecar::stem;
use crate::asset::{
    AssetId, Description, Field, FilePath, Holding, HoldingState, Origin, Policy, Problem, ProblemKind, Reading, Role,
    SidecarKind, Snapshot, Value, Version,
};
use crate::catalog::Writing;
use crate::librarian::examine::reading_of;
use crate::librarian::merge::in_conflict;
use crate::librarian::outcome::FieldChange;
use crate::librarian::sidecars::is_raw;
use crate::metadata::{is_said_in_xmp, is_sidecar_read};
use std::collections::HashMap;

/// How a sidecar that is made is named. One that is there keeps its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spelling {
    /// `a.xmp`, as Adobe's programs, Capture One and Photo Mechanic write; `a.jpg.xmp` where it would speak for another.
    #[default]
    Stem,
    /// `a.jpg.xmp`, as darktable and digiKam write.
    Whole,
}

impl Spelling {
    /// The spelling that an example shows: `a.xmp` or `a.jpg.xmp`.
    pub fn of_example(example: &str) -> Option<Spelling> {
        match example {
            "a.xmp" => Some(Spelling::Stem),
            "a.jpg.xmp" => Some(Spelling::Whole),
            _ => None,
        }
    }
}

/// A write of one asset's values.
#[derive(Clone, Debug)]
pub struct Order {
    /// The asset.
    pub asset: AssetId,
    /// Its newest version.
    pub version: Version,
    /// What its files say, and said that are lost.
    pub reading: Reading,
    /// What its files say that are there.
    pub said: Description,
    /// Its files.
    pub holdings: Vec<Holding>,
    /// The fields that differ from what its files say, with the values that they are to have.
    pub wishes: Vec<(Field, Vec<Value>)>,
    /// How they are written.
    pub writing: Writing,
    /// The files that carry the newest version, each with its sidecar.
    pub targets: Vec<Target>,
    /// Fields that are not written, since they are in conflict.
    pub conflicts: Vec<Field>,
}

/// A file to be written, or for which its sidecar is.
#[derive(Clone, Debug)]
pub struct Target {
    /// The original.
    pub original: Holding,
    /// The XMP sidecars in its folder that speak for it, the best first.
    pub sidecars: Vec<Holding>,
    /// The sidecar that is made if there is none.
    pub new: FilePath,
    /// What the catalogue still holds there, and of whom: a sidecar that is gone.
    pub lost: Option<(AssetId, Holding)>,
}

impl Order {
    /// What changes, for an outcome: what the files say, and what they are to say.
    pub fn fields(&self) -> Vec<FieldChange> {
        let change = |(field, after): &(Field, Vec<Value>)| FieldChange {
            field: *field,
            before: self.said.get(*field).to_vec(),
            after: after.clone(),
        };
        self.wishes.iter().map(change).collect()
    }
}

/// What the files say that are there, where a sidecar is gone that was heard. Which sidecar said what is not known: one that
/// is there stands for all.
fn said_without_the_lost(snapshot: &Snapshot, reading: &Reading, policy: Policy) -> Option<Description> {
    let is_heard = |holding: &&Holding| {
        holding.role == Role::Sidecar && SidecarKind::of_name(holding.path.name()).is_some_and(is_sidecar_read)
    };
    let mut sidecars = snapshot.holdings.iter().filter(is_heard).peekable();
    let are_lost = sidecars.peek().is_some() && sidecars.all(|holding| holding.state == HoldingState::Missing);
    let own = reading.statements.iter().filter(|statement| statement.origin != Origin::Sidecar).cloned();
    are_lost.then(|| reading_of(own.collect(), policy).description)
}

/// The fields that are stated, of which something else counts than the files say, and that they could say. Where there are
/// any, what only a lost sidecar said is written with them: the catalogue would have it from nowhere else.
fn wishes(snapshot: &Snapshot, reading: &Reading, lost: Option<&Description>) -> Vec<(Field, Vec<Value>)> {
    let Some(asset) = snapshot.asset() else { return Vec::new() };
    let said = lost.unwrap_or(&reading.description);
    // What is in conflict is settled before it is written.
    let open = in_conflict(&snapshot.cataloguing);
    let differs = |field: &Field| said.get(*field) != asset.description.get(*field);
    let is_wished = |field: &Field| is_said_in_xmp(*field) && !open.contains(field) && differs(field);
    let mut fields: Vec<Field> = snapshot.cataloguing.iter().map(|(field, _)| *field).filter(is_wished).collect();
    if lost.is_some() && !fields.is_empty() {
        let others = reading.description.iter().map(|(field, _)| field).filter(is_wished);
        let others: Vec<Field> = others.filter(|field| !fields.contains(field)).collect();
        fields.extend(others);
    }
    fields.into_iter().map(|field| (field, asset.description.get(field).to_vec())).collect()
}

/// What is told of fields that are in conflict.
pub fn unsettled(conflicts: &[Field]) -> Option<Problem> {
    let words: Vec<&str> = conflicts.iter().map(|field| field.word()).collect();
    let message = format!("in conflict, and not written: {}; damson sync --prefer settles it", words.join(", "));
    (!words.is_empty()).then(|| Problem::new(ProblemKind::Conflict, message))
}

/// The order for an asset; `None` where its files say all that counts.
///
/// # Errors
/// Why nothing can be written: no file is there.
pub fn order(
    snapshot: Snapshot,
    writing: Writing,
    spelling: Spelling,
    policy: Policy,
    folders: &mut Folders,
) -> Result<Option<Order>, Box<(Order, Problem)>> {
    let Some((version, reading)) = snapshot.versions.last().cloned() else { return Ok(None) };
    let lost = said_without_the_lost(&snapshot, &reading, policy);
    let wishes = wishes(&snapshot, &reading, lost.as_ref());
    if wishes.is_empty() {
        return Ok(None);
    }
    let conflicts = in_conflict(&snapshot.cataloguing);
    let Snapshot { id: asset, holdings, .. } = snapshot;
    let (said, targets) = (lost.unwrap_or_else(|| reading.description.clone()), Vec::new());
    let mut order = Order { asset, version, reading, said, holdings, wishes, writing, targets, conflicts };
    let newest = |holding: &&Holding| holding.role == Role::Original && holding.digest == order.version.digest;
    let carriers: Vec<Holding> = order.holdings.iter().filter(newest).cloned().collect();
    if let Some(problem) = absence(&carriers) {
        return Err(Box::new((order, problem)));
    }
    for original in carriers.into_iter().filter(|holding| holding.state == HoldingState::Present) {
        let folder = folders.of(&original.path.folder());
        let sidecars = sidecars_of(&original, &order.holdings, folder);
        match new_sidecar(&original, spelling, folder, sidecars.is_empty()) {
            Ok(new) => order.targets.push(Target { original, sidecars, new, lost: None }),
            Err(problem) => return Err(Box::new((order, problem))),
        }
    }
    Ok(Some(order))
}

/// Why none of these files can be written, as far as the catalogue knows.
fn absence(carriers: &[Holding]) -> Option<Problem> {
    if carriers.iter().any(|holding| holding.state == HoldingState::Present) {
        return None;
    }
    Some(match carriers.iter().find(|holding| holding.state == HoldingState::Offline) {
        Some(away) => {
            let message = format!("its volume {} is not there, or not where damson last saw it", away.volume);
            Problem::new(ProblemKind::Vanished, message)
        }
        None => Problem::new(ProblemKind::Vanished, "no file of it is there"),
    })
}

fn sidecars_of(original: &Holding, holdings: &[Holding], folder: &Names) -> Vec<Holding> {
    let beside = |holding: &&Holding| {
        holding.role == Role::Sidecar
            && holding.state == HoldingState::Present
            && SidecarKind::of_name(holding.path.name()) == Some(SidecarKind::Xmp)
            && holding.path.folder() == original.path.folder()
    };
    let own = original.path.name();
    let said = |holding: &Holding| stem(holding.path.name()).to_vec();
    let is_whole = |holding: &Holding| said(holding).eq_ignore_ascii_case(own);
    let is_stem = |holding: &Holding| said(holding).eq_ignore_ascii_case(stem(own));
    let mut found: Vec<Holding> =
        holdings.iter().filter(beside).filter(|holding| is_whole(holding) || is_stem(holding)).cloned().collect();
    // Two copies of one picture in one folder share their asset; each has the sidecar that its own name leads to.
    found.retain(|holding| is_whole(holding) || folder.speaks_for(own));
    found.sort_by_key(|holding| !is_whole(holding));
    found
}

/// Where a sidecar is made.
fn new_sidecar(original: &Holding, spelling: Spelling, folder: &Names, is_wanted: bool) -> Result<FilePath, Problem> {
    let name = original.path.name();
    let spelled = |base: &[u8]| [base, b".xmp"].concat();
    let (short, long) = (spelled(stem(name)), spelled(name));
    if is_wanted && name.eq_ignore_ascii_case(&short) {
        let message = "it is a sidecar that speaks for no file, and is left as it is";
        return Err(Problem::new(ProblemKind::Refused, message));
    }
    let is_short_its_own = folder.speaks_for(name);
    // What lies there and is not known may say anything: neither is it written over nor outspoken by another.
    let mut own = [&short, &long].into_iter().skip(usize::from(!is_short_its_own));
    if let Some(there) = own.find(|own| is_wanted && folder.has(own)) {
        let shown = String::from_utf8_lossy(there).into_owned();
        let message = format!("{shown} lies beside it and is not known: take it in first, with damson ingest");
        return Err(Problem::new(ProblemKind::Refused, message));
    }
    let chosen = if spelling == Spelling::Stem && is_short_its_own { &short } else { &long };
    Ok(original.path.folder().join(chosen))
}

/// The names in the folders that were looked into.
#[derive(Debug, Default)]
pub struct Folders(HashMap<FilePath, Names>);

/// The names in a folder.
#[derive(Debug, Default)]
pub struct Names {
    /// In lower case; by their stems, those that are no sidecars.
    all: std::collections::HashSet<Vec<u8>>,
    by_stem: HashMap<Vec<u8>, Vec<Vec<u8>>>,
}

impl Folders {
    /// Looks into a folder, once.
    pub fn of(&mut self, folder: &FilePath) -> &Names {
        self.0.entry(folder.clone()).or_insert_with(|| Names::in_folder(folder))
    }
}

impl Names {
    /// A folder that cannot be listed has no names: writing in it will tell what is wrong.
    fn in_folder(folder: &FilePath) -> Names {
        let mut names = Names::default();
        let entries = std::fs::read_dir(folder.to_path()).into_iter().flatten().flatten();
        for entry in entries {
            let name = std::os::unix::ffi::OsStrExt::as_bytes(entry.file_name().as_os_str()).to_ascii_lowercase();
            if !has_extension(&name, &["xmp", "aae", "on1", "dop", "pp3", "json", "thm"]) {
                names.by_stem.entry(stem(&name).to_vec()).or_default().push(name.clone());
            }
            names.all.insert(name);
        }
        names
    }

    fn has(&self, name: &[u8]) -> bool {
        self.all.contains(&name.to_ascii_lowercase())
    }

    /// Whether `a.xmp` speaks for this file: no other has its stem, or it is the one raw file that has.
    fn speaks_for(&self, name: &[u8]) -> bool {
        let name = name.to_ascii_lowercase();
        let sharing = self.by_stem.get(stem(&name)).map_or(&[][..], Vec::as_slice);
        let raws = sharing.iter().filter(|other| is_raw(other)).count();
        sharing.len() <= 1 || (raws == 1 && is_raw(&name))
    }
}
