//! GPX 1.0 and 1.1 (topografix.com/GPX/1/1) to the points of its tracks, a run of points for each segment. Waypoints and routes
//! are left out: they were not recorded on the way. What it holds is bounded by the text and by a number of points.
use super::markup::{Markup, Piece, Tag, decoded};
use crate::asset::Date;

/// Where somebody was, and when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrackPoint {
    /// Microseconds since 1970 began in UTC.
    pub moment: i64,
    /// Degrees, north positive (WGS 84).
    pub latitude: f64,
    /// Degrees, east positive.
    pub longitude: f64,
    /// Metres above the sea, where it is known.
    pub altitude: Option<f32>,
}

/// A track as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrackLog {
    /// The points of each segment, by time; none is empty.
    pub segments: Vec<Vec<TrackPoint>>,
    /// Points that say no time or no possible place, and count for nothing.
    pub useless: usize,
    /// Whether there is no end to the file: it was cut short.
    pub is_cut: bool,
}

/// The most points of one file: weeks of one a second.
const MOST_POINTS: usize = 4_000_000;

/// Reads a track log.
///
/// # Errors
/// A sentence: what is no GPX, and one with more points than are read.
pub fn track_log(bytes: &[u8]) -> Result<TrackLog, String> {
    let text = decoded(bytes);
    let mut reader = Reader::default();
    for piece in Markup::new(&text) {
        reader.take(piece)?;
    }
    if !reader.is_gpx {
        return Err("it is no GPX: there is no `gpx` element".to_owned());
    }
    reader.end_segment();
    Ok(TrackLog { is_cut: reader.depth > 0, ..reader.log })
}

/// What text is waited for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Wanted {
    Elevation,
    Time,
}

/// A point of which not everything is known yet.
#[derive(Debug, Default)]
struct Draft {
    /// The depth at which it was opened.
    depth: usize,
    place: Option<(f64, f64)>,
    moment: Option<i64>,
    altitude: Option<f32>,
}

#[derive(Default)]
struct Reader {
    log: TrackLog,
    segment: Vec<TrackPoint>,
    points: usize,
    depth: usize,
    is_gpx: bool,
    draft: Option<Draft>,
    wanted: Option<(Wanted, String)>,
}

impl Reader {
    fn take(&mut self, piece: Piece<'_>) -> Result<(), String> {
        match piece {
            Piece::Open(tag) => self.open(&tag),
            Piece::Close(_) => self.close(),
            Piece::Text(text) => {
                if let Some((_, kept)) = &mut self.wanted
                    && kept.len() < LONGEST_TEXT
                {
                    kept.push_str(text.get(..text.floor_char_boundary(LONGEST_TEXT)).unwrap_or_default());
                }
                Ok(())
            }
        }
    }

    fn open(&mut self, tag: &Tag<'_>) -> Result<(), String> {
        self.depth += 1;
        self.wanted = None;
        match tag.local() {
            "gpx" if self.depth == 1 => self.is_gpx = true,
            "trk" | "trkseg" => self.end_segment(),
            "trkpt" if self.is_gpx => {
                self.draft = Some(Draft { depth: self.depth, place: place_of(tag), ..Draft::default() });
            }
            name if self.draft.as_ref().is_some_and(|draft| draft.depth + 1 == self.depth) => {
                self.wanted = match name {
                    "ele" => Some((Wanted::Elevation, String::new())),
                    "time" => Some((Wanted::Time, String::new())),
                    _ => None,
                };
            }
            _ => {}
        }
        if tag.is_empty { self.close() } else { Ok(()) }
    }

    fn close(&mut self) -> Result<(), String> {
        if let (Some((wanted, text)), Some(draft)) = (self.wanted.take(), &mut self.draft) {
            match wanted {
                Wanted::Elevation => {
                    draft.altitude = text.trim().parse().ok().filter(|metres: &f32| metres.is_finite())
                }
                Wanted::Time => draft.moment = moment_of(&text),
            }
        }
        let is_over = self.draft.as_ref().is_some_and(|draft| draft.depth == self.depth);
        self.depth = self.depth.saturating_sub(1);
        if !is_over {
            return Ok(());
        }
        let Some(Draft { place, moment, altitude, .. }) = self.draft.take() else { return Ok(()) };
        match (place, moment) {
            (Some((latitude, longitude)), Some(moment)) => {
                self.points += 1;
                if self.points > MOST_POINTS {
                    return Err(format!("it has more than {MOST_POINTS} points"));
                }
                self.segment.push(TrackPoint { moment, latitude, longitude, altitude });
            }
            (_, _) => self.log.useless += 1,
        }
        Ok(())
    }

