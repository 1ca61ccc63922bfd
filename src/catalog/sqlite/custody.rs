//! What is under protection, and which files are on their way into the trash. Paths are stored from their volumes' mount
//! points.
use super::place::{Place, Volumes};
use super::read::Reader;
use super::schema::failed;
use crate::asset::{AssetId, Digest};
use crate::catalog::{CatalogError, Departure, Disposal, Protected};
use rusqlite::{Connection, params};

/// The place of a folder: that of something in it.
fn place(what: &Protected, volumes: &Volumes) -> Result<(i64, Vec<u8>), CatalogError> {
    let gone = || CatalogError::Stale(format!("the volume `{}` is not known", what.volume));
    match &what.folder {
        None => volumes.named(&what.volume).map(|known| (known.id, Vec::new())).ok_or_else(gone),
        Some(folder) => {
            let Place { volume, folder, .. } = volumes.place_of(&folder.join(b"x"), &what.volume).ok_or_else(gone)?;
            Ok((volume, folder))
        }
    }
}

/// Puts something under protection, or takes it away.
pub(super) fn protect(
    connection: &Connection,
    volumes: &Volumes,
    what: &Protected,
    present: bool,
) -> Result<(), CatalogError> {
    let (volume, path) = place(what, volumes)?;
    let sql = if present {
        "INSERT OR IGNORE INTO protection (volume, path) VALUES (?, ?)"
    } else {
        "DELETE FROM protection WHERE volume = ? AND path = ?"
    };
    match connection.execute(sql, params![volume, path]).map_err(failed)? {
        0 => Err(CatalogError::Stale("what is protected is not what it was when the change was decided".to_owned())),
        _ => Ok(()),
    }
}

/// What is under protection.
pub(super) fn protected(reader: &Reader<'_>) -> Result<Vec<Protected>, CatalogError> {
    let mut statement = reader.connection.prepare_cached("SELECT volume, path FROM protection").map_err(failed)?;
    let mut rows = statement.query([]).map_err(failed)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let (id, path): (i64, Vec<u8>) = (row.get(0).map_err(failed)?, row.get(1).map_err(failed)?);
        let known = reader.volumes.get(id)?;
        if known.is_known {
            let folder = (!path.is_empty()).then(|| reader.volumes.folder(id, &path)).transpose()?;
            found.push(Protected { volume: known.volume.name.clone(), folder });
        }
    }
    found.sort();
    Ok(found)
}

/// The files that are on their way into the trash.
pub(super) fn departures(reader: &Reader<'_>) -> Result<Vec<Departure>, CatalogError> {
    let sql = "SELECT a.id, d.volume, d.folder, d.name, d.kept_folder, d.kept_name, d.digest, d.way, d.inode \
               FROM departure d JOIN asset a ON a.number = d.asset ORDER BY d.number";
    let mut statement = reader.connection.prepare_cached(sql).map_err(failed)?;
    let mut rows = statement.query([]).map_err(failed)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let volume: i64 = row.get(1).map_err(failed)?;
        let path = |at: usize| {
            let (folder, name): (Vec<u8>, Vec<u8>) = (row.get(at).map_err(failed)?, row.get(at + 1).map_err(failed)?);
            reader.volumes.path(volume, &folder, &name)
        };
        let word: String = row.get(7).map_err(failed)?;
        let damaged = || CatalogError::Damaged(format!("`{word}` is stored as a way of letting go"));
        found.push(Departure {
            asset: AssetId(row.get(0).map_err(failed)?),
            path: path(2)?,
            kept: path(4)?,
            volume: reader.volumes.get(volume)?.volume.name.clone(),
            digest: Digest(row.get(6).map_err(failed)?),
            way: Disposal::named(&word).ok_or_else(damaged)?,
            inode: row.get(8).map(i64::cast_unsigned).map_err(failed)?,
        });
    }
    Ok(found)
}

/// Says of files that they are on their way, or no longer.
pub(super) fn depart(connection: &Connection, departures: &[Departure], present: bool) -> Result<(), CatalogError> {
    let volumes = Volumes::load(connection)?;
    let insert = "INSERT INTO departure (asset, volume, folder, name, kept_folder, kept_name, digest, way, inode) \
                  SELECT a.number, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM identity i JOIN asset a ON a.number = i.number \
                  WHERE i.id = ?1";
    let delete = "DELETE FROM departure WHERE volume = ? AND kept_folder = ? AND kept_name = ?";
    for departure in departures {
        let gone = || CatalogError::Stale(format!("the volume `{}` is not known", departure.volume));
        let at = volumes.place_of(&departure.path, &departure.volume).ok_or_else(gone)?;
        let kept = volumes.place_of(&departure.kept, &departure.volume).ok_or_else(gone)?;
        if !present {
            let mut statement = connection.prepare_cached(delete).map_err(failed)?;
            statement.execute(params![kept.volume, kept.folder, kept.name]).map_err(failed)?;
            continue;
        }
        let Departure { asset, digest, way, inode, .. } = departure;
        let (way, inode) = (way.word(), inode.cast_signed());
        let values = params![asset.0, at.volume, at.folder, at.name, kept.folder, kept.name, digest.0, way, inode];
        let mut statement = connection.prepare_cached(insert).map_err(failed)?;
        if statement.execute(values).map_err(failed)? == 0 {
            return Err(CatalogError::Stale(format!("asset {asset} is not in the catalogue")));
        }
    }
    Ok(())
}
