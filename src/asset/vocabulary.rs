//! The controlled vocabularies from which some fields take their values: PLUS's, and IPTC's of digital source types.
//!
//! A value is the address of a term, which is what is stored and printed to programs; people read and write its code or
//! its name.
use super::field::Field;
use super::fold::fold;

/// A vocabulary, as far as its terms are known here.
#[derive(Debug)]
pub struct Vocabulary {
    /// What the address of every term begins with.
    pub address: &'static str,
    /// The code that ends a term's address, and the term's name in English.
    pub terms: &'static [(&'static str, &'static str)],
}

/// Where PLUS's terms are (PLUS License Data Format 2.1).
const PLUS: &str = "http://ns.useplus.org/ldf/vocab/";

const DATA_MINING: Vocabulary = Vocabulary {
    address: PLUS,
    terms: &[
        ("DMI-UNSPECIFIED", "Unspecified - no prohibition defined"),
        ("DMI-ALLOWED", "Allowed"),
        ("DMI-PROHIBITED-AIMLTRAINING", "Prohibited for AI/ML training"),
        ("DMI-PROHIBITED-GENAIMLTRAINING", "Prohibited for generative AI/ML training"),
        ("DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING", "Prohibited except for search engine indexing"),
        ("DMI-PROHIBITED", "Prohibited"),
        ("DMI-PROHIBITED-SEECONSTRAINT", "Prohibited, see Other Constraints"),
        ("DMI-PROHIBITED-SEEEMBEDDEDRIGHTSEXPR", "Prohibited, see Embedded Encoded Rights Expression"),
        ("DMI-PROHIBITED-SEELINKEDRIGHTSEXPR", "Prohibited, see Linked Encoded Rights Expression"),
    ],
};

const MODEL_RELEASE: Vocabulary = Vocabulary {
    address: PLUS,
    terms: &[
        ("MR-NON", "None"),
        ("MR-NAP", "Not Applicable"),
        ("MR-UMR", "Unlimited Model Releases"),
        ("MR-LMR", "Limited or Incomplete Model Releases"),
    ],
};

const PROPERTY_RELEASE: Vocabulary = Vocabulary {
    address: PLUS,
    terms: &[
        ("PR-NON", "None"),
        ("PR-NAP", "Not Applicable"),
        ("PR-UPR", "Unlimited Property Releases"),
        ("PR-LPR", "Limited or Incomplete Property Releases"),
    ],
};

const MODEL_AGE: Vocabulary = Vocabulary {
    address: PLUS,
    terms: &[
        ("AG-UNK", "Age Unknown"),
        ("AG-A25", "Age 25 or Over"),
        ("AG-A24", "Age 24"),
        ("AG-A23", "Age 23"),
        ("AG-A22", "Age 22"),
        ("AG-A21", "Age 21"),
        ("AG-A20", "Age 20"),
        ("AG-A19", "Age 19"),
        ("AG-A18", "Age 18"),
        ("AG-A17", "Age 17"),
        ("AG-A16", "Age 16"),
        ("AG-A15", "Age 15"),
        ("AG-U14", "Age 14 or Under"),
    ],
};

/// IPTC NewsCodes, release of October 2024, the retired terms with it: files go on having them.
const SOURCE_TYPE: Vocabulary = Vocabulary {
    address: "http://cv.iptc.org/newscodes/digitalsourcetype/",
    terms: &[
        ("digitalCapture", "Digital capture sampled from real life"),
        ("computationalCapture", "Multi-frame computational capture sampled from real life"),
        ("negativeFilm", "Digitised from a negative on film"),
        ("positiveFilm", "Digitised from a positive on film"),
        ("print", "Digitised from a print on non-transparent medium"),
        ("humanEdits", "Human-edited media"),
        ("algorithmicallyEnhanced", "Algorithmically-altered media"),
        ("digitalCreation", "Digital creation"),
        ("dataDrivenMedia", "Data-driven media"),
        ("trainedAlgorithmicMedia", "Created using Generative AI"),
        ("algorithmicMedia", "Pure algorithmic media"),
        ("screenCapture", "Screen capture"),
        ("virtualRecording", "Virtual event recording"),
        ("composite", "Composite of elements"),
        ("compositeCapture", "Composite of captured elements"),
        ("compositeSynthetic", "Composite including generative AI elements"),
        ("compositeWithTrainedAlgorithmicMedia", "Edited using Generative AI"),
        ("minorHumanEdits", "Original media with minor human edits (retired)"),
        ("digitalArt", "Digital art (retired)"),
        ("softwareImage", "Created by software (retired)"),
    ],
};

