//! What a packet says before and after an edit, by the reader that reads all packets: what was wished, and nothing else, is
//! to be different. Knows nothing of how the edit was made.
use super::super::{Shape, home_of};
use super::aim::Aim;
use crate::asset::{Field, Origin, Policy, Problem, ProblemKind, Statement, Value};
use crate::metadata::mapping::{Form, xmp_aliases};
use crate::metadata::reconcile::{explain, is_same};
use crate::metadata::{Findings, xmp};

/// Everything that a packet states.
#[derive(Debug, Default)]
pub(super) struct Reading {
    statements: Vec<Statement>,
}

impl Reading {
    /// Reads a packet; a problem where anything is wrong with it, or it says more than is kept, so that it cannot be
    /// compared.
    pub(super) fn of(bytes: &[u8]) -> Result<Reading, Problem> {
        let mut findings = Findings::default();
        xmp::read(bytes, Origin::Sidecar, &mut findings);
        match findings.problems.into_iter().next() {
            Some(problem) => Err(problem),
            None => Ok(Reading { statements: findings.statements }),
        }
    }

    /// What a property says, in no language of its own.
    pub(super) fn of_property<'s>(&'s self, name: &str) -> impl Iterator<Item = &'s Statement> {
        self.statements.iter().filter(move |one| one.name == name && one.language.is_none())
    }

    /// What speaks for a field.
    fn of_field(&self, field: Field) -> impl Iterator<Item = &Statement> {
        self.statements.iter().filter(move |one| one.field == Some(field) && one.language.is_none())
    }

    /// The paths of keywords that a property holds.
    pub(super) fn paths(&self, name: &str) -> Vec<String> {
        let is_it = |one: &&Statement| is_of(&one.name, name);
        let found = self.of_field(Field::HierarchicalKeywords).filter(is_it).flat_map(|one| &one.values);
        found.filter_map(Value::as_text).map(str::to_owned).collect()
    }

    /// What all that speaks for a field says.
    pub(super) fn values_of(&self, field: Field) -> impl Iterator<Item = &Value> {
        self.of_field(field).flat_map(|one| &one.values)
    }

    /// Whether the packet says of a field what it is to say, in each place that speaks for it, so that nothing need change.
    pub(super) fn is_settled(&self, field: Field, wish: &[Value]) -> bool {
        let home = name_of_home(field);
        if self.of_property(&home).any(|one| one.field != Some(field)) {
            // What is there makes no value of the field.
            return false;
        }
        let is_of_a_region = |one: &Statement| field == Field::Person && one.name.contains('/');
        let mut all = self.of_field(field).filter(|one| !is_of_a_region(one)).peekable();
        if matches!(field, Field::HierarchicalKeywords | Field::ImageRegion)
            || (all.peek().is_none() && field == Field::Person)
        {
            let decided = explain(&self.statements, Policy::Mwg);
            return decided.get(&field).map_or(wish.is_empty(), |found| found.values == wish);
        }
        let Some(first) = all.peek() else { return wish.is_empty() };
        let mut homes = self.of_property(&home).filter(|one| one.field == Some(field));
        let speaker = homes.next().unwrap_or(first);
        let is_one = homes.next().is_none();
        is_one && speaker.values == wish && all.all(|one| agrees(field, one, wish))
    }

    /// Refuses an edit after which a property does not say what it was to say, or another says something else than before.
    pub(super) fn check(&self, after: &Reading, aims: &[Aim]) -> Result<(), Problem> {
        let (mut before, mut others) = (self.beside(aims), after.beside(aims));
        loop {
            match (before.next(), others.next()) {
                (None, None) => break,
                (one, other) if one == other => {}
                (one, other) => {
                    let name = one.or(other).map_or("a property", |one| one.name.as_str());
                    let message = format!("the XMP packet cannot be edited without a change of {name}");
                    return Err(Problem::new(ProblemKind::Unsupported, message));
                }
            }
        }
        let unsaid = aims.iter().find(|aim| !after.says(aim) || !self.keeps_languages(after, aim));
        unsaid.map_or(Ok(()), |aim| {
            let message = format!("{} cannot be written so that {} says it", aim.field.word(), aim.name);
            Err(Problem::new(ProblemKind::Invalid, message))
        })
    }

    /// The statements of which nothing is to change.
    fn beside<'s>(&'s self, aims: &'s [Aim]) -> impl Iterator<Item = &'s Statement> {
        let is_aimed_at = |one: &Statement| aims.iter().any(|aim| is_of(&one.name, &aim.name));
        self.statements.iter().filter(move |one| !is_aimed_at(one))
    }

    /// Refuses an edit after which some place contradicts a wish.
    pub(super) fn check_wishes(&self, wishes: &[(Field, Vec<Value>)]) -> Result<(), Problem> {
        let unsettled = wishes.iter().find(|(field, values)| !self.is_settled(*field, values));
        unsettled.map_or(Ok(()), |(field, _)| {
            let message = format!("{} cannot be changed in every place that the XMP packet has for it", field.word());
            Err(Problem::new(ProblemKind::Unsupported, message))
        })
    }

    fn says(&self, aim: &Aim) -> bool {
        let name = aim.statement();
        let found: Vec<&Statement> = self.of_property(&name).collect();
        match found.as_slice() {
            [] => aim.is_empty(),
            [one] => is_said(aim, &one.values),
            _ => false,
        }
    }

    /// Whether every language that does not say what the default said is as it was.
    fn keeps_languages(&self, after: &Reading, aim: &Aim) -> bool {
        let of = |reading: &Reading| -> Vec<(String, Vec<Value>)> {
            let spoken = reading.statements.iter().filter(|one| one.name == aim.name);
            spoken.filter_map(|one| Some((one.language.clone()?, one.values.clone()))).collect()
        };
        let (before, after) = (of(self), of(after));
        if aim.is_empty() || aim.shape != Shape::Alternatives {
            return after.is_empty();
        }
        let old: Vec<&Vec<Value>> = self.of_property(&aim.name).map(|one| &one.values).collect();
        let is_kept = |(language, values): &(String, Vec<Value>)| {
            let is_said = |now: &Vec<Value>| now == values || (old.contains(&values) && *now == aim.values);
            after.iter().any(|(known, now)| known == language && is_said(now))
        };
        // Of a language that is there twice, the first counts.
        let is_first = |(index, (language, _)): &(usize, &(String, Vec<Value>))| {
            before.iter().position(|(known, _)| known == language) == Some(*index)
        };
        before.iter().enumerate().filter(is_first).all(|(_, one)| is_kept(one))
    }
}

