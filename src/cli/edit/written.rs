//! What a person made of a page: TOML back to values, and mistakes to lines. It knows nothing of who writes.
use crate::asset::{Asset, AssetId, Field, Kind, Tree, Value};
use crate::librarian::FieldChange;
use crate::librarian::editing::Drafts;
use crate::query::{parse_editable, value_of};
use std::collections::HashMap;
use toml::{Table, Value as Toml};

/// The ids of a page, even of one that cannot be understood.
pub fn ids(text: &str) -> Vec<AssetId> {
    text.lines().filter_map(|line| line.trim().strip_prefix('[')?.strip_suffix(']')?.trim().parse().ok()).collect()
}

/// What was changed between two texts of a page.
///
/// # Errors
/// A sentence with the line: text that is not TOML, a table that is no asset of the page, a word that is no field to be edited,
/// a value that its field cannot have.
pub fn drafts(assets: &[Asset], before: &str, after: &str) -> Result<Drafts, String> {
    let before: Table = before.parse().unwrap_or_default();
    let table: Table = after.parse().map_err(|error: toml::de::Error| {
        let at = error.span().map_or(0, |span| span.start);
        format!("{}: {}", place(after, at), error.message())
    })?;
    let mut drafts = HashMap::new();
    for (key, value) in &table {
        let line = || line_of(after, key, None);
        let asset = key.parse().ok().and_then(|id: AssetId| assets.iter().find(|asset| asset.id == id));
        let (Some(asset), Toml::Table(fields)) = (asset, value) else {
            return Err(format!("{}: `{key}` is no asset of this page", line()));
        };
        let was = before.get(key).and_then(Toml::as_table);
        let changes = changes(asset, fields, was);
        let changes = changes
            .map_err(|(key, message)| format!("{}: {message}", line_of(after, &asset.id.to_string(), Some(&key))))?;
        if !changes.is_empty() {
            drafts.insert(asset.id, changes);
        }
    }
    Ok(Drafts(drafts))
}

/// The fields of an asset that are not as they were.
///
/// # Errors
/// A key, and what is wrong with it.
fn changes(asset: &Asset, fields: &Table, was: Option<&Table>) -> Result<Vec<FieldChange>, (String, String)> {
    let mut changes: Vec<FieldChange> = Vec::new();
    for (key, value) in fields {
        if was.and_then(|was| was.get(key)) == Some(value) {
            continue;
        }
        let wrong = |message: String| (key.clone(), message);
        let field = parse_editable(key).map_err(|error| {
            wrong(error.advice().map_or_else(|| error.message.clone(), |advice| format!("{}; {advice}", error.message)))
        })?;
        let [field] = field.as_slice() else { continue };
        let values = values(*field, value).map_err(|message| wrong(format!("{}: {message}", field.word())))?;
        if changes.iter().any(|change| change.field == *field) {
            return Err(wrong(format!("`{}` is given twice", field.word())));
        }
        let before = asset.description.get(*field).to_vec();
        if before != values {
            changes.push(FieldChange { field: *field, before, after: values });
        }
    }
    Ok(changes)
}

/// The values that TOML gives a field; none where it is empty.
fn values(field: Field, toml: &Toml) -> Result<Vec<Value>, String> {
    let Toml::Array(items) = toml else { return Ok(value(field, toml)?.into_iter().collect()) };
    if !field.is_many() && items.len() > 1 {
        return Err("it has one value, and this is a list".to_owned());
    }
    let mut values: Vec<Value> = Vec::with_capacity(items.len());
    for item in items {
        let value = value(field, item)?;
        values.extend(value.filter(|value| !values.contains(value)));
    }
    Ok(values)
}

fn value(field: Field, toml: &Toml) -> Result<Option<Value>, String> {
    let is_struct = field.kind() == Kind::Struct;
    match toml {
        Toml::String(text) if text.is_empty() => Ok(None),
        Toml::String(text) => value_of(field, text).map(Some),
        Toml::Table(_) if is_struct => Ok(Some(Value::Struct(tree_of(toml)))),
        Toml::Table(_) => Err("it is no structure".to_owned()),
        Toml::Array(_) => Err("a list in a list is no value".to_owned()),
        Toml::Integer(_) | Toml::Float(_) | Toml::Boolean(_) | Toml::Datetime(_) if is_struct => {
            Err("it is a structure".to_owned())
        }
        Toml::Integer(_) | Toml::Float(_) | Toml::Boolean(_) | Toml::Datetime(_) => {
            value_of(field, &toml.to_string()).map(Some)
        }
    }
}

fn tree_of(toml: &Toml) -> Tree {
    match toml {
        Toml::String(text) => Tree::Text(text.clone()),
        #[allow(clippy::cast_precision_loss)]
        Toml::Integer(number) => Tree::Number(*number as f64),
        Toml::Float(number) => Tree::Number(*number),
        Toml::Boolean(yes) => Tree::Text(if *yes { "True" } else { "False" }.to_owned()),
        Toml::Datetime(date) => Tree::Text(date.to_string()),
        Toml::Array(items) => Tree::List(items.iter().map(tree_of).collect()),
        Toml::Table(members) => {
            Tree::Struct(members.iter().map(|(name, member)| (name.clone(), tree_of(member))).collect())
        }
    }
}

/// A place in a text, as people find it.
fn place(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("line {line}, column {column}")
}

