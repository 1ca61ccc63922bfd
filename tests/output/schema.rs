//! The schemas of records, made from the lists of words that damson itself uses.
use damson::asset::{Arity, Field, Group, HoldingState, Kind, Origin, ProblemKind, Role, SidecarKind};
use damson::catalog::{AccessionState, Relation, Writing};
use damson::librarian::OutcomeKind;
use damson::output::RecordKind;
use serde_json::{Map, Value, json};

/// The schema of a kind of record.
pub fn of(kind: RecordKind) -> Value {
    match kind {
        RecordKind::Asset => asset(),
        RecordKind::Outcome => outcome(),
        RecordKind::Summary => summary(),
        RecordKind::Facet => facet(),
        RecordKind::Operation => operation(),
        RecordKind::History => history(),
        RecordKind::Accession => accession(),
        RecordKind::LetGo => closed(
            kind,
            "A content that was let go on purpose (`damson deaccession --list`).",
            &["digest", "id", "operation", "at", "agent"],
            json!({
                "digest": refer("digest"),
                "id": about(refer("id"), "the asset that had it"),
                "operation": about(positive(), "that let it go"),
                "at": refer("date"),
                "agent": text(),
                "reason": text(),
            }),
        ),
        RecordKind::Seal => closed(
            kind,
            "A seal of the log (`damson log --seal`): one number for all that was logged until then.",
            &["seal", "operation", "digest", "text"],
            json!({
                "seal": count(),
                "operation": count(),
                "digest": about(text(), "`sha256:` and 64 hex digits"),
                "text": about(text(), "number and digest, as `damson log --check --against` takes them"),
            }),
        ),
        RecordKind::Plan => plan(),
        RecordKind::Statement => statement(),
        RecordKind::Field => field(),
        RecordKind::Volume => volume(),
        RecordKind::Protection => protection(),
        RecordKind::Status => status(),
        RecordKind::Query => closed(
            kind,
            "A saved query (`damson search --save`), named without its `@`.",
            &["query", "text"],
            json!({"query": text(), "text": text()}),
        ),
        RecordKind::Keyword => closed(
            kind,
            "A keyword and how many assets have it or one below it (`damson keyword`).",
            &["keyword", "levels", "count"],
            json!({"keyword": about(text(), "the levels joined by /"), "levels": list(text()), "count": count()}),
        ),
        RecordKind::Policy => closed(
            kind,
            "A policy by which a file's statements are weighed (`damson policy`).",
            &["policy", "current", "order"],
            json!({
                "policy": {"enum": ["mwg", "newsroom", "xmp"]},
                "current": about(flag(), "whether it is the catalogue's"),
                "order": about(text(), "whom it hears first, in words"),
            }),
        ),
        RecordKind::Duplicates => duplicates(),
        RecordKind::Digest => digest(),
        RecordKind::Count => {
            closed(kind, "How many assets match (`damson search --count`).", &["count"], json!({"count": count()}))
        }
        RecordKind::Explanation => closed(
            kind,
            "How a query would be answered (`damson search --explain`): for people, no contract beyond its shape.",
            &["query", "plan"],
            json!({"query": text(), "plan": list(text())}),
        ),
    }
}

/// The name of a kind's file, without the folder.
pub fn file_name(kind: RecordKind) -> String {
    format!("{}.schema.json", name(kind))
}

fn name(kind: RecordKind) -> &'static str {
    kind.schema().split('/').nth(1).unwrap()
}

/// An object with these members and no others; `schema` is required besides those named.
fn closed(kind: RecordKind, description: &str, required: &[&str], members: Value) -> Value {
    let mut properties = Map::new();
    properties.insert("schema".to_owned(), json!({"const": kind.schema()}));
    let Value::Object(members) = members else { panic!("members are an object") };
    properties.extend(members);
    let required: Vec<&str> = std::iter::once("schema").chain(required.iter().copied()).collect();
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("urn:damson:schema:{}:1", name(kind)),
        "title": kind.schema(),
        "description": description,
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": false,
    });
    let used = used_definitions(&schema);
    if !used.is_empty() {
        schema["$defs"] = Value::Object(used);
    }
    schema
}

