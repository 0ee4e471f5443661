"""Find the article files behind the paths that a person names."""

import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.ingest.readers.safe_text import safe_path
from qa.ingest.report import FileProblem

SUFFIXES = (".txt", ".md", ".html", ".htm", ".jsonl", ".csv", ".tsv", ".xml", ".rss", ".atom", ".json")
SIDECAR = "sources.jsonl"
"""Metadata for the files beside it; never an article file."""


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """The article files behind the named paths, each once, folders in the order of their names."""

    files: tuple[Path, ...] = ()
    problems: tuple[FileProblem, ...] = ()
    notes: tuple[str, ...] = ()


def find_files(paths: Sequence[Path]) -> FoundFiles:
    """Find the files that `paths` name, and those in the folders that they name, to any depth.

    In a folder, hidden files and folders are passed over and other suffixes only counted; a link back into a folder
    that was already seen is not followed. A named file that is missing or of another suffix is a problem, and so are
    folders that hold no article file between them.
    """
    files: dict[str, Path] = {}
    problems: list[FileProblem] = []
    others: Counter[str] = Counter()
    seen: set[str] = set()
    for path in paths:
        for file in _files_behind(path, seen, problems):
            suffix = file.suffix.lower()
            if suffix not in SUFFIXES:
                others[suffix or "no suffix"] += 1
            elif file.name != SIDECAR:
                files.setdefault(os.path.realpath(file), file)
    notes = tuple(f"passed over {n} {'file' if n == 1 else 'files'} ({name})" for name, n in sorted(others.items()))
    return FoundFiles(tuple(files.values()), tuple(problems) or _without_files(paths, files), notes)


def _without_files(paths: Iterable[Path], files: Collection[str]) -> tuple[FileProblem, ...]:
    """Return the problem that nothing was found, where nothing was: to do nothing is no success."""
    return tuple(
        FileProblem(safe_path(path), f"holds no article files ({' '.join(SUFFIXES)})") for path in paths if not files
    )


def _files_behind(path: Path, seen: set[str], problems: list[FileProblem]) -> Iterator[Path]:
    if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir() raises where a folder above may not be entered
        yield from _walk(path, seen, problems)
    elif complaint := _complaint(path):
        problems.append(FileProblem(safe_path(path), complaint))
    else:
        yield path


def _walk(folder: Path, seen: set[str], problems: list[FileProblem]) -> Iterator[Path]:
    real = os.path.realpath(folder)
    if real in seen:
        return
    seen.add(real)
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        problems.append(FileProblem(safe_path(folder), f"cannot be read: {error.strerror}; check its permissions"))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if os.path.isdir(entry):  # noqa: PTH112 - as above
            yield from _walk(entry, seen, problems)
        else:
            yield entry


def _complaint(path: Path) -> str | None:
    """Return why a named path is no article file; None where it may be one."""
    if not os.path.lexists(path):
        return "is not there; check the name"
    if path.name == SIDECAR:
        return "describes the files beside it and is no article file; name its folder"
    if path.suffix.lower() not in SUFFIXES:
        return f"is not one of {' '.join(SUFFIXES)}; rename or convert it"
    return None
