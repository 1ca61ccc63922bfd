//! In which form IIM holds a field's values, and what of them it has no room for (IPTC-IIM 4.2, record 2). Knows no
//! blocks.
use crate::asset::country::three_letters;
use crate::asset::text::tidied;
use crate::asset::{Date, Field, Problem, ProblemKind, Value};

/// A value as its dataset shall hold it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// As it is.
    pub(super) whole: String,
    /// As there is room for it.
    pub(super) fitted: String,
}

/// The values of a field in the form of its dataset; one without a form is a problem.
pub(super) fn told(field: Field, wished: &[Value]) -> (Vec<Told>, Vec<Problem>) {
    let most = usize::from(field.definition().iim_max_bytes);
    let (mut told, mut problems) = (Vec::new(), Vec::new());
    for value in wished.iter().take(if field.is_many() { usize::MAX } else { 1 }) {
        let text = value.to_string();
        let Some(whole) = formed(field, &text) else {
            let message = format!("IIM has no form for {} `{text}`, which is left out of it", field.word());
            problems.push(Problem::new(ProblemKind::Invalid, message));
            continue;
        };
        let length = if most == 0 { whole.len() } else { whole.floor_char_boundary(most) };
        let fitted = whole.get(..length).unwrap_or_default().to_owned();
        told.push(Told { whole, fitted });
    }
    (told, problems)
}

/// A value in the form that its dataset asks for.
fn formed(field: Field, text: &str) -> Option<String> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match field {
        Field::Urgency => (is_number && text.len() == 1).then(|| text.to_owned()),
        Field::ActionAdvised => (is_number && text.len() <= 2).then(|| format!("{text:0>2}")),
        Field::CountryCode if text.len() != 3 => three_letters(text).map(ToString::to_string),
        _other => tidied(text).map(std::borrow::Cow::into_owned),
    }
}

/// The part of a date that IIM can say: a day or less, and a time only to the second.
pub(super) fn date(value: &Value) -> Option<Date> {
    let mut date = match value {
        Value::Date(date) => date.clone(),
        Value::Text(_) | Value::Integer(_) | Value::Number(_) | Value::Boolean(_) | Value::Struct(_) => return None,
    };
    date.fraction = None;
    if date.second.is_none() {
        (date.time, date.offset) = (None, None);
    }
    Some(date)
}

/// `20240501`; what is not known of it is zeros (IIM 2:55).
pub(super) fn day(date: &Date) -> String {
    format!("{:04}{:02}{:02}", date.year, date.month.unwrap_or(0), date.day.unwrap_or(0))
}

/// `101213+0200`. Without an offset, which the standard asks for, where none is known: it is not to be invented.
pub(super) fn time(date: &Date) -> Option<String> {
    let ((hour, minute), second) = (date.time?, date.second?);
    let offset = date.offset.map_or(String::new(), |offset| {
        let (sign, size) = (if offset < 0 { '-' } else { '+' }, offset.unsigned_abs());
        format!("{sign}{:02}{:02}", size / 60, size % 60)
    });
    Some(format!("{hour:02}{minute:02}{second:02}{offset}"))
}
