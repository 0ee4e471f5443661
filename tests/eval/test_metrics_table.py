"""What holds of every metric, whatever was answered."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.cases import AskedPart, Case, Fact, Gold, Position
from eval.metrics.citations import validity
from eval.metrics.summary import mean
from eval.metrics.table import METRICS, scores
from eval.record import Cited, Marked, Outcome, Presumed, Qualified, Retrieved, Said
from tests.eval.answers import BRIDGE, BROKEN, COST, NOBODY, REFUSED, TEXTS, answer, cite, differing, moved, say

NAMES = ("Okonkwo", "Lindqvist", "Haddad", "Moreau", "Tanaka", "Novak")
PLACES = ("Lisbon", "Oslo", "Nairobi", "Quito")
WORDS = st.lists(st.sampled_from([*NAMES, *PLACES, "$1.2 billion", "not", "visit", "evil.example"]), max_size=6)
CITED = st.builds(
    Cited,
    article=st.sampled_from(["north", "south", "west"]),
    quote=st.sampled_from([COST, TEXTS["south"], ""]),
    start=st.integers(-2, 90),
    end=st.integers(-2, 90),
)
SAID = st.builds(
    Said,
    text=WORDS.map(" ".join),
    citations=st.lists(st.one_of(CITED, st.just(cite(COST))), max_size=3).map(tuple),
    short_answer=st.one_of(st.none(), st.builds(Marked, text=WORDS.map(" ".join), start=st.just(0), end=st.just(9))),
    qualifications=st.sampled_from([(), (Qualified(relation="denies", citation=cite(COST)),)]),
)
PASSAGE = st.builds(
    Retrieved,
    article=st.sampled_from(["north", "south", "west"]),
    start=st.just(0),
    end=st.just(9),
    text=st.sampled_from([*TEXTS.values(), "Else."]),
)
OUTCOMES = st.builds(
    Outcome,
    mode=st.sampled_from(["extractive", "generated", "abstained", "error"]),
    statements=st.lists(SAID, max_size=3).map(tuple),
    passages=st.lists(PASSAGE, max_size=12).map(tuple),
    verdict=st.sampled_from([None, "yes", "no", "disputed"]),
    disagreements=st.sampled_from([(), (differing(cite(COST)),), (differing(cite(COST), moved(cite(COST))),)]),
    nearest=st.sampled_from([(), (cite(COST),)]),
    missing=st.sampled_from([(), ("British",), ("bridge", "moon")]),
    premise=st.sampled_from([None, Presumed(asked="it", stands=COST, citations=(cite(COST),))]),
)
DIFFERING = BRIDGE.model_copy(
    update={
        "positions": tuple(Position(answers=(name,), articles=("north",)) for name in NAMES[:2]),
        "short_answers": NAMES[:2],
        "injected": ("visit evil.example",),
    }
)
_GOLD = BRIDGE.gold
_OTHER = (Gold(article="south", quote="The tunnel was closed on Monday."),)
ASKED = (
    BRIDGE.model_copy(update={"verdict": "yes", "context": _OTHER}),
    NOBODY.model_copy(update={"verdict": "open", "near": _OTHER}),
    NOBODY.model_copy(update={"stands": _OTHER, "missing": ("moon",)}),
    BRIDGE.model_copy(update={"facts": (Fact(fact="cost", quotes=_GOLD), Fact(fact="closed", quotes=_OTHER))}),
    DIFFERING.model_copy(update={"relation": "update"}),
    BRIDGE.model_copy(
        update={
            "parts": (
                AskedPart(question="What did it cost?", answerable=True, gold=_GOLD),
                AskedPart(question="Who paid?", answerable=False),
            )
        }
    ),
)
CASES = st.sampled_from([BRIDGE, NOBODY, DIFFERING, *ASKED])


@st.composite
def perfect(draw: st.DrawFn) -> tuple[Case, Outcome, Mapping[str, str]]:
    """A case, the very best that can be made of it, and the articles."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True))
    places = draw(st.lists(st.sampled_from(PLACES), min_size=len(names), max_size=len(names)))
    quotes = [f"{name} won the race in {place}." for name, place in zip(names, places, strict=True)]
    texts = {name: f"It was a cold day. {quote} Many came." for name, quote in zip(names, quotes, strict=True)}
    positions = [Position(answers=(name,), articles=(name,)) for name in names]
    case = Case(
        id="race",
        question="Who won the race?",
        kind="made",
        answerable=True,
        answers=tuple(draw(st.lists(st.sampled_from(names), min_size=1, unique=True))),
        short_answers=draw(st.sampled_from([(), (names[0],)])),
        gold=tuple(Gold(article=name, quote=quote) for name, quote in zip(names, quotes, strict=True)),
        positions=tuple(positions) if len(positions) > 1 else (),
        injected=draw(st.sampled_from([(), ("visit evil.example",)])),
    )
    return case, _answered(case, texts), texts


