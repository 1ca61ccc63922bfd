//! Terms about numbers and dates: equality, comparison and ranges. It knows how bounds are written, and leaves units and
//! calendars to `number` and `period`.
use super::error::QueryError;
use super::filter::{Bound, Filter, Property};
use super::lexer::{Operator, Subject, Written};
use super::number::{integer_of, number_of, with_unit_of};
use super::period::{date_of, end, start};
use super::property::written;
use crate::asset::{Field, Kind, Now, Value};

/// A number, or a range of them.
pub(super) fn numeric(property: Property, value: &Written) -> Result<Filter, QueryError> {
    value.unstarred()?;
    refuse_star(&property, value)?;
    let field = property.field;
    let number = |text: &str, part: &str| number_of(field, text).map_err(|misfit| misfit.at(value.part(part)));
    let Some((low, high)) = ends(value)? else {
        if field == Field::FrameRate && value.text.contains('.') && !value.text.contains('/') {
            return Ok(nominal_rate(property, number(&value.text, &value.text)?, &value.text));
        }
        let equal = if field.kind() == Kind::Integer {
            Value::Integer(integer_of(field, &value.text).map_err(|misfit| misfit.at(value.span.clone()))?)
        } else {
            Value::Number(number(&value.text, &value.text)?)
        };
        return Ok(Filter::Equal { property, value: equal });
    };
    let low_text = high.map(|high| with_unit_of(low.unwrap_or_default(), high).0);
    let low_number = low.map(|low| number(low_text.as_deref().unwrap_or(low), low)).transpose()?;
    let high_number = high.map(|high| number(high, high)).transpose()?;
    if let (Some(low), Some(high)) = (low_number, high_number)
        && low > high
    {
        return Err(backwards(value));
    }
    let inside = |number| Bound { number, inclusive: true };
    Ok(Filter::Between { property, low: low_number.map(inside), high: high_number.map(inside) })
}

/// A date's whole period, or from the beginning of one to the end of another.
pub(super) fn dated(now: &Now, property: Property, value: &Written) -> Result<Filter, QueryError> {
    value.unstarred()?;
    refuse_star(&property, value)?;
    let (low, high) = ends(value)?.unwrap_or((Some(&value.text), Some(&value.text)));
    let low = low.map(|text| date_bound(now, &property, text, value, false)).transpose()?.flatten();
    let high = high.map(|text| date_bound(now, &property, text, value, true)).transpose()?.flatten();
    if let (Some(low), Some(high)) = (&low, &high)
        && low >= high
    {
        return Err(backwards(value));
    }
    Ok(Filter::During { property, low, high })
}

/// Where a date begins, or where it is over.
fn date_bound(
    now: &Now,
    property: &Property,
    text: &str,
    value: &Written,
    is_end: bool,
) -> Result<Option<String>, QueryError> {
    let bound = date_of(now, text).and_then(|date| match is_end {
        true => end(now, property.field, &date),
        false => start(now, property.field, &date).map(Some),
    });
    bound.map_err(|misfit| misfit.at(value.part(text)))
}

/// `field>=value` and its kin, on numbers, dates, and numbers inside structures.
pub(super) fn compared(
    now: &Now,
    property: Property,
    subject: &Subject,
    value: &Written,
) -> Result<Filter, QueryError> {
    let operator = subject.operator;
    let is_number = match property.field.kind() {
        Kind::Integer | Kind::Number => true,
        Kind::Struct => !property.path.is_empty(),
        Kind::Date => false,
        Kind::Text | Kind::Uri | Kind::Boolean => return Err(incomparable(&property, subject, value)),
    };
    if property.field.kind() == Kind::Struct && !is_number {
        return Err(incomparable(&property, subject, value));
    }
    value.unstarred()?;
    if value.text.contains("..") {
        return Err(QueryError::new(format!("a range takes `:`, not `{}`", operator.sign()), value.span.clone())
            .hint(format!("write `{}:{}`", written(&property), value.text)));
    }
    if !is_number {
        return dated_from(now, property, operator, value);
    }
    let number = number_of(property.field, &value.text).map_err(|misfit| misfit.at(value.span.clone()))?;
    let bound = |inclusive| Some(Bound { number, inclusive });
    let (low, high) = match operator {
        Operator::Above => (bound(false), None),
        Operator::AtLeast => (bound(true), None),
        Operator::Below => (None, bound(false)),
        Operator::AtMost | Operator::Has | Operator::Equals | Operator::Matches => (None, bound(true)),
    };
    Ok(Filter::Between { property, low, high })
}

