//! Numbers as XMP writes Exif's: fractions of whole numbers, and angles in degrees and minutes.

/// The simplest fraction of whole numbers that reads back as the number: `1/125` for 0.008, `28/10` for 2.8. Numbers that
/// no fraction of Exif's 32 bits gives have a power of two below the line, or the nearest fraction where that is too long.
pub(super) fn rational(number: f64) -> String {
    let size = number.abs();
    let sign = if number < 0.0 { "-" } else { "" };
    let (over, under) = simplest(size);
    format!("{sign}{over}/{under}")
}

/// The same for a number that is not negative, where 32 bits hold both parts.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(in crate::metadata) fn fraction(size: f64) -> Option<(u32, u32)> {
    let (over, under) = simplest(size);
    (size >= 0.0 && over <= MOST && under <= MOST).then_some((over as u32, under as u32))
}

fn simplest(size: f64) -> (f64, f64) {
    one_over(size).or_else(|| tenths(size)).unwrap_or_else(|| convergent(size))
}

const MOST: f64 = u32::MAX as f64;

fn is_exact(over: f64, under: f64, size: f64) -> bool {
    over <= MOST && under <= MOST && (over / under).to_bits() == size.to_bits()
}

/// How shutter speeds are written.
fn one_over(size: f64) -> Option<(f64, f64)> {
    let under = (1.0 / size).round();
    (size > 0.0 && size < 1.0 && is_exact(1.0, under, size)).then_some((1.0, under))
}

fn tenths(size: f64) -> Option<(f64, f64)> {
    let unders = [1.0, 10.0, 100.0, 1_000.0, 10_000.0, 100_000.0, 1_000_000.0];
    unders.into_iter().map(|under| ((size * under).round(), under)).find(|(over, under)| is_exact(*over, *under, size))
}

/// By continued fractions of the number's exact value, until one is exact or the numbers grow too large.
#[allow(clippy::cast_precision_loss)]
fn convergent(size: f64) -> (f64, f64) {
    let Some((over, under)) = dyadic(size) else { return (if size < 1.0 { 0.0 } else { size.round() }, 1.0) };
    let (mut a, mut b) = (over, under);
    let (mut before, mut last) = ((0.0, 1.0), (1.0, 0.0));
    while b != 0 {
        let whole = (a / b) as f64;
        (a, b) = (b, a % b);
        let next = (whole * last.0 + before.0, whole * last.1 + before.1);
        if next.0 > MOST || next.1 > MOST {
            return (over as f64, under as f64);
        }
        (before, last) = (last, next);
        if is_exact(last.0, last.1, size) {
            break;
        }
    }
    last
}

/// The number as a whole number over a power of two, where that has at most 110 bits.
fn dyadic(size: f64) -> Option<(u128, u128)> {
    let bits = size.to_bits();
    let (exponent, digits) = (u32::try_from(bits >> 52).ok()?, bits & ((1 << 52) - 1));
    let (over, places) = (digits | 1 << 52, 1075u32.checked_sub(exponent)?);
    let spare = over.trailing_zeros().min(places);
    (exponent > 0 && places - spare <= 110).then(|| (u128::from(over >> spare), 1 << (places - spare)))
}

/// Steps of an angle in one minute of arc.
const STEPS: u64 = 100_000_000;

/// `59,54.6N`: degrees and decimal minutes, to 10⁻⁸ of a minute (Adobe XMP Part 2, 1.2.4, `GPSCoordinate`).
pub(super) fn angle(degrees: f64, (positive, negative): (char, char)) -> String {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    let steps = (degrees.abs().min(360.0) * 60.0 * STEPS as f64).round() as u64;
    let (whole, rest) = (steps / (60 * STEPS), steps % (60 * STEPS));
    let fraction = format!("{:08}", rest % STEPS);
    let digits = fraction.trim_end_matches('0');
    let digits = if digits.is_empty() { "0" } else { digits };
    format!("{whole},{}.{digits}{}", rest / STEPS, if degrees < 0.0 { negative } else { positive })
}

#[cfg(test)]
mod tests {
    use super::{angle, rational};

    #[test]
    fn fractions_are_the_ones_that_cameras_write() {
        for (number, text) in [
            (0.008, "1/125"),
            (2.8, "28/10"),
            (50.0, "50/1"),
            (1.3, "13/10"),
            (0.0, "0/1"),
            (-0.4, "-4/10"),
            (1.0 / 3.0, "1/3"),
            (2.0 / 3.0, "2/3"),
        ] {
            assert_eq!(rational(number), text);
        }
    }

    #[test]
    fn a_fraction_of_a_camera_reads_back_as_the_same_number() {
        for (over, under) in [
            (10, 8000),
            (562_908_974, 618_545_824),
            (2, 1_285_397_469),
            (4294, 1000),
            (5_660_000, 1_048_576),
            (1, 4_294_967_295_u32),
            (355, 113),
        ] {
            let number = f64::from(over) / f64::from(under);
            let text = rational(number);
            let (over, under) = text.split_once('/').unwrap();
            assert_eq!(over.parse::<f64>().unwrap() / under.parse::<f64>().unwrap(), number, "{text}");
        }
    }

    #[test]
    fn numbers_too_large_for_a_fraction_stay_finite() {
        for number in [f64::MAX, f64::MIN_POSITIVE, 1e12] {
            assert!(!rational(number).contains("inf") && !rational(number).contains("NaN"));
        }
    }

    #[test]
    fn angles_are_degrees_and_minutes() {
        assert_eq!(angle(59.91, ('N', 'S')), "59,54.6N");
        assert_eq!(angle(-10.75, ('E', 'W')), "10,45.0W");
        assert_eq!(angle(0.999_999_999_999_9, ('N', 'S')), "1,0.0N");
    }
}
