//! The stored form of values read as it is written: no white space, fields in record order. It is `body`'s form, and
//! whatever is not quite so is left to `body`, which knows it all and says what is wrong.
use super::body::DEEPEST;
use crate::asset::{Description, Field, Tree, Value};

/// What a stored JSON says of fields; `None` where it is not as it is written here.
pub(super) fn description(json: &str) -> Option<Description> {
    let mut text = Cursor { text: json, at: 0 };
    let mut description = Description::with_room_for(32);
    text.expect(b'{')?;
    if text.accept(b'}') {
        return text.is_at_end().then_some(description);
    }
    let mut before = None;
    loop {
        let field = text.field(before)?;
        before = Some(field);
        text.expect(b':')?;
        text.values(field, &mut description)?;
        if !text.accept(b',') {
            break;
        }
    }
    text.expect(b'}')?;
    text.is_at_end().then_some(description)
}

/// What a stored JSON says of one field, `Some(None)` for nothing, without a look at the others; `None` where that cannot be
/// told so: a structure may have a member of the same name, and another hand may have written spaces.
pub(super) fn field(json: &str, field: Field) -> Option<Option<Vec<Value>>> {
    let word = field.word();
    if json.contains("{\"struct\":") {
        return None;
    }
    let Some(at) = json.find(&format!("\"{word}\":[")) else {
        return (!json.contains(&format!("\"{word}\""))).then_some(None);
    };
    let mut text = Cursor { text: json, at: at + word.len() + 3 };
    text.expect(b'[')?;
    let mut values = Vec::new();
    while !text.accept(b']') {
        if !values.is_empty() {
            text.expect(b',')?;
        }
        values.push(text.value()?);
    }
    Some(Some(values))
}

struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn accept(&mut self, byte: u8) -> bool {
        let is_it = self.peek() == Some(byte);
        self.at += usize::from(is_it);
        is_it
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.accept(byte).then_some(())
    }

    fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }

    /// A field, which comes after the one before it.
    fn field(&mut self, before: Option<Field>) -> Option<Field> {
        let word = self.plain_string()?;
        Field::of_word(word).filter(|field| before.is_none_or(|before| before < *field))
    }

    /// A list of values, into a description.
    fn values(&mut self, field: Field, to: &mut Description) -> Option<()> {
        self.expect(b'[')?;
        let first = self.value()?;
        if self.accept(b']') {
            to.set_one(field, first);
            return Some(());
        }
        let mut values = vec![first];
        while self.accept(b',') {
            values.push(self.value()?);
        }
        self.expect(b']')?;
        to.set(field, values);
        Some(())
    }

    fn value(&mut self) -> Option<Value> {
        match self.peek()? {
            b'"' => Some(Value::Text(self.string()?)),
            b'{' => self.member(),
            b't' => self.word("true", Value::Boolean(true)),
            b'f' => self.word("false", Value::Boolean(false)),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        let is_it = self.text.get(self.at..)?.starts_with(word);
        self.at += word.len();
        is_it.then_some(value)
    }

    /// A date or a structure.
    fn member(&mut self) -> Option<Value> {
        self.expect(b'{')?;
        let name = self.plain_string()?;
        self.expect(b':')?;
        let value = match name {
            "date" => Value::Date(self.plain_string()?.parse().ok()?),
            "struct" => Value::Struct(self.tree(DEEPEST)?),
            _ => return None,
        };
        self.expect(b'}')?;
        Some(value)
    }

    fn tree(&mut self, depth: usize) -> Option<Tree> {
        match self.peek()? {
            b'"' => Some(Tree::Text(self.string()?)),
            b'[' => self.list(depth.checked_sub(1)?),
            b'{' => self.members(depth.checked_sub(1)?),
            _ => match self.number()? {
                Value::Number(number) => Some(Tree::Number(number)),
                Value::Text(_) | Value::Integer(_) | Value::Boolean(_) | Value::Date(_) | Value::Struct(_) => None,
            },
        }
    }

    fn list(&mut self, depth: usize) -> Option<Tree> {
        let mut items = Vec::new();
        self.expect(b'[')?;
        if self.accept(b']') {
            return Some(Tree::List(items));
        }
        loop {
            items.push(self.tree(depth)?);
            if !self.accept(b',') {
                break;
            }
        }
        self.expect(b']')?;
        Some(Tree::List(items))
    }

    fn members(&mut self, depth: usize) -> Option<Tree> {
        let mut members = Vec::new();
        self.expect(b'{')?;
        if self.accept(b'}') {
            return Some(Tree::Struct(members));
        }
        loop {
            let name = self.string()?;
            self.expect(b':')?;
            members.push((name, self.tree(depth)?));
            if !self.accept(b',') {
                break;
            }
        }
        self.expect(b'}')?;
        Some(Tree::Struct(members))
    }

    /// A number as it is written: whole, or with a fraction; no exponent.
    fn number(&mut self) -> Option<Value> {
        let from = self.at;
        let is_negative = self.accept(b'-');
        let leads_with_zero = self.peek()? == b'0';
        let (whole, digits) = self.digits(0)?;
        if digits == 0 || (leads_with_zero && digits > 1) {
            return None;
        }
        let is_whole = !self.accept(b'.');
        let (all, behind) = if is_whole { (whole, 0) } else { self.digits(whole)? };
        match self.peek()? {
            b'e' | b'E' => None,
            // Left to `body`, which takes it for a fraction.
            _ if is_whole && is_negative && whole == 0 => None,
            _ if is_whole => {
                i64::try_from(whole).ok().map(|whole| Value::Integer(if is_negative { -whole } else { whole }))
            }
            _ if behind == 0 => None,
            _ => match EXACT.get(behind).filter(|_| all < 1 << f64::MANTISSA_DIGITS) {
                #[allow(clippy::cast_precision_loss)]
                Some(power) => {
                    Some(Value::Number(if is_negative { -(all as f64 / power) } else { all as f64 / power }))
                }
                None => self.text.get(from..self.at)?.parse().ok().map(Value::Number),
            },
        }
    }

    /// Digits after others, whose number they continue as far as 64 bits take it, and how many there are; with more than
    /// that, nothing.
    fn digits(&mut self, others: u64) -> Option<(u64, usize)> {
        let (mut number, from) = (others, self.at);
        while let Some(digit) = self.peek().filter(u8::is_ascii_digit) {
            number = number.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
            self.at += 1;
        }
        Some((number, self.at - from))
    }

    /// What stands before the next quote or backslash.
    fn run(&mut self) -> Option<&'t str> {
        let from = self.at;
        self.at += run(self.text.as_bytes().get(from..)?)?;
        self.text.get(from..self.at)
    }

    /// A string without a backslash.
    fn plain_string(&mut self) -> Option<&'t str> {
        self.expect(b'"')?;
        let text = self.run()?;
        self.expect(b'"')?;
        Some(text)
    }

    fn string(&mut self) -> Option<String> {
        self.expect(b'"')?;
        let plain = self.run()?;
        if self.accept(b'"') {
            return Some(plain.to_owned());
        }
        let mut whole = String::with_capacity(plain.len() * 2);
        whole.push_str(plain);
        while !self.accept(b'"') {
            whole.push(self.escaped()?);
            whole.push_str(self.run()?);
        }
        Some(whole)
    }

    /// A character after a backslash. Those that are written as two are left to `body`: nobody writes them here.
    fn escaped(&mut self) -> Option<char> {
        self.expect(b'\\')?;
        let letter = self.peek()?;
        self.at += 1;
        Some(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let digits = self.text.get(self.at..self.at + 4)?;
                self.at += 4;
                let is_plain = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
                is_plain.then(|| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32))??
            }
            _ => return None,
        })
    }
}

