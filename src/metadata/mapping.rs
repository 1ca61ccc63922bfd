//! The standards' names and our fields: namespaces, homes, and the other places where programs put the same thing.
//!
//! A field's home in each standard stands in its definition; here is only what the definitions cannot say.
use super::lookup::{Names, parts};
use crate::asset::Field;

/// The namespaces whose properties we name by a fixed prefix, whatever prefix a packet binds.
const NAMESPACES: &[(&str, &str)] = &[
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("xmp", "http://ns.adobe.com/xap/1.0/"),
    ("photoshop", "http://ns.adobe.com/photoshop/1.0/"),
    ("Iptc4xmpCore", "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"),
    ("Iptc4xmpExt", "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"),
    ("plus", "http://ns.useplus.org/ldf/xmp/1.0/"),
    ("xmpRights", "http://ns.adobe.com/xap/1.0/rights/"),
    ("xmpMM", "http://ns.adobe.com/xap/1.0/mm/"),
    ("tiff", "http://ns.adobe.com/tiff/1.0/"),
    ("exif", "http://ns.adobe.com/exif/1.0/"),
    ("exifEX", "http://cipa.jp/exif/1.0/"),
    ("aux", "http://ns.adobe.com/exif/1.0/aux/"),
    ("crs", "http://ns.adobe.com/camera-raw-settings/1.0/"),
    ("lr", "http://ns.adobe.com/lightroom/1.0/"),
    ("xmpDM", "http://ns.adobe.com/xmp/1.0/DynamicMedia/"),
    ("xmpBJ", "http://ns.adobe.com/xap/1.0/bj/"),
    ("xmpTPg", "http://ns.adobe.com/xap/1.0/t/pg/"),
    ("xmpG", "http://ns.adobe.com/xap/1.0/g/"),
    ("xmpGImg", "http://ns.adobe.com/xap/1.0/g/img/"),
    ("xmpNote", "http://ns.adobe.com/xmp/note/"),
    ("xmpidq", "http://ns.adobe.com/xmp/Identifier/qual/1.0/"),
    ("stEvt", "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"),
    ("stRef", "http://ns.adobe.com/xap/1.0/sType/ResourceRef#"),
    ("stDim", "http://ns.adobe.com/xap/1.0/sType/Dimensions#"),
    ("stVer", "http://ns.adobe.com/xap/1.0/sType/Version#"),
    ("stJob", "http://ns.adobe.com/xap/1.0/sType/Job#"),
    ("stFnt", "http://ns.adobe.com/xap/1.0/sType/Font#"),
    ("stMfs", "http://ns.adobe.com/xap/1.0/sType/ManifestItem#"),
    ("stArea", "http://ns.adobe.com/xmp/sType/Area#"),
    ("digiKam", "http://www.digikam.org/ns/1.0/"),
    ("MicrosoftPhoto", "http://ns.microsoft.com/photo/1.0/"),
    ("MP", "http://ns.microsoft.com/photo/1.2/"),
    ("MPRI", "http://ns.microsoft.com/photo/1.2/t/RegionInfo#"),
    ("MPReg", "http://ns.microsoft.com/photo/1.2/t/Region#"),
    ("mwg-rs", "http://www.metadataworkinggroup.com/schemas/regions/"),
    ("mwg-kw", "http://www.metadataworkinggroup.com/schemas/keywords/"),
    ("mwg-coll", "http://www.metadataworkinggroup.com/schemas/collections/"),
    ("photomechanic", "http://ns.camerabits.com/photomechanic/1.0/"),
    ("GettyImagesGIFT", "http://xmp.gettyimages.com/gift/1.0/"),
    ("mediapro", "http://ns.iview-multimedia.com/mediapro/1.0/"),
    ("expressionmedia", "http://ns.microsoft.com/expressionmedia/1.0/"),
    ("acdsee", "http://ns.acdsee.com/iptc/1.0/"),
    ("acdsee-rs", "http://ns.acdsee.com/regions/"),
    ("darktable", "http://darktable.sf.net/"),
    ("ics", "http://ns.idimager.com/ics/1.0/"),
    ("cc", "http://creativecommons.org/ns#"),
    ("pdf", "http://ns.adobe.com/pdf/1.3/"),
    ("pdfx", "http://ns.adobe.com/pdfx/1.3/"),
    ("pdfaid", "http://www.aiim.org/pdfa/ns/id/"),
    ("prism", "http://prismstandard.org/namespaces/basic/2.0/"),
    ("GPano", "http://ns.google.com/photos/1.0/panorama/"),
    ("GCamera", "http://ns.google.com/photos/1.0/camera/"),
    ("hdrgm", "http://ns.adobe.com/hdr-gain-map/1.0/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("damson", "urn:damson:xmp:1.0/"),
    ("rdf", RDF),
    ("x", "adobe:ns:meta/"),
];

/// The namespace of RDF's own elements and attributes.
pub(super) const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// The namespace that the prefix `xml` is always bound to.
pub(super) const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// The fixed prefix of a namespace. A slash or number sign too few or too many at its end is forgiven, as ExifTool does.
pub(super) fn prefix_of(uri: &str) -> Option<&'static str> {
    if let Some((prefix, _)) = NAMESPACES.iter().find(|(_, known)| *known == uri) {
        return Some(prefix);
    }
    let bare = uri.trim_end_matches(['/', '#']);
    let is_it = |known: &str| known.strip_prefix(bare).is_some_and(|end| matches!(end, "" | "/" | "#"));
    NAMESPACES.iter().find(|(_, known)| !bare.is_empty() && is_it(known)).map(|(prefix, _)| *prefix)
}

