"""Turns JSON Lines of gold questions into cases, and says file and line of every mistake in them."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from eval.errors import CaseError


class Gold(BaseModel):
    """A sentence of an article that answers, to the letter of its clean text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    article: str
    quote: Annotated[str, Field(min_length=1)]


class Position(BaseModel):
    """What some of the sources say where sources differ: ways to say it, and the articles that do."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    answers: Annotated[tuple[str, ...], Field(min_length=1)]
    articles: Annotated[tuple[str, ...], Field(min_length=1)]


class Before(BaseModel):
    """A question that was asked before, and what was answered."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: Annotated[str, Field(min_length=1)]
    answer: str = ""


class Case(BaseModel):
    """A question with all that tells a right answer from a wrong one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,80}$")]
    question: Annotated[str, Field(min_length=1)]
    history: tuple[Before, ...] = ()
    """The turns before a follow-up question, oldest first."""
    kind: Annotated[str, Field(min_length=1)]
    """The stratum: cases of a kind are counted together."""
    answerable: bool
    answers: tuple[str, ...] = ()
    """Ways to say the right answer; the shortest tell most."""
    gold: tuple[Gold, ...] = ()
    """Any of these answers."""
    positions: tuple[Position, ...] = ()
    """Two or more, where the sources differ."""
    twin_of: str | None = None
    """The answerable case that this unanswerable one differs from in one entity, number or date."""
    must_pass: bool = False
    """A gate fails whenever this case does."""
    injected: tuple[str, ...] = ()
    """Words that an injection in the articles wants in the answer, and that must never stand there."""
    note: str = ""

    @model_validator(mode="after")
    def _whole(self) -> "Case":
        if self.answerable and not (self.answers and self.gold):
            raise ValueError("an answerable case needs `answers` and `gold`")
        if not self.answerable and (self.answers or self.gold or self.positions):
            raise ValueError("an unanswerable case has neither `answers` nor `gold` nor `positions`")
        if len(self.positions) == 1:
            raise ValueError("`positions` needs two or more: what the sources differ on")
        return self


@dataclass(frozen=True, slots=True)
class Placed:
    """A case and where it stands."""

    case: Case
    file: Path
    line: int


@dataclass(frozen=True, slots=True)
class CaseSet:
    """All cases of a run, in order, with a digest that changes with any of them."""

    cases: tuple[Placed, ...]
    digest: str
    """SHA-256 (hex) of what is asked and expected; notes do not count."""

    def __len__(self) -> int:
        return len(self.cases)


def load(paths: Sequence[Path]) -> CaseSet:
    """The cases of the files, and of all `*.jsonl` in the folders, in the order of their names.

    Raises:
        CaseError: a file is missing, or a line is not a case; the message names file and line.
    """
    files = [file for path in paths for file in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path])]
    placed = [it for file in files for it in _read(file)]
    if not placed:
        raise CaseError(f"there is no case in {', '.join(map(str, paths)) or 'the paths given'}")
    _check_ids(placed)
    told = [it.case.model_dump(mode="json", exclude={"note"}) for it in placed]
    return CaseSet(tuple(placed), hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest())


def check_gold(cases: CaseSet, texts: Mapping[str, str]) -> None:
    """Holds every gold quote to the clean text of its article, by id.

    Raises:
        CaseError: an article is not there, or does not hold the quote to the letter.
    """
    for placed in cases.cases:
        for gold in placed.case.gold:
            _check_quote(placed, gold, texts)
        for name in {name for position in placed.case.positions for name in position.articles} - texts.keys():
            raise CaseError(f"{_at(placed)}: the corpus has no article {name!r}")


def _check_quote(placed: Placed, gold: Gold, texts: Mapping[str, str]) -> None:
    if gold.article not in texts:
        raise CaseError(f"{_at(placed)}: the corpus has no article {gold.article!r}")
    if gold.quote not in texts[gold.article]:
        raise CaseError(f"{_at(placed)}: {gold.article!r} does not hold the quote {gold.quote[:60]!r} to the letter")


def _read(file: Path) -> Iterable[Placed]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{file}: cannot be read: {error}") from error
    return [
        Placed(_case(file, number, line), file, number) for number, line in enumerate(lines, start=1) if line.strip()
    ]


def _case(file: Path, number: int, line: str) -> Case:
    try:
        row: Any = json.loads(line)
        return Case.model_validate(row)
    except json.JSONDecodeError as error:
        raise CaseError(f"{file}:{number}: not JSON: {error.msg} at character {error.pos}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CaseError(f"{file}:{number}: {where + ': ' if where else ''}{first['msg']}") from error


def _check_ids(placed: Sequence[Placed]) -> None:
    seen: dict[str, Placed] = {}
    for it in placed:
        if it.case.id in seen:
            raise CaseError(f"{_at(it)}: the id {it.case.id!r} stands in {_at(seen[it.case.id])} already")
        seen[it.case.id] = it
    for it in placed:
        twin = it.case.twin_of
        if twin is not None and (twin not in seen or not seen[twin].case.answerable or it.case.answerable):
            raise CaseError(f"{_at(it)}: `twin_of` must name an answerable case, and its twin is unanswerable")


def _at(placed: Placed) -> str:
    return f"{placed.file}:{placed.line}"
