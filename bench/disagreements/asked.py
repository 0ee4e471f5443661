"""People's questions that a rule can make disagreements of; what the rules were set on stands apart."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from bench.disagreements.made import Asked
from eval.metrics.text import contains
from training.human import Passage, passages, split, squad_passages
from training.sources import Row, Sources

Half = Literal["set on", "not set on"]
HALVES: tuple[Half, ...] = ("set on", "not set on")

_PEOPLE = ("squad_train_part", "squadshifts_new_wiki")


def asked(data: Path, half: Half) -> list[Asked]:
    """Questions on whole pages and on the news of a week.

    The rules were set on pages and weeks that the reader's own thresholds were fitted on; of the others the reader has seen none.
    """
    sources = Sources(data)
    part: Literal["fit", "test"] = "fit" if half == "set on" else "test"
    rows = [row for name in _PEOPLE for row in sources.people(name, part)]
    pages = [*squad_passages(sources.squad(part)), *passages(rows)]
    quiz = sources.quiz("fit") if half == "set on" else _quiz(data)
    return [*(Asked(passage) for passage in pages if passage.answers), *_of_quiz(quiz)]


def _quiz(data: Path) -> Iterator[Row]:
    """The quiz of 2022: no reader was taught by it."""
    for line in (data / "news" / "queries.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield {**row["metadata"], "question": row["text"], "id": row["_id"]}


def _of_quiz(rows: Iterable[Row]) -> Iterator[Asked]:
    """The questions whose evidence says the answer; the other choices are wrong answers of its kind."""
    for row in rows:
        sentences = tuple(split(row["evidence_text"] or ""))
        right = frozenset(at for at, sentence in enumerate(sentences) if contains(sentence, row["answers"]))
        choices = tuple(choice for choice in row["choices"] if choice not in row["answers"])
        if right:
            passage = Passage(
                row["question"], "", sentences, right, tuple(row["answers"]), True, f"quiz-{row['id']}", "quiz"
            )
            yield Asked(passage, choices)
