//! Docs and completions that are made from the program itself. `DAMSON_REGENERATE=1 cargo test --test generated` writes
//! them anew; without it the tests hold the committed files against what would be written.
mod desk;

use clap::{Command, CommandFactory};
use clap_complete::aot::{Shell, generate};
use damson::asset::{Arity, Field, Group, Kind};
use damson::cli::CommandLine;
use desk::Desk;
use serde_json::{Map, Value, json};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

const MADE: &str = "<!-- Made by `DAMSON_REGENERATE=1 cargo test --test generated`; edits are lost. -->\n";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn is_fresh(path: &str, made: &str) {
    let file = root().join(path);
    if std::env::var_os("DAMSON_REGENERATE").is_some() {
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder is made");
        fs::write(&file, made).expect("a file is written");
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    let line = committed.lines().zip(made.lines()).position(|(old, new)| old != new).map_or(0, |at| at + 1);
    assert!(committed == made, "{path} is stale (line {line}): DAMSON_REGENERATE=1 cargo test --test generated");
}

/// A cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[test]
fn the_list_of_fields_is_fresh() {
    let mut page = format!(
        "# Fields\n\n{MADE}
Every word that can be asked for, tagged, sorted by, counted or exported. The same word is the query word, the JSON key, the
CSV column, the template variable and the name in an edit; aliases are accepted wherever a word is typed, and never printed.
`damson fields` prints this list, `damson fields --json` with everything that is fixed about each.

A *list* holds any number of values. *Edit* says whether `damson tag` may state it. Behind an IIM dataset stands the most
bytes that IIM gives one value.\n"
    );
    for (group, title, note) in [
        (Group::IptcCore, "IPTC Core", "IPTC Photo Metadata Standard 2025.1, Core schema 1.5."),
        (Group::IptcExtension, "IPTC Extension", "IPTC Photo Metadata Standard 2025.1, Extension schema 1.9."),
        (Group::Workflow, "Workflow", "What a desk works with beyond the IPTC properties."),
        (Group::Technical, "Technical", "What the file and the camera say of the essence."),
        (Group::Catalogue, "Catalogue", "What the catalogue itself knows."),
    ] {
        write!(page, "\n## {title}\n\n{note}\n\n").expect("text");
        page.push_str(
            "| field | aliases | kind | edit | XMP | IIM | Exif | note |\n|---|---|---|---|---|---|---|---|\n",
        );
        for field in Field::ALL.iter().filter(|field| field.definition().group == group) {
            page.push_str(&field_row(*field));
        }
    }
    terms(&mut page);
    is_fresh("docs/fields.md", &page);
}

/// The vocabularies of the fields that have one.
fn terms(page: &mut String) {
    page.push_str(
        "\n## Terms\n\nThe value of these fields is the address of a term. Programs are given the address; people are shown \
         the code and the name, and may write either of them after the `:` of a query and in an edit: \
         `model_release_status:MR-UMR`, `digital_source_type:\"screen capture\"`.\n",
    );
    for field in Field::ALL {
        let Some(vocabulary) = field.vocabulary() else { continue };
        let word = field.word();
        let address = vocabulary.address;
        write!(page, "\n`{word}`: `{address}` and a code\n\n| code | name |\n|---|---|\n").expect("text");
        for (code, name) in vocabulary.terms {
            writeln!(page, "| `{code}` | {} |", cell(name)).expect("text");
        }
    }
}

fn field_row(field: Field) -> String {
    let definition = field.definition();
    let kind = match definition.kind {
        Kind::Text => "text",
        Kind::Uri => "identifier",
        Kind::Integer => "whole number",
        Kind::Number => "number",
        Kind::Boolean => "yes or no",
        Kind::Date => "date",
        Kind::Struct => "structure",
    };
    let list = match definition.arity {
        Arity::One => "",
        Arity::Many => ", list",
    };
    let code = |text: &str| if text.is_empty() { String::new() } else { format!("`{text}`") };
    let aliases: Vec<String> = definition.aliases.iter().map(|alias| format!("`{alias}`")).collect();
    let bytes = match definition.iim_max_bytes {
        0 => String::new(),
        most => format!(", {most}"),
    };
    let cells = [
        code(definition.word),
        aliases.join(" "),
        format!("{kind}{list}"),
        if field.is_editable() { "yes".to_owned() } else { String::new() },
        code(definition.xmp),
        if definition.iim.is_empty() { String::new() } else { format!("{}{bytes}", definition.iim) },
        definition.exif.to_owned(),
        definition.note.to_owned(),
    ];
    format!("| {} |\n", cells.map(|text| cell(&text)).join(" | "))
}

#[test]
fn the_page_of_commands_is_fresh() {
    let mut line = CommandLine::command().term_width(100);
    line.build();
    let mut page = format!(
        "# Commands\n\n{MADE}
What `damson VERB --help` prints. The flags of [damson](#damson) under \"Everywhere\" may stand with every verb; they are
printed there alone.\n"
    );
    section(&mut page, "damson", line.clone());
    each_verb(&mut page, "damson", &line);
    is_fresh("docs/commands.md", &page);
}

fn each_verb(page: &mut String, name: &str, command: &Command) {
    for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help") {
        let name = format!("{name} {}", verb.get_name());
        let is_everywhere = |id: &str, is_global: bool| is_global || ["help", "version"].contains(&id);
        let own = verb.clone().mut_args(|argument| {
            let hides = is_everywhere(argument.get_id().as_str(), argument.is_global_set());
            if hides { argument.hide(true) } else { argument }
        });
        section(page, &name, own.term_width(100));
        each_verb(page, &name, verb);
    }
}

fn section(page: &mut String, name: &str, mut command: Command) {
    let help = command.render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    write!(page, "\n## {name}\n\n```text\n{}\n```\n", lines.join("\n").trim_end()).expect("text");
}

#[test]
fn the_static_completions_are_fresh() {
    for (shell, path) in [
        (Shell::Bash, "completions/damson.bash"),
        (Shell::Zsh, "completions/_damson"),
        (Shell::Fish, "completions/damson.fish"),
        (Shell::PowerShell, "completions/_damson.ps1"),
    ] {
        let mut script = Vec::new();
        generate(shell, &mut CommandLine::command(), "damson", &mut script);
        is_fresh(path, &String::from_utf8(script).expect("text"));
    }
}

/// Every kind of record, in the order in which people meet them, and a line that prints one.
const RECORDS: [(&str, &str); 22] = [
    ("asset", "damson search --format ndjson filename:night.jpg"),
    ("outcome", "damson ingest --format ndjson --dry-run Pictures/wire/kyoto-garden.jpg | head -n 1"),
    ("summary", "damson ingest --format ndjson --dry-run Pictures | tail -n 1"),
    ("facet", "damson facet --format ndjson city date_created:month --limit 1"),
    ("statement", "damson read --format ndjson --raw Pictures/harbour/night.jpg | grep '\"xmp\"' | grep headline"),
    ("history", "damson show --format ndjson --history Pictures/harbour/night.jpg | tail -n 1"),
    ("operation", "damson log --format ndjson 2"),
    ("accession", "damson accession --format ndjson"),
    (
        "let-go",
        "damson deaccession -q --reason 'rights were withdrawn' filename:kyoto-garden.jpg && \
         damson deaccession --list --format ndjson | head -n 1 && damson undo -q",
    ),
    ("seal", "damson log --seal --format ndjson"),
    ("plan", "damson tag --plan - filename:night.jpg city=Oslo 2> /dev/null"),
    ("duplicates", "damson duplicates --format ndjson 2> /dev/null | head -n 1"),
    ("digest", "damson digest --format ndjson Pictures/harbour/night.jpg"),
    ("volume", "damson volume --format ndjson"),
    ("protection", "damson protect --dry-run Pictures/wire --format ndjson"),
    ("keyword", "damson keyword --format ndjson | head -n 1"),
    ("policy", "damson policy --format ndjson | head -n 1"),
    ("query", "damson search --format ndjson --saved"),
    ("status", "damson status --format ndjson"),
    ("field", "damson fields --format ndjson credit_line"),
    ("count", "damson search --format ndjson --count city:Oslo"),
    ("explanation", "damson search --format ndjson --explain city:Oslo"),
];

#[test]
fn the_page_of_records_is_fresh() {
    let desk = Desk::at_work();
    let mut page = format!(
        "# Records\n\n{MADE}
What `--format json` and `ndjson` print, from the schemas in [schema/](schema/), with an example of each; what holds in all of
them, and CSV, is in [schema/README.md](schema/README.md). A key in **bold** is always there.\n"
    );
    for (name, line) in RECORDS {
        let text = fs::read_to_string(root().join(format!("docs/schema/{name}.schema.json"))).expect("a schema");
        let schema: Value = serde_json::from_str(&text).expect("JSON");
        record(&mut page, name, &schema, example(&desk, line));
    }
    is_fresh("docs/schema.md", &page);
    let schemas = fs::read_dir(root().join("docs/schema")).expect("a folder");
    let count = schemas
        .filter(|entry| entry.as_ref().is_ok_and(|file| file.path().extension().is_some_and(|end| end == "json")));
    assert_eq!(count.count(), RECORDS.len(), "every schema is in the list above");
}

fn record(page: &mut String, name: &str, schema: &Value, example: Value) {
    let text = |key: &str| schema[key].as_str().unwrap_or_default();
    write!(page, "\n## {}\n\n{} [Its schema.](schema/{name}.schema.json)\n\n", text("title"), text("description"))
        .expect("text");
    page.push_str("| key | value | what it is |\n|---|---|---|\n");
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let none = Map::new();
    let is_field = |key: &str| Field::named(key).is_some_and(|field| field.definition().group != Group::Catalogue);
    let mut has_fields = false;
    for (key, value) in schema["properties"].as_object().unwrap_or(&none) {
        if matches!(name, "asset" | "facet") && is_field(key) {
            has_fields = true;
            continue;
        }
        let key = if required.contains(&key.as_str()) { format!("**`{key}`**") } else { format!("`{key}`") };
        let said = value["description"].as_str().unwrap_or_default();
        writeln!(page, "| {key} | {} | {} |", cell(&shape(value)), cell(said)).expect("text");
    }
    if has_fields {
        page.push_str("| every other [field](fields.md) | by its kind | its value: a list where the field is one |\n");
    }
    let example = serde_json::to_string_pretty(&example).expect("JSON");
    write!(page, "\n```json\n{example}\n```\n").expect("text");
}

/// What kind of value a schema allows, in a few words.
fn shape(schema: &Value) -> String {
    let words = |value: &Value| match value {
        Value::String(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    };
    if let Some(value) = schema.get("const") {
        return words(value);
    }
    if let Some(values) = schema["enum"].as_array() {
        return if values.len() > 40 {
            "a field's word".to_owned()
        } else {
            values.iter().map(words).collect::<Vec<_>>().join(" ")
        };
    }
    if let Some(name) = schema["$ref"].as_str() {
        return name.rsplit('/').next().unwrap_or_default().to_owned();
    }
    match &schema["type"] {
        Value::String(kind) if kind == "array" => format!("list of {}", shape(&schema["items"])),
        Value::String(kind) => kind.clone(),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        _ => String::new(),
    }
}

/// How the digest of a seal begins.
const SEAL: &str = "sha256:";

/// A record that a line prints, with names that are the same on every desk.
fn example(desk: &Desk, line: &str) -> Value {
    let output = desk.run(line);
    assert!(output.status.success(), "{line}: {}", desk::said(&output));
    let mut record = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{line}: {error}"));
    make_plain(&mut record, "", &desk.path.to_string_lossy());
    record
}

fn make_plain(value: &mut Value, key: &str, folder: &str) {
    match value {
        Value::Object(members) => members.iter_mut().for_each(|(key, value)| make_plain(value, key, folder)),
        Value::Array(values) => values.iter_mut().for_each(|value| make_plain(value, key, folder)),
        Value::String(text) => match key {
            "volume" => *text = "photos".to_owned(),
            "identity" => *text = "uuid:0f3c9d1e-5a77-4c1b-9a2e-6d1f0a4b7c55".to_owned(),
            "mount_point" => *text = "/home".to_owned(),
            // A seal covers times and places of this desk alone.
            "digest" | "text" if text.contains(SEAL) => {
                let end = text.find(SEAL).map_or(0, |at| at + SEAL.len());
                text.replace_range(end.., "3a7f0c55".repeat(8).as_str());
            }
            _ => *text = text.replace(folder, "/home/ada"),
        },
        Value::Number(_) if key == "catalogue_bytes" => *value = json!(217_088),
        Value::Number(_) | Value::Bool(_) | Value::Null => {}
    }
}
