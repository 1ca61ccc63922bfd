//! What a worker does for one order: the new bytes of each file, written beside it; and, when they are on the medium, read
//! again and compared with what was wished. It changes nothing that anybody else can see.
use super::compose::{self, Composed};
use super::order::{Order, Target, unsettled};
use crate::asset::{
    Description, Digest, Field, FilePath, Holding, HoldingState, Origin, Policy, Problem, ProblemKind, Reading, Role,
    SidecarKind, Stat, Statement, Value,
};
use crate::catalog::Writing;
use crate::container::Source;
use crate::fixity;
use crate::librarian::arrival::unwritable;
use crate::librarian::examine::{Examined, ExaminedSidecar, WHOLE, examine_as, examine_sidecar, reading_of};
use crate::librarian::file::{OrdinaryFile, unreadable};
use crate::librarian::replacement::{Replacement, Times};
use crate::metadata::{PacketPlace, edit_packet, is_sidecar_read};
use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicBool, AtomicU64};

/// What every worker needs to know.
pub struct Desk<'d> {
    /// How statements are weighed.
    pub policy: Policy,
    /// Whether IIM is made where a file has none.
    pub always_iim: bool,
    /// Whether nothing is written.
    pub dry_run: bool,
    /// Tells temporary files apart.
    pub names: &'d AtomicU64,
    /// Becomes true when the run is to stop.
    pub stop: &'d AtomicBool,
}

/// A file that is to be exchanged.
#[derive(Debug)]
pub struct Part {
    /// Where it is.
    pub path: FilePath,
    /// Whether it is a sidecar.
    pub is_sidecar: bool,
    /// The volume that it lies on.
    pub volume: String,
    /// What is held of it; `None` for a new sidecar.
    pub held: Option<Holding>,
    /// What lies there now.
    pub found: Option<Stat>,
    /// What it is to be; `None` in a dry run.
    pub replacement: Option<Replacement>,
}

/// All the files of an order, and what the sidecars beside them say that stay as they are.
#[derive(Debug, Default)]
pub struct Prepared {
    /// Those that change.
    pub parts: Vec<Part>,
    /// What was not done as it should be: texts that do not fit their place.
    pub notes: Vec<Problem>,
    /// What sidecars that stay as they are say.
    others: Vec<(FilePath, Vec<Statement>)>,
}

/// A file that was written and read again.
#[derive(Debug)]
pub struct Proof {
    /// Of its bytes.
    pub digest: Digest,
    /// Of its essence; for an original.
    pub essence: Option<Digest>,
}

/// An order whose files were written and read again.
#[derive(Debug)]
pub struct Proven {
    /// By part.
    pub proofs: Vec<Proof>,
    /// What the asset's files say when all is in its place.
    pub reading: Reading,
}

/// Writes an order's files beside their places.
///
/// # Errors
/// Why it cannot be done; nothing is left behind then.
pub fn prepare(order: &Order, desk: &Desk<'_>, buffer: &mut Vec<u8>) -> Result<Prepared, Problem> {
    let mut prepared = Prepared { notes: unsettled(&order.conflicts).into_iter().collect(), ..Prepared::default() };
    let ended = order.targets.iter().try_for_each(|target| prepare_target(order, target, desk, buffer, &mut prepared));
    ended.and_then(|()| read_others(order, desk, buffer, &mut prepared)).map(|()| prepared)
}

fn prepare_target(
    order: &Order,
    target: &Target,
    desk: &Desk<'_>,
    buffer: &mut Vec<u8>,
    prepared: &mut Prepared,
) -> Result<(), Problem> {
    let is_embedded = order.writing != Writing::Sidecar && embed(order, target, desk, buffer, prepared)?;
    match (is_embedded, target.sidecars.split_first()) {
        (false, Some((first, others))) => {
            edit_sidecar(first, &order.wishes, desk, buffer, prepared)?;
            // One that is heard after the first must not contradict it.
            others.iter().try_for_each(|other| agree(other, order, desk, buffer, prepared))
        }
        (false, None) => make_sidecar(target, &order.wishes, desk, prepared),
        (true, _) => target.sidecars.iter().try_for_each(|sidecar| agree(sidecar, order, desk, buffer, prepared)),
    }
}

