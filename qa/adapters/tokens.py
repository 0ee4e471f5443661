"""Encode texts as the token ids that a BERT model reads: one text alone, or a pair of query and text."""

from pathlib import Path
from typing import NamedTuple

from tokenizers import Tokenizer

_ASKED, _TITLE, _TOLD = 64, 24, 160
"""Tokens of each part that are read; of 7,000 news sentences two in a thousand have more than 160."""


class Pair(NamedTuple):
    """What a cross-encoder reads together: a question or statement, and the text that may answer or support it."""

    asked: str
    told: str
    title: str = ""
    """Of the article in which `told` stands; often it alone says who or where."""


class Encoded(NamedTuple):
    """Token ids, and for each whether it belongs to what is asked (0) or told (1)."""

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
        """The tokens of a text, without [CLS] and [SEP]."""
        return self._tokenizer.encode(_encodable(text), add_special_tokens=False).tokens

    def ids(self, text: str) -> list[int]:
        """The same as ids."""
        return self._tokenizer.encode(_encodable(text), add_special_tokens=False).ids

    def pair(self, pair: Pair) -> Encoded:
        """[CLS] asked [SEP] title [SEP] told [SEP], each part cut at its end; a missing title leaves no trace."""
        asked = [self.opening, *self.ids(pair.asked)[:_ASKED], self.closing]
        title = [*self.ids(pair.title)[:_TITLE], self.closing] if pair.title else []
        told = [*title, *self.ids(pair.told)[:_TOLD], self.closing]
        return Encoded(asked + told, [0] * len(asked) + [1] * len(told))


def _encodable(text: str) -> str:
    """The text with each lone surrogate, which no tokenizer takes, as a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")
