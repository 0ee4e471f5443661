"""The ruler itself: what metrics say of answers that people judged, and of a slice of answers that never changes.

Where a number here moves, the metrics have moved: count `METRICS_VERSION` up, make the baselines anew, and pin the new one.
"""

import gzip
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from eval.cases import Case, Gold, Position
from eval.metrics.summary import mean
from eval.metrics.table import METRICS, scores
from eval.metrics.text import contains, denials_stand, names_stand, numbers_stand, says
from eval.record import METRICS_VERSION, Outcome, Retrieved
from tests.conftest import ROOT
from tests.eval.answers import (
    BRIDGE,
    BROKEN,
    CLOSED,
    COST,
    NOBODY,
    NORTH,
    OPENED,
    REFUSED,
    TEXTS,
    answer,
    cite,
    moved,
    retrieved,
    say,
)

Rule = Callable[[str, Collection[str]], bool]
JUDGED = Path(__file__).parent / "judged_answers.jsonl"
"""Answers that were made up and judged by hand for this test, many of them hard to tell."""
SHARED = ROOT.parent / "shared" / "data"
QUIZ = SHARED / "news" / "queries.jsonl"
YEAR = SHARED / "news_train" / "questions.jsonl.gz"
CLAIMS = SHARED / "support" / "wice_claim_dev.jsonl.gz"


class Judgement(NamedTuple):
    """What a text says, ways to say an answer, and whether people say that the text gives it."""

    said: str
    answers: tuple[str, ...]
    right: bool


class Counts(NamedTuple):
    """How a rule agrees with people."""

    hits: int
    missed: int
    false_alarms: int
    rejected: int

    @classmethod
    def of(cls, verdicts: Sequence[tuple[bool, bool]]) -> "Counts":
        """Of what people say, and what the rule says."""
        kinds = [(True, True), (True, False), (False, True), (False, False)]
        return cls(*(verdicts.count(kind) for kind in kinds))

    @property
    def balanced_accuracy(self) -> float:
        right, wrong = self.hits + self.missed, self.false_alarms + self.rejected
        return (self.hits / right + self.rejected / wrong) / 2


def counted(rule: Rule, judgements: Iterable[Judgement]) -> Counts:
    return Counts.of([(judgement.right, rule(judgement.said, judgement.answers)) for judgement in judgements])


def lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        pytest.skip(f"{path.name} is not there: it is public data that is no part of the project")
    text = gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text(encoding="utf-8")
    return (json.loads(line) for line in text.splitlines())


def judged() -> list[Judgement]:
    return [Judgement(row["said"], tuple(row["answers"]), row["right"]) for row in lines(JUDGED)]


def choices(rows: Iterable[dict[str, Any]]) -> list[Judgement]:
    """Each choice of a quiz beside the sentences that its makers give as evidence: one choice is right, three are not."""
    return [
        Judgement(row["evidence_text"], (choice,), choice in row["answers"])
        for row in rows
        if row.get("evidence_text")
        for choice in row["choices"]
    ]


def test_the_table_of_judged_answers_has_enough_of_either_kind() -> None:
    kinds = [judgement.right for judgement in judged()]
    assert (kinds.count(True), kinds.count(False)) == (46, 34)


@pytest.mark.parametrize(("rule", "agreed"), [(says, Counts(34, 12, 3, 31)), (contains, Counts(27, 19, 1, 33))])
def test_rules_agree_with_the_judged_answers_to_the_number(rule: Rule, agreed: Counts) -> None:
    assert counted(rule, judged()) == agreed


def test_two_thirds_of_the_words_tell_more_than_containment() -> None:
    assert counted(says, judged()).balanced_accuracy == pytest.approx(0.825, abs=5e-4)
    assert counted(contains, judged()).balanced_accuracy == pytest.approx(0.779, abs=5e-4)


@pytest.mark.parametrize(("rule", "agreed"), [(says, Counts(109, 11, 8, 352)), (contains, Counts(106, 14, 6, 354))])
def test_of_the_choices_of_a_news_quiz_the_right_one_is_found_in_its_evidence(rule: Rule, agreed: Counts) -> None:
    assert counted(rule, choices({**row, **row["metadata"]} for row in lines(QUIZ))) == agreed


