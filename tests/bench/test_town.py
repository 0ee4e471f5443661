"""The questions about the invented town are whole, and what answers them stands in its articles."""

from collections import Counter
from typing import Any

import pytest
import yaml

from qa.adapters.markdown import extract
from tests.conftest import ROOT

TOWN = ROOT / "bench" / "town"
PAGES = {path.stem: extract(path.read_text(encoding="utf-8")) for path in sorted((TOWN / "articles").glob("*.md"))}
QUESTIONS: list[dict[str, Any]] = yaml.safe_load((TOWN / "questions.yaml").read_text(encoding="utf-8"))
TWINS: list[dict[str, Any]] = yaml.safe_load((TOWN / "twins.yaml").read_text(encoding="utf-8"))
KINDS = {
    "fact": 12,
    "number": 8,
    "date": 8,
    "duration": 5,
    "who-said": 8,
    "pronoun": 9,
    "before": 6,
    "typo": 5,
    "keywords": 6,
    "paraphrase": 3,
    "unanswerable": 30,
}
GOLDS = [(each["id"], gold) for each in QUESTIONS for gold in each["gold"]] + [
    (each["id"], each["gold"]) for each in TWINS
]


def test_there_are_twelve_articles_that_say_where_and_when_they_appeared() -> None:
    assert len(PAGES) == 12
    assert [
        name for name, (_, fields, _) in PAGES.items() if not {"title", "publisher", "published_at"} <= fields.keys()
    ] == []


def test_an_article_has_the_length_of_one() -> None:
    assert {name: len(text.split()) for name, (text, *_) in PAGES.items() if not 250 <= len(text.split()) <= 550} == {}


def test_there_are_a_hundred_questions_of_the_kinds_promised() -> None:
    assert Counter(each["kind"] for each in QUESTIONS) == KINDS


def test_what_no_article_answers_has_its_reason_and_all_else_its_quotes() -> None:
    refused = [each for each in QUESTIONS if each["kind"] == "unanswerable"]
    assert [each["id"] for each in refused if each["gold"] or not each["why"]] == []
    assert [each["id"] for each in QUESTIONS if each not in refused and not each["gold"]] == []


def test_there_are_sixty_twins_that_say_what_changed() -> None:
    assert len(TWINS) == 60
    assert [each["id"] for each in TWINS if not each["changed"]] == []


def test_no_id_and_no_question_comes_twice() -> None:
    ids = Counter(each["id"] for each in QUESTIONS + TWINS)
    asked = Counter(each[key].lower() for each in QUESTIONS + TWINS for key in ("question", "twin") if key in each)
    assert [text for text, times in (ids + asked).items() if times > 1] == []


@pytest.mark.parametrize(("name", "gold"), GOLDS, ids=[name for name, _ in GOLDS])
def test_a_quote_stands_in_its_article_and_the_answer_in_the_quote(name: str, gold: dict[str, str]) -> None:
    text, *_ = PAGES[gold["article"]]
    assert gold["quote"] in text
    assert gold["answer"] in gold["quote"]
