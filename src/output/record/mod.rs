//! The public names: every record that JSON and CSV print, as ordered members. The one place that says what a key is
//! called; it knows no byte of any format.
mod asset;
mod ledger;
mod line;
mod listing;
mod log;
mod work;

pub(super) use asset::{Key, each_member, property_datum, property_key};
pub use line::{RecordError, Selected, selection_line, tree};
pub(super) use line::{grown, paths_of};
pub(super) use listing::kind_word;
pub(super) use log::{Stated, event_word, seal_text, stated_changes};

use super::item::Item;
use crate::asset::{AssetId, Date, Digest, FilePath, Tree, Value};
use crate::query::Property;
use std::borrow::Cow;

/// What kinds of record there are. Each has a schema, `damson/NAME/1`, and a file `docs/schema/NAME.schema.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum RecordKind {
    Asset,
    Outcome,
    Summary,
    Facet,
    Operation,
    History,
    Accession,
    LetGo,
    Seal,
    Plan,
    Statement,
    Field,
    Volume,
    Protection,
    Status,
    Query,
    Keyword,
    Policy,
    Duplicates,
    Digest,
    Count,
    Explanation,
}

impl RecordKind {
    /// Every kind.
    pub const ALL: [RecordKind; 22] = [
        RecordKind::Asset,
        RecordKind::Outcome,
        RecordKind::Summary,
        RecordKind::Facet,
        RecordKind::Operation,
        RecordKind::History,
        RecordKind::Accession,
        RecordKind::LetGo,
        RecordKind::Seal,
        RecordKind::Plan,
        RecordKind::Statement,
        RecordKind::Field,
        RecordKind::Volume,
        RecordKind::Protection,
        RecordKind::Status,
        RecordKind::Query,
        RecordKind::Keyword,
        RecordKind::Policy,
        RecordKind::Duplicates,
        RecordKind::Digest,
        RecordKind::Count,
        RecordKind::Explanation,
    ];

    /// The schema's name, the value of `schema`.
    pub const fn schema(self) -> &'static str {
        match self {
            RecordKind::Asset => "damson/asset/1",
            RecordKind::Outcome => "damson/outcome/1",
            RecordKind::Summary => "damson/summary/1",
            RecordKind::Facet => "damson/facet/1",
            RecordKind::Operation => "damson/operation/1",
            RecordKind::History => "damson/history/1",
            RecordKind::Accession => "damson/accession/1",
            RecordKind::LetGo => "damson/let-go/1",
            RecordKind::Seal => "damson/seal/1",
            RecordKind::Plan => "damson/plan/1",
            RecordKind::Statement => "damson/statement/1",
            RecordKind::Field => "damson/field/1",
            RecordKind::Volume => "damson/volume/1",
            RecordKind::Protection => "damson/protection/1",
            RecordKind::Status => "damson/status/1",
            RecordKind::Query => "damson/query/1",
            RecordKind::Keyword => "damson/keyword/1",
            RecordKind::Policy => "damson/policy/1",
            RecordKind::Duplicates => "damson/duplicates/1",
            RecordKind::Digest => "damson/digest/1",
            RecordKind::Count => "damson/count/1",
            RecordKind::Explanation => "damson/explanation/1",
        }
    }

    /// The columns of its CSV: members by name, inner ones after a dot. None for facets, whose columns are what was
    /// asked for. An asset has more members than columns; `--columns` names any of them.
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            RecordKind::Asset => ASSET_COLUMNS,
            RecordKind::Outcome => &[
                "verb",
                "outcome",
                "path",
                "id",
                "from",
                "same_essence",
                "change",
                "digest",
                "fields",
                "problem.kind",
                "problem.message",
                "dry_run",
                "copies",
                "proven",
                "survivor",
            ],
            RecordKind::Summary => &[
                "verb",
                "items",
                "problems",
                "bytes",
                "operation",
                "accession",
                "dry_run",
                "interrupted",
                "source_may_be_erased",
                "source_reason",
            ],
            RecordKind::Facet => &[],
            RecordKind::Operation => {
                &["operation", "verb", "agent", "at", "note", "changes", "assets", "undoes", "undone_by"]
            }
            RecordKind::History => {
                &["id", "at", "event", "operation", "verb", "agent", "note", "outcome", "path", "digest", "fields"]
            }
            RecordKind::Accession => &[
                "accession",
                "state",
                "begun",
                "ended",
                "agent",
                "words",
                "roots",
                "target",
                "operations",
                "counts",
                "untaken",
            ],
            RecordKind::LetGo => &["digest", "id", "operation", "at", "agent", "reason"],
            RecordKind::Seal => &["seal", "operation", "digest", "text"],
            RecordKind::Plan => &[
                "verb",
                "id",
                "path",
                "digest",
                "fields",
                "write",
                "operation",
                "kind",
                "action",
                "size",
                "modified",
                "survivor",
            ],
            RecordKind::Statement => {
                &["id", "path", "origin", "name", "field", "language", "values", "chosen", "reason"]
            }
            RecordKind::Field => &[
                "field",
                "aliases",
                "group",
                "kind",
                "many",
                "editable",
                "xmp",
                "iim",
                "iim_max_bytes",
                "exif",
                "note",
            ],
            RecordKind::Volume => {
                &["volume", "identity", "kind", "mount_point", "online", "last_seen", "files", "bytes"]
            }
            RecordKind::Protection => &["volume", "path"],
            RecordKind::Status => listing::STATUS_COLUMNS,
            RecordKind::Query => &["query", "text"],
            RecordKind::Keyword => &["keyword", "levels", "count"],
            RecordKind::Policy => &["policy", "current", "order"],
            RecordKind::Duplicates => &["kind", "members", "checked"],
            RecordKind::Digest => &["digest", "essence_digest", "path"],
            RecordKind::Count => &["count"],
            RecordKind::Explanation => &["query", "plan"],
        }
    }
}

