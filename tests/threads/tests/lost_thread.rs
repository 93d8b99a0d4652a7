//! A thread that ends without unwinding, as all do in a browser: only the panic hook speaks for it. The test has a
//! process to itself, since what the hook reports is for ever.

#[path = "../../../crates/core/src/kernels/barrier.rs"]
mod barrier;

/// What the barrier is made of.
mod sync {
    pub(super) use std::hint::spin_loop;
    pub(super) use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    pub(super) use std::sync::{Condvar, Mutex};
}

use barrier::{Barrier, report_lost_thread};
use std::sync::{Arc, mpsc};
use std::time::Duration;
use std::{panic, thread};

/// Many times the longest sleep of a waiting thread.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn those_that_wait_for_a_lost_thread_panic_whether_they_look_or_sleep() {
    panic::set_hook(Box::new(|_| {}));
    let (released, releases) = mpsc::channel();
    // One sleeps at once, one looks for longer than the test lasts.
    let barriers = [0, usize::MAX / 2].map(|looks| Arc::new(Barrier::new(looks)));
    for barrier in barriers {
        let released = released.clone();
        thread::spawn(move || {
            // The second thread, which never comes, would be the lost one.
            let wait = panic::AssertUnwindSafe(|| {
                let _guard = barrier.breaks_with_panics();
                barrier.wait(2);
            });
            released.send(panic::catch_unwind(wait).is_err())
        });
    }
    let early = releases.recv_timeout(Duration::from_millis(300));
    assert!(early.is_err(), "nobody is released before");
    report_lost_thread();
    for _ in 0..2 {
        assert_eq!(releases.recv_timeout(PATIENCE), Ok(true), "whoever waits panics");
    }
}
