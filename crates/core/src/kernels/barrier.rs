//! A place where threads wait for one another: none goes on before all have come.
//!
//! What one thread wrote before it waited, the others see after they have waited. A thread that panics breaks
//! the barrier: those that wait at it, now or later, panic too instead of waiting for ever.
//!
//! Whatever threads share comes from `super::sync`, in whose place `tests/threads` puts loom's types, to try every
//! order in which a few threads can go through this file.

use super::sync::{AtomicBool, AtomicUsize, Condvar, Mutex, Ordering, spin_loop};
use std::sync::{PoisonError, atomic};
use std::time::Duration;

/// Looks after waits in vain. Two threads may have been woken on one core: as long as one of them looks, the
/// other does nothing, and only when it sleeps is there a chance of another core.
const FEWEST_LOOKS: usize = 200;
/// A sleeping thread looks up this often for a lost one, which wakes nobody.
const LONGEST_SLEEP: Duration = Duration::from_millis(200);

/// Set for ever: the threads of a browser end with the first that panics.
static IS_LOST: atomic::AtomicBool = atomic::AtomicBool::new(false);

/// Breaks every barrier, on behalf of a thread that ends without dropping its [`BreakGuard`].
pub(super) fn report_lost_thread() {
    IS_LOST.store(true, atomic::Ordering::Release);
}

pub(super) struct Barrier {
    most_looks: usize,
    looks: AtomicUsize,
    arrived: AtomicUsize,
    /// The number of times that all have arrived.
    round: AtomicUsize,
    /// A thread will not come any more.
    is_broken: AtomicBool,
    sleeping: Mutex<()>,
    woken: Condvar,
}

impl Barrier {
    /// A waiting thread looks at most so many times whether the others have come before it sleeps.
    pub(super) fn new(most_looks: usize) -> Self {
        Self {
            most_looks,
            looks: AtomicUsize::new(most_looks),
            arrived: AtomicUsize::new(0),
            round: AtomicUsize::new(0),
            is_broken: AtomicBool::new(false),
            sleeping: Mutex::new(()),
            woken: Condvar::new(),
        }
    }

    /// Returns once `size` threads have called this, `size` being the same for all of them.
    ///
    /// # Panics
    /// When one of them has panicked.
    pub(super) fn wait(&self, size: usize) {
        let round = self.round.load(Ordering::Acquire);
        if self.arrived.fetch_add(1, Ordering::AcqRel) + 1 == size {
            self.arrived.store(0, Ordering::Release);
            self.wake(|| self.round.store(round + 1, Ordering::Release));
            return;
        }
        if !self.look(round) {
            self.sleep(round);
        }
        assert!(!self.is_given_up(), "another thread has panicked");
    }

    /// The guard that each thread keeps: without it the others would wait for one that panicked.
    pub(super) fn breaks_with_panics(&self) -> BreakGuard<'_> {
        BreakGuard(self)
    }

    /// Ends the wait of the others for a thread that will not come any more.
    pub(super) fn give_up(&self) {
        self.wake(|| self.is_broken.store(true, Ordering::Release));
    }

    fn is_given_up(&self) -> bool {
        IS_LOST.load(atomic::Ordering::Acquire) || self.is_broken.load(Ordering::Acquire)
    }

    fn is_over(&self, round: usize) -> bool {
        self.is_given_up() || self.round.load(Ordering::Acquire) != round
    }

    /// Looks again and again whether `round` is over, and says whether it was in the end.
    fn look(&self, round: usize) -> bool {
        let looks = self.looks.load(Ordering::Relaxed);
        for _ in 0..looks {
            if self.is_over(round) {
                self.looks.store(self.most_looks.min(looks * 2), Ordering::Relaxed);
                return true;
            }
            spin_loop();
        }
        let fewer = FEWEST_LOOKS.max(looks / 8).min(self.most_looks);
        self.looks.store(fewer, Ordering::Relaxed);
        false
    }

    /// Sleeps until `round` is over. Nothing panics in here, so the lock is never poisoned.
    fn sleep(&self, round: usize) {
        let mut asleep = self.sleeping.lock().unwrap_or_else(PoisonError::into_inner);
        while !self.is_over(round) {
            let woken = self.woken.wait_timeout(asleep, LONGEST_SLEEP);
            asleep = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Changes what the sleeping threads wait for, under their lock: so nobody falls asleep between looking and
    /// being woken.
    fn wake(&self, change: impl FnOnce()) {
        let asleep = self.sleeping.lock().unwrap_or_else(PoisonError::into_inner);
        change();
        drop(asleep);
        self.woken.notify_all();
    }
}

pub(super) struct BreakGuard<'a>(&'a Barrier);

impl Drop for BreakGuard<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.give_up();
        }
    }
}