/// The shared definitions that a schema refers to, and those that they refer to.
fn used_definitions(schema: &Value) -> Map<String, Value> {
    let all = definitions();
    let mut used = Map::new();
    loop {
        let text = schema.to_string() + &Value::Object(used.clone()).to_string();
        let before = used.len();
        for (name, definition) in all.as_object().unwrap() {
            if text.contains(&format!("\"#/$defs/{name}\"")) && !used.contains_key(name) {
                used.insert(name.clone(), definition.clone());
            }
        }
        if used.len() == before {
            return used;
        }
    }
}

fn definitions() -> Value {
    let states = [HoldingState::Present, HoldingState::Missing, HoldingState::Offline].map(HoldingState::word);
    let roles = [Role::Original, Role::Sidecar].map(Role::word);
    let kinds = SidecarKind::ALL.map(SidecarKind::word);
    let origins = Origin::ALL.map(Origin::word);
    json!({
        "id": {"description": "an asset id", "type": "string", "pattern": "^[0-9a-f]{32}$"},
        "digest": {"type": "string", "pattern": "^blake3:[0-9a-f]{64}$"},
        "date": {
            "description": "ISO 8601 with exactly the precision and offset that are known",
            "type": "string",
            "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?$",
        },
        "path": {
            "description": "text, or the bytes of a path that is not UTF-8",
            "oneOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "required": ["bytes"],
                    "properties": {"bytes": {"type": "string", "contentEncoding": "base64"}},
                    "additionalProperties": false,
                },
            ],
        },
        "struct": {
            "description": "a structure of the IPTC or PLUS standard: members by the standard's own names",
            "type": "object",
            "additionalProperties": refer("leaf"),
        },
        "leaf": {
            "oneOf": [
                {"type": ["string", "number"]},
                {"type": "array", "items": refer("leaf")},
                refer("struct"),
            ],
        },
        "value": {
            "oneOf": [{"type": ["string", "number", "boolean"]}, {"type": "array", "items": refer("leaf")}, refer("struct")],
        },
        "file": {
            "type": "object",
            "required": ["path", "role", "state", "size", "modified", "digest", "version"],
            "properties": {
                "path": refer("path"),
                "volume": text(),
                "role": {"enum": roles},
                "kind": {"description": "of a sidecar: what it is, by its name", "enum": kinds},
                "state": {"enum": states},
                "size": about(count(), "bytes, when it was last read"),
                "modified": refer("date"),
                "digest": refer("digest"),
                "version": about(positive(), "which of the asset's versions it carries"),
                "evidence": about(text(), "of a sidecar: what in its name shows that it speaks for the asset"),
            },
            "additionalProperties": false,
        },
        "version": {
            "type": "object",
            "required": ["version", "digest", "essence_digest", "size"],
            "properties": {
                "version": positive(),
                "digest": refer("digest"),
                "essence_digest": refer("digest"),
                "size": count(),
            },
            "additionalProperties": false,
        },
        "origin": {"enum": origins},
        "field": {"description": "a field's word", "enum": Field::ALL.iter().map(|field| field.word()).collect::<Vec<_>>()},
        "problem": {
            "type": "object",
            "required": ["kind", "message"],
            "properties": {"kind": {"enum": ProblemKind::ALL.map(ProblemKind::word)}, "message": text()},
            "additionalProperties": false,
        },
        "change": {
            "description": "a field before and after, in the shape of the asset record; absent where it had no value",
            "type": "object",
            "required": ["field"],
            "properties": {
                "field": refer("field"),
                "before": refer("value"),
                "after": refer("value"),
                "cleared": about(json!({"const": true}), "it was stated to have no value, whatever the files say"),
            },
            "additionalProperties": false,
        },
    })
}

fn refer(name: &str) -> Value {
    json!({"$ref": format!("#/$defs/{name}")})
}

fn text() -> Value {
    json!({"type": "string"})
}

fn flag() -> Value {
    json!({"type": "boolean"})
}

fn count() -> Value {
    json!({"type": "integer", "minimum": 0})
}

fn positive() -> Value {
    json!({"type": "integer", "minimum": 1})
}

fn claim() -> Value {
    about(json!({"const": true}), "only where it is true")
}

fn list(items: Value) -> Value {
    json!({"type": "array", "items": items})
}

/// A schema with a description before the rest.
fn about(schema: Value, description: &str) -> Value {
    let mut described = Map::new();
    described.insert("description".to_owned(), json!(description));
    described.extend(schema.as_object().unwrap().clone());
    Value::Object(described)
}

