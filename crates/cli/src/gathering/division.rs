//! How pictures are divided for a run: into what it learns from and what it is watched on.

use crate::shown::shown;
use anyhow::Result;
use kiln_core::{
    dataset::{
        Embeddings, Example, ReviewItem, SplitOptions, SplitWarning, Subset, fold_in_groups,
        groups_by, split_in_groups,
    },
    digest::sha256_hex,
    training::TrainingSettings,
};
use std::{borrow::Cow, fmt, str::FromStr};

/// More folds than anybody has asked for.
const MOST_FOLDS: usize = 100;

/// The division of a run.
#[derive(Debug, Clone, PartialEq)]
pub enum Division {
    /// A share is kept back, as the settings say.
    Split,
    /// One fold of several is.
    Fold(Fold),
}

/// Fold `index`, from 0, of `count`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    pub index: usize,
    pub count: usize,
}

impl fmt::Display for Fold {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.index, self.count)
    }
}

impl FromStr for Fold {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/');
        let fold = numbers.and_then(|(index, count)| {
            Some(Self { index: index.parse().ok()?, count: count.parse().ok()? })
        });
        match fold {
            None => Err("a fold is written as its number and how many there are: 0/5".into()),
            Some(Self { count, .. }) if !(2..=MOST_FOLDS).contains(&count) => {
                Err(format!("there can be 2 to {MOST_FOLDS} folds"))
            }
            Some(Self { index, count }) if index >= count => {
                Err(format!("{count} folds are numbered from 0 to {}", count - 1))
            }
            Some(fold) => Ok(fold),
        }
    }
}

impl Division {
    /// [`Self::sum`] of pictures.
    pub fn pictures_sum(
        &self,
        items: &[ReviewItem],
        is_test: &[bool],
        names: &[String],
    ) -> Option<String> {
        self.sum(items.iter().zip(is_test).map(|(item, is_test)| {
            let class = item.class.map_or("", |class| names[class].as_str());
            (item.sha256.as_deref().unwrap_or_default(), class, *is_test)
        }))
    }

    /// What tells whether two folds are of the same data, wherever they lie: a checksum over the checksum, the class and
    /// the part of each. None for a run of its own, which is put together with no other.
    pub fn sum<'a, S: AsRef<str>>(
        &self,
        all: impl Iterator<Item = (S, &'a str, bool)>,
    ) -> Option<String> {
        if *self == Self::Split {
            return None;
        }
        let mut text = String::new();
        for (sha256, class, is_test) in all {
            text.extend([sha256.as_ref(), "\t", class, if is_test { "\ttest\n" } else { "\n" }]);
        }
        Some(sha256_hex(text.as_bytes()))
    }

    /// The part of each picture: stratified, and near-duplicates stay together.
    ///
    /// # Errors
    /// Where there are too few pictures.
    pub fn parts(
        &self,
        items: &[ReviewItem],
        embeddings: &(impl Embeddings + ?Sized),
        is_test: &[bool],
        names: &[String],
        settings: &TrainingSettings,
    ) -> Result<Vec<Subset>> {
        let groups_of = |dealt: &[ReviewItem], numbers: &[usize]| {
            groups_by(dealt, &Chosen { all: embeddings, numbers })
        };
        self.parts_in_groups(items, groups_of, is_test, names, settings)
    }

    /// The same for examples of any kind. `groups_of` gives the group of each of those that are divided, which it gets with
    /// their positions among `items`.
    ///
    /// # Errors
    /// Where there are too few.
    pub fn parts_in_groups<E: Example + Clone>(
        &self,
        items: &[E],
        groups_of: impl FnOnce(&[E], &[usize]) -> Vec<usize>,
        is_test: &[bool],
        names: &[String],
        settings: &TrainingSettings,
    ) -> Result<Vec<Subset>> {
        match self {
            Self::Split => {
                let (none, options) = (vec![false; items.len()], options(settings));
                let groups = groups_of(items, &Vec::from_iter(0..items.len()));
                let found = split_in_groups(items, groups, is_test, &none, names.len(), &options)?;
                say_warnings(&found.warnings, names);
                Ok(found.parts)
            }
            // What was set aside for a test stays aside; the others are dealt out.
            Self::Fold(fold) => {
                let dealt: Vec<usize> = (0..items.len()).filter(|&i| !is_test[i]).collect();
                let items_dealt: Vec<E> = dealt.iter().map(|&i| items[i].clone()).collect();
                let groups = groups_of(&items_dealt, &dealt);
                let (count, seed) = (fold.count, settings.seed);
                let folds = fold_in_groups(&items_dealt, groups, names.len(), count, seed)?;
                let mut parts = vec![Subset::Test; items.len()];
                for (number, of_item) in dealt.iter().zip(folds) {
                    let is_held = of_item == fold.index;
                    parts[*number] = if is_held { Subset::Validation } else { Subset::Train };
                }
                Ok(parts)
            }
        }
    }
}

fn options(settings: &TrainingSettings) -> SplitOptions {
    SplitOptions {
        validation_share: settings.validation_share,
        test_share: 0.0,
        seed: settings.seed,
    }
}

/// The embeddings of some of the pictures.
struct Chosen<'a, E: ?Sized> {
    all: &'a E,
    numbers: &'a [usize],
}

impl<E: Embeddings + ?Sized> Embeddings for Chosen<'_, E> {
    fn embedding(&self, picture: usize) -> Option<Cow<'_, [f32]>> {
        self.all.embedding(self.numbers[picture])
    }
}

fn say_warnings(warnings: &[SplitWarning], names: &[String]) {
    for warning in warnings {
        match *warning {
            SplitWarning::ClassWithoutValidation { class } => {
                eprintln!(
                    "{}: too few that differ to keep any for validation",
                    shown(&names[class])
                );
            }
            SplitWarning::ValidationNotIndependent { class } => eprintln!(
                "{}: the pictures look so much alike that some had to be kept back from among others like them: \
                 the figures may be too good",
                shown(&names[class])
            ),
            SplitWarning::TestNotIndependent { class } => eprintln!(
                "{}: pictures of the test are nearly the same as pictures to train on: its figures will be too good",
                shown(&names[class])
            ),
            // No share is set aside here, only what lies in the folder of the test.
            SplitWarning::ClassWithoutTest { .. } => {}
        }
    }
}
