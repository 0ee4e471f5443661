"""Chunks stand exactly where their text stands, however often it stands there."""

from itertools import pairwise

import pytest
from hypothesis import given

from qa.adapters.llamaindex import LlamaIndexSplitter
from qa.domain.article import Article, Span
from qa.ingest.chunk import chunk, locate
from qa.text import sentences
from tests.strategies import article, articles

split = LlamaIndexSplitter(tokenize=str.split, sentences=sentences.pieces, size=32)


@given(articles())
def test_chunks_ascend_without_overlap_and_hold_every_word(story: Article) -> None:
    chunks = chunk(story, split)

    assert all(piece.span.of(story.clean) == piece.text for piece in chunks)
    assert all(first.span.end <= second.span.start for first, second in pairwise(chunks))
    assert "".join("".join(piece.text.split()) for piece in chunks) == "".join(story.clean.split())


@given(articles())
def test_ids_are_distinct_and_the_same_every_time(story: Article) -> None:
    ids = [piece.id for piece in chunk(story, split)]

    assert len(set(ids)) == len(ids)
    assert ids == [piece.id for piece in chunk(story, split)]


def test_a_repeated_sentence_is_placed_each_time_where_it_stands() -> None:
    assert list(locate("Same.\n\nSame.", ["Same.", "Same."])) == [Span(0, 5), Span(7, 12)]


def test_long_texts_are_cut_at_sentence_ends() -> None:
    text = " ".join(f"Sentence number {n} has exactly seven words." for n in range(20))

    assert all(piece.text.endswith(".") for piece in chunk(article(text), split))


@pytest.mark.parametrize(
    ("pieces", "complaint"),
    [(["One two."], "left out"), (["Two"], "does not stand"), (["One two. Four"], "does not stand")],
)
def test_a_splitter_that_loses_or_changes_words_is_refused(pieces: list[str], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        list(locate("One two. Three", pieces))


def test_an_empty_article_has_no_chunks() -> None:
    assert chunk(article(""), split) == ()