/// Writes into the file itself; `false` where its values belong into a sidecar.
fn embed(
    order: &Order,
    target: &Target,
    desk: &Desk<'_>,
    buffer: &mut Vec<u8>,
    prepared: &mut Prepared,
) -> Result<bool, Problem> {
    let original = &target.original;
    if !compose::may_hold(&order.reading) {
        return Ok(false);
    }
    if order.version.essence == order.version.digest {
        // What cannot be told apart from its metadata cannot be shown to have stayed.
        let message = "into a sidecar, as the essence of the file cannot be told from its metadata";
        prepared.notes.push(Problem::new(ProblemKind::Unsupported, message));
        return Ok(false);
    }
    let file = OrdinaryFile::open(&original.path, desk.stop)?;
    may_be_written(&file)?;
    if file.stat().size > WHOLE {
        if buffer.len() < fixity::BUFFER {
            buffer.resize(fixity::BUFFER, 0);
        }
        let digest = file.digest(buffer).map_err(|error| unreadable(&error))?;
        return embed_into(&file, &file, digest, order, original, desk, prepared);
    }
    // Read once: everything else looks at it in memory.
    let bytes = file.read_whole(buffer).map_err(|error| unreadable(&error))?;
    embed_into(&file, &bytes, fixity::of_bytes(bytes), order, original, desk, prepared)
}

/// Writes into a file of which the bytes were read, if they are those that are held.
fn embed_into(
    file: &OrdinaryFile<'_>,
    source: &dyn Source,
    digest: Digest,
    order: &Order,
    original: &Holding,
    desk: &Desk<'_>,
    prepared: &mut Prepared,
) -> Result<bool, Problem> {
    if digest != original.digest {
        return Err(changed());
    }
    if let Some(problem) = file.instability() {
        return Err(problem);
    }
    let composed = compose::embedded(source, original.path.name(), &order.wishes, order.writing, desk.always_iim);
    let (pieces, notes) = match composed {
        Ok(Composed::Same) => return Ok(true),
        Ok(Composed::ForSidecar) => return Ok(false),
        Ok(Composed::Pieces { pieces, notes }) => (pieces, notes),
        // What the file cannot take safely, its sidecar can.
        Err(problem) if problem.kind != ProblemKind::Unreadable => {
            let message = format!("into a sidecar, as the file cannot be written safely: {}", problem.message);
            prepared.notes.push(Problem::new(problem.kind, message));
            return Ok(false);
        }
        Err(problem) => return Err(problem),
    };
    prepared.notes.extend(notes);
    let replacement = (!desk.dry_run).then(|| {
        Replacement::write(&original.path, Some((file.inner(), Times::Kept)), desk.names, &mut |to| {
            compose::write_pieces(source, &pieces, to)
        })
    });
    prepared.parts.push(Part {
        path: original.path.clone(),
        is_sidecar: false,
        volume: original.volume.clone(),
        held: Some(original.clone()),
        found: Some(file.stat()),
        replacement: replacement.transpose()?,
    });
    Ok(true)
}

fn changed() -> Problem {
    Problem::new(ProblemKind::Refused, "it was changed since it was last read: damson sync takes that in first")
}

/// A file that its owner may not write is left alone, whoever may exchange it.
fn may_be_written(file: &OrdinaryFile<'_>) -> Result<(), Problem> {
    let permissions = file.inner().metadata().map_err(|error| unreadable(&error))?.permissions();
    if permissions.mode() & 0o222 == 0 {
        return Err(Problem::new(ProblemKind::Unwritable, "the file is read-only"));
    }
    Ok(())
}

