//! The pauses between tries.

/// Flower's own rule for asking again: a second, twice as long each time, at most ten; here with chance in it, so that
/// many devices do not ask in step.
#[derive(Debug, Clone, Default)]
pub struct Backoff {
    num_tries: u32,
}

const FIRST_SECONDS: f64 = 1.0;
const MOST_SECONDS: f64 = 10.0;

impl Backoff {
    /// The number of pauses so far.
    pub fn num_tries(&self) -> u32 {
        self.num_tries
    }

    /// The next pause in seconds: between a half and one and a half of the rule's. `chance` is from 0 to 1.
    ///
    /// Source: `PULL_INITIAL_BACKOFF` and `PULL_BACKOFF_CAP` of Flower 1.42.
    pub fn next_seconds(&mut self, chance: f64) -> f64 {
        let doubled = FIRST_SECONDS * 2_f64.powi(self.num_tries.min(10) as i32);
        self.num_tries += 1;
        doubled.min(MOST_SECONDS) * (0.5 + chance.clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_ten_seconds_and_are_spread() {
        let mut backoff = Backoff::default();
        let pauses: Vec<f64> = (0..6).map(|_| backoff.next_seconds(0.5)).collect();
        assert_eq!(pauses, [1.0, 2.0, 4.0, 8.0, 10.0, 10.0]);
        assert_eq!((backoff.next_seconds(0.0), backoff.next_seconds(1.0)), (5.0, 15.0));
        assert_eq!(backoff.num_tries(), 8);
    }
}
