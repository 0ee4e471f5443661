"""The weights with which the real evidence and support models are held to their contracts: those in the package."""

from pathlib import Path

import pytest

from qa.wiring.adapters import WEIGHTS


@pytest.fixture(scope="session")
def weights() -> Path:
    """A directory that a CrossEncoder reads."""
    return WEIGHTS
