//! Lines and paths with an asset's values in them: `{city|country|"unsorted"}/{date_created:%Y-%m-%d}/{filename}`. It
//! knows fields, and never where its text ends up: whoever makes a path of it sanitises each value (`render_parts`).
//!
//! A variable is one or more alternatives between `|`, of which the first with a value is taken: a field, a member of
//! its structures (`location_shown.City`), or text in quotes. After a field, each behind a colon, may stand:
//! `lower`, `upper`, `title`, `stem` (a file name without its extension), a date's format (`%Y-%m`, as `strftime`'s; it is
//! the last, and may hold colons), or for a list the text between its values, in quotes (`keywords:"; "`; else `, `).
//! `{{` and `}}` are the braces themselves. A name that files get (`of_name`) may also hold `{counter}`, `{counter:04}` and
//! `{source_folder}`, which are the file's place among those that come with it.
use super::date::Date;
use super::field::{Field, Kind};
use super::holding::Holding;
use super::nearest::{listed, nearest};
use super::record::Asset;
use super::strftime::Format;
use super::value::{Tree, Value};
use std::ops::Range;

/// A text with places for an asset's values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Variable(Vec<Alternative>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Alternative {
    Text(String),
    Field(Place),
    /// With at least so many digits.
    Counter(usize),
    SourceFolder,
}

/// A file's place among those that come with it, for the names that they get.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turn<'a> {
    /// Its number, from 1.
    pub counter: u64,
    /// Its folder, from the folder that was named on; empty in that itself. Slashes stay.
    pub source_folder: &'a str,
}

/// The variables that only names have.
const OF_NAMES: [&str; 2] = ["counter", "source_folder"];
/// More digits than any counter has.
const MOST_DIGITS: usize = 18;

/// A field, and how its values are written.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    field: Field,
    path: Vec<String>,
    manners: Vec<Manner>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Manner {
    Lower,
    Upper,
    Title,
    Stem,
    Date(Format),
    Between(String),
}

/// A template that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// One sentence, no full stop.
    pub message: String,
    /// The bytes of the template that it is about.
    pub at: Range<usize>,
    /// What to write instead.
    pub hint: Option<String>,
}

impl TemplateError {
    fn new(message: impl Into<String>, at: Range<usize>) -> TemplateError {
        TemplateError { message: message.into(), at, hint: None }
    }

    fn hint(self, hint: impl Into<String>) -> TemplateError {
        TemplateError { hint: Some(hint.into()), ..self }
    }
}

impl std::fmt::Display for TemplateError {
    /// The message and the hint.
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str(&self.message)?;
        self.hint.iter().try_for_each(|hint| write!(to, ": {hint}"))
    }
}

impl std::error::Error for TemplateError {}

impl Template {
    /// A template as it is typed on a command line: `\n`, `\t`, `\0` and `\\` stand for the characters.
    ///
    /// # Errors
    /// Unbalanced braces, an unknown field (the hint offers the nearest), a manner that does not suit its field.
    pub fn parse(text: &str) -> Result<Template, TemplateError> {
        Reader { text, at: 0, escapes: true, is_name: false }.template()
    }

    /// A template whose backslashes are text: the value of an edit.
    ///
    /// # Errors
    /// As `parse`.
    pub fn of_value(text: &str) -> Result<Template, TemplateError> {
        Reader { text, at: 0, escapes: false, is_name: false }.template()
    }

    /// A template of the names that files get: `{counter}` and `{source_folder}` mean something too.
    ///
    /// # Errors
    /// As `parse`.
    pub fn of_name(text: &str) -> Result<Template, TemplateError> {
        Reader { text, at: 0, escapes: true, is_name: true }.template()
    }

    /// The text, each variable as the asset has it; one without a value is empty.
    ///
    /// Of `path`, `filename`, `folder` and `volume` it is the one of the file that stands for the asset
    /// (`Asset::original`), as text; a path that is not UTF-8 loses what is not.
    pub fn render(&self, asset: &Asset) -> String {
        self.render_parts(asset, str::to_owned)
    }

