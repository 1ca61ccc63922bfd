//! Numbers as people read them: sizes, durations, counts and their plurals. Machine formats never use it.

/// Bytes in decimal units, as disks are sold and as macOS and GNOME count: `999 bytes`, `5.2 MB`, `1.3 TB`.
pub fn size(bytes: u64) -> String {
    if bytes < 1000 {
        return plural(bytes, "byte", "bytes");
    }
    let units = ["kB", "MB", "GB", "TB", "PB", "EB"];
    #[allow(clippy::cast_precision_loss)]
    let mut number = bytes as f64 / 1000.0;
    let mut unit = 0;
    // 999.95 would print as 1000.0.
    while number >= 999.95 && unit + 1 < units.len() {
        number /= 1000.0;
        unit += 1;
    }
    format!("{number:.1} {}", units[unit])
}

/// A count with its thousands set apart: `1,234,567`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A count and what is counted: `1 file`, `1,234 files`.
pub fn plural(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// A playing time: `0:07`, `12:03`, `1:02:03`. Negative or absurd times are given in seconds.
pub fn playing_time(seconds: f64) -> String {
    if !(0.0..1e9).contains(&seconds) {
        return format!("{seconds} s");
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = seconds.round() as u64;
    match (whole / 3600, whole / 60 % 60, whole % 60) {
        (0, minutes, seconds) => format!("{minutes}:{seconds:02}"),
        (hours, minutes, seconds) => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

/// How long something takes: `3 s`, `2 min 5 s`, `1 h 2 min`.
pub fn duration(seconds: u64) -> String {
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{} h {minutes} min", count(hours)),
    }
}

/// An exposure time as photographers say it: `1/250 s`, `0.5 s`, `30 s`.
pub fn exposure(seconds: f64) -> String {
    let inverse = 1.0 / seconds;
    if seconds > 0.0 && seconds < 0.3 && (inverse.round() / inverse - 1.0).abs() < 0.02 {
        format!("1/{} s", inverse.round())
    } else {
        format!("{seconds} s")
    }
}

/// What a lens is made for, as it is engraved, where a file only has the numbers of it (shortest and longest focal length,
/// largest aperture at each): `18-70mm f/3.5-4.5`, `85mm f/1.4`. None where the text is something else.
pub fn lens(text: &str) -> Option<String> {
    let is_number = |word: &&str| word.parse().is_ok_and(|number: f64| number > 0.0 && number.is_finite());
    let words: Vec<&str> = text.split(' ').filter(is_number).collect();
    let [shortest, longest, at_shortest, at_longest] = words[..] else { return None };
    let span = |from: &str, to: &str| if from == to { from.to_owned() } else { format!("{from}-{to}") };
    let is_all = text.split(' ').count() == words.len();
    is_all.then(|| format!("{}mm f/{}", span(shortest, longest), span(at_shortest, at_longest)))
}

#[cfg(test)]
mod tests {
    use super::{count, duration, exposure, lens, playing_time, plural, size};

    #[test]
    fn a_lens_of_which_only_numbers_are_known_reads_as_it_is_engraved() {
        assert_eq!(lens("18 70 3.5 4.5").as_deref(), Some("18-70mm f/3.5-4.5"));
        assert_eq!(lens("85 85 1.4 1.4").as_deref(), Some("85mm f/1.4"));
        for other in ["", "EF35mm f/2 IS USM", "18 70 3.5", "18 70 3.5 4.5 VR", "0 70 3.5 4.5", "1 2 inf 4"] {
            assert_eq!(lens(other), None, "{other}");
        }
    }

    #[test]
    fn sizes_read_as_people_say_them() {
        for (bytes, text) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1000, "1.0 kB"),
            (5_213_377, "5.2 MB"),
            (999_999, "1.0 MB"),
            (u64::MAX, "18.4 EB"),
        ] {
            assert_eq!(size(bytes), text);
        }
    }

    #[test]
    fn counts_have_their_thousands_and_their_plural() {
        assert_eq!(count(0), "0");
        assert_eq!(count(1000), "1,000");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(plural(1, "file", "files"), "1 file");
        assert_eq!(plural(2000, "file", "files"), "2,000 files");
    }

    #[test]
    fn times_read_as_clocks_and_cameras_show_them() {
        assert_eq!(playing_time(7.4), "0:07");
        assert_eq!(playing_time(3723.0), "1:02:03");
        assert_eq!(playing_time(f64::MAX.min(1e12)), "1000000000000 s");
        assert_eq!(duration(59), "59 s");
        assert_eq!(duration(125), "2 min 5 s");
        assert_eq!(duration(3_725), "1 h 2 min");
        assert_eq!(exposure(0.004), "1/250 s");
        assert_eq!(exposure(0.000_125), "1/8000 s");
        assert_eq!(exposure(0.5), "0.5 s");
        assert_eq!(exposure(30.0), "30 s");
        assert_eq!(exposure(0.0), "0 s");
    }
}