/// The line of a table, or of a key in it.
fn line_of(text: &str, table: &str, key: Option<&str>) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
    let begins = |line: &&str, word: &str| line.trim_matches(['"', '\'']).starts_with(word);
    let head = lines.iter().position(|line| begins(&line.trim_start_matches(['[', ' ']), table)).unwrap_or(0);
    let at = key.and_then(|key| lines.iter().skip(head + 1).position(|line| begins(line, key)).map(|at| head + 1 + at));
    format!("line {}", at.unwrap_or(head) + 1)
}

#[cfg(test)]
mod tests {
    use super::drafts;
    use crate::asset::{
        Asset, AssetId, Cataloguing, Description, Digest, Field, FilePath, Holding, HoldingState, Role, Stat, Tree,
        Value, Version,
    };
    use crate::cli::edit::page::written;
    use proptest::prelude::{ProptestConfig, proptest};

    fn asset(values: &[(Field, &[Value])]) -> Asset {
        let digest = Digest([7; 32]);
        let holding = Holding {
            path: FilePath(b"/photos/\n\x1b\xff[a].jpg".to_vec()),
            volume: "photos".to_owned(),
            role: Role::Original,
            state: HoldingState::Present,
            stat: Stat::default(),
            digest,
            version: 1,
        };
        let mut description = Description::default();
        values.iter().for_each(|(field, values)| description.set(*field, values.to_vec()));
        Asset {
            id: AssetId::of(&digest),
            accessioned: None,
            version: Version { number: 1, digest, essence: digest, size: 3 },
            holdings: vec![holding],
            description,
            stated: Cataloguing::default(),
        }
    }

    fn place() -> Value {
        let text = |text: &str| Tree::Text(text.to_owned());
        Value::Struct(Tree::Struct(vec![
            ("City".to_owned(), text("Oslo")),
            ("Odd name=".to_owned(), Tree::List(vec![text("a"), Tree::Number(2.0)])),
        ]))
    }

    fn desk() -> Asset {
        asset(&[
            (Field::Title, &[Value::text("\"\"\" '''\\ \u{0}\u{1b}\u{202e} \r\n\n end ")]),
            (Field::Keywords, &[Value::text("a\nb"), Value::text("[c]")]),
            (Field::Rating, &[Value::Number(3.5)]),
            (Field::Urgency, &[Value::Integer(3)]),
            (Field::DateCreated, &[Value::Date("2024-05".parse().unwrap())]),
            (Field::LocationShown, &[place()]),
        ])
    }

    #[test]
    fn what_was_changed_is_all_that_is_changed() {
        let assets = [desk()];
        let page = written(&assets, None);
        for (from, to, field, after) in [
            ("rating = 3.5", "rating = 4", Field::Rating, vec![Value::Number(4.0)]),
            ("rating = 3.5", "stars = 4", Field::Rating, vec![Value::Number(4.0)]),
            ("urgency = 3", "urgency = \"\"", Field::Urgency, vec![]),
            ("\"2024-05\"", "2024-05-01", Field::DateCreated, vec![Value::Date("2024-05-01".parse().unwrap())]),
            ("# city = \"\"", "city = \"Oslo\"", Field::City, vec![Value::text("Oslo")]),
            ("# person = []", "person = [\"Ida\", \"Bo\"]", Field::Person, vec![Value::text("Ida"), Value::text("Bo")]),
            ("# person = []", "person = \"Ida\"", Field::Person, vec![Value::text("Ida")]),
        ] {
            assert!(page.contains(from), "{page}");
            let drafts = drafts(&assets, &page, &page.replacen(from, to, 1)).unwrap();
            let changes = &drafts.0[&assets[0].id];
            assert_eq!((changes.len(), changes[0].field, &changes[0].after), (1, field, &after), "{to}");
        }
        let less = page.lines().filter(|line| !line.starts_with("rating")).collect::<Vec<_>>().join("\n");
        assert!(drafts(&assets, &page, &less).unwrap().0.is_empty(), "a line taken out");
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        let assets = [desk()];
        let page = written(&assets, Some(&[Field::City, Field::Keywords]));
        assert_eq!(page.lines().nth(3), Some("[07070707070707070707070707070707]"), "{page}");
        for (from, to, message) in [
            ("city = \"\"", "city = Oslo", "line 6, column 8"),
            ("city = \"\"", "ctiy = \"Oslo\"", "line 6: there is no field `ctiy`; did you mean `city`?"),
            ("city = \"\"", "width = 3", "line 6: `width` cannot be edited"),
            ("city = \"\"", "rating = 9", "line 6: rating: `rating` lies between"),
            ("city = \"\"", "city = [\"a\", \"b\"]", "line 6: city: it has one value"),
            ("city = \"\"", "city = {a = 1}", "line 6: city: it is no structure"),
            ("city = \"\"", "city = \"a\"\ncity = \"b\"", "line 7, column"),
            ("[0707", "[0807", "line 4: `08070707070707070707070707070707` is no asset of this page"),
        ] {
            let Err(error) = drafts(&assets, &page, &page.replacen(from, to, 1)) else { panic!("{to} is understood") };
            assert!(error.starts_with(message), "{to}: {error}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn a_page_that_was_left_as_it_was_says_nothing(title: String, word: String, number: f64) {
            let assets = [asset(&[
                (Field::Title, &[Value::Text(title)]),
                (Field::Keywords, &[Value::Text(word.clone())]),
                (Field::Rating, &[Value::Number(number)]),
                (Field::LocationShown, &[Value::Struct(Tree::Struct(vec![(word.clone(), Tree::Text(word))]))]),
            ])];
            let page = written(&assets, None);
            assert!(page.parse::<toml::Table>().is_ok(), "{page}");
            assert!(drafts(&assets, &page, &format!("{page}# more\n")).unwrap().0.is_empty(), "{page}");
        }
    }
}
