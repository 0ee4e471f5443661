"""Measure citations: whether they are true to their articles, what of a statement stands in them, how near the gold they are.

Whether quotes entail a statement (citation recall and precision of ALCE, Gao et al. 2023) is a judgement, left to judges and
people; a product's own verifier would only agree with itself. None where nothing is said: then there is nothing to cite.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from eval.cases import Case, Gold
from eval.metrics import text
from eval.metrics.text import folded
from eval.record import Cited, Outcome, Said, Score

_TELLING = 3
"""The fewest words with which a part of a gold quote still says something."""

_Figure = Callable[[frozenset[str], frozenset[str]], float]
"""Of the cited articles and the gold ones."""
_Rule = Callable[[str, Sequence[str]], bool]
"""Of a statement and its quotes."""


def validity(outcome: Outcome, texts: Mapping[str, str]) -> Score:
    """The share of citations whose quote stands at its place in its article, byte for byte; 0 for an answer that stands on none.

    All that is shown counts: what statements stand on, what stands beside them, and what a refusal shows as near.
    None also where there are citations and no texts to compare them with.
    """
    cited = list(shown(outcome))
    if outcome.answered and not any(is_valid(citation, texts) for citation in citations(outcome)):
        return 0.0
    return sum(is_valid(citation, texts) for citation in cited) / len(cited) if cited and texts else None


def coverage(outcome: Outcome, texts: Mapping[str, str]) -> Score:
    """The share of statements with a valid citation; without texts, with any."""
    return _share(outcome, lambda statement: any(is_valid(citation, texts) for citation in statement.citations))


def numbers_in_quotes(outcome: Outcome, texts: Mapping[str, str]) -> Score:
    """The share of statements all of whose numbers their quotes say; 0 for one with no citation or an invalid one."""
    return _share(outcome, lambda statement: _quoted(statement, texts, text.numbers_stand))


def names_in_quotes(outcome: Outcome, texts: Mapping[str, str]) -> Score:
    """The share of statements all of whose names their quotes say; 0 for one with no citation or an invalid one."""
    return _share(outcome, lambda statement: _quoted(statement, texts, text.names_stand))


def denials_in_quotes(outcome: Outcome, texts: Mapping[str, str]) -> Score:
    """The share of statements that deny nothing, or whose quotes deny too; 0 for one with no citation or an invalid one."""
    return _share(outcome, lambda statement: _quoted(statement, texts, text.denials_stand))


def gold_precision(case: Case, outcome: Outcome) -> Score:
    """The share of cited articles that are gold; 0 where nothing is cited."""
    return _of_articles(case, outcome, lambda cited, gold: len(cited & gold) / max(len(cited), 1))


def gold_recall(case: Case, outcome: Outcome) -> Score:
    """The share of gold articles that are cited; where sources repeat each other, an answer need not cite all."""
    return _of_articles(case, outcome, lambda cited, gold: len(cited & gold) / len(gold))


def gold_f1(case: Case, outcome: Outcome) -> Score:
    """The harmonic mean of the two (van Rijsbergen 1979)."""
    return _of_articles(case, outcome, lambda cited, gold: 2 * len(cited & gold) / (len(cited) + len(gold)))


def gold_quote(case: Case, outcome: Outcome) -> Score:
    """Whether a quote holds a gold quote, or is a telling part of one; white space does not count."""
    if not case.answering or not outcome.answered:
        return None
    return float(any(is_gold(citation, case) for citation in citations(outcome)))


def citations(outcome: Outcome) -> Iterator[Cited]:
    """All citations of the answer, in order."""
    return (citation for statement in outcome.statements for citation in statement.citations)


def shown(outcome: Outcome) -> Iterator[Cited]:
    """All that is quoted anywhere in what a reader gets."""
    for statement in outcome.statements:
        yield from statement.quoted
    for disagreement in outcome.disagreements:
        yield from disagreement.citations
    yield from outcome.nearest
    yield from outcome.premise.citations if outcome.premise else ()


def is_valid(cited: Cited, texts: Mapping[str, str]) -> bool:
    """Whether the quote stands at its place; without any texts nothing is known against it."""
    article = texts.get(cited.article, "")
    within = 0 <= cited.start < cited.end <= len(article)
    return not texts or (within and article[cited.start : cited.end] == cited.quote)


def is_gold(cited: Cited, case: Case) -> bool:
    """Whether it quotes a sentence that answers, wherever that stands: articles repeat each other."""
    return holds(cited.quote, case.answering)


def holds(passage: str, quotes: Iterable[Gold]) -> bool:
    """Whether a text holds one of the quotes, or is a telling part of one; white space does not count."""
    words = folded(passage)
    telling = len(words.split()) >= _TELLING
    return any(gold in words or (telling and words in gold) for gold in (folded(quote.quote) for quote in quotes))


def covers(said: Said, quotes: Sequence[Gold]) -> bool:
    """Whether a statement, or what stands beside it, quotes one of the sentences."""
    return any(holds(cited.quote, quotes) for cited in said.quoted)


def _quoted(statement: Said, texts: Mapping[str, str], rule: _Rule) -> bool:
    cited = statement.citations
    valid = bool(cited) and all(is_valid(citation, texts) for citation in cited)
    return valid and rule(statement.text, [citation.quote for citation in cited])


def _share(outcome: Outcome, rule: Callable[[Said], bool]) -> Score:
    if not outcome.answered:
        return None
    return sum(map(rule, outcome.statements)) / len(outcome.statements)


def _of_articles(case: Case, outcome: Outcome, figure: _Figure) -> Score:
    gold = frozenset((*case.articles, *(quote.article for quote in case.answering)))
    if not gold or not outcome.answered:
        return None
    return figure(frozenset(citation.article for citation in citations(outcome)), gold)
