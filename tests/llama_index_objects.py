"""Embeddings and readers as people write them for LlamaIndex, named as `tests.llama_index_objects:Class`."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.readers.base import BaseReader
from llama_index.core.schema import Document, ImageDocument

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


class WireReader(BaseReader):
    """A reader of a wire: each line of a file, or of the texts that it is given, is a story."""

    def __init__(self, outlet: str = "Harbour Wire") -> None:
        self._outlet = outlet

    def load_data(self, file: Path | None = None, texts: Sequence[str] = ()) -> list[Document]:
        print("reading the wire")  # noqa: T201 some readers do
        lines = [*texts, *(file.read_text(encoding="utf-8").splitlines() if file else ())]
        return [
            Document(
                text=line,
                metadata={
                    "Title": f"Story {number}",
                    "Outlet": self._outlet,
                    "author": "Ann Lee",
                    "link": f"https://wire.example/{number}",
                    "date": datetime(2026, 3, number, 9, 30, tzinfo=UTC),
                },
            )
            for number, line in enumerate(lines, start=1)
        ]


class SectionReader(BaseReader):
    """A reader whose documents are the paragraphs of a file, of which it states nothing."""

    def lazy_load_data(self, file: Path) -> Iterator[Document]:
        for part in file.read_text(encoding="utf-8").split("\n\n"):
            yield Document(text=part)


class GivenReader(BaseReader):
    """A reader of whatever documents it is given, and of some things that are none."""

    def load_data(self, documents: Sequence[dict[str, object]] = (), kind: str = "") -> list[object]:  # type: ignore[override]
        if kind == "fails":
            raise ConnectionRefusedError("the service is down")
        odd: dict[str, list[object]] = {"picture": [ImageDocument(image=b"")], "text": ["text"]}
        return [*(Document.model_validate(it) for it in documents), *odd.get(kind, [])]