/// Whether a statement is a property's, or of what a property holds inside.
fn is_of(statement: &str, property: &str) -> bool {
    statement.strip_prefix(property).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The name of the statement that a field's home makes.
fn name_of_home(field: Field) -> String {
    let home = home_of(field);
    if field == Field::FlashFired { format!("{home}/{}", field.word()) } else { home.to_owned() }
}

/// Whether what was read is what was to be written. Alternatives of which no field is made are read in all languages.
fn is_said(aim: &Aim, values: &[Value]) -> bool {
    let is_text = |text: &str| match aim.shape {
        Shape::Alternatives => values.contains(&Value::text(text)),
        Shape::Plain | Shape::Bag | Shape::Seq => values == [Value::text(text)],
    };
    let is_as_text = aim.form == Form::Plain && aim.text().is_some_and(is_text);
    !aim.is_empty() && (values == aim.values || is_as_text || is_near(aim.form, values, &aim.values))
}

/// Whether an alias does not contradict a wish: it may say it more finely, in one text, or as nearly as APEX values do.
fn agrees(field: Field, one: &Statement, wish: &[Value]) -> bool {
    let form = xmp_aliases(field).find(|(name, _)| *name == one.name).map_or(Form::Plain, |(_, form)| form);
    let is_each = |values: &[Value]| {
        values.len() == wish.len() && values.iter().zip(wish).all(|(one, other)| is_same(field, one, other))
    };
    let joined = || wish.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    is_each(&one.values) || one.values == [Value::Text(joined())] || is_near(form, &one.values, wish)
}

/// How far apart numbers may be that cameras round on their way to and from APEX values.
const NEAR: f64 = 0.05;

fn is_near(form: Form, values: &[Value], wish: &[Value]) -> bool {
    let is_apex = match form {
        Form::ApexAperture | Form::ApexTime => true,
        Form::Plain | Form::Slashes | Form::Semicolons | Form::Commas => false,
    };
    match (values, wish) {
        ([one], [other]) if is_apex => match (one.as_number(), other.as_number()) {
            (Some(one), Some(other)) => (one - other).abs() <= other.abs() * NEAR,
            _ => false,
        },
        _ => false,
    }
}