/// The namespace that a fixed prefix stands for.
pub(super) fn uri_of(prefix: &str) -> Option<&'static str> {
    NAMESPACES.iter().find(|(known, _)| *known == prefix).map(|(_, uri)| *uri)
}

/// How a property's value differs from its field's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Not at all.
    Plain,
    /// An APEX aperture value for an f-number.
    ApexAperture,
    /// An APEX shutter speed value for seconds.
    ApexTime,
    /// A path whose levels a slash separates, for one with `|`.
    Slashes,
    /// Terms in one text, with `;` between them.
    Semicolons,
    /// Terms in one text, with `;` or `,` between them.
    Commas,
}

/// Places other than its home where programs put a field's value.
const ALIASES: &[(&str, Field, Form)] = &[
    ("ExifIFD:ApertureValue", Field::FNumber, Form::ApexAperture),
    ("ExifIFD:ShutterSpeedValue", Field::ExposureTime, Form::ApexTime),
    ("IFD0:CameraSerialNumber", Field::CameraSerial, Form::Plain),
    ("IFD0:Rating", Field::Rating, Form::Plain),
    ("IFD0:XPTitle", Field::Title, Form::Plain),
    ("IFD0:XPComment", Field::Description, Form::Plain),
    ("IFD0:XPAuthor", Field::Creator, Form::Semicolons),
    ("IFD0:XPKeywords", Field::Keywords, Form::Commas),
    ("ExifIFD:ImageTitle", Field::Title, Form::Plain),
    ("ExifIFD:Photographer", Field::Creator, Form::Plain),
    ("IFD0:ImageWidth", Field::Width, Form::Plain),
    ("IFD0:ImageLength", Field::Height, Form::Plain),
    ("tiff:ImageWidth", Field::Width, Form::Plain),
    ("tiff:ImageLength", Field::Height, Form::Plain),
    ("exif:ApertureValue", Field::FNumber, Form::ApexAperture),
    ("exif:ShutterSpeedValue", Field::ExposureTime, Form::ApexTime),
    ("exif:DateTimeOriginal", Field::DateCreated, Form::Plain),
    ("exif:DateTimeDigitized", Field::DateDigitized, Form::Plain),
    ("exif:ImageUniqueID", Field::ImageGuid, Form::Plain),
    ("exif:LensModel", Field::LensModel, Form::Plain),
    ("exifEX:LensModel", Field::LensModel, Form::Plain),
    ("exifEX:PhotographicSensitivity", Field::Iso, Form::Plain),
    ("exifEX:SerialNumber", Field::CameraSerial, Form::Plain),
    ("exifEX:BodySerialNumber", Field::CameraSerial, Form::Plain),
    ("pdf:Author", Field::Creator, Form::Plain),
    ("pdf:Keywords", Field::Keywords, Form::Commas),
    ("pdf:Title", Field::Title, Form::Plain),
    ("pdf:CreationDate", Field::DateCreated, Form::Plain),
    ("digiKam:TagsList", Field::HierarchicalKeywords, Form::Slashes),
    ("MicrosoftPhoto:LastKeywordXMP", Field::HierarchicalKeywords, Form::Slashes),
    ("MicrosoftPhoto:LastKeywordIPTC", Field::HierarchicalKeywords, Form::Slashes),
    ("mediapro:CatalogSets", Field::HierarchicalKeywords, Form::Plain),
    ("expressionmedia:CatalogSets", Field::HierarchicalKeywords, Form::Plain),
    ("mediapro:People", Field::Person, Form::Plain),
    ("expressionmedia:People", Field::Person, Form::Plain),
    ("GettyImagesGIFT:Personality", Field::Person, Form::Plain),
    ("photomechanic:EditStatus", Field::EditStatus, Form::Plain),
    ("damson:EditStatus", Field::EditStatus, Form::Plain),
    ("damson:ReleaseDate", Field::ReleaseDate, Form::Plain),
    ("damson:ExpirationDate", Field::ExpirationDate, Form::Plain),
    ("damson:ActionAdvised", Field::ActionAdvised, Form::Plain),
];

