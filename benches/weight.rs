//! What the metadata of the library weighs by itself, so that a catalogue's size has something to stand beside.
use crate::generate::read;
use crate::library::Maker;
use damson::asset::{Tree, Value};
use std::path::Path;

/// How many files are weighed.
const SAMPLE: u64 = 2_000;

/// Bytes an asset, the mean of some of the library's first.
pub struct Weight {
    /// The values of its fields, each once, as they count.
    pub fields: f64,
    /// Every value that its files state, in Exif, IIM, XMP and the container: what the catalogue must keep.
    pub stated: f64,
}

/// Weighs files of a size: texts by their bytes, numbers by eight, dates by what is known of them.
#[allow(clippy::cast_precision_loss)]
pub fn weigh(bytes: usize) -> Weight {
    let maker = Maker::new(bytes);
    let (mut fields, mut stated) = (0, 0);
    for number in 0..SAMPLE {
        let reading = read(&maker, Path::new("/"), number).reading;
        fields += reading.description.iter().flat_map(|(_, values)| values).map(value).sum::<usize>();
        stated += reading.statements.iter().flat_map(|statement| &statement.values).map(value).sum::<usize>();
    }
    Weight { fields: fields as f64 / SAMPLE as f64, stated: stated as f64 / SAMPLE as f64 }
}

fn value(of: &Value) -> usize {
    match of {
        Value::Text(text) => text.len(),
        Value::Integer(_) | Value::Number(_) => 8,
        Value::Boolean(_) => 1,
        Value::Date(date) => date.to_string().len(),
        Value::Struct(members) => tree(members),
    }
}

fn tree(of: &Tree) -> usize {
    match of {
        Tree::Text(text) => text.len(),
        Tree::Number(_) => 8,
        Tree::List(items) => items.iter().map(tree).sum(),
        Tree::Struct(members) => members.iter().map(|(_, member)| tree(member)).sum(),
    }
}
