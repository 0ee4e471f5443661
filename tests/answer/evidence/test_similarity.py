"""Similarity is a cosine from 0 to 1, and no sentence is embedded twice while it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from qa.answer.evidence.similarity import SimilarityModel
from qa.domain.answer import Quote
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


def quotes(*texts: str) -> list[Quote]:
    return [Quote(text) for text in texts]


def test_the_score_is_the_cosine_and_never_negative() -> None:
    scores = SimilarityModel(Compass()).score("north", quotes("north", "east", "south", "north-east"))
    assert scores == pytest.approx([1, 0, 0, 0.5**0.5])


def test_no_sentences_have_no_scores_and_cost_nothing() -> None:
    embedder = Compass()
    assert SimilarityModel(embedder).score("north", []) == []
    assert embedder.asked == []


def test_the_name_tells_the_embedder() -> None:
    assert SimilarityModel(Compass()).name == "cosine/compass"


def test_a_score_is_never_over_one() -> None:
    class Rounding(Compass):
        def embed_query(self, text: str) -> Vectors:
            return np.array([1.0000001, 0], np.float32)

    assert SimilarityModel(Rounding()).score("north", quotes("north")) == [1.0]


def test_a_sentence_is_embedded_once() -> None:
    embedder = Compass()
    model = SimilarityModel(embedder)
    assert model.score("north", quotes("north", "north")) == [1, 1]
    assert model.score("east", quotes("north", "east")) == [0, 1]
    assert embedder.asked == ["north", "east"]


def test_the_title_is_not_read() -> None:
    assert SimilarityModel(Compass()).score("north", [Quote("north", "Due south")]) == [1]


def test_the_latest_sentences_are_kept() -> None:
    embedder = Compass()
    model = SimilarityModel(embedder, capacity=2)
    model.score("north", quotes("north", "east"))
    model.score("north", quotes("north", "south"))
    model.score("north", quotes("north"))
    assert embedder.asked == ["north", "east", "south"]
    model.score("north", quotes("east"))
    assert embedder.asked == ["north", "east", "south", "east"]


def test_more_sentences_than_are_kept_can_be_scored() -> None:
    assert SimilarityModel(Compass(), capacity=1).score("north", quotes("north", "east", "north")) == [1, 0, 1]
