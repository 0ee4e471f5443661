"""Similarity is a cosine from 0 to 1, and no sentence is embedded twice while it is kept."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from qa.answer.evidence.similarity import SimilarityReader
from qa.domain.answer import Window
from qa.domain.article import Span
from qa.ports import Vectors

COMPASS = {"north": (0, 1), "east": (1, 0), "south": (0, -1), "north-east": (1, 1)}


@dataclass
class Compass:
    """Knows four texts and counts how often it is asked for each."""

    asked: list[str] = field(default_factory=list)
    name: str = "compass"

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.stack([self.embed_query(text) for text in texts])

    def embed_query(self, text: str) -> Vectors:
        vector = np.array(COMPASS[text], np.float32)
        unit: Vectors = vector / np.linalg.norm(vector)
        return unit


def cosines(reader: SimilarityReader, question: str, *texts: str) -> list[float]:
    """What the reader says of sentences that stand beside each other."""
    [reading] = reader.read(question, [Window("", texts)])
    return [sentence.answers for sentence in reading.sentences]


def test_a_sentence_is_read_as_its_cosine_and_never_negative() -> None:
    found = cosines(SimilarityReader(Compass()), "north", "north", "east", "south", "north-east")
    assert found == pytest.approx([1, 0, 0, 0.5**0.5])


def test_a_window_is_read_as_its_nearest_sentence() -> None:
    windows = [
        Window("", ("south", "north-east")),
        Window("", ("north", "east")),
        Window("", ("south",)),
        Window("", ()),
    ]
    readings = SimilarityReader(Compass()).read("north", windows)
    assert [reading.holds_answer for reading in readings] == pytest.approx([0.5**0.5, 1, 0, 0])


def test_no_short_answer_is_marked() -> None:
    [reading] = SimilarityReader(Compass()).read("north", [Window("", ("north", "south"))])
    assert {(sentence.short_answer, sentence.marked) for sentence in reading.sentences} == {(Span(0, 0), -math.inf)}


def test_no_windows_have_no_readings_and_cost_nothing() -> None:
    embedder = Compass()
    assert SimilarityReader(embedder).read("north", []) == []
    assert embedder.asked == []


def test_the_name_tells_the_embedder() -> None:
    assert SimilarityReader(Compass()).name == "cosine/compass"


def test_a_cosine_is_never_over_one() -> None:
    class Rounding(Compass):
        def embed_query(self, text: str) -> Vectors:
            return np.array([1.0000001, 0], np.float32)

    assert cosines(SimilarityReader(Rounding()), "north", "north") == [1.0]


def test_a_sentence_is_embedded_once_whatever_windows_it_stands_in() -> None:
    embedder = Compass()
    reader = SimilarityReader(embedder)
    assert cosines(reader, "north", "north", "north") == [1, 1]
    reader.read("east", [Window("", ("north", "east")), Window("", ("east", "south"))])
    assert embedder.asked == ["north", "east", "south"]


def test_the_sentences_of_all_windows_are_embedded_together() -> None:
    class Counting(Compass):
        calls = 0

        def embed_documents(self, texts: Sequence[str]) -> Vectors:
            self.calls += 1
            return super().embed_documents(texts)

    embedder = Counting()
    SimilarityReader(embedder).read("north", [Window("", ("north",)), Window("", ("east", "south"))])
    assert embedder.calls == 1


def test_the_title_is_not_read() -> None:
    [reading] = SimilarityReader(Compass()).read("north", [Window("Due south", ("north",))])
    assert reading.holds_answer == 1


def test_the_latest_sentences_are_kept() -> None:
    embedder = Compass()
    reader = SimilarityReader(embedder, capacity=2)
    cosines(reader, "north", "north", "east")
    cosines(reader, "north", "north", "south")
    cosines(reader, "north", "north")
    assert embedder.asked == ["north", "east", "south"]
    cosines(reader, "north", "east")
    assert embedder.asked == ["north", "east", "south", "east"]


def test_more_sentences_than_are_kept_can_be_read() -> None:
    assert cosines(SimilarityReader(Compass(), capacity=1), "north", "north", "east", "north") == [1, 0, 1]
