"""Read a statement and its quotes into tokens once, for all checks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from qa.text.names import governments
from qa.text.tokens import Term, Token, Tokens, sentence_tokens

_NEAR = 6
"""How many words on either side tell where in the quotes a word of the statement comes from."""


@dataclass(frozen=True)
class Reading:
    """A statement and its quotes, one after the other, as tokens."""

    statement: tuple[Token, ...]
    quoted: tuple[Token, ...]
    dated: bool
    """Whether it is known when the cited article was published."""
    text: str
    quotes: tuple[str, ...]
    """The texts as they are written."""
    opening: tuple[int, ...]
    """The number of the first sentence of each quote."""

    @cached_property
    def terms(self) -> frozenset[Term]:
        """The quotes' terms."""
        return frozenset(token.term for token in self.quoted)

    @cached_property
    def terms_and_countries(self) -> frozenset[Term]:
        """The quotes' terms, and the countries for which a capital stands in them."""
        return self.terms.union(governments(self.quoted))

    @cached_property
    def plain(self) -> frozenset[Term]:
        """Those of them that stand in lower case."""
        return frozenset(token.term for token in self.quoted if not token.capital)

    @cached_property
    def places(self) -> Mapping[Term, Sequence[int]]:
        """Where each lemma stands in the quotes."""
        places: dict[Term, list[int]] = {}
        for at, token in enumerate(self.quoted):
            places.setdefault(token.lemma, []).append(at)
        return places

    def before(self, at: int) -> Sequence[int]:
        """Where the words stand that come before one in the same quote."""
        sentence = self.quoted[at].sentence
        first = max((opening for opening in self.opening if opening <= sentence), default=0)
        return [place for place in range(at) if self.quoted[place].sentence >= first]

    def origins(self, at: int) -> Sequence[int]:
        """Where in the quotes a word of the statement may come from: where it stands among most of the same words."""
        places = self.places.get(self.statement[at].lemma, [])
        if len(places) < 2:  # noqa: PLR2004 - nothing to choose
            return places
        near = _neighbours(self.statement, at)
        shared = [len(near & _neighbours(self.quoted, place)) for place in places]
        return [place for place, count in zip(places, shared, strict=True) if count == max(shared)]


def read(statement: str, quotes: Sequence[str], *, dated: bool) -> Reading:
    """The texts as tokens; the sentences of the quotes are counted through."""
    quoted: list[Token] = []
    opening: list[int] = []
    for quote in quotes:
        opening.append(quoted[-1].sentence + 1 if quoted else 0)
        quoted += sentence_tokens(quote, opening[-1])
    return Reading(sentence_tokens(statement), tuple(quoted), dated, statement, tuple(quotes), tuple(opening))


def _neighbours(tokens: Tokens, at: int) -> set[Term]:
    """The words that carry meaning near a word in its sentence."""
    sentence = tokens[at].sentence
    near = tokens[max(0, at - _NEAR) : at + _NEAR + 1]
    return {token.lemma for token in near if token.content and token.sentence == sentence and "'" not in token.lower}
