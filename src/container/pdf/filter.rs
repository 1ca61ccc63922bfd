//! How PDF packs the data of its streams (ISO 32000-2, 7.4): Flate with PNG's predictors, and the two ASCII forms.
//! Filters for pictures are not undone: what they hold is no metadata.
use super::super::plain::Inflater;
use super::lexer::{is_white, unhex};
use super::object::{Dictionary, Object};

/// The most filters of one stream.
const MOST_FILTERS: usize = 4;

/// The data without their filters; none where a filter is not known or its data are broken.
pub(super) fn undo(mut data: Vec<u8>, stream: &Dictionary, inflater: &mut Inflater) -> Option<Vec<u8>> {
    let filters = either(stream, b"Filter", b"F").items();
    let parameters = either(stream, b"DecodeParms", b"DP").items();
    if filters.len() > MOST_FILTERS {
        return None;
    }
    for (index, filter) in filters.iter().enumerate() {
        let none = Dictionary::default();
        let parameters = parameters.get(index).and_then(Object::dictionary).unwrap_or(&none);
        data = match filter.name() {
            None | Some(b"Crypt") => data,
            Some(b"FlateDecode" | b"Fl") => predicted(inflater.inflate(&data)?, parameters)?,
            Some(b"ASCIIHexDecode" | b"AHx") => unhex(data.split(|byte| *byte == b'>').next()?),
            Some(b"ASCII85Decode" | b"A85") => base85(&data)?,
            Some(_) => return None,
        };
    }
    Some(data)
}

/// The value of a key, or of its short form.
fn either<'d>(stream: &'d Dictionary, long: &[u8], short: &[u8]) -> &'d Object {
    let found = stream.get(long);
    if *found == Object::Null { stream.get(short) } else { found }
}

/// Undoes PNG's predictors (ISO/IEC 15948, 9.2), which each line names in its first byte. TIFF's is not undone.
fn predicted(data: Vec<u8>, parameters: &Dictionary) -> Option<Vec<u8>> {
    let number = |key: &[u8], default: u64| parameters.get(key).count().unwrap_or(default);
    match number(b"Predictor", 1) {
        0 | 1 => return Some(data),
        10..=15 => {}
        _ => return None,
    }
    let bits = number(b"Colors", 1).checked_mul(number(b"BitsPerComponent", 8))?;
    let width = usize::try_from(bits.checked_mul(number(b"Columns", 1))?.div_ceil(8)).ok()?;
    let step = usize::try_from(bits.div_ceil(8)).ok()?.max(1);
    if width == 0 || width > data.len() || step > width {
        return None;
    }
    let (mut plain, mut above) = (Vec::new(), vec![0; width]);
    for line in data.chunks(width + 1) {
        let (kind, line) = line.split_first()?;
        above = unfiltered(*kind, line, &above, step);
        plain.extend_from_slice(&above);
    }
    Some(plain)
}

fn unfiltered(kind: u8, line: &[u8], above: &[u8], step: usize) -> Vec<u8> {
    let mut plain: Vec<u8> = Vec::with_capacity(above.len());
    for (index, byte) in line.iter().enumerate() {
        let before = |bytes: &[u8]| index.checked_sub(step).and_then(|at| bytes.get(at)).copied().unwrap_or(0);
        let (left, corner) = (before(&plain), before(above));
        let up = above.get(index).copied().unwrap_or(0);
        plain.push(byte.wrapping_add(match kind {
            1 => left,
            2 => up,
            3 => left.midpoint(up),
            4 => paeth(left, up, corner),
            _ => 0,
        }));
    }
    plain.resize(above.len(), 0);
    plain
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let guess = i16::from(left) + i16::from(up) - i16::from(corner);
    let distance = |of: u8| (guess - i16::from(of)).abs();
    match (distance(left), distance(up), distance(corner)) {
        (a, b, c) if a <= b && a <= c => left,
        (_, b, c) if b <= c => up,
        _ => corner,
    }
}

/// Groups of five letters for four bytes (7.4.3); `z` for four zeros, `~>` at the end.
fn base85(data: &[u8]) -> Option<Vec<u8>> {
    let (mut plain, mut group) = (Vec::new(), Vec::with_capacity(5));
    for byte in data.iter().copied().filter(|byte| !is_white(*byte)) {
        match byte {
            b'~' => break,
            b'z' if group.is_empty() => plain.extend_from_slice(&[0; 4]),
            b'!'..=b'u' => group.push(byte - b'!'),
            _ => return None,
        }
        if group.len() == 5 {
            plain.extend_from_slice(&four(&group));
            group.clear();
        }
    }
    if group.len() > 1 {
        let count = group.len() - 1;
        group.resize(5, 84);
        plain.extend(four(&group).into_iter().take(count));
    }
    Some(plain)
}

fn four(group: &[u8]) -> [u8; 4] {
    group.iter().fold(0_u32, |number, digit| number.wrapping_mul(85).wrapping_add(u32::from(*digit))).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::super::super::plain::Inflater;
    use super::super::super::plain::tests::deflate;
    use super::super::lexer::Lexer;
    use super::super::object::Object;
    use super::undo;

    fn undone(data: &[u8], dictionary: &str) -> Option<Vec<u8>> {
        let Some(Object::Dictionary(stream)) = Lexer::new(dictionary.as_bytes()).object() else { panic!() };
        undo(data.to_vec(), &stream, &mut Inflater::new())
    }

    #[test]
    fn filters_are_undone_in_their_order() {
        assert_eq!(undone(b"plain", "<<>>").as_deref(), Some(&b"plain"[..]));
        assert_eq!(undone(&deflate(b"harbour"), "<</Filter/FlateDecode>>").as_deref(), Some(&b"harbour"[..]));
        assert_eq!(undone(b"BOu!rDZ~>", "<</Filter[/ASCII85Decode]>>").as_deref(), Some(&b"hello"[..]));
        let hex: String = deflate(b"a").iter().map(|byte| format!("{byte:02x} ")).collect();
        let both = undone(format!("{hex}>").as_bytes(), "<</F[/AHx/Fl]>>");
        assert_eq!(both.as_deref(), Some(&b"a"[..]));
        assert_eq!(undone(b"x", "<</Filter/DCTDecode>>"), None);
        assert_eq!(undone(b"x", "<</Filter/FlateDecode>>"), None);
    }

    #[test]
    fn every_predictor_of_png_is_undone() {
        let lines = [[0, 1, 2, 3], [1, 1, 1, 1], [2, 1, 1, 1], [3, 2, 2, 2], [4, 1, 1, 1]].concat();
        let told = "<</Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 3>>>>";
        let expected = [1, 2, 3, 1, 2, 3, 2, 3, 4, 3, 5, 6, 4, 6, 7];
        assert_eq!(undone(&deflate(&lines), told).as_deref(), Some(&expected[..]));
        let huge = "<</Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 9223372036854775807>>>>";
        assert_eq!(undone(&deflate(&lines), huge), None);
    }
}
