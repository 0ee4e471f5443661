"""Guess languages with py3langid: naive Bayes over byte sequences, in Python and NumPy, with a model of 4.5 MB in the package."""

from collections.abc import Mapping
from functools import cached_property

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_ISO_639_1 = 2
"""Letters of the codes of the languages that are told apart."""


class Langid:
    """A `LanguageGuesser`; its model takes a second of a processor and is loaded with the first text."""

    @cached_property
    def _model(self) -> LanguageIdentifier:
        model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        # Of what is nearly one language (Mandarin and Wu) the one that news is written in.
        model.set_languages([code for code in model.labels if len(code) == _ISO_639_1])
        return model

    def __call__(self, text: str) -> Mapping[str, float]:
        # Untrusted: it walks a table, byte by byte, and holds nothing of the text.
        return {str(code): float(probability) for code, probability in self._model.rank(text)}
