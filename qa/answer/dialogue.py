"""Find what answers a question that goes on from the turns before it, and what these left unsaid."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from qa.answer.answerer import Answerer
from qa.answer.evidence.context import quote_span
from qa.answer.evidence.ranker import Candidate, ShortlistedSentence
from qa.answer.extract.select import Selected
from qa.answer.findings import Findings
from qa.answer.question.contextualize import Followed, asks_beyond, asks_for_more, followed, leaning, plain
from qa.domain.answer import Turn
from qa.domain.article import ArticleId

MORE = 3
"""Sentences that "Tell me more" adds."""


def find(answerer: Answerer, typed: str, standalone: str, history: Sequence[Turn]) -> Findings:
    """Return what is found for a question as it was completed; the articles that the last answer quotes are preferred.

    A question that stands alone is looked up as if nothing had been said before. Raises as `Answerer.find` does.
    """
    if leaning(typed, history) == "whole":
        return answerer.find(standalone)
    findings = answerer.find(standalone, followed(history).answer)
    return (
        replace(findings, selected=_unsaid_first(findings.selected, _said(history))) if asks_beyond(typed) else findings
    )


def find_more(answerer: Answerer, typed: str, history: Sequence[Turn]) -> Findings | None:
    """Return what the last answer left unsaid, where a question wants only that; None where it wants anything else.

    Untrusted: the answer comes from the client; it only tells where in the articles to go on.
    """
    past = followed(history)
    if not (asks_for_more(typed) and past.question and past.answer):
        return None
    findings = answerer.find(past.question, past.answer)
    said = _said(history)
    more = list(islice(_following(answerer, findings, past, said), MORE))
    more = more or [each.candidate for each in findings.selected if not _is_said(each.candidate.sentence.text, said)]
    return replace(findings, selected=[Selected(each) for each in more], candidates=[*more, *findings.candidates])


def _following(answerer: Answerer, findings: Findings, past: Followed, said: str) -> Iterator[Candidate]:
    """The sentences behind what the last answer quotes first, in its article, or else in the next one that it quotes."""
    found = answerer.ranker.shortlist(findings.question, findings.passages, findings.articles)
    articles: dict[ArticleId, list[ShortlistedSentence]] = {}
    for sentence in sorted(found, key=lambda each: each.context.sentence.span):
        articles.setdefault(sentence.context.section.article.id, []).append(sentence)
    unsaid = (_unsaid_behind(part, at, said) for part, at in _quoted(articles.values(), _folded(past.answer)))
    behind: list[ShortlistedSentence] = next((part for part in unsaid if part), [])
    return (_candidate(answerer, sentence) for sentence in behind)


def _quoted(articles: Iterable[list[ShortlistedSentence]], answer: str) -> list[tuple[list[ShortlistedSentence], int]]:
    """Where in an article each sentence stands that an answer quotes, in the order of the answer."""
    places = [
        (answer.find(_folded(sentence.context.sentence.text)), part, at)
        for part in articles
        for at, sentence in enumerate(part)
    ]
    return [(part, at) for place, part, at in sorted(places, key=lambda each: each[0]) if place >= 0]


def _unsaid_behind(part: Sequence[ShortlistedSentence], at: int, said: str) -> list[ShortlistedSentence]:
    return [each for each in part[at + 1 :] if not _is_said(each.context.sentence.text, said)]


def _candidate(answerer: Answerer, sentence: ShortlistedSentence) -> Candidate:
    """A sentence that goes on, whatever the reader would make of it."""
    likely = answerer.ranker.cascade.cheap.probability(sentence.features)
    return Candidate(sentence.context, quote_span(sentence.context), sentence.features, likely, None)


def _unsaid_first(selected: Sequence[Selected], said: str) -> list[Selected]:
    """The same statements, those that were said already after the others."""
    return sorted(selected, key=lambda each: _is_said(each.candidate.sentence.text, said))


def _said(history: Sequence[Turn]) -> str:
    return _folded(" ".join(turn.answer for turn in history))


def _is_said(sentence: str, said: str) -> bool:
    return _folded(sentence) in said


def _folded(text: str) -> str:
    return plain(text).lower()
