//! Threads that go through a network together.
//!
//! Every thread does its part of a layer and waits for the others before the next one. With a task for each
//! layer instead, threads would fall asleep between layers of a fraction of a millisecond, and waking them
//! takes a browser as long as the layer. Who waits therefore looks again and again for a while before it sleeps.
//!
//! How the work is divided changes no value: each one is the same sum in the same order.

#[cfg(feature = "threads")]
use super::barrier::{self, Barrier};
#[cfg(not(feature = "threads"))]
use alone::{self as barrier, Barrier};
use std::ops::Range;

/// Looks before a waiting thread sleeps: some twenty microseconds, members are seldom further apart.
const MOST_LOOKS: usize = 20_000;

/// One of the threads.
pub struct Member<'a> {
    /// The index of the member, from 0 on.
    pub index: usize,
    /// The number of members.
    pub size: usize,
    barrier: &'a Barrier,
}

impl Member<'_> {
    /// Returns once every member has come this far.
    pub fn wait(&self) {
        self.barrier.wait(self.size);
    }
}

/// The part of `count` things that member `index` of `size` does.
pub fn share(count: usize, index: usize, size: usize) -> Range<usize> {
    count * index / size..count * (index + 1) / size
}

/// The number of members that [`as_team`] will have.
pub fn team_size() -> usize {
    #[cfg(all(feature = "threads", target_arch = "wasm32"))]
    return rayon::current_num_threads() + 1;
    #[cfg(all(feature = "threads", not(target_arch = "wasm32")))]
    return rayon::current_num_threads();
    #[cfg(not(feature = "threads"))]
    1
}

/// Runs `work` on every thread at the same time. Without the feature `threads` that is the caller's own,
/// natively those of Rayon's pool. In a browser it is the pool and the caller: a thread that only waited would
/// leave its core while the pool wakes up, and a system then tends to wake two of the pool on one core.
pub fn as_team(work: impl Fn(Member) + Sync) {
    let barrier = Barrier::new(MOST_LOOKS);
    let size = team_size();
    let join = |index| {
        let _guard = barrier.breaks_with_panics();
        work(Member { index, size, barrier: &barrier });
    };
    #[cfg(all(feature = "threads", not(target_arch = "wasm32")))]
    if size > 1 {
        rayon::broadcast(|context| join(context.index()));
        return;
    }
    #[cfg(all(feature = "threads", target_arch = "wasm32"))]
    if size > 1 {
        return rayon::in_place_scope(|scope| {
            scope.spawn_broadcast(|_, context| join(context.index() + 1));
            join(0);
        });
    }
    join(0);
}

/// Tells the team of a lost thread, for a hook that is called when a thread panics and cannot tell the others by
/// itself: those who wait for it panic too, and are heard.
pub fn report_lost_thread() {
    barrier::report_lost_thread();
}

/// The team of builds without threads: one member, which waits for no other.
#[cfg(not(feature = "threads"))]
mod alone {
    pub(super) struct Barrier(());

    pub(super) struct BreakGuard;

    pub(super) fn report_lost_thread() {}

    impl Barrier {
        pub(super) fn new(_most_looks: usize) -> Self {
            Self(())
        }

        pub(super) fn wait(&self, _size: usize) {}

        pub(super) fn breaks_with_panics(&self) -> BreakGuard {
            BreakGuard
        }
    }
}

#[cfg(all(test, feature = "threads", not(target_arch = "wasm32")))]
mod tests {
    //! Tests of the whole team with real threads, more of them than there are cores. Such a test finds what goes wrong
    //! often; that nothing goes wrong in any order is for loom to say, of the barrier alone (`tests/threads`).

    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, mpsc};
    use std::thread;
    use std::time::Duration;

    /// Many times what the slowest of these tests takes.
    const PATIENCE: Duration = Duration::from_secs(120);

    /// Lets `size` threads do `work` together, and fails where they would wait for ever.
    fn in_team(size: usize, work: impl Fn(Member) + Send + Sync + 'static) -> thread::Result<()> {
        let (ended, end) = mpsc::channel();
        thread::spawn(move || {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(size).build().expect("threads");
            let together = AssertUnwindSafe(|| pool.install(|| as_team(work)));
            ended.send(catch_unwind(together))
        });
        end.recv_timeout(PATIENCE).expect("the team comes to an end")
    }

    /// Each member writes, waits, reads what the others wrote, and waits; `pause` is called before the first wait.
    fn check_rounds(size: usize, rounds: usize, pause: fn(round: usize, member: &Member)) {
        let values: Vec<AtomicUsize> = (0..size).map(|_| AtomicUsize::new(0)).collect();
        let num_read = Arc::new(AtomicUsize::new(0));
        let counted = num_read.clone();
        let outcome = in_team(size, move |member| {
            assert_eq!(member.size, values.len());
            for round in 1..=rounds {
                values[member.index].store(round, Ordering::Relaxed);
                pause(round, &member);
                member.wait();
                for value in &values {
                    assert_eq!(value.load(Ordering::Relaxed), round);
                    counted.fetch_add(1, Ordering::Relaxed);
                }
                member.wait();
            }
        });
        assert!(outcome.is_ok());
        assert_eq!(num_read.load(Ordering::Relaxed), rounds * size * size);
    }

    #[test]
    fn more_threads_than_cores_see_what_the_others_wrote() {
        check_rounds(9, 300, |_, _| {});
    }

    #[test]
    fn threads_that_fell_asleep_are_woken_by_one_that_comes_late() {
        check_rounds(4, 20, |round, member| {
            if round % member.size == member.index {
                thread::sleep(Duration::from_millis(5));
            }
        });
    }

    #[test]
    fn a_panic_of_one_is_a_panic_of_all() {
        let (told, ends) = mpsc::channel();
        let outcome = in_team(5, move |member| {
            let work = || {
                member.wait();
                assert!(member.index != 3, "the fourth panics");
                member.wait();
            };
            let caught = catch_unwind(AssertUnwindSafe(work));
            told.send(caught.is_err()).expect("the test listens");
            if let Err(panic) = caught {
                std::panic::resume_unwind(panic);
            }
        });
        assert!(outcome.is_err());
        assert_eq!(ends.iter().collect::<Vec<_>>(), [true; 5]);
    }

    #[test]
    fn shares_are_everything_once() {
        for count in [0, 1, 7, 8, 100] {
            for size in 1..=9 {
                let all: Vec<usize> =
                    (0..size).flat_map(|index| share(count, index, size)).collect();
                assert_eq!(all, (0..count).collect::<Vec<_>>());
            }
        }
    }
}
