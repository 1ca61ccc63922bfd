//! What a property shall hold: a field's wish in the property's own shape and spelling. Knows no packet.
use super::super::markup::Markup;
use super::super::{Shape, home_of, number_text, numbers, property, shape_of, write_tree, write_value};
use crate::asset::{Field, Tree, Value};
use crate::metadata::mapping::Form;

/// One property and what it shall hold; nothing takes it away.
#[derive(Clone, Debug)]
pub(super) struct Aim {
    /// The property by its fixed prefix.
    pub(super) name: String,
    /// The field whose wish it is.
    pub(super) field: Field,
    pub(super) form: Form,
    pub(super) shape: Shape,
    /// The member of a structure that holds the value, where the other members are not ours.
    pub(super) member: Option<&'static str>,
    /// What the property is to say of the field.
    pub(super) values: Vec<Value>,
    /// What is written for that: as many texts as values, or one for all of them; none for structures.
    pub(super) texts: Vec<String>,
    /// What is written instead, where the property is a structure of its own.
    pub(super) tree: Option<Tree>,
    /// The items of a list in the property that go, where it is kept otherwise.
    pub(super) dropped: Vec<usize>,
}

impl Aim {
    /// The field's home, with all that belongs to it.
    pub(super) fn homes(field: Field, values: &[Value]) -> Vec<Aim> {
        let mut aim = Aim {
            name: home_of(field).to_owned(),
            field,
            form: Form::Plain,
            shape: shape_of(field),
            member: member_of(field),
            values: values.to_vec(),
            texts: values.iter().filter_map(|value| text(field, value)).collect(),
            tree: None,
            dropped: Vec::new(),
        };
        if field != Field::Altitude {
            return vec![aim];
        }
        // A height is written without a sign; whether it is a depth stands beside it.
        let metres = values.first().and_then(Value::as_number);
        aim.texts = metres.map(|metres| numbers::rational(metres.abs())).into_iter().collect();
        let below = metres.map(|metres| if metres < 0.0 { "1" } else { "0" }.to_owned());
        let reference = Aim { name: "exif:GPSAltitudeRef".to_owned(), ..aim.clone() };
        vec![aim, Aim { texts: below.into_iter().collect(), values: Vec::new(), ..reference }]
    }

    /// Whether the property is to be taken away.
    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty() && self.texts.is_empty()
    }

    /// The name of the statement that the property makes of the field.
    pub(super) fn statement(&self) -> String {
        if INSIDE.contains(&self.name.as_str()) {
            format!("{}/{}", self.name, self.field.word())
        } else {
            self.name.clone()
        }
    }

    /// The text that stands for the whole property, if one can.
    pub(super) fn text(&self) -> Option<&str> {
        self.texts.first().filter(|_| self.texts.len() == 1).map(String::as_str)
    }

    /// The property as a new element.
    pub(super) fn write(&self, markup: &mut Markup) {
        if let Some(tree) = &self.tree {
            return write_tree(&self.name, tree, self.name.split(':').next().unwrap_or_default(), markup);
        }
        if self.member.is_some() || (self.texts.is_empty() && self.shape == Shape::Plain) {
            return property(self.field, &self.values, markup);
        }
        if self.texts.is_empty() {
            return markup.list(&self.name, self.shape, &self.values, |element, value, markup| {
                write_value(self.field, element, value, markup);
            });
        }
        markup.list(&self.name, self.shape, &self.texts, |element, text, markup| markup.text(element, text));
    }

    /// The item of its list at an index, as a new element.
    pub(super) fn write_item(&self, index: usize, element: &str, markup: &mut Markup) {
        match (self.texts.get(index), self.values.get(index)) {
            (Some(text), _) => markup.text(element, text),
            (None, Some(value)) => write_value(self.field, element, value, markup),
            (None, None) => {}
        }
    }
}

/// Properties that hold a field's values inside, beside what is not ours.
const INSIDE: [&str; 6] =
    ["exif:Flash", "mwg-kw:Keywords", "acdsee:categories", "mwg-rs:Regions", "acdsee-rs:Regions", "MP:RegionInfo"];

fn member_of(field: Field) -> Option<&'static str> {
    let members = [(Field::FlashFired, "exif:Fired"), (Field::StartTimecode, "xmpDM:timeValue")];
    members.into_iter().find(|(of, _)| *of == field).map(|(_, member)| member)
}

/// A value as the text of an element; none for structures.
pub(super) fn text(field: Field, value: &Value) -> Option<String> {
    match value {
        Value::Struct(_) => None,
        Value::Number(number) => Some(number_text(field, *number)),
        Value::Boolean(yes) => Some(if *yes { "True" } else { "False" }.to_owned()),
        Value::Text(_) | Value::Integer(_) | Value::Date(_) => Some(value.to_string()),
    }
}
