"""Turns a written sentence into the one to three sentences of articles that support it best, which become its quotes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.answer.evidence.context import SentenceContext, quote_span
from qa.domain.article import Article, Span
from qa.text.names import is_proper
from qa.text.tokens import Term, Token, tokens

Part = tuple[Term, ...]
"""A word, or a pair of neighbours."""

MOST = 3
"""Quotes of a sentence: who needs more has not written one sentence."""
_WORTH = 1.5
"""What a further sentence must add: a name or number, or two words."""
_TELLING = 1.5
"""What a name or a number counts beside a word."""
_PAIR = 0.5
"""What a pair of neighbouring words counts."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """A sentence that is quoted."""

    article: Article
    span: Span

    @property
    def text(self) -> str:
        return self.span.of(self.article.clean)


def attribute(statement: str, sentences: Iterable[SentenceContext]) -> list[Attribution]:
    """The sentences, best first, each for what it adds to those before it; none where no word is shared."""
    told = tokens(statement)
    answer_type = _parts(told)
    offers = {(it.section.article.id, it.sentence.span): it for it in sentences}
    held = {key: answer_type.keys() & _parts(it.sentence.words).keys() for key, it in offers.items()}
    found: list[SentenceContext] = []
    missing = dict(answer_type)
    while len(found) < MOST and held:
        gains = {key: sum(missing.get(part, 0.0) for part in parts) for key, parts in held.items()}
        best = max(gains, key=lambda key: gains[key])
        if gains[best] < (_WORTH if found else _PAIR):
            break
        found.append(offers[best])
        for part in held.pop(best):
            missing.pop(part, None)
    return [Attribution(it.section.article, quote_span(it)) for it in found]


def distinct(aligned: Sequence[Attribution]) -> list[Attribution]:
    """The quotes without those that lie in another, whose introduction they are."""
    return [
        one
        for one in aligned
        if not any(
            other is not one
            and other.article.id == one.article.id
            and other.span.contains(one.span)
            and other.span != one.span
            for other in aligned
        )
    ]


def _parts(found: Sequence[Token]) -> dict[Part, float]:
    """What a sentence is made of, with its weight: content words, and pairs of neighbours."""
    parts: dict[Part, float] = {(word.term,): _weight(word) for word in found if word.content}
    parts.update({(first.term, second.term): _PAIR for first, second in pairwise(found)})
    return parts


def _weight(word: Token) -> float:
    return _TELLING if word.numeric or is_proper(word) else 1.0
