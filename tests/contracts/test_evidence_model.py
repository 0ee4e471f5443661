"""Every evidence model gives each quote a probability that depends on question and quote alone."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qa.adapters.onnx import CrossEncoder, OnnxEvidence
from qa.answer.evidence.similarity import SimilarityModel
from qa.domain.answer import Quote
from qa.ports import EvidenceModel
from tests.fakes import HashingEmbedder, OverlapEvidence

QUESTION = "Where has the cat sat?"
QUOTES = [
    Quote("The cat sat."),
    Quote("The dogs sat.", "A cat"),
    Quote("A dog."),
    Quote(""),
    Quote("", "The dog"),
    Quote("A lone \ud800 surrogate and a \x00 byte.", "\udfff"),
    Quote("The dog sat. " * 5000, "The cat " * 5000),
]


@pytest.fixture(params=["overlap", "cosine", "onnx"])
def model(request: pytest.FixtureRequest, weights: Path) -> EvidenceModel:
    models: dict[str, EvidenceModel] = {
        "overlap": OverlapEvidence(),
        "cosine": SimilarityModel(HashingEmbedder()),
        "onnx": OnnxEvidence(CrossEncoder(weights)),
    }
    return models[request.param]


@pytest.mark.parametrize("question", [QUESTION, "", "\ud800", "Has the cat sat? " * 5000])
def test_every_quote_has_a_probability(model: EvidenceModel, question: str) -> None:
    scores = model.score(question, QUOTES)

    assert len(scores) == len(QUOTES)
    assert all(0 <= score <= 1 for score in scores)


def test_scores_come_in_the_order_of_the_quotes(model: EvidenceModel) -> None:
    scores = model.score(QUESTION, QUOTES)

    assert model.score(QUESTION, QUOTES[::-1]) == scores[::-1]
    assert scores[0] != scores[2]


def test_a_quote_has_the_same_score_alone_and_in_company(model: EvidenceModel) -> None:
    alone = [score for quote in QUOTES for score in model.score(QUESTION, [quote])]

    assert alone == pytest.approx(model.score(QUESTION, QUOTES), abs=1e-6)


def test_no_quotes_have_no_scores(model: EvidenceModel) -> None:
    assert model.score(QUESTION, []) == []


def test_threads_do_not_disturb_each_other(model: EvidenceModel) -> None:
    expected = model.score(QUESTION, QUOTES)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: model.score(QUESTION, QUOTES), range(8))) == [expected] * 8


def test_a_model_has_a_name(model: EvidenceModel) -> None:
    assert model.name


def test_a_quote_on_the_matter_is_likelier_to_answer_than_another(model: EvidenceModel) -> None:
    near, far = model.score(
        "When did the troops leave the city?",
        [Quote("The troops left the city on Monday."), Quote("Bread has become dearer since the spring.")],
    )

    assert near > far
