//! Holds every record that the program prints against the published schemas.
use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;
use std::sync::OnceLock;

struct Published {
    schemas: Schemas,
    indices: HashMap<String, SchemaIndex>,
}

/// Checks a record against the schema that it names.
///
/// # Panics
/// If it names none, or does not fit it.
pub fn check(record: &Value) {
    static PUBLISHED: OnceLock<Published> = OnceLock::new();
    let published = PUBLISHED.get_or_init(read);
    let name = record.get("schema").and_then(Value::as_str).unwrap_or_else(|| panic!("no schema is named: {record}"));
    let index = published.indices.get(name).unwrap_or_else(|| panic!("{name} is not published: {record}"));
    if let Err(error) = published.schemas.validate(record, *index) {
        panic!("{error:#}\n{record:#}");
    }
}

fn read() -> Published {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema");
    let (mut schemas, mut compiler, mut indices) = (Schemas::new(), Compiler::new(), HashMap::new());
    for entry in std::fs::read_dir(&folder).expect("the schemas are published") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let schema: Value = serde_json::from_slice(&std::fs::read(&path).expect("a schema")).expect("a schema is JSON");
        let name = schema["properties"]["schema"]["const"].as_str().expect("a schema names its records").to_owned();
        let location = path.to_string_lossy().into_owned();
        compiler.add_resource(&location, schema).expect("a schema is a resource");
        indices.insert(name, compiler.compile(&location, &mut schemas).expect("a schema can be compiled"));
    }
    Published { schemas, indices }
}