/// Edits a sidecar that is there.
fn edit_sidecar(
    held: &Holding,
    wishes: &[(Field, Vec<Value>)],
    desk: &Desk<'_>,
    buffer: &mut Vec<u8>,
    prepared: &mut Prepared,
) -> Result<(), Problem> {
    let file = OrdinaryFile::open(&held.path, desk.stop)?;
    may_be_written(&file)?;
    let old = file.read_whole(buffer).map_err(|error| unreadable(&error))?;
    if fixity::of_bytes(old) != held.digest {
        return Err(changed());
    }
    let new = edit_packet(Some(old), wishes, PacketPlace::Sidecar)?;
    if new == old {
        let (statements, _) = crate::metadata::read_sidecar(SidecarKind::Xmp, old);
        prepared.others.push((held.path.clone(), statements));
        return Ok(());
    }
    let like = Some((file.inner(), Times::New));
    let part = sidecar_part(&held.path, held.volume.clone(), like, &new, desk)?;
    prepared.parts.push(Part { held: Some(held.clone()), found: Some(file.stat()), ..part });
    Ok(())
}

/// Edits a sidecar where it says something else than is wished; what it does not speak of, it need not say.
fn agree(
    held: &Holding,
    order: &Order,
    desk: &Desk<'_>,
    buffer: &mut Vec<u8>,
    prepared: &mut Prepared,
) -> Result<(), Problem> {
    let said = examine_sidecar(&held.path, buffer, desk.stop)?.statements;
    let speaks_of = |field: Field| said.iter().any(|statement| statement.field == Some(field));
    let wishes: Vec<_> = order.wishes.iter().filter(|(field, _)| speaks_of(*field)).cloned().collect();
    edit_sidecar(held, &wishes, desk, buffer, prepared)
}

fn make_sidecar(
    target: &Target,
    wishes: &[(Field, Vec<Value>)],
    desk: &Desk<'_>,
    prepared: &mut Prepared,
) -> Result<(), Problem> {
    let wishes: Vec<_> = wishes.iter().filter(|(_, values)| !values.is_empty()).cloned().collect();
    if wishes.is_empty() {
        let message = "a sidecar cannot take back what the file itself says: --embed can";
        prepared.notes.push(Problem::new(ProblemKind::Refused, message));
        return Ok(());
    }
    let new = edit_packet(None, &wishes, PacketPlace::Sidecar)?;
    let part = sidecar_part(&target.new, target.original.volume.clone(), None, &new, desk)?;
    prepared.parts.push(part);
    Ok(())
}

fn sidecar_part(
    path: &FilePath,
    volume: String,
    like: Option<(&std::fs::File, Times)>,
    new: &[u8],
    desk: &Desk<'_>,
) -> Result<Part, Problem> {
    let fill = &mut |to: &mut dyn std::io::Write| to.write_all(new).map_err(|error| unwritable(&error));
    let replacement = (!desk.dry_run).then(|| Replacement::write(path, like, desk.names, fill)).transpose()?;
    Ok(Part { path: path.clone(), is_sidecar: true, volume, held: None, found: None, replacement })
}

/// Reads the sidecars that stay as they are, of kinds that say something: what an asset's files say is made of all of them.
fn read_others(order: &Order, desk: &Desk<'_>, buffer: &mut Vec<u8>, prepared: &mut Prepared) -> Result<(), Problem> {
    let is_told = |path: &FilePath, prepared: &Prepared| {
        prepared.parts.iter().any(|part| part.path == *path) || prepared.others.iter().any(|(told, _)| told == path)
    };
    for held in order.holdings.iter().filter(|held| held.role == Role::Sidecar && held.state == HoldingState::Present) {
        let is_read = SidecarKind::of_name(held.path.name()).is_some_and(is_sidecar_read);
        if is_read && !is_told(&held.path, prepared) {
            let ExaminedSidecar { digest, statements, .. } = examine_sidecar(&held.path, buffer, desk.stop)?;
            if digest != held.digest {
                return Err(changed());
            }
            prepared.others.push((held.path.clone(), statements));
        }
    }
    Ok(())
}

