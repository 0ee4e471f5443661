"""A model's text becomes whole sentences with the passages that they cite, wherever it is cut on its way."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.generate.stream_parser import LONGEST, StreamParser
from qa.answer.verify.draft import Draft


def drafts_of(pieces: Sequence[str]) -> list[Draft]:
    drafts = StreamParser()
    found = [draft for piece in pieces for draft in drafts.feed(piece)]
    return found + drafts.finish()


def said(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(it.text, it.cited) for it in drafts_of([text])]


CASES = [
    ("About 2,500 troops are there. [1]", [("About 2,500 troops are there.", (1,))]),
    ("About 2,500 troops are there [1].", [("About 2,500 troops are there.", (1,))]),
    ("Talks began in August. [1][3] They go on. [2]", [("Talks began in August.", (1, 3)), ("They go on.", (2,))]),
    ("Talks began. [1, 3] They go on.", [("Talks began.", (1, 3)), ("They go on.", ())]),
    ("Talks began [Source 2]. They go on 【4】.", [("Talks began.", (2,)), ("They go on.", (4,))]),
    ("Talks began (passage 2).", [("Talks began.", (2,))]),
    ("It cost (2,500) dollars in 2003. [1]", [("It cost (2,500) dollars in 2003.", (1,))]),
    ("The U.S. Treasury said so. [1]", [("The U.S. Treasury said so.", (1,))]),
    ("- Talks began. [1]\n- They go on. [2]", [("Talks began.", (1,)), ("They go on.", (2,))]),
    ("1. Talks began. [1]\n2. They go on. [2]", [("Talks began.", (1,)), ("They go on.", (2,))]),
    ("**Talks** began. [1]", [("Talks began.", (1,))]),
    ("### Talks began\nThey go on. [2]", [("Talks began", ()), ("They go on.", (2,))]),
    ("Talks began in Iraq. they fled. [2]", [("Talks began in Iraq.", ()), ("they fled.", (2,))]),
    (
        "Gov. aides said the U.S. troops cost 5 vs. the old 4. [1]",
        [("Gov. aides said the U.S. troops cost 5 vs. the old 4.", (1,))],
    ),
    ("Half a sentence that", [("Half a sentence that", ())]),
    ("", []),
    (" \n [1] \n", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_sentences_are_told_apart_with_their_marks(text: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize("text", [case[0] for case in CASES])
def test_single_characters_give_the_same_sentences(text: str) -> None:
    assert drafts_of(list(text)) == drafts_of([text])


@given(st.lists(st.sampled_from([case[0] for case in CASES]), min_size=1, max_size=4), st.randoms())
def test_where_the_text_is_cut_makes_no_difference(texts: list[str], random: Random) -> None:
    text = "\n".join(texts)
    cuts = sorted(random.sample(range(len(text) + 1), min(4, len(text))))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]

    assert drafts_of(pieces) == drafts_of([text])


def test_a_sentence_is_given_as_soon_as_the_next_word_is_there() -> None:
    drafts = StreamParser()

    assert drafts.feed("Talks began in August. [1]") == []
    assert drafts.feed(" They") == []
    assert [it.text for it in drafts.feed(" go")] == ["Talks began in August."]


@pytest.mark.parametrize(
    "text",
    [
        "See https://evil.example/x for more. [1]",
        "See www.evil.example for more. [1]",
        "See [this page](evil.example) for more. [1]",
        "![logo](//evil.example/p.png) Troops left. [1]",
        "Write to someone@evil.example about it. [1]",
        "Click javascript:alert(1) now. [1]",
    ],
)
def test_links_are_a_fault_whatever_is_said(text: str) -> None:
    assert {it.fault for it in drafts_of([text])} & {"link"}


@pytest.mark.parametrize(
    "text", ["Troops <img src=x> left.", "Troops &lt;b&gt; left.", "Run `ls` now.", "{{ mark }} left."]
)
def test_markup_is_a_fault_whatever_is_said(text: str) -> None:
    assert [it.fault for it in drafts_of([text])] == ["markup"]


def test_characters_that_show_nothing_are_dropped() -> None:
    assert said("Tro\u200bops \u202eleft\u2066 Iraq\U000e0041. [1]") == [("Troops left Iraq.", (1,))]


def test_what_never_ends_is_given_up_in_pieces() -> None:
    found = drafts_of(["and so on "] * 500)

    assert {it.fault for it in found} == {"too_long"}
    assert max(len(it.text) for it in found) <= 2 * LONGEST
