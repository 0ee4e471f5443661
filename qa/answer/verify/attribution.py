"""Attribute a written sentence to the one to three sentences of articles that support it best, which become its quotes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

from qa.answer.evidence.context import SentenceContext, quote_span
from qa.domain.article import Article, Span
from qa.text.names import is_proper
from qa.text.tokens import Term, Token, Tokens, tokens

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
    """The sentences, best first, each for what it adds to those before it; none where no word is shared.

    It is a greedy cover: the sentence that holds most of what is still missing is taken next.
    """
    missing = _parts(tokens(statement))
    contexts = {(context.section.article.id, context.sentence.span): context for context in sentences}
    parts = {key: missing.keys() & _parts(context.sentence.words).keys() for key, context in contexts.items()}
    chosen: list[Attribution] = []
    while len(chosen) < MOST and parts:
        gains = {key: sum(missing.get(part, 0.0) for part in held) for key, held in parts.items()}
        best, gain = max(gains.items(), key=itemgetter(1))
        if gain < (_WORTH if chosen else _PAIR):
            break
        chosen.append(Attribution(contexts[best].section.article, quote_span(contexts[best])))
        for part in parts.pop(best):
            missing.pop(part, None)
    return chosen


def distinct(attributions: Sequence[Attribution]) -> list[Attribution]:
    """The quotes without those that lie in another, whose introduction they are."""
    return [one for one in attributions if not any(_lies_in(one, other) for other in attributions)]


def adds_nothing(statement: str, quote: str, others: Iterable[str]) -> bool:
    """Whether every word of the statement that carries meaning and stands in the quote stands in another one, too."""
    held = {token.lemma for token in tokens(statement) if token.content} & _lemmas(quote)
    return held <= frozenset[Term]().union(*map(_lemmas, others))


def _lemmas(text: str) -> frozenset[Term]:
    return frozenset(token.lemma for token in tokens(text))


def _lies_in(one: Attribution, other: Attribution) -> bool:
    return one.article.id == other.article.id and one.span != other.span and other.span.contains(one.span)


def _parts(sentence: Tokens) -> dict[Part, float]:
    """What a sentence is made of, with its weight: content words, and pairs of neighbours."""
    parts: dict[Part, float] = {(token.term,): _weight(token) for token in sentence if token.content}
    parts.update({(first.term, second.term): _PAIR for first, second in pairwise(sentence)})
    return parts


def _weight(token: Token) -> float:
    return _TELLING if token.numeric or is_proper(token) else 1.0
