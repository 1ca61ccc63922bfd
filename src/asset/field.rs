//! The one list of fields: every word a user can ask for, tag, sort by or export.
//!
//! Each field is defined once, in the table below, with the standards' own names for it. Query words, JSON keys, CSV
//! columns, template variables, the index and the generated docs all read this list; it must never know how any of
//! them is spelled elsewhere (SQL, JSON shapes) nor hold a value.

/// What a field belongs to, as `damson fields` groups them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// IPTC Photo Metadata Standard 2025.1, Core schema 1.5.
    IptcCore,
    /// IPTC Photo Metadata Standard 2025.1, Extension schema 1.9.
    IptcExtension,
    /// What a desk works with beyond the IPTC properties (IIM leftovers, labels).
    Workflow,
    /// What the file and the camera say of the essence.
    Technical,
    /// What the catalogue itself knows.
    Catalogue,
}

/// What kind of value a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Words.
    Text,
    /// An identifier from a controlled vocabulary, compared whole.
    Uri,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// Yes or no.
    Boolean,
    /// A date with as much precision as is known.
    Date,
    /// A structure of named members.
    Struct,
}

/// How many values a field may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arity {
    /// At most one.
    One,
    /// Any number, in order, none twice.
    Many,
}

/// Everything that is fixed about a field.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// The canonical word, the only one that is ever printed.
    pub word: &'static str,
    /// Words accepted on input.
    pub aliases: &'static [&'static str],
    /// What it belongs to.
    pub group: Group,
    /// What kind of value it holds.
    pub kind: Kind,
    /// How many values it may have.
    pub arity: Arity,
    /// The XMP property (`prefix:Name`), or empty.
    pub xmp: &'static str,
    /// The IIM dataset (`2:55 (+2:60)`: date and time), or empty.
    pub iim: &'static str,
    /// The most bytes IIM allows one value, or 0 where the standard has no dataset or a fixed form.
    pub iim_max_bytes: u16,
    /// The Exif tags, or empty.
    pub exif: &'static str,
    /// What a reader of the list should know.
    pub note: &'static str,
}

macro_rules! fields {
    ($($variant:ident, $word:literal, [$($alias:literal),*], $group:ident, $kind:ident, $arity:ident,
       $xmp:literal, $iim:literal, $max:literal, $exif:literal, $note:literal;)*) => {
        /// A field of the asset record. The order is the order in which records print them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)]
        pub enum Field { $($variant),* }

        impl Field {
            /// Every field, in record order.
            pub const ALL: &'static [Field] = &[$(Field::$variant),*];

            /// Everything that is fixed about the field.
            #[inline]
            pub const fn definition(self) -> &'static Definition {
                match self {
                    $(Field::$variant => &Definition {
                        word: $word, aliases: &[$($alias),*], group: Group::$group, kind: Kind::$kind,
                        arity: Arity::$arity, xmp: $xmp, iim: $iim, iim_max_bytes: $max, exif: $exif, note: $note,
                    }),*
                }
            }
        }
    };
}

