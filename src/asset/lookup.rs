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

/// By the length of a word, and its first, middle and last letters.
#[inline]
const fn place_of(word: &[u8]) -> usize {
    let [first, .., last] = word else { return 0 };
    #[allow(clippy::cast_possible_truncation)]
    let length = word.len() as u8;
    let mix = u32::from_le_bytes([length, *first, word[word.len() / 2], *last]);
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
    use super::{Field, place_of};
    use std::collections::HashSet;

    #[test]
    fn few_words_have_the_place_of_another() {
        let places: HashSet<usize> = Field::ALL.iter().map(|field| place_of(field.word().as_bytes())).collect();
        assert!(places.len() * 10 >= Field::ALL.len() * 8, "{} of {}", places.len(), Field::ALL.len());
    }

    #[test]
    fn every_field_is_found_by_its_word_and_nothing_by_another() {
        for field in Field::ALL {
            assert_eq!(Field::of_word(field.word()), Some(*field));
            for alias in field.definition().aliases {
                assert_eq!(Field::of_word(alias), None);
            }
        }
        for word in ["", "c", "City", "cit", "cityy", "ci\u{301}ty"] {
            assert_eq!(Field::of_word(word), None, "{word}");
        }
    }
}
