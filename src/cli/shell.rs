//! The shells that completions work in: the script each loads, how it passes on what is typed, and the way it wants the
//! answer. It knows quoting and the shells' habits, and nothing of what is offered.
use clap::Command;
use clap_complete::engine::{CompletionCandidate, complete};
use clap_complete::env::{EnvCompleter, Powershell as StockPowershell, Shells};
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

/// Every shell that is known.
pub const ALL: Shells<'static> = Shells(&[&Bash, &Zsh, &Fish, &Powershell]);

/// bash, 3.2 and newer.
pub struct Bash;
/// zsh.
pub struct Zsh;
/// fish, 3.1 and newer.
pub struct Fish;
/// PowerShell.
pub struct Powershell;

/// What bash passes before the line: it cuts words at `:` and `=` too, so the line is cut here instead.
const LINE: &str = "--line";

/// The words of the command line that is being completed, the last one as far as it is typed.
pub fn asked() -> Vec<String> {
    let words = std::env::args_os().skip_while(|word| word != "--").skip(1);
    let words: Vec<String> = words.map(|word| word.to_string_lossy().into_owned()).collect();
    match words.as_slice() {
        [mark, line, ..] if mark == LINE => Line::cut(line).words,
        _ => words,
    }
}

impl EnvCompleter for Bash {
    fn name(&self) -> &'static str {
        "bash"
    }

    fn is(&self, name: &str) -> bool {
        name == self.name()
    }

    fn write_registration(&self, var: &str, name: &str, bin: &str, _: &str, to: &mut dyn Write) -> io::Result<()> {
        writeln!(
            to,
            r#"_{name}() {{
    local offer
    COMPREPLY=()
    while IFS= read -r offer; do
        COMPREPLY+=("$offer")
    done < <({var}=bash {bin} -- {LINE} "${{COMP_LINE:0:COMP_POINT}}" "$2" 2>/dev/null)
    case ${{COMPREPLY[0]-}} in
        *[:=/]) compopt -o nospace 2>/dev/null ;;
    esac
}}
complete -o bashdefault -o default -o nosort -F _{name} {bin} 2>/dev/null ||
    complete -o bashdefault -o default -F _{name} {bin}"#
        )
    }

    fn write_complete(
        &self,
        command: &mut Command,
        words: Vec<OsString>,
        here: Option<&Path>,
        to: &mut dyn Write,
    ) -> io::Result<()> {
        let [_, line, current] = words.as_slice() else { return Ok(()) };
        let line = Line::cut(&line.to_string_lossy());
        for candidate in candidates(command, line.words.iter().map(OsString::from).collect(), here) {
            let word = candidate.get_value().to_string_lossy();
            if let Some(text) = line.insertion(&word, &current.to_string_lossy()).filter(|text| !text.contains('\n')) {
                writeln!(to, "{text}")?;
            }
        }
        Ok(())
    }
}

