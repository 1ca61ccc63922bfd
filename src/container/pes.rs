//! The packets of elementary streams in MPEG systems (ISO/IEC 13818-1, 2.4.3.6; ISO/IEC 11172-1, 2.4.3.3): where what
//! they carry begins, and when it is to be shown. It knows neither transport nor program streams.

/// Ticks a second of the times.
const TICKS: f64 = 90_000.0;
/// Ticks after which times begin anew.
const ROUND: u64 = 1 << 33;

/// The time in a packet, if it has one, and where its content begins; none where there is no packet.
pub(super) fn pes(bytes: &[u8]) -> Option<(Option<u64>, usize)> {
    let [0, 0, 1, stream, _, _, rest @ ..] = bytes else { return None };
    match rest {
        // Paddings, maps and private streams of the second kind have no header of this form.
        _ if matches!(stream, 0xBC | 0xBE | 0xBF | 0xF0..=0xF2 | 0xF8 | 0xFF) => Some((None, 6)),
        [first, flags, length, times @ ..] if first >> 6 == 2 => {
            Some((time(times).filter(|_| flags & 0x80 != 0), 9 + usize::from(*length)))
        }
        _ => Some(older(rest)),
    }
}

/// MPEG-1: stuffing, perhaps a buffer's size, then times marked by their first four bits.
fn older(rest: &[u8]) -> (Option<u64>, usize) {
    let stuffing = rest.iter().take(16).take_while(|byte| **byte == 0xFF).count();
    let buffer = rest.get(stuffing).map_or(0, |byte| if byte >> 6 == 1 { 2 } else { 0 });
    let at = stuffing + buffer;
    let times = rest.get(at..).unwrap_or(&[]);
    match times.first().map_or(0, |byte| byte >> 4) {
        2 => (time(times), 6 + at + 5),
        3 => (time(times), 6 + at + 10),
        _ => (None, 6 + at + 1),
    }
}

/// A time of 33 bits, with marks between them.
fn time(bytes: &[u8]) -> Option<u64> {
    let [a, b, c, d, e, ..] = bytes.first_chunk::<5>()?.map(u64::from);
    let is_marked = a & 1 == 1 && c & 1 == 1 && e & 1 == 1;
    is_marked.then_some((a >> 1 & 7) << 30 | b << 22 | (c >> 1) << 15 | d << 7 | e >> 1)
}

/// The earliest and the latest time of a stream.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clock {
    earliest: Option<u64>,
    latest: Option<u64>,
}

impl Clock {
    /// Takes a time from the beginning.
    pub(super) fn first(&mut self, time: u64) {
        self.earliest = Some(self.earliest.map_or(time, |earliest| earliest.min(time)));
        self.last(time);
    }

    /// Takes a time from anywhere: one before the beginning has begun anew.
    pub(super) fn last(&mut self, time: u64) {
        let Some(earliest) = self.earliest else { return };
        let time = if time < earliest { time + ROUND } else { time };
        // A time that goes back by a little belongs to a picture that is shown before its beginning.
        let is_late = time - earliest < ROUND / 2;
        if is_late {
            self.latest = Some(self.latest.map_or(time, |latest| latest.max(time)));
        }
    }

    /// Seconds of the beginning, and of the end of a last frame that is shown for some.
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn span(&self, frame: f64) -> Option<(f64, f64)> {
        Some((self.earliest? as f64 / TICKS, self.latest? as f64 / TICKS + frame))
    }
}
