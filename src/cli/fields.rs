//! `damson fields`
use super::exit::{Ended, Failure, Status};
use super::session::Session;
use crate::asset::Field;
use crate::asset::nearest::nearest;
use crate::output::{Item, RecordKind};
use clap::Args;

/// The fields: their words, aliases and kinds, and the standards' names for them
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson fields
  damson fields caption
  damson fields --format ndjson")]
pub struct Words {
    /// Only these
    #[arg(value_name = "FIELD")]
    fields: Vec<String>,
}

/// Every word that a field answers to.
fn every_word() -> impl Iterator<Item = &'static str> {
    Field::ALL.iter().flat_map(|field| std::iter::once(field.word()).chain(field.definition().aliases.iter().copied()))
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let named = |word: &String| {
        Field::named(word).ok_or_else(|| {
            let near = nearest(word, every_word()).join(", ");
            let hint =
                if near.is_empty() { "`damson fields` lists them".to_owned() } else { format!("perhaps {near}") };
            Failure::Usage { message: format!("there is no field {word}"), hint: Some(hint) }
        })
    };
    let fields: Vec<Field> = if words.fields.is_empty() {
        Field::ALL.to_vec()
    } else {
        words.fields.iter().map(named).collect::<Result<_, _>>()?
    };
    session.print(RecordKind::Field, fields.into_iter().map(Item::Field))?;
    Ok(Status::Done)
}
