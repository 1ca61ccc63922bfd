//! An XMP packet that is too large for a JPEG's segment, as a packet that fits and an extension (Adobe XMP Specification
//! Part 3, 1.1.3.1). It moves whole properties, the largest first, as they are written, and knows none of them.
use super::super::markup::{Markup, Piece, Tag};
use md5::{Digest, Md5};
use std::fmt::Write;
use std::ops::Range;

const NOTE: &str = "http://ns.adobe.com/xmp/note/";
/// What naming the extension takes of the packet that fits.
const NAMING: usize = 128;
/// How deep elements are followed, and how many properties there may be.
const DEEPEST: usize = 256;
const MOST_PROPERTIES: usize = 100_000;

/// A packet in two.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Split {
    /// The packet that fits, and names the extension.
    pub(super) packet: Vec<u8>,
    /// What did not; none if the packet was too large only for the space that it kept.
    pub(super) extension: Vec<u8>,
}

/// The GUID of an extension: its MD5 in capital hexadecimal digits.
pub(super) fn guid(extension: &[u8]) -> String {
    Md5::digest(extension).iter().fold(String::new(), |mut digits, byte| {
        let _written = write!(digits, "{byte:02X}");
        digits
    })
}

/// The packet in two, of which the first has at most `most` bytes; none where that cannot be told safely.
pub(super) fn split(packet: &[u8], most: usize) -> Option<Split> {
    let text = without_space(std::str::from_utf8(packet).ok()?);
    if text.len() <= most {
        return Some(Split { packet: text.into_bytes(), extension: Vec::new() });
    }
    let is_plain = !text.contains("<!DOCTYPE") && !text.contains("HasExtendedXMP");
    let graph = Some(Graph::read(&text)?).filter(|_| is_plain)?;
    let moved = graph.largest(text.len().checked_sub(most)? + NAMING)?;
    let extension = graph.extension(&text, &moved)?;
    let packet = graph.packet(&text, &moved, &guid(extension.as_bytes()))?;
    (packet.len() <= most).then(|| Split { packet: packet.into_bytes(), extension: extension.into_bytes() })
}

/// The packet without the space that it keeps for later before its end.
fn without_space(text: &str) -> String {
    match text.rfind("<?xpacket end").and_then(|end| text.split_at_checked(end)) {
        Some((content, end)) => format!("{}\n{end}", content.trim_end()),
        None => text.to_owned(),
    }
}

/// An RDF element with its descriptions.
struct Graph<'t> {
    /// The tags around the descriptions, from without.
    around: Vec<Tag<'t>>,
    descriptions: Vec<(Tag<'t>, Vec<Range<usize>>)>,
}