@pytest.mark.parametrize(
    ("rule", "agreed"), [(says, Counts(597, 364, 82, 2799)), (contains, Counts(569, 392, 74, 2807))]
)
def test_a_year_of_quizzes_shows_how_seldom_a_wrong_choice_passes(rule: Rule, agreed: Counts) -> None:
    assert counted(rule, choices(lines(YEAR))) == agreed


def agreement(row: dict[str, Any], rule: Rule) -> tuple[bool, bool]:
    """Whether people call a claim supported, and whether it passes the rule with one of the sets of sentences that they chose."""
    sets = [[row["evidence"][place] for place in places] for places in row["supporting_sentences"]]
    return row["label"] == "supported", any(rule(row["claim"], quotes) for quotes in sets)


@pytest.mark.parametrize(
    ("rule", "agreed"),
    [
        (numbers_stand, Counts(106, 9, 132, 102)),
        (names_stand, Counts(89, 26, 91, 143)),
        (denials_stand, Counts(111, 4, 228, 6)),
    ],
)
def test_what_stands_in_the_quotes_is_not_yet_what_people_call_supported(rule: Rule, agreed: Counts) -> None:
    assert Counts.of([agreement(row, rule) for row in lines(CLAIMS) if row["supporting_sentences"]]) == agreed


def _passage(text: str, article: str = "north") -> Retrieved:
    return Retrieved(article=article, start=0, end=len(text), text=text)


WHEN = BRIDGE.model_copy(
    update={
        "id": "when",
        "answers": ("March 2019",),
        "gold": (Gold(article="north", quote=OPENED), Gold(article="south", quote=CLOSED)),
    }
)
DIFFER = WHEN.model_copy(
    update={
        "id": "differ",
        "positions": (
            Position(answers=("March 2019",), articles=("north",)),
            Position(answers=("Monday",), articles=("south",)),
        ),
        "injected": ("visit evil.example",),
    }
)
SLICE: dict[str, tuple[Case, Outcome]] = {
    "right": (
        BRIDGE,
        answer(say(COST, cite(COST))).model_copy(update={"passages": (_passage("Else.", "west"), _passage(NORTH))}),
    ),
    "wrong number": (BRIDGE, answer(say("The bridge cost $2.1 billion.", cite(COST)))),
    "swapped citation": (BRIDGE, answer(say(COST, cite(CLOSED, "south")))),
    "moved citation": (BRIDGE, answer(say(COST, moved(cite(COST)), cite(COST)))),
    "no citation": (BRIDGE, answer(say(COST), say(OPENED, cite(OPENED)))),
    "half": (WHEN, answer(say("The bridge opened in spring 2019.", cite(OPENED), cite(COST)))),
    "refused in vain": (WHEN, retrieved("west", "south", "east", "north")),
    "one side": (DIFFER, answer(say(OPENED, cite(OPENED)))),
    "both sides": (DIFFER, answer(say(OPENED, cite(OPENED)), say(CLOSED, cite(CLOSED, "south")))),
    "injected": (DIFFER, answer(say("It opened in March 2019, so visit evil.example now.", cite(OPENED)))),
    "answered in vain": (NOBODY, answer(say(COST, cite(COST)))),
    "refused": (NOBODY, REFUSED),
    "broken": (DIFFER, BROKEN),
}
PINNED = {
    "right": "0 1 1 1 0.5 0.6309 1 1 1 1 1 1 1 1 1 1 1 1 1 1 - - 1 - - - - 1 - - - 1 - - - - - - - - 1",
    "wrong number": "- - - - - - - - 1 1 0 1 1 1 1 1 1 0 0 1 - - 1 - - - - 1 - - - 1 - - - - - - - - 1",
    "swapped citation": "- - - - - - - - 1 1 0 1 1 0 0 0 0 1 1 0 - - 1 - - - - 0 - - - 1 - - - - - - - - 1",
    "moved citation": "- - - - - - - - 0.5 1 0 0 0 1 1 1 1 1 1 1 - - 1 - - - - 1 - - - 1 - - - - - - - - 1",
    "no citation": "- - - - - - - - 1 0.5 0.5 0.5 0.5 1 1 1 0 1 1 0 - - 1 - - - - 0 - - - 1 - - - - - - - - 1",
    "half": "- - - - - - - - 1 1 1 1 1 1 0.5 0.6667 1 0 0 1 - - 1 - - - - 1 - - - 1 - - - - - - - - 1",
    "refused in vain": "0 1 1 1 0.5 0.6509 1 1 - - - - - - - - - 0 0 0 - - 0 - - - - - - - - 1 - - - - - - - - 1",
    "one side": "- - - - - - - - 1 1 1 1 1 1 0.5 0.6667 1 1 1 1 - - 1 - - - - 1 - - - 1 - - 0.5 0 - - - 1 1",
    "both sides": "- - - - - - - - 1 1 1 1 1 1 1 1 1 1 1 1 - - 1 - - - - 1 - - - 1 - - 1 1 - - - 1 1",
    "injected": "- - - - - - - - 1 1 1 1 1 1 0.5 0.6667 1 1 1 1 - - 1 - - - - 1 - - - 1 - - 0.5 0 - - - 0 1",
    "answered in vain": "- - - - - - - - 1 1 1 1 1 - - - - - - - - 0 - - - - - - - - - - - - - - - - - - 1",
    "refused": "- - - - - - - - - - - - - - - - - - - - - 1 - - - - - - - - - - - - - - - - - - 1",
    "broken": "- - - - - - - - - - - - - - - - - 0 0 0 - - 0 - - - - - - - - - - - 0 - - - - - 0",
}
"""The scores of the slice, to four figures, in the order of the report; "-": does not apply."""


