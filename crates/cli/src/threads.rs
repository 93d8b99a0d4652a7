//! Work on many pictures at once, whose results come in the order of the pictures.

use crate::devices::DeviceChoice;
use crate::interrupt;
use anyhow::{Result, anyhow};
use clap::Args;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::{
    collections::BTreeMap,
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

/// Results that may be waiting for an earlier one, for each thread: enough for all to go on beside one large photo, and
/// little memory.
const AHEAD: usize = 8;
/// The time within which Ctrl-C is noticed while a picture takes long.
const PATIENCE: Duration = Duration::from_millis(100);

/// The number of threads that a command uses.
#[derive(Args, Clone, Copy)]
pub struct Threads {
    /// Threads that read, decode and compute; as many as the machine has cores if it is not given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

impl Threads {
    fn count(self) -> usize {
        let all = || thread::available_parallelism().map_or(1, usize::from);
        self.threads.map_or_else(all, usize::from)
    }

    /// Settles how many threads the parts of the core have that divide one computation among threads, such as training.
    ///
    /// # Errors
    /// Where the system gives no threads.
    pub fn settle(self) -> Result<()> {
        Ok(ThreadPoolBuilder::new().num_threads(self.count()).build_global()?)
    }

    /// The threads that work on `device`: one for a graphics card, which does one thing after the other.
    pub fn on(self, device: DeviceChoice) -> Self {
        match device {
            DeviceChoice::Webgpu => Self { threads: Some(1) },
            _ => self,
        }
    }

    /// Calls `work` for each of `items` on several threads, and `take` on this one with each and its result, in the
    /// order of the items. Each thread begins with a state of its own; threads that are more than the items help with one.
    ///
    /// # Errors
    /// The first error of `begin` or `take`, and [`interrupt::Interrupted`]. Work under way is ended, what is left is
    /// not begun.
    pub fn in_order<'a, T: Sync, S, R: Send>(
        self,
        items: &'a [T],
        begin: impl Fn() -> Result<S> + Sync,
        work: impl Fn(&mut S, &T) -> R + Sync,
        mut take: impl FnMut(&'a T, R) -> Result<()>,
    ) -> Result<()> {
        let num_workers = self.count().min(items.len());
        let num_helpers = self.count().checked_div(num_workers).unwrap_or(1);
        let queue = Queue::new(items.len(), num_workers * AHEAD);
        let (sender, results) = mpsc::channel();
        thread::scope(|scope| {
            // The workers are waited for even if taking a result panics.
            let _guard = EndsWithPanics(&queue);
            for _ in 0..num_workers {
                let (sender, queue, begin, work) = (sender.clone(), &queue, &begin, &work);
                scope.spawn(move || {
                    let _guard = EndsWithPanics(queue);
                    let state = kernels_on(num_helpers).and_then(|pool| Ok((pool, begin()?)));
                    let (_pool, mut state) = match state {
                        Ok(state) => state,
                        // Nobody listens any more where another thread failed first.
                        Err(error) => return drop(sender.send(Err(error))),
                    };
                    while let Some(index) = queue.next() {
                        let result = work(&mut state, &items[index]);
                        if sender.send(Ok((index, result))).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            let outcome = take_in_order(items.len(), &results, &queue, |index, result| {
                take(&items[index], result)
            });
            queue.end();
            outcome
        })
    }
}

/// The kernels divide each picture among the threads of the pool that they are called in: here one of a few threads, of
/// which this is the first. With one alone a picture is on one core, and nobody waits for anybody. The pool works for as
/// long as it is kept.
fn kernels_on(num_threads: usize) -> Result<ThreadPool> {
    Ok(ThreadPoolBuilder::new().num_threads(num_threads).use_current_thread().build()?)
}

fn take_in_order<R>(
    count: usize,
    results: &mpsc::Receiver<Result<(usize, R)>>,
    queue: &Queue,
    mut take: impl FnMut(usize, R) -> Result<()>,
) -> Result<()> {
    let mut early = BTreeMap::new();
    for wanted in 0..count {
        let result = loop {
            interrupt::check()?;
            if let Some(result) = early.remove(&wanted) {
                break result;
            }
            match results.recv_timeout(PATIENCE) {
                Ok(result) => {
                    let (index, result) = result?;
                    early.insert(index, result);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(anyhow!("a thread was lost")),
            }
        };
        take(wanted, result)?;
        queue.taken();
    }
    Ok(())
}

/// Hands out numbers, and no more of them than are wanted soon.
struct Queue {
    state: Mutex<State>,
    has_changed: Condvar,
    count: usize,
    most_ahead: usize,
}

#[derive(Default)]
struct State {
    next: usize,
    num_taken: usize,
    is_ended: bool,
}

impl Queue {
    fn new(count: usize, most_ahead: usize) -> Self {
        Self { state: Mutex::default(), has_changed: Condvar::new(), count, most_ahead }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next number, once it is wanted.
    fn next(&self) -> Option<usize> {
        let too_early =
            |state: &mut State| !state.is_ended && state.next >= state.num_taken + self.most_ahead;
        let mut state = self
            .has_changed
            .wait_while(self.lock(), too_early)
            .unwrap_or_else(PoisonError::into_inner);
        if state.is_ended || state.next == self.count {
            return None;
        }
        state.next += 1;
        Some(state.next - 1)
    }

    fn taken(&self) {
        self.lock().num_taken += 1;
        self.has_changed.notify_all();
    }

    fn end(&self) {
        self.lock().is_ended = true;
        self.has_changed.notify_all();
    }
}

/// Nobody waits for the result of a thread that is gone.
struct EndsWithPanics<'a>(&'a Queue);

impl Drop for EndsWithPanics<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.end();
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing step should stop the test")]
mod tests {
    use super::*;
    use std::{
        panic::{AssertUnwindSafe, catch_unwind},
        sync::atomic::{AtomicUsize, Ordering},
    };

    fn threads(count: u16) -> Threads {
        Threads { threads: Some(count) }
    }

    #[test]
    fn results_come_in_order_and_few_are_kept() {
        let items: Vec<usize> = (0..500).collect();
        let (begun, mut taken) = (AtomicUsize::new(0), Vec::new());
        let work = |_: &mut (), item: &usize| {
            begun.fetch_add(1, Ordering::Relaxed);
            // The first one of each dozen is slow.
            if item.is_multiple_of(12) {
                thread::sleep(Duration::from_millis(3));
            }
            item * 2
        };
        let take = |_: &usize, result| {
            taken.push(result);
            assert!(begun.load(Ordering::Relaxed) < taken.len() + 3 * AHEAD + 1);
            Ok(())
        };
        threads(3).in_order(&items, || Ok(()), work, take).unwrap();
        assert_eq!(taken, items.iter().map(|item| item * 2).collect::<Vec<_>>());
    }

    #[test]
    fn threads_that_are_more_than_the_pictures_help_with_one() {
        let sizes = |count: u16, num_items: usize| {
            let (items, mut sizes) = (vec![(); num_items], Vec::new());
            let take = |_: &(), size| {
                sizes.push(size);
                Ok(())
            };
            let work = |_: &mut (), _: &()| {
                let num_members = AtomicUsize::new(0);
                kiln_core::kernels::as_team(|member| {
                    num_members.fetch_add(1, Ordering::Relaxed);
                    member.wait();
                });
                num_members.into_inner()
            };
            threads(count).in_order(&items, || Ok(()), work, take).unwrap();
            sizes
        };
        assert_eq!(sizes(4, 2), [2, 2]);
        assert_eq!(sizes(4, 1), [4]);
        assert_eq!(sizes(2, 3), [1, 1, 1]);
        assert_eq!(sizes(2, 0), [0; 0]);
    }

    #[test]
    fn a_failure_ends_the_work() {
        let items = [0; 1000];
        let begun = AtomicUsize::new(0);
        let work = |_: &mut (), _: &i32| begun.fetch_add(1, Ordering::Relaxed);
        let take = |_: &i32, index| if index < 5 { Ok(()) } else { Err(anyhow!("full")) };
        let error = threads(2).in_order(&items, || Ok(()), work, take).unwrap_err();
        assert_eq!(error.to_string(), "full");
        assert!(begun.load(Ordering::Relaxed) < 100);
        let none = || Err::<(), _>(anyhow!("no model"));
        let error = threads(2).in_order(&items, none, |_, _| (), |_, ()| Ok(())).unwrap_err();
        assert_eq!(error.to_string(), "no model");
        let panics = |_: &mut (), _: &i32| assert_eq!(begun.load(Ordering::Relaxed), 0);
        let work = || threads(2).in_order(&items, || Ok(()), panics, |_, ()| Ok(()));
        assert!(catch_unwind(AssertUnwindSafe(work)).is_err());
    }
}