    /// As `render`, with what every variable gives from the asset passed through `each`: a path's components are made
    /// safe there. Text that the template itself holds is not passed.
    pub fn render_parts(&self, asset: &Asset, each: impl Fn(&str) -> String) -> String {
        self.render_name(asset, Turn::default(), each)
    }

    /// As `render_parts`, for a file whose turn it is. The folder that it came from is not passed through `each`: its slashes
    /// are what it is for.
    pub fn render_name(&self, asset: &Asset, turn: Turn<'_>, each: impl Fn(&str) -> String) -> String {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(plain) => text.push_str(plain),
                Piece::Variable(alternatives) => {
                    let chosen = alternatives.iter().find_map(|alternative| match alternative {
                        Alternative::Text(plain) => Some(plain.clone()),
                        Alternative::Field(place) => place.render(asset).map(|value| each(&value)),
                        Alternative::Counter(digits) => Some(format!("{:0digits$}", turn.counter)),
                        Alternative::SourceFolder => {
                            Some(turn.source_folder.to_owned()).filter(|folder| !folder.is_empty())
                        }
                    });
                    text.push_str(&chosen.unwrap_or_default());
                }
            }
        }
        text
    }

    /// The text, if there is no variable in it.
    pub fn constant(&self) -> Option<String> {
        let plain = |piece: &Piece| match piece {
            Piece::Text(text) => Some(text.clone()),
            Piece::Variable(_) => None,
        };
        self.pieces.iter().map(plain).collect()
    }

    /// The values of the first alternative that has any, if the template is one variable and nothing else, and only
    /// names fields.
    pub fn lone_values(&self, asset: &Asset) -> Option<Vec<Value>> {
        let [Piece::Variable(alternatives)] = self.pieces.as_slice() else { return None };
        let mut found = Vec::new();
        for alternative in alternatives {
            match alternative {
                Alternative::Field(place) if place.manners.is_empty() => {
                    if found.is_empty() {
                        found = place.values(asset);
                    }
                }
                Alternative::Field(_) | Alternative::Text(_) | Alternative::Counter(_) | Alternative::SourceFolder => {
                    return None;
                }
            }
        }
        Some(found)
    }

    /// The fields that it names, each once, in order.
    pub fn fields(&self) -> Vec<Field> {
        let mut fields = Vec::new();
        for piece in &self.pieces {
            let alternatives = match piece {
                Piece::Variable(alternatives) => alternatives.as_slice(),
                Piece::Text(_) => &[],
            };
            for alternative in alternatives {
                if let Alternative::Field(place) = alternative
                    && !fields.contains(&place.field)
                {
                    fields.push(place.field);
                }
            }
        }
        fields
    }
}

impl Place {
    /// The field's values, those of files from the one that stands for the asset.
    fn values(&self, asset: &Asset) -> Vec<Value> {
        let from = |part: fn(&Holding) -> String| asset.original().map(part).map(Value::Text).into_iter().collect();
        let values = match self.field {
            Field::Path => from(|holding| holding.path.lossy()),
            Field::Filename => from(|holding| String::from_utf8_lossy(holding.path.name()).into_owned()),
            Field::Folder => from(|holding| holding.path.folder().lossy()),
            Field::Volume => from(|holding| holding.volume.clone()),
            field => asset.values(field),
        };
        if self.path.is_empty() {
            return values;
        }
        let member = |value: &Value| match value {
            Value::Struct(tree) => tree.at(&self.path).map(leaf),
            Value::Text(_) | Value::Integer(_) | Value::Number(_) | Value::Boolean(_) | Value::Date(_) => None,
        };
        values.iter().filter_map(member).collect()
    }

