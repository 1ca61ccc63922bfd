//! JSON and NDJSON: records to bytes, straight into a buffer. It knows no key; `record` names them.
use super::item::Item;
use super::plain::push_count;
use super::record::{Datum, Key, Record, RecordKind, each_member, property_key};
use super::sink::{Outlet, Scribe, Sink};
use super::terminal::is_veiled;
use crate::asset::{Asset, Date, Tree};
use crate::catalog::Detail;
use crate::query::Property;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::borrow::Cow;
use std::io;
use std::io::Write;

/// Prints one array, or one record a line; either way as the items come.
pub(super) struct JsonSink {
    outlet: Outlet,
    columns: Option<Vec<Property>>,
    /// Whether the records are one array's.
    is_array: bool,
    is_begun: bool,
}

/// What stands between the records of an array.
const BETWEEN: &[u8] = b",\n";

impl JsonSink {
    pub(super) fn new(outlet: Outlet, columns: Option<Vec<Property>>, is_array: bool) -> JsonSink {
        JsonSink { outlet, columns, is_array, is_begun: false }
    }

    /// What stands before a record that is not the first.
    fn before(&self) -> &'static [u8] {
        if self.is_array { BETWEEN } else { b"" }
    }

    /// What stands after a record.
    fn after(&self) -> &'static [u8] {
        if self.is_array { b"" } else { b"\n" }
    }
}

impl Sink for JsonSink {
    fn item(&mut self, item: &Item) -> io::Result<()> {
        let (before, after) = (if self.is_array && !self.is_begun { b"[" } else { self.before() }, self.after());
        let to = self.outlet.buffer();
        to.extend_from_slice(before);
        self.is_begun = true;
        push_item(item, self.columns.as_deref(), to);
        to.extend_from_slice(after);
        self.outlet.settle()
    }

    fn scribe(&self) -> Option<Scribe> {
        let (columns, before, after) = (self.columns.clone(), self.before(), self.after());
        let write = move |asset: &Asset, to: &mut Vec<u8>| {
            to.extend_from_slice(before);
            push_item(&Item::Asset(asset), columns.as_deref(), to);
            to.extend_from_slice(after);
        };
        Some(Scribe { detail: Detail::Whole, write: Box::new(write) })
    }

    fn written(&mut self, assets: &[u8]) -> io::Result<()> {
        let begun = if self.is_array && !self.is_begun { assets.strip_prefix(BETWEEN) } else { None };
        if let Some(first) = begun {
            self.outlet.buffer().push(b'[');
            self.outlet.pass(first)?;
        } else {
            self.outlet.pass(assets)?;
        }
        self.is_begun |= !assets.is_empty();
        Ok(())
    }

    fn hand_on(&mut self) -> io::Result<()> {
        self.outlet.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        if self.is_array {
            self.outlet.buffer().extend_from_slice(if self.is_begun { b"]\n" } else { b"[]\n" });
        }
        self.outlet.flush()
    }
}

/// An item's record as one line of NDJSON, newline and all.
pub fn record_line(item: &Item) -> Vec<u8> {
    let mut line = Vec::new();
    push_item(item, None, &mut line);
    line.push(b'\n');
    line
}

fn push_item(item: &Item, columns: Option<&[Property]>, to: &mut Vec<u8>) {
    let begin = |kind: RecordKind, to: &mut Vec<u8>| {
        to.extend_from_slice(b"{\"schema\":\"");
        to.extend_from_slice(kind.schema().as_bytes());
        to.push(b'"');
    };
    if let Item::Asset(asset) = *item {
        // Written as its members come: there are many of them, and many assets.
        begin(RecordKind::Asset, to);
        each_member(asset, columns, &mut |key, datum| {
            match key {
                Key::Field(field) => push_word(field.word(), to),
                Key::Files => push_word("files", to),
                Key::Property(property) => push_key(&property_key(property), to),
            }
            push_datum(&datum, to);
        });
    } else {
        let record = Record::of(item, columns);
        begin(record.kind, to);
        record.members.iter().for_each(|(key, datum)| push_member(key, datum, to));
    }
    to.push(b'}');
}

fn push_member(key: &str, datum: &Datum, to: &mut Vec<u8>) {
    push_key(key, to);
    push_datum(datum, to);
}

fn push_key(key: &str, to: &mut Vec<u8>) {
    to.push(b',');
    push_text(key, to);
    to.push(b':');
}

/// A key that has nothing to be escaped.
fn push_word(key: &'static str, to: &mut Vec<u8>) {
    to.reserve(key.len() + 4);
    to.extend_from_slice(b",\"");
    to.extend_from_slice(key.as_bytes());
    to.extend_from_slice(b"\":");
}

