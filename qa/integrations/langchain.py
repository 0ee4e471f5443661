"""Dateline in LangChain: a retriever of passages, and a tool that answers with the quotes that prove it."""

try:
    from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.tools import BaseTool, StructuredTool, ToolException
except ModuleNotFoundError as error:
    raise ModuleNotFoundError('LangChain is not there; `pip install "dateline[langchain]"`', name=error.name) from error

from qa.api.schemas.answers import AnswerBody
from qa.api.schemas.scope import AskedScope
from qa.api.schemas.search import SearchBody
from qa.client import EVERYTHING
from qa.dateline import Dateline
from qa.errors import DatelineError
from qa.integrations.facts import passage_facts, with_quotes

Artifact = dict[str, object]
"""The whole answer, as docs/http.md shows it."""


class DatelineRetriever(BaseRetriever):
    """The best passages as documents, with article, version and offsets of the clean text in their metadata.

    The Dateline must be open; errors are those of `Dateline.search`.
    """

    dateline: Dateline
    limit: int = 10
    """How many passages, 1 to 50."""
    scope: AskedScope = EVERYTHING

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 the signature is LangChain's
    ) -> list[Document]:
        return _documents(self.dateline.search(query, self.limit, self.scope))

    async def _aget_relevant_documents(
        self,
        query: str,
        *,
        run_manager: AsyncCallbackManagerForRetrieverRun,  # noqa: ARG002 the signature is LangChain's
    ) -> list[Document]:
        return _documents(await self.dateline.asearch(query, self.limit, self.scope))


def answer_tool(dateline: Dateline, name: str = "news_answer", scope: AskedScope = EVERYTHING) -> BaseTool:
    """Return a tool for agents that answers a question from a scope, which the agent cannot widen; the Dateline must be open.

    Its content is the answer with all quotes, or why there is none; its artifact is the whole answer. What a model may mend,
    as an empty question, it is told as the tool's error.
    """

    def answer(question: str) -> tuple[str, Artifact]:
        try:
            return _told(dateline.ask(question, scope=scope))
        except DatelineError as error:
            raise ToolException(str(error)) from error

    async def aanswer(question: str) -> tuple[str, Artifact]:
        try:
            return _told(await dateline.aask(question, scope=scope))
        except DatelineError as error:
            raise ToolException(str(error)) from error

    return StructuredTool.from_function(
        answer,
        aanswer,
        name=name,
        description=(
            "Answer a question about the stored news articles. Each sentence stands on quotes that were checked, "
            "numbered [n]; where the articles do not answer, the reason is told."
        ),
        response_format="content_and_artifact",
        handle_tool_error=True,
    )


def _documents(found: SearchBody) -> list[Document]:
    return [
        Document(
            id=passage.chunk_id,
            page_content=passage.text,
            metadata={**passage_facts(passage), "score": passage.score},
        )
        for passage in found.passages
    ]


def _told(answer: AnswerBody) -> tuple[str, Artifact]:
    return with_quotes(answer), answer.model_dump(mode="json")
