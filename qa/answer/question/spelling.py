"""Read misspelt words of a question as words of the articles: "prime minster of isreal" asks for a minister of Israel.

Only a word that no article has is read as another, and only as one that they have; what was read is said with the answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qa.domain.answer import Correction
from qa.ports import UsualWords, Vocabulary
from qa.text.places import NAMES
from qa.text.slips import slips
from qa.text.tokens import STOP_WORDS
from qa.text.words import WORD, fold

_SHORTEST, _LONG = 4, 8
"""Letters of a word that one slip, and that two slips, leave recognisable."""
_COMPARED = 8
"""Words whose neighbours are looked up, the nearest first."""
_PLACES: Mapping[str, str] = {name.lower(): name for names in NAMES.values() for name in names}


class _Near(NamedTuple):
    """A word of the articles that may be meant; they sort with the best first."""

    out_of_place: bool
    """Whether it never stands beside the words that the question has beside it."""
    slips: int
    rarity: int
    word: str


@dataclass(frozen=True, slots=True)
class Speller:
    """Knows how the articles spell."""

    vocabulary: Vocabulary
    is_usual: UsualWords

    def corrections(self, question: str) -> tuple[Correction, ...]:
        """Return the misspelt words of a question, each once, in their order."""
        words = WORD.findall(question)
        checked = [fold(word) for word in words if word.isalpha() and len(word) >= _SHORTEST]
        unknown = {word for word in self.vocabulary.unknown(checked) if not self.is_usual(word)}
        meant = {words[at]: self._meant(words, at) for at, word in enumerate(words) if fold(word) in unknown}
        return tuple(Correction(word, read_as) for word, read_as in meant.items() if read_as is not None)

    def _meant(self, words: Sequence[str], at: int) -> str | None:
        best = min(self._near(words, at), default=None)
        if best is None:
            return None
        # An unknown name is more often another's than a misspelt one.
        named = at > 0 and words[at][0].isupper() and any(word[0].islower() for word in words)
        if named and best.out_of_place and best.word not in _PLACES:
            return None
        return _written_like(words[at], best.word)

    def _near(self, words: Sequence[str], at: int) -> Iterator[_Near]:
        word = fold(words[at])
        most = 1 if len(word) < _LONG else 2
        known: dict[str, int] = {}
        # Hardly anybody mistypes the first letter, but for putting the second before it.
        for initial in {word[0], word[1]}:
            known.update(self.vocabulary.words(initial))
        measured = sorted(
            (count, -known[other], other) for other in known if (count := slips(word, other, most)) <= most
        )
        for count, rarity, other in measured[:_COMPARED]:
            yield _Near(not self._fits(words, at, other), count, rarity, other)

    def _fits(self, words: Sequence[str], at: int, word: str) -> bool:
        """Whether the articles have the word beside one that stands beside it in the question."""
        before = [f"{other} {word}" for other in words[max(0, at - 1) : at] if fold(other) not in STOP_WORDS]
        after = [f"{word} {other}" for other in words[at + 1 : at + 2] if fold(other) not in STOP_WORDS]
        return any(self.vocabulary.frequencies([*before, *after]).counts.values())


def corrected(question: str, corrections: Sequence[Correction]) -> str:
    """Return the question as it is read."""
    read_as = dict(corrections)
    return WORD.sub(lambda match: read_as.get(match.group(), match.group()), question)


def _written_like(asked: str, word: str) -> str:
    """The word with the capitals of the one that it stands for; places have their own."""
    if asked.isupper():
        return word.upper()
    return _PLACES.get(word) or (word.capitalize() if asked[0].isupper() else word)