/// The JSON of a value.
pub(super) fn push_datum(datum: &Datum, to: &mut Vec<u8>) {
    match datum {
        Datum::Text(text) => push_text(text, to),
        Datum::Path(bytes) => push_path(bytes, to),
        Datum::Id(id) => push_quoted(b"", &id.0, to),
        Datum::Digest(digest) => push_quoted(b"blake3:", &digest.0, to),
        Datum::Date(date) => {
            to.push(b'"');
            push_date(date, to);
            to.push(b'"');
        }
        Datum::Whole(number) => push_whole(*number, to),
        Datum::Count(number) => push_count(*number, to),
        Datum::Number(number) => push_number(*number, to),
        Datum::Boolean(yes) => to.extend_from_slice(if *yes { b"true" } else { b"false" }),
        Datum::List(items) => push_list(items, to, push_datum),
        Datum::Members(members) => push_object(members.iter().map(|(key, datum)| (key, datum)), to, push_datum),
        Datum::Tree(tree) => push_tree(tree, to),
    }
}

fn push_tree(tree: &Tree, to: &mut Vec<u8>) {
    match tree {
        Tree::Text(text) => push_text(text, to),
        Tree::Number(number) => push_number(*number, to),
        Tree::List(items) => push_list(items, to, push_tree),
        Tree::Struct(members) => push_object(unique(members).map(|(name, member)| (name, member)), to, push_tree),
    }
}

/// A hostile structure may name a member twice; a JSON object may not. The first counts.
fn unique(members: &[(String, Tree)]) -> impl Iterator<Item = &(String, Tree)> {
    let mut seen = std::collections::HashSet::new();
    members.iter().filter(move |(name, _)| seen.insert(name.as_str()))
}

fn push_list<T>(items: &[T], to: &mut Vec<u8>, push: fn(&T, &mut Vec<u8>)) {
    to.push(b'[');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            to.push(b',');
        }
        push(item, to);
    }
    to.push(b']');
}

fn push_object<'a, K: AsRef<str> + 'a, T: 'a>(
    members: impl Iterator<Item = (&'a K, &'a T)>,
    to: &mut Vec<u8>,
    push: fn(&T, &mut Vec<u8>),
) {
    to.push(b'{');
    for (at, (key, member)) in members.enumerate() {
        if at > 0 {
            to.push(b',');
        }
        push_text(key.as_ref(), to);
        to.push(b':');
        push(member, to);
    }
    to.push(b'}');
}

/// A path is text where it is UTF-8, else `{"bytes":"<base64>"}`.
fn push_path(bytes: &[u8], to: &mut Vec<u8>) {
    if is_plain(bytes) {
        return push_plain(bytes, to);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return push_text(text, to);
    }
    to.extend_from_slice(b"{\"bytes\":\"");
    to.extend_from_slice(STANDARD.encode(bytes).as_bytes());
    to.extend_from_slice(b"\"}");
}

fn push_quoted(before: &[u8], bytes: &[u8], to: &mut Vec<u8>) {
    to.push(b'"');
    to.extend_from_slice(before);
    push_hex(bytes, to);
    to.push(b'"');
}

/// Lower-case hex digits.
pub(super) fn push_hex(bytes: &[u8], to: &mut Vec<u8>) {
    // In runs of 32 bytes: a digest at once.
    for run in bytes.chunks(32) {
        let mut digits = [[0; 2]; 32];
        for (pair, byte) in digits.iter_mut().zip(run) {
            *pair = PAIRS[usize::from(*byte)];
        }
        to.extend_from_slice(&digits.as_flattened()[..run.len() * 2]);
    }
}

/// The two digits of each byte.
const PAIRS: [[u8; 2]; 256] = {
    let (digits, mut pairs, mut byte) = (b"0123456789abcdef", [[0; 2]; 256], 0);
    while byte < 256 {
        pairs[byte] = [digits[byte / 16], digits[byte % 16]];
        byte += 1;
    }
    pairs
};

/// The shortest decimal digits that give the number back, never with an exponent: `5`, `2.8`, `0.000125`.
fn push_number(number: f64, to: &mut Vec<u8>) {
    if !number.is_finite() {
        // JSON has no number for it. Values are finite by their definition; a structure's leaf may not be.
        push_text(&number.to_string(), to);
    } else if let Some(millionths) = millionths(number) {
        push_millionths(number < 0.0, millionths, to);
    } else {
        // Writing to a Vec cannot fail.
        let _ = write!(to, "{number}");
    }
}

