//! The white space at the end of an embedded packet, which is there to be used up (Adobe XMP Part 1, 7.3.2): a packet that
//! keeps its size can be written where it is. Knows the wrapper and nothing of what it wraps.
use super::source::Source;

/// About how many bytes a new packet has to grow in.
const LINES: usize = 20;
const LINE: usize = 100;
const END: &str = "<?xpacket end=";

/// White space for a packet to grow in.
fn padding() -> String {
    let line = format!("{}\n", " ".repeat(LINE));
    format!("\n{}", line.repeat(LINES))
}

/// A packet of our own with room to grow, as it is put into files.
pub(super) fn padded(packet: &str) -> String {
    let packet = packet.trim_end();
    match packet.rfind(END) {
        Some(at) => {
            let (body, end) = packet.split_at(at);
            format!("{}{}{end}", body.trim_end(), padding())
        }
        None => packet.to_owned(),
    }
}

/// The text of a packet after a change, of the size that it had before where its padding allows that, else padded anew. A
/// packet that is read-only, or that has no wrapper, is not padded anew.
pub(super) fn fitted(source: &Source<'_>, text: String) -> String {
    let Some((body, end)) = text.rfind(END).map(|at| text.split_at(at)).filter(|(_, end)| is_end(end)) else {
        return text;
    };
    let markup = body.trim_ascii_end();
    let space = body.get(markup.len()..).unwrap_or_default();
    let unit = source.size(" ").max(1);
    let (before, after) = (source.size(&source.text) / unit, source.size(&text) / unit);
    // The line's end after the markup stays where it is while that can be.
    let (line, rest) = space.split_at(space.find('\n').map_or(0, |at| at + 1));
    let room = if after < before {
        format!("{line}{}{rest}", " ".repeat(before - after))
    } else if let Some(rest) = rest.get(after - before..) {
        format!("{line}{rest}")
    } else if let Some(rest) = space.get(after - before..) {
        rest.to_owned()
    } else if is_read_only(end) {
        space.to_owned()
    } else {
        padding()
    };
    format!("{markup}{room}{end}")
}

/// Whether a text is the wrapper's last mark and nothing else.
fn is_end(text: &str) -> bool {
    text.find("?>").is_some_and(|at| at + 2 == text.len())
}

fn is_read_only(end: &str) -> bool {
    end.trim_start_matches(END).trim_start_matches(['"', '\'']).starts_with('r')
}
