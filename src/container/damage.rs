//! Samples for tests: examined by one reader alone, and damaged copies of them (cut, a bit turned, a few bytes written
//! over; the same ones each time).
use super::anatomy::Anatomy;
use super::reader::Reader;
use crate::asset::MediaType;

/// What a reader makes of bytes.
pub(in crate::container) fn examined(bytes: &[u8], examine: fn(&mut Reader<'_>, &mut Anatomy)) -> Anatomy {
    let mut anatomy = Anatomy::of(MediaType::UNKNOWN);
    examine(&mut Reader::new(&bytes), &mut anatomy);
    anatomy
}

/// Numbers that lie about sizes and offsets, in both orders.
pub(crate) const NUMBERS: &[&[u8]] = &[
    &[255; 4],
    &[0; 4],
    &[0x7F, 255, 255, 255],
    &[255, 255, 255, 0x7F],
    &[0, 0, 0, 1],
    &[1, 0, 0, 0],
    &[255; 8],
    &[255],
];

/// Calls `each` with the number of the round and a damaged copy; `words` are what is written over its bytes.
pub(crate) fn damaged(sample: &[u8], rounds: usize, words: &[&[u8]], mut each: impl FnMut(usize, &[u8])) {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    // Xorshift (Marsaglia): enough for choosing places.
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    for round in 0..rounds {
        let mut bytes = sample.to_vec();
        let at = random(bytes.len());
        match round % 3 {
            0 => bytes.truncate(at),
            1 => bytes[at] ^= 1 << random(8),
            _ => {
                let word = words[random(words.len())];
                bytes.iter_mut().skip(at).zip(word).for_each(|(to, byte)| *to = *byte);
            }
        }
        each(round, &bytes);
    }
}
