//! SVG (W3C, SVG 2): the size in pixels, title and description of the drawing, and the RDF in it. It draws nothing.
//!
//! A size is told where width and height are whole numbers of pixels. Centimetres and inches are no pixels, a percentage is
//! one of wherever the drawing is shown, and `viewBox` alone is a proportion. There is no essence to tell apart:
//! metadata stands among what is drawn. Identity is the whole file.
use super::anatomy::{Anatomy, BlockKind};
use super::markup::{Markup, Piece, Tag, decoded};
use super::provenance;
use super::reader::Reader;
use crate::asset::{Field, ProblemKind};
use std::borrow::Cow;
use std::fmt::Write;

/// How much of a drawing is read: what it says of itself stands before what is drawn.
const MOST_READ: u64 = 16 * 1024 * 1024;
/// How deep elements are followed into one another.
const DEEPEST: usize = 1024;
/// The most prefixes that are bound around RDF.
const MOST_PREFIXES: usize = 256;

/// Reads a drawing, or the beginning of one that is too large.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    if reader.len() > MOST_READ {
        anatomy.fault(ProblemKind::Limit, "the drawing is larger than damson reads; its beginning was read");
    }
    let bytes = reader.some(0, usize::try_from(MOST_READ).unwrap_or(usize::MAX));
    anatomy.has_manifest = memchr::memmem::find(bytes, provenance::ELEMENT).is_some();
    let text = decoded(bytes);
    let drawing = Drawing::read(&text);
    if let Some((width, height)) = drawing.size {
        anatomy.state_size(width, height);
    }
    if let Some(title) = drawing.title {
        anatomy.state_text("SVG:Title", Some(Field::Title), &title);
    }
    if let Some(description) = drawing.description {
        anatomy.state_text("SVG:Desc", Some(Field::Description), &description);
    }
    anatomy.keep(BlockKind::Xmp, drawing.packet.unwrap_or_default().into_bytes());
}

/// What is wanted of a drawing.
#[derive(Default)]
struct Drawing {
    size: Option<(u64, u64)>,
    title: Option<String>,
    description: Option<String>,
    /// The RDF, with the prefixes that are bound around it.
    packet: Option<String>,
}

/// What an open element's text is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Title,
    Description,
}

impl Drawing {
    fn read(text: &str) -> Drawing {
        let (mut drawing, mut open, mut purpose, mut rdf) = (Drawing::default(), Vec::new(), None, None);
        for piece in Markup::new(text) {
            match piece {
                Piece::Open(tag) => {
                    match (open.len(), tag.local()) {
                        (0, "svg") => drawing.size = size(&tag),
                        (0, _) => return drawing,
                        (1, "title") if drawing.title.is_none() => purpose = Some(Purpose::Title),
                        (1, "desc") if drawing.description.is_none() => purpose = Some(Purpose::Description),
                        (depth, "RDF") if drawing.packet.is_none() && rdf.is_none() => rdf = Some((depth, tag.start)),
                        _ => {}
                    }
                    if !tag.is_empty && open.len() < DEEPEST {
                        open.push(tag);
                    }
                }
                Piece::Text(text) => drawing.add(purpose, &text),
                Piece::Close(end) => {
                    open.pop();
                    purpose = purpose.filter(|_| open.len() > 1);
                    if let Some((_, start)) = rdf.take_if(|(depth, _)| open.len() <= *depth) {
                        drawing.packet = text.get(start..end).map(|rdf| wrapped(&open, rdf));
                    }
                    if open.is_empty() {
                        return drawing;
                    }
                }
            }
        }
        drawing
    }

    fn add(&mut self, purpose: Option<Purpose>, text: &str) {
        let into = match purpose {
            None => return,
            Some(Purpose::Title) => self.title.get_or_insert_default(),
            Some(Purpose::Description) => self.description.get_or_insert_default(),
        };
        for word in text.split_whitespace() {
            if !into.is_empty() {
                into.push(' ');
            }
            into.push_str(word);
        }
    }
}