impl EnvCompleter for Zsh {
    fn name(&self) -> &'static str {
        "zsh"
    }

    fn is(&self, name: &str) -> bool {
        name == self.name()
    }

    fn write_registration(&self, var: &str, name: &str, bin: &str, _: &str, to: &mut dyn Write) -> io::Result<()> {
        writeln!(
            to,
            r#"#compdef {bin}
_{name}() {{
    local offer word shown
    local -a open open_shown whole whole_shown
    for offer in "${{(@f)$({var}=zsh {bin} -- "${{(@Q)words[1,CURRENT-1]}}" "${{(Q)PREFIX}}" 2>/dev/null)}}"; do
        word=${{offer%%$'\t'*}} shown=${{offer#*$'\t'}}
        [[ -z $word ]] && continue
        [[ -n $shown ]] && shown="${{(r:30:)word}} -- $shown" || shown=$word
        if [[ $word == *[:=/] ]]; then
            open+=("$word") open_shown+=("$shown")
        else
            whole+=("$word") whole_shown+=("$shown")
        fi
    done
    if (( $#open + $#whole == 0 )); then
        _files
        return
    fi
    (( $#open )) && compadd -U -l -S '' -V {name}-open -d open_shown -a open
    (( $#whole )) && compadd -U -l -V {name} -d whole_shown -a whole
    return 0
}}
if [[ $funcstack[1] == _{name} ]]; then
    _{name} "$@"
else
    compdef _{name} {bin}
fi"#
        )
    }

    fn write_complete(
        &self,
        command: &mut Command,
        words: Vec<OsString>,
        here: Option<&Path>,
        to: &mut dyn Write,
    ) -> io::Result<()> {
        write_with_notes(candidates(command, words, here), str::to_owned, to)
    }
}

impl EnvCompleter for Fish {
    fn name(&self) -> &'static str {
        "fish"
    }

    fn is(&self, name: &str) -> bool {
        name == self.name()
    }

    fn write_registration(&self, var: &str, name: &str, bin: &str, _: &str, to: &mut dyn Write) -> io::Result<()> {
        writeln!(
            to,
            r#"function __{name}_offers
    set -l typed (commandline --cut-at-cursor --current-token)
    set -l found ({var}=fish {bin} -- (commandline --current-process --tokenize --cut-at-cursor) "$typed" 2>/dev/null)
    if set -q found[1]
        printf '%s\n' $found
    else
        __fish_complete_path "$typed"
    end
end
complete --keep-order --no-files --command {bin} --arguments '(__{name}_offers)'"#
        )
    }

    fn write_complete(
        &self,
        command: &mut Command,
        mut words: Vec<OsString>,
        here: Option<&Path>,
        to: &mut dyn Write,
    ) -> io::Result<()> {
        // The word that is being typed comes as it stands, quotes and all; those before it without.
        if let Some(last) = words.last_mut() {
            *last = Line::cut(&last.to_string_lossy()).words.pop().unwrap_or_default().into();
        }
        write_with_notes(candidates(command, words, here), str::to_owned, to)
    }
}

impl EnvCompleter for Powershell {
    fn name(&self) -> &'static str {
        "powershell"
    }

    fn is(&self, name: &str) -> bool {
        StockPowershell.is(name)
    }

    fn write_registration(&self, var: &str, name: &str, bin: &str, file: &str, to: &mut dyn Write) -> io::Result<()> {
        let mut script = Vec::new();
        StockPowershell.write_registration(var, name, bin, file, &mut script)?;
        writeln!(to, "{}", String::from_utf8_lossy(&script).trim())
    }

    fn write_complete(
        &self,
        command: &mut Command,
        words: Vec<OsString>,
        here: Option<&Path>,
        to: &mut dyn Write,
    ) -> io::Result<()> {
        write_with_notes(candidates(command, words, here), for_powershell, to)
    }
}

/// A word as PowerShell takes it literally.
fn for_powershell(word: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_.:=/+\\~".contains(letter);
    if word.chars().all(is_plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', "''")) }
}

/// A candidate a line, with a tab and its note behind it.
fn write_with_notes(
    candidates: Vec<CompletionCandidate>,
    write: impl Fn(&str) -> String,
    to: &mut dyn Write,
) -> io::Result<()> {
    for candidate in candidates {
        let word = candidate.get_value().to_string_lossy();
        let note = candidate.get_help().map(ToString::to_string).unwrap_or_default();
        let note = note.lines().next().unwrap_or_default().replace('\t', " ");
        if !word.contains(['\n', '\t']) {
            writeln!(to, "{}\t{note}", write(&word))?;
        }
    }
    Ok(())
}

/// What may stand in the place of the last word. Flags are offered where nothing else is, or where one is begun: `-ci` is
/// the beginning of a term, and an empty word asks for the verb's own words first.
fn candidates(command: &mut Command, words: Vec<OsString>, here: Option<&Path>) -> Vec<CompletionCandidate> {
    let Some(typed) = words.last().map(|word| word.to_string_lossy().into_owned()) else { return Vec::new() };
    let last = words.len() - 1;
    let mut found = complete(command, words, last, here).unwrap_or_default();
    let is_flag = |candidate: &CompletionCandidate| candidate.get_id().is_some_and(|id| id.starts_with("arg::"));
    let has_others = found.iter().any(|candidate| !is_flag(candidate));
    found.retain(|candidate| match typed.as_str() {
        "-" => is_flag(candidate),
        "" => !is_flag(candidate) || (!has_others && candidate.get_value().to_string_lossy().starts_with("--")),
        typed => !is_flag(candidate) || typed.starts_with("--"),
    });
    found
}

/// A command line as a shell of the Bourne family reads it, up to the cursor.
struct Line {
    /// The words without their quotes; the last one may be empty.
    words: Vec<String>,
    /// The last word as it stands.
    raw: String,
}

/// What the shell is in the middle of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quote {
    None,
    Single,
    Double,
}

impl Line {
    fn cut(line: &str) -> Line {
        let (mut words, mut start, mut quote) = (Vec::new(), None, Quote::None);
        let mut letters = line.char_indices();
        while let Some((at, letter)) = letters.next() {
            match (quote, letter) {
                (Quote::None, space) if space.is_whitespace() => {
                    if let Some(start) = start.take() {
                        words.push(read(&line[start..at]).0);
                    }
                    continue;
                }
                (Quote::None | Quote::Double, '\\') => drop(letters.next()),
                (quoted, letter) => quote = next(quoted, letter),
            }
            start.get_or_insert(at);
        }
        let raw = line[start.unwrap_or(line.len())..].to_owned();
        words.push(read(&raw).0);
        Line { words, raw }
    }

    /// What takes the place of `current`, the part of the last word that the shell would replace, so that the word
    /// becomes `word`; `None` where the part before it would have to change.
    fn insertion(&self, word: &str, current: &str) -> Option<String> {
        let (kept, quote) = read(self.raw.strip_suffix(current).unwrap_or_default());
        let rest = word.strip_prefix(&kept)?;
        Some(match quote {
            Quote::None => escaped(rest, |letter| letter.is_whitespace() || "!\"$&'()*;<>?[\\]`{|}#".contains(letter)),
            Quote::Double => escaped(rest, |letter| "\"$`\\".contains(letter)),
            Quote::Single => rest.replace('\'', "'\\''"),
        })
    }
}

/// The text that a word stands for, and the quote that it leaves open.
fn read(raw: &str) -> (String, Quote) {
    let (mut text, mut quote, mut letters) = (String::new(), Quote::None, raw.chars());
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Quote::None, '\\') => text.extend(letters.next()),
            (Quote::Double, '\\') => match letters.next() {
                Some(special) if "\"$`\\".contains(special) => text.push(special),
                other => text.extend(std::iter::once('\\').chain(other)),
            },
            (quoted, letter) => {
                quote = next(quoted, letter);
                if quote == quoted {
                    text.push(letter);
                }
            }
        }
    }
    (text, quote)
}

fn next(quote: Quote, letter: char) -> Quote {
    match (quote, letter) {
        (Quote::None, '\'') => Quote::Single,
        (Quote::None, '"') => Quote::Double,
        (Quote::Single, '\'') | (Quote::Double, '"') => Quote::None,
        (quote, _) => quote,
    }
}

fn escaped(text: &str, is_special: impl Fn(char) -> bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_special(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{Line, candidates, for_powershell};
    use clap::CommandFactory;
    use std::ffi::OsString;

    #[test]
    fn a_line_is_cut_as_bash_would() {
        for (line, words) in [
            ("damson ", &["damson", ""][..]),
            ("damson search ci", &["damson", "search", "ci"]),
            (
                "damson search 'city:New York' credit_line:\\\"A\\ B",
                &["damson", "search", "city:New York", "credit_line:\"A B"],
            ),
            ("damson search \"a \\\"b\" 'c", &["damson", "search", "a \"b", "c"]),
            ("damson search a\\", &["damson", "search", "a"]),
        ] {
            assert_eq!(Line::cut(line).words, words, "{line}");
        }
    }

    #[test]
    fn only_the_part_that_bash_replaces_is_given_quoted_as_it_stands() {
        for (line, current, word, inserted) in [
            ("damson search ci", "ci", "city:", Some("city:")),
            ("damson search city:Os", "Os", "city:Oslo", Some("Oslo")),
            ("damson search credit_line:", "", "credit_line:\"A B\"", Some("\\\"A\\ B\\\"")),
            ("damson search 'credit_line:A", "credit_line:A", "credit_line:\"A B\"", Some("credit_line:\"A B\"")),
            ("damson search \"credit_line:A", "credit_line:A", "credit_line:\"A B\"", Some("credit_line:\\\"A B\\\"")),
            ("damson search @pr", "pr", "@press", Some("press")),
            ("damson search --sort=-da", "-da", "--sort=-date_created", Some("-date_created")),
            ("damson ingest My\\ P", "My\\ P", "My Pictures/", Some("My\\ Pictures/")),
            ("damson search city:Os", "Os", "other:Oslo", None),
        ] {
            let found = Line::cut(line).insertion(word, current);
            assert_eq!(found.as_deref(), inserted, "{line}");
        }
    }

    #[test]
    fn flags_are_offered_where_a_flag_is_begun_or_nothing_else_is() {
        let offered = |line: &str| {
            let words: Vec<OsString> = line.split(' ').map(Into::into).collect();
            let found = candidates(&mut crate::cli::CommandLine::command(), words, None);
            found.iter().map(|found| found.get_value().to_string_lossy().into_owned()).collect::<Vec<_>>()
        };
        assert!(offered("damson se").contains(&"search".to_owned()));
        assert!(offered("damson search --so").contains(&"--sort".to_owned()));
        assert!(offered("damson search city:Oslo --so").contains(&"--sort".to_owned()));
        assert!(offered("damson search -ci").iter().all(|word| word.starts_with("-city:")));
        assert!(offered("damson search ").iter().all(|word| !word.starts_with('-')));
        assert!(offered("damson status ").contains(&"--check".to_owned()));
        assert!(offered("damson search --format nd").contains(&"ndjson".to_owned()));
    }

    #[test]
    fn powershell_takes_signs_literally() {
        assert_eq!(for_powershell("city:Oslo"), "city:Oslo");
        assert_eq!(for_powershell("@it's"), "'@it''s'");
    }
}