    /// The text that stands for them; `None` where there is none.
    fn render(&self, asset: &Asset) -> Option<String> {
        let (mut between, mut format) = (", ", None);
        for manner in &self.manners {
            match manner {
                Manner::Between(text) => between = text,
                Manner::Date(dates) => format = Some(dates),
                Manner::Lower | Manner::Upper | Manner::Title | Manner::Stem => {}
            }
        }
        let texts: Vec<String> = self.values(asset).iter().filter_map(|value| self.written(value, format)).collect();
        Some(texts.join(between)).filter(|text| !text.is_empty())
    }

    fn written(&self, value: &Value, format: Option<&Format>) -> Option<String> {
        let mut text = match (value, format) {
            (Value::Date(date), Some(format)) => format.render(date)?,
            (value, Some(format)) => format.render(&value.to_string().parse::<Date>().ok()?)?,
            (value, None) => value.to_string(),
        };
        for manner in &self.manners {
            match manner {
                Manner::Lower => text = text.to_lowercase(),
                Manner::Upper => text = text.to_uppercase(),
                Manner::Title => text = titled(&text),
                Manner::Stem => text.truncate(text.rfind('.').filter(|at| *at > 0).unwrap_or(text.len())),
                Manner::Date(_) | Manner::Between(_) => {}
            }
        }
        Some(text)
    }
}

/// Each word with a capital first letter and small ones after it.
fn titled(text: &str) -> String {
    let mut is_first = true;
    let mut titled = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_first {
            titled.extend(letter.to_uppercase())
        } else {
            titled.extend(letter.to_lowercase())
        }
        is_first = !letter.is_alphanumeric() && letter != '\'';
    }
    titled
}

