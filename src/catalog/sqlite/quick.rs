//! The stored form of values read as it is written: no white space, fields in record order. It is `body`'s form, and
//! whatever is not quite so is left to `body`, which knows it all and says what is wrong.
use super::body::DEEPEST;
use crate::asset::{Description, Field, Tree, Value};
use std::borrow::Cow;

/// What a stored JSON says of fields; `None` where it is not as it is written here.
pub(super) fn description(json: &str) -> Option<Description> {
    let mut text = Cursor { text: json, at: 0 };
    let mut description = Description::with_room_for(32);
    text.expect(b'{')?;
    if text.accept(b'}') {
        return text.is_at_end().then_some(description);
    }
    let mut later = Field::ALL;
    loop {
        let field = text.field(&mut later)?;
        text.expect(b':')?;
        text.values(field, &mut description)?;
        if !text.accept(b',') {
            break;
        }
    }
    text.expect(b'}')?;
    text.is_at_end().then_some(description)
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

    /// A field, and those that may come after it.
    fn field(&mut self, later: &mut &[Field]) -> Option<Field> {
        let word = self.string()?;
        let at = later.iter().position(|field| field.word() == word)?;
        let field = later.get(at).copied();
        *later = later.get(at + 1..)?;
        field
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
            b'"' => Some(Value::Text(self.string()?.into_owned())),
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
        let name = self.string()?;
        self.expect(b':')?;
        let value = match &*name {
            "date" => Value::Date(self.string()?.parse().ok()?),
            "struct" => Value::Struct(self.tree(DEEPEST)?),
            _ => return None,
        };
        self.expect(b'}')?;
        Some(value)
    }

    fn tree(&mut self, depth: usize) -> Option<Tree> {
        match self.peek()? {
            b'"' => Some(Tree::Text(self.string()?.into_owned())),
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
            let name = self.string()?.into_owned();
            self.expect(b':')?;
            members.push((name, self.tree(depth)?));
            if !self.accept(b',') {
                break;
            }
        }
        self.expect(b'}')?;
        Some(Tree::Struct(members))
    }

    /// A number as it is written: whole with at most 18 digits, or with a fraction. No exponent.
    fn number(&mut self) -> Option<Value> {
        let from = self.at;
        self.accept(b'-');
        let whole = self.digits();
        let is_plain = !whole.is_empty() && (whole.len() == 1 || !whole.starts_with('0'));
        if !is_plain {
            return None;
        }
        let is_whole = !self.accept(b'.');
        if !is_whole && self.digits().is_empty() {
            return None;
        }
        let text = self.text.get(from..self.at)?;
        match self.peek()? {
            b'e' | b'E' => None,
            _ if !is_whole => text.parse().ok().map(Value::Number),
            _ if whole.len() > 18 || text == "-0" => None,
            _ => text.parse().ok().map(Value::Integer),
        }
    }

    fn digits(&mut self) -> &'t str {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
        let from = self.at;
        self.at += length;
        self.text.get(from..self.at).unwrap_or_default()
    }

    fn string(&mut self) -> Option<Cow<'t, str>> {
        self.expect(b'"')?;
        let from = self.at;
        self.at += run(self.text.as_bytes().get(from..)?)?;
        let plain = self.text.get(from..self.at)?;
        if self.accept(b'"') {
            return Some(Cow::Borrowed(plain));
        }
        let mut whole = String::with_capacity(plain.len() * 2);
        whole.push_str(plain);
        while !self.accept(b'"') {
            whole.push(self.escaped()?);
            let from = self.at;
            self.at += run(self.text.as_bytes().get(from..)?)?;
            whole.push_str(self.text.get(from..self.at)?);
        }
        Some(Cow::Owned(whole))
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
    let at = bytes.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..0x20))?;
    bytes.get(at).is_some_and(|byte| *byte >= 0x20).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::description;
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
