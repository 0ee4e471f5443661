"""The embedder, with the model of the package, and the encoder of the reader, with made-up weights."""

import logging
import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.adapters.onnx import Logits, OnnxEmbedder, OnnxEncoder, OnnxReader
from qa.adapters.tokens import Encoded, EncodedWindow, Pair, Tokens
from qa.domain.answer import Window
from qa.domain.article import Span
from qa.errors import ModelFileError, ModelMissingError
from qa.wiring.adapters import WEIGHTS
from tests.training.tiny_bert import HEADS, tiny_models, tiny_reader_weights, token_logits

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


QUESTION = "Who sat?"
STORY = ("The cat sat on 2,500 mats.", "", "The dogs sat.", "the cat " * 400)
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


@pytest.fixture(scope="module")
def inputs(weights: Path) -> list[Encoded | EncodedWindow]:
    """Pairs and windows as one encoder reads them."""
    tokens = Tokens(weights / "tokenizer.json")
    windows = [tokens.window(QUESTION, title, STORY) for title in ("", "a cat")]
    return [*map(tokens.pair, PAIRS), *windows, tokens.window("", "", ())]


def same(some: list[Logits], others: list[Logits]) -> bool:
    return all(np.array_equal(one, other) for one, other in zip(some, others, strict=True))


def test_logits_stay_near_those_of_the_plain_forward_pass(weights: Path, inputs: list[Encoded | EncodedWindow]) -> None:
    for encoded, logits in zip(inputs, OnnxEncoder(weights).logits(inputs), strict=True):
        ids, types = (np.array([row], np.int32) for row in (encoded.ids, encoded.types))
        [expected] = token_logits(tiny_reader_weights(), ids, types, HEADS)
        assert logits.dtype == np.float32
        assert logits.shape == (len(encoded.ids), 5)
        assert np.abs(logits - expected).max() < 0.15 * np.abs(expected).max()


def test_an_input_has_the_same_logits_in_whatever_company(weights: Path, inputs: list[Encoded | EncodedWindow]) -> None:
    encoder, single = OnnxEncoder(weights), OnnxEncoder(weights, threads=1)
    together = encoder.logits(inputs)
    assert same(together, [rows for encoded in inputs for rows in encoder.logits([encoded])])
    assert same(together[::-1], encoder.logits(inputs[::-1]))
    assert same(together, single.logits(inputs))


def test_the_title_and_the_sides_of_a_pair_count(weights: Path) -> None:
    encoder = OnnxEncoder(weights)
    pairs = [Pair("the cat", "a dog sat"), Pair("the cat", "a dog sat", "cats"), Pair("a dog sat", "the cat")]
    plain, titled, turned = (rows[0] for rows in encoder.logits([encoder.tokens.pair(pair) for pair in pairs]))
    assert not np.array_equal(plain, titled)
    assert not np.array_equal(plain, turned)


def test_what_a_sentence_stands_beside_counts(weights: Path) -> None:
    reader = OnnxReader(OnnxEncoder(weights))
    windows = [Window("", ("the cat sat", *others)) for others in ((), ("a dog",), ("dogs sat",))]
    first = [reading.sentences[0].answers for reading in reader.read(QUESTION, windows)]
    assert len(set(first)) == 3


def test_nothing_to_read_needs_no_weights(tmp_path: Path) -> None:
    encoder = OnnxEncoder(tmp_path / "nowhere")
    assert encoder.logits([]) == []
    assert OnnxReader(encoder).read(QUESTION, []) == []


def test_a_reading_is_what_the_heads_say_at_the_marks_and_the_likeliest_stretch_of_each_sentence(weights: Path) -> None:
    encoder = OnnxEncoder(weights)
    encoded = encoder.tokens.window(QUESTION, "a cat", STORY)
    [logits], [reading] = encoder.logits([encoded]), OnnxReader(encoder).read(QUESTION, [Window("a cat", STORY)])
    assert reading.holds_answer == logits[0, 3]
    assert [sentence.answers for sentence in reading.sentences] == [logits[end, 0] for end in encoded.ends]
    places = [place for place, (start, end) in enumerate(encoded.spans) if end > start]
    starts, ends = (np.exp(logits[places, head]) / np.exp(logits[places, head]).sum() for head in (1, 2))
    inside = [
        [at for at, place in enumerate(places) if end_before < place < end] for end_before, end in bounds(encoded)
    ]
    for own, sentence in zip(inside, reading.sentences, strict=True):
        chances = [starts[one] * ends[other] for one in own for other in own if one <= other < one + 24]
        assert math.exp(sentence.marked) == pytest.approx(max(chances, default=0.0), rel=1e-4)


