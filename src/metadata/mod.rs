//! Blocks to statements and back: one file per standard, and the rules that choose among statements.
//!
//! Reading never fails whole: what can be read becomes statements, what cannot becomes problems. Which statement counts
//! is decided in `reconcile` alone; the readers never compare one standard with another.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::unreachable)
)]
mod boilerplate;
mod double;
mod embed;
mod exif;
mod icc;
mod iim;
mod joined;
mod lookup;
mod maker;
mod mapping;
mod packet;
mod prose;
mod reconcile;
mod sidecar;
mod takeout;
mod values;
mod xmp;

pub use double::undoubled;
pub use embed::{Blocks, EditXmp, EmbedOptions, Embedding, Wish, blocks, embed_tiff, is_writable};
pub use packet::{PacketPlace, edit_packet, is_said_in_xmp, packet};
pub use prose::prose;
pub use reconcile::{Decision, Rule, dismissal, explain, reconcile};
pub use sidecar::{is_read as is_sidecar_read, read_sidecar};
pub use takeout::{LARGEST as LARGEST_TAKEOUT, takeout_title};

use crate::asset::{Field, MediaType, Origin, Problem, ProblemKind, Statement, Tree, Value};
use crate::container::{Anatomy, BlockKind, Preview};
use crate::fixity::{Algorithm, Hasher};

/// Everything that a file states: the facts of its format, then the statements of each block in file order.
///
/// The problems are those of the blocks alone; `anatomy.problems` is not repeated. Never fails and never panics;
/// time and memory are bounded by the size of the blocks, not by what they claim.
pub fn read(anatomy: &Anatomy) -> (Vec<Statement>, Vec<Problem>) {
    let mut findings = Findings { statements: anatomy.facts.clone(), problems: Vec::new() };
    for block in &anatomy.blocks {
        match block.kind {
            BlockKind::Exif => exif::read(&block.data, &mut findings),
            BlockKind::CanonRecords => maker::read_canon(&block.data, &mut findings),
            BlockKind::Iim => iim::read(&block.data, &mut findings),
            BlockKind::Xmp => xmp::read(&block.data, Origin::Xmp, &mut findings),
            BlockKind::ExtendedXmp => extension(&block.data, &mut findings),
            BlockKind::Icc => icc::read(&block.data, &mut findings),
            BlockKind::IimDigest => {}
        }
    }
    if is_sized_by_its_header(&anatomy.media_type) {
        findings.withdraw(&[Field::Width, Field::Height]);
    }
    if let Some(word) = iim_state(anatomy) {
        findings.state(Origin::Iim, IIM_DIGEST, None, vec![Value::text(word)]);
    }
    findings.state(Origin::Container, PREVIEW, None, anatomy.previews.iter().map(preview).collect());
    (findings.statements, findings.problems)
}

/// Whether nothing but its header may say how large a picture is: where that cannot be read, what Exif and XMP say may be
/// of another rendition. Raws, and files of metadata alone, have no such header.
fn is_sized_by_its_header(media_type: &MediaType) -> bool {
    let word = media_type.as_str();
    !word.starts_with("image/x-") && !matches!(word, "application/rdf+xml" | "application/unknown")
}

/// Reads extended XMP. The packet names it by its MD5 (Adobe XMP Part 3, 1.1.3.1); one that was changed since is told.
fn extension(data: &[u8], findings: &mut Findings) {
    let digest: String = md5(data).iter().map(|byte| format!("{byte:02X}")).collect();
    let mut names =
        findings.statements.iter().filter(|one| one.name == EXTENSION).flat_map(|one| &one.values).peekable();
    let is_named = |name: &Value| name.as_text().is_some_and(|name| name.eq_ignore_ascii_case(&digest));
    if names.peek().is_some() && !names.any(is_named) {
        findings.problem(ProblemKind::Malformed, "the extended XMP is not the one whose digest the XMP packet has");
    }
    xmp::read(data, Origin::Xmp, findings);
}

/// The property that names the extension of a packet.
const EXTENSION: &str = "xmpNote:HasExtendedXMP";

fn md5(data: &[u8]) -> Vec<u8> {
    let mut hasher = Hasher::new(Algorithm::Md5);
    hasher.update(data);
    hasher.finish().bytes().to_vec()
}

/// The name of the statement that says where previews lie in the file.
const PREVIEW: &str = "Preview";

