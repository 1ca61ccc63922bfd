//! Words on the command line to a request; settings; exit statuses. A file for each verb. No work is done here.
mod accession;
mod apply;
mod arguments;
mod backup;
mod change;
mod check;
mod complete;
mod completions;
mod consent;
mod deaccession;
mod digest;
mod door;
mod duplicates;
mod edit;
mod exit;
mod expected;
mod export;
mod facet;
mod fields;
mod gc;
mod globals;
mod ingest;
mod intake;
mod keyword;
mod like;
mod log;
mod man;
mod planner;
mod policy;
mod protect;
mod read;
mod reporter;
mod restore;
mod search;
mod selection;
mod session;
mod settings;
mod shell;
mod show;
mod statements;
mod stationery;
mod status;
mod sync;
mod table;
mod tag;
mod taking;
mod undo;
mod verify;
mod volume;
mod watch;
mod write;
mod writing;

pub use exit::Status;
pub use globals::Globals;

use crate::catalog::sqlite;
use crate::output::{Messages, Style, stdout};
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};
use exit::{Ended, Failure};
use session::Session;
use std::io::Write;
use std::process::ExitCode;

/// The asset librarian for the command line
///
/// damson takes folders of pictures, video, sound and documents into a local catalogue, knows every file by what it is,
/// reads its Exif, IPTC and XMP, and answers search, tag and export.
#[derive(Parser, Debug)]
#[command(name = "damson", version, propagate_version = true, after_long_help = END, max_term_width = 100)]
#[command(subcommand_value_name = "VERB", subcommand_help_heading = "Verbs")]
pub struct CommandLine {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    globals: Globals,
}

/// The end of `damson --help`; a test holds it against `Status::ALL`.
const END: &str = "\
Environment:
  DAMSON_CATALOG  the catalogue's file, where --catalog names none
  DAMSON_AGENT    who acts, where --agent names nobody
  DAMSON_CONFIG   the config file; without it damson/config.toml in the user's config folder.
                  Its keys are `catalog`, `agent`, `policy` and `sidecar`
  VISUAL, EDITOR  the editor of `damson edit`
  NO_COLOR        no colour, unless --color says so

Exit status:
  0    done
  1    nothing matched; only where asked (`search --quiet`, `duplicates --quiet`)
  2    the command line or query is wrong, or the run failed
  3    done, but some items had problems (each was reported)
  4    `verify` found altered or missing bytes
  5    the catalogue is missing, damaged, or written by a newer damson
  6    the catalogue is busy: another process is writing
  7    refused: a safety, rights or policy rule forbids it
  130  interrupted; what was applied stays applied and whole

Start with:
  damson ingest ~/Pictures
  damson search harbour
  damson help search    the query language
  damson fields         every field that can be asked for";

#[derive(Subcommand, Debug)]
enum Verb {
    Ingest(Box<ingest::Words>),
    Watch(Box<watch::Words>),
    Search(search::Words),
    Facet(facet::Words),
    Show(show::Words),
    Tag(tag::Words),
    Apply(apply::Words),
    Write(write::Words),
    Sync(sync::Words),
    Edit(edit::Words),
    Export(export::Words),
    Duplicates(duplicates::Words),
    Verify(verify::Words),
    Accession(accession::Words),
    Deaccession(deaccession::Words),
    Undo(undo::Words),
    Gc(gc::Words),
    Log(log::Words),
    Read(read::Words),
    Digest(digest::Words),
    Volume(volume::Words),
    Keyword(keyword::Words),
    Policy(policy::Words),
    Protect(protect::Words),
    Status(status::Words),
    Check(check::Words),
    Backup(backup::Words),
    Restore(restore::Words),
    Fields(fields::Words),
    Completions(completions::Words),
    Man(man::Words),
}