/// How many bytes come before a quote or a backslash; nothing where a control character, or no such, comes first.
fn run(bytes: &[u8]) -> Option<usize> {
    let (eights, rest) = bytes.as_chunks::<8>();
    for (at, eight) in eights.iter().enumerate() {
        let ends = ends(u64::from_le_bytes(*eight));
        if ends != 0 {
            return plain(bytes, at * 8 + (ends.trailing_zeros() / 8) as usize);
        }
    }
    let at = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..0x20))?;
    plain(bytes, eights.len() * 8 + at)
}

fn plain(bytes: &[u8], at: usize) -> Option<usize> {
    bytes.get(at).is_some_and(|byte| *byte >= 0x20).then_some(at)
}

/// Of eight bytes those that end a run, the first of them surely, by their highest bits: quotes, backslashes, and what is
/// below a space. (A byte is zero, or less than a space, if taking 1 or a space from it borrows.)
const fn ends(eight: u64) -> u64 {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGHEST: u64 = ONES << 7;
    let (quotes, backslashes) = (eight ^ (ONES * b'"' as u64), eight ^ (ONES * b'\\' as u64));
    let quotes = quotes.wrapping_sub(ONES) & !quotes;
    let backslashes = backslashes.wrapping_sub(ONES) & !backslashes;
    let controls = eight.wrapping_sub(ONES * b' ' as u64) & !eight;
    (quotes | backslashes | controls) & HIGHEST
}

/// The powers of ten that a double has exactly: a whole number below 2^53 divided by one is the double next to the
/// fraction (Clinger 1990).
const EXACT: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

#[cfg(test)]
mod tests {
    use super::{description, field};
    use crate::asset::Description;
    use crate::catalog::sqlite::body::{Stored, decode};
    use proptest::prelude::{ProptestConfig, proptest};

    fn thorough(json: &str) -> Option<Description> {
        decode::<Stored<Description>>(json).ok().map(|Stored(description)| description)
    }

    #[test]
    fn what_is_stored_is_read_quickly_and_as_the_thorough_reader_reads_it() {
        for json in [
            "{}",
            r#"{"city":["Oslo"]}"#,
            r#"{"city":["Troms\u00f8 \"nord\" \\ \n\t\u001b"],"creator":["A","B"],"date_created":[{"date":"2024-05-01T10:12:13.25+02:00"}]}"#,
            r#"{"creator_contact":[{"struct":{"a":[],"b":{},"c":["x",{"d":1.5}]}}],"rating":[-4],"flash_fired":[true],"latitude":[-33.5]}"#,
        ] {
            let quick = description(json);
            assert!(quick.is_some(), "{json}");
            assert_eq!(quick, thorough(json), "{json}");
        }
    }

