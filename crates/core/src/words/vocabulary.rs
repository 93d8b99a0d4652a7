use super::spelling::{key, keys};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// The nouns above the network's classes, each with its meanings.
pub struct Vocabulary {
    synsets: Vec<Synset>,
    /// By their keys. A few thousand are looked through at each question; nobody asks for many.
    meanings: Vec<(String, Meaning)>,
}

/// A meaning that several words share.
struct Synset {
    id: String,
    gloss: String,
    classes: Vec<usize>,
}

/// One meaning of a word.
#[derive(Clone, Copy)]
struct Meaning {
    /// Place among the word's meanings, covered or not, from 1, the most frequent one first.
    rank: usize,
    synset: usize,
}

/// `words.json`, as `make_words.py` writes it.
#[derive(Deserialize)]
struct Table {
    words: Vec<String>,
    glosses: Vec<String>,
    above: Vec<Vec<usize>>,
    classes: Vec<usize>,
}

/// `words.zh-Hans.json`: names, and the positions of what each of them means.
#[derive(Deserialize)]
struct OtherNames {
    words: Vec<String>,
    meanings: Vec<Vec<usize>>,
}

/// One of the things that a name means, which has classes below it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Sense {
    /// A stable name of the meaning: its first word, with the meaning's rank where that is not the first.
    pub id: String,
    /// What it is, in English; empty where nobody can take it for something else.
    pub gloss: String,
    /// The network's classes that are kinds of it, in their order; at least one.
    pub classes: Vec<usize>,
}

/// What is known of a name.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct KnownName {
    /// The meanings with classes below them, the most frequent first; none for a name that is not learnt yet.
    pub senses: Vec<Sense>,
    /// Whether the first of them is what the name means most of the time. Where it is not, as of a mouse that may be
    /// an animal, people have to say so.
    pub is_plain: bool,
}

impl Vocabulary {
    /// Reads the table, and the names in another language beside it.
    ///
    /// # Errors
    /// [`Error::ModelDamaged`] for a text that is no such table.
    pub fn parse(table: &str, names: Option<&str>) -> Result<Self> {
        let table: Table =
            serde_json::from_str(table).map_err(|error| damaged(&error.to_string()))?;
        let count = table.words.len();
        if table.glosses.len() != count || table.above.len() != count {
            return Err(damaged("its columns differ in length"));
        }
        let classes = classes_below(&table)?;
        let mut meanings = Vec::new();
        let mut synsets = Vec::with_capacity(count);
        let columns = table.words.iter().zip(table.glosses).zip(classes);
        for (synset, ((words, gloss), classes)) in columns.enumerate() {
            for word in words.split('|') {
                let (word, rank) = word.split_once('#').unwrap_or((word, "1"));
                let rank = rank.parse().map_err(|_| damaged("a rank is no number"))?;
                meanings.push((key(word), Meaning { rank, synset }));
            }
            let id = words.split('|').next().unwrap_or_default().to_owned();
            synsets.push(Synset { id, gloss, classes });
        }
        let mut own = Self { synsets, meanings };
        if let Some(names) = names {
            own.add_names(names)?;
        }
        Ok(own)
    }

    fn add_names(&mut self, names: &str) -> Result<()> {
        let names: OtherNames =
            serde_json::from_str(names).map_err(|error| damaged(&error.to_string()))?;
        if names.words.len() != names.meanings.len() {
            return Err(damaged("its columns differ in length"));
        }
        for (name, synsets) in names.words.iter().zip(names.meanings) {
            for (index, synset) in synsets.into_iter().enumerate() {
                if synset >= self.synsets.len() {
                    return Err(damaged("a name is of nothing"));
                }
                self.meanings.push((key(name), Meaning { rank: index + 1, synset }));
            }
        }
        Ok(())
    }

    /// What a name means, however it is written: in capitals, in the plural, with hyphens.
    ///
    /// ```
    /// use kiln_core::words::Vocabulary;
    ///
    /// let table = r#"{"words": ["animal", "mouse#4", "cat"], "glosses": ["", "", ""], "above": [[], [], [2]],
    ///                 "classes": [2, 1]}"#;
    /// let vocabulary = Vocabulary::parse(table, None)?;
    /// assert_eq!(vocabulary.look_up("Cats").senses[0].classes, [0]);
    /// assert_eq!(vocabulary.look_up("animal").senses[0].classes, [0]);
    /// assert!(!vocabulary.look_up("mice").is_plain);
    /// assert!(vocabulary.look_up("seahorse").senses.is_empty());
    /// # Ok::<(), kiln_core::Error>(())
    /// ```
    pub fn look_up(&self, name: &str) -> KnownName {
        let meanings =
            keys(name).iter().map(|key| self.meanings_of(key)).find(|found| !found.is_empty());
        let meanings = meanings.unwrap_or_default();
        let sense = |meaning: &Meaning| {
            let Synset { id, gloss, classes } = &self.synsets[meaning.synset];
            Sense { id: id.clone(), gloss: gloss.clone(), classes: classes.clone() }
        };
        KnownName {
            is_plain: meanings.first().is_some_and(|meaning| meaning.rank == 1),
            senses: meanings.iter().map(sense).collect(),
        }
    }

    /// The meanings of a key in the order of their ranks.
    fn meanings_of(&self, key: &str) -> Vec<Meaning> {
        let mut found: Vec<Meaning> = Vec::new();
        for (_, meaning) in self.meanings.iter().filter(|(known, _)| known == key) {
            // Words that differ in their spelling alone may share a meaning.
            if found.iter().all(|other| other.synset != meaning.synset) {
                let place = found.partition_point(|other| other.rank <= meaning.rank);
                found.insert(place, *meaning);
            }
        }
        found
    }
}

/// The classes at or below each synset, in their order. What is above a synset stands before it.
fn classes_below(table: &Table) -> Result<Vec<Vec<usize>>> {
    let mut below = vec![Vec::new(); table.words.len()];
    for (class, position) in table.classes.iter().enumerate() {
        below.get_mut(*position).ok_or_else(|| damaged("a class is of nothing"))?.push(class);
    }
    for position in (0..below.len()).rev() {
        let (before, own) = below.split_at_mut(position);
        // There may be several ways up.
        own[0].sort_unstable();
        own[0].dedup();
        for distance in &table.above[position] {
            let above = position.checked_sub(*distance).filter(|above| *above < position);
            let above = above.ok_or_else(|| damaged("something stands above itself"))?;
            before[above].extend_from_slice(&own[0]);
        }
    }
    match below.iter().any(Vec::is_empty) {
        true => Err(damaged("a word is above no class")),
        false => Ok(below),
    }
}

fn damaged(reason: &str) -> Error {
    Error::ModelDamaged { reason: format!("this is no table of words: {reason}") }
}