/// What a spreadsheet of assets shows unless `--columns` asks otherwise.
const ASSET_COLUMNS: &[&str] = &[
    "id",
    "path",
    "media_type",
    "size",
    "width",
    "height",
    "duration",
    "date_created",
    "title",
    "headline",
    "description",
    "keywords",
    "creator",
    "credit_line",
    "source",
    "copyright_notice",
    "usage_terms",
    "sublocation",
    "city",
    "province_or_state",
    "country",
    "country_code",
    "event",
    "person",
    "job_id",
    "instructions",
    "rating",
    "label",
];

/// Members in the order in which they are printed, after the schema.
#[derive(Debug)]
pub(super) struct Record<'a> {
    pub kind: RecordKind,
    pub members: Vec<(Cow<'a, str>, Datum<'a>)>,
}

/// A value on its way out.
#[derive(Debug)]
pub(super) enum Datum<'a> {
    Text(Cow<'a, str>),
    /// A path, a file's or a folder's name: text if it is UTF-8.
    Path(&'a [u8]),
    Id(AssetId),
    Digest(Digest),
    Date(Cow<'a, Date>),
    Whole(i64),
    Count(u64),
    Number(f64),
    Boolean(bool),
    List(Vec<Datum<'a>>),
    Members(Vec<(Cow<'a, str>, Datum<'a>)>),
    Tree(&'a Tree),
}

impl<'a> Datum<'a> {
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Datum<'a> {
        Datum::Text(text.into())
    }

    pub(super) fn path(path: &'a FilePath) -> Datum<'a> {
        Datum::Path(&path.0)
    }

    pub(super) fn date(date: &'a Date) -> Datum<'a> {
        Datum::Date(Cow::Borrowed(date))
    }

    pub(super) fn texts(texts: &'a [String]) -> Datum<'a> {
        Datum::List(texts.iter().map(Datum::text).collect())
    }

    fn value(value: &'a Value) -> Datum<'a> {
        match value {
            Value::Text(text) => Datum::text(text),
            Value::Integer(number) => Datum::Whole(*number),
            Value::Number(number) => Datum::Number(*number),
            Value::Boolean(yes) => Datum::Boolean(*yes),
            Value::Date(date) => Datum::date(date),
            Value::Struct(tree) => Datum::Tree(tree),
        }
    }

    /// A field's values in their shape: a list where the field may have many, else the value; nothing for none.
    pub(super) fn values(values: &'a [Value], is_many: bool) -> Option<Datum<'a>> {
        match values {
            [] => None,
            [value] if !is_many => Some(Datum::value(value)),
            values => Some(Datum::List(values.iter().map(Datum::value).collect())),
        }
    }

    /// Whether it has members of its own, so that a cell can only hold it as JSON.
    pub(super) fn is_composite(&self) -> bool {
        match self {
            Datum::Members(_) | Datum::Tree(Tree::List(_) | Tree::Struct(_)) => true,
            Datum::Path(bytes) => std::str::from_utf8(bytes).is_err(),
            Datum::Text(_)
            | Datum::Id(_)
            | Datum::Digest(_)
            | Datum::Date(_)
            | Datum::Whole(_)
            | Datum::Count(_)
            | Datum::Number(_)
            | Datum::Boolean(_)
            | Datum::List(_)
            | Datum::Tree(Tree::Text(_) | Tree::Number(_)) => false,
        }
    }
}

impl<'a> Record<'a> {
    /// The record of an item; with `columns`, an asset's id and those members alone.
    pub(super) fn of(item: &Item<'a>, columns: Option<&'a [Property]>) -> Record<'a> {
        let (kind, members) = match *item {
            Item::Asset(asset) => (RecordKind::Asset, asset::members(asset, columns)),
            Item::Sheet(sheet) => (RecordKind::Asset, asset::sheet_members(&sheet, columns)),
            Item::Outcome(outcome) => (RecordKind::Outcome, work::outcome_members(outcome)),
            Item::Summary(summary) => (RecordKind::Summary, work::summary_members(summary)),
            Item::Facet { facets, row } => (RecordKind::Facet, listing::facet_members(facets, row)),
            Item::Operation(operation) => (RecordKind::Operation, log::operation_members(operation)),
            Item::History { asset, operation, entry } => {
                (RecordKind::History, log::history_members(asset, operation, entry))
            }
            Item::Accession(accession) => (RecordKind::Accession, ledger::accession_members(accession)),
            Item::LetGo { digest, let_go } => (RecordKind::LetGo, ledger::let_go_members(digest, let_go)),
            Item::Seal(seal) => (RecordKind::Seal, log::seal_members(seal)),
            Item::Plan(planned) => (RecordKind::Plan, work::plan_members(&planned)),
            Item::Statement(said) => (RecordKind::Statement, listing::statement_members(&said)),
            Item::Field(field) => (RecordKind::Field, listing::field_members(field)),
            Item::Volume(volume) => (RecordKind::Volume, listing::volume_members(volume)),
            Item::Protected(what) => (RecordKind::Protection, listing::protection_members(what)),
            Item::Status(status) => (RecordKind::Status, listing::status_members(&status)),
            Item::Query { name, text } => (RecordKind::Query, listing::query_members(name, text)),
            Item::Keyword { levels, count } => (RecordKind::Keyword, listing::keyword_members(levels, count)),
            Item::Policy { policy, is_current } => (RecordKind::Policy, listing::policy_members(policy, is_current)),
            Item::Duplicates(group) => (RecordKind::Duplicates, listing::group_members(group)),
            Item::Digest(digested) => (RecordKind::Digest, listing::digest_members(&digested)),
            Item::Count(count) => (RecordKind::Count, vec![("count".into(), Datum::Count(count))]),
            Item::Explanation { query, lines } => (
                RecordKind::Explanation,
                vec![("query".into(), Datum::text(query)), ("plan".into(), Datum::texts(lines))],
            ),
        };
        Record { kind, members }
    }

    /// The member that a dotted name leads to. A name that has dots itself (a facet by a structure's member) is found too.
    pub(super) fn at(&self, name: &str) -> Option<&Datum<'a>> {
        fn find<'r, 'a>(members: &'r [(Cow<'a, str>, Datum<'a>)], name: &str) -> Option<&'r Datum<'a>> {
            if let Some((_, datum)) = members.iter().find(|(key, _)| key == name) {
                return Some(datum);
            }
            let (head, rest) = name.split_once('.')?;
            let (_, Datum::Members(inner)) = members.iter().find(|(key, _)| key == head)? else { return None };
            find(inner, rest)
        }
        find(&self.members, name)
    }
}

/// Members, with those that are not there left out.
struct Members<'a>(Vec<(Cow<'a, str>, Datum<'a>)>);

impl<'a> Members<'a> {
    fn with_room_for(members: usize) -> Members<'a> {
        Members(Vec::with_capacity(members))
    }

    fn add(&mut self, key: &'static str, datum: Datum<'a>) -> &mut Members<'a> {
        self.0.push((Cow::Borrowed(key), datum));
        self
    }

    fn add_some(&mut self, key: &'static str, datum: Option<Datum<'a>>) -> &mut Members<'a> {
        self.0.extend(datum.map(|datum| (Cow::Borrowed(key), datum)));
        self
    }

    /// A claim is printed only where it is true.
    fn add_claim(&mut self, key: &'static str, is_true: bool) -> &mut Members<'a> {
        self.add_some(key, is_true.then_some(Datum::Boolean(true)))
    }

    fn take(&mut self) -> Vec<(Cow<'a, str>, Datum<'a>)> {
        std::mem::take(&mut self.0)
    }
}
