//! The barrier at which kiln-core's threads wait (`crates/core/src/kernels/barrier.rs`), under loom: each test runs
//! again and again, once for each order in which its threads can come by what they share, and for each value that
//! an atomic may still read. What holds here does not hang on the processor or on luck.
//!
//! Loom knows no time: a wait with a limit never ends by itself here. So no thread relies on the limit.

#![cfg(test)]

#[allow(
    dead_code,
    reason = "what panics or is lost is tried elsewhere: loom's threads are one to the standard library"
)]
#[path = "../../../crates/core/src/kernels/barrier.rs"]
mod barrier;

/// What the barrier is made of.
mod sync {
    pub(super) use loom::hint::spin_loop;
    pub(super) use loom::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    pub(super) use loom::sync::{Condvar, Mutex};
}

use barrier::Barrier;
use loom::{model::Builder, sync::Arc, thread};
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use sync::{AtomicUsize, Ordering};

/// How often a thread may be stopped in the middle, for models that are too large to be tried in full. Faults of
/// this kind need two such stops at most (M. Musuvathi, S. Qadeer, "Iterative context bounding", PLDI 2007).
const SOME_STOPS: Option<usize> = Some(2);
const ALL_STOPS: Option<usize> = None;

/// Every thread writes, waits, reads what the others wrote, and waits again before the next round. What is written
/// is ordered by nothing but the barrier, so a read of an old value would be found.
fn check_rounds(size: usize, rounds: usize, most_looks: usize, stops: Option<usize>) {
    let mut builder = Builder::new();
    builder.preemption_bound = stops;
    builder.check(move || {
        let barrier = Arc::new(Barrier::new(most_looks));
        let values: Arc<Vec<AtomicUsize>> =
            Arc::new((0..size).map(|_| AtomicUsize::new(0)).collect());
        let member = |index: usize| {
            let (barrier, values) = (barrier.clone(), values.clone());
            move || {
                for round in 1..=rounds {
                    values[index].store(round, Ordering::Relaxed);
                    barrier.wait(size);
                    for value in values.iter() {
                        assert_eq!(value.load(Ordering::Relaxed), round);
                    }
                    barrier.wait(size);
                }
            }
        };
        let others: Vec<_> = (1..size).map(|index| thread::spawn(member(index))).collect();
        member(0)();
        for other in others {
            other.join().expect("no thread panics");
        }
    });
}

#[test]
fn two_threads_that_sleep_at_once_see_what_the_other_wrote() {
    check_rounds(2, 1, 0, ALL_STOPS);
}

#[test]
fn two_threads_that_look_before_they_sleep_see_what_the_other_wrote() {
    check_rounds(2, 1, 1, ALL_STOPS);
}

#[test]
fn two_threads_go_through_three_rounds() {
    check_rounds(2, 3, 1, SOME_STOPS);
}

#[test]
fn three_threads_see_what_the_others_wrote() {
    check_rounds(3, 1, 0, SOME_STOPS);
    check_rounds(3, 1, 1, SOME_STOPS);
}

/// One thread gives up instead of waiting for the `last` time; the others panic, wherever they are.
fn check_giving_up(size: usize, last: usize, most_looks: usize, stops: Option<usize>) {
    let mut builder = Builder::new();
    builder.preemption_bound = stops;
    builder.check(move || {
        let barrier = Arc::new(Barrier::new(most_looks));
        let waiting = || {
            let barrier = barrier.clone();
            move || {
                let waits = || (0..=last).for_each(|_| barrier.wait(size));
                catch_unwind(AssertUnwindSafe(waits)).is_err()
            }
        };
        let others: Vec<_> = (1..size).map(|_| thread::spawn(waiting())).collect();
        (0..last).for_each(|_| barrier.wait(size));
        barrier.give_up();
        for other in others {
            assert!(other.join().expect("the panic was caught"), "each of the others is released");
        }
    });
}

/// Keeps the panics that are wanted, thousands of them, out of the test's output.
fn without_wanted_panics(work: impl FnOnce()) {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let is_wanted = info.payload_as_str() == Some("another thread has panicked");
        if !is_wanted {
            hook(info);
        }
    }));
    work();
}

#[test]
fn a_thread_that_gives_up_releases_the_others() {
    without_wanted_panics(|| {
        check_giving_up(2, 0, 0, ALL_STOPS);
        check_giving_up(2, 0, 1, ALL_STOPS);
        check_giving_up(2, 1, 1, SOME_STOPS);
        check_giving_up(3, 0, 1, SOME_STOPS);
    });
}