impl Field {
    /// The vocabulary that its values are terms of.
    pub const fn vocabulary(self) -> Option<&'static Vocabulary> {
        match self {
            Field::DataMining => Some(&DATA_MINING),
            Field::ModelReleaseStatus => Some(&MODEL_RELEASE),
            Field::PropertyReleaseStatus => Some(&PROPERTY_RELEASE),
            Field::MinorModelAge => Some(&MODEL_AGE),
            Field::DigitalSourceType => Some(&SOURCE_TYPE),
            _other => None,
        }
    }
}

impl Vocabulary {
    /// The code and the name of the term that a value names by its address, with `http` or `https`, or by its code.
    pub fn term(&self, value: &str) -> Option<(&'static str, &'static str)> {
        let bare = |address: &str| address.split_once("://").map(|(_, rest)| rest.to_owned());
        let value = value.trim();
        let code = match bare(value) {
            Some(rest) => rest.strip_prefix(bare(self.address)?.as_str())?.to_owned(),
            None => value.to_owned(),
        };
        self.terms.iter().copied().find(|(known, _)| known.eq_ignore_ascii_case(&code))
    }

    /// The code of the term that people mean by a code or a name.
    pub fn code(&self, word: &str) -> Option<&'static str> {
        let folded = fold(word);
        let named = || self.terms.iter().copied().find(|(_, name)| fold(name) == folded);
        self.term(word).or_else(named).map(|(code, _)| code)
    }

    /// The address of the term that people mean by a code or a name.
    pub fn address_of(&self, word: &str) -> Option<String> {
        self.code(word).map(|code| format!("{}{code}", self.address))
    }
}

#[cfg(test)]
mod tests {
    use super::Field;
    use crate::asset::Kind;

    #[test]
    fn a_term_is_known_by_its_address_its_code_and_its_name() {
        let releases = Field::ModelReleaseStatus.vocabulary().expect("a vocabulary");
        let term = Some(("MR-UMR", "Unlimited Model Releases"));
        for value in ["http://ns.useplus.org/ldf/vocab/MR-UMR", "https://ns.useplus.org/ldf/vocab/MR-UMR", "mr-umr"] {
            assert_eq!(releases.term(value), term);
        }
        for value in ["http://example.org/MR-UMR", "MR-XXX", "Unlimited Model Releases", ""] {
            assert_eq!(releases.term(value), None, "{value}");
        }
        let address = Some("http://ns.useplus.org/ldf/vocab/MR-UMR".to_owned());
        for word in ["MR-UMR", "unlimited model releases", "https://ns.useplus.org/ldf/vocab/mr-umr"] {
            assert_eq!(releases.address_of(word), address, "{word}");
        }
        assert_eq!(releases.address_of("unlimited"), None);
    }

    #[test]
    fn only_identifiers_have_vocabularies_and_no_code_or_name_stands_for_two_terms() {
        for field in Field::ALL {
            let Some(vocabulary) = field.vocabulary() else { continue };
            assert_eq!(field.kind(), Kind::Uri);
            for (code, name) in vocabulary.terms {
                assert_eq!(vocabulary.code(code), Some(*code));
                assert_eq!(vocabulary.code(name), Some(*code), "{name}");
            }
        }
    }
}