/// A member of a structure as a value of its own.
fn leaf(tree: &Tree) -> Value {
    match tree {
        Tree::Text(text) => Value::Text(text.clone()),
        Tree::Number(number) => Value::Number(*number),
        Tree::List(items) => match items.as_slice() {
            [only] => leaf(only),
            _ => Value::Struct(tree.clone()),
        },
        Tree::Struct(_) => Value::Struct(tree.clone()),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    escapes: bool,
    is_name: bool,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        self.at += if found { text.len() } else { 0 };
        found
    }

    fn template(mut self) -> Result<Template, TemplateError> {
        let (mut pieces, mut plain) = (Vec::new(), String::new());
        while let Some(letter) = self.peek() {
            let start = self.at;
            if self.take("{{") {
                plain.push('{');
            } else if self.take("}}") {
                plain.push('}');
            } else if letter == '}' {
                return Err(
                    TemplateError::new("a `}` has no `{`", start..start + 1).hint("write `}}` for the brace itself")
                );
            } else if self.take("{") {
                if !plain.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                }
                pieces.push(Piece::Variable(self.variable(start)?));
            } else {
                self.at += letter.len_utf8();
                plain.push(if letter == '\\' && self.escapes { self.escaped(start)? } else { letter });
            }
        }
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Ok(Template { pieces })
    }

    fn escaped(&mut self, start: usize) -> Result<char, TemplateError> {
        const ESCAPES: [(&str, char); 4] = [("n", '\n'), ("t", '\t'), ("0", '\0'), ("\\", '\\')];
        match ESCAPES.into_iter().find(|(name, _)| self.take(name)) {
            Some((_, letter)) => Ok(letter),
            None => Err(TemplateError::new("this backslash means nothing", start..start + 1)
                .hint("`\\n`, `\\t`, `\\0` and `\\\\` are understood")),
        }
    }

    fn variable(&mut self, start: usize) -> Result<Vec<Alternative>, TemplateError> {
        let mut alternatives = Vec::new();
        loop {
            alternatives.push(if self.peek() == Some('"') {
                Alternative::Text(self.quoted()?)
            } else if let Some(turn) = self.of_turn()? {
                turn
            } else {
                Alternative::Field(self.place(start)?)
            });
            if self.take("}") {
                return Ok(alternatives);
            }
            if !self.take("|") {
                return Err(match self.peek() {
                    None => TemplateError::new("this `{` is not closed", start..start + 1)
                        .hint("write `{{` for the brace itself"),
                    Some(letter) => TemplateError::new(
                        format!("`{letter}` does not belong here"),
                        self.at..self.at + letter.len_utf8(),
                    )
                    .hint("a variable is written `{city}`, `{city|\"unsorted\"}` or `{date_created:%Y-%m-%d}`"),
                });
            }
        }
    }

    /// What only names have, if that is what comes.
    fn of_turn(&mut self) -> Result<Option<Alternative>, TemplateError> {
        let rest = self.rest();
        let word = &rest[..rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len())];
        if !self.is_name || !OF_NAMES.contains(&word) {
            return Ok(None);
        }
        self.at += word.len();
        if word != "counter" {
            return Ok(Some(Alternative::SourceFolder));
        }
        if !self.take(":") {
            return Ok(Some(Alternative::Counter(1)));
        }
        let (start, rest) = (self.at, self.rest());
        let digits = &rest[..rest.find(['|', '}']).unwrap_or(rest.len())];
        self.at += digits.len();
        let width = digits.parse().ok().filter(|width| digits.starts_with('0') && (1..=MOST_DIGITS).contains(width));
        match width {
            Some(width) => Ok(Some(Alternative::Counter(width))),
            None => Err(TemplateError::new(format!("`{digits}` is no number of digits"), start..self.at)
                .hint("four digits are written `{counter:04}`")),
        }
    }

    /// Text in quotes; a backslash takes the next quote or backslash as it is.
    fn quoted(&mut self) -> Result<String, TemplateError> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(letter) = self.peek() {
            self.at += letter.len_utf8();
            match letter {
                '"' => return Ok(text),
                '\\' if self.take("\"") => text.push('"'),
                '\\' if self.take("\\") => text.push('\\'),
                '\\' if self.escapes && self.take("n") => text.push('\n'),
                '\\' if self.escapes && self.take("t") => text.push('\t'),
                plain => text.push(plain),
            }
        }
        Err(TemplateError::new("the quote is not closed", start..start + 1))
    }

    fn place(&mut self, open: usize) -> Result<Place, TemplateError> {
        let start = self.at;
        let belongs = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
        let name = self.rest();
        let name = &name[..name.find(|letter| !belongs(letter)).unwrap_or(name.len())];
        self.at += name.len();
        if name.is_empty() {
            let end = self.peek().map_or(start, |letter| start + letter.len_utf8());
            return Err(TemplateError::new("a field is missing", open..end).hint("write `{{` for the brace itself"));
        }
        let mut members = name.split('.');
        let field = field_of(members.next().unwrap_or_default(), start)?;
        let path: Vec<String> = members.map(str::to_owned).collect();
        if path.iter().any(String::is_empty) || (!path.is_empty() && field.kind() != Kind::Struct) {
            return Err(TemplateError::new(format!("`{name}` is no member of a structure"), start..self.at));
        }
        let mut place = Place { field, path, manners: Vec::new() };
        while self.take(":") {
            let manner = self.manner(&place)?;
            place.manners.push(manner);
        }
        Ok(place)
    }

    fn manner(&mut self, place: &Place) -> Result<Manner, TemplateError> {
        const NAMES: [&str; 4] = ["lower", "upper", "title", "stem"];
        let (start, is_date) = (self.at, place.field.kind() == Kind::Date);
        if self.peek() == Some('"') {
            let text = self.quoted()?;
            if is_date {
                return self.dates(&text, start);
            }
            if place.field.is_many() {
                return Ok(Manner::Between(text));
            }
            return Err(TemplateError::new(format!("`{}` has one value", place.field.word()), start..self.at)
                .hint("text in quotes stands between the values of a list"));
        }
        let rest = self.rest();
        let end = rest.find(['|', '}']).unwrap_or(rest.len());
        if is_date && rest[..end].contains('%') && !NAMES.iter().any(|name| rest.starts_with(&format!("{name}:"))) {
            self.at += end;
            return self.dates(&rest[..end], start);
        }
        let name = &rest[..rest[..end].find(':').unwrap_or(end)];
        self.at += name.len();
        match name {
            "lower" => Ok(Manner::Lower),
            "upper" => Ok(Manner::Upper),
            "title" => Ok(Manner::Title),
            "stem" => Ok(Manner::Stem),
            _ => Err(unknown_manner(name, start..self.at, place, &nearest(name, NAMES))),
        }
    }

    fn dates(&self, format: &str, start: usize) -> Result<Manner, TemplateError> {
        let error =
            |message: String| TemplateError::new(message, start..self.at).hint("as in `%Y-%m-%d`, or `%H:%M:%S`");
        Format::parse(format).map(Manner::Date).map_err(|letter| match letter {
            Some(letter) => error(format!("dates have no `%{letter}`")),
            None => error("the `%` needs a letter".to_owned()),
        })
    }
}

