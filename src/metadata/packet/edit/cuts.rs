//! Changes to a text by place, made all at once; and where the parts of a tag are. Knows XML's tags and no RDF.
use crate::asset::{Problem, ProblemKind};
use roxmltree::Node;
use std::ops::Range;

/// What is cut out of a text and what is put in its place.
#[derive(Debug)]
pub(super) struct Cuts<'t> {
    text: &'t str,
    cuts: Vec<(Range<usize>, String)>,
}

impl<'t> Cuts<'t> {
    pub(super) fn of(text: &'t str) -> Cuts<'t> {
        Cuts { text, cuts: Vec::new() }
    }

    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    /// What stands there; nothing where no text does.
    pub(super) fn at(&self, range: Range<usize>) -> &'t str {
        self.text.get(range).unwrap_or_default()
    }

    pub(super) fn replace(&mut self, range: Range<usize>, with: impl Into<String>) {
        self.cuts.push((range, with.into()));
    }

    /// What is put in at one place stands in the order in which it was put there.
    pub(super) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    /// Takes away what stands there and the white space before it.
    pub(super) fn remove(&mut self, range: Range<usize>) {
        self.replace(range.start - self.space_before(range.start).len()..range.end, "");
    }

    /// The white space that ends at a place.
    pub(super) fn space_before(&self, at: usize) -> &'t str {
        let before = self.text.get(..at).unwrap_or_default();
        before.get(before.trim_ascii_end().len()..).unwrap_or_default()
    }

    /// The text with every change made; a problem where two of them are in each other's way.
    pub(super) fn made(mut self) -> Result<String, Problem> {
        self.cuts.sort_by_key(|(range, _)| (range.start, range.end));
        let (mut made, mut at) = (String::with_capacity(self.text.len() + 1024), 0);
        for (range, with) in &self.cuts {
            let kept = self.text.get(at..range.start).filter(|_| range.start <= range.end).ok_or_else(|| {
                Problem::new(ProblemKind::Unsupported, "what is to change in the XMP packet cannot be told apart")
            })?;
            made.push_str(kept);
            made.push_str(with);
            at = range.end;
        }
        made.push_str(self.text.get(at..).unwrap_or_default());
        Ok(made)
    }
}

/// Where the parts of an element's first tag are in the text.
#[derive(Debug)]
pub(super) struct Tag {
    /// The element's name with its prefix.
    pub(super) name: Range<usize>,
    pub(super) attributes: Vec<Attribute>,
    /// Where `>` or `/>` begins.
    pub(super) close: usize,
    /// After it.
    pub(super) end: usize,
    /// Whether the element has no other tag.
    pub(super) is_empty: bool,
}

/// Where an attribute is: itself, and its value without the quotes.
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    pub(super) whole: Range<usize>,
    pub(super) value: Range<usize>,
}

impl Tag {
    /// The first tag of an element that was parsed from this text; none where it is not one.
    pub(super) fn of(node: Node<'_, '_>, text: &str) -> Option<Tag> {
        let start = node.range().start + 1;
        let length = |at: usize, is_end: fn(char) -> bool| Some(text.get(at..)?.find(is_end)? + at);
        let name = start..length(start, |letter| letter.is_ascii_whitespace() || matches!(letter, '/' | '>'))?;
        let (mut at, mut attributes) = (name.end, Vec::new());
        loop {
            at = length(at, |letter| !letter.is_ascii_whitespace())?;
            let rest = text.get(at..)?;
            if rest.starts_with('>') || rest.starts_with("/>") {
                let is_empty = rest.starts_with('/');
                return Some(Tag { name, attributes, close: at, end: at + 1 + usize::from(is_empty), is_empty });
            }
            let quote = length(at, |letter| matches!(letter, '"' | '\''))?;
            let mark =
                if text.get(quote..)?.starts_with('"') { |letter| letter == '"' } else { |letter| letter == '\'' };
            let end = length(quote + 1, mark)?;
            attributes.push(Attribute { whole: at..end + 1, value: quote + 1..end });
            at = end + 1;
        }
    }

    /// The attribute that begins at a place.
    pub(super) fn attribute_at(&self, at: usize) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.whole.start == at)
    }
}

/// Where an element's last tag begins.
pub(super) fn last_tag(node: Node<'_, '_>, text: &str) -> Option<usize> {
    let range = node.range();
    Some(text.get(range.clone())?.rfind("</")? + range.start)
}
