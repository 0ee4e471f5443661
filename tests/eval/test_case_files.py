"""Gold questions are held to their schema and to the articles, and every mistake is named with file and line."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from eval.__main__ import CASES
from eval.case_files import check_gold, load
from eval.errors import CaseError
from eval.opening import SEEDS, TargetOptions, opened
from eval.report import record
from eval.sets import SHIPPED
from qa.services import Services

ANSWERABLE: dict[str, Any] = {
    "id": "a-1",
    "question": "How many bridges?",
    "kind": "number",
    "answerable": True,
    "answers": ["12"],
    "gold": [{"article": "a", "quote": "There are 12 bridges."}],
}
TWIN: dict[str, Any] = {
    "id": "a-2",
    "question": "How many tunnels?",
    "kind": "twin",
    "answerable": False,
    "twin_of": "a-1",
}
GOLD = ANSWERABLE["gold"]
POSITIONS = [{"answers": ["1"], "articles": ["a"]}, {"answers": ["2"], "articles": ["a"]}]
PARTS: list[dict[str, Any]] = [
    {"question": "How many bridges?", "answerable": True, "gold": GOLD},
    {"question": "How many tunnels?", "answerable": False},
]


def file_of(folder: Path, *rows: object, name: str = "cases.jsonl") -> Path:
    path = folder / name
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_cases_are_read_in_order_with_the_place_of_each(tmp_path: Path) -> None:
    file_of(tmp_path, ANSWERABLE, "", TWIN)

    cases = load([tmp_path])

    assert [(placed.case.id, placed.line) for placed in cases.cases] == [("a-1", 1), ("a-2", 3)]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (["{"], "cases.jsonl:1: not JSON"),
        ([ANSWERABLE | {"colour": 1}], "cases.jsonl:1: colour: "),
        ([ANSWERABLE | {"id": "a b"}], "cases.jsonl:1: id: "),
        ([ANSWERABLE | {"answers": []}], "cases.jsonl:1: .*needs `answers` and `gold`"),
        ([TWIN | {"answers": ["x"]}], "cases.jsonl:1: .*an unanswerable case"),
        ([TWIN | {"short_answers": ["x"]}], "cases.jsonl:1: .*an unanswerable case"),
        ([ANSWERABLE | {"short_answers": [""]}], "cases.jsonl:1: short_answers.0: "),
        ([ANSWERABLE, ANSWERABLE], r"cases.jsonl:2: the id 'a-1' stands in .*cases.jsonl:1 already"),
        ([TWIN], "cases.jsonl:1: `twin_of` must name an answerable case"),
        ([ANSWERABLE | {"positions": [{"answers": ["1"], "articles": ["a"]}]}], "`positions` needs two or more"),
        ([ANSWERABLE | {"relation": "update"}], "`relation` is one of `positions`"),
        ([ANSWERABLE | {"agreed": True, "positions": POSITIONS}], "what is `agreed` has no `positions`"),
        ([ANSWERABLE | {"parts": PARTS[:1]}], "`parts` needs two or more"),
        ([ANSWERABLE | {"parts": [PARTS[0] | {"gold": []}, PARTS[1]]}], "parts.0: .*a part has `gold`"),
        ([ANSWERABLE | {"verdict": "open"}], "an answerable case has no open `verdict`"),
        ([ANSWERABLE | {"missing": ["bridges"]}], "an answerable case has no .*`missing`"),
        ([TWIN | {"verdict": "no"}], "a `verdict` of yes, no or disputed is one of an answerable case"),
        ([TWIN | {"missing": ["bridges"]}], "`missing` names 'bridges', which the question does not have"),
        ([TWIN | {"context": GOLD}], "an unanswerable case has no"),
        ([ANSWERABLE | {"facts": [{"fact": "12", "quotes": []}]}], "cases.jsonl:1: facts.0.quotes: "),
        ([], "there is no case"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(tmp_path: Path, rows: list[object], says: str) -> None:
    with pytest.raises(CaseError, match=says):
        load([file_of(tmp_path, *rows)])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"none\.jsonl: cannot be read"):
        load([tmp_path / "none.jsonl"])


def test_a_gold_quote_must_stand_in_its_article_to_the_letter(tmp_path: Path) -> None:
    cases = load([file_of(tmp_path, ANSWERABLE)])

    check_gold(cases, {"a": "Well. There are 12 bridges."})
    with pytest.raises(CaseError, match="does not hold the quote"):
        check_gold(cases, {"a": "There are 12  bridges."})
    with pytest.raises(CaseError, match="has no article 'a'"):
        check_gold(cases, {"b": ""})


@pytest.mark.parametrize(
    "field",
    [
        {"facts": [{"fact": "12", "quotes": [{"article": "a", "quote": "Wrong."}]}]},
        {"context": [{"article": "a", "quote": "Wrong."}]},
        {"parts": [PARTS[0] | {"gold": [{"article": "a", "quote": "Wrong."}]}, PARTS[1]]},
    ],
)
def test_whatever_a_case_quotes_must_stand_in_its_article(tmp_path: Path, field: dict[str, Any]) -> None:
    cases = load([file_of(tmp_path, ANSWERABLE | field)])

    with pytest.raises(CaseError, match=r"does not hold the quote 'Wrong\.'"):
        check_gold(cases, {"a": "There are 12 bridges."})


def test_what_is_asked_for_a_verdict_or_of_a_credit_needs_no_words_or_no_quote(tmp_path: Path) -> None:
    verdict = ANSWERABLE | {"id": "v", "answers": [], "verdict": "yes"}
    credit = ANSWERABLE | {"id": "c", "gold": [], "articles": ["z"]}
    cases = load([file_of(tmp_path, verdict, credit)])

    with pytest.raises(CaseError, match="has no article 'z'"):
        check_gold(cases, {"a": "There are 12 bridges."})


def test_a_position_must_name_articles_that_are_there(tmp_path: Path) -> None:
    positions = [{"answers": ["1"], "articles": ["a"]}, {"answers": ["2"], "articles": ["z"]}]
    cases = load([file_of(tmp_path, ANSWERABLE | {"positions": positions})])

    with pytest.raises(CaseError, match="has no article 'z'"):
        check_gold(cases, {"a": "There are 12 bridges."})


def test_the_digest_changes_with_what_is_asked_and_not_with_a_note(tmp_path: Path) -> None:
    first = load([file_of(tmp_path, ANSWERABLE)]).digest

    assert load([file_of(tmp_path, ANSWERABLE | {"note": "looked at"})]).digest == first
    assert load([file_of(tmp_path, ANSWERABLE | {"answers": ["13"]})]).digest != first
    assert load([file_of(tmp_path, ANSWERABLE | {"short_answers": ["12"]})]).digest != first
    assert load([file_of(tmp_path, ANSWERABLE | {"context": GOLD})]).digest != first
    positions = load([file_of(tmp_path, ANSWERABLE | {"positions": POSITIONS})]).digest
    marked = [POSITIONS[0] | {"latest": True}, POSITIONS[1]]
    assert load([file_of(tmp_path, ANSWERABLE | {"positions": marked})]).digest != positions


def test_a_case_that_uses_no_later_field_has_the_digest_that_it_had_before_there_were_any() -> None:
    first = ["seeds-follow-ups.jsonl", "seeds-twins.jsonl", "seeds.jsonl"]

    assert load([CASES / name for name in first]).digest.startswith("c3dc31dec7d1")


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_baselines_are_of_the_shipped_cases(name: str) -> None:
    assert load(SHIPPED[name].cases).digest == record.read(SHIPPED[name].baseline).cases


KINDS = "yes-no why how comparison list definition overview several omission conflict premise premise-true missing follow-up"


def test_of_each_kind_there_are_twelve_and_more_cases_on_both_corpora_together() -> None:
    cases = [placed.case for chosen in SHIPPED.values() for placed in load(chosen.cases).cases]
    counts = Counter(case.kind for case in cases)

    assert {kind: counts[kind] for kind in KINDS.split() if counts[kind] < 12} == {}
    assert {case.relation for case in cases if case.positions} >= {"conflict", "update", "scope"}
    assert Counter(case.verdict for case in cases).keys() >= {"yes", "no", "open", "disputed"}


def test_the_cases_on_the_town_stand_in_its_articles(tmp_path: Path) -> None:
    town = SHIPPED["skerrin"]

    with opened(TargetOptions(), town.corpus) as target:
        check_gold(load(town.cases), target.texts())


def test_the_cases_that_come_along_hold_and_each_kind_is_there(seeded: Services) -> None:
    texts: dict[str, str] = {article.id: article.clean for article in seeded.articles.all()}
    check_gold(load([CASES]), texts)
    case_set = load([CASES / name for name in ("seeds.jsonl", "seeds-twins.jsonl", "seeds-follow-ups.jsonl")])

    assert SEEDS.is_dir()
    assert len(case_set) >= 100
    cases = [placed.case for placed in case_set.cases]
    assert {case.kind for case in cases} >= {
        "fact",
        "number",
        "date",
        "speaker",
        "several-sources",
        "disagreement",
        "twin",
    }
    twins = {case.twin_of for case in cases if case.twin_of}
    assert twins >= {case.id for case in cases if case.answerable}
