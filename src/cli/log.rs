//! `damson log`
use super::exit::{Ended, Failure, Status};
use super::session::Session;
use crate::catalog::{Catalog, Operation, Seal};
use crate::output::{Item, RecordKind, is_closed_pipe};
use clap::Args;
use std::ops::ControlFlow;

/// Read what was done, and prove that nobody rewrote it
///
/// Lists operations, the newest first: number, when, who, what, how many changes, and whether it was undone. With --since,
/// the changes themselves, oldest first: a feed for scripts, which ask again from the last operation that they saw.
///
/// The log is a chain of digests, one seal for each batch of changes. --check makes every seal anew from what is there: an
/// edit, a deletion, an insertion and another order show. That a log was cut short shows against a seal that was kept
/// elsewhere: --seal prints the newest, --against takes it back.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson log
  damson log 1
  damson log --verb tag --limit 1 --format ndjson
  damson log --since 0 --format ndjson
  damson log --seal
  damson log --check")]
pub struct Words {
    /// One operation alone
    #[arg(value_name = "OPERATION", conflicts_with_all = ["since", "check", "seal"])]
    operation: Option<u64>,

    /// List at most this many
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<u64>,

    /// Only operations of this verb
    #[arg(long, value_name = "VERB")]
    verb: Option<String>,

    /// Only operations of this agent
    #[arg(long, value_name = "AGENT")]
    by: Option<String>,

    /// The changes that were made after an operation, oldest first; 0 for all
    #[arg(long, value_name = "OPERATION", conflicts_with_all = ["check", "seal"])]
    since: Option<u64>,

    /// Look whether the log is as it was written
    #[arg(long)]
    check: bool,

    /// With --check: a seal that was kept, which the log must still have
    #[arg(long, value_name = "SEAL", requires = "check", value_parser = seal_named)]
    against: Option<Seal>,

    /// Print the newest seal
    #[arg(long, conflicts_with = "check")]
    seal: bool,
}

/// A seal as it is printed: `12:sha256:` and 64 hex digits.
fn seal_named(text: &str) -> Result<Seal, String> {
    let malformed = || "a seal is written as `damson log --seal` prints it: 12:sha256:…".to_owned();
    let (number, hex) = text.trim().split_once(":sha256:").ok_or_else(malformed)?;
    let number = number.parse().map_err(|_| malformed())?;
    if hex.len() % 2 == 1 || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(malformed());
    }
    let pairs: Vec<&str> = hex.as_bytes().chunks(2).filter_map(|pair| std::str::from_utf8(pair).ok()).collect();
    let bytes: Vec<u8> =
        pairs.iter().map(|pair| u8::from_str_radix(pair, 16)).collect::<Result<_, _>>().map_err(|_| malformed())?;
    let digest = bytes.try_into().map_err(|_| malformed())?;
    Ok(Seal { number, operation: 0, digest })
}

impl Words {
    fn wants(&self, verb: &str, agent: &str) -> bool {
        self.verb.as_ref().is_none_or(|wanted| wanted == verb) && self.by.as_ref().is_none_or(|wanted| wanted == agent)
    }
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let catalog = session.open()?;
    if words.check {
        return check(words, session, &catalog);
    }
    if words.seal {
        let seal = catalog.seal()?;
        session.print(RecordKind::Seal, seal.iter().map(Item::Seal))?;
        return Ok(Status::Done);
    }
    match words.since {
        Some(after) => feed(words, after, session, &catalog),
        None => operations(words, session, &catalog),
    }
}

fn operations(words: &Words, session: &Session, catalog: &dyn Catalog) -> Ended {
    let operations = match words.operation {
        None => {
            let is_filtered = words.verb.is_some() || words.by.is_some();
            let mut found: Vec<Operation> = catalog.operations(words.limit.filter(|_| !is_filtered))?;
            found.retain(|operation| words.wants(&operation.act.verb, &operation.act.agent));
            found.truncate(words.limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX)));
            found
        }
        Some(number) => {
            let missing = || Failure::usage(format!("there is no operation {number} in the log"), None);
            vec![catalog.operation(number)?.ok_or_else(missing)?]
        }
    };
    session.print(RecordKind::Operation, operations.iter().map(Item::Operation))?;
    Ok(Status::Done)
}

fn feed(words: &Words, after: u64, session: &Session, catalog: &dyn Catalog) -> Ended {
    let mut sink = session.sink(RecordKind::History, |_| {})?;
    let (mut left, mut trouble) = (words.limit.unwrap_or(u64::MAX), None);
    // Operations come in runs: each is asked for once.
    let mut met: Option<(u64, bool)> = None;
    let mut failed = None;
    catalog.feed(after, &mut |number, asset, entry| {
        let is_wanted = match met {
            Some((known, is_wanted)) if known == number => is_wanted,
            _ => match catalog.operation(number) {
                Ok(found) => found.is_some_and(|found| words.wants(&found.act.verb, &found.act.agent)),
                Err(error) => {
                    failed = Some(error);
                    return ControlFlow::Break(());
                }
            },
        };
        met = Some((number, is_wanted));
        if !is_wanted {
            return ControlFlow::Continue(());
        }
        if left == 0 || session.is_interrupted() {
            return ControlFlow::Break(());
        }
        left -= 1;
        match sink.item(&Item::History { asset, operation: Some(number), entry: &entry }) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                trouble = Some(error);
                ControlFlow::Break(())
            }
        }
    })?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    if let Some(error) = trouble {
        return if is_closed_pipe(&error) { Err(Failure::Closed) } else { Err(Failure::of_output(error)) };
    }
    sink.finish().map_err(Failure::of_output)?;
    Ok(Status::Done)
}

fn check(words: &Words, session: &Session, catalog: &dyn Catalog) -> Ended {
    let wrong = catalog.check_log(words.against.as_ref())?;
    if let Some(seal) = catalog.seal()?.filter(|_| wrong.is_empty()) {
        session.print(RecordKind::Seal, [Item::Seal(&seal)])?;
        return Ok(Status::Done);
    }
    if wrong.is_empty() {
        session.messages().notice("nothing was logged yet");
        return Ok(Status::Done);
    }
    let mut messages = session.messages();
    for sentence in &wrong {
        messages.error(sentence);
    }
    Ok(Status::Catalogue)
}
