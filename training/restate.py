"""Restate a sentence of an article as quotes and statements that follow from them."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from training.edits_words import Target, word_targets
from training.restate_clauses import cores
from training.restate_lists import BEFORE_FIGURES, PARAPHRASE, PARAPHRASES
from training.restate_says import attributed, refigured, voiced
from training.text import balanced, decapitalised, is_declarative, replaced
from training.wordnet import WordNet


@dataclass(frozen=True, slots=True)
class Restatement:
    """Quotes in the order of the article, and a statement that follows from them; `kind` joins rules by "+"."""

    quotes: tuple[str, ...]
    statement: str
    kind: str


_CONNECTIVE = re.compile(r"^(?:But|And|So|However,|Meanwhile,|Also,|Still,|Yet|Moreover,|Additionally,|Furthermore,) ")
_COMMON = 12
"""Tagged uses a WordNet synonym and its word must both have: less common ones read oddly."""
_SETTLED = 0.8
"""The share of its uses a word must have in the sense it shares with its synonym."""
_NO_SYNONYMS = frozenset(
    (
        "be do have make get go meet occur seem look come take help let use number say tell first people person sort kind lot "
        "expect committee commission later late main"
    ).split()
)
_MERGED = 28
"""Words of the longest sentence to merge."""


def restatements(sentences: Sequence[str], at: int, wordnet: WordNet, random: Random) -> list[Restatement]:
    """The restatements of `sentences[at]`, its neighbours as context; at most one of each kind.

    A heading or a question states nothing and has none.
    """
    sentence = sentences[at]
    if not is_declarative(sentence):
        return []
    restated = [Restatement((sentence,), sentence, "verbatim"), _context(sentences, at, random)]
    for kind, texts in _single(sentence, wordnet, random).items():
        restated += [Restatement((sentence,), text, kind) for text in _some(texts, random)]
    restated += _combined(restated[2:], wordnet, random)
    restated += _merged(sentences, at, random)
    return [one for one in restated if one.kind == "verbatim" or _says_more(one)]


def _says_more(one: Restatement) -> bool:
    """Whether it is not the verbatim one over again."""
    return len(one.quotes) > 1 if one.kind == "context" else one.statement not in one.quotes


def _single(sentence: str, wordnet: WordNet, random: Random) -> dict[str, list[str]]:
    voice = voiced(sentence)
    return {
        "clause": cores(sentence),
        "attribution": list(attributed(sentence)),
        "synonym": list(_synonyms(sentence, wordnet, random)),
        "figures": refigured(sentence),
        "voice": [voice] if voice else [],
    }


def _some(texts: Sequence[str], random: Random) -> list[str]:
    return [random.choice(texts)] if texts else []


def _context(sentences: Sequence[str], at: int, random: Random) -> Restatement:
    before, after = random.choice(((1, 0), (0, 1), (1, 1)))
    quotes = tuple(sentences[max(0, at - before) : at + after + 1])
    return Restatement(quotes, sentences[at], "context")


def _synonyms(sentence: str, wordnet: WordNet, random: Random) -> Iterator[str]:
    matches = [match for match in PARAPHRASE.finditer(sentence) if not _named(sentence, match)]
    if matches:
        match = random.choice(matches)
        yield replaced(sentence, match.start(), match.end(), _paraphrase(match.group(), sentence[match.end() :]))
    if not matches:
        yield from _by_wordnet(sentence, wordnet)


def _paraphrase(written: str, after: str) -> str:
    figure = after[1:2].isdigit() or after[1:2] == "$"
    new = BEFORE_FIGURES[written] if figure and written in BEFORE_FIGURES else PARAPHRASES[written]
    ends = written.endswith(".") and not after.strip(
        '"“”'
    )  # one full stop was both the abbreviation's and the sentence's
    return f"{new}." if ends and not new.endswith(".") else new


def _named(sentence: str, match: re.Match[str]) -> bool:
    """Whether the words around it make it part of a name or of a quotation's own wording."""
    return (
        sentence[match.end() :].lstrip()[:1].isupper()
        and match.group()[0].islower()
        and not match.group().endswith(("to", "of", "in", "by", "that"))
    )


def _by_wordnet(sentence: str, wordnet: WordNet) -> Iterator[str]:
    for target in word_targets(sentence, wordnet):
        reading = target.reading
        if (
            reading.pos in "nv"
            or reading.lemma in _NO_SYNONYMS
            or not _sure(wordnet, reading.lemma, reading.pos)
            or target.ambiguous
        ):
            continue
        for new in wordnet.synonyms(reading.lemma, reading.pos):
            if new.isalpha() and new not in _NO_SYNONYMS and _sure(wordnet, new, reading.pos):
                yield _exchanged(sentence, target, wordnet.alike(new, reading))


def _sure(wordnet: WordNet, lemma: str, pos: str) -> bool:
    common = wordnet.count(lemma, pos) >= _COMMON and wordnet.parts(lemma)[0] == pos
    return common and wordnet.settled(lemma, pos) >= _SETTLED


def _exchanged(sentence: str, target: Target, new: str) -> str:
    return replaced(sentence, target.start, target.end, new)


def _combined(restated: Sequence[Restatement], wordnet: WordNet, random: Random) -> Iterator[Restatement]:
    """A second rule on what the first made."""
    second: dict[str, Callable[[str], list[str]]] = {
        "synonym": lambda text: list(_synonyms(text, wordnet, random)),
        "figures": refigured,
        "attribution": lambda text: list(attributed(text)),
    }
    for one in restated:
        if one.kind not in {"clause", "attribution", "figures"}:
            continue
        for kind, rule in second.items():
            if kind > one.kind:
                texts = _some([text for text in rule(one.statement) if text != one.quotes[0]], random)
                yield from (Restatement(one.quotes, text, f"{one.kind}+{kind}") for text in texts)


def _merged(sentences: Sequence[str], at: int, random: Random) -> Iterator[Restatement]:
    if at + 1 >= len(sentences):
        return
    one, two = sentences[at], sentences[at + 1]
    quotes = (one, two)
    first, second = (random.choice([text, *cores(text)]) for text in quotes)
    second = _CONNECTIVE.sub("", second)
    lowered = decapitalised(second)
    if lowered is None or not all(_mergeable(text) for text in (first, second)):
        return
    joint = random.choice((", and ", "; "))
    yield Restatement(quotes, f"{first[:-1]}{joint}{lowered}", "merge")


def _mergeable(text: str) -> bool:
    return (
        is_declarative(text)
        and balanced(text)
        and text.endswith(".")
        and not text.endswith("...")
        and not set(text) & set('"“”;:')
        and len(text.split()) <= _MERGED
    )