/// Runs the command line that this process was given.
pub fn main() -> ExitCode {
    leave_workers_panics_to_their_reports();
    clap_complete::CompleteEnv::with_factory(CommandLine::command).shells(shell::ALL).complete();
    let words = arguments::in_order(std::env::args_os().collect(), &CommandLine::command());
    let is_verbose = words.iter().any(|word| ["--verbose", "-v", "-Vv", "-vV"].iter().any(|said| word == said));
    match CommandLine::try_parse_from(words) {
        Ok(line) => run(line).into(),
        Err(error) if error.kind() == ErrorKind::DisplayVersion && is_verbose => versions().into(),
        Err(error) => {
            let is_question = !error.use_stderr();
            let printed = error.print();
            if is_question && printed.is_ok_and(|()| true) { Status::Done.into() } else { Status::Wrong.into() }
        }
    }
}

/// What a report of a fault should name.
fn versions() -> Status {
    let (sqlite, format) = sqlite::versions();
    let lines = [
        format!("damson {}", env!("CARGO_PKG_VERSION")),
        format!("catalogue format {format}"),
        format!("SQLite {sqlite}, bundled"),
        format!("for {} on {}", std::env::consts::OS, std::env::consts::ARCH),
        format!(
            "schemas damson/*/1; blake3 digests; {}",
            if cfg!(debug_assertions) { "debug build" } else { "release build" }
        ),
    ];
    let printed = stdout().write_all((lines.join("\n") + "\n").as_bytes());
    if printed.is_ok() { Status::Done } else { Status::Wrong }
}

/// A worker's panic is told as a problem of the file it was on, once; only the main thread's is told by the runtime.
fn leave_workers_panics_to_their_reports() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() == Some("main") {
            tell(panic);
        }
    }));
}

fn run(line: CommandLine) -> Status {
    let mut session = match Session::begin(line.globals) {
        Ok(session) => session,
        Err(failure) => return report(&failure, Style::PLAIN),
    };
    let ended = line.verb.run(&mut session);
    match ended {
        Ok(_) if session.is_interrupted() => Status::Interrupted,
        Ok(status) => status,
        Err(failure) => report(&failure, session.error_style()),
    }
}

fn report(failure: &Failure, style: Style) -> Status {
    let mut messages = Messages::on_stderr(style, false);
    if let Some(message) = failure.message() {
        messages.error(&message);
    }
    if let Some((text, place)) = failure.place() {
        messages.place(text, place);
    }
    if let Some(hint) = failure.hint() {
        messages.hint(&hint);
    }
    failure.status()
}

impl Verb {
    fn run(self, session: &mut Session) -> Ended {
        match self {
            Verb::Ingest(words) => ingest::run(&words, session),
            Verb::Watch(words) => watch::run(&words, session),
            Verb::Search(words) => search::run(&words, session),
            Verb::Facet(words) => facet::run(&words, session),
            Verb::Show(words) => show::run(&words, session),
            Verb::Tag(words) => tag::run(&words, session),
            Verb::Apply(words) => apply::run(&words, session),
            Verb::Write(words) => write::run(&words, session),
            Verb::Sync(words) => sync::run(&words, session),
            Verb::Edit(words) => edit::run(&words, session),
            Verb::Export(words) => export::run(&words, session),
            Verb::Duplicates(words) => duplicates::run(&words, session),
            Verb::Verify(words) => verify::run(&words, session),
            Verb::Accession(words) => accession::run(&words, session),
            Verb::Deaccession(words) => deaccession::run(&words, session),
            Verb::Undo(words) => undo::run(&words, session),
            Verb::Gc(words) => gc::run(&words, session),
            Verb::Log(words) => log::run(&words, session),
            Verb::Read(words) => read::run(&words, session),
            Verb::Digest(words) => digest::run(&words, session),
            Verb::Volume(words) => volume::run(&words, session),
            Verb::Keyword(words) => keyword::run(&words, session),
            Verb::Policy(words) => policy::run(&words, session),
            Verb::Protect(words) => protect::run(&words, session),
            Verb::Status(words) => status::run(&words, session),
            Verb::Check(words) => check::run(&words, session),
            Verb::Backup(words) => backup::run(&words, session),
            Verb::Restore(words) => restore::run(&words, session),
            Verb::Fields(words) => fields::run(&words, session),
            Verb::Completions(words) => completions::run(&words, session),
            Verb::Man(words) => man::run(&words, session),
        }
    }
}