/// How many fields there are.
const FIELDS: usize = Field::ALL.len();
const XMP: &Names<FIELDS> = &Names::of(homes(Standard::Xmp));
const IIM: &Names<FIELDS> = &Names::of(homes(Standard::Iim));
const EXIF: &Names<FIELDS> = &Names::of(homes(Standard::Exif));
const ELSEWHERE: &Names<{ ALIASES.len() }> = &Names::of(aliases());
/// The directory and the tag in which Exif keeps each field, in the order of the fields.
const EXIF_HOMES: &[(&str, &str); FIELDS] = &exif_homes();

/// The standards in which fields have homes.
enum Standard {
    Xmp,
    Iim,
    Exif,
}

#[allow(clippy::indexing_slicing)] // In a constant, where the compiler refuses what lies out of bounds.
const fn homes(standard: Standard) -> [&'static str; FIELDS] {
    let (mut homes, mut at) = ([""; FIELDS], 0);
    while at < FIELDS {
        let definition = Field::ALL[at].definition();
        homes[at] = match standard {
            Standard::Xmp => definition.xmp,
            Standard::Iim => definition.iim,
            Standard::Exif => definition.exif,
        };
        at += 1;
    }
    homes
}

#[allow(clippy::indexing_slicing)] // In a constant.
const fn exif_homes() -> [(&'static str, &'static str); FIELDS] {
    let (mut homes, mut at) = ([("", ""); FIELDS], 0);
    while at < FIELDS {
        homes[at] = parts(Field::ALL[at].definition().exif);
        at += 1;
    }
    homes
}

#[allow(clippy::indexing_slicing)] // In a constant.
const fn aliases() -> [&'static str; ALIASES.len()] {
    let (mut names, mut at) = ([""; ALIASES.len()], 0);
    while at < ALIASES.len() {
        names[at] = ALIASES[at].0;
        at += 1;
    }
    names
}

/// The field that an XMP property (by its fixed prefix) speaks for.
pub(super) fn of_xmp(name: &str) -> Option<(Field, Form)> {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    home(XMP.find(local, |group| group == prefix)).or_else(|| alias(prefix, local))
}

/// The field that an IIM dataset (`2:80`) speaks for.
pub(super) fn of_iim(name: &str) -> Option<Field> {
    let (record, number) = name.split_once(':')?;
    home(IIM.find(number, |group| group == record)).map(|(field, _)| field)
}

/// The field that an Exif tag (`ExifIFD:ISO`) speaks for. IFD0 and the Exif IFD share their numbers; a tag in the other
/// of the two is still that tag.
pub(super) fn of_exif(name: &str) -> Option<(Field, Form)> {
    let (directory, tag) = name.split_once(':')?;
    let other = match directory {
        "IFD0" => "ExifIFD",
        "ExifIFD" => "IFD0",
        _ => directory,
    };
    home(EXIF.find(tag, |group| is_one_directory(directory, group)))
        .or_else(|| alias(directory, tag))
        .or_else(|| alias(other, tag))
}

fn home(found: Option<usize>) -> Option<(Field, Form)> {
    Field::ALL.get(found?).map(|field| (*field, Form::Plain))
}

