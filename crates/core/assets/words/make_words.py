"""Makes words.json: what the nouns of WordNet 3.0 have to do with the 1000 classes of the shipped network.

    apt-get download wordnet-base && dpkg-deb -x wordnet-base_*.deb wordnet
    npm pack @tensorflow-models/mobilenet@2.1.1 && tar xzf tensorflow-models-mobilenet-2.1.1.tgz
    node -p 'JSON.stringify(Object.values(require("./package/dist/imagenet_classes.js").IMAGENET_CLASSES))' > labels.json
    python3 crates/core/assets/words/make_words.py wordnet/usr/share/wordnet labels.json

A class of ImageNet is a synset of WordNet 3.0: its id is the synset's offset, and the classes are in the order of
their offsets. The labels of the classes are the synsets' words, which name all but a few synsets beyond doubt, together
with that order; the others are named below by the ids that ImageNet gives them.
"""

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).parent

# Classes whose words stand in several synsets between those of the classes beside them, or are written otherwise.
IDS = {
    102: 1872401, 107: 1910747, 398: 2666196, 411: 2730930, 417: 2782093, 431: 2804414, 438: 2815834, 443: 2834397,
    456: 2879718, 471: 2950826, 488: 2999410, 501: 3045698, 544: 3259280, 549: 3291819, 586: 3478589, 587: 3481172,
    594: 3495258, 597: 3527444, 624: 3661043, 643: 3724870, 664: 3782006, 698: 3877845, 718: 3933933, 727: 3956157,
    733: 3976657, 745: 4009552, 753: 4040759, 758: 4067472, 766: 4111531, 771: 4125021, 780: 4147183, 783: 4153751,
    792: 4208210, 813: 4270147, 815: 4275548, 816: 4277352, 830: 4336792, 866: 4465501, 902: 4579432, 910: 4597913,
    982: 10148035, 987: 12144580,
}  # fmt: skip


def read_synsets(file):
    """Offset -> words, gloss, offsets of what is above it, whether it is one thing with a name of its own."""
    synsets = {}
    for line in file.read_text().splitlines():
        if line.startswith("  "):
            continue
        data, gloss = line.split(" | ", 1)
        fields = data.split()
        num_words = int(fields[3], 16)
        words = [fields[4 + 2 * i].replace("_", " ") for i in range(num_words)]
        start = 5 + 2 * num_words
        pointers = [fields[start + 4 * i : start + 4 * i + 2] for i in range(int(fields[start - 1]))]
        above = [int(target) for kind, target in pointers if kind in ("@", "@i")]
        is_instance = any(kind == "@i" for kind, _ in pointers)
        synsets[int(fields[0])] = (words, short(gloss), above, is_instance)
    return synsets


def short(gloss):
    """The definition without what follows it: further ones and examples."""
    return re.split(r'[;:] *"|;', gloss)[0].strip().removesuffix(":")


def read_senses(file, synsets):
    """Noun in lower case -> offsets, the most frequent sense first; without people and places of that name."""
    senses = {}
    for line in file.read_text().splitlines():
        if line.startswith("  "):
            continue
        noun, _, count, *rest = line.split()
        offsets = [int(offset) for offset in rest[-int(count) :]]
        common = [offset for offset in offsets if not synsets[offset][3]]
        senses[noun.replace("_", " ")] = common or offsets
    return senses


def class_offsets(labels, synsets):
    """The synset of each class, in the order of the classes."""
    known_by = defaultdict(list)
    for offset, (words, *_) in synsets.items():
        known_by[", ".join(words)].append(offset)
    offsets = []
    for index, label in enumerate(labels):
        after = offsets[-1] if offsets else 0
        offsets.append(IDS.get(index) or min(offset for offset in known_by[label] if offset > after))
    assert len(offsets) == 1000 and offsets == sorted(offsets)
    # From the other end: whatever could be another one as well is in the list above.
    after = 10**8
    for index in reversed(range(1000)):
        fitting = [offset for offset in known_by[labels[index]] if offset < after]
        assert index in IDS or max(fitting) == offsets[index], labels[index]
        after = offsets[index]
    return offsets


