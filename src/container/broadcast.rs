//! What broadcasters write into WAV: the `bext` chunk (EBU Tech 3285) and iXML (ixml.info, "iXML Specification").
use super::anatomy::Anatomy;
use super::order::{Order, le16};
use super::plain::text;
use super::timecode;
use crate::asset::{Field, Value};

/// The elements of iXML that are told as texts.
const TOLD: [&str; 10] =
    ["PROJECT", "SCENE", "TAKE", "TAPE", "NOTE", "CIRCLED", "FILE_UID", "UBITS", "TIMECODE_RATE", "TIMECODE_FLAG"];
/// The longest text of an element.
const LONGEST: usize = 64 * 1024;

/// When a recording begins.
#[derive(Debug, Default)]
pub(super) struct Start {
    /// Samples since midnight, and samples a second where they have a rate of their own.
    samples: Option<(u64, Option<u64>)>,
    /// Frames a second as a fraction, and whether numbers are dropped.
    rate: Option<((u64, u64), bool)>,
}

/// Description, originator, its reference, date, time, samples since midnight, version, and from version 1 on a UMID;
/// behind 602 bytes how it was coded.
pub(super) fn extension(anatomy: &mut Anatomy, start: &mut Start, bytes: &[u8]) {
    let part = |from: usize, to: usize| text(bytes.get(from..to).unwrap_or(&[]));
    anatomy.state_text("bext:Description", Some(Field::Description), &part(0, 256));
    anatomy.state_text("bext:Originator", None, &part(256, 288));
    anatomy.state_text("bext:OriginatorReference", None, &part(288, 320));
    let time = part(330, 338).replace(['-', '.', ' '], ":");
    let date = part(320, 330).replace(['/', '.', ' ', ':'], "-");
    let date = if time.is_empty() { date } else { format!("{date}T{time}") };
    anatomy.state_date("bext:OriginationDate", &date);
    if let Some(samples) = Order::Little.u64(bytes, 338) {
        anatomy.state_text("bext:TimeReference", None, &samples.to_string());
        start.samples.get_or_insert((samples, None));
    }
    let umid = bytes.get(348..412).filter(|umid| le16(bytes, 346) > Some(0) && umid.iter().any(|byte| *byte != 0));
    let hexadecimal = umid.map(|umid| umid.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    anatomy.state_text("bext:UMID", None, &hexadecimal.unwrap_or_default());
    anatomy.state_text("bext:CodingHistory", None, &text(bytes.get(602..).unwrap_or(&[])));
}

/// iXML's texts, and with them the rate of its time code.
pub(super) fn ixml(anatomy: &mut Anatomy, start: &mut Start, bytes: &[u8]) {
    let document = text(bytes);
    for name in TOLD {
        if let Some(value) = element(&document, name) {
            anatomy.state_text(format!("iXML:{name}"), None, &value);
        }
    }
    let number = |name| element(&document, name)?.trim().parse::<u64>().ok();
    let rate = element(&document, "TIMECODE_RATE").and_then(|rate| fraction(&rate));
    let is_dropped = element(&document, "TIMECODE_FLAG").is_some_and(|flag| flag.trim() == "DF");
    start.rate = rate.map(|rate| (rate, is_dropped)).or(start.rate);
    let (high, low) = (number("TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI"), number("TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO"));
    if let (Some(high @ 0..=0xFFFF_FFFF), Some(low @ 0..=0xFFFF_FFFF)) = (high, low) {
        start.samples = Some((high << 32 | low, number("TIMESTAMP_SAMPLE_RATE")));
    }
}

/// `25`, `25/1` or `30000/1001`.
fn fraction(text: &str) -> Option<(u64, u64)> {
    let (over, under) = text.trim().split_once('/').unwrap_or((text.trim(), "1"));
    let (over, under) = (over.parse().ok()?, under.parse().ok()?);
    (over > 0 && under > 0).then_some((over, under))
}

/// The text of the first element of a name, its entities undone.
fn element(document: &str, name: &str) -> Option<String> {
    let from = document.find(&format!("<{name}>"))? + name.len() + 2;
    let rest = document.get(from..)?;
    let text = rest.get(..rest.find(&format!("</{name}>"))?).filter(|text| text.len() <= LONGEST)?;
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    Some(entities.iter().fold(text.to_owned(), |text, (entity, letter)| text.replace(entity, letter)))
}

/// States the time code of the first sample. Samples since midnight alone are none: only iXML says at which rate frames
/// are counted.
pub(super) fn state_start(anatomy: &mut Anatomy, start: &Start, frequency: u64) {
    let (Some((samples, own)), Some((rate, is_dropped))) = (start.samples, start.rate) else { return };
    if let Some(label) = timecode::label_at(samples, own.unwrap_or(frequency), rate, is_dropped) {
        anatomy.state(Field::StartTimecode, Value::text(label));
    }
}

#[cfg(test)]
mod tests {
    use super::{Anatomy, Start, extension, ixml, state_start};
    use crate::asset::{Field, MediaType};

    fn timecode(document: &[u8]) -> Option<String> {
        let mut chunk = [0; 602].to_vec();
        chunk.splice(320..338, *b"2024-05-0110:12:13");
        chunk.splice(338..346, (48_000_u64 * 3600).to_le_bytes());
        let (mut anatomy, mut start) = (Anatomy::of(MediaType::UNKNOWN), Start::default());
        extension(&mut anatomy, &mut start, &chunk);
        ixml(&mut anatomy, &mut start, document);
        state_start(&mut anatomy, &start, 48_000);
        let told = |field| anatomy.facts.iter().find(|fact| fact.field == Some(field));
        assert_eq!(told(Field::DateCreated).unwrap().values[0].to_string(), "2024-05-01T10:12:13");
        told(Field::StartTimecode).map(|fact| fact.values[0].to_string())
    }

    #[test]
    fn samples_since_midnight_are_a_time_code_only_at_a_rate() {
        assert_eq!(timecode(b"<BWFXML><SCENE>1 &amp; 2</SCENE></BWFXML>"), None);
        let told = timecode(b"<X><TIMECODE_RATE>30000/1001</TIMECODE_RATE><TIMECODE_FLAG>DF</TIMECODE_FLAG></X>");
        assert_eq!(told.as_deref(), Some("01:00:00;00"));
        assert_eq!(timecode(b"<TIMECODE_RATE>0/0</TIMECODE_RATE><SCENE>"), None);
    }
}
