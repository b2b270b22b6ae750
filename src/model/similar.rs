//! Names that were probably meant.

/// Longer names are not compared: nobody means one of them by accident, and the work is quadratic.
const LONGEST: usize = 100;

/// How many letters have to be inserted, removed, changed or swapped with their neighbour.
pub fn edit_distance(one: &str, other: &str) -> usize {
    if one == other && one.len() <= LONGEST {
        return 0;
    }
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len() > LONGEST || other.len() > LONGEST {
        return usize::MAX;
    }
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut this = vec![row + 1];
        for (column, wanted) in other.iter().enumerate() {
            let changed = last[column] + usize::from(letter != wanted);
            let mut best = changed.min(last[column + 1] + 1).min(this[column] + 1);
            let swapped = row > 0 && column > 0 && one[row - 1] == *wanted && *letter == other[column - 1];
            if swapped {
                best = best.min(before_last[column - 1] + 1);
            }
            this.push(best);
        }
        before_last = std::mem::replace(&mut last, this);
    }
    last[other.len()]
}

/// Whether no more letters than these differ. Texts of other lengths are told apart without a comparison.
pub fn is_near(one: &str, other: &str, most: usize) -> bool {
    one.chars().count().abs_diff(other.chars().count()) <= most && edit_distance(one, other) <= most
}

/// Whether one domain was probably meant where the other is written: a few letters differ, or a part in front.
pub fn alike_domains(one: &str, other: &str) -> bool {
    let below = |long: &str, short: &str| {
        long.len() > short.len() + 1
            && short.contains('.')
            && long.ends_with(short)
            && long[..long.len() - short.len()].ends_with('.')
    };
    let near = one.len().abs_diff(other.len()) <= 2 && edit_distance(one, other) <= 2;
    near || below(one, other) || below(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(edit_distance("bosh", "bosh"), 0);
        assert_eq!(edit_distance("bsoh", "bosh"), 1);
        assert_eq!(edit_distance("muc_loby_room", "muc_lobby_rooms"), 2);
        assert_eq!(edit_distance("", "abc"), 3);
        assert!(is_near("public", "publik", 1) && !is_near("public", "pub", 2) && is_near("é", "e", 1));
        assert_eq!(edit_distance(&"a".repeat(101), "a"), usize::MAX);
    }

    #[test]
    fn domains() {
        assert!(alike_domains("met.example.org", "meet.example.org"));
        assert!(alike_domains("example.org", "meet.example.org"));
        assert!(!alike_domains("auth.meet.example.org", "guest.meet.example.org"));
    }
}