fields! {
    AltText, "alt_text", [], IptcCore, Text, One, "Iptc4xmpCore:AltTextAccessibility", "", 0, "", "Alt Text (Accessibility); language alternatives, x-default is the value";
    City, "city", [], IptcCore, Text, One, "photoshop:City", "2:90", 32, "", "City (legacy)";
    CopyrightNotice, "copyright_notice", ["copyright"], IptcCore, Text, One, "dc:rights", "2:116", 128, "IFD0:Copyright", "Copyright Notice; language alternatives, x-default is the value";
    CountryCode, "country_code", [], IptcCore, Text, One, "Iptc4xmpCore:CountryCode", "2:100", 3, "", "Country Code (legacy)";
    Country, "country", [], IptcCore, Text, One, "photoshop:Country", "2:101", 64, "", "Country (legacy)";
    Creator, "creator", ["byline", "photographer", "artist"], IptcCore, Text, Many, "dc:creator", "2:80", 32, "IFD0:Artist", "Creator";
    CreatorContact, "creator_contact", [], IptcCore, Struct, One, "Iptc4xmpCore:CreatorContactInfo", "", 0, "", "Creator's Contact Info";
    CreatorJobTitle, "creator_job_title", ["byline_title"], IptcCore, Text, One, "photoshop:AuthorsPosition", "2:85", 32, "", "Creator's jobtitle";
    CreditLine, "credit_line", ["credit"], IptcCore, Text, One, "photoshop:Credit", "2:110", 32, "", "Credit Line";
    DateCreated, "date_created", ["taken", "date"], IptcCore, Date, One, "photoshop:DateCreated", "2:55 (+2:60)", 0, "ExifIFD:DateTimeOriginal+SubSecTimeOriginal+OffsetTimeOriginal", "Date Created";
    Description, "description", ["caption"], IptcCore, Text, One, "dc:description", "2:120", 2000, "IFD0:ImageDescription", "Description; language alternatives, x-default is the value";
    DescriptionWriter, "description_writer", ["caption_writer"], IptcCore, Text, One, "photoshop:CaptionWriter", "2:122", 32, "", "Description Writer";
    ExtendedDescription, "extended_description", [], IptcCore, Text, One, "Iptc4xmpCore:ExtDescrAccessibility", "", 0, "", "Extended Description (Accessibility); language alternatives, x-default is the value";
    Headline, "headline", [], IptcCore, Text, One, "photoshop:Headline", "2:105", 256, "", "Headline";
    Instructions, "instructions", ["special_instructions"], IptcCore, Text, One, "photoshop:Instructions", "2:40", 256, "", "Instructions";
    IntellectualGenre, "intellectual_genre", [], IptcCore, Text, One, "Iptc4xmpCore:IntellectualGenre", "2:04", 68, "", "Intellectual Genre (legacy)";
    JobId, "job_id", ["job"], IptcCore, Text, One, "photoshop:TransmissionReference", "2:103", 32, "", "Job Id";
    Keywords, "keywords", ["keyword", "tag"], IptcCore, Text, Many, "dc:subject", "2:25", 64, "", "Keywords";
    ProvinceOrState, "province_or_state", ["state", "province"], IptcCore, Text, One, "photoshop:State", "2:95", 32, "", "Province or State (legacy)";
    UsageTerms, "usage_terms", [], IptcCore, Text, One, "xmpRights:UsageTerms", "", 0, "", "Rights Usage Terms; language alternatives, x-default is the value";
    SceneCode, "scene_code", ["scene"], IptcCore, Text, Many, "Iptc4xmpCore:Scene", "", 0, "", "Scene Code";
    Source, "source", [], IptcCore, Text, One, "photoshop:Source", "2:115", 32, "", "Source (Supply Chain)";
    SubjectCode, "subject_code", [], IptcCore, Text, Many, "Iptc4xmpCore:SubjectCode", "2:12", 236, "", "Subject Code (legacy)";
    Sublocation, "sublocation", ["location"], IptcCore, Text, One, "Iptc4xmpCore:Location", "2:92", 32, "", "Sublocation (legacy)";
    Title, "title", [], IptcCore, Text, One, "dc:title", "2:05", 64, "", "Title; language alternatives, x-default is the value";
    ModelInfo, "model_info", [], IptcExtension, Text, One, "Iptc4xmpExt:AddlModelInfo", "", 0, "", "Additional Model Information";
    AiPrompt, "ai_prompt", [], IptcExtension, Text, One, "Iptc4xmpExt:AIPromptInformation", "", 0, "", "AI Prompt Information";
    AiPromptWriter, "ai_prompt_writer", [], IptcExtension, Text, One, "Iptc4xmpExt:AIPromptWriterName", "", 0, "", "AI Prompt Writer Name";
    AiSystem, "ai_system", [], IptcExtension, Text, One, "Iptc4xmpExt:AISystemUsed", "", 0, "", "AI System Used";
    AiSystemVersion, "ai_system_version", [], IptcExtension, Text, One, "Iptc4xmpExt:AISystemVersionUsed", "", 0, "", "AI System Version Used";
    Artwork, "artwork", [], IptcExtension, Struct, Many, "Iptc4xmpExt:ArtworkOrObject", "", 0, "", "Artwork or Object in the Image";
    OrganisationCode, "organisation_code", [], IptcExtension, Text, Many, "Iptc4xmpExt:OrganisationInImageCode", "", 0, "", "Code of Organisation Featured in the Image";
    Contributor, "contributor", [], IptcExtension, Struct, Many, "Iptc4xmpExt:Contributor", "", 0, "", "Contributor";
    CopyrightOwner, "copyright_owner", [], IptcExtension, Struct, Many, "plus:CopyrightOwner", "", 0, "", "Copyright Owner";
    AboutTerm, "about_term", ["media_topic"], IptcExtension, Struct, Many, "Iptc4xmpExt:AboutCvTerm", "", 0, "", "CV-Term About Image";
    DataMining, "data_mining", [], IptcExtension, Uri, One, "plus:DataMining", "", 0, "", "Data Mining";
    ImageGuid, "image_guid", [], IptcExtension, Text, One, "Iptc4xmpExt:DigImageGUID", "", 0, "ExifIFD:ImageUniqueID", "Digital Image GUID";
    DigitalSourceType, "digital_source_type", [], IptcExtension, Uri, One, "Iptc4xmpExt:DigitalSourceType", "", 0, "", "Digital Source Type";
    EmbeddedRightsExpression, "embedded_rights_expression", [], IptcExtension, Struct, Many, "Iptc4xmpExt:EmbdEncRightsExpr", "", 0, "", "Embedded Encoded Rights Expression";
    EventId, "event_id", [], IptcExtension, Text, Many, "Iptc4xmpExt:EventId", "", 0, "", "Event Identifier";
    Event, "event", [], IptcExtension, Text, One, "Iptc4xmpExt:Event", "", 0, "", "Event Name; language alternatives, x-default is the value";
    Genre, "genre", [], IptcExtension, Struct, Many, "Iptc4xmpExt:Genre", "", 0, "", "Genre";
    ImageCreator, "image_creator", [], IptcExtension, Struct, Many, "plus:ImageCreator", "", 0, "", "Image Creator";
    Rating, "rating", ["stars"], IptcExtension, Number, One, "xmp:Rating", "", 0, "", "Image Rating";
    ImageRegion, "image_region", ["region"], IptcExtension, Struct, Many, "Iptc4xmpExt:ImageRegion", "", 0, "", "Image Region";
    RegistryEntry, "registry_entry", [], IptcExtension, Struct, Many, "Iptc4xmpExt:RegistryId", "", 0, "", "Image Registry Entry";
    ImageSupplier, "image_supplier", ["supplier"], IptcExtension, Struct, Many, "plus:ImageSupplier", "", 0, "", "Image Supplier";
    SupplierImageId, "supplier_image_id", [], IptcExtension, Text, One, "plus:ImageSupplierImageID", "", 0, "", "Image Supplier Image ID";
    Licensor, "licensor", [], IptcExtension, Struct, Many, "plus:Licensor", "", 0, "", "Licensor";
    LinkedRightsExpression, "linked_rights_expression", [], IptcExtension, Struct, Many, "Iptc4xmpExt:LinkedEncRightsExpr", "", 0, "", "Linked Encoded Rights Expression";
    LocationCreated, "location_created", [], IptcExtension, Struct, Many, "Iptc4xmpExt:LocationCreated", "", 0, "GPS IFD: lat/lon/alt → struct members", "Location Created";
    LocationShown, "location_shown", [], IptcExtension, Struct, Many, "Iptc4xmpExt:LocationShown", "", 0, "", "Location Shown in the Image";
    MaxAvailableHeight, "max_available_height", [], IptcExtension, Integer, One, "Iptc4xmpExt:MaxAvailHeight", "", 0, "", "Max Avail Height";
    MaxAvailableWidth, "max_available_width", [], IptcExtension, Integer, One, "Iptc4xmpExt:MaxAvailWidth", "", 0, "", "Max Avail Width";
    MinorModelAge, "minor_model_age", [], IptcExtension, Uri, One, "plus:MinorModelAgeDisclosure", "", 0, "", "Minor Model Age Disclosure";
    ModelAge, "model_age", [], IptcExtension, Integer, Many, "Iptc4xmpExt:ModelAge", "", 0, "", "Model Age";
    ModelReleaseId, "model_release_id", [], IptcExtension, Text, Many, "plus:ModelReleaseID", "", 0, "", "Model Release Id";
    ModelReleaseStatus, "model_release_status", [], IptcExtension, Uri, One, "plus:ModelReleaseStatus", "", 0, "", "Model Release Status";
    Organisation, "organisation", [], IptcExtension, Text, Many, "Iptc4xmpExt:OrganisationInImageName", "", 0, "", "Name of Organisation Featured in the Image";
    OtherConstraints, "other_constraints", [], IptcExtension, Text, One, "plus:OtherConstraints", "", 0, "", "Other Constraints; language alternatives, x-default is the value";
    Person, "person", ["people"], IptcExtension, Text, Many, "Iptc4xmpExt:PersonInImage", "", 0, "", "Person Shown in the Image";
    PersonDetails, "person_details", [], IptcExtension, Struct, Many, "Iptc4xmpExt:PersonInImageWDetails", "", 0, "", "Person Shown in the Image with Details";
    Product, "product", [], IptcExtension, Struct, Many, "Iptc4xmpExt:ProductInImage", "", 0, "", "Product Shown in the Image";
    PropertyReleaseId, "property_release_id", [], IptcExtension, Text, Many, "plus:PropertyReleaseID", "", 0, "", "Property Release Id";
    PropertyReleaseStatus, "property_release_status", [], IptcExtension, Uri, One, "plus:PropertyReleaseStatus", "", 0, "", "Property Release Status";
    WebStatement, "web_statement", [], IptcExtension, Uri, One, "xmpRights:WebStatement", "", 0, "", "Web Statement of Rights";
    Label, "label", [], Workflow, Text, One, "xmp:Label", "", 0, "", "colour label as written";
    Urgency, "urgency", [], Workflow, Integer, One, "photoshop:Urgency", "2:10", 0, "", "1 most urgent .. 8; editorial urgency";
    Category, "category", [], Workflow, Text, One, "photoshop:Category", "2:15", 3, "", "";
    SupplementalCategories, "supplemental_categories", [], Workflow, Text, Many, "photoshop:SupplementalCategories", "2:20", 32, "", "";
    EditStatus, "edit_status", [], Workflow, Text, One, "", "2:07", 64, "", "";
    ReleaseDate, "release_date", ["embargo"], Workflow, Date, One, "", "2:30 (+2:35)", 0, "", "embargo: not to be used before";
    ExpirationDate, "expiration_date", ["expires"], Workflow, Date, One, "", "2:37 (+2:38)", 0, "", "not to be used after";
    ActionAdvised, "action_advised", [], Workflow, Text, One, "", "2:42", 0, "", "01 kill, 02 replace, 03 append, 04 reference";
    HierarchicalKeywords, "hierarchical_keywords", [], Workflow, Text, Many, "lr:hierarchicalSubject", "", 0, "", "levels joined by |; also digiKam:TagsList and mwg-kw";
    Conflicts, "conflicts", ["conflict"], Workflow, Text, Many, "", "", 0, "", "fields of which the file's own origins disagree and which no cataloguer has stated, and those that were changed both in a file and in the catalogue";
    DoubleEncoded, "double_encoded", ["mojibake"], Workflow, Text, Many, "", "", 0, "", "fields whose text was encoded twice (MÃ¡laga for Málaga), and which no cataloguer has stated";
    DateDigitized, "date_digitized", [], Technical, Date, One, "xmp:CreateDate", "2:62 (+2:63)", 0, "ExifIFD:CreateDate", "";
    Software, "software", [], Technical, Text, One, "xmp:CreatorTool", "", 0, "IFD0:Software", "";
    MediaType, "media_type", ["type"], Technical, Text, One, "", "", 0, "", "IANA media type, sniffed from the content, never from the extension";
    Width, "width", [], Technical, Integer, One, "", "", 0, "", "pixels, as stored (before orientation)";
    Height, "height", [], Technical, Integer, One, "", "", 0, "", "pixels, as stored";
    Orientation, "orientation", [], Technical, Integer, One, "tiff:Orientation", "", 0, "IFD0:Orientation", "1..8";
    Duration, "duration", [], Technical, Number, One, "", "", 0, "", "seconds";
    FrameRate, "frame_rate", ["fps"], Technical, Number, One, "", "", 0, "", "frames per second";
    VideoCodec, "video_codec", [], Technical, Text, One, "", "", 0, "", "the container's own code (avc1, hvc1, ap4h, V_VP9 ...)";
    AudioCodec, "audio_codec", [], Technical, Text, One, "", "", 0, "", "";
    AudioChannels, "audio_channels", [], Technical, Integer, One, "", "", 0, "", "";
    SampleRate, "sample_rate", [], Technical, Integer, One, "", "", 0, "", "hertz";
    StartTimecode, "start_timecode", [], Technical, Text, One, "xmpDM:startTimecode", "", 0, "", "HH:MM:SS:FF, ; before FF when drop-frame";
    Pages, "pages", [], Technical, Integer, One, "", "", 0, "", "documents";
    ColorSpace, "color_space", ["icc_profile"], Technical, Text, One, "", "", 0, "ExifIFD:ColorSpace", "ICC profile description, else the Exif colour space";
    BitDepth, "bit_depth", [], Technical, Integer, One, "", "", 0, "", "bits per channel";
    CameraMake, "camera_make", ["make"], Technical, Text, One, "tiff:Make", "", 0, "IFD0:Make", "";
    CameraModel, "camera_model", ["camera", "model"], Technical, Text, One, "tiff:Model", "", 0, "IFD0:Model", "";
    CameraSerial, "camera_serial", ["serial"], Technical, Text, One, "aux:SerialNumber", "", 0, "ExifIFD:BodySerialNumber", "";
    LensModel, "lens_model", ["lens"], Technical, Text, One, "aux:Lens", "", 0, "ExifIFD:LensModel", "";
    Iso, "iso", [], Technical, Integer, One, "exif:ISOSpeedRatings", "", 0, "ExifIFD:ISO", "";
    FNumber, "f_number", ["aperture"], Technical, Number, One, "exif:FNumber", "", 0, "ExifIFD:FNumber", "";
    ExposureTime, "exposure_time", ["shutter"], Technical, Number, One, "exif:ExposureTime", "", 0, "ExifIFD:ExposureTime", "seconds";
    FocalLength, "focal_length", [], Technical, Number, One, "exif:FocalLength", "", 0, "ExifIFD:FocalLength", "millimetres";
    FlashFired, "flash_fired", ["flash"], Technical, Boolean, One, "", "", 0, "ExifIFD:Flash", "";
    Latitude, "latitude", [], Technical, Number, One, "exif:GPSLatitude", "", 0, "GPS:GPSLatitude", "degrees, north positive";
    Longitude, "longitude", [], Technical, Number, One, "exif:GPSLongitude", "", 0, "GPS:GPSLongitude", "degrees, east positive";
    Altitude, "altitude", [], Technical, Number, One, "exif:GPSAltitude", "", 0, "GPS:GPSAltitude", "metres, below sea negative";
    Id, "id", [], Catalogue, Text, One, "", "", 0, "", "asset id";
    Digest, "digest", [], Catalogue, Text, One, "", "", 0, "", "BLAKE3 of the whole original, \"blake3:\" + 64 hex";
    EssenceDigest, "essence_digest", ["essence"], Catalogue, Text, One, "", "", 0, "", "BLAKE3 of the essence (the encoded picture, sound or page without its metadata), \"blake3:\" + 64 hex";
    Size, "size", [], Catalogue, Integer, One, "", "", 0, "", "bytes of the original";
    Path, "path", [], Catalogue, Text, Many, "", "", 0, "", "absolute path of each file held";
    Filename, "filename", ["name"], Catalogue, Text, Many, "", "", 0, "", "";
    Extension, "extension", ["ext"], Catalogue, Text, One, "", "", 0, "", "of the original, lower case, no dot";
    Folder, "folder", [], Catalogue, Text, Many, "", "", 0, "", "directory of each file held";
    Volume, "volume", [], Catalogue, Text, Many, "", "", 0, "", "";
    Modified, "modified", [], Catalogue, Date, One, "", "", 0, "", "the file's modification time";
    Accessioned, "accessioned", ["added", "ingested"], Catalogue, Date, One, "", "", 0, "", "when the asset was first taken in";
    Version, "version", [], Catalogue, Integer, One, "", "", 0, "", "1 for the first content, +1 for each new content";
    Copies, "copies", [], Catalogue, Integer, One, "", "", 0, "", "files held with the original's digest and present";
}

