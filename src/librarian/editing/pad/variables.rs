//! Photo Mechanic's variables in damson's words. It knows names, and no template.
use crate::asset::Template;

/// Names, long and short, and the variable that stands for each.
const VARIABLES: &[(&[&str], &str)] = &[
    (&["aperture", "f"], "f_number"),
    (&["byline", "photographer", "photog", "creator"], "creator"),
    (&["bylinetitle", "photographertitle"], "creator_job_title"),
    (&["caption", "capt"], "description"),
    (&["captionwriter", "writer", "editor"], "description_writer"),
    (&["category", "cat"], "category"),
    (&["city"], "city"),
    (&["colorclass", "color", "colr"], "label"),
    (&["copyright", "copy"], "copyright_notice"),
    (&["country", "ctry"], "country"),
    (&["countrycode"], "country_code"),
    (&["credit", "cred"], "credit_line"),
    (&["datesort"], "date_created:%Y%m%d"),
    (&["day"], "date_created:%e"),
    (&["day0", "iptcday0"], "date_created:%d"),
    (&["dow", "dayname"], "date_created:%A"),
    (&["event"], "event"),
    (&["filename", "file"], "filename"),
    (&["filenamebase", "fbas"], "filename:stem"),
    (&["focallength"], "focal_length"),
    (&["folderpath", "fpth"], "folder"),
    (&["headline", "head"], "headline"),
    (&["height"], "height"),
    (&["hour24", "hr24"], "date_created:%H"),
    (&["instructions", "specialinstructions"], "instructions"),
    (&["iso"], "iso"),
    (&["keywords", "keyw"], "keywords"),
    (&["lens"], "lens_model"),
    (&["location", "sublocation"], "sublocation"),
    (&["make"], "camera_make"),
    (&["minute", "min0"], "date_created:%M"),
    (&["model"], "camera_model"),
    (&["month0", "mn0", "iptcmonth0"], "date_created:%m"),
    (&["monthname", "iptcmonthname"], "date_created:%B"),
    (&["objectname", "object", "title"], "title"),
    (&["persons", "people"], "person"),
    (&["rating"], "rating"),
    (&["second", "sec0"], "date_created:%S"),
    (&["serial", "serialnumber"], "camera_serial"),
    (&["shutter"], "exposure_time"),
    (&["source"], "source"),
    (&["state", "province"], "province_or_state"),
    (&["timesort"], "date_created:%H%M%S"),
    (&["transmission", "transmissionreference", "transref", "jobid"], "job_id"),
    (&["urgency"], "urgency"),
    (&["width"], "width"),
    (&["year2", "yr2", "iptcyear2"], "date_created:%y"),
    (&["year4", "yr4", "iptcyear4"], "date_created:%Y"),
];

/// The variable that a name stands for: `{city:UC}` is in upper case. A name that is a field's is that field.
fn variable(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let (name, manner) = match lower.split_once(':') {
        Some((name, "uc")) => (name, ":upper"),
        Some((name, "lc")) => (name, ":lower"),
        Some(_) => return None,
        None => (lower.as_str(), ""),
    };
    let known = VARIABLES.iter().find(|(names, _)| names.contains(&name)).map_or(name, |(_, variable)| variable);
    // A date's format comes last.
    let whole = match known.split_once(":%") {
        Some((field, format)) => format!("{{{field}{manner}:%{format}}}"),
        None => format!("{{{known}{manner}}}"),
    };
    Template::of_value(&whole).is_ok().then_some(whole)
}

/// A text with its variables in damson's words, and the names of those that damson has not: they stay text.
pub(super) fn translated(text: &str) -> (String, Vec<String>) {
    let (mut whole, mut unknown, mut rest) = (String::with_capacity(text.len()), Vec::new(), text);
    while let Some(open) = rest.find('{') {
        whole += &doubled(&rest[..open]);
        let after = &rest[open + 1..];
        let inner = after.find(['{', '}']).filter(|end| after[*end..].starts_with('}')).map(|end| &after[..end]);
        match inner.map(|name| (name, variable(name))) {
            Some((name, Some(variable))) => {
                whole += &variable;
                rest = &after[name.len() + 1..];
            }
            Some((name, None)) => {
                unknown.push(name.to_owned());
                whole += &format!("{{{{{}}}}}", name);
                rest = &after[name.len() + 1..];
            }
            None => {
                whole += "{{";
                rest = after;
            }
        }
    }
    (whole + &doubled(rest), unknown)
}

/// Text without variables: its braces are braces.
pub(super) fn doubled(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

#[cfg(test)]
mod tests {
    use super::{VARIABLES, translated, variable};
    use std::collections::HashSet;

    #[test]
    fn every_variable_is_one_of_damsons() {
        let mut seen = HashSet::new();
        for (names, _) in VARIABLES {
            for name in *names {
                assert!(variable(name).is_some(), "{name}");
                assert!(variable(&format!("{name}:UC")).is_some(), "{name}");
                assert!(seen.insert(name), "{name} stands twice");
            }
        }
    }

    #[test]
    fn what_damson_has_not_stays_text() {
        for (text, whole, unknown) in [
            ("{yr4}-{MN0}", "{date_created:%Y}-{date_created:%m}", &[][..]),
            ("{seqn} {city:1,3} {}", "{{seqn}} {{city:1,3}} {{}}", &["seqn", "city:1,3", ""]),
            ("a } { b {city", "a }} {{ b {{city", &[]),
            ("{monthname:UC}", "{date_created:upper:%B}", &[]),
        ] {
            let (found, strange) = translated(text);
            assert_eq!((found.as_str(), strange.len()), (whole, unknown.len()), "{text}: {strange:?}");
        }
    }
}