/// How many millionths a number is, without its sign, if it is the double next to so many. Two numbers of at most fifteen
/// digits are never next to one double, so that these digits are the shortest that give it back. Nothing for zero, which has
/// a sign of its own.
fn millionths(number: f64) -> Option<u64> {
    let scaled = (number.abs() * 1e6).round();
    let fits = scaled > 0.0 && scaled < 1e15 && (scaled / 1e6).to_bits() == number.abs().to_bits();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fits.then_some(scaled as u64)
}

fn push_millionths(is_negative: bool, millionths: u64, to: &mut Vec<u8>) {
    if is_negative {
        to.push(b'-');
    }
    push_count(millionths / 1_000_000, to);
    let mut rest = millionths % 1_000_000;
    if rest > 0 {
        to.push(b'.');
    }
    while rest > 0 {
        rest *= 10;
        to.push(b'0' + u8::try_from(rest / 1_000_000).unwrap_or(0));
        rest %= 1_000_000;
    }
}

fn push_whole(number: i64, to: &mut Vec<u8>) {
    if number < 0 {
        to.push(b'-');
    }
    push_count(number.unsigned_abs(), to);
}

/// As `Date` displays itself, without allocating: a record has several.
pub(super) fn push_date(date: &Date, to: &mut Vec<u8>) {
    let two = |before: u8, number: u8, to: &mut Vec<u8>| {
        to.extend_from_slice(&[before, b'0' + number / 10 % 10, b'0' + number % 10]);
    };
    let digit = |number: u16| b'0' + u8::try_from(number % 10).unwrap_or(0);
    to.extend([date.year / 1000, date.year / 100, date.year / 10, date.year].map(digit));
    date.month.into_iter().for_each(|month| two(b'-', month, to));
    date.day.into_iter().for_each(|day| two(b'-', day, to));
    if let Some((hour, minute)) = date.time {
        two(b'T', hour, to);
        two(b':', minute, to);
    }
    date.second.into_iter().for_each(|second| two(b':', second, to));
    if let Some(fraction) = &date.fraction {
        to.push(b'.');
        to.extend_from_slice(fraction.as_bytes());
    }
    match date.offset {
        None => {}
        Some(0) if date.zulu => to.push(b'Z'),
        Some(offset) => {
            let minutes = offset.unsigned_abs();
            two(if offset < 0 { b'-' } else { b'+' }, u8::try_from(minutes / 60).unwrap_or(99), to);
            two(b':', u8::try_from(minutes % 60).unwrap_or(0), to);
        }
    }
}

/// A JSON string. Besides what JSON demands, everything that commands a terminal or hides in it is written `\u...`,
/// which means the same to a parser and nothing to a terminal.
pub(super) fn push_text(text: &str, to: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    if is_plain(bytes) {
        return push_plain(bytes, to);
    }
    to.push(b'"');
    let (mut done, mut at) = (0, 0);
    while let Some(ahead) = bytes[at..].iter().position(|byte| IS_SUSPECT[usize::from(*byte)]) {
        at += ahead;
        let Some(letter) = text[at..].chars().next() else { break };
        let end = at + letter.len_utf8();
        if let Some(escaped) = escape(letter) {
            to.extend_from_slice(&bytes[done..at]);
            to.extend_from_slice(escaped.as_bytes());
            done = end;
        }
        at = end;
    }
    to.extend_from_slice(&bytes[done..]);
    to.push(b'"');
}

fn push_plain(ascii: &[u8], to: &mut Vec<u8>) {
    to.reserve(ascii.len() + 2);
    to.push(b'"');
    to.extend_from_slice(ascii);
    to.push(b'"');
}

/// Whether a text is of plain ASCII, as most are: eight bytes are looked at together.
fn is_plain(bytes: &[u8]) -> bool {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGHEST: u64 = ONES << 7;
    let has_other = |eight: [u8; 8]| {
        let eight = u64::from_le_bytes(eight);
        let (quotes, backslashes) = (eight ^ (ONES * u64::from(b'"')), eight ^ (ONES * u64::from(b'\\')));
        // A byte is zero, or less than a space, if taking 1 or a space from it borrows; it is DEL or more if adding 1 carries.
        let others =
            quotes.wrapping_sub(ONES) | backslashes.wrapping_sub(ONES) | eight.wrapping_sub(ONES * u64::from(b' '));
        (others | eight | eight.wrapping_add(ONES)) & HIGHEST != 0
    };
    let (eights, rest) = bytes.as_chunks::<8>();
    !eights.iter().any(|eight| has_other(*eight))
        && !rest.iter().any(|byte| matches!(byte, ..0x20 | b'"' | b'\\' | 0x7f..))
}

