//! Time codes as editors write them (SMPTE ST 12-1): hours, minutes, seconds and frames, with `;` where numbers are
//! dropped so that the count keeps up with the clock. It knows no format that holds one.

/// The label of a frame, counted from midnight, at a whole number of frames a second.
pub(super) fn label(frames: u64, base: u64, is_dropped: bool) -> Option<String> {
    if !(1..=1000).contains(&base) {
        return None;
    }
    // Of 30 numbers the first 2 of each minute but every tenth are left out; of 60 the first 4 (8.2).
    let is_dropped = is_dropped && base.is_multiple_of(15);
    let dropped = if is_dropped { base / 15 } else { 0 };
    let ten_minutes = base * 600 - dropped * 9;
    let frames = frames % (ten_minutes * 144);
    let (tens, rest) = (frames / ten_minutes, frames % ten_minutes);
    let minutes = rest.saturating_sub(dropped) / (base * 60 - dropped);
    let number = frames + dropped * (9 * tens + minutes);
    let (seconds, frame) = (number / base, number % base);
    let mark = if is_dropped { ';' } else { ':' };
    Some(format!("{:02}:{:02}:{:02}{mark}{frame:02}", seconds / 3600, seconds / 60 % 60, seconds % 60))
}

/// The label of a moment given in ticks since midnight: `rate` is a fraction, in frames a second.
pub(super) fn label_at(ticks: u64, ticks_a_second: u64, rate: (u64, u64), is_dropped: bool) -> Option<String> {
    let (over, under) = rate;
    let frames = u128::from(ticks)
        .checked_mul(over.into())?
        .checked_div(u128::from(under).checked_mul(ticks_a_second.into())?)?;
    label(u64::try_from(frames).ok()?, over.checked_add(under.checked_sub(1)?)?.checked_div(under)?, is_dropped)
}

#[cfg(test)]
mod tests {
    use super::{label, label_at};

    #[test]
    fn numbers_are_dropped_at_each_minute_but_the_tenth() {
        let at = |frames| label(frames, 30, true).unwrap();
        assert_eq!(at(1799), "00:00:59;29");
        assert_eq!(at(1800), "00:01:00;02");
        assert_eq!(at(17_981), "00:09:59;29");
        assert_eq!(at(17_982), "00:10:00;00");
        assert_eq!(at(107_892), "01:00:00;00");
        assert_eq!(at(17_982 * 144), "00:00:00;00");
        assert_eq!(label(3600, 60, true).as_deref(), Some("00:01:00;04"));
        assert_eq!(label(90_000, 25, false).as_deref(), Some("01:00:00:00"));
        assert_eq!(label(1, 0, false), None);
    }

    #[test]
    fn a_moment_is_a_frame_of_its_rate() {
        assert_eq!(label_at(48_000 * 3600, 48_000, (25, 1), false).as_deref(), Some("01:00:00:00"));
        assert_eq!(label_at(48_000 * 3600, 48_000, (30_000, 1001), true).as_deref(), Some("01:00:00;00"));
        assert_eq!(label_at(u64::MAX, 1, (u64::MAX, 1), true), None);
        assert_eq!(label_at(1, 0, (25, 1), true), None);
    }
}