/// Width and height where both are whole numbers of pixels.
fn size(root: &Tag<'_>) -> Option<(u64, u64)> {
    let pixels = |name| {
        let length = root.attribute(name)?;
        let number: f64 = length.trim().trim_end_matches("px").trim_end().parse().ok()?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        (number.fract() == 0.0 && (1.0..1e9).contains(&number)).then_some(number as u64)
    };
    Some((pixels("width")?, pixels("height")?))
}

/// The RDF in an element that binds what is bound around it.
fn wrapped(around: &[Tag<'_>], rdf: &str) -> String {
    // What an entity stands for is not known.
    let is_prefix = |(name, uri): &(&str, Cow<'_, str>)| {
        name.starts_with("xmlns:") && *name != "xmlns:x" && !uri.contains(['&', '<', '"'])
    };
    let mut bound: Vec<(&str, Cow<'_, str>)> = Vec::new();
    for (name, uri) in around.iter().flat_map(Tag::attributes).filter(is_prefix).take(MOST_PREFIXES) {
        // Inner bindings replace outer ones.
        bound.retain(|(known, _)| *known != name);
        bound.push((name, uri));
    }
    let mut packet = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"".to_owned();
    for (name, uri) in bound {
        // Writing to a string cannot fail.
        let _ = write!(packet, " {name}=\"{uri}\"");
    }
    packet + ">" + rdf + "</x:xmpmeta>"
}

#[cfg(test)]
mod tests {
    use super::super::reader::tests::Trickle;
    use super::super::{Anatomy, examine};

    const DRAWING: &str = "<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg' \
        xmlns:rdf='R' xmlns:dc='D' xmlns:e='&a;' width=\"40.0px\" height='30'><g><title>no</title></g><title>The\n harbour</title>\
        <desc>Boats <b>at</b> the quay</desc><metadata><rdf:RDF><rdf:Description dc:title='x'/></rdf:RDF></metadata><path/></svg>";

    fn told(anatomy: &Anatomy) -> Vec<String> {
        anatomy.facts.iter().map(|fact| format!("{} {}", fact.name, fact.values[0])).collect()
    }

    #[test]
    fn a_drawing_tells_its_size_its_texts_and_its_rdf() {
        let anatomy = examine(&DRAWING.as_bytes(), b"a.svg");
        let expected = ["width 40", "height 30", "SVG:Title The harbour", "SVG:Desc Boats at the quay"];
        assert_eq!(told(&anatomy), expected);
        let packet = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" xmlns:rdf=\"R\" xmlns:dc=\"D\"><rdf:RDF><rdf:Description \
                      dc:title='x'/></rdf:RDF></x:xmpmeta>";
        assert_eq!(String::from_utf8_lossy(&anatomy.blocks[0].data), packet);
        assert!(anatomy.problems.is_empty() && anatomy.essence.ranges.is_empty());
    }

    #[test]
    fn only_whole_pixels_are_a_size() {
        for size in [
            "width='4in' height='3in'",
            "width='100%' height='100%'",
            "viewBox='0 0 40 30'",
            "width='40'",
            "width='1.5' height='2'",
        ] {
            let drawing = format!("<svg {size}></svg>");
            assert_eq!(told(&examine(&drawing.as_bytes(), b"a.svg")), [""; 0], "{size}");
        }
    }

    #[test]
    fn a_cut_or_changed_drawing_ends() {
        for at in 0..DRAWING.len() {
            let cut = &DRAWING.as_bytes()[..at];
            assert_eq!(examine(&cut, b"a.svg"), examine(&Trickle(cut), b"a.svg"));
            let mut changed = DRAWING.as_bytes().to_vec();
            changed[at] = b'>';
            assert!(examine(&&changed[..], b"a.svg").problems.is_empty());
        }
    }
}
