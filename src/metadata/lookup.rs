//! Names of standards (`dc:creator`, `ExifIFD:ISO`) in tables that the compiler lays out, found in by their hash. Knows
//! how names are built, and none of them.
//!
//! Every property of every file is looked up here; a search of the whole list for each cost more than parsing them.
#![allow(clippy::indexing_slicing)] // In constants alone, where the compiler refuses what lies out of bounds.

/// A name, and its place in the list that the table was made of.
#[derive(Clone, Copy)]
struct Row {
    hash: u32,
    group: &'static str,
    local: &'static str,
    number: u16,
}

/// A list of names, by hash; those that hash alike in the order of the list.
pub(super) struct Names<const N: usize>([Row; N]);

impl<const N: usize> Names<N> {
    /// A table of names; empty ones are never found.
    pub(super) const fn of(names: [&'static str; N]) -> Names<N> {
        let mut rows = [Row { hash: 0, group: "", local: "", number: 0 }; N];
        let mut number = 0;
        while number < N {
            let (group, local) = parts(names[number]);
            #[allow(clippy::cast_possible_truncation)]
            let row = Row { hash: hash(local), group, local, number: number as u16 };
            let mut at = number;
            while at > 0 && rows[at - 1].hash > row.hash {
                rows[at] = rows[at - 1];
                at -= 1;
            }
            rows[at] = row;
            number += 1;
        }
        Names(rows)
    }

    /// The place of the first name with this local part in a group that fits.
    pub(super) fn find(&self, local: &str, is_group: impl Fn(&str) -> bool) -> Option<usize> {
        let hash = hash(local);
        let from = self.0.partition_point(|row| row.hash < hash);
        let alike = self.0.iter().skip(from).take_while(|row| row.hash == hash && !local.is_empty());
        alike.filter(|row| row.local == local).find(|row| is_group(row.group)).map(|row| row.number.into())
    }
}

/// What stands before the first colon (nothing where there is none) and what after it. What completes a name follows a
/// plus sign or a space: `ExifIFD:DateTimeOriginal+SubSecTimeOriginal`, `2:55 (+2:60)`.
pub(super) const fn parts(name: &'static str) -> (&'static str, &'static str) {
    let bytes = name.as_bytes();
    let mut colon = 0;
    while colon < bytes.len() && bytes[colon] != b':' {
        colon += 1;
    }
    let (group, rest) = if colon == bytes.len() { ("", name) } else { name.split_at(colon) };
    let local = if colon == bytes.len() { rest } else { rest.split_at(1).1 };
    let mut end = 0;
    while end < local.len() && !matches!(local.as_bytes()[end], b'+' | b' ') {
        end += 1;
    }
    (group, local.split_at(end).0)
}

/// FNV-1a.
const fn hash(text: &str) -> u32 {
    let (bytes, mut hash, mut at) = (text.as_bytes(), 0x811c_9dc5_u32, 0);
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::{Names, parts};

    #[test]
    fn names_are_found_by_their_parts_and_the_first_of_a_list_counts() {
        const TABLE: &Names<5> = &Names::of(["dc:title", "", "xmp:title", "IFD0:Make+More", "dc:title"]);
        assert_eq!(TABLE.find("title", |group| group == "dc"), Some(0));
        assert_eq!(TABLE.find("title", |group| group == "xmp"), Some(2));
        assert_eq!(TABLE.find("Make", |_| true), Some(3));
        for (group, local) in [("dc", "Title"), ("photoshop", "title"), ("", ""), ("dc", "")] {
            assert_eq!(TABLE.find(local, |known| known == group), None, "{group}:{local}");
        }
    }

    #[test]
    fn what_completes_a_name_is_no_part_of_it() {
        assert_eq!(parts("2:55 (+2:60)"), ("2", "55"));
        assert_eq!(parts("ExifIFD:DateTimeOriginal+SubSecTimeOriginal"), ("ExifIFD", "DateTimeOriginal"));
        assert_eq!(parts("plain"), ("", "plain"));
        assert_eq!(parts(""), ("", ""));
    }
}
