"""Windows hold the sentences that promise most, best first, each with as many of its neighbours as a reader sees at once."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.evidence.article_sentences import SECTION, Section, Sentence, SentenceCache
from qa.answer.evidence.context import SentenceContext, sentence_contexts
from qa.answer.evidence.windows import WORDS, SectionWindow, windows
from qa.domain.article import Article, Span
from tests.answer.builders import context, section
from tests.strategies import article, articles

LINES = [f"Sentence number {number} tells of ten things that came to pass." for number in range(40)]
MIDDLE = LINES[20]
HELD = WORDS // 11
"""Sentences of eleven words that a window holds."""


def places(found: SectionWindow) -> list[int]:
    return list(found.places)


def of(contexts: Sequence[SentenceContext]) -> list[SectionWindow]:
    return list(windows(contexts))


def texts(found: SectionWindow) -> list[str]:
    return [sentence.text for sentence in found.sentences]


def test_a_window_holds_the_neighbours_on_both_sides() -> None:
    [found] = of([context(section(" ".join(LINES)), MIDDLE)])
    assert len(found.sentences) == HELD
    assert places(found) == list(range(16, 26))


def test_at_an_end_of_the_text_a_window_reaches_further_to_the_other_side() -> None:
    within = section(" ".join(LINES))
    first, last = (of([context(within, line)])[0] for line in (LINES[0], LINES[-1]))
    assert places(first) == list(range(HELD))
    assert places(last) == list(range(40 - HELD, 40))


def test_a_neighbour_that_is_too_long_ends_a_window_on_its_side() -> None:
    endless = "It has " + "very " * WORDS + "many words."
    within = section(" ".join([*LINES[:20], endless, *LINES[20:]]))
    [found] = of([context(within, LINES[21])])
    assert texts(found) == LINES[20 : 20 + HELD]


def test_a_sentence_that_is_too_long_for_a_window_stands_alone() -> None:
    endless = "It has " + "very " * WORDS + "many words."
    [found] = of([context(section(" ".join([*LINES[:3], endless, *LINES[3:]])), "It has")])
    assert texts(found) == [endless]


def test_what_an_earlier_window_holds_opens_none_and_is_in_no_other() -> None:
    within = section(" ".join(LINES))
    first, second = of([context(within, line) for line in (MIDDLE, LINES[18], LINES[27])])
    assert places(first) == list(range(16, 26))
    assert places(second) == list(range(26, 36))


def test_lines_without_a_word_fill_a_window_too() -> None:
    [found] = of([context(section("\n".join([MIDDLE, *["* * *"] * 1000])), MIDDLE)])
    assert len(found.sentences) == WORDS - 11 + 1


@pytest.mark.parametrize("title", ["Ferries wait", None])
def test_a_reader_is_given_the_title_and_the_sentences(title: str | None) -> None:
    [found] = of([context(section(" ".join(LINES[:3]), title=title), LINES[0])])
    assert found.text.title == (title or "")
    assert found.text.sentences == tuple(LINES[:3])


def test_a_sentence_that_two_sections_of_a_long_article_share_is_in_one_window() -> None:
    line = " ".join(LINES)
    story = "\n".join([line] * (2 * SECTION // len(line)) + [f"{number} {line}" for number in range(40)])
    made, cache = article(story), SentenceCache()
    sections = [cache.section(made, Span(start, start + 1)) for start in (0, SECTION + 1)]
    assert sections[0].sentences[-1].span.overlaps(sections[1].span)
    edges = [each for one in sections for each in sentence_contexts(one, one.span) if near(each, sections)]
    assert_sound(of(edges), edges)


def near(each: SentenceContext, sections: Sequence[Section]) -> bool:
    """Whether it stands where two sections meet."""
    return any(
        abs(each.sentence.span.start - edge) < 2000 for one in sections for edge in (one.span.start, one.span.end)
    )


@given(articles(), st.data())
def test_windows_of_anything_come_best_first_are_apart_and_hold_what_they_were_opened_for(
    made: Article, data: st.DataObject
) -> None:
    within = section(made.raw)
    contexts = data.draw(st.permutations(sentence_contexts(within, within.span)))
    assert_sound(of(contexts), contexts)


def assert_sound(found: Sequence[SectionWindow], contexts: Sequence[SentenceContext]) -> None:
    """Each window is opened by the first of the sentences that none before it holds, is small enough, and meets no other."""
    left = list(contexts)
    for window in found:
        best = left[0]
        assert best.section is window.section
        assert best.sentence in window.sentences
        assert len(window.sentences) == 1 or words(window.sentences) <= WORDS
        left = [each for each in left if not any(held.span.overlaps(each.sentence.span) for held in window.sentences)]
    assert left == []
    spans = sorted(held.span for window in found for held in window.sentences)
    assert not any(one.overlaps(other) for one, other in pairwise(spans))


def words(held: Sequence[Sentence]) -> int:
    return sum(len(sentence.words) for sentence in held)
