//! `damson digest`
use super::exit::{Ended, Failure, Status};
use super::session::Session;
use crate::fixity::Algorithm;
use crate::librarian::read;
use crate::output::{Digested, Item, RecordKind};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Digests of files, as b3sum prints them
///
/// With --essence, of the encoded picture, sound or page alone, over the bytes that ExifTool's ImageDataHash covers: two
/// files with the same essence differ in their metadata at most. A format that has no essence to tell apart is digested
/// whole.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson digest Pictures/harbour/night.jpg
  damson digest --essence Pictures/harbour/night.jpg
  damson digest --algorithm sha256 Pictures/harbour/night.jpg")]
pub struct Words {
    /// Files
    #[arg(required = true, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    files: Vec<PathBuf>,

    /// Of the essence alone
    #[arg(long)]
    essence: bool,

    /// Which digest
    #[arg(long, value_name = "NAME", default_value = "blake3")]
    algorithm: AlgorithmWord,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum AlgorithmWord {
    Blake3,
    Sha256,
    Md5,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let algorithm = match words.algorithm {
        AlgorithmWord::Blake3 => Algorithm::Blake3,
        AlgorithmWord::Sha256 => Algorithm::Sha256,
        AlgorithmWord::Md5 => Algorithm::Md5,
    };
    let mut sink = session.sink(RecordKind::Digest, |_| {})?;
    let mut messages = session.messages();
    let mut status = Status::Done;
    for file in words.files.iter().take_while(|_| !session.is_interrupted()) {
        // The path is printed as it was given, like b3sum's.
        let given = crate::asset::FilePath::of(file);
        match read::digest(&session.absolute(file), algorithm, words.essence, &session.interruption()) {
            Ok(sum) => {
                let hex = sum.to_string();
                let digested =
                    Digested { path: &given, algorithm: algorithm.word(), is_essence: words.essence, hex: &hex };
                sink.item(&Item::Digest(digested)).map_err(Failure::of_output)?;
            }
            Err(problem) => {
                messages.problem(Some(&given), &problem);
                status = Status::Partial;
            }
        }
    }
    sink.finish().map_err(Failure::of_output)?;
    Ok(status)
}
