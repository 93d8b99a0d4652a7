//! A round: many cases, one after the other, each watched.

use crate::MEMORY;
use crate::alter::{Chance, alter};
use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    process,
    sync::atomic::{AtomicU64, Ordering},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

/// How many cases there are in a round that is not told otherwise by `KILN_FAULTS`.
const SHORT_ROUND: u64 = 300;
/// The longest that a case may take.
const MOST_TIME: Duration = Duration::from_secs(2);
/// A case that takes so long is not waited for.
const HANGING: Duration = Duration::from_secs(60);

/// What a reader has made of a file.
pub enum Outcome {
    Taken,
    /// With this code.
    Refused(&'static str),
}

/// The readers of one kind of file.
pub struct Round<'a> {
    pub kind: &'a str,
    /// Files that are as they should be.
    pub seeds: &'a [Vec<u8>],
    /// The beginnings of the codes of errors that such a file may have.
    pub codes: &'a [&'a str],
    /// The most memory that reading a file may take, in bytes.
    pub most_memory: &'a dyn Fn(&[u8]) -> usize,
    /// A change that is made behind the others, such as to a checksum.
    pub mend: &'a dyn Fn(&mut Vec<u8>, &mut Chance),
    pub read: &'a dyn Fn(&[u8]) -> Outcome,
}

#[derive(Default)]
struct Tally {
    num_taken: u64,
    slowest: Duration,
    most_memory: usize,
    fallen: Vec<String>,
}

impl Round<'_> {
    /// Whoever calls it has the [`turn`].
    ///
    /// # Panics
    /// When a case falls, after all of them.
    pub fn run(&self) {
        for seed in self.seeds {
            assert!(matches!((self.read)(seed), Outcome::Taken), "a file that is whole is refused");
        }
        let asked = std::env::var("KILN_FAULTS").ok().map(|count| count.parse().unwrap());
        let num_cases = asked.unwrap_or(SHORT_ROUND);
        let watch = Watch::start(self.kind);
        let mut tally = Tally::default();
        for number in 0..num_cases {
            watch.begin(number);
            self.case(number, &mut tally);
        }
        watch.end();
        println!(
            "{}: {num_cases} files, {} taken, {} fell; at most {} ms and {:.1} MB",
            self.kind,
            tally.num_taken,
            tally.fallen.len(),
            tally.slowest.as_millis(),
            tally.most_memory as f64 / 1e6
        );
        let Tally { fallen, .. } = tally;
        assert!(fallen.is_empty(), "{} of {num_cases}:\n{}", fallen.len(), fallen.join("\n"));
    }

    fn case(&self, number: u64, tally: &mut Tally) {
        let file = self.file(number);
        let mut measured = measure(self.read, &file);
        if measured.time > MOST_TIME {
            // Another program may have had the processor.
            measured.time = measured.time.min(measure(self.read, &file).time);
        }
        let Measured { outcome, time, memory } = measured;
        tally.slowest = tally.slowest.max(time);
        tally.most_memory = tally.most_memory.max(memory);
        let fault = match outcome {
            None => Some("panicked".to_owned()),
            Some(Outcome::Refused(code)) if !self.is_own(code) => Some(format!("said {code}")),
            _ if time > MOST_TIME => Some(format!("took {time:?}")),
            _ if memory > (self.most_memory)(&file) => {
                Some(format!("took {:.1} MB", memory as f64 / 1e6))
            }
            Some(Outcome::Taken) => {
                tally.num_taken += 1;
                None
            }
            Some(Outcome::Refused(_)) => None,
        };
        if let Some(fault) = fault {
            tally.fallen.push(format!(
                "{} {number} {fault}: {}",
                self.kind,
                self.keep(number, &file)
            ));
        }
    }

    fn is_own(&self, code: &str) -> bool {
        self.codes.iter().any(|own| code.starts_with(own))
    }

    /// The file with this number.
    fn file(&self, number: u64) -> Vec<u8> {
        let mut chance = Chance::new(number);
        let mut file = chance.one_of(self.seeds).clone();
        let donor = chance.one_of(self.seeds);
        // What says how a file is to be read stands at its beginning in most kinds.
        let end = match chance.below(3) {
            0 => file.len().min(64),
            1 => file.len().min(4096),
            _ => file.len(),
        };
        alter(&mut file, 0..end, donor, &mut chance);
        (self.mend)(&mut file, &mut chance);
        file
    }

    fn keep(&self, number: u64, file: &[u8]) -> String {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("faults");
        let path = folder.join(format!("{}-{number}", self.kind));
        fs::create_dir_all(folder).unwrap();
        fs::write(&path, file).unwrap();
        path.display().to_string()
    }
}

/// Whoever holds it may measure: what is measured is the whole program's.
pub fn turn() -> MutexGuard<'static, ()> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner)
}

pub struct Measured {
    /// None for a panic.
    pub outcome: Option<Outcome>,
    pub time: Duration,
    /// The most that was held at once, in bytes.
    pub memory: usize,
}

pub fn measure(read: &dyn Fn(&[u8]) -> Outcome, file: &[u8]) -> Measured {
    MEMORY.reset_peak_usage();
    let (before, started) = (MEMORY.current_usage(), Instant::now());
    let outcome = catch_unwind(AssertUnwindSafe(|| read(file))).ok();
    let memory = MEMORY.peak_usage().saturating_sub(before);
    Measured { outcome, time: started.elapsed(), memory }
}

/// Ends the program when a case goes on for ever.
struct Watch(Arc<AtomicU64>);

const ENDED: u64 = u64::MAX;

impl Watch {
    fn start(kind: &str) -> Self {
        let current = Arc::new(AtomicU64::new(0));
        let (seen, kind) = (current.clone(), kind.to_owned());
        thread::spawn(move || {
            let (mut last, mut since) = (0, Instant::now());
            loop {
                thread::sleep(Duration::from_millis(200));
                match seen.load(Ordering::Relaxed) {
                    ENDED => break,
                    number if number != last => (last, since) = (number, Instant::now()),
                    number if since.elapsed() > HANGING => {
                        eprintln!("{kind} {number} hangs");
                        process::exit(101);
                    }
                    _ => {}
                }
            }
        });
        Self(current)
    }

    fn begin(&self, number: u64) {
        self.0.store(number, Ordering::Relaxed);
    }

    fn end(&self) {
        self.0.store(ENDED, Ordering::Relaxed);
    }
}
