//! A part of the pictures that one process takes.

use kiln_core::digest::sha256_hex;
use std::{fmt, str::FromStr};

/// More shards than any cluster has machines; a name has five digits.
const MOST_SHARDS: u32 = 99_999;

/// Shard `index`, from 0, of `count`. Which one a picture is in follows from its path alone, so that every process knows
/// it, and pictures that are added later move no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    pub index: u32,
    pub count: u32,
}

impl Shard {
    pub const WHOLE: Self = Self { index: 0, count: 1 };

    /// Whether a picture of this path is in it: the first 16 digits of the path's SHA-256 modulo the number of shards.
    pub fn holds(self, path: &str) -> bool {
        let digits = sha256_hex(path.as_bytes());
        u64::from_str_radix(&digits[..16], 16)
            .is_ok_and(|hash| hash % u64::from(self.count) == u64::from(self.index))
    }

    pub fn file_name(self) -> String {
        format!("part-{:05}-of-{:05}.parquet", self.index, self.count)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.index, self.count)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/');
        let parsed = numbers.and_then(|(index, count)| {
            Some(Self { index: index.parse().ok()?, count: count.parse().ok()? })
        });
        let Some(shard) = parsed else {
            return Err("a shard is written as its number and how many there are: 0/4".into());
        };
        if shard.count == 0 || shard.count > MOST_SHARDS {
            return Err(format!("there can be 1 to {MOST_SHARDS} shards"));
        }
        if shard.index >= shard.count {
            let last = shard.count - 1;
            return Err(format!("{} shards are numbered from 0 to {last}", shard.count));
        }
        Ok(shard)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing step should stop the test")]
mod tests {
    use super::*;

    #[test]
    fn each_picture_is_in_one_shard_and_shards_are_alike_in_size() {
        let mut sizes = [0; 4];
        for number in 0..4000 {
            let path = format!("roses/{number}.jpg");
            let holding: Vec<usize> = (0..4)
                .filter(|index| Shard { index: *index, count: 4 }.holds(&path))
                .map(|index| index as usize)
                .collect();
            assert_eq!(holding.len(), 1);
            sizes[holding[0]] += 1;
            assert!(Shard::WHOLE.holds(&path));
        }
        assert!(sizes.iter().all(|size| (900..1100).contains(size)), "{sizes:?}");
    }

    #[test]
    fn what_is_no_shard_is_refused() {
        assert_eq!("3/32".parse(), Ok(Shard { index: 3, count: 32 }));
        assert_eq!("31/32".parse::<Shard>().unwrap().to_string(), "31/32");
        for wrong in ["", "3", "a/b", "-1/4", "4/4", "5/4", "0/0", "0/100000", "1/2/3"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
