//! `--template`, `--codes` and `--serials`: files with which a desk writes its edits. A template is TOML, or Photo Mechanic's
//! stationery; a list of codes is text with tabs.
mod cameras;
mod template;

use super::exit::Failure;
use super::session::Session;
use crate::librarian::editing::pad;
use crate::librarian::enrichment::Cameras;
use crate::metadata::prose;
use crate::query::{Codes, Edit, parse_edit};
use clap::Args;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use template::of_template;

/// The longest file, in bytes.
const LONGEST: u64 = 64 * 1024 * 1024;
const FORM: &str =
    "a template has lines as `city = \"Oslo\"`, `keywords = [\"a\", \"b\"]` or `title = { append = \", {city}\" }`";

/// The files with which a desk writes its edits.
#[derive(Args, Debug)]
pub struct Stationery {
    /// A template of edits, made before those that are typed: TOML, or Photo Mechanic's stationery (.XMP); may be given again
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub template: Vec<PathBuf>,

    /// A list of codes, `CODE TAB TEXT` a line: \CODE\ and =CODE= in edits are replaced; may be given again
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub codes: Vec<PathBuf>,

    /// The job that they belong to: `job_id`
    #[arg(long, value_name = "NAME")]
    pub job: Option<String>,
}

/// What the files come to.
pub struct Written {
    /// The edits of templates, the job, and the edits that are typed.
    pub edits: Vec<Edit>,
    /// The codes, where there are lists.
    pub codes: Option<Codes>,
    /// An edit of which a code is known only once its variable is: `={camera_serial}=`.
    pub late: Option<String>,
}

impl Stationery {
    /// Reads the files. What they have in them that is not used is told.
    ///
    /// # Errors
    /// A file that cannot be read or understood, an edit that cannot be.
    pub fn read(&self, typed: &[String], session: &Session) -> Result<Written, Failure> {
        let mut texts = Vec::new();
        for path in &self.template {
            texts.extend(template_edits(path, session)?);
        }
        texts.extend(self.job.iter().map(|job| format!("job_id={}", job.replace('{', "{{").replace('}', "}}"))));
        texts.extend(typed.iter().cloned());
        let codes = codes(&self.codes, session)?;
        let expanded = |text: String| match &codes {
            Some(codes) => codes.expand(&text),
            None => Ok(text),
        };
        let texts: Vec<String> = texts.into_iter().map(expanded).collect::<Result<_, _>>()?;
        let edits = texts.iter().map(|text| parse_edit(text)).collect::<Result<_, _>>()?;
        let late = codes.as_ref().and_then(|_| texts.iter().find(|text| Codes::has_late(text)).cloned());
        Ok(Written { edits, codes, late })
    }
}

/// Cameras by their serial numbers.
///
/// # Errors
/// A file that cannot be read or understood, an edit that cannot be.
pub fn cameras(path: &Path) -> Result<Cameras, Failure> {
    let form =
        "a line is `serial = creator, credit line`; CSV has a column `serial`; TOML has a table for each serial number";
    let wrong = |message: String| Failure::usage(format!("{}: {message}", path.display()), form);
    cameras::of_text(&prose(&bytes(path)?), path).map_err(wrong)
}

fn template_edits(path: &Path, session: &Session) -> Result<Vec<String>, Failure> {
    let wrong = |message: String| Failure::usage(format!("{}: {message}", path.display()), FORM);
    let bytes = bytes(path)?;
    let is_named_so = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xmp"));
    let text = prose(&bytes);
    if !is_named_so && !text.trim_start().starts_with('<') {
        return of_template(&text).map_err(wrong);
    }
    let pad = pad(&bytes).map_err(wrong)?;
    pad.remarks.iter().for_each(|remark| session.messages().notice(&format!("{}: {remark}", path.display())));
    Ok(pad.edits)
}

fn codes(lists: &[PathBuf], session: &Session) -> Result<Option<Codes>, Failure> {
    let mut known = Codes::default();
    for list in lists {
        let wrong = |message: String| Failure::usage(format!("{}: {message}", list.display()), None);
        let left_out = known.read(&prose(&bytes(list)?)).map_err(wrong)?;
        tell(&left_out, list, session);
    }
    Ok(Some(known).filter(|_| !lists.is_empty()))
}

/// Tells what of a list is left out: the first, and how many more.
fn tell(left_out: &[String], list: &Path, session: &Session) {
    const TOLD: usize = 5;
    let messages = &mut session.messages();
    left_out.iter().take(TOLD).for_each(|line| messages.notice(&format!("{}: {line}", list.display())));
    if left_out.len() > TOLD {
        messages.notice(&format!("{}: {} more lines are left out", list.display(), left_out.len() - TOLD));
    }
}

/// All of a file; what grows while it is read is cut off.
///
/// # Errors
/// What the system says, and one that is too long.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    bytes_to(path, LONGEST)
}

/// All of a file that is no longer than so many bytes.
///
/// # Errors
/// As `bytes`.
pub fn bytes_to(path: &Path, longest: u64) -> Result<Vec<u8>, Failure> {
    let failed = |error| Failure::Io { what: format!("cannot read {}", path.display()), error };
    if fs::metadata(path).map_err(failed)?.len() > longest {
        return Err(failed(std::io::ErrorKind::FileTooLarge.into()));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(longest).read_to_end(&mut bytes)).map_err(failed)?;
    Ok(bytes)
}