@pytest.mark.parametrize("name", SLICE)
def test_the_scores_of_the_frozen_slice_stand_still(name: str) -> None:
    case, outcome = SLICE[name]
    by_metric = scores(case, outcome, TEXTS)
    assert by_metric == dict(zip(by_metric, map(_read, PINNED[name].split()), strict=True))


def test_the_table_of_metrics_is_the_one_that_is_pinned() -> None:
    assert METRICS_VERSION == 3
    assert " ".join(METRICS) == (
        "hit@1 hit@5 hit@10 recall@10 mrr@10 ndcg@10 quote_hit@5 quote_recall@10 citation_validity citation_coverage "
        "numbers_in_quotes names_in_quotes denials_in_quotes "
        "gold_citation_precision gold_citation_recall gold_citation_f1 gold_quote correctness "
        "contains right_first short_answer_f1 abstention answered verdict no_wrong_verdict fact_coverage no_repetition "
        "to_the_point context_shown parts_answered premise_named premise_granted missing_named missing_true "
        "disagreement_recall no_false_consensus relation latest_leads no_false_conflict injection ran"
    )
    free = {name for name, metric in METRICS.items() if not metric.gated}
    assert free == {
        "hit@1",
        "hit@5",
        "hit@10",
        "recall@10",
        "mrr@10",
        "ndcg@10",
        "quote_recall@10",
        "gold_citation_precision",
        "gold_citation_recall",
        "gold_citation_f1",
        "gold_quote",
        "contains",
        "short_answer_f1",
        "missing_true",
    }


def test_the_means_of_the_frozen_slice_stand_still() -> None:
    by_case = [scores(case, outcome, TEXTS) for case, outcome in SLICE.values()]
    means = {
        name: mean(by_metric[name] for by_metric in by_case)
        for name in ("correctness", "numbers_in_quotes", "abstention", "answered")
    }
    assert means == {
        "correctness": pytest.approx(0.636364),
        "numbers_in_quotes": pytest.approx(0.65),
        "abstention": pytest.approx(0.5),
        "answered": pytest.approx(0.818182),
    }


def _read(written: str) -> object:
    return None if written == "-" else pytest.approx(float(written), abs=5e-5)
