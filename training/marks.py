"""See how good a reader's short answers are by how sure it is of them, on questions that are held aside to fit."""

import math
from collections.abc import Iterator
from itertools import pairwise
from random import Random
from statistics import fmean
from typing import NamedTuple

from eval.metrics.text import squad_f1
from qa.domain.answer import Window
from qa.ports import Reader
from training.human import Passage, passages
from training.sources import Sources

_FILES = ("squad_train_part", "squadshifts_new_wiki", "nq_part", "quoref_part", "multirc")
_READ = 500
"""Passages."""
_LONGEST = 250
"""Words of a passage: what a reader sees at once."""
_EDGES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.01)


class Mark(NamedTuple):
    """A short answer in the sentence that a reader finds best."""

    probability: float
    f1: float
    """Of its words, against the nearest of those that people marked."""


def print_marks(reader: Reader, sources: Sources) -> None:
    """A row for each range of probabilities: how many, their mean F1, and the share without a word in common with an answer."""
    marks = list(_marks(reader, sources))
    print(f"{'probability':14}{'n':>5}{'F1':>8}{'no word':>10}")
    for low, high in pairwise(_EDGES):
        part = [mark.f1 for mark in marks if low <= mark.probability < high]
        if part:
            print(
                f"{low:.1f} to {min(high, 1):.1f}{len(part):10}{fmean(part):8.2f}{fmean(f1 == 0 for f1 in part):10.2f}"
            )


def _marks(reader: Reader, sources: Sources) -> Iterator[Mark]:
    asked = [passage for name in _FILES for passage in passages(sources.people(name, "fit")) if _fits(passage)]
    for passage in Random(0).sample(asked, min(_READ, len(asked))):
        [reading] = reader.read(passage.question, [Window(passage.title, passage.sentences)])
        best, sentence = max(
            zip(reading.sentences, passage.sentences, strict=True), key=lambda of_sentence: of_sentence[0].answers
        )
        short_answer = best.short_answer.of(sentence)
        yield Mark(math.exp(best.marked), max(squad_f1(short_answer, answer) for answer in passage.answers))


def _fits(passage: Passage) -> bool:
    words = sum(sentence.count(" ") + 1 for sentence in passage.sentences)
    return bool(passage.right and passage.answers) and len(passage.sentences) > 1 and words <= _LONGEST
