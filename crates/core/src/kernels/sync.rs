//! The types that threads share in [`super::barrier`], by names of its own: `tests/threads` gives it loom's types under
//! them.

pub(super) use std::hint::spin_loop;
pub(super) use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
pub(super) use std::sync::{Condvar, Mutex};
