//! So many requests of one address in a minute, and no more.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    time::{Duration, Instant},
};

const MINUTE: Duration = Duration::from_secs(60);
/// Addresses counted at a time. Beyond this everybody new has to wait: memory is not for strangers to fill.
const MAX_ADDRESSES: usize = 100_000;

/// Counts per address, in memory only and forgotten each minute.
pub struct Rate {
    per_minute: u32,
    began: Instant,
    counts: HashMap<IpAddr, u32>,
}

impl Rate {
    pub fn new(per_minute: u32) -> Self {
        Self { per_minute, began: Instant::now(), counts: HashMap::new() }
    }

    /// Counts a request.
    ///
    /// # Errors
    /// The number of seconds after which another one is accepted.
    pub fn count(&mut self, address: IpAddr, now: Instant) -> Result<(), u64> {
        if now.duration_since(self.began) >= MINUTE {
            self.began = now;
            self.counts.clear();
        }
        let key = household(address);
        let is_refused = match self.counts.get(&key) {
            Some(count) => *count >= self.per_minute,
            None => self.counts.len() >= MAX_ADDRESSES,
        };
        if is_refused {
            let left = MINUTE.saturating_sub(now.duration_since(self.began));
            return Err(left.as_secs().max(1));
        }
        *self.counts.entry(key).or_default() += 1;
        Ok(())
    }
}

/// Providers give a household 2⁶⁴ IPv6 addresses; they count as one.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(long) => IpAddr::V6(Ipv6Addr::from_bits(long.to_bits() & !u128::from(u64::MAX))),
        short => short,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing step should stop the test")]
mod tests {
    use super::*;

    #[test]
    fn each_address_has_its_own_count_and_a_new_minute_begins_at_nought() {
        let mut rate = Rate::new(2);
        let (now, one, other) =
            (rate.began, IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        assert_eq!(rate.count(one, now), Ok(()));
        assert_eq!(rate.count(one, now), Ok(()));
        assert_eq!(rate.count(one, now + Duration::from_secs(20)), Err(40));
        assert_eq!(rate.count(other, now), Ok(()));
        assert_eq!(rate.count(one, now + MINUTE), Ok(()));
    }

    #[test]
    fn the_addresses_of_a_household_are_counted_together() {
        let mut rate = Rate::new(1);
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let now = rate.began;
        assert_eq!(rate.count(address("2001:db8::1"), now), Ok(()));
        assert!(rate.count(address("2001:db8::2"), now).is_err());
        assert_eq!(rate.count(address("2001:db8:0:1::2"), now), Ok(()));
        assert_eq!(rate.count(address("192.0.2.1"), now), Ok(()));
        assert!(rate.count(address("::ffff:192.0.2.1"), now).is_err());
    }
}
