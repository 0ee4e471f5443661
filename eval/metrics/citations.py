"""Turns the citations of an answer into how true they are to the articles, how much they support, and how near the gold.

None where nothing is said: then there is nothing to cite.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from eval.cases import Case
from eval.metrics.text import folded
from eval.record import Cited, Outcome, Said, Score
from qa.answer.verify.checks.table import check

_TELLING = 3
"""A part of a gold quote tells nothing with fewer words."""

_Figure = Callable[[frozenset[str], frozenset[str]], float]
"""Of the articles that are cited, and of those that are gold."""


def validity(outcome: Outcome, texts: Mapping[str, str]) -> Score:
    """The share of citations whose quote stands at its place in its article, byte for byte; 0 where nothing is cited.

    None also where there are citations and no texts to hold them to.
    """
    cited = list(citations(outcome))
    if not outcome.answered:
        return None
    if not cited:
        return 0.0
    return sum(is_valid(it, texts) for it in cited) / len(cited) if texts else None


def coverage(outcome: Outcome, texts: Mapping[str, str]) -> Score:
    """The share of statements with a valid citation; without texts, with any."""
    covered = [any(is_valid(it, texts) for it in said.citations) for said in outcome.statements]
    return _mean(covered) if outcome.answered else None


def recall(outcome: Outcome, texts: Mapping[str, str]) -> Score:
    """The share of statements that all their quotes together support (ALCE: Gao et al. 2023, section 3).

    As there, a statement with no citation, or with an invalid one, scores 0. ALCE asks a model of entailment; here the
    product's deterministic checks must all hold.
    """
    return _mean([_recalled(said, texts) for said in outcome.statements]) if outcome.answered else None


def precision(outcome: Outcome, texts: Mapping[str, str]) -> Score:
    """The share of citations that count (ALCE: Gao et al. 2023, section 3); 0 where nothing is cited.

    A citation counts if its statement is supported, and either it supports it alone or the others do not without it. An
    invalid one never counts and is still one of them, while ALCE's code leaves it out.
    """
    counted = [counts for said in outcome.statements for counts in _counting(said, texts)]
    return _mean(counted) if outcome.answered else None


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
    if not case.gold or not outcome.answered:
        return None
    return float(any(is_gold(it, case) for it in citations(outcome)))


def citations(outcome: Outcome) -> Iterator[Cited]:
    """All of them, in order."""
    return (cited for said in outcome.statements for cited in said.citations)


def is_valid(cited: Cited, texts: Mapping[str, str]) -> bool:
    """Whether the quote stands where it is said to; without any texts nothing is known against it."""
    text = texts.get(cited.article, "")
    whole = 0 <= cited.start < cited.end <= len(text)
    return not texts or (whole and text[cited.start : cited.end] == cited.quote)


def is_gold(cited: Cited, case: Case) -> bool:
    """Whether it quotes a gold sentence, wherever that stands: articles repeat each other."""
    quote = folded(cited.quote)
    wanted = [folded(gold.quote) for gold in case.gold]
    telling = len(quote.split()) >= _TELLING
    return any(gold in quote or (telling and quote in gold) for gold in wanted)


def _recalled(said: Said, texts: Mapping[str, str]) -> bool:
    valid = all(is_valid(cited, texts) for cited in said.citations)
    return valid and _supports(said.text, [cited.quote for cited in said.citations])


def _counting(said: Said, texts: Mapping[str, str]) -> Sequence[bool]:
    cited = [it for it in said.citations if is_valid(it, texts)]
    quotes = [it.quote for it in cited]
    invalid = [False] * (len(said.citations) - len(cited))
    if not _supports(said.text, quotes):
        return [False] * len(quotes) + invalid
    return [_counts(said.text, quotes, place) for place in range(len(quotes))] + invalid


def _counts(statement: str, quotes: Sequence[str], place: int) -> bool:
    others = [*quotes[:place], *quotes[place + 1 :]]
    return not _supports(statement, others) or _supports(statement, quotes[place : place + 1])


def _supports(statement: str, quotes: Sequence[str]) -> bool:
    return bool(quotes) and all(check(statement, quotes, dated=True).values())


def _of_articles(case: Case, outcome: Outcome, figure: _Figure) -> Score:
    gold = frozenset(it.article for it in case.gold)
    if not gold or not outcome.answered:
        return None
    return figure(frozenset(cited.article for cited in citations(outcome)), gold)


def _mean(held: Sequence[bool]) -> float:
    return sum(held) / len(held) if held else 0.0