/// Whether a byte may begin a character that is escaped. The first bytes of all characters that `is_veiled` tells are
/// among them; no other byte beyond ASCII is.
const IS_SUSPECT: [bool; 256] = {
    let mut suspects = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        suspects[byte] = matches!(byte, 0..0x20 | 0x22 | 0x5c | 0x7f | 0xc2 | 0xd8 | 0xe1 | 0xe2 | 0xef | 0xf3);
        byte += 1;
    }
    suspects
};

fn escape(letter: char) -> Option<Cow<'static, str>> {
    Some(match letter {
        '"' => Cow::Borrowed("\\\""),
        '\\' => Cow::Borrowed("\\\\"),
        '\n' => Cow::Borrowed("\\n"),
        '\r' => Cow::Borrowed("\\r"),
        '\t' => Cow::Borrowed("\\t"),
        _ if is_veiled(letter) => {
            letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect::<String>().into()
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{push_date, push_number, push_path, push_text, push_tree, push_whole};
    use crate::asset::{Date, Tree};
    use proptest::prelude::{ProptestConfig, proptest};

    fn written(push: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut to = Vec::new();
        push(&mut to);
        String::from_utf8(to).unwrap()
    }

    #[test]
    fn numbers_have_no_exponent_and_no_needless_fraction() {
        for (number, text) in
            [(5.0, "5"), (2.8, "2.8"), (0.000_125, "0.000125"), (-33.5, "-33.5"), (1e21, "1000000000000000000000")]
        {
            assert_eq!(written(|to| push_number(number, to)), text);
        }
        assert_eq!(written(|to| push_number(f64::NAN, to)), "\"NaN\"");
        for number in [i64::MIN, -1, 0, 7, 10, 99, 100, i64::MAX] {
            assert_eq!(written(|to| push_whole(number, to)), number.to_string());
        }
    }

    #[test]
    fn numbers_are_written_as_they_display_themselves() {
        let near = |number: f64| [number, number.next_up(), number.next_down(), -number];
        for number in
            [0.0, 1e-7, 1e-6, 0.1, 0.3, 1.0, 80.246595, 1e8, 999_999_999.999_999, 1e9, 1e15, 1e300].map(near).concat()
        {
            assert_eq!(written(|to| push_number(number, to)), number.to_string());
        }
    }

    #[test]
    fn strings_hold_nothing_that_commands_a_terminal() {
        assert_eq!(
            written(|to| push_text("\u{1b}[2J \u{9b} \u{202e} \u{e0041}", to)),
            r#""\u001b[2J \u009b \u202e \udb40\udc41""#
        );
        assert_eq!(written(|to| push_text("é\"\\/ 東京 👩‍🚀", to)), "\"é\\\"\\\\/ 東京 👩‍🚀\"");
    }

    #[test]
    fn a_path_that_is_not_text_is_its_bytes() {
        assert_eq!(written(|to| push_path(b"/a\xe9", to)), r#"{"bytes":"L2Hp"}"#);
        assert_eq!(written(|to| push_path(b"/a", to)), r#""/a""#);
    }

    #[test]
    fn dates_are_written_as_they_display_themselves() {
        for text in [
            "2024",
            "0099-05",
            "2024-05-01",
            "2024-05-01T10:12",
            "2024-05-01T10:12:13.25+02:00",
            "2024-05-01T10:12:13-11:30",
            "2024-02-29T23:59:60Z",
            "2024-05-01T10:12+00:00",
        ] {
            let date: Date = text.parse().unwrap();
            assert_eq!(written(|to| push_date(&date, to)), text);
        }
    }

    #[test]
    fn a_member_named_twice_is_printed_once() {
        let twice = |text: &str| ("City".to_owned(), Tree::Text(text.to_owned()));
        assert_eq!(
            written(|to| push_tree(&Tree::Struct(vec![twice("Oslo"), twice("Bergen")]), to)),
            r#"{"City":"Oslo"}"#
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]
        #[test]
        fn every_text_comes_back_from_its_json(text: String) {
            let json = written(|to| push_text(&text, to));
            assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }

        #[test]
        fn every_number_of_few_digits_is_written_as_it_displays_itself(digits in -20_000_000_000_000_i64..20_000_000_000_000, power in 0..9) {
            #[allow(clippy::cast_precision_loss)]
            let number = digits as f64 / 10_f64.powi(power);
            assert_eq!(written(|to| push_number(number, to)), number.to_string());
        }

        #[test]
        fn every_number_comes_back_from_its_json(number in proptest::num::f64::NORMAL) {
            let json = written(|to| push_number(number, to));
            assert_eq!(json.parse::<f64>().unwrap().to_bits(), number.to_bits());
        }
    }
}
