//! Where a field's value is looked for, in which order, under each policy.
//!
//! Policies differ in what people write; what cameras and formats measure is weighed alike under all of them.
use crate::asset::{Field, Group, Policy};

/// A place to look for a field's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// The format's header.
    Header,
    /// The field's home in Exif.
    Exif,
    /// The same, where the policy has put others before it.
    ExifLast,
    /// Its homes in XMP and IIM, weighed.
    Iptc,
    /// Its home in XMP, whatever else there is.
    Xmp,
    /// Its home in IIM.
    Iim,
    /// The format's own texts.
    Native,
    /// A property by name.
    Named(&'static str),
}

use Voice::{Exif, ExifLast, Header, Iim, Iptc, Named, Native, Xmp};

/// Where most fields are looked for, in this order; anything else that speaks for the field comes after.
const USUAL: &[Voice] = &[Header, Exif, Iptc, Native];
const USUAL_OF_NEWSROOM: &[Voice] = &[Header, Iptc, ExifLast, Native];
const USUAL_OF_XMP: &[Voice] = &[Header, Xmp, Iim, ExifLast, Native];

/// When a picture was made: its home, then the places from which it can be inferred.
const MADE: &[Voice] = &[
    Exif,
    Iptc,
    Named("exif:DateTimeOriginal"),
    Named("ExifIFD:CreateDate"),
    Named("2:62"),
    Native,
    Named("xmp:CreateDate"),
    Named("PDF:CreateDate"),
    Named("XML:CreateDate"),
    Named("PostScript:CreateDate"),
    Named("pdf:CreationDate"),
];
const MADE_OF_NEWSROOM: &[Voice] = &[
    Iptc,
    ExifLast,
    Named("exif:DateTimeOriginal"),
    Named("2:62"),
    Named("ExifIFD:CreateDate"),
    Native,
    Named("xmp:CreateDate"),
    Named("PDF:CreateDate"),
    Named("XML:CreateDate"),
    Named("PostScript:CreateDate"),
    Named("pdf:CreationDate"),
];
const MADE_OF_XMP: &[Voice] = &[
    Xmp,
    Named("exif:DateTimeOriginal"),
    Iim,
    ExifLast,
    Named("xmp:CreateDate"),
    Named("2:62"),
    Named("ExifIFD:CreateDate"),
    Native,
    Named("PDF:CreateDate"),
    Named("XML:CreateDate"),
    Named("PostScript:CreateDate"),
    Named("pdf:CreationDate"),
];

/// Where a field is looked for, in order.
pub(super) fn voices(field: Field, policy: Policy) -> &'static [Voice] {
    match field {
        Field::DateCreated => match policy {
            Policy::Mwg => MADE,
            Policy::Newsroom => MADE_OF_NEWSROOM,
            Policy::Xmp => MADE_OF_XMP,
        },
        Field::LensModel => &[Exif, Named("exifEX:LensModel"), Iptc, Native],
        Field::CameraSerial => &[Exif, Named("exifEX:SerialNumber"), Named("exifEX:BodySerialNumber"), Iptc, Native],
        Field::Iso => &[Exif, Named("exifEX:PhotographicSensitivity"), Iptc, Native],
        // Where there is no header, the metadata are of a picture elsewhere.
        Field::Width => &[Header, Named("IFD0:ImageWidth"), Named("tiff:ImageWidth")],
        Field::Height => &[Header, Named("IFD0:ImageLength"), Named("tiff:ImageLength")],
        Field::ImageRegion => &[Iptc, Named("mwg-rs:Regions/image_region"), Named("MP:RegionInfo/image_region")],
        Field::ImageGuid => &[Iptc, Exif],
        _ if field.definition().group == Group::Technical => USUAL,
        _ => match policy {
            Policy::Mwg => USUAL,
            Policy::Newsroom => USUAL_OF_NEWSROOM,
            Policy::Xmp => USUAL_OF_XMP,
        },
    }
}
