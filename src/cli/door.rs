//! The flags that say what is stated of new assets at the door, and what they come to.
use super::exit::Failure;
use super::session::Session;
use super::stationery::{self, Stationery, bytes_to};
use crate::asset::Shift;
use crate::asset::zone::Zone;
use crate::container::track_log;
use crate::librarian::Enrichment;
use crate::librarian::enrichment::{Clock, Gazetteer, Tracks};
use crate::query::parse_distance;
use clap::Args;
use clap_complete::ArgValueCompleter;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

/// The longest track, in bytes.
const LONGEST_TRACK: u64 = 512 * 1024 * 1024;
const LENGTHS: &str = "write `+1h30m`, `-2d` or `+1y`; the units are y mo w d h m s";

/// What is stated of every new asset.
#[derive(Args, Debug)]
#[command(next_help_heading = "What is stated of new assets")]
pub struct Door {
    /// State a field: any EDIT of `damson tag`; may be given again
    #[arg(long, value_name = "EDIT", allow_hyphen_values = true, add = ArgValueCompleter::new(super::complete::edit))]
    pub set: Vec<String>,

    #[command(flatten)]
    pub stationery: Stationery,

    /// With --codes: replace codes in the files' own texts too
    #[arg(long, requires = "codes")]
    pub expand_codes: bool,

    /// A list of cameras: what is stated by the serial number of the camera, `serial = creator, credit line` a line
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub serials: Option<PathBuf>,

    /// Move the dates of capture: by how much the camera's clock was wrong (+1h30m, -2d, +1y)
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub shift_time: Option<String>,

    /// Where the camera's clock hung: dates of capture without an offset from UTC get that of the zone (Europe/Oslo, +02:00)
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true)]
    pub time_zone: Option<String>,

    /// A GPX track, by which files without a position get one; may be given again
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub gpx: Vec<PathBuf>,

    /// With --gpx: added to the time of capture before it is looked for in the track, where the camera's clock was slow (+12s)
    #[arg(long, value_name = "TIME", requires = "gpx", allow_hyphen_values = true)]
    pub gpx_offset: Option<String>,

    /// With --gpx: the longest time between two points that are taken for one way
    #[arg(long, value_name = "TIME", requires = "gpx", default_value = "5m")]
    pub gpx_gap: String,

    /// With --gpx: replace positions that files have
    #[arg(long, requires = "gpx")]
    pub gpx_replace: bool,

    /// A table of cities from GeoNames (cities500.txt ...): the nearest is stated where a file has a position and no city
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub geocode: Option<PathBuf>,

    /// With --geocode: the farthest that a city may be
    #[arg(long, value_name = "DISTANCE", requires = "geocode", default_value = "25km")]
    pub geocode_within: String,
}

impl Door {
    /// What is stated.
    ///
    /// # Errors
    /// A file that cannot be read or understood, an edit, a time or a zone that cannot be.
    pub fn enrichment(&self, session: &Session) -> Result<Enrichment, Failure> {
        let written = self.stationery.read(&self.set, session)?;
        Ok(Enrichment {
            clock: self.clock()?,
            tracks: self.tracks(session)?,
            gazetteer: self.geocode.as_deref().map(|path| self.gazetteer(path, session)).transpose()?,
            cameras: self.serials.as_deref().map(stationery::cameras).transpose()?,
            shorthand: written.codes.clone().filter(|_| self.expand_codes),
            edits: written.edits,
            late_codes: written.codes.filter(|_| written.late.is_some()),
        })
    }

    /// How dates of capture are put right.
    ///
    /// # Errors
    /// A time or a zone that cannot be understood.
    pub fn clock(&self) -> Result<Clock, Failure> {
        let shift = self.shift_time.as_deref().map(|text| length("--shift-time", text)).transpose()?;
        let zone = self.time_zone.as_deref().map(|text| {
            let hint = "write the name of a region's zone (Europe/Oslo) or an offset from UTC (+02:00)";
            Zone::named(text).ok_or_else(|| Failure::usage(format!("--time-zone: `{text}` is no time zone"), hint))
        });
        Ok(Clock { shift, zone: zone.transpose()? })
    }