/// Reads again what was written, when it is on the medium: the essence is what it was, and the files say what is wished.
///
/// # Errors
/// `Internal` where they do not; `Unwritable` where the medium lost something; what reading says.
pub fn prove(order: &Order, prepared: &mut Prepared, desk: &Desk<'_>, buffer: &mut Vec<u8>) -> Result<Proven, Problem> {
    let mut proofs = Vec::new();
    let mut own: Option<Examined> = None;
    let mut said: Vec<(FilePath, Vec<Statement>)> = std::mem::take(&mut prepared.others);
    for part in &prepared.parts {
        let Some(replacement) = &part.replacement else { continue };
        let beside = replacement.temporary();
        if part.is_sidecar {
            // A temporary file's name tells no kind: it is read as what it will be.
            let file = OrdinaryFile::open(&beside, desk.stop)?;
            let bytes = file.read_whole(buffer).map_err(|error| unreadable(&error))?;
            let digest = fixity::of_bytes(bytes);
            replacement.compare(&digest)?;
            said.push((part.path.clone(), crate::metadata::read_sidecar(SidecarKind::Xmp, bytes).0));
            proofs.push(Proof { digest, essence: None });
        } else {
            let examined = examine_as(&beside, part.path.name(), desk.policy, buffer, desk.stop)?;
            replacement.compare(&examined.digest)?;
            if examined.essence != order.version.essence {
                return Err(unequal("the essence would not be what it is; the file was left as it is"));
            }
            proofs.push(Proof { digest: examined.digest, essence: Some(examined.essence) });
            own = Some(examined);
        }
    }
    let reading = reading_after(order, own, said, desk.policy);
    prepared.notes.extend(unheard(order, &reading));
    Ok(Proven { proofs, reading })
}

fn unequal(message: &str) -> Problem {
    Problem::new(ProblemKind::Internal, message)
}

/// What the files say together: the original first, then its sidecars, those of its own name first.
fn reading_after(
    order: &Order,
    own: Option<Examined>,
    mut said: Vec<(FilePath, Vec<Statement>)>,
    policy: Policy,
) -> Reading {
    let is_of_file = |statement: &Statement| statement.origin != Origin::Sidecar;
    let mut statements: Vec<Statement> = match own {
        Some(examined) => examined.reading.statements,
        None => order.reading.statements.iter().filter(|statement| is_of_file(statement)).cloned().collect(),
    };
    let names: Vec<&[u8]> = order.targets.iter().map(|target| target.original.path.name()).collect();
    let is_whole = |path: &FilePath| {
        let stem = crate::asset::sidecar::stem(path.name());
        names.iter().any(|name| stem.eq_ignore_ascii_case(name))
    };
    said.sort_by(|(a, _), (b, _)| (!is_whole(a), a).cmp(&(!is_whole(b), b)));
    statements.extend(said.into_iter().flat_map(|(_, said)| said));
    reading_of(statements, policy)
}

/// Wishes that are written and do not count, since the policy hears somebody else first.
fn unheard(order: &Order, reading: &Reading) -> Vec<Problem> {
    let is_unheard = |(field, values): &&(Field, Vec<Value>)| {
        let (said, wished) = (reading.description.get(*field), Description::kept(*field, values));
        said.len() != wished.len() || !said.iter().zip(&wished).all(|(said, wished)| said.same(wished))
    };
    let told = |(field, _): &(Field, Vec<Value>)| {
        let message = format!("{} is written, and other statements of its files are heard before it", field.word());
        Problem::new(ProblemKind::Ambiguous, message)
    };
    order.wishes.iter().filter(is_unheard).map(told).collect()
}