/// `offset` and `size` in bytes, `width` and `height` in pixels where they are known, and the media type.
#[allow(clippy::cast_precision_loss)]
fn preview(preview: &Preview) -> Value {
    let numbers = [
        ("offset", preview.at),
        ("size", preview.size),
        ("width", preview.width.into()),
        ("height", preview.height.into()),
    ];
    let known = numbers.into_iter().enumerate().filter(|(index, (_, number))| *index < 2 || *number > 0);
    let mut members: Vec<(String, Tree)> =
        known.map(|(_, (name, number))| (name.to_owned(), Tree::Number(number as f64))).collect();
    members.push(("media_type".to_owned(), Tree::Text(preview.media_type.to_owned())));
    Value::Struct(Tree::Struct(members))
}

/// The name of the statement that says whether IIM is as it was when XMP was last written from it.
const IIM_DIGEST: &str = "IPTCDigest";
/// IIM was edited by a program that does not know XMP.
const STALE: &str = "stale";

/// What the stored digest says of the IIM block (MWG 2.0, 3.3); none where there is no digest or no block.
fn iim_state(anatomy: &Anatomy) -> Option<&'static str> {
    let block = |kind| anatomy.blocks.iter().find(|block| block.kind == kind).map(|block| block.data.as_slice());
    let (stored, iim) = (block(BlockKind::IimDigest)?, block(BlockKind::Iim)?);
    Some(if md5(iim) == stored { "current" } else { STALE })
}

/// The most statements that are kept of one file; real files stay far below.
const STATEMENTS: usize = 10_000;
/// The most values that are kept of a property that no field is made of.
const RAW_VALUES: usize = 1_000;
/// The most bytes that are kept of a text that no field is made of.
const RAW_BYTES: usize = 64 << 10;
/// The most values that are kept of one field.
const FIELD_VALUES: usize = 4_000;
/// The most bytes that are kept of one text of a field.
const FIELD_BYTES: usize = 1 << 20;

/// What the readers find, as they find it.
#[derive(Debug, Default)]
struct Findings {
    statements: Vec<Statement>,
    problems: Vec<Problem>,
}

impl Findings {
    /// Adds a statement; one without values says nothing.
    fn state(&mut self, origin: Origin, name: impl Into<String>, field: Option<Field>, values: Vec<Value>) {
        self.add(Statement::new(origin, name, field, values));
    }

    fn add(&mut self, mut statement: Statement) {
        if statement.values.is_empty() {
            return;
        }
        if self.statements.len() >= STATEMENTS {
            return self.problem_once(ProblemKind::Limit, "the file states more than is kept");
        }
        if statement.field.is_none() && statement.values.len() > RAW_VALUES {
            statement.values = vec![Value::Text(format!("({} values)", statement.values.len()))];
        }
        if let Some(field) = statement.field.filter(|_| statement.values.len() > FIELD_VALUES) {
            statement.values.truncate(FIELD_VALUES);
            self.problem_once(ProblemKind::Limit, format!("{} has more values than are kept", field.word()));
        }
        for value in &mut statement.values {
            if let Value::Text(text) = value {
                self.shorten(text, statement.field);
            }
        }
        self.statements.push(statement);
    }

    /// Lets what the blocks say of these fields stand, but speak for none.
    fn withdraw(&mut self, fields: &[Field]) {
        let of_blocks = self.statements.iter_mut().filter(|one| one.origin != Origin::Container);
        for statement in of_blocks.filter(|one| one.field.is_some_and(|field| fields.contains(&field))) {
            statement.field = None;
        }
    }

    fn shorten(&mut self, text: &mut String, field: Option<Field>) {
        match field {
            None if text.len() > RAW_BYTES => *text = format!("({} bytes)", text.len()),
            Some(field) if text.len() > FIELD_BYTES => {
                text.truncate(text.floor_char_boundary(FIELD_BYTES));
                self.problem_once(ProblemKind::Limit, format!("{} is longer than is kept and was cut", field.word()));
            }
            None | Some(_) => {}
        }
    }

    fn problem(&mut self, kind: ProblemKind, message: impl Into<String>) {
        self.problems.push(Problem::new(kind, message));
    }

    /// Adds a problem unless it was said before.
    fn problem_once(&mut self, kind: ProblemKind, message: impl Into<String>) {
        let problem = Problem::new(kind, message);
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}

#[cfg(test)]
mod tests;
