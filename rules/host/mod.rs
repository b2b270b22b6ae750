//! The machine: what runs on it, and what it has.

use crate::check::Rule;

mod heap_exceeds_memory;

pub(super) const RULES: &[&dyn Rule] = &[&heap_exceeds_memory::HeapExceedsMemory];
