//! The order of words on the command line: flags first, then the selection, whose terms may begin with a minus.
//!
//! `damson search -rating:5 city:Oslo --format json` is what people type. Before clap sees it, long flags that come
//! after the selection are put before it, and `--` is put between, so that `-rating:5` stays a term.
use clap::Command;
use std::ffi::{OsStr, OsString};

/// The verbs whose positional words are a language of their own.
const LANGUAGES: &[&str] = &["search", "tag", "edit", "export", "verify", "duplicates"];

/// Puts the words in an order that clap understands. `words` begin with the program's name.
pub fn in_order(words: Vec<OsString>, root: &Command) -> Vec<OsString> {
    let Some(at) = verb_at(&words, root) else { return words };
    let verb = words.get(at).and_then(|word| word.to_str()).unwrap_or_default();
    let Some(command) = root.find_subcommand(verb).filter(|_| LANGUAGES.contains(&verb)) else { return words };
    let (before, after) = words.split_at(at + 1);
    let (mut flags, mut terms) = (before.to_vec(), Vec::new());
    let mut rest = after.iter();
    while let Some(word) = rest.next() {
        match kind_of(word, command, root, terms.is_empty()) {
            Kind::Flag { takes_value } => {
                flags.push(word.clone());
                flags.extend(takes_value.then(|| rest.next().cloned()).flatten());
            }
            Kind::Term => terms.push(word.clone()),
            Kind::EndOfFlags => {
                terms.extend(rest.by_ref().cloned());
            }
        }
    }
    if !terms.is_empty() {
        flags.push(OsString::from("--"));
    }
    flags.extend(terms);
    flags
}

enum Kind {
    Flag { takes_value: bool },
    Term,
    EndOfFlags,
}

fn verb_at(words: &[OsString], root: &Command) -> Option<usize> {
    let mut at = 1;
    while let Some(word) = words.get(at) {
        match kind_of(word, root, root, true) {
            Kind::Flag { takes_value } => at += 1 + usize::from(takes_value),
            Kind::Term => return Some(at),
            Kind::EndOfFlags => return None,
        }
    }
    None
}

fn kind_of(word: &OsStr, command: &Command, root: &Command, before_terms: bool) -> Kind {
    let text = word.to_string_lossy();
    if text == "--" {
        return Kind::EndOfFlags;
    }
    if let Some(long) = text.strip_prefix("--") {
        let (name, has_value) = long.split_once('=').map_or((long, false), |(name, _)| (name, true));
        let takes_value = takes_value(command, root, |argument| argument.get_long() == Some(name));
        // A long flag that does not exist is left to clap, which says so.
        return Kind::Flag { takes_value: !has_value && takes_value == Some(true) };
    }
    let Some(shorts) = text.strip_prefix('-').filter(|shorts| !shorts.is_empty()) else { return Kind::Term };
    if !before_terms && shorts != "0" {
        return Kind::Term;
    }
    let mut letters = shorts.chars().peekable();
    while let Some(letter) = letters.next() {
        match takes_value(command, root, |argument| argument.get_short() == Some(letter)) {
            Some(true) => return Kind::Flag { takes_value: letters.peek().is_none() },
            Some(false) => {}
            None if letter == 'h' => {}
            None => return Kind::Term,
        }
    }
    Kind::Flag { takes_value: false }
}

/// Whether the flag, of the verb or of all, takes a value; `None` where there is no such flag.
fn takes_value(command: &Command, root: &Command, is_meant: impl Fn(&clap::Arg) -> bool) -> Option<bool> {
    let of_all = root.get_arguments().filter(|argument| argument.is_global_set());
    let argument = command.get_arguments().chain(of_all).find(|argument| is_meant(argument))?;
    Some(argument.get_action().takes_values())
}

#[cfg(test)]
mod tests {
    use super::in_order;
    use clap::CommandFactory;

    fn ordered(line: &str) -> String {
        let words = line.split(' ').map(Into::into).collect();
        let ordered = in_order(words, &crate::cli::CommandLine::command());
        ordered.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn terms_may_begin_with_a_minus_and_flags_may_come_late() {
        for (typed, understood) in [
            ("damson search city:Oslo", "damson search -- city:Oslo"),
            ("damson search -rating:5 harbour", "damson search -- -rating:5 harbour"),
            ("damson search --limit 3 -draft", "damson search --limit 3 -- -draft"),
            ("damson search harbour --limit 3", "damson search --limit 3 -- harbour"),
            ("damson search harbour -0 --format paths", "damson search -0 --format paths -- harbour"),
            ("damson search -q harbour", "damson search -q -- harbour"),
            ("damson search harbour -q", "damson search -- harbour -q"),
            ("damson --catalog x.db search a", "damson --catalog x.db search -- a"),
            ("damson tag - +kept", "damson tag -- - +kept"),
            ("damson tag --all title!", "damson tag --all -- title!"),
            ("damson search -- --odd", "damson search -- --odd"),
            ("damson search --nonsense a", "damson search --nonsense -- a"),
            ("damson show -h", "damson show -h"),
        ] {
            assert_eq!(ordered(typed), understood);
        }
    }
}