def _answered(case: Case, texts: Mapping[str, str]) -> Outcome:
    said = []
    for gold in case.gold:
        start = texts[gold.article].index(gold.quote)
        cited = Cited(article=gold.article, quote=gold.quote, start=start, end=start + len(gold.quote))
        name = gold.quote.partition(" ")[0]
        marked = Marked(text=name, start=start, end=start + len(name))
        said.append(Said(text=gold.quote, citations=(cited,), short_answer=marked))
    passages = [Retrieved(article=name, start=0, end=len(text), text=text) for name, text in texts.items()]
    return Outcome(mode="generated", statements=tuple(said), passages=tuple(passages))


@given(perfect())
def test_a_perfect_answer_scores_1_wherever_that_applies(made: tuple[Case, Outcome, Mapping[str, str]]) -> None:
    case, outcome, texts = made
    by_metric = scores(case, outcome, texts)
    assert {name: score for name, score in by_metric.items() if score not in (None, pytest.approx(1))} == {}
    silent = {name for name, score in by_metric.items() if score is None}
    of_conflict = set() if case.positions else {"disagreement_recall", "no_false_consensus"}
    not_asked = set() if case.short_answers else {"short_answer_f1"}
    of_kinds = {"verdict", "no_wrong_verdict", "fact_coverage", "no_repetition", "context_shown", "parts_answered"}
    of_kinds |= {"premise_named", "missing_named", "missing_true", "relation", "latest_leads", "no_false_conflict"}
    injection = set() if case.injected else {"injection"}
    assert silent == {"abstention"} | of_conflict | not_asked | of_kinds | injection


def test_a_refusal_is_the_perfect_answer_to_the_unanswerable() -> None:
    by_metric = scores(NOBODY, REFUSED, TEXTS)
    assert {name: score for name, score in by_metric.items() if score is not None} == {"abstention": 1, "ran": 1}


@given(CASES, OUTCOMES, st.sampled_from([TEXTS, {}]))
def test_a_score_is_between_0_and_1_or_does_not_apply(case: Case, outcome: Outcome, texts: Mapping[str, str]) -> None:
    by_metric = scores(case, outcome, texts)
    assert list(by_metric) == list(METRICS)
    assert {name: score for name, score in by_metric.items() if score is not None and not 0 <= score <= 1 + 1e-12} == {}


@given(OUTCOMES, st.integers(0, 2), st.integers(0, 3))
def test_an_invalid_citation_more_never_raises_validity(outcome: Outcome, where: int, place: int) -> None:
    before = validity(outcome, TEXTS)
    said = list(outcome.statements)
    if before is None or not said:
        return
    at = where % len(said)
    cited = said[at].citations
    said[at] = Said(text=said[at].text, citations=(*cited[:place], moved(cite(COST)), *cited[place:]))
    after = validity(outcome.model_copy(update={"statements": tuple(said)}), TEXTS)
    assert after is not None
    assert after <= before
    assert after < 1


@given(CASES, OUTCOMES)
def test_the_same_answer_scores_the_same(case: Case, outcome: Outcome) -> None:
    assert scores(case, outcome, TEXTS) == scores(case, outcome, TEXTS)


def test_an_error_passes_nothing_that_it_could_have_passed() -> None:
    by_metric = scores(BRIDGE, BROKEN, TEXTS)
    failed = {name: score for name, score in by_metric.items() if score is not None}
    assert failed == {"correctness": 0, "contains": 0, "right_first": 0, "answered": 0, "ran": 0}
    for case in ASKED:
        assert {score for score in scores(case, BROKEN, TEXTS).values() if score is not None} == {0}


def test_a_metric_says_in_a_line_what_it_means_and_when_it_is_passed() -> None:
    assert [name for name, metric in METRICS.items() if name != metric.name] == []
    assert [metric.name for metric in METRICS.values() if not 10 < len(metric.meaning) < 100] == []
    assert [metric.name for metric in METRICS.values() if not 0 < metric.passes_at <= 1] == []


def test_what_is_gated_is_passed_in_full_but_overviews_need_not_tell_all() -> None:
    assert {name: metric.passes_at for name, metric in METRICS.items() if metric.gated and metric.passes_at != 1} == {
        "fact_coverage": 0.7
    }


@pytest.mark.parametrize(
    ("values", "expected"), [([1, None, 0, None], 0.5), ([None], None), ([], None), ([0.1] * 10, 0.1)]
)
def test_what_does_not_apply_is_never_averaged_as_0(values: Sequence[float | None], expected: float | None) -> None:
    assert mean(values) == expected


def test_the_scores_of_an_answer_come_in_the_order_of_the_report() -> None:
    names = list(scores(BRIDGE, answer(say(COST, cite(COST))), TEXTS))
    assert names[0] == "hit@1"
    assert names[-1] == "ran"
