"""The dialogues that measure follow-ups are whole, and what answers them stands in its articles."""

from pathlib import Path

import pytest

from bench.follow_ups import dialogues
from tests.conftest import ROOT

ARTICLES = {"seeds": ROOT / "seeds", "harbour": ROOT / "eval" / "corpora" / "skerrin" / "articles"}


def texts(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.suffix in {".txt", ".md"}}


@pytest.mark.parametrize("name", ARTICLES)
def test_what_answers_a_turn_stands_in_its_article(name: str) -> None:
    articles = texts(ARTICLES[name])

    missing = [
        (case.id, gold.quote)
        for dialogue in dialogues(name)
        for case in dialogue
        for gold in case.gold
        if gold.quote not in articles[gold.article]
    ]

    assert missing == []


def test_there_are_forty_dialogues_of_three_turns_with_refusals_and_new_subjects() -> None:
    turns = [dialogue for name in ARTICLES for dialogue in dialogues(name)]
    later = [case for dialogue in turns for case in dialogue[1:]]

    assert [len(dialogue) for dialogue in turns] == [3] * 40
    assert sum(not case.answerable for case in later) >= 12
    assert sum(case.kind == "new subject" for case in later) >= 12
    assert all(case.history for case in later)
