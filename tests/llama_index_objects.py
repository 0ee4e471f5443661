"""Embeddings and readers as people write them for LlamaIndex, named as `tests.llama_index_objects:Class`."""

from collections.abc import Sequence

from llama_index.core.base.embeddings.base import BaseEmbedding

from tests.fakes import HashingEmbedder


class WordEmbedding(BaseEmbedding):
    """A bag of words of no unit length, as some servers give."""

    model_name: str = "words"
    weight: float = 1.0
    api_key: str = ""

    def _get_text_embedding(self, text: str) -> list[float]:
        row: list[float] = (HashingEmbedder().embed_query(text) * self.weight).tolist()
        return row

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


class DownEmbedding(WordEmbedding):
    """One whose server cannot be reached, and says so with what it was asked."""

    def _get_text_embedding(self, text: str) -> list[float]:
        raise ConnectionError(f"no route to the host, asked {text!r}")


class FailingEmbedding(WordEmbedding):
    """One that gives what are no vectors."""

    rows: Sequence[object] = ()

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return list(self.rows)  # type: ignore[arg-type]  # that is what is tried


ready = WordEmbedding(model_name="ready")
unrelated = 7
