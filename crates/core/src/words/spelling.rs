//! The forms in which people write a noun.

/// A name's letters and digits in lower case: "Hot-dog", "hot dog" and "hotdog" are one. Empty where there are none.
pub fn key(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The keys under which a name may be found, the likeliest first: as it is written, and in the singular.
pub fn keys(name: &str) -> Vec<String> {
    let name = name.trim().to_lowercase();
    let name = ["a ", "an ", "the "]
        .iter()
        .find_map(|article| name.strip_prefix(article))
        .unwrap_or(&name);
    let mut keys = vec![key(name)];
    // The noun of "birds of prey" is its first word.
    let (noun, rest) = match name.find(" of ") {
        Some(end) => name.split_at(end),
        None => (name, ""),
    };
    let noun = key(noun);
    keys.extend(singulars(&noun).into_iter().map(|noun| noun + &key(rest)));
    keys
}

/// Nouns whose plural follows no rule, as they end.
const IRREGULAR: [(&str, &str); 8] = [
    ("mice", "mouse"),
    ("geese", "goose"),
    ("men", "man"),
    ("feet", "foot"),
    ("teeth", "tooth"),
    ("children", "child"),
    ("people", "person"),
    ("oxen", "ox"),
];

/// What a noun may be in the singular, where it may be a plural. What is no word is found nowhere.
fn singulars(noun: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (plural, singular) in IRREGULAR {
        found.extend(noun.strip_suffix(plural).map(|stem| format!("{stem}{singular}")));
    }
    let endings: &[(&str, &[&str])] =
        &[("ies", &["y", "ie"]), ("ves", &["f", "fe", "ve"]), ("es", &["e", ""]), ("s", &[""])];
    for (plural, singular) in endings {
        let Some(stem) = noun.strip_suffix(plural) else { continue };
        found.extend(singular.iter().map(|end| format!("{stem}{end}")));
        break;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_found_however_it_is_written() {
        for (written, wanted) in [
            ("Cats", "cat"),
            (" the  CAT ", "cat"),
            ("hot-dogs", "hotdog"),
            ("Hot dog", "hotdog"),
            ("butterflies", "butterfly"),
            ("foxes", "fox"),
            ("wolves", "wolf"),
            ("knives", "knife"),
            ("mice", "mouse"),
            ("horses", "horse"),
            ("firemen", "fireman"),
            ("birds of prey", "birdofprey"),
            ("magpies", "magpie"),
            ("St. Bernards", "stbernard"),
            ("spider’s web", "spidersweb"),
            ("猫", "猫"),
        ] {
            assert!(keys(written).contains(&wanted.to_owned()), "{written}: {:?}", keys(written));
        }
    }

    #[test]
    fn a_name_without_letters_is_none() {
        assert_eq!(key("🐈 …!"), "");
    }

    proptest! {
        #[test]
        fn any_text_has_keys_and_its_own_comes_first(name in ".{0,500}") {
            let keys = keys(&name);
            prop_assert!(keys.len() <= 16);
            prop_assert!(keys.iter().all(|key| key.chars().all(char::is_alphanumeric)));
        }
    }
}
