"""Turns a built model's directory into the record of what it holds, once every file in it has the recorded hash."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from qa.errors import ModelFileError, ModelMissingError

_FILE = "manifest.json"

FETCH = "`qa models fetch` gets it"
"""What puts right a model that is fetched."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a model was built from and how; every hash is a SHA-256 in hex."""

    name: str
    precision: str
    recipe: int
    source_sha256: str
    files: dict[str, str]
    tools: dict[str, str]

    def identity(self, file: str) -> str:
        """Model, precision and the first digits of a built file's hash: another one for whatever computes otherwise."""
        return f"{self.name}/{self.precision}/{self.files[file][:8]}"


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_manifest(directory: Path, manifest: Manifest) -> None:
    """Put the record beside the files it describes."""
    text = json.dumps(asdict(manifest), indent=2, sort_keys=True)
    (directory / _FILE).write_text(text + "\n", encoding="utf-8")


def checked_manifest(directory: Path, remedy: str = FETCH) -> Manifest:
    """The record of a model whose files are all there and unchanged; `remedy` ends the message of every error.

    Raises ModelMissingError where there is no model and ModelFileError where a file is not the one that was built.
    """
    manifest = read_manifest(directory, remedy)
    for name, expected in manifest.files.items():
        path = directory / name
        if not path.is_file():
            raise ModelFileError(f"{path} is missing; {remedy}")
        if sha256_of(path) != expected:
            raise ModelFileError(f"{path} is not the file that was built; {remedy}")
    return manifest


def read_manifest(directory: Path, remedy: str = FETCH) -> Manifest:
    """The record alone: the files are not looked at. Raises as `checked_manifest` does."""
    path = directory / _FILE
    try:
        return Manifest(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as exc:
        raise ModelMissingError(f"no model in {directory}; {remedy}") from exc
    except (OSError, ValueError, TypeError) as exc:
        raise ModelFileError(f"{path} cannot be read; {remedy}") from exc
