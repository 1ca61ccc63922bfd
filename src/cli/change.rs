//! What every verb that changes fields does with a request: it is asked about where many assets change, run and told.
use super::consent;
use super::exit::{Ended, Failure, Status};
use super::reporter::Reporter;
use super::session::Session;
use crate::catalog::Catalog;
use crate::librarian::{Observer, Outcome, Summary, tag};

/// A change to be.
pub struct Changing<'c> {
    /// Which assets, and how.
    pub request: tag::Request<'c>,
    /// Whether nobody is to be asked, however many assets change.
    pub is_agreed: bool,
    /// What is known already to have failed; told first, and counted.
    pub strays: Vec<Outcome>,
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
    Changing { request, is_agreed, strays }: &Changing<'_>,
) -> Result<(Status, Summary), Failure> {
    if !is_agreed {
        consent::ask(session, catalog, request)?;
    }
    let mut reporter = Reporter::new(session, request.verb)?;
    if strays.iter().any(|stray| reporter.outcome(stray).is_break()) {
        let nothing = Summary::new(request.verb, request.dry_run);
        return Ok((reporter.finish(&nothing)?, nothing));
    }
    match tag::tag(catalog, request, &mut reporter) {
        Ok(mut summary) => {
            strays.iter().for_each(|stray| summary.count(stray));
            Ok((reporter.finish(&summary)?, summary))
        }
        Err(error) => {
            reporter.abandon();
            Err(error.into())
        }
    }
}