/// `files`, `versions` and `links` are the members that are no fields. Members inside structures, asked for with
/// `--columns`, have their path as their key.
fn asset() -> Value {
    let mut members = Map::new();
    for field in Field::ALL {
        members.insert(field.word().to_owned(), field_schema(*field));
        if *field == Field::Path {
            members.insert(
                "files".to_owned(),
                about(list(refer("file")), "every file that carries or speaks for a version"),
            );
        }
    }
    members.insert("versions".to_owned(), about(list(refer("version")), "oldest first; `show` alone prints them"));
    let link = json!({
        "type": "object",
        "required": ["id", "relation"],
        "properties": {
            "id": refer("id"),
            "relation": {"enum": Relation::ALL.map(Relation::word)},
            "evidence": about(text(), "what shows it, in words; absent where the relation says all"),
            "path": about(refer("path"), "the file that stands for the other asset"),
        },
        "additionalProperties": false,
    });
    members.insert("links".to_owned(), about(list(link), "related assets; `show` alone prints them"));
    let structs: Vec<_> =
        Field::ALL.iter().filter(|field| field.kind() == Kind::Struct).map(|field| field.word()).collect();
    let description = "An asset as `search`, `show` and `read` print it. Fields that have no value are absent; with `--columns` \
                       only the asked-for ones are there, and the id.";
    let mut schema = closed(RecordKind::Asset, description, &["id"], Value::Object(members));
    schema["patternProperties"] = json!({format!("^({})\\.", structs.join("|")): refer("value")});
    schema["$defs"]["value"] = definitions()["value"].clone();
    schema
}

fn field_schema(field: Field) -> Value {
    let definition = field.definition();
    let one = match field {
        Field::Id => refer("id"),
        Field::Digest | Field::EssenceDigest => refer("digest"),
        Field::Path | Field::Folder | Field::Filename => refer("path"),
        Field::Version => positive(),
        Field::Size | Field::Copies | Field::Width | Field::Height => count(),
        _ => match definition.kind {
            Kind::Text | Kind::Uri => text(),
            Kind::Integer => json!({"type": "integer"}),
            Kind::Number => json!({"type": "number"}),
            Kind::Boolean => flag(),
            Kind::Date => refer("date"),
            Kind::Struct => refer("struct"),
        },
    };
    let schema = match definition.arity {
        Arity::One => one,
        Arity::Many => json!({"type": "array", "items": one, "minItems": 1}),
    };
    let homes = [("XMP", definition.xmp), ("IIM", definition.iim), ("Exif", definition.exif)];
    let homes = homes.iter().filter(|(_, home)| !home.is_empty()).map(|(standard, home)| format!("{standard} {home}"));
    let note = Some(definition.note.to_owned()).filter(|note| !note.is_empty());
    let description = note.into_iter().chain(homes).collect::<Vec<_>>().join("; ");
    if description.is_empty() { schema } else { about(schema, &description) }
}

fn outcome() -> Value {
    let members = json!({
        "verb": text(),
        "path": refer("path"),
        "outcome": {"enum": OutcomeKind::ALL.map(OutcomeKind::word)},
        "id": refer("id"),
        "from": about(refer("path"), "where a moved file was, what an exported or copied file came from"),
        "survivor": about(refer("path"), "the file that stands for it from now on (`damson duplicates --resolve`)"),
        "same_essence": about(refer("id"), "another asset with the same picture, sound or page"),
        "change": about(
            json!({"enum": [
                "metadata", "content", "sidecar", "touched", "rotted", "edited", "renamed", "marked", "relocated",
                "forgotten", "online", "offline", "elsewhere", "trash", "link", "reflink",
            ]}),
            "how: ingest and export say one of the first four, verify one of the next two, duplicates one of the last three, \
             volume one of the others"
        ),
        "digest": about(refer("digest"), "that was found or written"),
        "fields": list(refer("change")),
        "problem": refer("problem"),
        "copies": about(list(refer("path")), "further copies that were asked for (`ingest --also`)"),
        "proven": about(
            claim(),
            "of a file that was copied in: every copy was read again and is what was read from the source; only where it is true"
        ),
        "dry_run": claim(),
    });
    let description = "What became of one item of a working verb. An outcome other than `failed` or `skipped` may carry a \
                       problem: done, but not wholly.";
    closed(RecordKind::Outcome, description, &["verb", "outcome"], members)
}

