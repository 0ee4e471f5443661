"""Every support model gives each claim a probability that depends on its statement and quotes alone."""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pytest

from qa.adapters.onnx import OnnxEncoder, OnnxSupport
from qa.domain.answer import Claim
from qa.ports import SupportModel
from tests.fakes import OverlapSupport, RememberingSupport

CLAIMS = [
    Claim("The cat sat.", ("The cat sat.",)),
    Claim("The cat sat.", ("A dog.", "The cats sat.")),
    Claim("The cat sat.", ("A dog.",)),
    Claim("The cat sat.", ()),
    Claim("", ("",)),
    Claim("A lone \ud800 surrogate.", ("\udfff", "a \x00 byte")),
    # More than any model reads.
    Claim("The cat sat. " * 500, ("The dog sat. " * 500,)),
]


class Models(NamedTuple):
    """The models that are held to the contract, by name."""

    overlap: SupportModel
    untrained: SupportModel
    trained: SupportModel
    remembering: SupportModel


@pytest.fixture(scope="module")
def models(trained: OnnxEncoder, untrained: OnnxEncoder) -> Models:
    return Models(OverlapSupport(), OnnxSupport(untrained), OnnxSupport(trained), RememberingSupport(OverlapSupport()))


@pytest.fixture(params=Models._fields)
def model(request: pytest.FixtureRequest, models: Models) -> SupportModel:
    chosen: SupportModel = getattr(models, request.param)
    return chosen


def test_every_claim_has_a_probability(model: SupportModel) -> None:
    scores = model.score(CLAIMS)

    assert len(scores) == len(CLAIMS)
    assert all(0 <= score <= 1 for score in scores)


def test_scores_come_in_the_order_of_the_claims(model: SupportModel) -> None:
    scores = model.score(CLAIMS)

    assert model.score(CLAIMS[::-1]) == scores[::-1]
    assert scores[0] != scores[2]


def test_a_claim_has_the_same_score_alone_and_in_company(model: SupportModel) -> None:
    assert [score for claim in CLAIMS for score in model.score([claim])] == model.score(CLAIMS)


def test_a_quote_cut_in_two_supports_as_much(model: SupportModel) -> None:
    whole, parts = model.score([Claim("The cat sat.", ("A cat sat.",)), Claim("The cat sat.", ("A cat", "sat."))])

    assert whole == parts


def test_no_claims_have_no_scores(model: SupportModel) -> None:
    assert model.score([]) == []


def test_threads_do_not_disturb_each_other(model: SupportModel) -> None:
    expected = model.score(CLAIMS)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: model.score(CLAIMS), range(8))) == [expected] * 8


def test_a_model_has_a_name(model: SupportModel) -> None:
    assert model.name


@pytest.mark.parametrize("name", ["overlap", "trained"])
@pytest.mark.parametrize(
    "statement", ["The troops left the city on Monday.", "Bread has become 4 % dearer since the spring."]
)
def test_a_verbatim_statement_is_supported_more_than_an_unrelated_one(
    models: Models, name: str, statement: str
) -> None:
    model: SupportModel = getattr(models, name)
    verbatim, unrelated = model.score(
        [Claim(statement, (statement,)), Claim(statement, ("The museum shows paintings by three sisters.",))]
    )

    assert verbatim > unrelated
