//! Faults on purpose: real files are altered at random, thousands of times, and given to what reads them. Whatever they
//! say, there is no panic, nothing takes over two seconds or more memory than a file of this kind may, an error has a
//! code of its kind, and what is taken can be written and read again.
//!
//! A short round runs with all other tests, a long one by `npm run faults`. The same number of a case is the same file:
//! the files of cases that fall are written to the folder that is named.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod alter;
mod checkpoints;
mod claims;
mod federation;
mod feedback;
mod models;
mod pictures;
mod round;
mod sounds;
mod tables;

/// Counts what is held at any time, which is how a round knows what a case has cost.
#[global_allocator]
static MEMORY: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;
