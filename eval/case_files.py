"""Read cases from JSON Lines files, and name file and line of every mistake in them."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from eval.cases import Case, Gold
from eval.errors import CaseError


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
    placed = [case for file in files for case in _read(file)]
    if not placed:
        raise CaseError(f"there is no case in {', '.join(map(str, paths)) or 'the paths given'}")
    _check_ids(placed)
    documents = [_asked(case.case) for case in placed]
    return CaseSet(tuple(placed), hashlib.sha256(json.dumps(documents, sort_keys=True).encode()).hexdigest())


_LATER = frozenset("short_answers articles relation agreed verdict near facts context parts stands missing".split())
"""Fields that came after the first release: a case without them has the digest that it had before any could have them."""


def _asked(case: Case) -> dict[str, Any]:
    """What is asked and expected."""
    unused = {name for name in _LATER if not getattr(case, name)}
    document = case.model_dump(mode="json", exclude={"note", *unused})
    return document | {"positions": [_position(position) for position in document["positions"]]}


def _position(position: dict[str, Any]) -> dict[str, Any]:
    return position if position["latest"] else {name: value for name, value in position.items() if name != "latest"}


def check_gold(cases: CaseSet, texts: Mapping[str, str]) -> None:
    """Hold every quote that a case names to the clean text of its article, by id.

    Raises:
        CaseError: an article is not there, or does not hold the quote to the letter.
    """
    for placed in cases.cases:
        for gold in placed.case.belonging:
            _check_quote(placed, gold, texts)
        named = {name for position in placed.case.positions for name in position.articles} | {*placed.case.articles}
        for name in sorted(named - texts.keys()):
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
    for case in placed:
        if case.case.id in seen:
            raise CaseError(f"{_at(case)}: the id {case.case.id!r} stands in {_at(seen[case.case.id])} already")
        seen[case.case.id] = case
    for case in placed:
        twin = case.case.twin_of
        if twin is not None and (twin not in seen or not seen[twin].case.answerable or case.case.answerable):
            raise CaseError(f"{_at(case)}: `twin_of` must name an answerable case, and its twin is unanswerable")


def _at(placed: Placed) -> str:
    return f"{placed.file}:{placed.line}"
