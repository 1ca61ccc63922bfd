//! What kind of thing a file is: its IANA media type, and the four classes that people search by.
use std::fmt;

/// What people call a file: a picture, a film, a sound, a document, or none of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaClass {
    /// A still picture, raw or developed.
    Image,
    /// Moving pictures.
    Video,
    /// Sound alone.
    Audio,
    /// Pages: PDF, PostScript, office documents, text.
    Document,
    /// Anything else.
    Other,
}

/// An IANA media type such as `image/jpeg`; lower case, without parameters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MediaType(pub std::borrow::Cow<'static, str>);

impl MediaType {
    /// What a file is whose content says nothing.
    pub const UNKNOWN: MediaType = MediaType::of("application/octet-stream");

    /// A type known when damson is built.
    pub const fn of(name: &'static str) -> MediaType {
        MediaType(std::borrow::Cow::Borrowed(name))
    }

    /// The type's name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The class that people search by (`is:image` ...).
    pub fn class(&self) -> MediaClass {
        let name = self.as_str();
        match name.split_once('/') {
            Some(("image", _)) => MediaClass::Image,
            Some(("video", _)) => MediaClass::Video,
            Some(("audio", _)) => MediaClass::Audio,
            Some(("text", _)) => MediaClass::Document,
            _ if DOCUMENTS.contains(&name) || name.contains("officedocument") || name.contains("opendocument") => {
                MediaClass::Document
            }
            _ if PICTURES.contains(&name) => MediaClass::Image,
            _ if name == "application/mxf" || name == "application/vnd.rn-realmedia" => MediaClass::Video,
            _ => MediaClass::Other,
        }
    }

    /// Whether it is a camera's raw format (`is:raw`).
    pub fn is_raw(&self) -> bool {
        RAW.contains(&self.as_str())
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0)
    }
}

const DOCUMENTS: &[&str] = &[
    "application/pdf",
    "application/postscript",
    "application/rtf",
    "application/epub+zip",
    "application/msword",
    "application/xml",
    "application/json",
    "application/rdf+xml",
    "application/x-indesign",
    "application/vnd.adobe.indesign-idml-package",
];
const PICTURES: &[&str] =
    &["application/vnd.adobe.photoshop", "application/vnd.adobe.illustrator", "application/dicom"];
/// Camera raw types, as ExifTool names them.
pub const RAW: &[&str] = &[
    "image/x-adobe-dng",
    "image/x-canon-cr2",
    "image/x-canon-cr3",
    "image/x-canon-crw",
    "image/x-nikon-nef",
    "image/x-nikon-nrw",
    "image/x-sony-arw",
    "image/x-sony-sr2",
    "image/x-sony-srf",
    "image/x-fujifilm-raf",
    "image/x-olympus-orf",
    "image/x-panasonic-rw2",
    "image/x-panasonic-raw",
    "image/x-pentax-pef",
    "image/x-samsung-srw",
    "image/x-minolta-mrw",
    "image/x-sigma-x3f",
    "image/x-hasselblad-3fr",
    "image/x-hasselblad-fff",
    "image/x-leica-rwl",
    "image/x-epson-erf",
    "image/x-kodak-dcr",
    "image/x-kodak-kdc",
    "image/x-kodak-k25",
    "image/x-mamiya-mef",
    "image/x-gopro-gpr",
    "image/x-raw",
    "image/x-rwz",
];
