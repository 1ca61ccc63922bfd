//! PDF's objects as they are written (ISO 32000-2, 7.2 and 7.3). It reads them from bytes and knows neither where they lie in a
//! file nor what they mean.
use super::object::{Dictionary, Indirect, Object};

/// How deep arrays and dictionaries are followed into one another.
const DEEPEST: u32 = 32;
/// The most objects within one object: a page tree's node may list thousands, none lists more than this.
const MOST_ITEMS: u32 = 400_000;

/// Reads objects from bytes, one after the other.
pub(super) struct Lexer<'b> {
    bytes: &'b [u8],
    at: usize,
    items: u32,
}

impl<'b> Lexer<'b> {
    /// Begins at the first of the bytes.
    pub(super) fn new(bytes: &'b [u8]) -> Lexer<'b> {
        Lexer { bytes, at: 0, items: 0 }
    }

    /// How many bytes were read.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Whether all bytes were read: what was found last may go on beyond them.
    pub(super) fn is_spent(&self) -> bool {
        self.at >= self.bytes.len()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn rest(&self) -> &'b [u8] {
        self.bytes.get(self.at..).unwrap_or(&[])
    }

    /// Passes white space and comments.
    pub(super) fn skip(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'%' => {
                    let rest = self.rest();
                    self.at += memchr::memchr2(b'\r', b'\n', rest).unwrap_or(rest.len());
                }
                _ if is_white(byte) => self.at += 1,
                _ => return,
            }
        }
    }

    /// Passes a keyword, if it is the next thing there.
    pub(super) fn keyword(&mut self, word: &[u8]) -> bool {
        self.skip();
        let is_there = self.rest().starts_with(word);
        if is_there {
            self.at += word.len();
        }
        is_there
    }

    /// The next number that is whole and not negative; nothing is passed where there is none.
    pub(super) fn number(&mut self) -> Option<u64> {
        self.skip();
        let rest = self.rest();
        let length = rest.iter().take(20).take_while(|byte| byte.is_ascii_digit()).count();
        let number = std::str::from_utf8(rest.get(..length)?).ok()?.parse().ok()?;
        self.at += length;
        Some(number)
    }

    /// An object with its number, generation and stream.
    pub(super) fn indirect(&mut self) -> Option<Indirect> {
        let number = u32::try_from(self.number()?).ok()?;
        let generation = u16::try_from(self.number()?).ok()?;
        if !self.keyword(b"obj") {
            return None;
        }
        let object = self.object()?;
        let has_data = object.dictionary().is_some() && self.keyword(b"stream");
        let data = has_data.then(|| self.start_of_data());
        Some(Indirect { number, generation, object, data })
    }

    /// Data begin after one line end (7.3.8.1); a carriage return alone is seen too.
    fn start_of_data(&mut self) -> usize {
        for byte in *b"\r\n" {
            if self.peek() == Some(byte) {
                self.at += 1;
            }
        }
        self.at
    }

    /// The next object.
    pub(super) fn object(&mut self) -> Option<Object> {
        self.nested(DEEPEST)
    }

    fn nested(&mut self, depth: u32) -> Option<Object> {
        self.items += 1;
        if depth == 0 || self.items > MOST_ITEMS {
            return None;
        }
        self.skip();
        match self.peek()? {
            b'/' => self.name().map(Object::Name),
            b'(' => self.literal().map(Object::Text),
            b'[' => self.array(depth),
            b'<' if self.rest().starts_with(b"<<") => self.dictionary(depth).map(Object::Dictionary),
            b'<' => self.hexadecimal().map(Object::Text),
            b'0'..=b'9' | b'+' | b'-' | b'.' => Some(self.numeric()),
            b'a'..=b'z' | b'A'..=b'Z' => Some(self.word()),
            _ => None,
        }
    }

    fn name(&mut self) -> Option<Vec<u8>> {
        self.at += 1;
        let mut name = Vec::new();
        while let Some(byte) = self.peek().filter(|byte| is_regular(*byte)) {
            self.at += 1;
            let escaped = (byte == b'#').then(|| self.escape()).flatten();
            name.push(escaped.unwrap_or(byte));
        }
        Some(name)
    }

    /// The two hexadecimal digits after `#`, if there are two.
    fn escape(&mut self) -> Option<u8> {
        let [high, low] = *self.rest().first_chunk::<2>()?;
        let byte = digit(high)? << 4 | digit(low)?;
        self.at += 2;
        Some(byte)
    }

    /// A string in parentheses, which may hold balanced ones (7.3.4.2).
    fn literal(&mut self) -> Option<Vec<u8>> {
        self.at += 1;
        let (mut text, mut open) = (Vec::new(), 1_u32);
        loop {
            match self.next()? {
                b'\\' => text.extend(self.escaped()?),
                b')' if open == 1 => return Some(text),
                byte => {
                    open = match byte {
                        b'(' => open + 1,
                        b')' => open - 1,
                        _ => open,
                    };
                    text.push(byte);
                }
            }
        }
    }

    /// What follows a backslash; nothing for a line that goes on.
    fn escaped(&mut self) -> Option<Option<u8>> {
        let byte = self.next()?;
        Some(match byte {
            b'n' => Some(b'\n'),
            b'r' => Some(b'\r'),
            b't' => Some(b'\t'),
            b'b' => Some(8),
            b'f' => Some(12),
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.at += 1;
                }
                None
            }
            b'\n' => None,
            b'0'..=b'7' => Some(self.octal(byte)),
            other => Some(other),
        })
    }

    /// Up to three octal digits; what does not fit in a byte is cut off (7.3.4.2).
    fn octal(&mut self, first: u8) -> u8 {
        let mut code = u32::from(first - b'0');
        for _ in 0..2 {
            let Some(digit @ b'0'..=b'7') = self.peek() else { break };
            code = code << 3 | u32::from(digit - b'0');
            self.at += 1;
        }
        code.to_le_bytes()[0]
    }

    /// A string in hexadecimal digits; a last digit that is alone is followed by 0 (7.3.4.3).
    fn hexadecimal(&mut self) -> Option<Vec<u8>> {
        self.at += 1;
        let length = memchr::memchr(b'>', self.rest())?;
        let digits = self.rest().get(..length)?;
        self.at += length + 1;
        Some(unhex(digits))
    }

    fn array(&mut self, depth: u32) -> Option<Object> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip();
            if self.peek()? == b']' {
                self.at += 1;
                return Some(Object::Array(items));
            }
            items.push(self.nested(depth - 1)?);
        }
    }

    fn dictionary(&mut self, depth: u32) -> Option<Dictionary> {
        self.at += 2;
        let mut members = Vec::new();
        loop {
            self.skip();
            match self.peek()? {
                b'>' => {
                    self.at += 2;
                    return Some(Dictionary(members));
                }
                b'/' => {
                    let key = self.name()?;
                    self.skip();
                    // A key without a value before the end is left out.
                    if self.peek()? != b'>' {
                        members.push((key, self.nested(depth - 1)?));
                    }
                }
                // What is no key is passed, as readers do.
                _ => drop(self.nested(depth - 1)?),
            }
        }
    }

    /// A number, or a reference: two numbers and the letter R.
    fn numeric(&mut self) -> Object {
        let start = self.at;
        while self.peek().is_some_and(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.')) {
            self.at += 1;
        }
        let written = self.bytes.get(start..self.at).and_then(|word| std::str::from_utf8(word).ok());
        let Some(number) = written.and_then(|word| word.parse::<i64>().ok()) else { return Object::Null };
        let after = self.at;
        if let (Ok(target), Some(generation)) = (u32::try_from(number), self.number())
            && let Ok(generation) = u16::try_from(generation)
            && self.keyword(b"R")
            && self.peek().is_none_or(|byte| !is_regular(byte))
        {
            return Object::Reference(target, generation);
        }
        self.at = after;
        Object::Integer(number)
    }

    fn word(&mut self) -> Object {
        let start = self.at;
        while self.peek().is_some_and(is_regular) {
            self.at += 1;
        }
        match self.bytes.get(start..self.at) {
            Some(b"true") => Object::Boolean(true),
            Some(b"false") => Object::Boolean(false),
            _ => Object::Null,
        }
    }
}

