"""Gold questions are held to their schema and to the articles, and every mistake is named with file and line."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.__main__ import BASELINE, CASES
from eval.case_files import check_gold, load
from eval.errors import CaseError
from eval.opening import SEEDS
from eval.report import record
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


def test_cases_that_name_no_short_answer_still_fit_the_baseline_that_was_made_before_any_could() -> None:
    assert load([CASES]).digest == record.read(BASELINE).cases


def test_the_cases_that_come_along_hold_and_each_kind_is_there(seeded: Services) -> None:
    case_set = load([CASES])
    texts: dict[str, str] = {article.id: article.clean for article in seeded.articles.all()}

    check_gold(case_set, texts)

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
