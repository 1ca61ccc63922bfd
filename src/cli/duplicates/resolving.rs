//! What is done with what is the same: asked about, done and told; or written into a plan.
use crate::catalog::{Act, Catalog, Disposal};
use crate::cli::consent::answer;
use crate::cli::exit::{Ended, Failure, Status};
use crate::cli::planner::Planner;
use crate::cli::reporter::Reporter;
use crate::cli::session::Session;
use crate::librarian::duplicates::{self, Request, Resolution, Resolve, resolutions};
use crate::librarian::{Store, Summary};
use crate::output::measure::{plural, size};
use std::ops::ControlFlow;
use std::path::Path;

/// Writes into a plan what would be done with each group.
///
/// # Errors
/// The catalogue's, and what writing says.
pub fn plan(session: &Session, catalog: &dyn Catalog, request: &Request<'_>, way: Disposal, file: &Path) -> Ended {
    let mut planner = Planner::new(session, file, None)?;
    let mut count = 0;
    duplicates::report(catalog, request, &mut |group| {
        let mut rows = resolutions(group, way).into_iter();
        count += rows.len();
        let flow = rows.try_for_each(|row| planner.resolve(&row));
        if session.is_interrupted() { ControlFlow::Break(()) } else { flow }
    })?;
    let mut summary = Summary::new("duplicates", true);
    summary.interrupted = session.is_interrupted();
    session.messages().notice(&format!("{} planned", plural(count as u64, "file is", "files are")));
    planner.finish(&summary)
}

/// Finds what is to be done, asks where there is somebody to ask, and does it.
///
/// # Errors
/// No consent; the catalogue's, and what printing says.
pub fn run(
    session: &Session,
    catalog: &mut dyn Catalog,
    request: &Request<'_>,
    way: Disposal,
    (dry_run, is_agreed, act): (bool, bool, Act),
) -> Ended {
    let (mut rows, mut bytes) = (Vec::new(), 0);
    duplicates::report(catalog, request, &mut |group| {
        let found = resolutions(group, way);
        bytes += found.iter().map(|row| row.victim.file.size).sum::<u64>();
        rows.extend(found);
        if session.is_interrupted() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    if session.is_interrupted() {
        return Ok(Status::Interrupted);
    }
    if !rows.is_empty() && !dry_run && !is_agreed {
        ask(session, rows.len() as u64, bytes, way)?;
    }
    resolve(session, catalog, "duplicates", rows, (dry_run, act))
}

/// Asks, where somebody is there; a script is taken at its word.
fn ask(session: &Session, count: u64, bytes: u64, way: Disposal) -> Result<(), Failure> {
    let terminal = &session.settings.terminal;
    if !terminal.input || !terminal.error {
        return Ok(());
    }
    let files = plural(count, "file", "files");
    let what = match way {
        Disposal::Trash => format!("{files} ({}) would go into the trash", size(bytes)),
        Disposal::Link => format!("{files} ({}) would become hard links of those that are kept", size(bytes)),
        Disposal::Reflink => format!("{files} ({}) would share their blocks with those that are kept", size(bytes)),
    };
    session.messages().question(&format!("{what}; go on? [y/N]"));
    match answer()?.as_deref() {
        Some("y" | "yes") => Ok(()),
        _no => Err(Failure::Refused {
            message: "nothing was changed".to_owned(),
            hint: Some("--yes resolves without asking; --dry-run shows what would be done".to_owned()),
        }),
    }
}

/// Resolves, and tells.
///
/// # Errors
/// The catalogue's, and what printing says.
pub fn resolve(
    session: &Session,
    catalog: &mut dyn Catalog,
    verb: &'static str,
    rows: Vec<Resolution>,
    (dry_run, act): (bool, Act),
) -> Ended {
    let store = Store::at(session.store_path());
    let stop = session.interruption();
    let request = Resolve { verb, rows, store: &store, stop, operation: None, dry_run, act };
    let mut reporter = Reporter::new(session, verb)?;
    match duplicates::resolve(catalog, &request, &mut reporter) {
        Ok(summary) => {
            let status = reporter.finish(&summary)?;
            Ok(if summary.is_refused() { Status::Refused } else { status })
        }
        Err(error) => {
            reporter.abandon();
            Err(error.into())
        }
    }
}
