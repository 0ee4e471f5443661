"""Estimate how likely a quote answers a question, and a statement follows from quotes, with the cross-encoder."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.adapters.onnx import CrossEncoder
from qa.adapters.tokens import Pair
from qa.domain.answer import Claim, Quote

_EVIDENCE, _SUPPORT = 0, 1
"""Columns of the logits; training gives them in this order."""


@dataclass(frozen=True, slots=True)
class OnnxEvidence:
    """An `EvidenceModel`; its calibration is folded into the weights of the head."""

    encoder: CrossEncoder

    @property
    def name(self) -> str:
        return self.encoder.name

    def score(self, question: str, quotes: Sequence[Quote]) -> list[float]:
        """The probability of each quote, 0..1, that it answers the question; the encoder's errors pass through."""
        pairs = [Pair(question, quote.text, quote.title) for quote in quotes]
        return _probabilities(self.encoder.logits(pairs)[:, _EVIDENCE])


@dataclass(frozen=True, slots=True)
class OnnxSupport:
    """A `SupportModel`; the quotes of a claim are read as one text, without titles."""

    encoder: CrossEncoder

    @property
    def name(self) -> str:
        return self.encoder.name

    def score(self, claims: Sequence[Claim]) -> list[float]:
        """The probability of each claim, 0..1, that it follows from its quotes; the encoder's errors pass through."""
        pairs = [Pair(claim.statement, " ".join(claim.quotes)) for claim in claims]
        return _probabilities(self.encoder.logits(pairs)[:, _SUPPORT])


def _probabilities(logits: NDArray[np.float32]) -> list[float]:
    """The logistic function, 1 / (1 + e^-x), in a form that cannot overflow."""
    return [float(value) for value in (1 + np.tanh(logits.astype(np.float64) / 2)) / 2]
