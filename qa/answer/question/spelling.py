"""Read misspelt words of a question as words of the articles: "prime minster of isreal" asks for a minister of Israel.

Only a word that the articles lack, or have once or twice where they mostly have another, is read as another, and only as
one that they have; what was read is said with the answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from qa.domain.answer import Correction
from qa.domain.scope import EVERYTHING, Scope
from qa.ports import UsualWords, Vocabulary
from qa.text.places import NAMES
from qa.text.slips import slips
from qa.text.tokens import STOP_WORDS
from qa.text.words import WORD, fold

_SHORTEST, _LONG = 4, 8
"""Letters of a word that one slip, and that two slips, leave recognisable."""
_RARE = 2
"""Chunks that may hold a misspelt word: articles have slips of their own."""
_MOSTLY = 10
"""How many times as many chunks have another word in the place of a rare one that is taken for misspelt."""
_COMPARED = 8
"""Words whose neighbours are looked up, the nearest first."""
_PLACES: Mapping[str, str] = {name.lower(): name for names in NAMES.values() for name in names}


class _Near(NamedTuple):
    """A word of the articles that may be meant; they sort with the best first."""

    out_of_place: bool
    """Whether it never stands beside a word that the question has beside it."""
    slips: int
    fewer: int
    """Less by one for each chunk that holds it."""
    word: str
    in_place: int
    """Chunks that have it beside such a word."""


@dataclass(frozen=True, slots=True)
class Speller:
    """Knows how the articles spell."""

    vocabulary: Vocabulary
    is_usual: UsualWords
    scope: Scope = EVERYTHING
    """No word is read as one that only articles outside of it have."""

    def corrections(self, question: str) -> tuple[Correction, ...]:
        """Return the misspelt words of a question, each once, in their order."""
        words = WORD.findall(question)
        places = {word: at for at, word in enumerate(words) if self._may_be_misspelt(word)}
        chunks = self.vocabulary.frequencies([fold(word) for word in places]).counts if places else {}
        read_as = ((word, self._meant(words, at, chunks[fold(word)])) for word, at in places.items())
        return tuple(Correction(word, meant) for word, meant in read_as if meant is not None)

    def _may_be_misspelt(self, word: str) -> bool:
        return word.isalpha() and len(word) >= _SHORTEST and not self.is_usual(fold(word))

    def _meant(self, words: Sequence[str], at: int, chunks: int) -> str | None:
        """The word that is meant by one that so many chunks hold; None where it means itself, or nothing is near it."""
        if chunks > _RARE or (best := min(self._near(words, at), default=None)) is None:
            return None
        if chunks:
            likely = best.in_place >= _MOSTLY * max(1, self._in_place(words, at, fold(words[at])))
        else:
            # An unknown name is more often another's than a misspelt one.
            likely = not _is_name(words, at) or best.word in _PLACES or not best.out_of_place
        return _written_like(words[at], best.word) if likely else None

    def _near(self, words: Sequence[str], at: int) -> list[_Near]:
        word = fold(words[at])
        most = 1 if len(word) < _LONG else 2
        # Hardly anybody mistypes the first letter, but for putting the second before it.
        known = {**self.vocabulary.words(word[0]), **self.vocabulary.words(word[1] + word[0])}
        counted = ((slips(word, other, most), -chunks, other) for other, chunks in known.items() if other != word)
        nearest = list(islice(filter(self._is_within, sorted(near for near in counted if near[0] <= most)), _COMPARED))
        in_place = [self._in_place(words, at, other) for _, _, other in nearest]
        return [_Near(beside == 0, *near, beside) for near, beside in zip(nearest, in_place, strict=True)]

    def _is_within(self, near: tuple[int, int, str]) -> bool:
        return not self.scope.limited or self.vocabulary.holds(near[-1], self.scope)

    def _in_place(self, words: Sequence[str], at: int, word: str) -> int:
        """In how many chunks the word stands beside one that stands beside it in the question."""
        before = [f"{other} {word}" for other in words[max(0, at - 1) : at] if fold(other) not in STOP_WORDS]
        after = [f"{word} {other}" for other in words[at + 1 : at + 2] if fold(other) not in STOP_WORDS]
        return sum(self.vocabulary.frequencies([*before, *after]).counts.values())


def corrected(question: str, corrections: Sequence[Correction]) -> str:
    """Return the question as it is read."""
    read_as = dict(corrections)
    return WORD.sub(lambda match: read_as.get(match.group(), match.group()), question)


def _is_name(words: Sequence[str], at: int) -> bool:
    """Whether a word has a capital that is not that of a beginning or of a question in capitals."""
    return at > 0 and words[at][0].isupper() and any(word[0].islower() for word in words)


def _written_like(asked: str, word: str) -> str:
    """The word with the capitals of the one that it stands for; places have their own."""
    if asked.isupper():
        return word.upper()
    return _PLACES.get(word) or (word.capitalize() if asked[0].isupper() else word)
