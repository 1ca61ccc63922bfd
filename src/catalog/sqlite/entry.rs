//! Changes as the log stores them: a word for the kind, and JSON that gives the change back exactly. Paths are kept
//! from their volumes' mount points, so that an old change speaks of where a file lies today.
use super::body::{Stored, date, decode, encode};
use super::place::Volumes;
use super::read::{role, state};
use crate::asset::{
    AssetId, Cataloguing, Description, Digest, Field, FilePath, Holding, Policy, Reading, Snapshot, Stat, Statement,
    Value, Version,
};
use crate::catalog::meaning::holding_order;
use crate::catalog::{CatalogError, Change, Disposal, Protected, Relation, Volume, Writing};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};

/// A change that the log does not keep whole: what remains is rebuilt by the caller.
pub(super) enum Entry {
    /// The change.
    Whole(Box<Change>),
    /// An asset came.
    Came,
    /// Something happened; the event is in its own table.
    Happened,
}

/// Bytes that are mostly text.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Bytes {
    /// UTF-8.
    Text(String),
    /// Anything else.
    Other {
        /// In Base64.
        bytes: String,
    },
}

#[derive(Serialize, Deserialize)]
struct HoldingBody {
    volume: i64,
    folder: Bytes,
    name: Bytes,
    role: i64,
    state: i64,
    size: u64,
    modified: i64,
    inode: u64,
    digest: String,
    version: u32,
}

#[derive(Serialize, Deserialize)]
struct VersionBody {
    number: u32,
    digest: String,
    essence: String,
    size: u64,
}

#[derive(Serialize, Deserialize)]
struct ReadingBody<D, S> {
    described: D,
    statements: S,
}

type ReadingIn = ReadingBody<Stored<Description>, Stored<Vec<Statement>>>;

#[derive(Serialize, Deserialize)]
struct SnapshotBody<R, C> {
    accessioned: String,
    versions: Vec<(VersionBody, R)>,
    holdings: Vec<HoldingBody>,
    stated: C,
}

#[derive(Serialize, Deserialize)]
struct VolumeBody {
    name: String,
    identity: String,
    mount_point: Bytes,
    is_online: bool,
    last_seen: String,
}

#[derive(Serialize, Deserialize)]
struct StateBody<V> {
    field: String,
    before: Option<V>,
    after: Option<V>,
}

