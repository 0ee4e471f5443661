"""Chroma's files are never loaded half written, and what its graph has lost is known."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from qa.adapters.chroma import ChromaIndex
from qa.domain.article import ArticleId, Chunk, ChunkId, Span, Version

COUNT = 1_100
"""Over a thousand changes Chroma writes its graph to the disk, and forgets them."""
NAMES = [ChunkId(str(number)) for number in range(COUNT)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "chroma"
    chunks = [Chunk(name, ArticleId("a"), Version("1"), Span(0, 1), "x") for name in NAMES]
    angles = np.linspace(0, np.pi, COUNT)
    with closing(ChromaIndex(folder, "test")) as index:
        index.upsert(chunks, np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32))
    return folder


def graph(folder: Path) -> Path:
    (file,) = folder.glob("*/data_level0.bin")
    return file


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
        lambda file: file.write_bytes(bytes(file.stat().st_size)),
        lambda file: file.unlink(),
        lambda file: shutil.rmtree(file.parent),
        lambda file: (file.parents[1] / "sealed.json").write_text("{", encoding="utf-8"),
    ],
)
def test_a_graph_that_is_not_as_it_was_sealed_is_deleted_unread(
    folder: Path, damage: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    damage(graph(folder))

    with closing(ChromaIndex(folder, "test")) as index:
        assert (index.ids(), index.vectors(NAMES)) == (set(), {})
    assert "were not whole" in caplog.text


def test_a_folder_that_is_whole_or_was_copied_is_opened_without_a_word(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copytree(folder, tmp_path / "copy", copy_function=shutil.copy)

    for whole in (folder, tmp_path / "copy", folder):
        with closing(ChromaIndex(whole, "test")) as index:
            assert len(index.vectors(NAMES)) == COUNT
    assert caplog.text == ""


def test_what_the_graph_has_lost_in_a_folder_of_0_1_0_is_known_and_taken_again(folder: Path) -> None:
    (folder / "sealed.json").unlink()
    shutil.rmtree(graph(folder).parent)

    with closing(ChromaIndex(folder, "test")) as index:
        there = index.vectors(NAMES)
        lost = [name for name in NAMES if name not in there]
        assert len(index.ids()) == COUNT
        assert lost
        index.upsert(
            [Chunk(name, ArticleId("a"), Version("1"), Span(0, 1), "x") for name in lost],
            np.stack([np.array([0, -1], np.float32) for _ in lost]),
        )
        assert len(index.vectors(NAMES)) == COUNT


def test_a_collection_names_no_code_and_no_model_to_load(folder: Path) -> None:
    """Chroma keeps the function that makes its vectors by name, and loads it with the collection."""
    with closing(sqlite3.connect(folder / "chroma.sqlite3")) as database:
        [(kept,)] = database.execute("SELECT schema_str FROM collections").fetchall()

    assert json.loads(kept)["keys"]["#embedding"]
    assert '"known"' not in kept
