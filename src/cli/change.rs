//! What every verb that changes fields does with a request: it is asked about where many assets change, run and told; then
//! files are written, if that was asked for, as a part of the same operation. Or all of it goes into a plan.
use super::consent;
use super::exit::{Ended, Failure, Status};
use super::planner::Planner;
use super::reporter::Reporter;
use super::session::Session;
use super::writing::{self, Asked, Reach};
use crate::catalog::{Catalog, Writing};
use crate::librarian::write::Which;
use crate::librarian::{Observer, Outcome, Summary, tag};
use crate::query::Filter;

/// A change to be.
pub struct Changing<'c> {
    /// Which assets, and how.
    pub request: tag::Request<'c>,
    /// Whether nobody is to be asked, however many assets change.
    pub is_agreed: bool,
    /// What is known already to have failed; told first, and counted.
    pub strays: Vec<Outcome>,
    /// Whether files are written too, or nothing but a plan.
    pub reach: &'c Reach,
}

/// Runs a change.
///
/// # Errors
/// No consent, the catalogue's, and what printing says.
pub fn run(session: &Session, catalog: &mut dyn Catalog, changing: &Changing<'_>) -> Ended {
    told(session, catalog, changing).map(|(status, _)| status)
}

/// As `run`; with what it came to.
///
/// # Errors
/// As `run`.
pub fn told(
    session: &Session,
    catalog: &mut dyn Catalog,
    changing: &Changing<'_>,
) -> Result<(Status, Summary), Failure> {
    let Changing { request, is_agreed, strays, reach } = changing;
    if let Some(file) = &reach.plan {
        let mut planner = Planner::new(session, file, reach.writing())?;
        let _ = strays.iter().try_for_each(|stray| planner.outcome(stray));
        let mut summary = tag::tag(catalog, request, &mut planner)?;
        strays.iter().for_each(|stray| summary.count(stray));
        return Ok((planner.finish(&summary)?, summary));
    }
    if !is_agreed {
        consent::ask(session, catalog, request)?;
    }
    let mut reporter = Reporter::new(session, request.verb)?;
    if strays.iter().any(|stray| reporter.outcome(stray).is_break()) {
        let nothing = Summary::new(request.verb, request.dry_run);
        return Ok((reporter.finish(&nothing)?, nothing));
    }
    let writing = reach.writing();
    // What is edited may no longer match the selection: the files that are written are those of the same assets.
    let ids = writing.map(|_| tag::ids_of(catalog, &request.filter)).transpose()?;
    match tag::tag(catalog, request, &mut reporter) {
        Ok(mut summary) => {
            strays.iter().for_each(|stray| summary.count(stray));
            let status = match writing.zip(ids).filter(|_| !summary.interrupted) {
                Some((writing, ids)) => {
                    let which = vec![(writing, Filter::Ids(ids))];
                    write(session, catalog, changing, which, &summary, reporter)?
                }
                None => reporter.finish(&summary)?,
            };
            Ok((status, summary))
        }
        Err(error) => {
            reporter.abandon();
            Err(error.into())
        }
    }
}

/// Writes files of what was changed, as a part of the same operation.
///
/// # Errors
/// The catalogue's, and what printing says.
pub fn write(
    session: &Session,
    catalog: &mut dyn Catalog,
    changing: &Changing<'_>,
    which: Vec<(Writing, Filter)>,
    summary: &Summary,
    mut reporter: Reporter,
) -> Ended {
    let mut status = reporter.part(summary)?;
    if changing.request.dry_run && !which.is_empty() {
        reporter.notice("--write would follow; damson write --dry-run shows what it writes, once fields are changed");
    }
    if changing.request.dry_run {
        return reporter.end().map(|()| status);
    }
    let mut operation = summary.operation;
    for (writing, filter) in which {
        let asked = Asked {
            which: Which::Matching(filter, writing),
            operation,
            dry_run: false,
            act: changing.request.act.clone(),
        };
        match writing::write(session, catalog, &changing.reach.way, asked, &mut reporter) {
            Ok(written) => {
                operation = written.operation;
                status = reporter.part(&written)?.or(status);
            }
            Err(error) => {
                reporter.abandon();
                return Err(error);
            }
        }
    }
    reporter.end().map(|()| status)
}
