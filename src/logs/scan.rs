//! Looking for many texts in a stream at once, with little memory.
//!
//! The stream is read in blocks that end with a line. Only around a text that was found is anything else
//! done, so that the cost is that of the search. Of a line longer than a block the rest is left out.

use std::io::{self, Read};

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::{memchr, memmem, memrchr};

use super::clock::{Clock, Stamp, stamp};
use super::example::Names;
use crate::catalogue::{Signature, Text};

/// The size of a block.
pub(super) const BLOCK: usize = 256 << 10;

/// How many lines before a text are asked for their time; Java writes its traces without one.
const LINES_BACK: usize = 40;

/// The texts of one service.
#[derive(Debug)]
pub(super) struct Matcher {
    signatures: Vec<&'static Signature>,
    automaton: AhoCorasick,
    patterns: Vec<Pattern>,
}

/// A text to look for; the signature is one of the matcher's.
#[derive(Clone, Copy, Debug)]
struct Pattern {
    /// The number of the text's first part in the automaton.
    first: usize,
    signature: usize,
    text: Text,
    cures: bool,
}

/// What was found of one signature.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    pub count: u64,
    pub minutes: u64,
    pub first: Option<i64>,
    pub last: Option<i64>,
    /// When something was written last that shows that it works again.
    pub cured: Option<i64>,
    pub example: Option<String>,
    minute: Option<i64>,
}

/// What one stream is about.
pub(super) struct Scan<'s> {
    pub matcher: &'s Matcher,
    pub clock: Clock,
    /// What was written earlier does not count.
    pub since: Option<i64>,
    pub names: &'s Names,
    pub tallies: &'s mut [Tally],
}

impl Matcher {
    /// The texts of these signatures; `None` if there are too many, which a test of the catalogue would show.
    pub(super) fn new(signatures: Vec<&'static Signature>) -> Option<Self> {
        let texts = signatures.iter().flat_map(|it| it.texts.iter().chain(it.cured));
        // Several signatures may have a part in common: it is looked for once.
        let mut firsts: Vec<&str> = texts.filter_map(|text| text.first().copied()).collect();
        firsts.sort_unstable();
        firsts.dedup();
        let mut patterns = Vec::new();
        for (signature, it) in signatures.iter().enumerate() {
            let texts =
                it.texts.iter().map(|text| (*text, false)).chain(it.cured.iter().map(|text| (*text, true)));
            for (text, cures) in texts {
                let first = firsts.binary_search(text.first()?).ok()?;
                patterns.push(Pattern { first, signature, text, cures });
            }
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(&firsts).ok()?;
        // The parts that a line has are kept as bits.
        (firsts.len() <= 64).then_some(())?;
        Some(Matcher { signatures, automaton, patterns })
    }

    pub(super) fn signatures(&self) -> &[&'static Signature] {
        &self.signatures
    }

    pub(super) fn tallies(&self) -> Vec<Tally> {
        vec![Tally::default(); self.signatures.len()]
    }
}

impl Scan<'_> {
    /// Reads to the end, and says how much that was.
    pub(super) fn run(&mut self, reader: &mut dyn Read) -> io::Result<u64> {
        let mut block = vec![0; BLOCK];
        let (mut filled, mut total) = (0, 0);
        let mut inside_long_line = false;
        loop {
            let read = match reader.read(&mut block[filled..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            total += read as u64;
            filled += read;
            if inside_long_line {
                match memchr(b'\n', &block[..filled]) {
                    Some(end) => {
                        block.copy_within(end + 1..filled, 0);
                        filled -= end + 1;
                        inside_long_line = false;
                    }
                    None => filled = 0,
                }
            }
            if read == 0 {
                self.block(&block[..filled]);
                return Ok(total);
            }
            if filled < block.len() {
                continue;
            }
            let end = memrchr(b'\n', &block[..filled]).map_or(filled, |end| end + 1);
            inside_long_line = block[end - 1] != b'\n';
            self.block(&block[..end]);
            block.copy_within(end..filled, 0);
            filled -= end;
        }
    }

    /// Whole lines.
    fn block(&mut self, block: &[u8]) {
        let mut from = 0;
        while let Some(found) = self.matcher.automaton.find(&block[from..]) {
            let at = from + found.start();
            let start = memrchr(b'\n', &block[from..at]).map_or(from, |end| from + end + 1);
            let end = memchr(b'\n', &block[at..]).map_or(block.len(), |end| at + end);
            self.line(block, start, end);
            from = end;
        }
    }

    fn line(&mut self, block: &[u8], start: usize, end: usize) {
        let line = &block[start..end];
        let time = self.time(block, start, line);
        if time.zip(self.since).is_some_and(|(time, since)| time < since) {
            return;
        }
        let matcher = self.matcher;
        let parts = matcher.automaton.find_iter(line);
        let parts: u64 = parts.fold(0, |parts, found| parts | 1 << found.pattern().as_usize());
        let mut counted = None;
        for pattern in matcher.patterns.iter().filter(|pattern| parts >> pattern.first & 1 == 1) {
            let tally = &mut self.tallies[pattern.signature];
            // Of several texts of a signature one is enough; they follow each other in the list.
            let again = !pattern.cures && counted == Some(pattern.signature);
            if again || !pattern.text[1..].iter().all(|text| memmem::find(line, text.as_bytes()).is_some()) {
                continue;
            }
            if pattern.cures {
                tally.cured = tally.cured.max(time);
                continue;
            }
            counted = Some(pattern.signature);
            tally.count += 1;
            tally.first = tally.first.into_iter().chain(time).min();
            tally.last = tally.last.max(time);
            let minute = time.map(|time| time.div_euclid(60));
            if tally.count == 1 || minute != tally.minute {
                tally.minutes += 1;
            }
            tally.minute = minute;
            tally.example.get_or_insert_with(|| self.names.only(line, pattern.text));
        }
    }

    /// The time of a line, or that of the nearest one before it.
    fn time(&self, block: &[u8], start: usize, line: &[u8]) -> Option<i64> {
        if let Some(stamp) = stamp(line) {
            return Some(self.clock.time(stamp));
        }
        let mut end = start;
        for _ in 0..LINES_BACK {
            end = end.checked_sub(1)?;
            let begin = memrchr(b'\n', &block[..end]).map_or(0, |at| at + 1);
            if let Some(stamp) = stamp(&block[begin..end]) {
                return Some(self.clock.time(stamp));
            }
            end = begin;
        }
        None
    }
}

/// The first time in a text, after the end of its first line if that is only a part of one.
pub(super) fn first_stamp(text: &[u8], whole: bool) -> Option<Stamp> {
    let from = if whole { 0 } else { memchr(b'\n', text)? + 1 };
    text[from..].split(|byte| *byte == b'\n').take(LINES_BACK).find_map(stamp)
}

/// The last time in a text.
pub(super) fn last_stamp(text: &[u8]) -> Option<Stamp> {
    text.rsplit(|byte| *byte == b'\n').take(4 * LINES_BACK).find_map(stamp)
}
