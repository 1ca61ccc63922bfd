//! An asset as it is known: its versions, its files and its effective description, with every field readable by name.
use super::date::Date;
use super::description::{Cataloguing, Description};
use super::digest::Digest;
use super::field::Field;
use super::holding::{FilePath, Holding, HoldingState, Role, extension};
use super::id::AssetId;
use super::statement::Statement;
use super::value::Value;

/// One content of an asset.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// 1 for the first, +1 for each new content.
    pub number: u32,
    /// Of the whole file.
    pub digest: Digest,
    /// Of the essence alone; the whole file's where there is none to tell apart.
    pub essence: Digest,
    /// Bytes.
    pub size: u64,
}

/// An asset: the intellectual item.
#[derive(Clone, Debug, PartialEq)]
pub struct Asset {
    /// Its name for ever.
    pub id: AssetId,
    /// When it was first taken in; `None` where no catalogue knows it.
    pub accessioned: Option<Date>,
    /// The newest version.
    pub version: Version,
    /// Its files, originals before sidecars, each by path.
    pub holdings: Vec<Holding>,
    /// The effective values of every field that is not the catalogue's own.
    pub description: Description,
    /// What cataloguers stated; part of the effective values already.
    pub stated: Cataloguing,
}

impl Asset {
    /// The field's values, whether described or the catalogue's own. Paths are given as text and may be lossy:
    /// use `holdings` to open one.
    pub fn values(&self, field: Field) -> Vec<Value> {
        let texts = |texts: Vec<String>| texts.into_iter().map(Value::Text).collect();
        #[allow(clippy::match_wildcard_for_single_variants)]
        match field {
            Field::Id => vec![Value::Text(self.id.to_string())],
            Field::Digest => vec![Value::Text(self.version.digest.to_string())],
            Field::EssenceDigest => vec![Value::Text(self.version.essence.to_string())],
            Field::Size => vec![Value::Integer(self.version.size.cast_signed())],
            Field::Path => texts(self.originals().map(|holding| holding.path.lossy()).collect()),
            Field::Filename => texts(unique(self.originals().map(|holding| name_of(&holding.path)))),
            Field::Extension => texts(unique(self.originals().filter_map(|holding| extension(holding.path.name()))))
                .into_iter()
                .take(1)
                .collect(),
            Field::Folder => texts(unique(self.originals().map(|holding| holding.path.folder().lossy()))),
            Field::Volume => texts(unique(self.holdings.iter().map(|holding| holding.volume.clone()))),
            Field::Modified => {
                self.original().map(|holding| Value::Date(holding.stat.modified_date())).into_iter().collect()
            }
            Field::Accessioned => self.accessioned.clone().map(Value::Date).into_iter().collect(),
            Field::Version => vec![Value::Integer(i64::from(self.version.number))],
            Field::Copies => vec![Value::Integer(i64::try_from(self.copies()).unwrap_or(i64::MAX))],
            described => self.description.get(described).to_vec(),
        }
    }

    /// The files that carry a version, in path order.
    pub fn originals(&self) -> impl Iterator<Item = &Holding> {
        self.holdings.iter().filter(|holding| holding.role == Role::Original)
    }

    /// The file that stands for the asset: the first original of the newest version that is present, else the first
    /// that is present, else the first.
    pub fn original(&self) -> Option<&Holding> {
        let newest = self.version.number;
        self.originals().min_by_key(|holding| (holding.state != HoldingState::Present, holding.version != newest))
    }

    /// How many files hold the newest version's bytes and are present.
    pub fn copies(&self) -> usize {
        self.originals()
            .filter(|holding| holding.state == HoldingState::Present && holding.digest == self.version.digest)
            .count()
    }
}

fn name_of(path: &FilePath) -> String {
    String::from_utf8_lossy(path.name()).into_owned()
}

fn unique(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept = Vec::new();
    for text in texts {
        if !kept.contains(&text) {
            kept.push(text);
        }
    }
    kept
}

/// What the files of one version say: every statement, and the values a policy made of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The effective values of the files' statements.
    pub description: Description,
    /// Every statement of the original and of its sidecar.
    pub statements: Vec<Statement>,
}

/// Everything that is held of an asset, so that it can be taken away and put back.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Its name for ever.
    pub id: AssetId,
    /// When it was first taken in.
    pub accessioned: Date,
    /// Its versions with their readings, oldest first; at least one.
    pub versions: Vec<(Version, Reading)>,
    /// Its files.
    pub holdings: Vec<Holding>,
    /// What cataloguers stated.
    pub cataloguing: Cataloguing,
}

impl Snapshot {
    /// The asset as it is known: its newest version, with what cataloguers stated laid over what its files say.
    /// `None` only for a snapshot without a version, which no catalogue holds.
    pub fn asset(&self) -> Option<Asset> {
        let (version, reading) = self.versions.last()?;
        Some(Asset {
            id: self.id,
            accessioned: Some(self.accessioned.clone()),
            version: version.clone(),
            holdings: self.holdings.clone(),
            description: self.cataloguing.over(&reading.description),
            stated: self.cataloguing.clone(),
        })
    }
}
