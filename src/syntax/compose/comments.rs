//! Comments. The parser passes them by, so they are looked for where none of its texts stands.

use std::ops::Range;

use saphyr_parser::{Event, Parser};

use super::places::{Places, comments};
use crate::syntax::guard;

/// The comments of a file, up to the place from which it cannot be read.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    guard::run(|| between_scalars(text)).unwrap_or_default()
}

fn between_scalars(text: &str) -> Vec<Range<usize>> {
    let mut places = Places::new(text);
    let mut found = Vec::new();
    let mut depth = 0;
    let mut parser = Parser::new_from_str(places.parsed());
    while let Some(event) = parser.next_event() {
        match event {
            Ok((Event::SequenceStart(..) | Event::MappingStart(..), _)) => depth += 1,
            Ok((Event::SequenceEnd | Event::MappingEnd, _)) => depth -= 1,
            Ok((Event::Scalar(value, style, ..), span)) => {
                found.extend(comments(text, places.scalar(&value, style, span).1));
            }
            Ok(_) => {}
            Err(_) => return found,
        }
        if depth > guard::MAX_DEPTH {
            return found;
        }
    }
    found.extend(comments(text, places.rest()));
    found
}
