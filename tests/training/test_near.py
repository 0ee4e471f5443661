"""Questions that were written for training: near misses, beside as many that their article answers."""

from pathlib import Path

import pytest

from tests.training.small import seeded
from training import near
from training.human import Passage
from training.near import NearError

_PIER = """# Pier opens
@ 2021-05-12 | Argus | Orme
1 The pier at Orme reopened on 12 May.
2 The harbour trust paid for it.
3 It has three lamps, and each of them is lit at dusk.
Q Who paid for the pier? > 2 | The harbour trust
Q How long is the pier? > -

= story/7
Q Where was the fair? > 1 | at Tarn
"""
NEWS = {"story/7": {"title": "A fair", "text": "The fair was held at Tarn. Nobody came."}}


def read(folder: Path, text: str) -> list[Passage]:
    path = folder / "some.txt"
    path.write_text(text, encoding="utf-8")
    return [passage for article in near.articles_in(path) for passage in near.passages_of(article, NEWS)]


def test_a_question_has_its_article_and_the_sentences_that_answer_it(tmp_path: Path) -> None:
    paid, long, fair = read(tmp_path, _PIER)

    assert (paid.title, paid.right, paid.answers, paid.answerable) == (
        "Pier opens",
        frozenset({1}),
        ("The harbour trust",),
        True,
    )
    assert (long.right, long.answerable, long.sentences) == (frozenset(), False, paid.sentences)
    assert (fair.title, fair.sentences[0]) == ("A fair", "The fair was held at Tarn.")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# A\n1 B.\nWhat?", "'What\\?' is no title, sentence or question"),
        ("# A\n1 B.\nQ What? > 1 | C", "'C' does not stand in sentence 1"),
        ("= story/8\nQ What? > -", "no article 'story/8'"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(NearError, match=message):
        read(tmp_path, text)


def test_a_window_of_what_is_not_answered_has_no_right_sentence_and_the_others_hold_theirs(tmp_path: Path) -> None:
    random = seeded(0)
    made = [window for _ in range(20) for window in near.windows(iter(read(tmp_path, _PIER)), random)]

    unanswered = [window for window in made if "long" in window.question]
    assert {window.holds_answer for window in unanswered} == {False}
    assert not any(any(window.labels) for window in unanswered)
    held = [window for window in made if window.holds_answer]
    assert len(held) > len(unanswered)
    assert all(any(window.labels) and window.answer for window in held)


def test_about_half_of_the_shipped_questions_are_answered_in_every_file() -> None:
    for path in near.FOLDER.glob("*.txt"):
        asked = [question for article in near.articles_in(path) for question in article.questions]
        assert len(asked) >= 560
        assert 0.4 <= sum(question["numbers"] == "-" for question in asked) / len(asked) <= 0.51


def test_every_short_answer_of_an_invented_article_stands_in_its_sentence() -> None:
    invented = [article for path in near.FOLDER.glob("*.txt") for article in near.articles_in(path) if not article.id]

    assert len(invented) == 560
    assert sum(1 for article in invented for _ in near.passages_of(article, {})) > 11_000