def in_order(classes, synsets):
    """The synsets at or above the classes, each behind all that are above it, near relatives side by side."""
    covered = set().union(*(all_above(offset, synsets) for offset in classes))
    below = defaultdict(list)
    for offset in sorted(covered):
        for above in synsets[offset][2]:
            below[above].append(offset)
    order, placed = [], set()

    def place(offset):
        if offset in placed or not placed.issuperset(synsets[offset][2]):
            return
        placed.add(offset)
        order.append(offset)
        for child in below[offset]:
            place(child)

    for root in sorted(offset for offset in covered if not synsets[offset][2]):
        place(root)
    assert placed == covered
    return order


def ranked(word, offset, senses):
    """The word, with the rank of this sense behind it where that is not the first one."""
    rank = senses[word.lower()].index(offset) + 1
    return word if rank == 1 else f"{word}#{rank}"


def glosses(order, classes, synsets, senses):
    """The definition of each synset, empty where nobody can take it for another."""
    counts = defaultdict(int)
    for index in classes:
        for offset in all_above(index, synsets):
            counts[offset] += 1
    covered = set(order)

    def is_doubtful(word):
        meanings = senses[word.lower()]
        return meanings[0] not in covered or sum(offset in covered for offset in meanings) > 1

    needed = {offset for offset in order if counts[offset] > 1 or any(map(is_doubtful, synsets[offset][0]))}
    return [synsets[offset][1] if offset in needed else "" for offset in order]


def all_above(offset, synsets):
    """A synset and all that are above it, each once."""
    found, stack = set(), [offset]
    while stack:
        offset = stack.pop()
        if offset not in found:
            found.add(offset)
            stack.extend(synsets[offset][2])
    return found


def chinese(order, num_classes_names):
    """Chinese names of synsets, from the names of the classes and from chinese.tsv: positions of each name."""
    names = defaultdict(list)
    place = {offset: position for position, offset in enumerate(order)}
    for line in (HERE / "chinese.tsv").read_text().splitlines():
        offset, words, english = line.split("\t")
        assert int(offset) in place, f"{offset} ({english}) is above no class"
        for word in words.split("、"):
            names[word].append(place[int(offset)])
    for position, label in num_classes_names:
        # "鼬鲨（虎鲨）" is both.
        for word in re.split("[（）、]", label):
            if word and position not in names[word]:
                names[word].append(position)
    return {"words": list(names), "meanings": list(names.values())}


def main(wordnet, labels_file):
    synsets = read_synsets(Path(wordnet) / "data.noun")
    senses = read_senses(Path(wordnet) / "index.noun", synsets)
    classes = class_offsets(json.loads(Path(labels_file).read_text()), synsets)
    order = in_order(classes, synsets)
    place = {offset: position for position, offset in enumerate(order)}
    table = {
        # Of each synset, separated by "|": its words.
        "words": ["|".join(ranked(word, offset, senses) for word in synsets[offset][0]) for offset in order],
        # What it is, where a word of it has other meanings or it is above several classes; else its class says it.
        "glosses": glosses(order, classes, synsets, senses),
        # How far before it what is above it stands.
        "above": [[place[offset] - place[above] for above in synsets[offset][2]] for offset in order],
        # The position of each class.
        "classes": [place[offset] for offset in classes],
    }
    write("words.json", table)
    names = json.loads((HERE / "../labels/imagenet1k.json").read_text())["zh-Hans"]
    write("words.zh-Hans.json", chinese(order, zip(table["classes"], names)))
    print(f"{len(order)} synsets, {sum(words.count('|') + 1 for words in table['words'])} words")


def write(name, value):
    (HERE / name).write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")


main(*sys.argv[1:])
