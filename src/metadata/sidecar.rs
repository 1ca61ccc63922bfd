//! XMP sidecars to statements: the same reader, another origin. Which file a sidecar speaks for is not known here.
use super::{Findings, xmp};
use crate::asset::{Origin, Problem, Statement};

/// Everything that an XMP file states (`Origin::Sidecar`), in any of Unicode's encodings, and what was wrong with it.
///
/// Never fails and never panics; bytes that are no XMP give a problem and no statements.
pub fn read_sidecar(bytes: &[u8]) -> (Vec<Statement>, Vec<Problem>) {
    let mut findings = Findings::default();
    xmp::read(bytes, Origin::Sidecar, &mut findings);
    (findings.statements, findings.problems)
}
