//! The named policies by which the statements of a file are weighed when its origins disagree.

/// How statements that disagree are weighed. A catalogue has one, and so has a run of `damson read`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Policy {
    /// The Metadata Working Group's (Guidelines 2.0, chapter 5) as ExifTool's MWG module applies it.
    #[default]
    Mwg,
    /// A picture desk's: what people wrote for the desk (IPTC, in XMP and IIM) before what cameras put into Exif.
    Newsroom,
    /// XMP before everything else, for libraries whose one program of record writes XMP.
    Xmp,
}

impl Policy {
    /// Every policy, the default first.
    pub const ALL: [Policy; 3] = [Policy::Mwg, Policy::Newsroom, Policy::Xmp];

    /// The word that is typed, printed and stored.
    pub const fn word(self) -> &'static str {
        match self {
            Policy::Mwg => "mwg",
            Policy::Newsroom => "newsroom",
            Policy::Xmp => "xmp",
        }
    }

    /// The policy that a word names.
    pub fn named(word: &str) -> Option<Policy> {
        Policy::ALL.into_iter().find(|policy| policy.word() == word)
    }

    /// What it does, in a sentence for people, without a full stop.
    pub const fn sentence(self) -> &'static str {
        match self {
            Policy::Mwg => "Exif that is not blank, then XMP unless IIM was edited after it, then IIM",
            Policy::Newsroom => {
                "XMP unless IIM was edited after it, then IIM, then Exif; camera boilerplate is no description"
            }
            Policy::Xmp => "XMP, then IIM, then Exif",
        }
    }
}
