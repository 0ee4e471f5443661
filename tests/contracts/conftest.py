"""The weights with which real models are held to their contracts: those in the package, and made-up ones that know nothing."""

import pytest

from qa.adapters.onnx import OnnxEncoder
from qa.wiring.adapters import WEIGHTS
from tests.training.tiny_bert import tiny_models


@pytest.fixture(scope="session")
def trained() -> OnnxEncoder:
    return OnnxEncoder(WEIGHTS)


@pytest.fixture(scope="session")
def untrained(tmp_path_factory: pytest.TempPathFactory) -> OnnxEncoder:
    return OnnxEncoder(tiny_models(tmp_path_factory.mktemp("untrained")))
