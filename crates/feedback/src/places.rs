//! Places for connections: so many in all, and so many of one address.

use super::rate::counted_network;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

/// Counts the connections of each address.
#[derive(Clone, Default)]
pub struct Places {
    taken: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// A place, given back when it is dropped.
pub struct Taken {
    places: Places,
    address: IpAddr,
}

impl Places {
    /// A place for a connection of `address`, unless it has `max` already.
    pub fn take(&self, address: IpAddr, max: usize) -> Option<Taken> {
        let address = counted_network(address);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(address).or_default();
        if *count >= max {
            return None;
        }
        *count += 1;
        Some(Taken { places: self.clone(), address })
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing step should stop the test")]
mod tests {
    use super::*;

    #[test]
    fn one_address_does_not_take_all_places() {
        let places = Places::default();
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let first = places.take(address("192.0.2.1"), 2);
        let second = places.take(address("192.0.2.1"), 2);
        assert!(first.is_some() && second.is_some());
        assert!(places.take(address("192.0.2.1"), 2).is_none());
        // The same network, by another name.
        assert!(places.take(address("::ffff:192.0.2.1"), 2).is_none());
        assert!(places.take(address("192.0.2.2"), 2).is_some());
        drop(first);
        assert!(places.take(address("192.0.2.1"), 2).is_some());
        drop(second);
        assert!(places.taken.lock().unwrap().is_empty());
    }
}
