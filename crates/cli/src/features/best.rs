//! The nearest of many rows.

use kiln_core::dataset::Inspection;
use std::{cmp::Ordering, collections::BinaryHeap};

/// A row, and how near it is.
#[derive(Debug, Clone)]
pub struct Near {
    /// The cosine of the two pictures' features, at most 1.
    pub cosine: f32,
    pub path: String,
    pub class: Option<String>,
    pub sha256: String,
    pub inspection: Inspection,
}

/// As many of the nearest as are wanted; the farthest of them is at hand.
pub struct Best {
    kept: BinaryHeap<ByDistance>,
    most: usize,
}

/// The farthest is the greatest; of equally far ones that whose path comes last.
struct ByDistance(Near);

impl Best {
    /// For `most` rows, at least 1.
    pub fn new(most: usize) -> Self {
        Self { kept: BinaryHeap::new(), most }
    }

    /// Whether a row with this cosine and path is one of the nearest so far. Most rows are not, and nothing of them is
    /// copied.
    pub fn is_wanted(&self, cosine: f32, path: &str) -> bool {
        let farthest = self.kept.peek().filter(|_| self.kept.len() >= self.most);
        farthest.is_none_or(|ByDistance(farthest)| {
            order((cosine, path), (farthest.cosine, &farthest.path)) == Ordering::Less
        })
    }

    /// Adds a row, and lets the farthest go where there are too many.
    pub fn push(&mut self, near: Near) {
        self.kept.push(ByDistance(near));
        if self.kept.len() > self.most {
            self.kept.pop();
        }
    }

    /// The nearest first.
    pub fn into_sorted(self) -> Vec<Near> {
        self.kept.into_sorted_vec().into_iter().map(|ByDistance(near)| near).collect()
    }
}

/// Nearer is less.
fn order(one: (f32, &str), other: (f32, &str)) -> Ordering {
    other.0.total_cmp(&one.0).then_with(|| one.1.cmp(other.1))
}

impl Ord for ByDistance {
    fn cmp(&self, other: &Self) -> Ordering {
        order((self.0.cosine, &self.0.path), (other.0.cosine, &other.0.path))
    }
}

impl PartialOrd for ByDistance {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for ByDistance {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for ByDistance {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_of_many_are_kept_whatever_their_order() {
        let inspection = Inspection {
            width: 1,
            height: 1,
            sharpness: 0.0,
            contrast: 0.0,
            brightness: 0.0,
            hash: String::new(),
            problems: Vec::new(),
        };
        let near = |number: usize| Near {
            // Each value several times, in an order that goes up and down.
            cosine: (number * 7919 % 311) as f32 / 311.0,
            path: format!("{:04}", number * 31 % 2003),
            class: None,
            sha256: String::new(),
            inspection: inspection.clone(),
        };
        let mut best = Best::new(40);
        for near in (0..2000).map(near) {
            if best.is_wanted(near.cosine, &near.path) {
                best.push(near);
            }
        }
        let mut expected: Vec<Near> = (0..2000).map(near).collect();
        expected.sort_by(|a, b| b.cosine.total_cmp(&a.cosine).then_with(|| a.path.cmp(&b.path)));
        let named = |all: &[Near]| all.iter().map(|near| near.path.clone()).collect::<Vec<_>>();
        assert_eq!(named(&best.into_sorted()), named(&expected[..40]));
    }
}
