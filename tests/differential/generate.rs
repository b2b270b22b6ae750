//! Random choices that are the same in every run.

/// Marsaglia's xorshift.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        // Neighbouring seeds must not give neighbouring sequences.
        Random(seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// True once in `one_in` times.
    pub fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }

    /// One of them.
    pub fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.below(from.len())]
    }

    /// Damages a text a little, as hands do: a sign is lost, doubled or replaced.
    pub fn damage(&mut self, text: &str, signs: &[&str]) -> String {
        let places: Vec<usize> = text
            .char_indices()
            .filter(|(_, c)| !c.is_alphanumeric() && !c.is_whitespace())
            .map(|(at, _)| at)
            .collect();
        if places.is_empty() {
            return text.to_owned();
        }
        let at = places[self.below(places.len())];
        let len = text[at..].chars().next().map_or(0, char::len_utf8);
        let (head, tail) = (&text[..at], &text[at + len..]);
        match self.below(4) {
            0 | 1 => format!("{head}{tail}"),
            2 => format!("{head}{}{}", &text[at..at + len].repeat(2), tail),
            _ => format!("{head}{}{tail}", self.pick(signs)),
        }
    }
}
