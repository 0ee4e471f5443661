"""Turns the `sources.jsonl` of a folder into metadata for the files beside it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qa.domain.article import Metadata
from qa.errors import InputError
from qa.ingest.readers.files import SIDECAR
from qa.ingest.readers.ids import printable
from qa.ingest.readers.jsonl import rows
from qa.ingest.readers.metadata import FIELDS, Fields, stated
from qa.ingest.report import FileProblem


@dataclass(frozen=True, slots=True)
class Sources:
    """What a folder's sidecar says, by file name, and which of its lines say nothing."""

    known: Mapping[str, Metadata] = field(default_factory=dict[str, Metadata])
    problems: tuple[FileProblem, ...] = ()


def sources(folder: Path) -> Sources:
    """What `sources.jsonl` in `folder` says; nothing where there is none.

    A line that is broken, states a field of the wrong form, or names a file that is not there is a problem and is
    left out; the others count. The rows of JSON Lines files carry their own metadata and cannot be named.
    """
    sidecar = folder / SIDECAR
    if not os.path.exists(sidecar):  # noqa: PTH110 - Path.exists() raises where the folder may not be entered
        return Sources()
    known: dict[str, Metadata] = {}
    problems: list[FileProblem] = []
    try:
        for number, row in rows(sidecar):
            try:
                name, metadata = _entry(folder, row)
            except InputError as error:
                problems.append(FileProblem(printable(str(sidecar)), str(error), number))
            else:
                known[name] = metadata
    except InputError as error:
        problems.append(FileProblem(printable(str(sidecar)), str(error)))
    return Sources(known, tuple(problems))


def merged(known: Metadata | None, guessed: Metadata) -> Metadata:
    """Metadata where what is known wins over what was guessed from the file, field by field."""
    if known is None:
        return guessed
    return Metadata(
        title=known.title or guessed.title,
        publisher=known.publisher or guessed.publisher,
        authors=known.authors or guessed.authors,
        url=known.url or guessed.url,
        published_at=known.published_at or guessed.published_at,
        language=known.language or guessed.language,
    )


def _entry(folder: Path, row: Fields | InputError) -> tuple[str, Metadata]:
    if isinstance(row, InputError):
        raise row
    name = row.get("file")
    if not isinstance(name, str) or not name or Path(name).name != name:
        raise InputError(f"'file' must be the name of a file in this folder, not {name!r}")
    if name.lower().endswith(".jsonl"):
        raise InputError(f"{name!r} states the metadata of its rows itself; take the line out")
    if not os.path.isfile(folder / name):  # noqa: PTH113 - Path.is_file() raises for a name that is too long
        raise InputError(f"names {name!r}, which is not in this folder; correct the name or take the line out")
    unknown = sorted(set(row) - FIELDS - {"file"})
    checked = stated(row)
    complaints = [*checked.faults, *checked.notes, *(f"no field is called {key!r}" for key in unknown)]
    if complaints:
        raise InputError("; ".join(complaints))
    return name, checked.metadata
