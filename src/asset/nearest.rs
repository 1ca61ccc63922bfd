//! The words that a mistyped word may have meant. It knows letters, and nothing of what the words are for.

/// How many words are offered at most: more would be a list, not advice.
const MOST: usize = 3;

/// The candidates that `word` may have meant, best first, at most three; case is ignored.
///
/// A candidate is near if few letters differ (one in three, one at least; a swap of neighbours counts once), if it
/// begins with the word, or if the word is one of its parts between underscores.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let word = word.to_lowercase();
    // No word of ours is longer; the distance costs the product of the lengths.
    if word.is_empty() || word.chars().count() > 64 {
        return Vec::new();
    }
    let mut found: Vec<(usize, &str)> = Vec::new();
    for candidate in candidates {
        if let Some(rank) = rank(&word, &candidate.to_lowercase())
            && !found.iter().any(|(_, known)| *known == candidate)
        {
            found.push((rank, candidate));
        }
    }
    found.sort_by_key(|(rank, candidate)| (*rank, candidate.len()));
    found.into_iter().take(MOST).map(|(_, candidate)| candidate).collect()
}

/// How far a candidate is, or `None` where nobody could have meant it. Twice the letters that differ, so that a
/// beginning (odd) stands between one letter and two.
fn rank(word: &str, candidate: &str) -> Option<usize> {
    let length = word.chars().count();
    let distance = distance(word, candidate);
    if distance <= (length / 3).max(1) && distance < length {
        return Some(distance * 2);
    }
    let begins = length >= 2 && candidate.starts_with(word);
    let is_a_part = length >= 3 && candidate.split('_').any(|part| part == word);
    (begins || is_a_part).then_some(3)
}

/// Letters inserted, deleted, replaced or swapped with their neighbour (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// The candidates as people read them: `` `a`, `b` or `c` ``; nothing for none.
pub fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{listed, nearest};

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        let words = ["city", "credit_line", "country", "country_code", "caption", "creator"];
        assert_eq!(nearest("ciyt", words), ["city"]);
        assert_eq!(nearest("Captoin", words), ["caption"]);
        assert_eq!(nearest("creadit_lien", words), ["credit_line"]);
        assert_eq!(nearest("coun", words), ["country", "country_code"]);
        assert_eq!(nearest("code", words), ["country_code"]);
        assert_eq!(nearest("zebra", words), Vec::<&str>::new());
        assert_eq!(nearest("", words), Vec::<&str>::new());
    }

    #[test]
    fn candidates_read_as_a_sentence() {
        assert_eq!(listed([]), "");
        assert_eq!(listed(["a"]), "`a`");
        assert_eq!(listed(["a", "b", "c"]), "`a`, `b` or `c`");
    }
}
