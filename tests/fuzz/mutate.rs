//! Turns good texts into bad ones. All chance comes from one number, so that every case can be repeated.

/// A fixed sequence of numbers (xorshift).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `limit`; 0 if there is none.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % limit.max(1) as u64) as usize
    }

    pub fn pick<'t, T: ?Sized>(&mut self, from: &[&'t T]) -> &'t T {
        from[self.below(from.len())]
    }
}

/// No mutated text is longer: what a case may cost is bounded by this.
pub const MAX_INPUT: usize = 8 << 10;

/// Characters and bytes that are at home in no file.
const STRANGE: [&[u8]; 16] = [
    b"\0",
    b"\xFF",
    b"\xC3",
    b"\xE2\x82",
    b"\xF0\x9F\x98\x80",
    b"\xEF\xBB\xBF",
    b"\r",
    b"\r\n",
    b"\x0B",
    b"\x0C",
    b"\x1A",
    b"\xC2\xA0",
    b"\xE2\x80\x9C",
    b"\xE2\x80\xA8",
    b"\x1B[31m",
    b"\xCC\x81",
];

/// Punctuation that opens, closes or escapes something in some language.
const SIGNS: [&str; 30] = [
    "{", "}", "[", "]", "(", ")", "\"", "'", "`", "\\", "/", "*", "#", "$", "${", "=", ":", ";", ",", ".",
    "-", "--", "//", "/*", "*/", "\n", "\\\n", " ", "<", "\"\"\"",
];

/// Makes one case from `seeds`: part of one of them, changed a few times.
pub fn mutated(random: &mut Random, seeds: &[Vec<u8>], words: &[&str]) -> Vec<u8> {
    let mut text = excerpt(random, seeds);
    for _ in 0..1 + random.below(6) {
        change(random, &mut text, seeds, words);
        text.truncate(MAX_INPUT);
    }
    text
}

/// A few lines of a long seed, because short texts are quick; now and then the whole.
fn excerpt(random: &mut Random, seeds: &[Vec<u8>]) -> Vec<u8> {
    let seed = &seeds[random.below(seeds.len())];
    if seed.len() <= 512 || random.below(16) == 0 {
        return seed.clone();
    }
    let from = line_start(seed, random.below(seed.len()));
    let to = line_start(seed, (from + 64 + random.below(1200)).min(seed.len()));
    seed[from..to.max(from)].to_vec()
}

fn line_start(text: &[u8], at: usize) -> usize {
    text[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1)
}

fn change(random: &mut Random, text: &mut Vec<u8>, seeds: &[Vec<u8>], words: &[&str]) {
    let at = random.below(text.len() + 1);
    match random.below(12) {
        0 if !text.is_empty() => {
            let at = at.min(text.len() - 1);
            text[at] ^= 1 << random.below(8);
        }
        1 => insert(text, at, random.pick(&STRANGE)),
        2 | 3 => insert(text, token(text, at).start, random.pick(&SIGNS).as_bytes()),
        4 => insert(text, token(text, at).start, format!(" {} ", random.pick(words)).as_bytes()),
        5 => {
            let word = random.pick(words);
            text.splice(token(text, at), word.bytes());
        }
        6 => drop(text.drain(token(text, at))),
        7 => {
            let copy = text[token(text, at)].to_vec();
            let to = token(text, random.below(text.len() + 1)).start;
            insert(text, to, &copy);
        }
        8 => drop(text.drain(line(text, at))),
        9 => {
            let copy = text[line(text, at)].repeat(1 + random.below(3));
            let to = line(text, random.below(text.len() + 1)).start;
            insert(text, to, &copy);
        }
        10 => {
            let other = excerpt(random, seeds);
            let from = random.below(other.len() + 1);
            let cut = random.below(3) == 0;
            text.splice(at..if cut { text.len() } else { at }, other[from..].iter().copied());
        }
        // Deeper than any limit only now and then: most texts should get past the guard.
        _ => {
            let count = if random.below(8) == 0 { 3000 } else { 2 + random.below(30) };
            let bomb = random.pick(&SIGNS).repeat(count);
            insert(text, token(text, at).start, bomb.as_bytes());
        }
    }
}

fn insert(text: &mut Vec<u8>, at: usize, piece: &[u8]) {
    text.splice(at..at, piece.iter().copied());
}

/// The word or sign at a place.
fn token(text: &[u8], at: usize) -> std::ops::Range<usize> {
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
    let Some(here) = text.get(at) else { return at..at };
    if !word(here) {
        return at..at + 1;
    }
    let start = text[..at].iter().rposition(|byte| !word(byte)).map_or(0, |before| before + 1);
    let end = text[at..].iter().position(|byte| !word(byte)).map_or(text.len(), |length| at + length);
    start..end
}

/// The line at a place, with its end.
fn line(text: &[u8], at: usize) -> std::ops::Range<usize> {
    let start = line_start(text, at);
    let end = text[at..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |length| at + length + 1);
    start..end
}

/// The shortest text found that still fails: pieces are left out as long as one can be.
pub fn minimized(text: &[u8], fails: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let mut text = text.to_vec();
    let mut size = text.len().div_ceil(2);
    while size > 0 {
        let mut at = 0;
        while at < text.len() {
            let end = (at + size).min(text.len());
            let shorter = [&text[..at], &text[end..]].concat();
            if fails(&shorter) {
                text = shorter;
            } else {
                at = end;
            }
        }
        size = if size == 1 { 0 } else { size.div_ceil(2) };
    }
    text
}