fn alias(group: &str, local: &str) -> Option<(Field, Form)> {
    let found = ELSEWHERE.find(local, |known| known == group)?;
    ALIASES.get(found).map(|(_, field, form)| (*field, *form))
}

/// The XMP properties other than its home that speak for a field.
pub(super) fn xmp_aliases(field: Field) -> impl Iterator<Item = (&'static str, Form)> {
    let is_xmp = |name: &str| name.split(':').next().and_then(uri_of).is_some();
    ALIASES.iter().filter(move |(name, of, _)| *of == field && is_xmp(name)).map(|(name, _, form)| (*name, *form))
}

/// Whether `name` is the dataset in which IIM keeps the field (for a date: its day).
pub(super) fn is_iim_home(field: Field, name: &str) -> bool {
    let home = field.definition().iim.strip_prefix(name);
    !name.is_empty() && home.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Whether `name` is the tag in which Exif keeps the field (for a date: its whole seconds), in its own directory or in
/// the other that shares its numbers.
pub(super) fn is_exif_home(field: Field, name: &str) -> bool {
    let Some((home, tag)) = EXIF_HOMES.get(field as usize).filter(|(_, tag)| !tag.is_empty()) else { return false };
    let directory = name.strip_suffix(tag).and_then(|rest| rest.strip_suffix(':'));
    directory.is_some_and(|directory| is_one_directory(directory, home))
}

fn is_one_directory(one: &str, other: &str) -> bool {
    let is_shared = |directory| matches!(directory, "IFD0" | "ExifIFD");
    one == other || (is_shared(one) && is_shared(other))
}

/// Whether an Exif statement is of a maker's note: named by the maker and not by a directory of the standard.
pub(super) fn is_of_note(name: &str) -> bool {
    let directory = name.split_once(':').map_or("", |(directory, _)| directory);
    !matches!(directory, "" | "IFD0" | "IFD1" | "ExifIFD" | "GPS" | "InteropIFD")
}

/// Whether `name` is that tag in its own directory.
pub(super) fn is_exact_exif_home(field: Field, name: &str) -> bool {
    is_exif_home(field, name) && field.definition().exif.starts_with(name)
}

#[cfg(test)]
mod tests {
    use super::{ALIASES, Form, NAMESPACES, of_exif, of_iim, of_xmp, prefix_of, uri_of};
    use crate::asset::Field;

    #[test]
    fn every_xmp_home_has_a_known_namespace() {
        for field in Field::ALL {
            if let Some((prefix, _)) = field.definition().xmp.split_once(':') {
                let uri = uri_of(prefix).unwrap_or_else(|| panic!("{prefix} is unknown"));
                assert_eq!(prefix_of(uri), Some(prefix));
                assert_eq!(of_xmp(field.definition().xmp), Some((*field, Form::Plain)));
            }
        }
    }

    #[test]
    fn no_alias_is_a_home_of_another_field() {
        for (name, field, _) in ALIASES {
            for other in Field::ALL {
                assert!(other.definition().xmp != *name, "{name} is the home of {other:?} and an alias of {field:?}");
            }
        }
    }

    #[test]
    fn namespaces_are_told_apart_and_a_wrong_ending_is_forgiven() {
        for (prefix, uri) in NAMESPACES {
            assert_eq!(prefix_of(uri), Some(*prefix));
        }
        assert_eq!(prefix_of("http://ns.microsoft.com/photo/1.0"), Some("MicrosoftPhoto"));
        assert_eq!(prefix_of("http://example.org/"), None);
        assert_eq!(prefix_of(""), None);
    }

    #[test]
    fn homes_are_read_from_the_definitions() {
        assert_eq!(of_iim("2:55"), Some(Field::DateCreated));
        assert_eq!(of_iim("2:04"), Some(Field::IntellectualGenre));
        assert_eq!(of_exif("ExifIFD:DateTimeOriginal"), Some((Field::DateCreated, Form::Plain)));
        assert_eq!(of_exif("IFD0:ISO"), Some((Field::Iso, Form::Plain)));
        assert_eq!(of_exif("GPS:GPSLatitude"), Some((Field::Latitude, Form::Plain)));
        assert_eq!(of_exif("IFD1:Make"), None);
    }
}
