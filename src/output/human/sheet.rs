//! `show` for people: everything known of one asset, by groups, in lines that fit the terminal.
use super::value::{date_text, path_text, value_text};
use crate::asset::{Asset, Field, Group, Holding, HoldingState, Role, SidecarKind, Tree, Value};
use crate::output::item::{Linked, Sheet};
use crate::output::measure::{plural, size};
use crate::output::style::{Paint, Style};
use crate::output::terminal::{columns, escape, wrap};

/// Where values begin; longer labels have a line of their own.
const LABELS: usize = 26;
/// Values are not squeezed below this, however narrow the terminal.
const NARROWEST: usize = 24;

const GROUPS: [(Group, &str); 4] = [
    (Group::IptcCore, "IPTC Core"),
    (Group::IptcExtension, "IPTC Extension"),
    (Group::Workflow, "Workflow"),
    (Group::Technical, "Technical"),
];

/// Writes one sheet.
pub(super) struct Page<'t> {
    pub style: Style,
    pub to: &'t mut Vec<u8>,
}

impl Page<'_> {
    pub(super) fn sheet(&mut self, sheet: &Sheet) {
        let asset = sheet.asset;
        self.line(0, Paint::Id, &asset.id.to_string());
        for (group, heading) in GROUPS {
            self.group(asset, group, heading);
        }
        self.catalogue(sheet);
        self.heading("Files");
        asset.holdings.iter().for_each(|holding| self.file(asset, holding));
        if !sheet.links.is_empty() {
            self.heading("Linked");
            self.links(sheet.links);
        }
        if sheet.versions.len() > 1 {
            self.heading("Versions");
            for version in sheet.versions {
                self.entry(&version.number.to_string(), &format!("{}  {}", version.digest, size(version.size)));
            }
        }
    }

    fn line(&mut self, indent: usize, paint: Paint, text: &str) {
        self.to.extend(std::iter::repeat_n(b' ', indent));
        self.to.extend_from_slice(self.style.paint(paint, text).as_bytes());
        self.to.push(b'\n');
    }

    fn heading(&mut self, heading: &str) {
        self.to.push(b'\n');
        self.line(0, Paint::Heading, heading);
    }

    fn group(&mut self, asset: &Asset, group: Group, heading: &str) {
        let mut fields = asset.description.iter().filter(|(field, _)| field.definition().group == group).peekable();
        if fields.peek().is_some() {
            self.heading(heading);
        }
        for (field, values) in fields {
            self.field(field, values);
        }
    }

    fn field(&mut self, field: Field, values: &[Value]) {
        let texts = values.iter().flat_map(|value| match value {
            Value::Struct(tree) => branches(tree),
            Value::Date(date) => vec![date_text(date)],
            Value::Text(text) if field != Field::LensModel && field.vocabulary().is_none() => paragraphs(text),
            Value::Text(_) | Value::Integer(_) | Value::Number(_) | Value::Boolean(_) => vec![value_text(field, value)],
        });
        let texts: Vec<String> = texts.collect();
        let is_short = field.is_many() && values.iter().all(|value| value.as_text().is_some());
        if is_short { self.entry(field.word(), &texts.join("; ")) } else { self.entries(field.word(), &texts) }
    }

    fn catalogue(&mut self, sheet: &Sheet) {
        let asset = sheet.asset;
        self.heading("Catalogue");
        if let Some(accessioned) = &asset.accessioned {
            self.entry(Field::Accessioned.word(), &date_text(accessioned));
        }
        self.entry(Field::Version.word(), &asset.version.number.to_string());
        self.entry(
            Field::Size.word(),
            &format!("{} ({})", size(asset.version.size), plural(asset.version.size, "byte", "bytes")),
        );
        self.entry(Field::Digest.word(), &asset.version.digest.to_string());
        self.entry(Field::EssenceDigest.word(), &asset.version.essence.to_string());
    }

    /// What it is tied to, each with what shows it.
    fn links(&mut self, links: &[Linked]) {
        for Linked { link, path } in links {
            let mut lines = vec![link.other.to_string()];
            lines.extend(path.as_ref().map(path_text));
            if !link.evidence.is_empty() {
                lines.push(escape(&link.evidence).into_owned());
            }
            self.entries(link.relation.word(), &lines);
        }
    }

    fn file(&mut self, asset: &Asset, holding: &Holding) {
        let kind = SidecarKind::of_name(holding.path.name()).filter(|_| holding.role == Role::Sidecar);
        let part = kind.map_or_else(String::new, |kind| format!(" ({})", kind.word()));
        let mut about = vec![format!("{}{part}", holding.role.word()), holding.state.word().to_owned()];
        about.push(size(holding.stat.size));
        about.push(format!("modified {}", date_text(&holding.stat.modified_date())));
        if !holding.volume.is_empty() {
            about.push(format!("on {}", escape(&holding.volume)));
        }
        if holding.version != asset.version.number {
            about.push(format!("version {}", holding.version));
        }
        self.line(2, Paint::Path, &path_text(&holding.path));
        let paint = if holding.state == HoldingState::Present { Paint::Dim } else { Paint::Notable };
        about.extend(asset.evidence_of(holding).map(str::to_owned));
        self.line(4, paint, &about.join(", "));
    }

    fn entry(&mut self, label: &str, text: &str) {
        self.entries(label, &[text.to_owned()]);
    }

    /// A label, and texts beside it, each on lines of its own.
    fn entries(&mut self, label: &str, texts: &[String]) {
        self.to.extend_from_slice(b"  ");
        self.to.extend_from_slice(self.style.paint(Paint::Label, label).as_bytes());
        let mut column = 2 + columns(label);
        if column + 2 > LABELS {
            self.to.push(b'\n');
            column = 0;
        }
        let room = self.style.width.map_or(usize::MAX, |width| width.saturating_sub(LABELS).max(NARROWEST));
        for line in texts.iter().flat_map(|text| wrap(text, room)) {
            self.to.extend(std::iter::repeat_n(b' ', LABELS - column));
            self.to.extend_from_slice(line.as_bytes());
            self.to.push(b'\n');
            column = 0;
        }
    }
}

/// The lines of a text, each safe: a caption may have paragraphs, and they cannot be taken for labels where they stand.
fn paragraphs(text: &str) -> Vec<String> {
    text.replace("\r\n", "\n").split(['\n', '\r']).map(|line| escape(line).into_owned()).collect()
}

/// The leaves of a structure, one a line.
fn branches(tree: &Tree) -> Vec<String> {
    let mut lines = Vec::new();
    tree.leaves(&mut Vec::new(), &mut |path, leaf| {
        let name = path.join(".");
        match leaf {
            Tree::Text(text) => lines.push(escape(&format!("{name}: {text}")).into_owned()),
            Tree::Number(number) => lines.push(escape(&format!("{name}: {number}")).into_owned()),
            Tree::List(_) | Tree::Struct(_) => {}
        }
    });
    lines
}