/// White space (7.2.3, table 1).
pub(super) fn is_white(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_white(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// The bytes that hexadecimal digits say; what is no digit is passed.
pub(in super::super) fn unhex(digits: &[u8]) -> Vec<u8> {
    let mut digits = digits.iter().filter_map(|byte| digit(*byte));
    std::iter::from_fn(|| Some(digits.next()? << 4 | digits.next().unwrap_or(0))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::object::{Dictionary, Object};
    use super::Lexer;

    fn read(bytes: &[u8]) -> Option<Object> {
        Lexer::new(bytes).object()
    }

    #[test]
    fn objects_are_read_as_they_are_written() {
        let text = |bytes: &[u8]| Some(Object::Text(bytes.to_vec()));
        assert_eq!(read(b" % a note\n(a(b)c\\)\\101\\n\\\r\nd)"), text(b"a(b)c)A\nd"));
        assert_eq!(read(b"<48 61f>"), text(b"Ha\xf0"));
        assert_eq!(read(b"/A#20B"), Some(Object::Name(b"A B".to_vec())));
        assert_eq!(read(b"-12"), Some(Object::Integer(-12)));
        assert_eq!(read(b"0.5"), Some(Object::Null));
        let array = Object::Array(vec![Object::Integer(1), Object::Reference(2, 0), Object::Integer(3)]);
        assert_eq!(read(b"[1 2 0 R 3]"), Some(array));
        let inner = Object::Dictionary(Dictionary(vec![(b"C".to_vec(), Object::Boolean(true))]));
        let outer = Dictionary(vec![(b"A".to_vec(), inner), (b"D".to_vec(), Object::Null)]);
        assert_eq!(read(b"<</A<</C true>>/D null/E>>"), Some(Object::Dictionary(outer)));
    }

    #[test]
    fn what_is_cut_or_too_deep_is_none() {
        for bytes in [&b"(open"[..], b"<48", b"[1 2", b"<</A", b"<</A 1", b"", b")", &b"[".repeat(4000)] {
            assert_eq!(read(bytes), None);
        }
        assert_eq!(read(&b"[ 1".repeat(100)), None);
    }

    #[test]
    fn a_stream_tells_where_its_data_begin() {
        let bytes = b"7 0 obj <</Length 3>>\r\nstream\r\nabc\nendstream";
        let found = Lexer::new(bytes).indirect().unwrap();
        assert_eq!((found.number, found.data.map(|at| &bytes[at..at + 3])), (7, Some(&b"abc"[..])));
        assert_eq!(Lexer::new(b"7 0 objx").indirect().map(|found| found.object), Some(Object::Null));
        assert_eq!(Lexer::new(b"seven 0 obj").indirect(), None);
    }
}