#[derive(Serialize, Deserialize)]
struct SaveBody {
    name: String,
    before: Option<String>,
    after: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct LinkBody {
    other: String,
    relation: String,
    /// Absent in entries from before links had any.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    evidence: String,
    present: bool,
}

#[derive(Serialize, Deserialize)]
struct TrashBody {
    volume: i64,
    folder: Bytes,
    name: Bytes,
    kept_folder: Bytes,
    kept_name: Bytes,
    digest: String,
    way: String,
    present: bool,
}

#[derive(Serialize, Deserialize)]
struct ProtectBody {
    volume: i64,
    folder: Option<Bytes>,
    present: bool,
}

#[derive(Serialize, Deserialize)]
struct WriteBody {
    volume: i64,
    folder: Bytes,
    name: Bytes,
    before: Option<String>,
    after: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct LetGoBody {
    digest: String,
    at: String,
    agent: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    reason: String,
    present: bool,
}

/// The kind and the body of a change. A holding must be on a known volume.
pub(super) fn write(change: &Change, volumes: &Volumes) -> Result<(&'static str, Option<String>), CatalogError> {
    let holding = |holding: &Option<Holding>| holding.as_ref().map(|holding| holding_out(holding, volumes)).transpose();
    let (kind, body) = match change {
        Change::AddAsset(_) => return Ok(("add-asset", None)),
        Change::Event(_) => return Ok(("event", None)),
        Change::RemoveAsset(snapshot) => ("remove-asset", snapshot_out(snapshot, volumes)?),
        Change::AddVersion { version, reading, .. } => {
            ("add-version", encode(&(version_out(version), reading_out(reading)))?)
        }
        Change::RemoveVersion { version, reading, .. } => {
            ("remove-version", encode(&(version_out(version), reading_out(reading)))?)
        }
        Change::Describe { before, after, .. } => ("describe", encode(&(reading_out(before), reading_out(after)))?),
        Change::Reconcile { version, before, after, .. } => {
            ("reconcile", encode(&(version, Stored(&**before), Stored(&**after)))?)
        }
        Change::Policy { before, after } => ("policy", encode(&(before.word(), after.word()))?),
        Change::Hold { before, after, .. } => ("hold", encode(&(holding(before)?, holding(after)?))?),
        Change::State { field, before, after, .. } => {
            let (before, after) = (before.as_deref().map(Stored), after.as_deref().map(Stored));
            ("state", encode(&StateBody { field: field.word().to_owned(), before, after })?)
        }
        Change::Volume { before, after } => {
            ("volume", encode(&(before.as_ref().map(volume_out), after.as_ref().map(volume_out)))?)
        }
        Change::Save { name, before, after } => {
            let body = SaveBody { name: name.clone(), before: before.clone(), after: after.clone() };
            ("save", encode(&body)?)
        }
        Change::Link { other, relation, evidence, present, .. } => {
            let (other, relation) = (other.to_string(), relation.word().to_owned());
            ("link", encode(&LinkBody { other, relation, evidence: evidence.clone(), present: *present })?)
        }
        Change::Write { path, volume, before, after, .. } => {
            let place = volumes.place_of(path, volume).ok_or_else(|| unknown_volume(volume))?;
            let hex = |digest: &Option<Digest>| digest.map(|digest| digest.hex());
            let (folder, name) = (bytes_out(&place.folder), bytes_out(&place.name));
            let (before, after) = (hex(before), hex(after));
            ("write", encode(&WriteBody { volume: place.volume, folder, name, before, after })?)
        }
        Change::Trash { path, kept, volume, digest, way, present, .. } => {
            let place = |path| volumes.place_of(path, volume).ok_or_else(|| unknown_volume(volume));
            let (at, kept) = (place(path)?, place(kept)?);
            let body = TrashBody {
                volume: at.volume,
                folder: bytes_out(&at.folder),
                name: bytes_out(&at.name),
                kept_folder: bytes_out(&kept.folder),
                kept_name: bytes_out(&kept.name),
                digest: digest.hex(),
                way: way.word().to_owned(),
                present: *present,
            };
            ("trash", encode(&body)?)
        }
        Change::Protect { what: Protected { volume, folder }, present } => {
            let id = volumes.named(volume).ok_or_else(|| unknown_volume(volume))?.id;
            let inside = |folder: &FilePath| volumes.place_of(&folder.join(b"x"), volume);
            let folder = folder.as_ref().and_then(inside).map(|place| bytes_out(&place.folder));
            ("protect", encode(&ProtectBody { volume: id, folder, present: *present })?)
        }
        Change::LetGo { digest, at, agent, reason, present, .. } => {
            let (agent, reason) = (agent.clone(), reason.clone());
            let body = LetGoBody { digest: digest.hex(), at: at.to_string(), agent, reason, present: *present };
            ("let-go", encode(&body)?)
        }
    };
    Ok((kind, Some(body)))
}

/// A change as the log has it.
pub(super) fn read(
    kind: &str,
    asset: Option<AssetId>,
    body: Option<&str>,
    volumes: &Volumes,
) -> Result<Entry, CatalogError> {
    let body = body.unwrap_or("null");
    let asset = || asset.ok_or_else(|| CatalogError::Damaged(format!("a change `{kind}` names no asset")));
    let holding = |holding: Option<HoldingBody>| holding.map(|holding| holding_in(&holding, volumes)).transpose();
    let change = match kind {
        "add-asset" => return Ok(Entry::Came),
        "event" => return Ok(Entry::Happened),
        "remove-asset" => Change::RemoveAsset(Box::new(snapshot_in(asset()?, body, volumes)?)),
        "add-version" => {
            let (version, reading) = decode::<(VersionBody, ReadingIn)>(body)?;
            Change::AddVersion { asset: asset()?, version: version_in(&version)?, reading: reading_in(reading) }
        }
        "remove-version" => {
            let (version, reading) = decode::<(VersionBody, ReadingIn)>(body)?;
            Change::RemoveVersion { asset: asset()?, version: version_in(&version)?, reading: reading_in(reading) }
        }
        "describe" => {
            let (before, after) = decode::<(ReadingIn, ReadingIn)>(body)?;
            let boxed = |reading| Box::new(reading_in(reading));
            Change::Describe { asset: asset()?, before: boxed(before), after: boxed(after) }
        }
        "reconcile" => {
            let (version, before, after) = decode::<(u32, Stored<Description>, Stored<Description>)>(body)?;
            Change::Reconcile { asset: asset()?, version, before: Box::new(before.0), after: Box::new(after.0) }
        }
        "policy" => {
            let (before, after) = decode::<(String, String)>(body)?;
            Change::Policy { before: policy_named(&before)?, after: policy_named(&after)? }
        }
        "hold" => {
            let (before, after) = decode::<(Option<HoldingBody>, Option<HoldingBody>)>(body)?;
            Change::Hold { asset: asset()?, before: holding(before)?, after: holding(after)? }
        }
        "state" => {
            let StateBody { field, before, after } = decode::<StateBody<Vec<Stored<Value>>>>(body)?;
            let values = |values: Option<Vec<Stored<Value>>>| {
                values.map(|values| values.into_iter().map(|Stored(value)| value).collect())
            };
            let field = Field::named(&field).ok_or_else(|| damaged("field", &field))?;
            Change::State { asset: asset()?, field, before: values(before), after: values(after) }
        }
        "volume" => {
            let (before, after) = decode::<(Option<VolumeBody>, Option<VolumeBody>)>(body)?;
            let volume = |volume: Option<VolumeBody>| volume.map(volume_in).transpose();
            Change::Volume { before: volume(before)?, after: volume(after)? }
        }
        "save" => {
            let SaveBody { name, before, after } = decode(body)?;
            Change::Save { name, before, after }
        }
        "link" => {
            let LinkBody { other, relation, evidence, present } = decode(body)?;
            let other = other.parse().map_err(|()| damaged("id", &other))?;
            Change::Link { asset: asset()?, other, relation: relation_named(&relation)?, evidence, present }
        }
        "trash" => {
            let body: TrashBody = decode(body)?;
            let path = |folder: &Bytes, name: &Bytes| volumes.path(body.volume, &bytes_in(folder)?, &bytes_in(name)?);
            Change::Trash {
                asset: asset()?,
                path: path(&body.folder, &body.name)?,
                kept: path(&body.kept_folder, &body.kept_name)?,
                volume: volumes.get(body.volume)?.volume.name.clone(),
                digest: digest_in(&body.digest)?,
                way: Disposal::named(&body.way).ok_or_else(|| damaged("way of letting go", &body.way))?,
                present: body.present,
            }
        }
        "protect" => {
            let ProtectBody { volume, folder, present } = decode(body)?;
            let folder = folder.map(|folder| volumes.folder(volume, &bytes_in(&folder)?)).transpose()?;
            Change::Protect { what: Protected { volume: volumes.get(volume)?.volume.name.clone(), folder }, present }
        }
        "write" => {
            let WriteBody { volume, folder, name, before, after } = decode(body)?;
            let digest = |hex: Option<String>| hex.map(|hex| digest_in(&hex)).transpose();
            Change::Write {
                asset: asset()?,
                path: volumes.path(volume, &bytes_in(&folder)?, &bytes_in(&name)?)?,
                volume: volumes.get(volume)?.volume.name.clone(),
                before: digest(before)?,
                after: digest(after)?,
            }
        }
        "let-go" => {
            let LetGoBody { digest, at, agent, reason, present } = decode(body)?;
            let (digest, at) = (digest_in(&digest)?, date(&at)?);
            Change::LetGo { asset: asset()?, digest, at, agent, reason, present }
        }
        other => return Err(damaged("change", other)),
    };
    Ok(Entry::Whole(Box::new(change)))
}

/// The relation that a word names.
pub(super) fn relation_named(word: &str) -> Result<Relation, CatalogError> {
    Relation::named(word).ok_or_else(|| damaged("relation", word))
}

/// The policy that a word names.
pub(super) fn policy_named(word: &str) -> Result<Policy, CatalogError> {
    Policy::named(word).ok_or_else(|| damaged("policy", word))
}

fn damaged(what: &str, found: &str) -> CatalogError {
    CatalogError::Damaged(format!("`{found}` is stored as a {what}"))
}

/// Bytes, to be stored.
pub(super) fn bytes_out(bytes: &[u8]) -> Bytes {
    match std::str::from_utf8(bytes) {
        Ok(text) => Bytes::Text(text.to_owned()),
        Err(_) => Bytes::Other { bytes: BASE64.encode(bytes) },
    }
}

/// Stored bytes.
pub(super) fn bytes_in(bytes: &Bytes) -> Result<Vec<u8>, CatalogError> {
    match bytes {
        Bytes::Text(text) => Ok(text.clone().into_bytes()),
        Bytes::Other { bytes } => BASE64.decode(bytes).map_err(|_| damaged("path", bytes)),
    }
}

/// The way of writing that a word names.
pub(super) fn writing_named(word: &str) -> Result<Writing, CatalogError> {
    Writing::named(word).ok_or_else(|| damaged("way of writing", word))
}

fn unknown_volume(name: &str) -> CatalogError {
    CatalogError::Stale(format!("the volume `{name}` is not known"))
}

fn holding_out(holding: &Holding, volumes: &Volumes) -> Result<HoldingBody, CatalogError> {
    let place = volumes.place(holding).ok_or_else(|| unknown_volume(&holding.volume))?;
    Ok(HoldingBody {
        volume: place.volume,
        folder: bytes_out(&place.folder),
        name: bytes_out(&place.name),
        role: holding.role as i64,
        state: holding.state as i64,
        size: holding.stat.size,
        modified: holding.stat.modified,
        inode: holding.stat.inode,
        digest: holding.digest.hex(),
        version: holding.version,
    })
}

fn holding_in(body: &HoldingBody, volumes: &Volumes) -> Result<Holding, CatalogError> {
    Ok(Holding {
        path: volumes.path(body.volume, &bytes_in(&body.folder)?, &bytes_in(&body.name)?)?,
        volume: volumes.get(body.volume)?.volume.name.clone(),
        role: role(body.role)?,
        state: state(body.state)?,
        stat: Stat { size: body.size, modified: body.modified, inode: body.inode, device: 0 },
        digest: digest_in(&body.digest)?,
        version: body.version,
    })
}

/// A stored digest.
pub(super) fn digest_in(hex: &str) -> Result<Digest, CatalogError> {
    hex.parse().map_err(|()| damaged("digest", hex))
}

fn version_out(version: &Version) -> VersionBody {
    let Version { number, digest, essence, size } = version;
    VersionBody { number: *number, digest: digest.hex(), essence: essence.hex(), size: *size }
}

fn version_in(body: &VersionBody) -> Result<Version, CatalogError> {
    let (digest, essence) = (digest_in(&body.digest)?, digest_in(&body.essence)?);
    Ok(Version { number: body.number, digest, essence, size: body.size })
}

fn reading_out(reading: &Reading) -> ReadingBody<Stored<&Description>, Stored<&[Statement]>> {
    ReadingBody { described: Stored(&reading.description), statements: Stored(reading.statements.as_slice()) }
}

fn reading_in(body: ReadingIn) -> Reading {
    Reading { description: body.described.0, statements: body.statements.0 }
}

fn snapshot_out(snapshot: &Snapshot, volumes: &Volumes) -> Result<String, CatalogError> {
    encode(&SnapshotBody {
        accessioned: snapshot.accessioned.to_string(),
        versions: snapshot
            .versions
            .iter()
            .map(|(version, reading)| (version_out(version), reading_out(reading)))
            .collect(),
        holdings: snapshot.holdings.iter().map(|holding| holding_out(holding, volumes)).collect::<Result<_, _>>()?,
        stated: Stored(&snapshot.cataloguing),
    })
}

fn snapshot_in(id: AssetId, body: &str, volumes: &Volumes) -> Result<Snapshot, CatalogError> {
    let body: SnapshotBody<ReadingIn, Stored<Cataloguing>> = decode(body)?;
    let version = |(version, reading): (VersionBody, ReadingIn)| Ok((version_in(&version)?, reading_in(reading)));
    let mut holdings: Vec<Holding> =
        body.holdings.iter().map(|holding| holding_in(holding, volumes)).collect::<Result<_, _>>()?;
    holdings.sort_by(holding_order);
    Ok(Snapshot {
        id,
        accessioned: date(&body.accessioned)?,
        versions: body.versions.into_iter().map(version).collect::<Result<_, CatalogError>>()?,
        holdings,
        cataloguing: body.stated.0,
    })
}

fn volume_out(volume: &Volume) -> VolumeBody {
    VolumeBody {
        name: volume.name.clone(),
        identity: volume.identity.clone(),
        mount_point: bytes_out(&volume.mount_point.0),
        is_online: volume.is_online,
        last_seen: volume.last_seen.to_string(),
    }
}

fn volume_in(body: VolumeBody) -> Result<Volume, CatalogError> {
    Ok(Volume {
        name: body.name,
        identity: body.identity,
        mount_point: FilePath(bytes_in(&body.mount_point)?),
        is_online: body.is_online,
        last_seen: date(&body.last_seen)?,
    })
}
