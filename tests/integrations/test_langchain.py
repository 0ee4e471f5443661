"""LangChain asks Dateline by its own retrievers and tools, and everything that proves an answer survives."""

import asyncio
import subprocess
import sys

from langchain_core.documents import Document
from langchain_core.messages import ToolCall, ToolMessage
from langchain_core.runnables import RunnableLambda
from langchain_core.utils.function_calling import convert_to_openai_tool

from qa import Dateline
from qa.api.schemas.answers import AnswerBody
from qa.api.schemas.scope import AskedScope
from qa.integrations.langchain import DatelineRetriever, answer_tool
from qa.services import Services
from tests.conftest import ROOT
from tests.writing import QUESTION

UNANSWERED = "How many British troops are in Iraq?"


def test_a_document_is_the_passage_at_its_offsets_of_its_version_of_the_article(
    dateline: Dateline, seeded: Services
) -> None:
    documents = DatelineRetriever(dateline=dateline, limit=4).invoke("troops in Iraq")

    assert len(documents) == 4
    for document in documents:
        article = seeded.articles.get(document.metadata["article_id"])
        assert article.version == document.metadata["version"]
        assert article.clean[document.metadata["start"] : document.metadata["end"]] == document.page_content


def names(documents: list[Document]) -> list[str | None]:
    return [document.id for document in documents]


def test_the_retriever_is_a_link_of_a_chain_in_async_code_too(dateline: Dateline) -> None:
    chain = DatelineRetriever(dateline=dateline, limit=2) | RunnableLambda(names)

    assert asyncio.run(chain.ainvoke("troops in Iraq")) == chain.invoke("troops in Iraq")
    assert len(chain.invoke("troops in Iraq")) == 2


def called(question: str) -> ToolCall:
    return ToolCall(name="news_answer", args={"question": question}, id="call_1", type="tool_call")


def test_the_tool_answers_with_every_quote_and_keeps_the_whole_answer(dateline: Dateline) -> None:
    tool = answer_tool(dateline)
    message = tool.invoke(called(QUESTION))

    assert isinstance(message, ToolMessage)
    answer = AnswerBody.model_validate(message.artifact)
    assert message.text.startswith(answer.text)
    for citation in answer.citations:
        place = f"{citation.article_id} {citation.span.start}-{citation.span.end}"
        assert f"[{citation.number}] “{citation.quote}” (" in message.text
        assert place in message.text
    assert asyncio.run(tool.ainvoke(called(QUESTION))).text == message.text


def test_an_abstention_is_told_and_is_no_error(dateline: Dateline) -> None:
    message = answer_tool(dateline).invoke(called(UNANSWERED))

    assert (message.text, message.status) == (message.artifact["abstention"]["message"], "success")
    assert "[1]" not in message.text


def test_a_scope_bounds_what_is_found_and_answered(dateline: Dateline) -> None:
    scope = AskedScope(outlets=["The Elsewhere Times"])

    assert DatelineRetriever(dateline=dateline, scope=scope).invoke("troops in Iraq") == []
    assert "2,500" not in answer_tool(dateline, scope=scope).invoke(called(QUESTION)).text


def test_what_cannot_be_asked_is_told_as_the_tools_error(dateline: Dateline) -> None:
    tool = answer_tool(dateline)

    for message in (tool.invoke(called(" ")), asyncio.run(tool.ainvoke(called(" ")))):
        assert (message.status, "question" in message.text) == ("error", True)


def test_a_model_is_told_what_the_tool_takes_and_under_which_name(dateline: Dateline) -> None:
    tool = answer_tool(dateline, name="harbour_post")

    described = convert_to_openai_tool(tool)["function"]

    assert (described["name"], described["parameters"]["required"]) == ("harbour_post", ["question"])
    assert "stored news articles" in described["description"]


def test_without_langchain_the_module_says_what_to_install() -> None:
    code = "import sys; sys.modules['langchain_core'] = None; import qa.integrations.langchain"
    process = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)

    assert 'LangChain is not there; `pip install "dateline[langchain]"`' in process.stderr
