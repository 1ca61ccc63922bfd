//! Huffman codes of a JPEG (T.81, annex C), made into tables that a reader who does not want the AC coefficients needs:
//! how many bits to pass, and by how many coefficients that gets on, several codes at once.
use super::bits::Bits;

/// How many bits a table is asked with: its AC form then fits into a core's first cache.
const ASKED: u32 = 12;
const ENTRIES: usize = 1 << ASKED;

/// A table of codes.
pub(super) struct Codes {
    /// By the next bits: the code's length above its symbol; 0 where it is longer.
    short: Vec<u16>,
    /// For each length, the codes that have it: the first, one past the last, and the place of its symbol.
    long: [(u32, u32, usize); 17],
    symbols: Vec<u8>,
    /// By the next bits: what may be passed at once. Only of AC tables.
    passes: Vec<Pass>,
}

/// What is passed: several codes with their further bits, and the first alone.
#[derive(Clone, Copy, Default)]
struct Pass {
    /// Bits of all; 0 where not even one code is known.
    bits: u8,
    /// Coefficients of all.
    advance: u8,
    first_bits: u8,
    /// Coefficients of the first, above whether it ends the block (1), above whether all do (2).
    first: u8,
}

const ALL_END: u8 = 0x80;
const FIRST_ENDS: u8 = 0x40;
/// The end of a block (T.81, F.1.2.2.1).
const END: u8 = 0x00;
/// Sixteen zeros.
const ZEROS: u8 = 0xF0;
/// Coefficients of a block.
const BLOCK: u32 = 64;

impl Codes {
    /// Codes by how many there are of each length, 1 to 16, and their symbols; `None` if there cannot be so many.
    pub(super) fn new(counts: &[u8; 16], symbols: &[u8], is_ac: bool) -> Option<Codes> {
        let (mut short, mut long) = (vec![0; ENTRIES], [(0, 0, 0); 17]);
        let (mut code, mut place) = (0_u32, 0);
        for (length, count) in (1_u32..).zip(counts) {
            let past = code + u32::from(*count);
            if past > 1 << length {
                return None;
            }
            *long.get_mut(length as usize)? = (code, past, place);
            let own = symbols.get(place..place + usize::from(*count))?;
            for (code, symbol) in (code..past).zip(own).filter(|_| length <= ASKED) {
                let first = (code << (ASKED - length)) as usize;
                short.get_mut(first..first + (1 << (ASKED - length)))?.fill((length as u16) << 8 | u16::from(*symbol));
            }
            place += own.len();
            code = past << 1;
        }
        let passes = if is_ac { (0..ENTRIES).map(|bits| pass(&short, bits)).collect() } else { Vec::new() };
        Some(Codes { short, long, symbols: symbols.to_vec(), passes })
    }

    /// Takes a code; `None` where it is none. At least 16 bits are there.
    #[inline(always)]
    pub(super) fn symbol(&self, bits: &mut Bits<'_>) -> Option<u8> {
        let found = self.short.get(bits.peek(ASKED)).copied().unwrap_or(0);
        if found == 0 {
            return self.long_symbol(bits);
        }
        bits.take(u32::from(found >> 8));
        Some(found as u8)
    }

    #[cold]
    fn long_symbol(&self, bits: &mut Bits<'_>) -> Option<u8> {
        for length in ASKED + 1..=16 {
            let code = bits.peek(length) as u32;
            let (first, past, place) = *self.long.get(length as usize)?;
            if (first..past).contains(&code) {
                bits.take(length);
                return self.symbols.get(place + (code - first) as usize).copied();
            }
        }
        None
    }

    /// Passes the AC coefficients of a block; false where there is no such code.
    #[inline(always)]
    pub(super) fn pass_block(&self, bits: &mut Bits<'_>) -> bool {
        let mut at = 1;
        loop {
            bits.want(32);
            let pass = self.passes.get(bits.peek(ASKED)).copied().unwrap_or_default();
            let next = at + u32::from(pass.advance);
            if pass.bits > 0 && next < BLOCK {
                bits.take(pass.bits.into());
                if pass.first & ALL_END > 0 {
                    return true;
                }
                at = next;
                continue;
            }
            // The block may end among several: one at a time.
            if pass.bits > 0 {
                bits.take(pass.first_bits.into());
                at += u32::from(pass.first & 0x3F);
                if pass.first & FIRST_ENDS > 0 {
                    return true;
                }
            } else {
                let Some((symbol, advance)) =
                    self.long_symbol(bits).and_then(|symbol| Some((symbol, advance(symbol)?)))
                else {
                    return false;
                };
                if symbol == END {
                    return true;
                }
                bits.take(u32::from(symbol & 15));
                at += advance;
            }
            if at >= BLOCK {
                return at == BLOCK;
            }
        }
    }
}

/// By how many coefficients a symbol gets on; `None` for those that mean nothing in a sequential scan.
fn advance(symbol: u8) -> Option<u32> {
    match symbol {
        END => Some(0),
        ZEROS => Some(16),
        _ if symbol & 15 == 0 => None,
        _ => Some(u32::from(symbol >> 4) + 1),
    }
}

/// What may be passed when these bits are next. Of a code's further bits only their number counts, so the last may lie
/// beyond what was asked.
fn pass(short: &[u16], next: usize) -> Pass {
    let mut pass = Pass::default();
    while u32::from(pass.bits) < ASKED {
        let found = short.get(next << pass.bits & (ENTRIES - 1)).copied().unwrap_or(0);
        let (length, symbol) = ((found >> 8) as u8, found as u8);
        let Some(advance) = advance(symbol).filter(|_| length > 0 && u32::from(pass.bits + length) <= ASKED) else {
            break;
        };
        let is_first = pass.bits == 0;
        pass.bits += length + (symbol & 15) * u8::from(symbol != ZEROS);
        pass.advance = pass.advance.saturating_add(advance as u8);
        if is_first {
            pass.first_bits = pass.bits;
            pass.first = advance as u8 | if symbol == END { FIRST_ENDS } else { 0 };
        }
        if symbol == END {
            pass.first |= ALL_END;
            break;
        }
    }
    pass
}