fn dated_from(now: &Now, property: Property, operator: Operator, value: &Written) -> Result<Filter, QueryError> {
    let is_end = matches!(operator, Operator::Above | Operator::AtMost);
    let bound = date_bound(now, &property, &value.text, value, is_end)?;
    let (low, high) = match operator {
        Operator::Above | Operator::AtLeast => (bound, None),
        Operator::Below | Operator::AtMost | Operator::Has | Operator::Equals | Operator::Matches => (None, bound),
    };
    if low.is_none() && high.is_none() {
        return Err(QueryError::new(format!("`{}` is out of range", value.text), value.span.clone()));
    }
    Ok(Filter::During { property, low, high })
}

/// The two ends of a range, at least one of them given.
type Ends<'v> = (Option<&'v str>, Option<&'v str>);

/// The ends of `a..b`, `a..` or `..b`; `None` where the value is no range.
fn ends(value: &Written) -> Result<Option<Ends<'_>>, QueryError> {
    let Some((low, high)) = value.text.split_once("..") else { return Ok(None) };
    let given = |text: &'_ str| !text.trim().is_empty();
    if !given(low) && !given(high) {
        return Err(QueryError::new("the range has no ends", value.span.clone()).hint("write `a..b`, `a..` or `..b`"));
    }
    Ok(Some((Some(low.trim()).filter(|text| given(text)), Some(high.trim()).filter(|text| given(text)))))
}

fn backwards(value: &Written) -> QueryError {
    let error = QueryError::new("the range runs backwards: nothing lies in it", value.span.clone());
    match value.text.split_once("..") {
        Some((low, high)) => error.hint(format!("write `{}..{}`", high.trim(), low.trim())),
        None => error,
    }
}

/// A frame rate as it is spoken of: `29.97` is every rate that rounds to it (30000/1001 is 29.97003).
fn nominal_rate(property: Property, rate: f64, text: &str) -> Filter {
    let decimals = text.split_once('.').map_or(0, |(_, after)| after.bytes().take_while(u8::is_ascii_digit).count());
    let half = 0.5 * 10_f64.powi(-i32::try_from(decimals.min(9)).unwrap_or(9));
    Filter::Between {
        property,
        low: Some(Bound { number: rate - half, inclusive: true }),
        high: Some(Bound { number: rate + half, inclusive: true }),
    }
}

fn incomparable(property: &Property, subject: &Subject, value: &Written) -> QueryError {
    let kind = match property.field.kind() {
        Kind::Text | Kind::Uri => "text",
        Kind::Boolean => "yes or no",
        Kind::Struct => "a structure",
        Kind::Integer | Kind::Number | Kind::Date => "no text",
    };
    let (name, sign) = (written(property), subject.operator.sign());
    let error = QueryError::new(
        format!("`{sign}` compares numbers and dates, and `{name}` is {kind}"),
        subject.span.start..value.span.end,
    );
    if property.field.kind() == Kind::Struct {
        return error.hint(format!("name a member: `{name}.Name{sign}{}`", value.text));
    }
    error.hint(format!("write `{name}:{}`", value.text))
}

fn refuse_star(property: &Property, value: &Written) -> Result<(), QueryError> {
    if !value.text.contains('*') {
        return Ok(());
    }
    let error =
        QueryError::new(format!("`*` stands in words, and `{}` is none", written(property)), value.span.clone());
    Err(if value.text == "*" {
        error.hint(format!("`has:{}` finds what has any value", written(property)))
    } else {
        error.hint("write a range: `a..b`, `a..` or `..b`")
    })
}
