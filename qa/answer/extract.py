"""Turns scored sentences into the few that are said: over the threshold, each fact once, in reading order."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.answer.evidence import Candidate
from qa.answer.words import Term, Word, is_content

MOST = 5
"""Statements in an answer."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What makes a sentence worth saying; chosen on the sets named in docs/evaluation.md."""

    answer: float
    """The least score of the best sentence; below it Dateline abstains."""
    beside: float
    """The least share of the best score that a further sentence needs."""


@dataclass(frozen=True, slots=True)
class Selected:
    """A sentence to say, and sentences of other articles that say the same in almost the same words."""

    candidate: Candidate
    same: tuple[Candidate, ...] = ()


def select(candidates: Sequence[Candidate], thresholds: Thresholds) -> list[Selected]:
    """At most `MOST` sentences, grouped by article in the order of each article's best, then in the article's own order.

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
        _place(chosen, candidate)
    return _in_reading_order(chosen[:MOST])


def _place(chosen: list[Selected], candidate: Candidate) -> None:
    """Adds the candidate as a statement of its own, or to the one that it repeats."""
    for position, selected in enumerate(chosen):
        if repeats(selected.candidate, candidate):
            quoted = {other.article.id for other in (selected.candidate, *selected.same)}
            if candidate.article.id not in quoted:
                chosen[position] = Selected(selected.candidate, (*selected.same, candidate))
            return
        if _same_fact(selected.candidate, candidate):
            return
    chosen.append(Selected(candidate))


REPEATED = 0.75
"""Share of content words that near-identical sentences have in common, of the union."""
SAME_FACT = 0.55
"""Share of the shorter sentence's content words beyond which it tells nothing new."""


def repeats(first: Candidate, second: Candidate) -> bool:
    """Whether two sentences say the same in almost the same words: a differing number or name is never the same."""
    ours, theirs = _terms(first), _terms(second)
    together = len(ours & theirs) / max(1, len(ours | theirs))
    return together >= REPEATED and _tells_no_more(first, second) and _tells_no_more(second, first)


def _same_fact(first: Candidate, second: Candidate) -> bool:
    if first.span.overlaps(second.span) and first.article.id == second.article.id:
        return True
    if second.figures and second.figures <= first.figures:
        return True
    ours, theirs = _terms(first), _terms(second)
    together = len(ours & theirs) / max(1, min(len(ours), len(theirs)))
    return together >= SAME_FACT and _tells_no_more(second, first)


def _terms(candidate: Candidate) -> frozenset[Term]:
    return candidate.sentence.terms


def _tells_no_more(first: Candidate, second: Candidate) -> bool:
    """Whether every number and name of the first stands in the second too."""
    figures = {word.term for word in first.sentence.words if word.numeric or word.named or _capitalised(word)}
    return figures <= {word.term for word in second.sentence.words}


def _capitalised(word: Word) -> bool:
    return word.text[0].isupper() and is_content(word)


def _in_reading_order(chosen: Sequence[Selected]) -> list[Selected]:
    """Articles in the order of their best sentence, sentences in their article's order, from the very best one on.

    What stands before the best sentence in its own article is weaker and is left out: the answer opens with its lead.
    """
    lead = chosen[0].candidate
    order = {name: rank for rank, name in enumerate(dict.fromkeys(it.candidate.article.id for it in chosen))}
    following = [it for it in chosen if it.candidate.article.id != lead.article.id or it.candidate.span >= lead.span]
    return sorted(following, key=lambda it: (order[it.candidate.article.id], it.candidate.span))