    #[test]
    fn one_field_is_found_without_the_others_or_left_to_the_thorough_reader() {
        use crate::asset::{Field, Value};
        let plain =
            r#"{"city":[],"headline":["\"city\":[1]"],"keywords":["a","city"],"conflicts":["title"],"rating":[3]}"#;
        let texts = |texts: &[&str]| Some(Some(texts.iter().map(|text| Value::text(*text)).collect::<Vec<_>>()));
        assert_eq!(field(plain, Field::City), texts(&[]));
        assert_eq!(field(plain, Field::Headline), texts(&["\"city\":[1]"]));
        assert_eq!(field(plain, Field::Keywords), texts(&["a", "city"]));
        assert_eq!(field(plain, Field::Country), Some(None));
        assert_eq!(field(plain, Field::Title), None, "a value that is a field's word");
        assert_eq!(field(r#"{"city": ["Oslo"]}"#, Field::City), None, "spaces");
        assert_eq!(field(r#"{"artwork":[{"struct":{"city":["Oslo"]}}]}"#, Field::City), None, "a member");
        assert_eq!(field(r#"{"city":["Oslo" "Bergen"]}"#, Field::City), None, "malformed");
        assert_eq!(field(r#"{"city":["Oslo"#, Field::City), None, "cut short");
    }

    #[test]
    fn what_another_hand_wrote_is_left_to_the_thorough_reader() {
        for json in [
            r#"{ "city":["Oslo"]}"#,
            r#"{"byline":["A"]}"#,
            r#"{"creator":["A"],"city":["Oslo"]}"#,
            r#"{"city":[]}"#,
            r#"{"city":["\ud83d\ude00"]}"#,
            r#"{"latitude":[1e3]}"#,
            r#"{"rating":[-0]}"#,
            r#"{"rating":[18446744073709551615]}"#,
        ] {
            assert_eq!(description(json), None, "{json}");
        }
    }

    #[test]
    fn what_is_malformed_is_nothing() {
        for json in [
            "",
            "{",
            "{}x",
            "[]",
            r#"{"city"}"#,
            r#"{"city":["Oslo"],}"#,
            r#"{"city":["Oslo""#,
            "{\"city\":[\"a\nb\"]}",
            r#"{"rating":[01]}"#,
            r#"{"rating":[1.]}"#,
            r#"{"rating":[.5]}"#,
            r#"{"rating":[-]}"#,
            r#"{"flash_fired":[tru]}"#,
            r#"{"city":["\x"]}"#,
            r#"{"city":["\u+12a"]}"#,
            r#"{"date_created":[{"date":"x"}]}"#,
            r#"{"nobody":["x"]}"#,
        ] {
            assert_eq!(description(json), None, "{json}");
            assert_eq!(thorough(json), None, "{json}");
        }
    }

    #[test]
    fn a_structure_nests_no_deeper_than_is_stored() {
        let nested = |depth: usize| {
            format!(r#"{{"creator_contact":[{{"struct":{}"x"{}}}]}}"#, "[".repeat(depth), "]".repeat(depth))
        };
        assert!(description(&nested(60)).is_some());
        assert!(description(&nested(61)).is_none());
    }

    #[test]
    fn a_text_ends_at_its_quote_wherever_that_lies() {
        for length in 0..40 {
            for (inside, read) in [("", ""), ("é", "é"), ("\\\\", "\\"), ("\\\"", "\"")] {
                let text = "a".repeat(length);
                let json = format!(r#"{{"city":["{text}{inside}{text}"]}}"#);
                assert_eq!(
                    description(&json).unwrap().text(crate::asset::Field::City),
                    Some(&*format!("{text}{read}{text}"))
                );
            }
            assert_eq!(description(&format!("{{\"city\":[\"{}\t\"]}}", "a".repeat(length))), None);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn no_text_is_read_otherwise_than_by_the_thorough_reader(
            json in r#"\{("(city|rating|creator|date_created|latitude|nobody)":\[("[a\\"nu0é]{0,4}"|-?[0-9.e]{1,4}|true|null|\{"(date|struct)":("2024(-05)?"|\[("x")?\]|1.5)\}|,){1,3}\],?){0,3}\}?"#
        ) {
            if let Some(quick) = description(&json) {
                assert_eq!(Some(quick), thorough(&json), "{json}");
            }
        }

        #[test]
        fn every_text_and_number_comes_back(text: String, number in proptest::num::f64::NORMAL, whole: i64) {
            use crate::asset::{Field, Value};
            let mut stored = Description::default();
            stored.set(Field::City, vec![Value::text(text)]);
            stored.set(Field::Rating, vec![Value::Integer(whole)]);
            stored.set(Field::Latitude, vec![Value::Number(number)]);
            let json = crate::catalog::sqlite::body::encode(&Stored(&stored)).unwrap();
            if let Some(quick) = description(&json) {
                assert_eq!(quick, stored);
            }
            assert_eq!(thorough(&json), Some(stored));
        }
    }
}
