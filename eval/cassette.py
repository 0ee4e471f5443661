"""Recorded verdicts of a judge, one a line, so that they can be read again without a model."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field, ValidationError

from eval.errors import EvalError
from eval.record import Value

Ruling = Literal["supported", "partly", "not", "contradicted"]
"""A judge's verdict on one statement."""
LONGEST = 500
"""Characters of a reply that are kept."""

V = TypeVar("V", bound=Value)


class Take(Value):
    """One reply of a judge, and what it was understood to say."""

    key: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    model: str
    ruling: Ruling | None
    """None: no verdict could be read."""
    reply: Annotated[str, Field(max_length=LONGEST)]


def key_of(model: str, digest: str, statement: str, quotes: Sequence[str]) -> str:
    """SHA-256 (hex) of all that a verdict depends on: the model, the digest of its prompt, and what it is asked about."""
    return hashlib.sha256(json.dumps([model, digest, statement, *quotes]).encode()).hexdigest()


class Cassette:
    """JSON Lines, a take a line; it is only appended to, and of two takes of one key the later counts."""

    def __init__(self, path: Path) -> None:
        """Read the file; where there is none, the first take makes it.

        Raises:
            EvalError: it cannot be read, or a line is no take; the message names file and line.
        """
        self._path = path
        text = read(path) if path.exists() else ""
        self._whole = not text or text.endswith("\n")
        self._takes = {take.key: take for take in values(path, text, Take)}

    def __len__(self) -> int:
        return len(self._takes)

    def get(self, key: str) -> Take | None:
        return self._takes.get(key)

    def only_model(self) -> str:
        """Whose verdicts these are; empty where there are none.

        Raises:
            EvalError: several models have judged, and their verdicts are not mixed.
        """
        models = sorted({take.model for take in self._takes.values()})
        if len(models) > 1:
            raise EvalError(
                f"{self._path}: holds verdicts of {', '.join(models)}; QA_JUDGE__MODEL says whose to tell again"
            )
        return models[0] if models else ""

    def add(self, take: Take) -> None:
        """Keep the take, in the file too.

        Raises:
            EvalError: the file cannot be written.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8", newline="\n") as file:
                # The last line of a file that somebody has edited may not be ended.
                file.write(f"{'' if self._whole else chr(10)}{take.model_dump_json()}\n")
        except OSError as error:
            raise EvalError(f"{self._path}: cannot be written: {error.strerror}") from error
        self._whole = True
        self._takes[take.key] = take


def read(path: Path) -> str:
    """The text of the file.

    Raises:
        EvalError: it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(f"{path}: cannot be read: {error}") from error


def values(path: Path, text: str, kind: type[V]) -> list[V]:
    """The values of the file's text, one a line that is not blank.

    Raises:
        EvalError: a line is none; the message names file and line.
    """
    # Not `splitlines`: a text may hold other line breaks, which JSON writes as they are.
    return [_value(f"{path}:{at}", line, kind) for at, line in enumerate(text.split("\n"), start=1) if line.strip()]


def _value(where: str, line: str, kind: type[V]) -> V:
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise EvalError(f"{where}: {field + ': ' if field else ''}{first['msg']}") from error
