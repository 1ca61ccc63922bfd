//! Flash movies (Adobe, "SWF File Format Specification" 19, chapter 2): the size of the stage. A movie is a program: how
//! long it lasts is not in its header. Those that LZMA compressed are known by their type alone.
use super::anatomy::Anatomy;
use super::bits::Bits;
use super::plain::Inflater;
use super::reader::Reader;
use crate::asset::ProblemKind;

/// Parts of a pixel that sizes are counted in.
const TWIPS: u32 = 20;
/// More bytes than the rectangle takes.
const RECTANGLE: usize = 17;
/// Compressed bytes that give as many.
const COMPRESSED: usize = 4096;

/// Reads the header behind the signature, the version and the length.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let bytes = match reader.some(0, 1) {
        b"F" => reader.some(8, RECTANGLE).to_vec(),
        b"C" => Inflater::beginning(reader.some(8, COMPRESSED), RECTANGLE),
        _ => return,
    };
    match stage(&bytes) {
        Some((width, height)) => anatomy.state_size(width, height),
        None => anatomy.fault(ProblemKind::Malformed, "the size of the stage cannot be read"),
    }
}

/// Five bits say how many bits each of the four sides has, which are numbers with a sign: left, right, top, bottom.
fn stage(bytes: &[u8]) -> Option<(u64, u64)> {
    let mut bits = Bits::new(bytes);
    let count = bits.uint(5)?;
    let mut side = || {
        let number = i64::from(bits.uint(count)?);
        let is_negative = count > 0 && number >> (count - 1) & 1 == 1;
        Some(if is_negative { number - (1 << count) } else { number })
    };
    let (left, right, top, bottom) = (side()?, side()?, side()?, side()?);
    let pixels = |from: i64, to: i64| u64::try_from(to - from).ok().map(|twips| twips / u64::from(TWIPS));
    Some((pixels(left, right)?, pixels(top, bottom)?))
}

#[cfg(test)]
mod tests {
    use crate::asset::Field;
    use crate::container::damage::{NUMBERS, damaged};
    use crate::container::examine;
    use crate::container::plain::tests::deflate;

    /// A stage of 550 by 400 pixels: 15 bits a side.
    const STAGE: &[u8] = b"\x78\x00\x05\x5f\x00\x00\x0f\xa0\x00\x00\x18\x51\0";

    fn size(bytes: &[u8]) -> (String, Vec<String>) {
        let anatomy = examine(&bytes, b"");
        let sizes = anatomy.facts.iter().filter(|fact| matches!(fact.field, Some(Field::Width | Field::Height)));
        (anatomy.media_type.to_string(), sizes.map(|fact| fact.values[0].to_string()).collect())
    }

    #[test]
    fn a_movie_says_its_stage_whether_it_is_compressed_or_not() {
        let plain = [b"FWS\x05\0\x01\0\0", STAGE].concat();
        let packed = [&b"CWS\x0a\0\x01\0\0"[..], &deflate(STAGE)].concat();
        for bytes in [plain, packed] {
            let (media_type, sizes) = size(&bytes);
            assert_eq!(media_type, "application/x-shockwave-flash");
            assert_eq!(sizes, ["550", "400"]);
            damaged(&bytes, 300, NUMBERS, |_, bytes| {
                examine(&bytes, b"");
            });
        }
        assert_eq!(size(b"ZWS\x0d\0\x01\0\0").1, Vec::<String>::new());
    }
}