fn summary() -> Value {
    let counts: Map<String, Value> =
        OutcomeKind::ALL.into_iter().map(|kind| (kind.word().to_owned(), positive())).collect();
    let members = json!({
        "verb": text(),
        "items": about(count(), "outcomes of all kinds"),
        "counts": {
            "description": "outcomes by kind; kinds that did not occur are absent",
            "type": "object",
            "properties": counts,
            "additionalProperties": false,
        },
        "problems": about(count(), "outcomes with a problem that makes the run end with status 3"),
        "bytes": about(count(), "bytes read"),
        "operation": about(positive(), "the operation in the log, for `damson undo`"),
        "unconfirmed": about(positive(), "files that seem gone and were left as they are, since nobody confirmed it (status 7)"),
        "accession": about(positive(), "the accession in the ledger, for `damson accession`"),
        "source_may_be_erased": about(
            flag(),
            "only of a run that copies (`ingest --into`): whether every file that was seen is proven in every place"
        ),
        "source_reason": about(text(), "what speaks against it"),
        "source_proven": about(count(), "files that are proven"),
        "source_unproven": about(count(), "files that are not, those that were left out too"),
        "source_released": about(count(), "sources that were removed (`--move`)"),
        "dry_run": claim(),
        "interrupted": claim(),
    });
    let required = ["verb", "items", "counts", "problems", "bytes"];
    closed(RecordKind::Summary, "The last record of a working verb: the count of it all.", &required, members)
}

/// A line that takes an operation back names it; all others say which asset they are about.
fn plan() -> Value {
    let survivor = json!({
        "type": "object",
        "required": ["id", "path", "digest", "size", "modified"],
        "properties": {
            "id": refer("id"),
            "path": refer("path"),
            "digest": refer("digest"),
            "size": count(),
            "modified": text(),
        },
        "additionalProperties": false,
    });
    let members = json!({
        "verb": text(),
        "id": refer("id"),
        "path": about(refer("path"), "a file of the asset, or the file that would be written: for people, not compared"),
        "digest": about(refer("digest"), "of the newest version, as it was seen: another one makes the line stale"),
        "fields": about(list(refer("change")), "other values than `before` (of `write`: than `after`) make the line stale"),
        "write": about(
            json!({"enum": Writing::ALL.map(Writing::word)}),
            "how values are written into files; absent where they are not"
        ),
        "operation": about(positive(), "of `undo`: the operation that would be taken back"),
        "kind": about(json!({"enum": ["exact", "essence"]}), "of `duplicates`: in what way the two are the same"),
        "action": about(json!({"enum": ["trash", "link", "reflink"]}), "of `duplicates`: what becomes of the file"),
        "size": about(count(), "of `duplicates`: another one makes the line stale, as another `modified` does"),
        "modified": about(text(), "of `duplicates`: seconds since 1970 and nanoseconds, as text"),
        "survivor": about(survivor, "of `duplicates`: the file that is kept"),
    });
    let description = "One line of a plan (`--plan`), which `damson apply` does. Lines may be left out; each that is there is \
                       done as it is written, or told to be stale.";
    let mut schema = closed(RecordKind::Plan, description, &["verb"], members);
    schema["oneOf"] = json!([
        {"properties": {"verb": {"const": "undo"}}, "required": ["operation"]},
        {
            "properties": {"verb": {"const": "duplicates"}},
            "required": ["id", "path", "digest", "size", "modified", "kind", "action", "survivor"],
        },
        {"properties": {"verb": {"not": {"enum": ["undo", "duplicates"]}}}, "required": ["id", "fields"]},
    ]);
    schema
}

fn facet() -> Value {
    let mut schema = closed(
        RecordKind::Facet,
        "Values that assets have, by the words of the facets asked for, and how many assets have them.",
        &["count"],
        json!({"count": count()}),
    );
    let words: Vec<_> = Field::ALL.iter().map(|field| field.word()).collect();
    let value = json!({"type": ["string", "number", "boolean", "object"]});
    schema["patternProperties"] = json!({format!("^({})(\\.|$)", words.join("|")): value});
    schema
}

fn act() -> Map<String, Value> {
    let members = json!({
        "operation": positive(),
        "verb": text(),
        "agent": text(),
        "at": refer("date"),
        "note": about(text(), "the command's words"),
    });
    members.as_object().unwrap().clone()
}

