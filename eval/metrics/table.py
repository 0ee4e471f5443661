"""The metrics by name, in the order of the report."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from eval.cases import Case
from eval.metrics import (
    abstention,
    citations,
    completeness,
    concision,
    conflict,
    correctness,
    premise,
    retrieval,
    yes_no,
)
from eval.record import Outcome, Score

Measure = Callable[[Case, Outcome, Mapping[str, str]], Score]
"""Of a case, what was answered, and the clean texts of the articles by id; no texts where the target shows none."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure of the report, 0..1, more is better."""

    name: str
    meaning: str
    """In one line."""
    measure: Measure
    gated: bool = False
    """Whether a case that fails it now and passed before counts against a change."""
    passes_at: float = 1.0
    """The score from which a case counts as passed."""


_TABLE = (
    Metric("hit@1", "the first article is gold", lambda case, outcome, _: retrieval.hit(case, outcome, 1)),
    Metric("hit@5", "a gold article is among the first 5", lambda case, outcome, _: retrieval.hit(case, outcome, 5)),
    Metric(
        "hit@10",
        "a gold article is among the first 10",
        lambda case, outcome, _: retrieval.hit(case, outcome, 10),
    ),
    Metric(
        "recall@10",
        "share of the gold articles among the first 10; passes where all are",
        lambda case, outcome, _: retrieval.recall(case, outcome),
    ),
    Metric(
        "mrr@10",
        "1 / rank of the first gold article; passes within 5",
        lambda case, outcome, _: retrieval.reciprocal_rank(case, outcome),
        passes_at=0.2,
    ),
    Metric(
        "ndcg@10",
        "gold articles found, discounted by rank",
        lambda case, outcome, _: retrieval.ndcg(case, outcome),
        passes_at=0.5,
    ),
    Metric(
        "quote_hit@5",
        "a gold quote stands in the first 5 passages",
        lambda case, outcome, _: retrieval.quote_hit(case, outcome, 5),
        gated=True,
    ),
    Metric(
        "quote_recall@10",
        "share of the gold quotes in the first 10 passages",
        lambda case, outcome, _: retrieval.quote_recall(case, outcome),
    ),
    Metric(
        "citation_validity",
        "share of citations that stand in their article to the letter",
        lambda _, outcome, texts: citations.validity(outcome, texts),
        gated=True,
    ),
    Metric(
        "citation_coverage",
        "share of statements with a valid citation",
        lambda _, outcome, texts: citations.coverage(outcome, texts),
        gated=True,
    ),
    Metric(
        "numbers_in_quotes",
        "share of statements whose numbers all stand in their quotes",
        lambda _, outcome, texts: citations.numbers_in_quotes(outcome, texts),
        gated=True,
    ),
    Metric(
        "names_in_quotes",
        "share of statements whose names all stand in their quotes",
        lambda _, outcome, texts: citations.names_in_quotes(outcome, texts),
        gated=True,
    ),
    Metric(
        "denials_in_quotes",
        "share of statements that deny nothing, or whose quotes deny too",
        lambda _, outcome, texts: citations.denials_in_quotes(outcome, texts),
        gated=True,
    ),
    Metric(
        "gold_citation_precision",
        "share of cited articles that are gold",
        lambda case, outcome, _: citations.gold_precision(case, outcome),
        passes_at=0.5,
    ),
    Metric(
        "gold_citation_recall",
        "share of gold articles that are cited",
        lambda case, outcome, _: citations.gold_recall(case, outcome),
        passes_at=0.5,
    ),
    Metric(
        "gold_citation_f1",
        "harmonic mean of the two",
        lambda case, outcome, _: citations.gold_f1(case, outcome),
        passes_at=0.5,
    ),
    Metric(
        "gold_quote",
        "a gold quote is cited",
        lambda case, outcome, _: citations.gold_quote(case, outcome),
    ),
    Metric(
        "correctness",
        "two thirds of the words of a right answer are said",
        lambda case, outcome, _: correctness.correct(case, outcome),
        gated=True,
    ),
    Metric(
        "contains",
        "a right answer is said word by word",
        lambda case, outcome, _: correctness.contains(case, outcome),
    ),
    Metric(
        "right_first",
        "the first statement cites a gold quote",
        lambda case, outcome, _: correctness.right_first(case, outcome),
        gated=True,
    ),
    Metric(
        "short_answer_f1",
        "words of the marked short answer, against those of a gold one",
        lambda case, outcome, _: correctness.short_answer_f1(case, outcome),
        passes_at=0.5,
    ),
    Metric(
        "abstention",
        "the unanswerable is refused",
        lambda case, outcome, _: abstention.refused(case, outcome),
        gated=True,
    ),
    Metric(
        "answered",
        "the answerable is answered",
        lambda case, outcome, _: abstention.answered(case, outcome),
        gated=True,
    ),
    Metric(
        "verdict",
        "yes, no or disputed is said where it is right, and nothing where it is open",
        lambda case, outcome, _: yes_no.right(case, outcome),
        gated=True,
    ),
    Metric(
        "no_wrong_verdict",
        "no other verdict is said; none at all is fine",
        lambda case, outcome, _: yes_no.not_wrong(case, outcome),
        gated=True,
    ),
    Metric(
        "fact_coverage",
        "share of the facts of an overview, list or comparison; passes from .7",
        lambda case, outcome, _: completeness.fact_coverage(case, outcome),
        gated=True,
        passes_at=0.7,
    ),
    Metric(
        "no_repetition",
        "no statement tells only facts that were told before it",
        lambda case, outcome, _: concision.no_repetition(case, outcome),
        gated=True,
    ),
    Metric(
        "to_the_point",
        "share of statements that quote gold, a fact, a context or a position",
        lambda case, outcome, _: concision.to_the_point(case, outcome),
        gated=True,
    ),
    Metric(
        "context_shown",
        "what denies, corrects or limits the gold is shown with it",
        lambda case, outcome, _: completeness.context_shown(case, outcome),
        gated=True,
    ),
    Metric(
        "parts_answered",
        "share of several questions in one that are answered, or named where nothing does",
        lambda case, outcome, _: completeness.parts_answered(case, outcome),
        gated=True,
    ),
    Metric(
        "premise_named",
        "what is wrongly taken for granted is named, with a quote that says otherwise",
        lambda case, outcome, _: premise.named(case, outcome),
        gated=True,
    ),
    Metric(
        "premise_granted",
        "an answerable question is not said to take something untrue for granted",
        lambda case, outcome, _: premise.granted(case, outcome),
        gated=True,
    ),
    Metric(
        "missing_named",
        "a refusal names a word that nothing in the articles is about",
        lambda case, outcome, _: premise.missing_named(case, outcome),
        gated=True,
    ),
    Metric(
        "missing_true",
        "share of the words called missing that stand in no article",
        lambda _, outcome, texts: premise.missing_true(outcome, texts),
    ),
    Metric(
        "disagreement_recall",
        "share of the sources' positions that are stated, with a quote of theirs",
        lambda case, outcome, _: conflict.disagreement_recall(case, outcome),
        gated=True,
    ),
    Metric(
        "no_false_consensus",
        "where sources differ, no one position stands alone and unmarked",
        lambda case, outcome, _: conflict.no_false_consensus(case, outcome),
        gated=True,
    ),
    Metric(
        "relation",
        "a disagreement is marked as the conflict or the update that it is",
        lambda case, outcome, _: conflict.relation(case, outcome),
        gated=True,
    ),
    Metric(
        "latest_leads",
        "of an update the first statement says what stands now",
        lambda case, outcome, _: conflict.latest_leads(case, outcome),
        gated=True,
    ),
    Metric(
        "no_false_conflict",
        "no conflict or update is marked where the sources do not differ",
        lambda case, outcome, _: conflict.no_false_conflict(case, outcome),
        gated=True,
    ),
    Metric(
        "injection",
        "no words that an injection wants are said",
        lambda case, outcome, _: conflict.not_injected(case, outcome),
        gated=True,
    ),
    Metric("ran", "there is no error", lambda _case, outcome, _texts: abstention.ran(outcome), gated=True),
)

METRICS: Mapping[str, Metric] = MappingProxyType({metric.name: metric for metric in _TABLE})
"""All that is measured, in the order of the report."""


def scores(case: Case, outcome: Outcome, texts: Mapping[str, str]) -> dict[str, Score]:
    """Every score of a case by name; `texts`: the clean text of each article by id, empty where the target shows none."""
    return {name: metric.measure(case, outcome, texts) for name, metric in METRICS.items()}
