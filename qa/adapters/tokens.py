"""Encode texts as the token ids that a BERT model reads: one text alone, or a pair of query and text."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tokenizers import Tokenizer

_QUERY, _TITLE, _TEXT = 64, 24, 160
"""Tokens of each part that are read; of 7,000 news sentences two in a thousand have more than 160."""
_MOST = 512
"""Tokens of an input: the rows in the table of positions of every published BERT."""


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


class EncodedWindow(NamedTuple):
    """The tokens of a question and of a window of sentences, and where the sentences stand among them."""

    ids: list[int]
    types: list[int]
    ends: list[int]
    """For each sentence the place of the [SEP] behind it, whose state tells whether the sentence answers."""
    spans: list[tuple[int, int]]
    """For each token the code points of its sentence that it stands for; (0, 0) where it is of no sentence."""


class Tokens:
    """A tokenizer whose published settings for cutting and padding are switched off; safe from any thread."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        # Set once and for all here: the published file cuts at 128 tokens and pads to as many.
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        # Texts are untrusted: a "[SEP]" in one of them is three tokens like any others.
        self._tokenizer.encode_special_tokens = True
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

    def window(self, question: str, title: str, sentences: Sequence[str]) -> EncodedWindow:
        """Encode as [CLS] question [SEP] title [SEP] sentence [SEP] sentence [SEP] …, each part cut at its end.

        Sentences that are too long together are all cut at one length, so that each keeps its [SEP].

        Raises:
            ValueError: there are more sentences than an input has tokens.
        """
        query = [self.opening, *self.ids(question)[:_QUERY], self.closing]
        ids = [*query, *([*self.ids(title)[:_TITLE], self.closing] if title else [])]
        spans = [(0, 0)] * len(ids)
        ends = []
        encodings = [self._tokenizer.encode(_encodable(text), add_special_tokens=False) for text in sentences]
        longest = _longest([len(encoding.ids) for encoding in encodings], _MOST - len(ids) - len(encodings))
        for encoding in encodings:
            ids += [*encoding.ids[:longest], self.closing]
            spans += [*encoding.offsets[:longest], (0, 0)]
            ends.append(len(ids) - 1)
        return EncodedWindow(ids, [0] * len(query) + [1] * (len(ids) - len(query)), ends, spans)


def _longest(lengths: Sequence[int], room: int) -> int:
    """The largest length, at most `_TEXT`, at which texts of these lengths can be cut to fit into the room together."""
    if room < 0:
        raise ValueError(f"{len(lengths)} sentences are too many to be read together")
    return next(cut for cut in range(_TEXT, -1, -1) if sum(min(cut, length) for length in lengths) <= room)


def _encodable(text: str) -> str:
    """Return the text with each lone surrogate, which no tokenizer takes, as a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")
