"""Encode texts as the token ids that a BERT model reads: one text alone, or a pair of query and text."""

from pathlib import Path
from typing import NamedTuple

from tokenizers import Tokenizer

_QUERY, _TITLE, _TEXT = 64, 24, 160
"""Tokens of each part that are read; of 7,000 news sentences two in a thousand have more than 160."""


class Pair(NamedTuple):
    """What a cross-encoder reads together: a question or statement, and the text that may answer or support it."""

    query: str
    text: str
    title: str = ""
    """Of the article in which the text stands; often it alone says who or where."""


class Encoded(NamedTuple):
    """Token ids, and for each whether it belongs to the query (0) or the text (1)."""

    ids: list[int]
    types: list[int]


class Tokens:
    """A tokenizer whose published settings for cutting and padding are switched off; safe from any thread."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        # Set once and for all here: the published file cuts at 128 tokens and pads to as many.
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        (self.opening, self.closing) = self._tokenizer.encode("").ids

    def texts(self, text: str) -> list[str]:
        """Return the tokens of a text, without [CLS] and [SEP]."""
        return self._tokenizer.encode(_encodable(text), add_special_tokens=False).tokens

    def ids(self, text: str) -> list[int]:
        """Return the tokens that `texts` returns, as ids."""
        return self._tokenizer.encode(_encodable(text), add_special_tokens=False).ids

    def pair(self, pair: Pair) -> Encoded:
        """Encode as [CLS] query [SEP] title [SEP] text [SEP], each part cut at its end; a missing title leaves no trace."""
        query = [self.opening, *self.ids(pair.query)[:_QUERY], self.closing]
        title = [*self.ids(pair.title)[:_TITLE], self.closing] if pair.title else []
        text = [*title, *self.ids(pair.text)[:_TEXT], self.closing]
        return Encoded(query + text, [0] * len(query) + [1] * len(text))


def _encodable(text: str) -> str:
    """Return the text with each lone surrogate, which no tokenizer takes, as a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")
