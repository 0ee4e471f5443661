"""Turns a built model's directory into the record of what it holds, once every file in it has the recorded hash."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from qa.errors import ModelFileError, ModelMissingError

_FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a model was built from and how; every hash is a SHA-256 in hex."""

    name: str
    precision: str
    recipe: int
    source_sha256: str
    files: dict[str, str]
    tools: dict[str, str]


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_manifest(directory: Path, manifest: Manifest) -> None:
    """Put the record beside the files it describes."""
    text = json.dumps(asdict(manifest), indent=2, sort_keys=True)
    (directory / _FILE).write_text(text + "\n", encoding="utf-8")


def checked_manifest(directory: Path) -> Manifest:
    """The record of a model whose files are all there and unchanged.

    Raises ModelMissingError where there is no model and ModelFileError where a file is not the one that was built.
    """
    manifest = _read(directory)
    for name, expected in manifest.files.items():
        path = directory / name
        if not path.is_file():
            raise ModelFileError(f"{path} is missing; `qa models fetch` puts it back")
        if sha256_of(path) != expected:
            raise ModelFileError(f"{path} is not the file that was built; `qa models fetch` puts it back")
    return manifest


def _read(directory: Path) -> Manifest:
    path = directory / _FILE
    try:
        return Manifest(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as exc:
        raise ModelMissingError(f"no model in {directory}; `qa models fetch` gets it") from exc
    except (OSError, ValueError, TypeError) as exc:
        raise ModelFileError(f"{path} cannot be read; `qa models fetch` makes it anew") from exc
