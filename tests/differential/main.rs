//! Compares what `show` prints with what the real programs make of the same files.

mod dotenv;
mod hocon;
mod nginx;
mod properties;
mod support;
