//! The number of requests that one address may make in a minute.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    time::{Duration, Instant},
};

const MINUTE: Duration = Duration::from_secs(60);
/// The number of addresses that are counted at a time. Beyond it every new one has to wait, or anybody could
/// fill the memory.
const MAX_ADDRESSES: usize = 100_000;

/// Counts per address, in memory only and forgotten each minute.
pub struct Rate {
    per_minute: u32,
    began: Instant,
    counts: HashMap<IpAddr, u32>,
}

impl Rate {
    /// Begins without requests. `per_minute` is the number that one address may make, at least 1.
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
        let key = counted_network(address);
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

/// The addresses that count as one: providers give a single customer 2⁶⁴ of IPv6, a /64.
pub fn counted_network(address: IpAddr) -> IpAddr {
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
    fn the_ipv6_addresses_of_one_customer_are_counted_together() {
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
