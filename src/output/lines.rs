//! One line an item: paths, ids, and lines of one's own. Exact bytes, ended by a newline or by NUL.
use super::item::{Digested, Item};
use super::json::push_hex;
use super::plain::push_count;
use super::sink::{Outlet, Scribe, Sink, Template};
use super::terminal::escape_lines;
use crate::asset::{Asset, AssetId, FilePath};
use crate::catalog::Detail;
use crate::librarian::Outcome;
use crate::librarian::duplicates::Group;
use std::io;

/// What a line is made of.
#[derive(Clone)]
pub(super) enum Line {
    /// The path of the file that stands for the asset, or of every original.
    Paths {
        /// Every original's.
        all: bool,
    },
    /// The id, or what names the item.
    Ids,
    /// The text that a template gives.
    Template(Template),
}

/// Prints lines as items come. Items that have no such line print nothing.
pub(super) struct LineSink {
    outlet: Outlet,
    line: Line,
    is_nul_ended: bool,
}

impl LineSink {
    pub(super) fn new(outlet: Outlet, line: Line, is_nul_ended: bool) -> LineSink {
        LineSink { outlet, line, is_nul_ended }
    }

    fn push(&mut self, bytes: &[u8]) {
        let end = self.end();
        push_line(bytes, end, self.outlet.buffer());
    }

    fn end(&self) -> u8 {
        if self.is_nul_ended { 0 } else { b'\n' }
    }

    fn push_id(&mut self, id: AssetId) {
        let end = self.end();
        push_id(id, end, self.outlet.buffer());
    }

    fn asset(&mut self, asset: &Asset) {
        let end = self.end();
        push_asset(&self.line, asset, end, self.outlet.buffer());
    }

    fn outcome(&mut self, outcome: &Outcome) {
        match &self.line {
            Line::Ids => outcome.id.into_iter().for_each(|id| self.push_id(id)),
            Line::Paths { .. } => self.path(outcome.path.as_ref()),
            Line::Template(_) => {}
        }
    }

    fn path(&mut self, path: Option<&FilePath>) {
        if let (Line::Paths { .. }, Some(path)) = (&self.line, path) {
            self.push(&path.0);
        }
    }

    fn name(&mut self, name: &str) {
        if matches!(self.line, Line::Ids) {
            self.push(name.as_bytes());
        }
    }

    fn number(&mut self, number: u64) {
        let mut digits = Vec::new();
        push_count(number, &mut digits);
        self.push(&digits);
    }

    fn group(&mut self, group: &Group) {
        for member in &group.members {
            match &self.line {
                Line::Ids => self.push_id(member.id),
                Line::Paths { .. } => self.push(&member.file.path.0),
                Line::Template(_) => {}
            }
        }
    }
}

impl Sink for LineSink {
    fn item(&mut self, item: &Item) -> io::Result<()> {
        match *item {
            Item::Asset(asset) => self.asset(asset),
            Item::Sheet(sheet) => self.asset(sheet.asset),
            Item::Outcome(outcome) => self.outcome(outcome),
            Item::Duplicates(group) => self.group(group),
            Item::Operation(operation) if matches!(self.line, Line::Ids) => self.number(operation.number),
            Item::Accession(accession) if matches!(self.line, Line::Ids) => self.number(accession.number),
            Item::LetGo { let_go, .. } if matches!(self.line, Line::Ids) => self.name(&let_go.asset.to_string()),
            Item::Count(count) => self.number(count),
            Item::Digest(digested) => self.path(Some(digested.path)),
            Item::Volume(listed) => {
                self.name(&listed.volume.name);
                self.path(Some(&listed.volume.mount_point));
            }
            Item::Protected(what) => self.path(what.folder.as_ref()),
            Item::Field(field) => self.name(field.word()),
            Item::Query { name, .. } => self.name(name),
            Item::Keyword { levels, .. } => self.name(&levels.join("/")),
            Item::Policy { policy, .. } => self.name(policy.word()),
            Item::Operation(_)
            | Item::Accession(_)
            | Item::LetGo { .. }
            | Item::Summary(_)
            | Item::Facet { .. }
            | Item::History { .. }
            | Item::Seal(_)
            | Item::Plan(_)
            | Item::Statement(_)
            | Item::Status(_)
            | Item::Explanation { .. } => {}
        }
        self.outlet.settle()
    }

    fn scribe(&self) -> Option<Scribe> {
        let detail = match self.line {
            Line::Ids => Detail::Id,
            Line::Paths { .. } => Detail::Files,
            Line::Template(_) => Detail::Whole,
        };
        let (line, end) = (self.line.clone(), self.end());
        let write = move |asset: &Asset, to: &mut Vec<u8>| push_asset(&line, asset, end, to);
        Some(Scribe { detail, write: Box::new(write) })
    }

    fn written(&mut self, assets: &[u8]) -> io::Result<()> {
        self.outlet.pass(assets)
    }

    fn hand_on(&mut self) -> io::Result<()> {
        self.outlet.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.outlet.flush()
    }
}

fn push_asset(line: &Line, asset: &Asset, end: u8, to: &mut Vec<u8>) {
    match line {
        Line::Ids => push_id(asset.id, end, to),
        // The first that is present; where none is, where it was: a search for what is missing prints that.
        Line::Paths { all: false } => {
            asset.original().into_iter().for_each(|holding| push_line(&holding.path.0, end, to));
        }
        Line::Paths { all: true } => asset.originals().for_each(|holding| push_line(&holding.path.0, end, to)),
        Line::Template(template) => {
            let text = template(asset);
            if end == 0 {
                push_line(text.as_bytes(), end, to);
            } else {
                push_line(escape_lines(&text).as_bytes(), end, to);
            }
        }
    }
}

fn push_id(id: AssetId, end: u8, to: &mut Vec<u8>) {
    push_hex(&id.0, to);
    to.push(end);
}

fn push_line(bytes: &[u8], end: u8, to: &mut Vec<u8>) {
    to.extend_from_slice(bytes);
    to.push(end);
}

/// A digest and its path as `b3sum` and `sha256sum` print them; a name with a newline or a backslash in it is escaped,
/// and the line then begins with a backslash.
pub(super) fn push_digest(digested: &Digested, to: &mut Vec<u8>) {
    let path = &digested.path.0;
    let is_escaped = path.iter().any(|byte| matches!(byte, b'\n' | b'\r' | b'\\'));
    if is_escaped {
        to.push(b'\\');
    }
    to.extend_from_slice(digested.hex.as_bytes());
    to.extend_from_slice(b"  ");
    for byte in path {
        match byte {
            b'\\' => to.extend_from_slice(b"\\\\"),
            b'\n' => to.extend_from_slice(b"\\n"),
            b'\r' => to.extend_from_slice(b"\\r"),
            byte => to.push(*byte),
        }
    }
    to.push(b'\n');
}
