//! Sidecars to statements, each kind by its reader. Which file a sidecar speaks for is not known here.
use super::{Findings, takeout, xmp};
use crate::asset::{Origin, Problem, SidecarKind, Statement};

/// Whether anything is read of this kind of sidecar; the others are kept as the files they are.
pub const fn is_read(kind: SidecarKind) -> bool {
    match kind {
        SidecarKind::Xmp | SidecarKind::Takeout => true,
        SidecarKind::Aae
        | SidecarKind::Thumbnail
        | SidecarKind::VoiceNote
        | SidecarKind::On1
        | SidecarKind::Dop
        | SidecarKind::Pp3 => false,
    }
}

/// Everything that a sidecar states (`Origin::Sidecar`), and what was wrong with it. XMP may be in any of Unicode's
/// encodings.
///
/// Never fails and never panics; bytes that are not of the kind give a problem and no statements.
pub fn read_sidecar(kind: SidecarKind, bytes: &[u8]) -> (Vec<Statement>, Vec<Problem>) {
    match kind {
        SidecarKind::Takeout => takeout::read_takeout(bytes),
        SidecarKind::Xmp => {
            let mut findings = Findings::default();
            xmp::read(bytes, Origin::Sidecar, &mut findings);
            (findings.statements, findings.problems)
        }
        SidecarKind::Aae
        | SidecarKind::Thumbnail
        | SidecarKind::VoiceNote
        | SidecarKind::On1
        | SidecarKind::Dop
        | SidecarKind::Pp3 => (Vec::new(), Vec::new()),
    }
}
