"""Dateline in LlamaIndex: a retriever of passages, and a query engine whose answers stand on checked quotes."""

from llama_index.core.base.response.schema import Response
from llama_index.core.query_engine import CustomQueryEngine
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeRelationship, NodeWithScore, ObjectType, QueryBundle, RelatedNodeInfo, TextNode

from qa.api.schemas.answers import AnswerBody
from qa.api.schemas.scope import AskedScope
from qa.api.schemas.search import SearchBody
from qa.client import EVERYTHING
from qa.dateline import Dateline
from qa.integrations.facts import Facts, passage_facts, quote_facts

_FOR_MODELS = {"title", "publisher", "published_at"}
"""The metadata that a language model is shown with a node's text; the rest is for programs."""


class DatelineRetriever(BaseRetriever):
    """The best passages as nodes, whose start and end are offsets of the article's clean text.

    A node's source is the article, with its version as the hash; both stand in the metadata, too. The Dateline must be open.
    """

    def __init__(self, dateline: Dateline, limit: int = 10, scope: AskedScope = EVERYTHING) -> None:
        """Retrieve from `dateline` the best 1 to 50 passages of a scope; errors are those of `Dateline.search`."""
        super().__init__()
        self._dateline = dateline
        self._limit = limit
        self._scope = scope

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return _nodes(self._dateline.search(query_bundle.query_str, self._limit, self._scope))

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return _nodes(await self._dateline.asearch(query_bundle.query_str, self._limit, self._scope))


class DatelineQueryEngine(CustomQueryEngine):
    """Answers in verified sentences with `[n]` for the quotes, which are the response's `source_nodes` in this order.

    An abstention is a response as well: its text says why there is no answer, and no node stands behind it. The metadata's
    `answer` is the whole answer as docs/http.md shows it. The Dateline must be open; errors are those of `Dateline.ask`.
    """

    dateline: Dateline
    scope: AskedScope = EVERYTHING

    def custom_query(self, query_str: str) -> Response:
        """Return the answer to a question."""
        return _response(self.dateline.ask(query_str, scope=self.scope))

    async def acustom_query(self, query_str: str) -> Response:
        """Return the answer to a question."""
        return _response(await self.dateline.aask(query_str, scope=self.scope))


def _nodes(found: SearchBody) -> list[NodeWithScore]:
    return [
        NodeWithScore(node=_node(passage.chunk_id, passage.text, passage_facts(passage)), score=passage.score)
        for passage in found.passages
    ]


def _response(answer: AnswerBody) -> Response:
    quotes = [
        # The same quote is the same node in whichever answer, since LlamaIndex tells nodes of several answers apart by ids.
        NodeWithScore(
            node=_node(
                f"{citation.article_id}@{citation.version}:{citation.span.start}-{citation.span.end}",
                citation.quote,
                quote_facts(citation, answer),
            )
        )
        for citation in answer.citations
    ]
    # An abstention's text is its message; a response without a text would print as "None".
    return Response(answer.text, quotes, {"answer": answer.model_dump(mode="json")})


def _node(node_id: str, text: str, facts: Facts) -> TextNode:
    article = RelatedNodeInfo(
        node_id=str(facts["article_id"]), node_type=ObjectType.DOCUMENT, hash=str(facts["version"])
    )
    known = {name: value for name, value in facts.items() if value is not None}
    return TextNode(
        id_=node_id,
        text=text,
        start_char_idx=facts["start"],
        end_char_idx=facts["end"],
        metadata=known,
        excluded_llm_metadata_keys=sorted(known.keys() - _FOR_MODELS),
        excluded_embed_metadata_keys=sorted(known),
        relationships={NodeRelationship.SOURCE: article},
    )
