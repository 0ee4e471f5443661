"""Every reader gives each window a reading, and one to each of its sentences, that depend on question and window alone."""

import math
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.adapters.onnx import OnnxEncoder, OnnxReader
from qa.answer.evidence.similarity import SimilarityReader
from qa.domain.answer import Window, WindowReading
from qa.domain.article import Span
from qa.ports import Reader
from qa.text.words import WORD
from tests.fakes import HashingEmbedder, OverlapReader, RememberingReader
from tests.strategies import sentences

QUESTION = "Where has the cat sat?"
WINDOWS = [
    Window("A cat", ("The cat sat on a mat.", "The dogs sat.", "A dog.")),
    Window("", ("The cat sat on a mat.",)),
    Window("", ("The dogs sat.", "", "The cat sat.")),
    Window("The dog", ("",)),
    Window("A dog", ()),
    Window("\udfff", ("A lone \ud800 surrogate and a \x00 byte.", "\ud800")),
    Window("The cat " * 1000, ("The dog sat. " * 1000, "The cat sat. " * 1000, "A dog.", "Bread" * 1000)),
]


class Readers(NamedTuple):
    """The readers that are held to the contract, by name."""

    overlap: Reader
    cosine: Reader
    untrained: Reader
    trained: Reader
    remembering: Reader


@pytest.fixture(scope="module")
def readers(trained: OnnxEncoder, untrained: OnnxEncoder) -> Readers:
    return Readers(
        OverlapReader(),
        SimilarityReader(HashingEmbedder()),
        OnnxReader(untrained),
        OnnxReader(trained),
        RememberingReader(OverlapReader()),
    )


@pytest.fixture(params=Readers._fields)
def reader(request: pytest.FixtureRequest, readers: Readers) -> Reader:
    chosen: Reader = getattr(readers, request.param)
    return chosen


@pytest.mark.parametrize("question", [QUESTION, "", "\ud800", "Has the cat sat? " * 1000])
def test_every_window_has_a_reading_and_every_sentence_of_it_another(reader: Reader, question: str) -> None:
    readings = reader.read(question, WINDOWS)

    assert [len(reading.sentences) for reading in readings] == [len(window.sentences) for window in WINDOWS]
    assert all(math.isfinite(reading.holds_answer) for reading in readings)
    assert all(math.isfinite(sentence.answers) for reading in readings for sentence in reading.sentences)


def test_readings_come_in_the_order_of_the_windows_and_of_their_sentences(reader: Reader) -> None:
    readings = reader.read(QUESTION, WINDOWS)

    assert reader.read(QUESTION, WINDOWS[::-1]) == readings[::-1]
    first, *_, last = readings[0].sentences
    assert first.answers != last.answers


def test_a_window_is_read_alike_alone_and_in_company(reader: Reader) -> None:
    alone = [reading for window in WINDOWS for reading in reader.read(QUESTION, [window])]

    assert alone == reader.read(QUESTION, WINDOWS)


def test_no_windows_have_no_readings(reader: Reader) -> None:
    assert reader.read(QUESTION, []) == []


def test_threads_do_not_disturb_each_other(reader: Reader) -> None:
    expected = reader.read(QUESTION, WINDOWS)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: reader.read(QUESTION, WINDOWS), range(8))) == [expected] * 8


def test_a_reader_has_a_name(reader: Reader) -> None:
    assert reader.name


@pytest.mark.parametrize("question", [QUESTION, "", "\ud800"])
def test_of_strange_windows_short_answers_are_whole_words_of_their_sentences(reader: Reader, question: str) -> None:
    for window, reading in zip(WINDOWS, reader.read(question, WINDOWS), strict=True):
        assert_marked_well(window, reading)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(question=sentences(), texts=st.lists(sentences(), max_size=5))
def test_of_any_window_short_answers_are_whole_words_of_their_sentences(
    reader: Reader, question: str, texts: list[str]
) -> None:
    window = Window("", tuple(texts))
    [reading] = reader.read(question, [window])
    assert_marked_well(window, reading)


def assert_marked_well(window: Window, reading: WindowReading) -> None:
    """Each short answer is a stretch of its sentence and cuts no word; its log probability is none where there is none."""
    chances = 0.0
    for text, sentence in zip(window.sentences, reading.sentences, strict=True):
        answer = sentence.short_answer
        assert 0 <= answer.start <= answer.end <= len(text)
        assert sentence.marked <= 0
        assert (sentence.marked == -math.inf) == (answer.start == answer.end)
        words = [Span(*word.span()) for word in WORD.finditer(text)]
        assert all(answer.contains(word) for word in words if word.overlaps(answer))
        chances += math.exp(sentence.marked)
    assert chances <= 1 + 1e-5  # they stand in different places, so no more than one of them is right


@pytest.mark.parametrize("name", [name for name in Readers._fields if name != "untrained"])
def test_a_sentence_on_the_matter_is_likelier_to_answer_than_another(readers: Readers, name: str) -> None:
    near, far = "The troops left the city on Monday.", "Bread has become dearer since the spring."
    read: Reader = getattr(readers, name)
    together, alone, beside = read.read(
        "When did the troops leave the city?", [Window("", (far, near)), Window("", (near,)), Window("", (far,))]
    )

    assert together.sentences[1].answers > together.sentences[0].answers
    assert alone.sentences[0].answers > beside.sentences[0].answers
    assert alone.holds_answer > beside.holds_answer
