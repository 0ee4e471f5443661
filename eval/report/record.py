"""Write a run and its verdict as a JSON file, and read the run back."""

from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from eval.errors import EvalError
from eval.record import Run, Value
from eval.verdict import Verdict


class Record(Value):
    """All that a run leaves."""

    format: Literal["dateline-eval-1"] = "dateline-eval-1"
    run: Run
    verdict: Verdict | None


def write(run: Run, verdict: Verdict | None, path: Path) -> None:
    """The same run gives the same bytes.

    Raises:
        EvalError: the file cannot be written.
    """
    text = Record(run=run, verdict=verdict).model_dump_json(indent=1)
    try:
        path.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise EvalError(f"{path}: cannot be written: {error.strerror}") from error


def read(path: Path) -> Run:
    """The run of a file that `write` has written.

    Raises:
        EvalError: there is none, or it is something else; the message names the file and the first mistake.
    """
    try:
        return Record.model_validate_json(path.read_text(encoding="utf-8")).run
    except OSError as error:
        raise EvalError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise EvalError(f"{path}: is no record of a run: not UTF-8 at byte {error.start}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise EvalError(f"{path}: is no record of a run: {where + ': ' if where else ''}{first['msg']}") from error
