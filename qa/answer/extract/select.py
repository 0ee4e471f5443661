"""Select the few scored sentences that are said: over the threshold, each fact once, in reading order."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.answer.evidence.ranker import Candidate
from qa.answer.extract.duplicates import DuplicateCheck, same_fact
from qa.domain.article import ArticleId, Span

MOST = 5
"""Statements in an answer."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What makes a sentence worth saying; chosen on the sets named in docs/evaluation.md."""

    answer: float
    """The least score of the best sentence; below it Dateline abstains."""
    beside: float
    """The least share of the best score that a further sentence needs."""
    near: float
    """The least score of any sentence at which a language model is asked."""


@dataclass(frozen=True, slots=True)
class Selected:
    """A sentence to say, and sentences of other articles that say the same."""

    candidate: Candidate
    same: tuple[Candidate, ...] = ()
    corrects: tuple[ArticleId, Span] | None = None
    """Where the sentence stands that it corrects by the publisher's own word, or that it is the newer word for."""


def select(
    candidates: Sequence[Candidate], thresholds: Thresholds, is_duplicate: DuplicateCheck, most: int = MOST
) -> list[Selected]:
    """At most `most` sentences, grouped by article in the order of each article's best, then in the article's own order.

    `candidates` come best first. Those that answer another question (`mismatch`) are never selected.
    """
    fitting = [candidate for candidate in candidates if candidate.mismatch is None]
    if not fitting or fitting[0].score < thresholds.answer:
        return []
    floor = max(thresholds.answer, thresholds.beside * fitting[0].score)
    chosen: list[Selected] = []
    for candidate in fitting:
        if candidate.score < floor:
            break
        _place(chosen, candidate, is_duplicate)
    return _in_reading_order(chosen[:most])


def _place(chosen: list[Selected], candidate: Candidate, is_duplicate: DuplicateCheck) -> None:
    """Add the candidate as a statement of its own, or to the one that it repeats."""
    for position, selected in enumerate(chosen):
        if is_duplicate(selected.candidate, candidate):
            quoted = {other.article.id for other in (selected.candidate, *selected.same)}
            if candidate.article.id not in quoted:
                chosen[position] = Selected(selected.candidate, (*selected.same, candidate))
            return
        if same_fact(selected.candidate, candidate):
            return
    chosen.append(Selected(candidate))


def _in_reading_order(chosen: Sequence[Selected]) -> list[Selected]:
    """Articles in the order of their best sentence, sentences in their article's order, from the very best one on.

    What stands before the best sentence in its own article is weaker and is left out: the answer opens with its lead.
    """
    lead = chosen[0].candidate
    articles = dict.fromkeys(selected.candidate.article.id for selected in chosen)
    rank = {article: position for position, article in enumerate(articles)}
    following = [
        selected
        for selected in chosen
        if selected.candidate.article.id != lead.article.id or selected.candidate.span >= lead.span
    ]
    return sorted(following, key=lambda selected: (rank[selected.candidate.article.id], selected.candidate.span))
