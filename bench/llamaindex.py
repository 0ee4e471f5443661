"""LlamaIndex's own index in its own Chroma store, with our embedder: what people would build instead."""

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import chromadb
from llama_index.core import StorageContext, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.schema import TextNode
from pydantic import PrivateAttr

from qa.ports import Embedder

_STORE = "llama_index.vector_stores.chroma"


def available() -> bool:
    """Whether LlamaIndex's Chroma store is installed; it is no dependency of Dateline."""
    try:
        return find_spec(_STORE) is not None
    except ModuleNotFoundError:
        return False


def index(chunks: Sequence[str], embedder: Embedder, folder: Path) -> None:
    """Embed and store the chunks with every option of LlamaIndex as it comes.

    It is given the chunks, not the articles: its own splitter asks NLTK for data files, which NLTK refuses where an
    installer has hard-linked them. So reading and splitting, which Dateline's figure includes, cost it nothing.
    """
    client = chromadb.PersistentClient(path=str(folder))
    store = import_module(_STORE).ChromaVectorStore(chroma_collection=client.create_collection("chunks"))
    VectorStoreIndex(
        [TextNode(text=chunk) for chunk in chunks],
        storage_context=StorageContext.from_defaults(vector_store=store),
        embed_model=_Adapted(embedder),
    )


class _Adapted(BaseEmbedding):
    """Our embedder as one of LlamaIndex's."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(model_name=embedder.name)
        self._embedder = embedder

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_query_embedding(text)

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._embedder.embed_documents(texts).tolist()
        return vectors

    def _get_query_embedding(self, query: str) -> list[float]:
        vector: list[float] = self._embedder.embed_query(query).tolist()
        return vector

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)