fn unknown_manner(name: &str, at: Range<usize>, place: &Place, near: &[&str]) -> TemplateError {
    let error = TemplateError::new(format!("`{name}` is no manner of writing a value"), at);
    if !near.is_empty() {
        return error.hint(format!("did you mean {}?", listed(near.iter().copied())));
    }
    error.hint(match place.field.kind() {
        Kind::Date => "a date's format is written `%Y-%m-%d`",
        Kind::Text | Kind::Uri | Kind::Integer | Kind::Number | Kind::Boolean | Kind::Struct => {
            "there are `lower`, `upper`, `title` and `stem`, and for lists the text between the values, in quotes"
        }
    })
}

fn field_of(word: &str, at: usize) -> Result<Field, TemplateError> {
    if let Some(field) = Field::named(word) {
        return Ok(field);
    }
    let words = Field::ALL.iter().flat_map(|field| {
        let definition = field.definition();
        std::iter::once(definition.word).chain(definition.aliases.iter().copied())
    });
    let error = TemplateError::new(format!("there is no field `{word}`"), at..at + word.len());
    let near = nearest(&word.replace('-', "_"), words);
    Err(if near.is_empty() {
        error.hint("`damson fields` lists them")
    } else {
        error.hint(format!("did you mean {}?", listed(near)))
    })
}

#[cfg(test)]
mod tests {
    use super::{Field, Template, Turn, Value};
    use crate::asset::{
        Asset, AssetId, Description, Digest, FilePath, Holding, HoldingState, Role, Stat, Tree, Version,
    };

    fn asset() -> Asset {
        let digest = Digest([7; 32]);
        let holding = |path: &str, state| Holding {
            path: FilePath(path.as_bytes().to_vec()),
            volume: "photos".to_owned(),
            role: Role::Original,
            state,
            stat: Stat::default(),
            digest,
            version: 1,
        };
        let mut description = Description::default();
        description.set(Field::City, vec![Value::text("Oslo")]);
        description.set(Field::Keywords, vec![Value::text("Boats"), Value::text("Harbour")]);
        description.set(Field::DateCreated, vec![Value::Date("2024-05-01".parse().unwrap())]);
        description.set(Field::Headline, vec![Value::text("A/B")]);
        description.set(Field::Rating, vec![Value::Number(4.0)]);
        let place = Tree::Struct(vec![("City".to_owned(), Tree::Text("Bergen".to_owned()))]);
        description.set(Field::LocationShown, vec![Value::Struct(place)]);
        Asset {
            id: AssetId::of(&digest),
            accessioned: None,
            version: Version { number: 1, digest, essence: digest, size: 3 },
            holdings: vec![
                holding("/gone/x.jpg", HoldingState::Missing),
                holding("/photos/a.b.JPG", HoldingState::Present),
            ],
            description,
            stated: crate::asset::Cataloguing::default(),
        }
    }