fn operation() -> Value {
    let mut members = act();
    members.insert("changes".to_owned(), count());
    members.insert("assets".to_owned(), about(count(), "how many assets it concerned"));
    members.insert("undoes".to_owned(), about(positive(), "the operation that this one takes back"));
    members.insert("undone_by".to_owned(), positive());
    let required = ["operation", "verb", "agent", "at", "changes", "assets"];
    closed(RecordKind::Operation, "One undoable act of the log (`damson log`).", &required, Value::Object(members))
}

fn accession() -> Value {
    let counts: Map<String, Value> =
        OutcomeKind::ALL.into_iter().map(|kind| (kind.word().to_owned(), positive())).collect();
    let members = json!({
        "accession": positive(),
        "state": about(
            json!({"enum": AccessionState::ALL.map(AccessionState::word)}),
            "`open`: somebody is at it; `interrupted` and `failed`: the same ingest completes it"
        ),
        "begun": refer("date"),
        "ended": about(refer("date"), "the last run's end; absent while it is open, and where its process died"),
        "agent": about(text(), "who began it"),
        "words": about(text(), "of the command that began it, without `damson`"),
        "roots": about(list(refer("path")), "the folders and files that were named"),
        "target": about(refer("path"), "where files were copied to; absent where they stayed where they lay"),
        "operations": about(list(positive()), "that it made in the log, oldest first: one for each run that changed anything"),
        "counts": {
            "description": "outcomes by kind: those of what was done, of all its runs; those of what was found, of the last",
            "type": "object",
            "properties": counts,
            "additionalProperties": false,
        },
        "untaken": about(count(), "files that it could not take, and nobody has since"),
    });
    let required = ["accession", "state", "begun", "agent", "words", "roots", "operations", "counts", "untaken"];
    closed(RecordKind::Accession, "A taking-in of files (`damson accession`).", &required, members)
}

fn history() -> Value {
    let events = [
        "asset-added",
        "asset-removed",
        "version-added",
        "version-removed",
        "described",
        "file-added",
        "file-removed",
        "file-changed",
        "stated",
        "volume-changed",
        "query-saved",
        "reconciled",
        "policy-changed",
        "linked",
        "unlinked",
        "file-written",
        "file-unwritten",
        "file-trashed",
        "file-returned",
        "protected",
        "unprotected",
        "content-let-go",
        "content-readmitted",
        "fixity-check",
        "dissemination",
        "accession",
    ];
    let mut members = Map::new();
    members.insert("id".to_owned(), refer("id"));
    members.insert("event".to_owned(), json!({"enum": events}));
    members.extend(act());
    let details = json!({
        "version": refer("version"),
        "file": about(refer("file"), "the file as it is since"),
        "file_before": refer("file"),
        "fields": list(refer("change")),
        "other": refer("id"),
        "relation": {"enum": Relation::ALL.map(Relation::word)},
        "evidence": about(text(), "what shows a link, in words"),
        "volume": text(),
        "query": text(),
        "text": text(),
        "outcome": about(text(), "how an event ended"),
        "path": refer("path"),
        "digest": refer("digest"),
        "digest_before": about(refer("digest"), "of a file that was written, what it was before"),
        "policy": text(),
        "kept": about(refer("path"), "of a file that went into the trash, where it is kept"),
        "way": {"enum": ["trash", "link", "reflink"]},
        "reason": about(text(), "why a content was let go"),
    });
    members.extend(details.as_object().unwrap().clone());
    let description = "One thing that happened (`damson show --history`, `damson log --since`): a change or an event. \
                       Without `id`, it concerns no asset.";
    closed(RecordKind::History, description, &["event", "at"], Value::Object(members))
}

fn protection() -> Value {
    let members = json!({
        "volume": text(),
        "path": about(refer("path"), "the folder; without it, the whole volume"),
    });
    let description = "A folder or a volume whose files no verb changes or takes away (`damson protect`).";
    closed(RecordKind::Protection, description, &["volume"], members)
}

fn statement() -> Value {
    let members = json!({
        "id": refer("id"),
        "path": refer("path"),
        "origin": refer("origin"),
        "name": about(text(), "the property as its standard names it"),
        "field": refer("field"),
        "language": about(text(), "of a language alternative other than x-default"),
        "values": {"type": "array", "items": refer("value"), "minItems": 1},
        "chosen": about(flag(), "whether the field's effective value is this one (`--explain`)"),
        "reason": text(),
    });
    closed(
        RecordKind::Statement,
        "One asserted value and who asserts it (`--raw`).",
        &["origin", "name", "values"],
        members,
    )
}

