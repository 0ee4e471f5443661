"""The embedder, with the model of the package, and the cross-encoder, with made-up weights."""

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.adapters.onnx import CrossEncoder, OnnxEmbedder
from qa.adapters.tokens import Pair, Tokens
from qa.errors import ModelFileError, ModelMissingError
from qa.wiring.adapters import WEIGHTS
from tests.training.tiny_bert import HEADS, pair_logits, tiny_models, tiny_pair_weights

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
    return OnnxEmbedder(WEIGHTS)


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
    other = OnnxEmbedder(WEIGHTS, threads=1)
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
    text = "rain " * 254
    assert len(embedder.tokenize(text)) == 254
    assert np.array_equal(embedder.embed_query(text + "The bank failed."), embedder.embed_query(text))
    assert not np.array_equal(embedder.embed_query("rain " * 253 + "bank"), embedder.embed_query(text))


def test_tokens_are_those_of_the_whole_text_without_marks(embedder: OnnxEmbedder) -> None:
    assert embedder.tokenize("Unaffordable rents, again") == ["una", "##ff", "##ord", "##able", "rents", ",", "again"]
    assert len(embedder.tokenize("rain " * 2000)) == 2000
    assert embedder.tokenize("") == []


def test_threads_do_not_disturb_each_other(embedder: OnnxEmbedder) -> None:
    expected = [(embedder.tokenize(text), embedder.embed_query(text).tobytes()) for text in TEXTS]
    with ThreadPoolExecutor(4) as pool:
        tokens = list(pool.map(embedder.tokenize, TEXTS * 4))
        vectors = list(pool.map(embedder.embed_query, TEXTS * 4))
    assert [(row, vector.tobytes()) for row, vector in zip(tokens, vectors, strict=True)] == expected * 4


def test_the_name_tells_model_precision_and_build(embedder: OnnxEmbedder) -> None:
    model, precision, build_hash = embedder.name.split("/")
    assert (model, precision, len(build_hash)) == ("all-MiniLM-L6-v2", "int8", 8)


def test_a_missing_model_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match=r"no embedder in .*nowhere; it comes with dateline: reinstall that"):
        OnnxEmbedder(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["embedder.onnx", "tokenizer.json", "embedder.json"])
@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe"])
def test_a_changed_file_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tiny_models(tmp_path) / name
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match="reinstall"):
        OnnxEmbedder(path.parent)


@pytest.mark.parametrize("name", ["embedder.onnx", "tokenizer.json"])
def test_a_model_that_lacks_a_file_is_refused(tmp_path: Path, name: str) -> None:
    path = tiny_models(tmp_path) / name
    path.unlink()
    with pytest.raises(ModelFileError, match="reinstall"):
        OnnxEmbedder(path.parent)


PAIRS = [
    Pair("Who sat?", "The cat sat."),
    Pair("the dog", "the cat " * 400, title="a cat"),
    Pair("the dog", "the cat " * 400),
    Pair("", ""),
    Pair("a \ud800 dog", "\udfff", title="\ud800"),
    Pair("cats sat " * 300, "dogs sat"),
]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models(tmp_path_factory.mktemp("tiny"))


def test_logits_stay_near_those_of_the_plain_forward_pass(weights: Path) -> None:
    tokens, expected = Tokens(weights / "tokenizer.json"), []
    for encoded in map(tokens.pair, PAIRS):
        ids, types = (np.array([row], np.int32) for row in (encoded.ids, encoded.types))
        expected.append(pair_logits(tiny_pair_weights(), ids, types, HEADS)[0])
    logits = CrossEncoder(weights).logits(PAIRS)
    assert logits.dtype == np.float32
    assert np.abs(logits - expected).max() < 0.1 * np.abs(expected).max()


def test_a_pair_has_the_same_logits_in_whatever_company(weights: Path) -> None:
    encoder, single = CrossEncoder(weights), CrossEncoder(weights, threads=1)
    together = encoder.logits(PAIRS)
    assert np.array_equal(together, np.vstack([encoder.logits([pair]) for pair in PAIRS]))
    assert np.array_equal(together[::-1], encoder.logits(PAIRS[::-1]))
    assert np.array_equal(together, single.logits(PAIRS))


def test_the_title_and_the_sides_of_a_pair_count(weights: Path) -> None:
    plain, titled, turned = CrossEncoder(weights).logits(
        [Pair("the cat", "a dog sat"), Pair("the cat", "a dog sat", "cats"), Pair("a dog sat", "the cat")]
    )
    assert not np.array_equal(plain, titled)
    assert not np.array_equal(plain, turned)


def test_no_pairs_need_no_weights(tmp_path: Path) -> None:
    assert CrossEncoder(tmp_path / "nowhere").logits([]).shape == (0, 2)


def test_the_name_of_a_cross_encoder_needs_the_manifest_alone(tmp_path: Path) -> None:
    directory = tiny_models(tmp_path)
    (directory / "reader.onnx").unlink()
    model, precision, build_hash = CrossEncoder(directory).name.split("/")
    assert (model, precision, len(build_hash)) == ("dateline-reader", "int8", 8)


def test_weights_are_loaded_at_first_use_and_once_for_all_threads(
    weights: Path, caplog: pytest.LogCaptureFixture
) -> None:
    barrier = Barrier(8)

    def ask(encoder: CrossEncoder) -> bytes:
        barrier.wait()
        return encoder.logits(PAIRS[:2]).tobytes()

    with caplog.at_level(logging.INFO, "qa.adapters.onnx"), ThreadPoolExecutor(8) as pool:
        encoder = CrossEncoder(weights)
        assert encoder.name
        assert caplog.messages == []
        answers = set(pool.map(ask, [encoder] * 8))
    assert answers == {CrossEncoder(weights).logits(PAIRS[:2]).tobytes()}
    assert len(caplog.messages) == 1


def test_a_bad_installation_is_found_before_anything_is_asked(tmp_path: Path) -> None:
    encoder = CrossEncoder(tmp_path / "weights")
    with pytest.raises(ModelMissingError, match=r"no reader in .*weights; it comes with dateline: reinstall that"):
        encoder.check()
    tiny_models(tmp_path)
    encoder.check()
    (tmp_path / "weights" / "reader.onnx").write_bytes(b"half of it")
    with pytest.raises(ModelFileError, match="reinstall"):
        encoder.check()


def test_weights_that_are_put_back_are_found(tmp_path: Path) -> None:
    encoder = CrossEncoder(tmp_path / "weights")
    with pytest.raises(ModelMissingError, match="reinstall"):
        encoder.logits(PAIRS)
    with pytest.raises(ModelMissingError, match="reinstall"):
        assert encoder.name
    tiny_models(tmp_path)
    assert encoder.logits(PAIRS).shape == (len(PAIRS), 2)
    assert encoder.name


@pytest.mark.parametrize("name", ["reader.onnx", "tokenizer.json", "reader.json"])
@pytest.mark.parametrize("content", [b"", b"{}", None])
def test_a_changed_or_missing_file_of_a_cross_encoder_is_refused(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    path = tiny_models(tmp_path) / name
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    expected = ModelMissingError if content is None and name == "reader.json" else ModelFileError
    with pytest.raises(expected, match="reinstall"):
        CrossEncoder(path.parent).logits(PAIRS)
