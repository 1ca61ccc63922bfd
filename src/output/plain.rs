//! A value as one plain text: what a cell of CSV holds, and what human output escapes. Exact; nothing is made visible here.
use super::json::{push_date, push_datum, push_hex};
use super::record::Datum;
use crate::asset::Tree;

/// What stands between the values of a list. A value may hold it too: JSON tells values apart, a cell cannot.
pub(super) const BETWEEN: &[u8] = b"; ";

/// Text as it is, numbers and dates as in JSON, lists joined by `; `; structures, lists of structures, and paths that are
/// not UTF-8 as their JSON.
pub(super) fn push_plain(datum: &Datum, to: &mut Vec<u8>) {
    match datum {
        Datum::Text(text) => to.extend_from_slice(text.as_bytes()),
        Datum::Path(bytes) if !datum.is_composite() => to.extend_from_slice(bytes),
        Datum::Id(id) => push_hex(&id.0, to),
        Datum::Digest(digest) => {
            to.extend_from_slice(b"blake3:");
            push_hex(&digest.0, to);
        }
        Datum::Date(date) => push_date(date, to),
        Datum::List(items) if !items.iter().any(Datum::is_composite) => {
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    to.extend_from_slice(BETWEEN);
                }
                push_plain(item, to);
            }
        }
        Datum::Tree(Tree::Text(text)) => to.extend_from_slice(text.as_bytes()),
        Datum::Whole(_)
        | Datum::Count(_)
        | Datum::Number(_)
        | Datum::Boolean(_)
        | Datum::Path(_)
        | Datum::List(_)
        | Datum::Members(_)
        | Datum::Tree(Tree::Number(_) | Tree::List(_) | Tree::Struct(_)) => push_datum(datum, to),
    }
}

/// Whether a text would be a formula in a spreadsheet: it begins with `=`, `+`, `-`, `@`, a tab, a carriage return or a
/// line feed (OWASP, "CSV Injection").
pub(super) fn is_formula(datum: &Datum, text: &[u8]) -> bool {
    let is_number = match datum {
        Datum::Whole(_) | Datum::Count(_) | Datum::Number(_) | Datum::Tree(Tree::Number(_)) => true,
        Datum::List(items) => items.iter().all(|item| matches!(item, Datum::Whole(_) | Datum::Number(_))),
        Datum::Text(_)
        | Datum::Path(_)
        | Datum::Id(_)
        | Datum::Digest(_)
        | Datum::Date(_)
        | Datum::Boolean(_)
        | Datum::Members(_)
        | Datum::Tree(_) => false,
    };
    !is_number && matches!(text.first(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n'))
}

/// Appends a number's digits. The general way of formatting takes several times as long, and a record has ten numbers.
pub(super) fn push_count(number: u64, to: &mut Vec<u8>) {
    let (mut digits, mut at, mut rest) = ([b'0'; 20], 20, number);
    loop {
        at -= 1;
        digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    to.extend_from_slice(&digits[at..]);
}
