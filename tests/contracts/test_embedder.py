"""Every embedder gives unit rows that depend on the text alone."""

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from qa.adapters.llamaindex import LlamaIndexEmbedder
from qa.adapters.onnx import OnnxEmbedder
from qa.ports import Embedder
from qa.wiring.adapters import WEIGHTS
from tests.fakes import HashingEmbedder

TEXTS = ["Troops left the city.", "", "Prices rose 4 %.", "👩‍🚀", "Troops left the city."]


EMBEDDERS: Mapping[str, Callable[[], Embedder]] = {
    "hashing": HashingEmbedder,
    "onnx": lambda: OnnxEmbedder(WEIGHTS),
    "llamaindex": lambda: LlamaIndexEmbedder("tests.llama_index_objects:WordEmbedding", {"weight": 3.0}),
}


@pytest.fixture(params=EMBEDDERS, scope="module")
def embedder(request: pytest.FixtureRequest) -> Embedder:
    return EMBEDDERS[request.param]()


def test_rows_have_unit_length_and_come_in_the_order_of_the_texts(embedder: Embedder) -> None:
    rows = embedder.embed_documents(TEXTS)

    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)
    assert np.array_equal(rows[0], rows[4])
    assert not np.array_equal(rows[0], rows[2])


def test_a_text_has_one_vector_alone_in_company_and_as_a_question(embedder: Embedder) -> None:
    alone = embedder.embed_documents(TEXTS[2:3])[0]

    assert np.array_equal(alone, embedder.embed_documents(TEXTS)[2])
    assert np.array_equal(alone, embedder.embed_query(TEXTS[2]))


def test_no_texts_give_no_rows_of_the_same_width(embedder: Embedder) -> None:
    assert embedder.embed_documents([]).shape == (0, embedder.embed_query("x").shape[0])


def test_texts_on_one_matter_are_nearer_than_others(embedder: Embedder) -> None:
    troops, soldiers, bread = embedder.embed_documents(
        ["The troops left the city.", "The last troops have left.", "Bread is dearer."]
    )

    assert troops @ soldiers > troops @ bread
