"""Use an embedder as a `Reader`: the cosine of question and sentence, with the vectors of the latest sentences kept."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np

from qa.domain.answer import SentenceReading, Window, WindowReading
from qa.domain.article import Span
from qa.ports import Embedder, Vectors


@dataclass(slots=True)
class SimilarityReader:
    """Reads by cosine similarity, cut to 0..1, and marks no short answers.

    It keeps the vectors of the latest `capacity` sentences (1.5 kB each) and ignores titles.
    """

    embedder: Embedder
    capacity: int = 4096
    _vectors_by_text: OrderedDict[str, Vectors] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    @property
    def name(self) -> str:
        return f"cosine/{self.embedder.name}"

    def read(self, question: str, windows: Sequence[Window]) -> list[WindowReading]:
        """Return the cosines of each window's sentences, and the largest of them for the window."""
        if not windows:
            return []
        vectors = self._vectors([sentence for window in windows for sentence in window.sentences])
        asked = self.embedder.embed_query(question)
        return [_reading([_cosine(asked, vectors[sentence]) for sentence in window.sentences]) for window in windows]

    def _vectors(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """The vector of each text, embedded together where they are not kept."""
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
        return known


def _cosine(one: Vectors, other: Vectors) -> float:
    # Rounding takes the cosine of a text with itself over 1.
    return float(np.clip(one @ other, 0.0, 1.0))


def _reading(cosines: Sequence[float]) -> WindowReading:
    unmarked = Span(0, 0)
    sentences = tuple(SentenceReading(cosine, unmarked, -np.inf) for cosine in cosines)
    return WindowReading(max(cosines, default=0.0), sentences)