    fn tracks(&self, session: &Session) -> Result<Option<Tracks>, Failure> {
        let mut logs = Vec::new();
        for path in &self.gpx {
            let wrong = |message: String| Failure::usage(format!("{}: {message}", path.display()), None);
            let log = track_log(&bytes_to(path, LONGEST_TRACK)?).map_err(wrong)?;
            let told = [
                (log.segments.is_empty(), "there is no point with a time in it".to_owned()),
                (log.useless > 0, format!("{} points without a time or a possible place are left out", log.useless)),
                (log.is_cut, "it was cut short; its points up to there are used".to_owned()),
            ];
            let told = told.iter().filter(|(is_so, _)| *is_so);
            told.for_each(|(_, sentence)| session.messages().notice(&format!("{}: {sentence}", path.display())));
            logs.push(log);
        }
        if logs.is_empty() {
            return Ok(None);
        }
        let mut tracks = Tracks::new(logs).map_err(|message| Failure::usage(format!("--gpx: {message}"), None))?;
        tracks.offset = self.gpx_offset.as_deref().map_or(Ok(0), |text| microseconds("--gpx-offset", text))?;
        tracks.gap = microseconds("--gpx-gap", &self.gpx_gap)?;
        tracks.replaces = self.gpx_replace;
        Ok(Some(tracks))
    }

    fn gazetteer(&self, path: &Path, session: &Session) -> Result<Gazetteer, Failure> {
        let failed = |path: &Path, error: io::Error| match error.kind() {
            io::ErrorKind::InvalidData => Failure::usage(
                format!("{}: {error}", path.display()),
                "cities500.txt and its kin are at download.geonames.org/export/dump",
            ),
            _ => Failure::Io { what: format!("cannot read {}", path.display()), error },
        };
        let within = parse_distance(&self.geocode_within)?;
        let open = |path: &Path| File::open(path).map(BufReader::new);
        let mut gazetteer =
            open(path).and_then(|table| Gazetteer::read(table, within)).map_err(|error| failed(path, error))?;
        type Adds = fn(&mut Gazetteer, BufReader<File>) -> io::Result<()>;
        let beside: [(&str, &str, Adds); 2] = [
            ("admin1CodesASCII.txt", "no province", |names, table| names.name_provinces(table)),
            ("countryInfo.txt", "no country's name", |names, table| names.name_countries(table)),
        ];
        for (name, lacking, add) in beside {
            let path = path.with_file_name(name);
            match open(&path).and_then(|table| add(&mut gazetteer, table)) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    session.messages().notice(&format!("--geocode states {lacking}: there is no {}", path.display()));
                }
                Err(error) => return Err(failed(&path, error)),
            }
        }
        Ok(gazetteer)
    }
}

/// A length of time with its sign.
fn length(flag: &str, text: &str) -> Result<Shift, Failure> {
    let plain = text.trim();
    let (unsigned, is_back) = match plain.strip_prefix('-') {
        Some(rest) => (rest, true),
        None => (plain.strip_prefix('+').unwrap_or(plain), false),
    };
    let shift = Shift::of(unsigned).filter(|_| !unsigned.starts_with(['+', '-']));
    let shift = shift.ok_or_else(|| Failure::usage(format!("{flag}: `{text}` is no length of time"), LENGTHS))?;
    Ok(if is_back { shift.back() } else { shift })
}

fn microseconds(flag: &str, text: &str) -> Result<i64, Failure> {
    let seconds = length(flag, text)?.seconds().and_then(|seconds| seconds.checked_mul(1_000_000));
    seconds.ok_or_else(|| Failure::usage(format!("{flag}: `{text}` is no fixed length of time"), "write days or less"))
}