impl<'t> Graph<'t> {
    fn read(text: &'t str) -> Option<Graph<'t>> {
        let mut graph = Graph { around: Vec::new(), descriptions: Vec::new() };
        let (mut open, mut left): (Vec<Tag<'t>>, usize) = (Vec::new(), MOST_PROPERTIES);
        for piece in Markup::new(text) {
            match piece {
                Piece::Text(_) => {}
                Piece::Open(tag) => {
                    graph.begin(&open, tag)?;
                    match tag.is_empty {
                        true => graph.end(&open, tag.start..tag.end),
                        false => open.push(tag),
                    }
                    left = left.checked_sub(1).filter(|_| open.len() < DEEPEST)?;
                }
                Piece::Close(end) => {
                    let tag = open.pop()?;
                    graph.end(&open, tag.start..end);
                }
            }
        }
        open.is_empty().then_some(graph).filter(|graph| !graph.descriptions.is_empty())
    }

    /// Takes a description in; there must be one RDF element for all.
    fn begin(&mut self, open: &[Tag<'t>], tag: Tag<'t>) -> Option<()> {
        let is_description = tag.local() == "Description" && open.last().is_some_and(|last| last.local() == "RDF");
        if is_description && open.len() <= 2 {
            let is_first = self.descriptions.is_empty();
            let starts = |tags: &[Tag<'t>]| tags.iter().map(|tag| tag.start).collect::<Vec<_>>();
            if !is_first && starts(&self.around) != starts(open) {
                return None;
            }
            self.around = open.to_vec();
            self.descriptions.push((tag, Vec::new()));
        }
        Some(())
    }

    /// Notes a property of the last description.
    fn end(&mut self, open: &[Tag<'t>], element: Range<usize>) {
        let parent = open.last().map(|parent| parent.start);
        if let Some((description, properties)) = self.descriptions.last_mut()
            && parent == Some(description.start)
        {
            properties.push(element);
        }
    }

    /// The largest properties that together have so many bytes, in the order of the text.
    fn largest(&self, wanted: usize) -> Option<Vec<Range<usize>>> {
        let mut all: Vec<Range<usize>> =
            self.descriptions.iter().flat_map(|(_, properties)| properties.clone()).collect();
        all.sort_by_key(|property| std::cmp::Reverse(property.len()));
        let mut sum = 0;
        let count = all.iter().position(|property| {
            sum += property.len();
            sum >= wanted
        })?;
        all.truncate(count + 1);
        all.sort_by_key(|property| property.start);
        Some(all)
    }

    /// The moved properties in an RDF of their own, under the same names.
    fn extension(&self, text: &str, moved: &[Range<usize>]) -> Option<String> {
        let mut out = String::new();
        for tag in &self.around {
            out.push_str(text.get(tag.start..tag.end)?);
        }
        let is_moved =
            |property: &Range<usize>| moved.binary_search_by_key(&property.start, |other| other.start).is_ok();
        for (description, properties) in &self.descriptions {
            let own: Vec<_> = properties.iter().filter(|property| is_moved(property)).collect();
            if own.is_empty() {
                continue;
            }
            write!(out, "<{}{}>", description.name(), bound(description)?).ok()?;
            for property in own {
                out.push_str(text.get(property.clone())?);
            }
            write!(out, "</{}>", description.name()).ok()?;
        }
        for tag in self.around.iter().rev() {
            write!(out, "</{}>", tag.name()).ok()?;
        }
        Some(out)
    }

    /// The text without the moved properties, and with the name of the extension.
    fn packet(&self, text: &str, moved: &[Range<usize>], guid: &str) -> Option<String> {
        let (description, _) = self.descriptions.first()?;
        let name = match description.attribute("xmlns:xmpNote") {
            None => format!(" xmlns:xmpNote=\"{NOTE}\" xmpNote:HasExtendedXMP=\"{guid}\""),
            Some(bound) if bound == NOTE => format!(" xmpNote:HasExtendedXMP=\"{guid}\""),
            Some(_) => return None,
        };
        let behind_name = description.start + 1 + description.name().len();
        let mut out = format!("{}{name}", text.get(..behind_name)?);
        let mut at = behind_name;
        for property in moved {
            out.push_str(text.get(at..property.start)?);
            at = property.end;
        }
        out.push_str(text.get(at..)?);
        Some(out)
    }
}

/// What a description says of its subject and of prefixes, as attributes; none where it says more that properties inherit.
fn bound(description: &Tag<'_>) -> Option<String> {
    let mut out = String::new();
    for (name, value) in description.attributes() {
        let is_of_all = name == "about" || name.ends_with(":about") || name == "xmlns" || name.starts_with("xmlns:");
        if name.starts_with("xml:") || name.ends_with(":nodeID") || name.ends_with(":ID") {
            return None;
        }
        if is_of_all {
            let value = value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
            write!(out, " {name}=\"{value}\"").ok()?;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::{guid, split};

    fn packet(large: &str, more: &str) -> String {
        let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
        format!(
            "<?xpacket begin='' id=''?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='{rdf}'>\
             <rdf:Description rdf:about='a&amp;b' a:small='1' xmlns:a='urn:a'{more}><a:first>1</a:first><a:large>{large}</a:large>\
             </rdf:Description><rdf:Description rdf:about='a&amp;b'/></rdf:RDF></x:xmpmeta>      <?xpacket end='w'?>"
        )
    }

    #[test]
    fn the_largest_property_moves_and_the_packet_names_where() {
        let large = "1 > 0 <!-- <a> -->".repeat(40);
        let found = split(packet(&large, "").as_bytes(), 600).unwrap();
        let (main, extension) = (String::from_utf8(found.packet).unwrap(), String::from_utf8(found.extension).unwrap());
        let rdf = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>";
        let expected = format!(
            "<x:xmpmeta xmlns:x='adobe:ns:meta/'>{rdf}<rdf:Description rdf:about=\"a&amp;b\" xmlns:a=\"urn:a\">\
             <a:large>{large}</a:large></rdf:Description></rdf:RDF></x:xmpmeta>"
        );
        assert_eq!(extension, expected);
        let named = format!("xmpNote:HasExtendedXMP=\"{}\"", guid(extension.as_bytes()));
        assert!(main.contains(&named) && main.contains("<a:first>1</a:first></rdf:Description>") && main.len() <= 600);
    }

    #[test]
    fn space_goes_first_and_what_is_not_safe_stays_whole() {
        let spacious = format!("<x/>{}<?xpacket end='w'?>", " ".repeat(500));
        assert_eq!(split(spacious.as_bytes(), 100).unwrap().packet, b"<x/>\n<?xpacket end='w'?>");
        let large = "1".repeat(900);
        assert!(split(packet(&large, "").as_bytes(), 700).is_some());
        for more in [" xml:lang='de'", " rdf:nodeID='n'", " n:HasExtendedXMP='x'", " xmlns:xmpNote='urn:other'"] {
            assert_eq!(split(packet(&large, more).as_bytes(), 700), None, "{more}");
        }
        assert_eq!(split(format!("<!DOCTYPE x>{}", packet(&large, "")).as_bytes(), 700), None);
        assert_eq!(split(packet(&large, "").replace("</x:xmpmeta>", "").as_bytes(), 700), None);
        assert_eq!(split(&[0xFF; 900], 700), None);
        assert_eq!(split(packet("1", "").as_bytes(), 300), None);
    }
}