fn field() -> Value {
    let groups = [Group::IptcCore, Group::IptcExtension, Group::Workflow, Group::Technical, Group::Catalogue];
    let groups = groups.map(|group| match group {
        Group::IptcCore => "iptc-core",
        Group::IptcExtension => "iptc-extension",
        Group::Workflow => "workflow",
        Group::Technical => "technical",
        Group::Catalogue => "catalogue",
    });
    let members = json!({
        "field": refer("field"),
        "aliases": about(list(text()), "accepted on input, never printed"),
        "group": {"enum": groups},
        "kind": {"enum": ["text", "uri", "integer", "number", "boolean", "date", "struct"]},
        "many": about(flag(), "whether it is a list"),
        "editable": about(flag(), "whether `tag` may change it"),
        "xmp": text(),
        "iim": text(),
        "iim_max_bytes": positive(),
        "exif": text(),
        "note": text(),
    });
    let required = ["field", "aliases", "group", "kind", "many", "editable"];
    closed(RecordKind::Field, "A field and where each standard keeps it (`damson fields`).", &required, members)
}

fn volume() -> Value {
    let members = json!({
        "volume": about(text(), "its name"),
        "identity": about(text(), "what tells it from others wherever it is mounted"),
        "kind": about(text(), "its file system, as the kernel calls it; absent where it is not there"),
        "mount_point": about(refer("path"), "where it is, or was when last seen"),
        "online": about(flag(), "whether it is there now"),
        "last_seen": refer("date"),
        "files": about(count(), "files held on it, sidecars too"),
        "bytes": about(count(), "their bytes, as they were when last read"),
    });
    let required = ["volume", "identity", "mount_point", "online", "last_seen", "files", "bytes"];
    closed(RecordKind::Volume, "A file system that files lie on (`damson volume`).", &required, members)
}

fn status() -> Value {
    let columns = RecordKind::Status.columns();
    let schema = |column: &str| match column {
        "catalogue" => refer("path"),
        "unfinished" => about(list(positive()), "accessions that were cut short, or that somebody is at"),
        "faults" => about(list(text()), "what is wrong inside the catalogue"),
        "bytes" => about(count(), "of the newest versions, each asset once"),
        "earlier_bytes" => about(count(), "that files had before they were written, kept beside the catalogue"),
        "catalogue_bytes" => about(count(), "of the catalogue's own files"),
        "unchecked" => about(count(), "originals never verified since they were taken in"),
        "untaken" => about(count(), "files that accessions could not take, and nobody has since"),
        "pending" => about(count(), "assets of which a write to files is still to be done"),
        "altered" => about(count(), "originals that the last verification found altered"),
        _ => count(),
    };
    let members = columns.iter().map(|column| ((*column).to_owned(), schema(column))).collect();
    closed(RecordKind::Status, "What a catalogue holds, in numbers (`damson status`).", columns, Value::Object(members))
}

fn duplicates() -> Value {
    let member = json!({
        "type": "object",
        "required": ["id", "path", "size", "keeper"],
        "properties": {
            "id": refer("id"),
            "path": refer("path"),
            "size": count(),
            "keeper": about(flag(), "whether the keeping rule would keep it"),
            "reason": about(text(), "why it is kept or may go, in words"),
            "linked": about(flag(), "it is the very file of another member, by another name"),
            "distance": about(count(), "from the first member; 0 is the same"),
        },
        "additionalProperties": false,
    });
    let members = json!({
        "kind": {"enum": ["exact", "essence", "rendition", "similar"]},
        "members": {"type": "array", "items": member, "minItems": 1},
        "checked": about(flag(), "the disk was looked at; else it is what the catalogue knows"),
    });
    let description = "Files that are the same in some way (`damson duplicates`).";
    closed(RecordKind::Duplicates, description, &["kind", "members"], members)
}

fn digest() -> Value {
    let any = json!({"type": "string", "pattern": "^(blake3:[0-9a-f]{64}|sha256:[0-9a-f]{64}|md5:[0-9a-f]{32})$"});
    let members = json!({"path": refer("path"), "digest": any, "essence_digest": any});
    let mut schema = closed(RecordKind::Digest, "A file's digest (`damson digest`).", &["path"], members);
    schema["oneOf"] = json!([{"required": ["digest"]}, {"required": ["essence_digest"]}]);
    schema
}
