"""Read the `sources.jsonl` of a folder, which states metadata for the files beside it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qa.domain.article import WITHOUT_END, Metadata
from qa.errors import InputError
from qa.ingest.readers.discovery import SIDECAR
from qa.ingest.readers.jsonl import rows
from qa.ingest.readers.metadata import FIELDS, Fields, check_metadata
from qa.ingest.readers.safe_text import safe_path
from qa.ingest.report import FileProblem


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a folder's sidecar states, by file name, and which of its lines cannot be used."""

    metadata: Mapping[str, Metadata] = field(default_factory=dict[str, Metadata])
    problems: tuple[FileProblem, ...] = ()


def read_sidecar(folder: Path) -> Sidecar:
    """Read `sources.jsonl` in `folder`; nothing is stated where there is none.

    A line that is broken, states a field of the wrong form, or names a file that is not there is a problem and is
    left out; the others count, and what it was to keep back stays back. The rows of JSON Lines files carry their own
    metadata and cannot be named.
    """
    path = folder / SIDECAR
    if not os.path.exists(path):  # noqa: PTH110 - Path.exists() raises where the folder may not be entered
        return Sidecar()
    stated: dict[str, Metadata] = {}
    problems: list[FileProblem] = []
    try:
        for row in rows(path):
            try:
                fields = row.fields()
                name = _named_file(folder, fields)
                stated[name] = _kept_back(fields)
                stated[name] = _metadata(fields)
            except InputError as error:
                problems.append(FileProblem(safe_path(path), str(error), row.number))
    except InputError as error:
        problems.append(FileProblem(safe_path(path), str(error)))
    return Sidecar(stated, tuple(problems))


def _named_file(folder: Path, fields: Fields) -> str:
    # Untrusted: made safe here. A name must stay in the folder, and is only compared with the names of the files there.
    name = fields.get("file")
    if not isinstance(name, str) or not name or Path(name).name != name:
        raise InputError(f"'file' must be the name of a file in this folder, not {name!r}")
    if name.lower().endswith(".jsonl"):
        raise InputError(f"{name!r} states the metadata of its rows itself; take the line out")
    if not os.path.isfile(folder / name):  # noqa: PTH113 - Path.is_file() raises for a name that is too long
        raise InputError(f"names {name!r}, which is not in this folder; correct the name or take the line out")
    return name


def _kept_back(fields: Fields) -> Metadata:
    """Return what counts of a line that turns out to be broken: whatever was to be kept back is not let out by a slip."""
    if fields.get("status") not in (None, "", "usable"):
        return Metadata(status="withheld")
    return Metadata(embargoed_until=WITHOUT_END if fields.get("embargoed_until") else None)


def _metadata(fields: Fields) -> Metadata:
    unknown = sorted(fields.keys() - FIELDS - {"file"})
    checked = check_metadata(fields, "sources.jsonl")
    complaints = [*checked.faults, *checked.notes, *(f"no field is called {key!r}" for key in unknown)]
    if complaints:
        raise InputError("; ".join(complaints))
    return checked.metadata