    fn end_segment(&mut self) {
        let mut segment = std::mem::take(&mut self.segment);
        if !segment.is_empty() {
            segment.sort_by_key(|point| point.moment);
            self.log.segments.push(segment);
        }
    }
}

/// No time and no elevation is longer.
const LONGEST_TEXT: usize = 64;

fn place_of(tag: &Tag<'_>) -> Option<(f64, f64)> {
    let degrees = |name: &str, most: f64| {
        let text = tag.attribute(name)?;
        text.trim().parse().ok().filter(|degrees: &f64| degrees.abs() <= most)
    };
    Some((degrees("lat", 90.0)?, degrees("lon", 180.0)?))
}

/// GPX's times are UTC, also where that is not written.
fn moment_of(text: &str) -> Option<i64> {
    let date: Date = text.trim().parse().ok()?;
    let offset = date.offset.or(Some(0));
    Date { offset, ..date }.moment()
}

#[cfg(test)]
mod tests {
    use super::{TrackPoint, track_log};

    const HEAD: &str = "<?xml version='1.0'?><gpx version='1.1' xmlns='http://www.topografix.com/GPX/1/1'>";

    fn point(moment: i64, latitude: f64, longitude: f64, altitude: Option<f32>) -> TrackPoint {
        TrackPoint { moment: moment * 1_000_000, latitude, longitude, altitude }
    }

    #[test]
    fn each_segment_is_a_run_of_points_by_time() {
        let text = format!(
            "{HEAD}<wpt lat='1' lon='1'><time>1970-01-01T00:00:00Z</time></wpt><rte><rtept lat='1' lon='1'/></rte>\
             <trk><name>x</name><trkseg>\
             <trkpt lat='59.9' lon='10.7'><ele>12.5</ele><time>1970-01-01T00:00:20Z</time></trkpt>\
             <trkpt lon=\"10.6\" lat=\"-59.8\"><time>1970-01-01T00:00:10</time>\
             <extensions><time>1999-01-01T00:00:00Z</time><ele>1</ele></extensions></trkpt>\
             <trkpt lat='91' lon='0'><time>1970-01-01T00:00:30Z</time></trkpt><trkpt lat='1' lon='0'/></trkseg>\
             <trkseg/><trkseg><trkpt lat='1' lon='2'><time>1970-01-01T01:00:30+01:00</time></trkpt></trkseg></trk></gpx>"
        );
        let log = track_log(text.as_bytes()).unwrap();
        assert_eq!(
            log.segments,
            [vec![point(10, -59.8, 10.6, None), point(20, 59.9, 10.7, Some(12.5))], vec![point(30, 1.0, 2.0, None)]]
        );
        assert_eq!((log.useless, log.is_cut), (2, false));
    }

    #[test]
    fn prefixes_and_wide_letters_are_read_and_a_cut_file_up_to_its_cut() {
        let text = "<g:gpx xmlns:g='x'><g:trk><g:trkseg><g:trkpt lat='1' lon='2'><g:time>1970-01-01T00:00:30Z</g:time>\
                    </g:trkpt><g:trkpt lat='1' lon='2'><g:ti";
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [text.as_bytes(), &wide] {
            let log = track_log(bytes).unwrap();
            assert_eq!((log.segments.len(), log.is_cut), (1, true));
        }
    }

    #[test]
    fn what_is_no_gpx_is_refused() {
        for text in ["", "x", "<kml><trkpt lat='1' lon='2'/></kml>", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "<a><gpx/></a>"]
        {
            assert!(track_log(text.as_bytes()).is_err(), "{text}");
        }
    }
}