impl Field {
    /// The canonical word.
    #[inline]
    pub const fn word(self) -> &'static str {
        self.definition().word
    }

    /// What kind of value it holds.
    pub const fn kind(self) -> Kind {
        self.definition().kind
    }

    /// Whether it may have several values.
    #[inline]
    pub const fn is_many(self) -> bool {
        matches!(self.definition().arity, Arity::Many)
    }

    /// The field that `word` names, canonically or by an alias; case is ignored.
    pub fn named(word: &str) -> Option<Field> {
        Field::ALL.iter().copied().find(|field| {
            let definition = field.definition();
            definition.word.eq_ignore_ascii_case(word)
                || definition.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(word))
        })
    }

    /// Whether a bare word of a query looks into it: the prose and the names that people give, and the file name.
    pub const fn is_descriptive(self) -> bool {
        matches!(
            self,
            Field::AltText
                | Field::City
                | Field::CopyrightNotice
                | Field::Country
                | Field::Creator
                | Field::CreatorJobTitle
                | Field::CreditLine
                | Field::Description
                | Field::DescriptionWriter
                | Field::ExtendedDescription
                | Field::Headline
                | Field::Instructions
                | Field::IntellectualGenre
                | Field::JobId
                | Field::Keywords
                | Field::ProvinceOrState
                | Field::UsageTerms
                | Field::Source
                | Field::Sublocation
                | Field::Title
                | Field::ModelInfo
                | Field::Artwork
                | Field::Contributor
                | Field::CopyrightOwner
                | Field::AboutTerm
                | Field::Event
                | Field::Genre
                | Field::ImageCreator
                | Field::ImageSupplier
                | Field::SupplierImageId
                | Field::LocationCreated
                | Field::LocationShown
                | Field::Organisation
                | Field::OtherConstraints
                | Field::Person
                | Field::PersonDetails
                | Field::Product
                | Field::Label
                | Field::SupplementalCategories
                | Field::HierarchicalKeywords
                | Field::Filename
        )
    }

    /// Whether its date is a moment in time (kept in UTC) and not the wall clock where a picture was made.
    pub const fn is_instant(self) -> bool {
        matches!(self, Field::Modified | Field::Accessioned)
    }

    /// Whether equality means the whole value: identifiers and codes, where one word of several would mislead.
    pub const fn is_code(self) -> bool {
        matches!(
            self,
            Field::CountryCode
                | Field::SceneCode
                | Field::SubjectCode
                | Field::OrganisationCode
                | Field::ImageGuid
                | Field::EventId
                | Field::Category
                | Field::ActionAdvised
                | Field::Conflicts
                | Field::DoubleEncoded
                | Field::MediaType
                | Field::VideoCodec
                | Field::AudioCodec
                | Field::StartTimecode
                | Field::Id
                | Field::Digest
                | Field::EssenceDigest
                | Field::Extension
                | Field::Volume
        ) || matches!(self.kind(), Kind::Uri)
    }

    /// Whether a cataloguer may state it: it has a home in some standard and is not measured from the bytes.
    pub fn is_editable(self) -> bool {
        let definition = self.definition();
        let has_a_home = [definition.xmp, definition.iim, definition.exif].iter().any(|home| !home.is_empty());
        has_a_home && !matches!(definition.group, Group::Catalogue)
    }
}

#[cfg(test)]
mod tests {
    use super::Field;
    use std::collections::HashSet;

    #[test]
    fn no_word_or_alias_names_two_fields() {
        let mut seen = HashSet::new();
        for field in Field::ALL {
            let definition = field.definition();
            for word in std::iter::once(&definition.word).chain(definition.aliases) {
                assert!(seen.insert(*word), "`{word}` is used twice");
                assert_eq!(Field::named(&word.to_uppercase()), Some(*field));
            }
        }
    }
}
