"""Use an embedder as an `EvidenceModel`: the cosine of question and quote, with the vectors of the latest quotes kept."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np

from qa.domain.answer import Quote
from qa.ports import Embedder, Vectors


@dataclass(slots=True)
class SimilarityModel:
    """Cosine similarity, cut to 0..1; keeps the vectors of the latest `capacity` quotes (1.5 kB each) and ignores titles."""

    embedder: Embedder
    capacity: int = 4096
    _vectors_by_text: OrderedDict[str, Vectors] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    @property
    def name(self) -> str:
        return f"cosine/{self.embedder.name}"

    def score(self, question: str, quotes: Sequence[Quote]) -> list[float]:
        if not quotes:
            return []
        vectors = np.stack(self._vectors([quote.text for quote in quotes]))
        # Rounding takes the cosine of a text with itself over 1.
        return [float(cosine) for cosine in np.clip(vectors @ self.embedder.embed_query(question), 0.0, 1.0)]

    def _vectors(self, texts: Sequence[str]) -> list[Vectors]:
        with self._lock:
            known = {text: self._vectors_by_text[text] for text in texts if text in self._vectors_by_text}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            known.update(zip(missing, self.embedder.embed_documents(missing), strict=True))
        with self._lock:
            for text in texts:
                self._vectors_by_text[text] = known[text]
                self._vectors_by_text.move_to_end(text)
            while len(self._vectors_by_text) > self.capacity:
                self._vectors_by_text.popitem(last=False)
        return [known[text] for text in texts]
