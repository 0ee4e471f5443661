"""An article is read once, into sentences that know where they stand."""

import pytest
from hypothesis import given

from qa.answer.evidence.article_sentences import SECTION, SentenceCache, read_section
from qa.domain.article import Article, Metadata, Span
from qa.text.tokens import Term
from tests.answer.builders import section
from tests.strategies import article, articles

TEXT = (
    "Rents Fall Again in the Old Town\n\n"
    "Rents fell by 3 percent, the city said. They had risen for years.\n\n"
    "What next?\n\n"
    "However, they may rise. The U.S. bank that owns most flats said so. “It is too early,” it added."
)


def plain(clean_text: str) -> Article:
    """An article that cleaning leaves as it is."""
    made = article(clean_text)
    assert made.clean == clean_text
    return made


def test_sentences_know_their_paragraph_and_whether_they_can_be_read_alone() -> None:
    found = section(TEXT).sentences
    assert [(it.text.split()[0], it.paragraph, it.heading, it.refers_back) for it in found] == [
        ("Rents", 0, True, False),
        ("Rents", 1, False, False),
        ("They", 1, False, True),
        ("What", 2, False, False),
        ("However,", 3, False, True),
        ("The", 3, False, False),
        ("“It", 3, False, True),
    ]


LINES = [
    ("Rents Fall Again in the Old Town", True),
    ("RENTS FALL AGAIN", True),
    ("three words here", True),
    ("Why rents fell", True),
    ("Rents fall again in the old town", False),
    ("The city said rents fell by 3 percent and the price of flats did too", False),
    ("Rents Fall.", False),
    ("“Rents Fall.”", False),
    ("What Is Known:", False),
    (" ".join(["Word"] * 17), False),
]


@pytest.mark.parametrize(("line", "heading"), LINES)
def test_a_heading_is_a_short_line_without_a_stop(line: str, *, heading: bool) -> None:
    (sentence,) = read_section(plain(line), Span(0, len(line))).sentences
    assert sentence.heading == heading


@pytest.mark.parametrize(
    ("sentence", "refers_back"),
    [
        ("It fell.", True),
        ("It's over.", True),
        ("His plan failed.", True),
        ("The two met.", True),
        ("“This is new,” he said.", True),
        ("But they left.", True),
        ("Additionally, it fell.", True),
        ("The two-day talks ended.", True),
        ("Italy fell.", False),
        ("The talks ended.", False),
        ("But Lee left.", False),
    ],
)
def test_a_sentence_refers_back_that_opens_with_a_word_for_something_before(
    sentence: str, *, refers_back: bool
) -> None:
    assert section(f"Rents fell, the city said. {sentence}").sentences[1].refers_back == refers_back


def test_mentions_count_every_word_and_those_of_the_title() -> None:
    found = section("The US left. The Americans had come late.", title="The U.S. and Iraq")
    assert found.mentions[Term("UNITED STATES")] == 3
    assert found.mentions[Term("IRAQ")] == 1
    assert found.title == {"UNITED STATES", "IRAQ"}


@given(articles())
def test_sentences_stand_in_the_clean_text_to_the_letter_and_in_order(made: Article) -> None:
    found = read_section(made, Span(0, len(made.clean)))
    assert [it.span.of(made.clean) for it in found.sentences] == [it.text for it in found.sentences]
    assert [it.span for it in found.sentences] == sorted(it.span for it in found.sentences)
    assert [it.paragraph for it in found.sentences] == sorted(it.paragraph for it in found.sentences)
    assert all(found.mentions[word.term] for it in found.sentences for word in it.words)


LINE = "The {i}th speaker of the long debate talked of the old harbour."
LONG = plain("\n\n".join(LINE.format(i=i) for i in range(2000)))


def test_of_a_very_long_article_the_part_around_the_passage_is_read_in_whole_paragraphs() -> None:
    passage = Span(SECTION + 5000, SECTION + 6000)
    found = SentenceCache().section(LONG, passage)
    assert found.span.contains(passage)
    assert SECTION <= found.span.end - found.span.start < SECTION + 200
    assert {it.text.split(" ", 2)[2] for it in found.sentences} == {LINE.split(" ", 2)[2]}


@pytest.mark.parametrize("start", [0, SECTION - 100, 2 * SECTION - 1000, len(LONG.clean) - 2000])
def test_every_passage_is_read_whole_after_any_other(start: int) -> None:
    sentence_cache = SentenceCache()
    sentence_cache.section(LONG, Span(max(0, start - 5000), max(1, start - 4000)))
    passage = Span(start, start + 2000)
    assert sentence_cache.section(LONG, passage).span.contains(passage)


def test_a_paragraph_without_end_is_read_in_part() -> None:
    endless = plain("word " * 40_000 + "end.")
    passage = Span(2 * SECTION, 2 * SECTION + 1000)
    found = SentenceCache().section(endless, passage)
    assert found.span.contains(passage)
    assert found.span.end - found.span.start <= 3 * SECTION


def test_the_cache_keeps_the_latest_sections() -> None:
    sentence_cache = SentenceCache(capacity=2)
    first, second, third = (article(TEXT, identity=name) for name in "abc")
    around = Span(0, 1)
    kept, dropped = sentence_cache.section(first, around), sentence_cache.section(second, around)
    assert sentence_cache.section(first, around) is kept
    sentence_cache.section(third, around)
    assert sentence_cache.section(first, around) is kept
    assert sentence_cache.section(second, around) is not dropped
    assert sentence_cache.section(second, around) == dropped


def test_another_version_of_an_article_is_read_anew() -> None:
    sentence_cache = SentenceCache()
    old, new = article("Rents fell, the city said."), article("Rents rose, the city said.")
    assert old.id == new.id
    assert sentence_cache.section(old, Span(0, 1)).sentences != sentence_cache.section(new, Span(0, 1)).sentences
    assert old.metadata == Metadata()
