//! Which of the formats made of text it is: PDF, PostScript, XML and its dialects, JSON, or plain text.
use super::reader::Reader;
use super::sniff::{Family, Kind};

/// How much of a file decides whether it is text, and of what kind.
const SAMPLE: usize = 8 * 1024;

/// The kind of a file made of text; none where it is not text.
pub(super) fn sniff(reader: &mut Reader<'_>, extension: &str) -> Option<Kind> {
    let sample = reader.some(0, SAMPLE).to_vec();
    if let Some(found) = page_description(&sample, extension) {
        return Some(found);
    }
    let (text, is_wide) = decoded(&sample);
    let start = text.trim_start();
    match start.bytes().next() {
        Some(b'<') => Some(markup(start)),
        Some(b'{' | b'[') if is_json(start) => Some((Family::Unread, "application/json")),
        _ if starts_with(start, "begin:vcard") => Some((Family::Unread, "text/vcard")),
        _ if starts_with(start, "begin:vcalendar") => Some((Family::Unread, "text/calendar")),
        _ if start.starts_with("StartFontMetrics") => Some((Family::Unread, "application/x-font-afm")),
        _ if sample.starts_with(b"d8:announce") => Some((Family::Unread, "application/x-bittorrent")),
        Some(_) if is_wide || is_text(&sample) => Some((Family::Unread, plain(extension))),
        _ => None,
    }
}

/// PDF may have anything before it in the first KiB (PDF 1.7, appendix H.3.4.1).
fn page_description(sample: &[u8], extension: &str) -> Option<Kind> {
    let has = |wanted: &[u8]| memchr::memmem::find(sample, wanted).is_some();
    let is_illustrator = extension == "ai" || extension == "ait";
    if sample.starts_with(b"%!PS") || sample.starts_with(b"%!Ad") || sample.starts_with(b"\x04%!PS") {
        let is_illustrator = is_illustrator && has(b"Illustrator");
        let found = if is_illustrator { "application/vnd.adobe.illustrator" } else { "application/postscript" };
        return Some((Family::PostScript, found));
    }
    let at = memchr::memmem::find(sample, b"%PDF-")?;
    let found = if is_illustrator { "application/vnd.adobe.illustrator" } else { "application/pdf" };
    (at < 1024).then_some((Family::Pdf, found))
}

/// The sample as text: without a byte-order mark, UTF-16 turned into what it says, and whether it was UTF-16.
fn decoded(sample: &[u8]) -> (String, bool) {
    let wide = |bytes: &[u8], from: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| from(pair.try_into().unwrap_or_default())).collect();
        String::from_utf16_lossy(&units)
    };
    match sample {
        [0xFF, 0xFE, rest @ ..] => (wide(rest, u16::from_le_bytes), true),
        [0xFE, 0xFF, rest @ ..] => (wide(rest, u16::from_be_bytes), true),
        [b'<', 0, ..] => (wide(sample, u16::from_le_bytes), true),
        [0, b'<', ..] => (wide(sample, u16::from_be_bytes), true),
        [0xEF, 0xBB, 0xBF, rest @ ..] => (String::from_utf8_lossy(rest).into_owned(), false),
        _ => (String::from_utf8_lossy(sample).into_owned(), false),
    }
}

fn starts_with(text: &str, lower: &str) -> bool {
    text.get(..lower.len()).is_some_and(|start| start.eq_ignore_ascii_case(lower))
}

/// XML by what it is about: the root element, or instructions before it.
fn markup(text: &str) -> Kind {
    let has = |wanted: &str| text.contains(wanted);
    if starts_with(text, "<!doctype html") || starts_with(text, "<html") {
        return (Family::Unread, "text/html");
    }
    let root = root(text);
    match root {
        "x:xmpmeta" | "x:xapmeta" | "rdf:RDF" => (Family::Xmp, "application/rdf+xml"),
        "svg" => (Family::Svg, "image/svg+xml"),
        _ if root.ends_with(":svg") => (Family::Svg, "image/svg+xml"),
        "html" => (Family::Unread, "text/html"),
        "plist" if has("adjustmentFormatIdentifier") => (Family::Unread, "application/vnd.apple.photos"),
        _ if has("<?aid ") && !has("snippetType") => (Family::Packet, "application/x-indesign-interchange"),
        _ if has("<x:xmpmeta") && root.is_empty() => (Family::Xmp, "application/rdf+xml"),
        _ if text.starts_with("<?xpacket begin") => (Family::Xmp, "application/rdf+xml"),
        _ => (Family::Unread, "application/xml"),
    }
}

/// The name of the root element.
fn root(text: &str) -> &str {
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let Some(after) = rest.get(at + 1..) else { return "" };
        let skipped = match after {
            comment if comment.starts_with("!--") => "-->",
            instruction if instruction.starts_with('?') => "?>",
            declaration if declaration.starts_with('!') => ">",
            _ => {
                let end = after.find(|letter: char| letter.is_whitespace() || matches!(letter, '>' | '/'));
                return after.get(..end.unwrap_or(after.len())).unwrap_or("");
            }
        };
        let Some(end) = after.find(skipped) else { return "" };
        rest = after.get(end..).unwrap_or("");
    }
    ""
}

/// An object with a name, or a list of such or of plain values.
fn is_json(text: &str) -> bool {
    let mut rest = text.trim_start();
    while let Some(inner) = rest.strip_prefix('[') {
        rest = inner.trim_start();
    }
    match rest.strip_prefix('{') {
        Some(inner) => {
            let inner = inner.trim_start();
            inner.starts_with('}') || inner.starts_with('"') && inner.contains(':')
        }
        None => text.starts_with('[') && text.trim_end().ends_with(']') && rest.starts_with(['"', ']']),
    }
}

/// Text has no NULs and hardly any control characters.
fn is_text(sample: &[u8]) -> bool {
    !sample.is_empty() && sample.iter().all(|byte| matches!(byte, 0x07..=0x0D | 0x1B | 0x20..=0x7E | 0x80..=0xFF))
}

fn plain(extension: &str) -> &'static str {
    match extension {
        "csv" => "text/csv",
        "html" | "htm" => "text/html",
        "ram" => "audio/x-pn-realaudio",
        "md" | "markdown" => "text/markdown",
        _ => "text/plain",
    }
}
