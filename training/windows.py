"""Windows: a question, some neighbouring sentences of one text, and which of them answer it; and the files that keep them."""

import gzip
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any, Literal, NamedTuple

Form = Literal["alone", "between", "passage"]
"""What a reader sees of a text at once: one sentence; one between its neighbours; as many as a window holds."""


class Place(NamedTuple):
    """Where a short answer stands: the sentence's number, and code points in it."""

    sentence: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences that are read together with a question."""

    question: str
    title: str
    sentences: tuple[str, ...]
    labels: tuple[bool | None, ...]
    """Whether each sentence answers; None where nobody can tell."""
    holds_answer: bool | None
    """Whether any does; None where nobody can tell."""
    answer: Place | None
    """The short answer, where it is known."""
    origin: str
    """Which maker it comes from."""


def write(windows: Iterable[Window], path: Path) -> int:
    """Write one JSON object a line, gzipped; return how many."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=3) as file:
        for window in windows:
            file.write(json.dumps(asdict(window), ensure_ascii=False) + "\n")
            count += 1
    return count


def read(path: Path) -> list[Window]:
    """The windows of a file that `write` made."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [_window(json.loads(line)) for line in file]


def _window(row: dict[str, Any]) -> Window:
    answer = Place(*row["answer"]) if row["answer"] else None
    return Window(**{**row, "sentences": tuple(row["sentences"]), "labels": tuple(row["labels"]), "answer": answer})


def stretch(sentences: Sequence[str], around: int, words: int, random: Random) -> range:
    """Which neighbouring sentences fit into a number of words with the sentence `around` among them, at a random place."""
    first = last = around
    room = words - _words(sentences[around])
    while True:
        sides = [
            place for place in (first - 1, last + 1) if 0 <= place < len(sentences) and _words(sentences[place]) <= room
        ]
        if not sides:
            return range(first, last + 1)
        place = random.choice(sides)
        room -= _words(sentences[place])
        first, last = min(first, place), max(last, place)


def _words(sentence: str) -> int:
    return sentence.count(" ") + 1


def part(window: Window, places: range, *, sole: int | None = None) -> Window:
    """The sentences at `places`; where `sole` is given, what is known of all but that one is left out."""
    inside = window.answer is not None and window.answer.sentence in (places if sole is None else (sole,))
    labels = tuple(window.labels[place] if sole in (None, place) else None for place in places)
    holds = window.labels[sole] if sole is not None else _holds(window, places)
    answer = (
        window.answer._replace(sentence=window.answer.sentence - places.start) if inside and window.answer else None
    )
    return Window(
        window.question,
        window.title,
        tuple(window.sentences[place] for place in places),
        labels,
        holds,
        answer,
        window.origin,
    )


def _holds(window: Window, places: range) -> bool | None:
    """Whether these sentences hold an answer: all of an unmarked text does if it does, a part of it may or may not."""
    labels = [window.labels[place] for place in places]
    if any(labels) or None not in labels:
        return any(labels)
    return window.holds_answer if len(places) == len(window.sentences) else None


def in_form(window: Window, form: Form, wrong: int, random: Random) -> list[Window]:
    """The window as a reader of a form sees it; a sentence at a time, all right ones and at most `wrong` of the others."""
    if form == "passage":
        return [window]
    right = [place for place, label in enumerate(window.labels) if label]
    others = [place for place, label in enumerate(window.labels) if label is False]
    chosen = sorted((*right, *random.sample(others, min(wrong, len(others)))))
    reach = 0 if form == "alone" else 1
    return [
        part(window, range(max(0, at - reach), min(len(window.sentences), at + reach + 1)), sole=at) for at in chosen
    ]
