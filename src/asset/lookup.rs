//! Fields by their words, found by a hash in a table that the compiler lays out: every record that is read names thirty.
//! Knows no aliases; `Field::named` does.
use super::field::Field;

/// Places of the table: a power of two, more than twice as many as there are fields.
const PLACES: usize = 512;
const NONE: u8 = u8::MAX;

/// For each place a field's number, or `NONE`. A field whose place is taken has the next free one.
const TABLE: [u8; PLACES] = {
    assert!(Field::ALL.len() < NONE as usize && Field::ALL.len() * 2 < PLACES);
    let (mut table, mut number) = ([NONE; PLACES], 0);
    while number < Field::ALL.len() {
        let mut place = place_of(Field::ALL[number].word().as_bytes());
        while table[place] != NONE {
            place = (place + 1) % PLACES;
        }
        #[allow(clippy::cast_possible_truncation)]
        let number_of_field = number as u8;
        table[place] = number_of_field;
        number += 1;
    }
    table
};

/// By the length of a word, its first letters and its last.
const fn place_of(word: &[u8]) -> usize {
    #[allow(clippy::cast_possible_truncation)]
    let (mut mix, mut at) = (word.len() as u32, 0);
    while at < 4 && at < word.len() {
        mix = mix.rotate_left(7) ^ word[at] as u32 ^ ((word[word.len() - 1 - at] as u32) << 13);
        at += 1;
    }
    (mix.wrapping_mul(0x9E37_79B1) >> 23) as usize
}

impl Field {
    /// The field whose canonical word this is, to the letter.
    pub fn of_word(word: &str) -> Option<Field> {
        let mut place = place_of(word.as_bytes());
        loop {
            let field = *Field::ALL.get(usize::from(TABLE[place]))?;
            if field.word() == word {
                return Some(field);
            }
            place = (place + 1) % PLACES;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Field;

    #[test]
    fn every_field_is_found_by_its_word_and_nothing_by_another() {
        for field in Field::ALL {
            assert_eq!(Field::of_word(field.word()), Some(*field));
            for alias in field.definition().aliases {
                assert_eq!(Field::of_word(alias), None);
            }
        }
        for word in ["", "City", "cit", "cityy", "ci\u{301}ty"] {
            assert_eq!(Field::of_word(word), None, "{word}");
        }
    }
}
