"""Split texts with LlamaIndex's SentenceSplitter."""

from collections.abc import Callable, Sequence

from llama_index.core.node_parser import SentenceSplitter


class LlamaIndexSplitter:
    """The `Splitter`: pieces of at most `size` tokens, cut at sentence ends where that is possible.

    They do not overlap, so that no word is embedded twice. The sentences are ours: LlamaIndex's own come from NLTK, whose
    loader refuses data files that an installer has hard-linked, as uv does.
    """

    def __init__(
        self, *, tokenize: Callable[[str], Sequence[object]], sentences: Callable[[str], list[str]], size: int
    ) -> None:
        self._splitter = SentenceSplitter(
            chunk_size=size,
            chunk_overlap=0,
            paragraph_separator="\n\n",
            tokenizer=lambda text: list(tokenize(text)),
            chunking_tokenizer_fn=sentences,
        )

    def __call__(self, text: str) -> list[str]:
        return self._splitter.split_text(text)