def bounds(encoded: EncodedWindow) -> list[tuple[int, int]]:
    return list(zip([0, *encoded.ends], encoded.ends, strict=False))


def test_a_short_answer_has_all_of_a_figure_though_its_tokens_are_several(weights: Path) -> None:
    text = "the 2,500.75m of \u0301Zoe\u0308's"
    reader = OnnxReader(OnnxEncoder(weights))
    marked = {
        reading.sentences[0].short_answer.of(text)
        for question in ("a", "a cat", "the dogs sat", "cats", "Who?", "the the the")
        for reading in reader.read(question, [Window(title, (text,)) for title in ("", "a dog", "the", "sat sat")])
    }
    assert marked
    assert not any(
        part in answer.split() for answer in marked for part in ("2", "2,", "2,500", "75m", "500.75m", "Zoe")
    )


def test_an_empty_sentence_marks_nothing(weights: Path) -> None:
    [reading] = OnnxReader(OnnxEncoder(weights)).read(QUESTION, [Window("", ("the cat", ""))])
    assert reading.sentences[1].short_answer == Span(0, 0)
    assert reading.sentences[1].marked == -math.inf


def test_the_name_of_an_encoder_needs_the_manifest_alone(tmp_path: Path) -> None:
    directory = tiny_models(tmp_path)
    (directory / "reader.onnx").unlink()
    model, precision, build_hash = OnnxEncoder(directory).name.split("/")
    assert (model, precision, len(build_hash)) == ("dateline-reader", "int8", 8)


def test_weights_are_loaded_at_first_use_and_once_for_all_threads(
    weights: Path, inputs: list[Encoded | EncodedWindow], caplog: pytest.LogCaptureFixture
) -> None:
    barrier = Barrier(8)

    def ask(encoder: OnnxEncoder) -> bytes:
        barrier.wait()
        return b"".join(rows.tobytes() for rows in encoder.logits(inputs[:2]))

    with caplog.at_level(logging.INFO, "qa.adapters.onnx"), ThreadPoolExecutor(8) as pool:
        encoder = OnnxEncoder(weights)
        assert encoder.name
        assert caplog.messages == []
        answers = set(pool.map(ask, [encoder] * 8))
    assert answers == {b"".join(rows.tobytes() for rows in OnnxEncoder(weights).logits(inputs[:2]))}
    assert len(caplog.messages) == 1


def test_a_bad_installation_is_found_before_anything_is_asked(tmp_path: Path) -> None:
    encoder = OnnxEncoder(tmp_path / "weights")
    with pytest.raises(ModelMissingError, match=r"no reader in .*weights; it comes with dateline: reinstall that"):
        encoder.check()
    tiny_models(tmp_path)
    encoder.check()
    (tmp_path / "weights" / "reader.onnx").write_bytes(b"half of it")
    with pytest.raises(ModelFileError, match="reinstall"):
        encoder.check()


def test_weights_that_are_put_back_are_found(tmp_path: Path, inputs: list[Encoded | EncodedWindow]) -> None:
    encoder = OnnxEncoder(tmp_path / "weights")
    with pytest.raises(ModelMissingError, match="reinstall"):
        encoder.logits(inputs)
    with pytest.raises(ModelMissingError, match="reinstall"):
        assert encoder.name
    tiny_models(tmp_path)
    assert len(encoder.logits(inputs)) == len(inputs)
    assert encoder.name


@pytest.mark.parametrize("name", ["reader.onnx", "tokenizer.json", "reader.json"])
@pytest.mark.parametrize("content", [b"", b"{}", None])
def test_a_changed_or_missing_file_of_an_encoder_is_refused(tmp_path: Path, name: str, content: bytes | None) -> None:
    path = tiny_models(tmp_path) / name
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    expected = ModelMissingError if content is None and name == "reader.json" else ModelFileError
    with pytest.raises(expected, match="reinstall"):
        OnnxReader(OnnxEncoder(path.parent)).read(QUESTION, [Window("", STORY)])
