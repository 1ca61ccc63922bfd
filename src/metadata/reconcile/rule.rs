//! What decides between a field's statements, and how that is told to people.

/// What decided between a field's statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A sidecar outranks the file it speaks for.
    Sidecar,
    /// The format's own header knows it.
    Header,
    /// Exif, where it is not blank, outranks IIM and XMP.
    Exif,
    /// XMP, because there is no IIM for it or IIM was not edited since.
    XmpCurrent,
    /// IIM, because it was edited by a program that did not update XMP, or XMP is silent.
    Iim,
    /// XMP, because IIM has the same text cut at its most bytes.
    XmpLonger,
    /// A place where programs put it when its home is empty.
    Fallback,
    /// The maker's note, because no standard spoke.
    MakerNote,
    /// The format's own text, because no standard spoke.
    Native,
    /// What several programs keep, each in a property of its own, is joined.
    Joined,
    /// The place shown, because the older field for it is empty.
    LocationShown,
    /// XMP, because the policy puts it before all else.
    XmpFirst,
    /// Exif, because those that the policy puts before it are silent.
    ExifLast,
    /// The same day as what would have counted, told with its time.
    Fuller,
}

impl Rule {
    /// Why, in a sentence for people, without a full stop.
    pub const fn reason(self) -> &'static str {
        match self {
            Rule::Sidecar => "a sidecar outranks the file it speaks for",
            Rule::Header => "the format's own header knows it",
            Rule::Exif => "Exif that is not blank outranks IIM and XMP",
            Rule::XmpCurrent => "XMP, since no program edited IIM after it",
            Rule::Iim => "IIM, since XMP is silent or older than it",
            Rule::XmpLonger => "XMP, since IIM has the same text cut at its most bytes",
            Rule::Fallback => "its home is empty, and this is where programs put it then",
            Rule::MakerNote => "the camera maker's own note, since no standard speaks",
            Rule::Native => "the format's own text, since no standard speaks",
            Rule::Joined => "several programs keep it, each in a property of its own; what they say is joined",
            Rule::LocationShown => "the place shown, since the older field for it is empty",
            Rule::XmpFirst => "XMP outranks every other origin",
            Rule::ExifLast => "Exif, since XMP and IIM are silent",
            Rule::Fuller => "the same day as what outranks it, with its time",
        }
    }
}
