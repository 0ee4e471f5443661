"""The embedder, with the model that `qa models fetch` built."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.adapters.minilm import build
from qa.adapters.onnx import OnnxEmbedder
from qa.errors import ModelFileError, ModelMissingError
from tests.adapters.tiny_bert import published, tiny_files

MODEL = Path(__file__).parents[2] / "models" / "all-MiniLM-L6-v2"

TEXTS = [
    "The council voted to close the library.",
    "",
    "Heavy rain flooded the harbour on Monday. " * 30,
    "😀🎉👩‍👩‍👧",
    "Who voted?",
    "A lone \ud800 surrogate and a \x00 byte.",
]


@pytest.fixture(scope="module")
def embedder() -> OnnxEmbedder:
    return OnnxEmbedder(MODEL)


@settings(max_examples=25, deadline=None)
@given(texts=st.lists(st.text(st.characters(), max_size=80), max_size=4))
def test_every_text_gives_a_unit_row(embedder: OnnxEmbedder, texts: list[str]) -> None:
    vectors = embedder.embed_documents(texts)
    assert vectors.shape == (len(texts), 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@settings(max_examples=10, deadline=None)
@given(order=st.permutations(range(len(TEXTS))))
def test_rows_come_in_the_order_of_the_texts(embedder: OnnxEmbedder, order: list[int]) -> None:
    expected = embedder.embed_documents(TEXTS)[order]
    assert np.array_equal(embedder.embed_documents([TEXTS[i] for i in order]), expected)


def test_a_text_has_the_same_vector_alone_in_a_batch_and_as_a_query(embedder: OnnxEmbedder) -> None:
    together = embedder.embed_documents(TEXTS)
    alone = np.vstack([embedder.embed_documents([text]) for text in TEXTS])
    queries = np.vstack([embedder.embed_query(text) for text in TEXTS])
    assert np.array_equal(together, alone)
    assert np.array_equal(together, queries)


def test_another_load_with_another_number_of_threads_gives_the_same_vectors(embedder: OnnxEmbedder) -> None:
    other = OnnxEmbedder(MODEL, threads=1)
    assert other.name == embedder.name
    assert np.array_equal(other.embed_documents(TEXTS), embedder.embed_documents(TEXTS))


# The cosines that the model's publishers print for these sentences: https://sbert.net/docs/quickstart.html and
# https://huggingface.co/tasks/sentence-similarity
@pytest.mark.parametrize(
    ("one", "other", "cosine"),
    [
        ("The weather is lovely today.", "It's so sunny outside!", 0.6660),
        ("The weather is lovely today.", "He drove to the stadium.", 0.1046),
        ("It's so sunny outside!", "He drove to the stadium.", 0.1411),
        ("That is a happy person", "That is a happy dog", 0.6946),
        ("That is a happy person", "That is a very happy person", 0.9429),
        ("That is a happy person", "Today is a sunny day", 0.2569),
    ],
)
def test_cosines_are_the_published_ones(embedder: OnnxEmbedder, one: str, other: str, cosine: float) -> None:
    assert float(embedder.embed_query(one) @ embedder.embed_query(other)) == pytest.approx(cosine, abs=0.03)


def test_what_is_past_256_tokens_is_not_read(embedder: OnnxEmbedder) -> None:
    read = "rain " * 254
    assert embedder.count_tokens(read) == 254
    assert np.array_equal(embedder.embed_query(read + "The bank failed."), embedder.embed_query(read))
    assert not np.array_equal(embedder.embed_query("rain " * 253 + "bank"), embedder.embed_query(read))


def test_tokens_are_those_of_the_whole_text_without_marks(embedder: OnnxEmbedder) -> None:
    assert embedder.tokenize("Unaffordable rents, again") == ["una", "##ff", "##ord", "##able", "rents", ",", "again"]
    assert embedder.count_tokens("rain " * 2000) == 2000
    assert embedder.tokenize("") == []


def test_threads_do_not_disturb_each_other(embedder: OnnxEmbedder) -> None:
    expected = [(embedder.count_tokens(text), embedder.embed_query(text).tobytes()) for text in TEXTS]
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(embedder.count_tokens, TEXTS * 4))
        vectors = list(pool.map(embedder.embed_query, TEXTS * 4))
    assert [(count, vector.tobytes()) for count, vector in zip(counts, vectors, strict=True)] == expected * 4


def test_the_name_tells_model_precision_and_build(embedder: OnnxEmbedder) -> None:
    model, precision, build_hash = embedder.name.split("/")
    assert (model, precision, len(build_hash)) == ("all-MiniLM-L6-v2", "int8", 8)


def test_a_missing_model_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match="qa models fetch"):
        OnnxEmbedder(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "manifest.json"])
@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe"])
def test_a_changed_file_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    files = tiny_files(tmp_path / "files")
    build(files, tmp_path / "model", published(files))
    (tmp_path / "model" / name).write_bytes(content)
    with pytest.raises(ModelFileError):
        OnnxEmbedder(tmp_path / "model")


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_model_that_lacks_a_file_is_refused(tmp_path: Path, name: str) -> None:
    files = tiny_files(tmp_path / "files")
    build(files, tmp_path / "model", published(files))
    (tmp_path / "model" / name).unlink()
    with pytest.raises(ModelFileError):
        OnnxEmbedder(tmp_path / "model")