    #[test]
    fn values_take_their_places() {
        for (template, text) in [
            ("{city}/{filename}", "Oslo/a.b.JPG"),
            ("{date_created:%Y/%m}", "2024/05"),
            ("{taken:%Y-%m-%d %H:%M|\"no time\"}", "no time"),
            ("{date_created:\"%Y|%m\"}", "2024|05"),
            ("{date_created}", "2024-05-01"),
            ("{job|event|\"unsorted\"}", "unsorted"),
            ("{job|city}", "Oslo"),
            ("[{job}]", "[]"),
            ("{keywords}", "Boats, Harbour"),
            ("{keywords:\"; \"}", "Boats; Harbour"),
            ("{keywords:lower:\"\\n\"}", "boats\nharbour"),
            ("{filename:stem:lower}.{extension}", "a.b.jpg"),
            ("{city:upper}", "OSLO"),
            ("{location_shown.city}", "Bergen"),
            ("{location_shown}", "City: Bergen"),
            ("{rating}", "4"),
            ("{path}", "/photos/a.b.JPG"),
            ("{{{city}}}", "{Oslo}"),
            (r"{city}\t{rating}\n\0\\", "Oslo\t4\n\0\\"),
            ("", ""),
        ] {
            assert_eq!(Template::parse(template).unwrap().render(&asset()), text, "{template}");
        }
    }

    #[test]
    fn only_what_comes_from_the_asset_is_sanitised() {
        let template = Template::parse("x/{headline}/{job|\"a/b\"}").unwrap();
        assert_eq!(template.render_parts(&asset(), |value| value.replace('/', "_")), "x/A_B/a/b");
        assert_eq!(template.fields(), [Field::Headline, Field::JobId]);
        assert_eq!(template.constant(), None);
        assert_eq!(Template::of_value(r"a\n{{").unwrap().constant().as_deref(), Some(r"a\n{"));
    }

    #[test]
    fn names_may_hold_a_counter_and_the_folder_that_a_file_came_from() {
        let turn = Turn { counter: 7, source_folder: "DCIM/100EOS" };
        for (template, text) in [
            ("{counter}", "7"),
            ("{counter:04}_{city}", "0007_Oslo"),
            ("{job|counter}", "7"),
            ("{source_folder}/{filename}", "DCIM/100EOS/a.b.JPG"),
            ("{city:lower:title}", "Oslo"),
        ] {
            let template = Template::of_name(template).unwrap();
            assert_eq!(template.render_name(&asset(), turn, |value| value.replace('/', "_")), text);
        }
        let folder =
            |template| Template::of_name(template).unwrap().render_name(&asset(), Turn::default(), str::to_owned);
        assert_eq!(folder("{source_folder|\"none\"}"), "none");
        for wrong in ["{counter:4}", "{counter:00}", "{counter:099}", "{counter:x}"] {
            assert!(Template::of_name(wrong).unwrap_err().to_string().contains("{counter:04}"), "{wrong}");
        }
        assert!(Template::parse("{counter}").is_err(), "only names have one");
        assert_eq!(super::titled("o'BRIEN at the-mall"), "O'brien At The-Mall");
    }

    #[test]
    fn a_wrong_template_is_pointed_at_and_explained() {
        for (template, place, message) in [
            ("{cty}", "cty", "there is no field `cty`: did you mean `city`?"),
            ("{city", "{", "this `{` is not closed"),
            ("a}b", "}", "a `}` has no `{`"),
            ("x{}", "{}", "a field is missing"),
            ("{city|}", "{city|}", "a field is missing"),
            ("{city lower}", " ", "` ` does not belong here"),
            ("{city:loewr}", "loewr", "`loewr` is no manner of writing a value: did you mean `lower`?"),
            ("{taken:%Q}", "%Q", "dates have no `%Q`"),
            ("{city:\"; \"}", "\"; \"", "`city` has one value"),
            ("{city|\"a}", "\"", "the quote is not closed"),
            ("{city.Name}", "city.Name", "`city.Name` is no member of a structure"),
            (r"a\q", r"\", "this backslash means nothing"),
        ] {
            let error = Template::parse(template).unwrap_err();
            assert!(error.to_string().starts_with(message), "{template}: {error}");
            assert_eq!(&template[error.at], place, "{template}");
        }
    }
}
