"""Prompts are files; what they are given must be there, and their digest tells one wording from another."""

from pathlib import Path
from typing import get_args

import pytest
from jinja2 import UndefinedError

from qa.answer.verify.draft import PromptPassage
from qa.domain.answer import QuestionKind, Turn
from qa.prompts import PromptFile
from tests.conftest import ROOT

PASSAGE = PromptPassage(1, "A title", "2024-01-27", "Talks began in Baghdad.", ())


def test_the_prompt_holds_the_mark_the_passages_and_the_question() -> None:
    prompt = PromptFile("answer").render(
        {"mark": "==abc==", "passages": [PASSAGE], "question": "When?", "kind": "fact", "wording": ""}
    )

    assert "lines that begin with ==abc==" in prompt.system
    assert prompt.user == (
        "==abc== passage 1\nA title\nPublished 2024-01-27\nTalks began in Baghdad.\n"
        "==abc== end of the passages\n\nQuestion: When?"
    )


@pytest.mark.parametrize("name", ["answer", "choose"])
@pytest.mark.parametrize("kind", sorted(set(get_args(QuestionKind)) - {"fact"}))
def test_a_prompt_says_what_a_question_of_its_kind_wants(name: str, kind: str) -> None:
    def system(of_kind: str) -> str:
        return (
            PromptFile(name)
            .render({"mark": "==a==", "passages": [], "question": "", "kind": of_kind, "wording": ""})
            .system
        )

    (line,) = set(system(kind).splitlines()) - set(system("fact").splitlines())
    assert line.startswith("- The question ")


def test_the_prompt_for_follow_ups_holds_the_turns_between_marks() -> None:
    turns = [Turn("How many troops are in Iraq?", "2,500. [1]"), Turn("Why?", "")]
    prompt = PromptFile("follow_up").render({"mark": "==abc==", "turns": turns, "question": "And in Syria?"})

    assert "lines that begin with ==abc==" in prompt.system
    assert prompt.user == (
        "==abc== question 1\nHow many troops are in Iraq?\n==abc== answer 1\n2,500. [1]\n==abc== question 2\nWhy?\n"
        "==abc== end of the earlier turns\n\nFollow-up question: And in Syria?"
    )


def test_a_value_that_is_missing_is_an_error_and_no_blank() -> None:
    with pytest.raises(UndefinedError):
        PromptFile("answer").render({"mark": "==abc==", "passages": []})


def test_a_value_is_put_in_as_it_is_and_not_read_as_a_template() -> None:
    prompt = PromptFile("answer").render(
        {"mark": "m", "passages": [], "question": "{{ 7 * 7 }}", "kind": "fact", "wording": ""}
    )

    assert prompt.user.endswith("{{ 7 * 7 }}")


def test_the_digest_is_that_of_the_wording_alone() -> None:
    first, second = (
        PromptFile("answer").render({"mark": m, "passages": [], "question": m, "kind": "fact", "wording": ""})
        for m in "ab"
    )

    assert first.digest == second.digest
    assert len(first.digest) == 64


@pytest.mark.parametrize("path", sorted((ROOT / "prompts").glob("*.md")), ids=lambda it: it.stem)
def test_every_prompt_file_has_both_parts(path: Path) -> None:
    assert PromptFile(path.stem).digest
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# System\n")
    assert "\n# User\n" in text
