//! Files that speak for others: their kinds, which their names tell, and what in a name shows for whom one speaks.
use super::holding::extension;
use super::{Asset, Holding, Role};

/// What kind of file speaks for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SidecarKind {
    /// An XMP packet.
    Xmp,
    /// Apple's list of adjustments.
    Aae,
    /// The small picture that cameras put beside films and old raw files.
    Thumbnail,
    /// A sound that the photographer spoke to a still.
    VoiceNote,
    /// ON1's edits.
    On1,
    /// DxO's edits.
    Dop,
    /// RawTherapee's edits.
    Pp3,
    /// What Google Takeout says of a picture.
    Takeout,
}

impl SidecarKind {
    /// Every kind.
    pub const ALL: [SidecarKind; 8] = [
        SidecarKind::Xmp,
        SidecarKind::Aae,
        SidecarKind::Thumbnail,
        SidecarKind::VoiceNote,
        SidecarKind::On1,
        SidecarKind::Dop,
        SidecarKind::Pp3,
        SidecarKind::Takeout,
    ];

    /// The word that is printed.
    pub const fn word(self) -> &'static str {
        match self {
            SidecarKind::Xmp => "xmp",
            SidecarKind::Aae => "aae",
            SidecarKind::Thumbnail => "thumbnail",
            SidecarKind::VoiceNote => "voice-note",
            SidecarKind::On1 => "on1",
            SidecarKind::Dop => "dop",
            SidecarKind::Pp3 => "pp3",
            SidecarKind::Takeout => "takeout",
        }
    }

    /// What a file of this name is if it speaks for another; sounds, thumbnails and JSON may as well speak for nobody.
    pub fn of_name(name: &[u8]) -> Option<SidecarKind> {
        Some(match extension(name)?.as_str() {
            "xmp" => SidecarKind::Xmp,
            "aae" => SidecarKind::Aae,
            "thm" => SidecarKind::Thumbnail,
            "wav" => SidecarKind::VoiceNote,
            "on1" => SidecarKind::On1,
            "dop" => SidecarKind::Dop,
            "pp3" => SidecarKind::Pp3,
            "json" => SidecarKind::Takeout,
            _ => return None,
        })
    }
}

/// A name without its extension; a leading dot begins no extension.
pub fn stem(name: &[u8]) -> &[u8] {
    name.iter().rposition(|byte| *byte == b'.').filter(|at| *at > 0).map_or(name, |at| &name[..at])
}

impl Asset {
    /// What shows that one of its sidecars speaks for it, by the names as they are now; `None` for an original, and where
    /// the names have come to say nothing.
    pub fn evidence_of(&self, sidecar: &Holding) -> Option<&'static str> {
        if sidecar.role != Role::Sidecar {
            return None;
        }
        let kind = SidecarKind::of_name(sidecar.path.name())?;
        let (folder, said) = (sidecar.path.folder(), stem(sidecar.path.name()));
        let beside = || self.originals().filter(|original| original.path.folder() == folder);
        let names: Vec<&[u8]> = beside().map(|original| original.path.name()).collect();
        if names.iter().any(|name| name.eq_ignore_ascii_case(said)) {
            return Some("its name is the file's whole name");
        }
        if names.iter().any(|name| stem(name).eq_ignore_ascii_case(said)) {
            return Some("it has the file's stem");
        }
        (kind == SidecarKind::Takeout && !names.is_empty()).then_some("its name or title is Takeout's for the file")
    }
}
