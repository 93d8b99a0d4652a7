//! Threads that go through a network together.
//!
//! Every thread does its part of a layer and waits for the others before the next one. With a task for each
//! layer instead, threads would fall asleep between layers of a fraction of a millisecond, and waking them
//! takes a browser as long as the layer. Who waits therefore looks again and again for a while before it sleeps.
//!
//! How the work is divided changes no value: each one is the same sum in the same order.

use std::ops::Range;

/// One of the threads.
pub struct Member<'a> {
    /// Which one, from 0 on.
    pub index: usize,
    /// How many there are.
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

/// How many members [`as_team`] will have.
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
    let barrier = Barrier::new();
    let size = team_size();
    let join = |index| {
        let _fall = barrier.breaks_with_panics();
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

/// For a hook that is called when a thread panics, where that thread cannot tell the others by itself: who waits for
/// it panics too, and is heard.
pub fn report_lost_thread() {
    #[cfg(feature = "threads")]
    barrier::lose();
}

use barrier::Barrier;

/// One waits for nobody.
#[cfg(not(feature = "threads"))]
mod barrier {
    pub(super) struct Barrier(());

    pub(super) struct BreakGuard;

    impl Barrier {
        pub(super) fn new() -> Self {
            Self(())
        }

        pub(super) fn wait(&self, _size: usize) {}

        pub(super) fn breaks_with_panics(&self) -> BreakGuard {
            BreakGuard
        }
    }
}

#[cfg(feature = "threads")]
mod barrier {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use std::sync::{Condvar, Mutex, PoisonError};
    use std::time::Duration;

    /// Looks before a waiting thread sleeps: some twenty microseconds, members are seldom further apart.
    const MOST_LOOKS: usize = 20_000;
    /// After waits in vain. Two threads may have been woken on one core: as long as one of them looks, the
    /// other does nothing, and only when it sleeps is there a chance of another core.
    const FEWEST_LOOKS: usize = 200;
    /// A sleeping thread looks up this often for a lost one, which wakes nobody.
    const LONGEST_SLEEP: Duration = Duration::from_millis(200);

    /// Set for ever: the threads of a browser end with the first that panics.
    static IS_LOST: AtomicBool = AtomicBool::new(false);

    pub(super) fn lose() {
        IS_LOST.store(true, Ordering::Release);
    }

    pub(super) struct Barrier {
        looks: AtomicUsize,
        arrived: AtomicUsize,
        /// How often all have arrived.
        round: AtomicUsize,
        /// A member will not come any more.
        is_broken: AtomicBool,
        sleeping: Mutex<()>,
        woken: Condvar,
    }

    impl Barrier {
        pub(super) fn new() -> Self {
            Self {
                looks: AtomicUsize::new(MOST_LOOKS),
                arrived: AtomicUsize::new(0),
                round: AtomicUsize::new(0),
                is_broken: AtomicBool::new(false),
                sleeping: Mutex::new(()),
                woken: Condvar::new(),
            }
        }

        pub(super) fn wait(&self, size: usize) {
            let round = self.round.load(Ordering::Acquire);
            if self.arrived.fetch_add(1, Ordering::AcqRel) + 1 == size {
                self.arrived.store(0, Ordering::Release);
                self.begin(round + 1);
                return;
            }
            let is_over = || {
                let is_lost = IS_LOST.load(Ordering::Acquire);
                assert!(
                    !is_lost && !self.is_broken.load(Ordering::Acquire),
                    "another thread has panicked"
                );
                self.round.load(Ordering::Acquire) != round
            };
            let looks = self.looks.load(Ordering::Relaxed);
            for _ in 0..looks {
                if is_over() {
                    self.looks.store(MOST_LOOKS.min(looks * 2), Ordering::Relaxed);
                    return;
                }
                std::hint::spin_loop();
            }
            self.looks.store(FEWEST_LOOKS.max(looks / 8), Ordering::Relaxed);
            let mut asleep = self.sleeping.lock().unwrap_or_else(PoisonError::into_inner);
            while !is_over() {
                let woken = self.woken.wait_timeout(asleep, LONGEST_SLEEP);
                asleep = woken.unwrap_or_else(PoisonError::into_inner).0;
            }
        }

        fn begin(&self, round: usize) {
            // Under the lock, so that nobody falls asleep between looking and being woken.
            let asleep = self.sleeping.lock().unwrap_or_else(PoisonError::into_inner);
            self.round.store(round, Ordering::Release);
            drop(asleep);
            self.woken.notify_all();
        }

        /// To be kept by each member: without it the others would wait for one that panicked.
        pub(super) fn breaks_with_panics(&self) -> BreakGuard<'_> {
            BreakGuard(self)
        }
    }

    pub(super) struct BreakGuard<'a>(&'a Barrier);

    impl Drop for BreakGuard<'_> {
        fn drop(&mut self) {
            if std::thread::panicking() {
                self.0.is_broken.store(true, Ordering::Release);
                self.0.begin(self.0.round.load(Ordering::Acquire));
            }
        }
    }
}
