"""Falsify a sentence by an opposed, kindred or graded word, or by another gender."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from training.edit_lists import ANTONYMS, GENDER
from training.edits import Setting, swapped
from training.sibling_lists import KINDRED
from training.text import replaced
from training.wordnet import Reading, WordNet

_LOWER = re.compile(r"(?<![\w’'-])[a-z]{4,}(?![\w’'-])")
_BEFORE = re.compile(r"([\w’']+) $")
_HELPERS = frozenset("is are was were be been being has have had having get got gets getting".split())
_BEFORE_NOUN = frozenset("the a an his her its their our my your this these those some any no each every".split())
_HER = re.compile(r"\b([Hh])er\b(?P<after> [a-z]+)?")
# After these "her" is whom, not whose.
_AFTER_WHOM = frozenset(
    "over out up down this last who so she they it to and in on at for from with as that because when after before "
    "by into about a the an but or of if he".split()
)
# Words whose first sense is not the one news has, or that are no content words.
_NO_SIBLINGS = frozenset(
    (
        "tens dozens follower corner swing try serve conduct raise season shelter woman person proposal say quality "
        "have make take give come year "
        "time week month percent million billion people last first more most thing number "
        "part lead well like need want work even such just about over also only still very much many other former "
        "said will than then them from what when with into your their there here back kind sort know think mean look seem "
        "right left state same next long high great good little course case fact point place home world life hand head "
        "become keep help call start begin plan move play second minute hour today news down used going used according "
        "including lot bit best worst true real current able likely must ever never always being done does thank please"
    ).split()
)
_SHARE = 0.75
"""How much of a word's tagged use must be one part of speech before it is read so."""


_CONCRETE = frozenset("05 06 08 13 15 17 18 20 27 28".split())
"""Animals, artefacts, bodies, food, places, objects, people, plants, substances and times, as lexnames(5WN) numbers them."""
_COMMON = 4
_SETTLED = 0.5
"""The share of a replacement's use that must be the sense meant."""


@dataclass(frozen=True, slots=True)
class Target:
    """A word of the sentence that can be replaced, read as one part of speech."""

    start: int
    end: int
    reading: Reading
    ambiguous: bool  # past tense or participle: a replacement must have one form for both


def antonym(setting: Setting) -> str | None:
    """The opposite: from the table, else from WordNet."""
    listed = swapped(setting, ANTONYMS)
    if listed:
        return listed
    replacements = [
        (target, new)
        for target in word_targets(setting.sentence, setting.wordnet)
        for new in setting.wordnet.antonyms(target.reading.lemma, target.reading.pos)
        if target.reading.lemma not in {"have", "do", "be", "make", "know", "other", "spread"}
        and setting.wordnet.count(new, target.reading.pos) > 1
    ]
    return _replaced(setting, replacements)


def sibling(setting: Setting) -> str | None:
    """Another word of the same family: by the table, else a noun by its co-hyponyms in WordNet."""
    listed = swapped(setting, KINDRED)
    if listed:
        return listed
    nouns = [target for target in word_targets(setting.sentence, setting.wordnet) if target.reading.pos == "n"]
    exchanged = (_replaced(setting, _siblings(setting, noun)) for noun in setting.random.sample(nouns, len(nouns)))
    return next(filter(None, exchanged), None)


def _siblings(setting: Setting, noun: Target) -> list[tuple[Target, str]]:
    """The noun with each word that may stand in its place: common ones of something concrete."""
    lemma, pos, wordnet = noun.reading.lemma, noun.reading.pos, setting.wordnet
    excluded = not _NO_SIBLINGS.isdisjoint({lemma, setting.sentence[noun.start : noun.end]})
    if excluded or wordnet.count(lemma, pos) <= _COMMON or wordnet.field(lemma, pos) not in _CONCRETE:
        return []
    return [(noun, other) for other in wordnet.siblings(lemma, pos) if _usual(wordnet, other, pos)]


def gender(setting: Setting) -> str | None:
    """The other pronoun or kinship word."""
    sentence = setting.sentence
    her = _HER.search(sentence)
    if her and setting.random.random() < 0.5:  # noqa: PLR2004 - an even chance
        after = (her["after"] or "").strip()
        new = "him" if not after or after in _AFTER_WHOM else "his"
        return replaced(sentence, her.start(), her.start() + 3, new)
    return swapped(setting, GENDER | {"his": ("her",)})


def word_targets(sentence: str, wordnet: WordNet) -> Iterator[Target]:
    """The content words in lower case whose part of speech is plain."""
    for match in _LOWER.finditer(sentence):
        readings = wordnet.readings(match.group())
        if not readings:
            continue
        before = _BEFORE.search(sentence[: match.start()])
        word = before.group(1).lower() if before else ""
        reading = _plain(readings, word)
        if reading:
            settled = _settled(reading, word)
            yield Target(match.start(), match.end(), settled, settled.form == "past")


def _plain(readings: list[Reading], before: str) -> Reading | None:
    """The reading that has most of the word's use and agrees with the word before."""
    first = readings[0]
    rivals = sum(other.count for other in readings if other.pos != first.pos)
    if first.count < _SHARE * (first.count + rivals):
        return None
    if first.pos == "v" and (before in _BEFORE_NOUN or before.endswith(("'s", "’s"))):
        return None
    if (before == "to" or before in _HELPERS) and first.pos == "n":
        return None
    return first


def _settled(reading: Reading, before: str) -> Reading:
    if reading.form == "past" and before in _HELPERS:
        return Reading(reading.lemma, reading.pos, "done", reading.count)
    return reading


def _usual(wordnet: WordNet, lemma: str, pos: str) -> bool:
    """Whether a word is common, and commonly of this part of speech and sense."""
    common = wordnet.count(lemma, pos) > _COMMON and wordnet.parts(lemma)[0] == pos
    return common and wordnet.settled(lemma, pos) > _SETTLED


def _replaced(setting: Setting, replacements: list[tuple[Target, str]]) -> str | None:
    fitting = [
        (target, setting.wordnet.alike(new, target.reading))
        for target, new in replacements
        if not target.ambiguous or _one_form(setting, new, target.reading)
    ]
    if not fitting:
        return None
    target, new = setting.random.choice(fitting)
    return replaced(setting.sentence, target.start, target.end, new)


def _one_form(setting: Setting, new: str, reading: Reading) -> bool:
    done = Reading(reading.lemma, reading.pos, "done", reading.count)
    return setting.wordnet.alike(new, reading) == setting.wordnet.alike(new, done)
