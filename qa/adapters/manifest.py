"""Read and check the folder of weights: each model's ONNX file and record, and the tokenizer of all."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from qa.errors import ModelFileError, ModelMissingError

EMBEDDER, READER = "embedder", "reader"
"""The models, by the names of their files: `embedder.onnx`, recorded in `embedder.json`."""

TOKENIZER = "tokenizer.json"

_REMEDY = "it comes with dateline: reinstall that"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a model was built from and how; every hash is a SHA-256 in hex."""

    name: str
    precision: str
    source_sha256: str
    files: dict[str, str]
    tools: dict[str, str]

    def identity(self, file: str) -> str:
        """Return name, precision and the first digits of a file's hash, so that no two that compute differently share it."""
        return f"{self.name}/{self.precision}/{self.files[file][:8]}"


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_manifest(weights: Path, model: str, manifest: Manifest) -> None:
    """Write the record of a model into its folder."""
    text = json.dumps(asdict(manifest), indent=2, sort_keys=True)
    _record(weights, model).write_text(text + "\n", encoding="utf-8")


def checked_manifest(weights: Path, model: str) -> Manifest:
    """Return the record of a model whose files are all there and unchanged.

    Raises:
        ModelMissingError: there is no such model.
        ModelFileError: a file is not the one that was built.
    """
    manifest = read_manifest(weights, model)
    for name, expected in manifest.files.items():
        path = weights / name
        if not path.is_file():
            raise ModelFileError(f"{path} is missing; {_REMEDY}")
        if sha256_of(path) != expected:
            raise ModelFileError(f"{path} is not the file that was built; {_REMEDY}")
    return manifest


def read_manifest(weights: Path, model: str) -> Manifest:
    """Return the record alone, without a look at the files; raises as `checked_manifest` does."""
    path = _record(weights, model)
    try:
        return Manifest(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as exc:
        raise ModelMissingError(f"no {model} in {weights}; {_REMEDY}") from exc
    except (OSError, ValueError, TypeError) as exc:
        raise ModelFileError(f"{path} cannot be read; {_REMEDY}") from exc


def _record(weights: Path, model: str) -> Path:
    return weights / f"{model}.json"
