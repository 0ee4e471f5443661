"""LlamaIndex asks Dateline as it asks its own retrievers and query engines, and everything that proves an answer survives."""

import asyncio

import pytest
from llama_index.core import QueryBundle
from llama_index.core.base.response.schema import Response
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.schema import MetadataMode, NodeWithScore, TextNode
from llama_index.core.tools import QueryEngineTool, RetrieverTool
from llama_index.core.workflow import Context, Event, StartEvent, StopEvent, Workflow, step

from qa import Dateline
from qa.api.schemas.answers import AnswerBody
from qa.api.schemas.scope import AskedScope
from qa.errors import InputError, QuestionError
from qa.integrations.llama_index import DatelineQueryEngine, DatelineRetriever
from qa.services import Services
from tests.writing import QUESTION

UNANSWERED = "How many British troops are in Iraq?"


def texts(nodes: list[NodeWithScore]) -> list[str]:
    return [node.node.get_content() for node in nodes]


def standing(nodes: list[NodeWithScore], services: Services) -> list[str]:
    """What stands at each node's place in the version of the article that it names."""
    found = []
    for node in nodes:
        assert isinstance(node.node, TextNode)
        source = node.node.source_node
        assert source is not None
        article = services.articles.get(source.node_id)
        assert (article.version, article.id) == (source.hash, node.metadata["article_id"])
        found.append(article.clean[node.node.start_char_idx : node.node.end_char_idx])
    return found


def test_a_node_is_the_passage_at_its_offsets_of_its_version_of_the_article(
    dateline: Dateline, seeded: Services
) -> None:
    nodes = DatelineRetriever(dateline, limit=4).retrieve("troops in Iraq")

    assert len(nodes) == 4
    assert standing(nodes, seeded) == texts(nodes)
    assert [node.score for node in nodes] == sorted((node.score or 0 for node in nodes), reverse=True)


def test_nodes_survive_being_stored_and_read_again(dateline: Dateline) -> None:
    (node,) = DatelineRetriever(dateline, limit=1).retrieve("troops in Iraq")

    assert TextNode.from_dict(node.node.to_dict()) == node.node


def test_a_model_that_is_shown_a_node_sees_its_text_and_who_says_it(dateline: Dateline) -> None:
    (node,) = DatelineRetriever(dateline, limit=1).retrieve("troops in Iraq")
    shown = node.node.get_content(MetadataMode.LLM)

    assert f"title: {node.metadata['title']}" in shown
    assert node.metadata["version"] not in shown
    assert node.node.get_content(MetadataMode.EMBED) == node.node.get_content()


def test_an_answer_has_its_quotes_as_nodes_and_the_whole_answer_as_metadata(
    dateline: Dateline, seeded: Services
) -> None:
    response = DatelineQueryEngine(dateline=dateline).query(QUESTION)

    assert isinstance(response, Response)
    assert "2,500 US troops" in str(response)
    assert standing(response.source_nodes, seeded) == texts(response.source_nodes)
    assert [f"[{node.metadata['number']}]" in str(response) for node in response.source_nodes] == [True, True, True]
    assert response.metadata is not None
    answer = AnswerBody.model_validate(response.metadata["answer"])
    assert [citation.quote for citation in answer.citations] == texts(response.source_nodes)


def test_an_abstention_says_why_and_names_no_source(dateline: Dateline) -> None:
    response = DatelineQueryEngine(dateline=dateline).query(UNANSWERED)

    assert isinstance(response, Response)
    assert str(response) == "The question is about something that none of the articles mentions."
    assert response.source_nodes == []
    assert response.metadata is not None
    assert response.metadata["answer"]["abstention"]["missing"] == ["British"]


def test_async_code_gets_the_same(dateline: Dateline) -> None:
    async def asked() -> None:
        engine, retriever = DatelineQueryEngine(dateline=dateline), DatelineRetriever(dateline)
        response, nodes = await asyncio.gather(engine.aquery(QueryBundle(QUESTION)), retriever.aretrieve(QUESTION))
        assert str(response) == str(engine.query(QUESTION))
        assert texts(nodes) == texts(retriever.retrieve(QUESTION))

    asyncio.run(asked())


def test_the_engine_and_the_retriever_are_tools(dateline: Dateline) -> None:
    tool = QueryEngineTool.from_defaults(DatelineQueryEngine(dateline=dateline), name="news")
    passages = RetrieverTool.from_defaults(DatelineRetriever(dateline, limit=2))

    async def called() -> None:
        # As in an agent, whose event loop runs meanwhile.
        output = await tool.acall(QUESTION)
        assert output.content == tool.call(QUESTION).content
        assert isinstance(output.raw_output, Response)
        assert len(output.raw_output.source_nodes) == 3
        assert "none of the articles mentions" in (await tool.acall(input=UNANSWERED)).content

    asyncio.run(called())
    assert "2,500" in passages.call(QUESTION).content


class Asked(Event):
    """A question on its way."""

    question: str


class News(Workflow):
    """Asks Dateline in one step, and tells of its quotes in the next."""

    def __init__(self, engine: DatelineQueryEngine) -> None:
        super().__init__(timeout=60)
        self._engine = engine

    @step
    async def ask(self, context: Context, start: StartEvent) -> Asked:
        return Asked(question=start.question)

    @step
    async def answer(self, asked: Asked) -> StopEvent:
        return StopEvent(result=await self._engine.aquery(asked.question))


def test_a_step_of_a_workflow_asks(dateline: Dateline) -> None:
    async def run() -> Response:
        response = await News(DatelineQueryEngine(dateline=dateline)).run(question=QUESTION)
        assert isinstance(response, Response)
        return response

    response = asyncio.run(run())

    assert "2,500" in str(response)
    assert len(response.source_nodes) == 3


def test_an_engine_of_llamaindex_keeps_the_offsets_of_what_the_retriever_gives(
    dateline: Dateline, seeded: Services
) -> None:
    retriever = DatelineRetriever(dateline, limit=2)
    engine = RetrieverQueryEngine.from_args(retriever, llm=MockLLM())
    nodes = engine.query(QUESTION).source_nodes

    assert standing(nodes, seeded) == texts(retriever.retrieve(QUESTION))


def test_a_scope_bounds_what_is_found_and_answered(dateline: Dateline) -> None:
    scope = AskedScope(outlets=["The Elsewhere Times"])

    assert DatelineRetriever(dateline, scope=scope).retrieve("troops in Iraq") == []
    assert "2,500" not in str(DatelineQueryEngine(dateline=dateline, scope=scope).query(QUESTION))


def test_what_cannot_be_asked_is_an_error_of_ours(dateline: Dateline) -> None:
    with pytest.raises(QuestionError):
        DatelineQueryEngine(dateline=dateline).query(" ")
    with pytest.raises(InputError, match="1 to 50"):
        DatelineRetriever(dateline, limit=51).retrieve("troops")
