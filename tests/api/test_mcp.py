"""The Model Context Protocol's own client asks over HTTP: it gets answers, quotes and errors, and no more than its key may."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import httpx2
import jsonschema_rs
import pytest
from mcp import Client

from bench.scripted.replies import Silence
from qa.__main__ import Commands
from qa.access.credentials import KeySpec, make_key
from qa.api.admission_queue import LoadLimits
from qa.api.mcp.errors import PATH
from qa.api.mcp.protocol import server_of
from qa.api.schemas.answers import AnswerBody
from qa.api.schemas.articles import ArticleBody
from qa.api.schemas.checks import CheckBody
from qa.api.schemas.scope import AskedScope
from qa.api.schemas.search import SearchBody
from qa.domain.article import ArticleId, Metadata
from qa.errors import StoreDamagedError
from qa.ingest.readers.raw_article import RawArticle
from qa.services import Services
from tests.conftest import ROOT
from tests.driving import UNLIMITED, gate, in_memory
from tests.keyed_server import OTHER, SITE
from tests.mcp_clients import Endpoint, MCPError, Mode, Speaker, endpoint, text_of
from tests.openai_clients import BRIDGE, COST, FERRY, NOBODY, REPAIR, TICKETS, URL, small_town
from tests.serving import served
from tests.writing import QUESTION as TROOPS
from tests.writing import TRUE, writing

COST_OF_BRIDGE = "What does the repair of the bridge cost?"
TOOLS = ["ask", "search", "fetch", "check"]
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": {"question": COST}}}
JSON = {"Content-Type": "application/json", "Accept": "application/json"}


@pytest.fixture(scope="module")
def town() -> Iterator[Services]:
    with small_town() as services:
        yield services


@pytest.fixture(scope="module")
def server(town: Services) -> Iterator[Endpoint]:
    with endpoint(town) as running:
        yield running


@pytest.fixture(params=get_args(Mode))
def speaker(server: Endpoint, request: pytest.FixtureRequest) -> Speaker:
    """One with a secret key, who speaks the newest protocol, or the one of before."""
    return server.with_key(server.secret, request.param)


def test_an_answer_has_its_quotes_with_span_version_and_link(speaker: Speaker) -> None:
    answer = speaker.given("ask", question=COST)
    (citation,) = answer["citations"]
    article = speaker.given("fetch", id=citation["article_id"])

    assert answer["text"] == f"{REPAIR} [1]"
    assert answer["statements"][0]["citations"] == [citation["id"]]
    assert article["text"][citation["span"]["start"] : citation["span"]["end"]] == citation["quote"] == REPAIR
    assert article["metadata"]["version"] == citation["version"]
    assert citation["deep_link"].startswith(f"{URL}#:~:text=")
    assert answer["links"] == {"bridge": URL}
    assert speaker.given("ask", question=TICKETS)["links"] == {"ferry boat": "article://ferry%20boat"}


def test_an_abstention_is_no_error_and_says_why(speaker: Speaker) -> None:
    answer = speaker.given("ask", question=NOBODY)

    assert (answer["mode"], answer["statements"]) == ("abstained", [])
    assert answer["abstention"]["message"] == answer["text"] != ""


def test_what_a_caller_did_wrong_is_said_in_words_that_a_model_reads(speaker: Speaker) -> None:
    assert speaker.refusal("ask", question=" ") == "the question is empty; ask something about the articles"
    assert speaker.refusal("ask", query="x") == "question: Field required; query: Extra inputs are not permitted"
    assert "no article 'none'" in speaker.refusal("fetch", id="none")
    with pytest.raises(MCPError, match="no such tool; there are ask, search, fetch, check"):
        speaker.call("answer", question=COST)


@pytest.mark.parametrize("mode", get_args(Mode))
def test_a_wrong_key_is_refused_in_words_that_the_client_shows(server: Endpoint, mode: Mode) -> None:
    with pytest.raises(MCPError, match="the key is not known here") as wrong:
        server.with_key("sk_wrong", mode).call("ask", question=COST)
    with pytest.raises(MCPError, match="show a key in the header"):
        server.with_key(None, mode).call("ask", question=COST)
    response = httpx2.post(server.url, json=CALL, headers=JSON)

    assert wrong.value.error.data["code"] == "key_unknown"
    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")


def test_every_tool_describes_what_it_takes_and_gives_and_gives_that(speaker: Speaker) -> None:
    tools = speaker.speak(lambda client: client.list_tools()).tools
    calls = {
        "ask": {"question": COST},
        "search": {"query": "bridge"},
        "fetch": {"id": "bridge"},
        "check": {"text": REPAIR},
    }
    assert [tool.name for tool in tools] == TOOLS
    for tool in tools:
        result = speaker.call(tool.name, **calls[tool.name])
        jsonschema_rs.validate(tool.input_schema, calls[tool.name])
        assert tool.output_schema is not None
        jsonschema_rs.validate(tool.output_schema, result.structured_content)
        assert json.loads(text_of(result)) == result.structured_content
        assert tool.annotations is not None
        assert (tool.annotations.read_only_hint, tool.annotations.open_world_hint) == (True, False)
    # Some clients can follow no references between schemas of what they have to send.
    assert "$ref" not in json.dumps([tool.input_schema for tool in tools])


@pytest.fixture(scope="module")
def dated() -> Iterator[Speaker]:
    """One who asks of two days of a repair."""
    with in_memory() as services:
        for day, cost in ((1, "300"), (8, "450")):
            text = f"The repair of the bridge costs {cost} crowns."
            known = Metadata(published_at=datetime(2026, 6, day, tzinfo=UTC), publisher=f"Paper {day}")
            services.articles.put(RawArticle(ArticleId(f"of {day}"), text, known, f"{day}.txt"))
        with endpoint(services) as server:
            yield server.with_key(server.secret)


def test_a_question_is_answered_as_of_its_day_and_a_text_checked(dated: Speaker) -> None:
    before = dated.given("ask", question=COST_OF_BRIDGE, as_of="2026-06-05")
    after = dated.given("ask", question=COST_OF_BRIDGE, since="2026-06-05")
    text = "The repair of the bridge costs 300 crowns."
    checks = [dated.given("check", text=text, **scope) for scope in ({"as_of": "2026-06-05"}, {"since": "2026-06-05"})]

    assert [{it["article_id"] for it in answer["citations"]} for answer in (before, after)] == [{"of 1"}, {"of 8"}]
    assert [it["sentences"][0]["verdict"] for it in checks] == ["quoted", "unproved"]
    assert "as_of" in dated.refusal("ask", question=COST_OF_BRIDGE, as_of="yesterday")


def test_a_search_looks_at_what_lies_within_its_scope(dated: Speaker) -> None:
    scopes: tuple[dict[str, object], ...] = (
        {},
        {"as_of": "2026-06-05"},
        {"since": "2026-06-05"},
        {"outlets": ["paper 8"]},
    )
    found = [dated.given("search", query=COST_OF_BRIDGE, **scope)["results"] for scope in scopes]
    answer = dated.given("ask", question=COST_OF_BRIDGE, outlets=["Paper 1"])

    assert [{it["id"] for it in results} for results in found] == [{"of 1", "of 8"}, {"of 1"}, {"of 8"}, {"of 8"}]
    assert {it["article_id"] for it in answer["citations"]} == {"of 1"}
    for wrong in ({"as_of": "yesterday"}, {"as_of": "2" * 201}, {"outlets": ["a"] * 51}):
        assert next(iter(wrong)) in dated.refusal("search", query=COST_OF_BRIDGE, **wrong)


def test_search_and_fetch_are_as_chatgpt_wants_them(speaker: Speaker) -> None:
    tools = {tool.name: tool for tool in speaker.speak(lambda client: client.list_tools()).tools}
    found = speaker.given("search", query="What does the bridge cost, and the ferry?")["results"]
    texts = {it["id"]: speaker.given("fetch", id=it["id"]) for it in found}

    # It sends one text; what else a tool may take has to be left out without harm.
    assert [tools[name].input_schema["required"] for name in ("search", "fetch")] == [["query"], ["id"]]
    assert {it["id"]: (it["title"], it["url"]) for it in found} == {
        "bridge": ("The bridge", URL),
        "ferry boat": ("ferry boat", "article://ferry%20boat"),
    }
    assert all(isinstance(it[key], str) for it in texts.values() for key in ("id", "title", "text", "url"))
    for article in found:
        for passage in article["passages"]:
            span = passage["span"]
            assert texts[article["id"]]["text"][span["start"] : span["end"]] == passage["text"]


def test_an_article_without_an_address_has_the_servers_where_that_is_known(town: Services) -> None:
    with endpoint(replace(town, public_url="https://qa.example/")) as server:
        article = server.with_key(server.secret).given("fetch", id="ferry boat")

    assert article["url"] == "https://qa.example/articles/ferry%20boat"


def test_a_text_is_checked_sentence_by_sentence(speaker: Speaker) -> None:
    sentences = speaker.given("check", text="The repair costs 900 crowns. Tickets for the ferry cost four crowns.")[
        "sentences"
    ]

    assert [it["verdict"] for it in sentences] == ["unproved", "quoted"]
    assert sentences[0]["differences"][0]["text"] == "900"
    assert sentences[1]["quotes"][0]["article_id"] == "ferry boat"


def test_an_article_is_a_resource(speaker: Speaker) -> None:
    (template,) = speaker.speak(lambda client: client.list_resource_templates()).resource_templates
    ferry = speaker.resource("article://ferry%20boat")

    assert (template.uri_template, template.mime_type) == ("article://{id}", ferry.mime_type)
    assert ferry.text == FERRY
    assert speaker.resource("article://bridge").text.startswith(BRIDGE[:10])
    assert speaker.speak(lambda client: client.list_resources()).resources == []
    for uri, words in (
        ("article://none", "no article 'none'"),
        ("file:///etc/passwd", "resources article://{id} only"),
    ):
        with pytest.raises(MCPError, match=words):
            speaker.resource(uri)


def test_the_prompt_has_the_question_answered_from_the_articles(speaker: Speaker) -> None:
    (prompt,) = speaker.speak(lambda client: client.list_prompts()).prompts
    made = speaker.speak(lambda client: client.get_prompt(prompt.name, {"question": "Who {pays}?"}))

    assert [argument.name for argument in prompt.arguments or []] == ["question"]
    assert "Who {pays}?" in made.messages[0].content.text  # type: ignore[union-attr]  # it is a text
    with pytest.raises(MCPError, match="it takes a question"):
        speaker.speak(lambda client: client.get_prompt(prompt.name, {}))


def test_a_publishable_key_asks_and_reads_what_answers_have_shown_and_no_more(town: Services) -> None:
    with endpoint(town) as server:
        reader = server.with_key(server.publishable(SITE), origin=SITE)
        unread = reader.refusal("fetch", id="bridge")
        with pytest.raises(MCPError, match="reads only articles that an answer has shown"):
            reader.resource("article://bridge")
        assert reader.given("ask", question=COST)["text"].startswith(REPAIR)

        assert unread == "a publishable key reads only articles that an answer has shown"
        assert reader.given("fetch", id="bridge")["title"] == reader.resource("article://bridge").meta["title"]  # type: ignore[index]
        assert reader.refusal("fetch", id="ferry boat") == unread
        for tool, arguments in (("search", {"query": "ferry"}), ("check", {"text": REPAIR})):
            assert "may only ask" in reader.refusal(tool, **arguments)


def test_a_key_counts_only_where_it_may_be_shown(server: Endpoint) -> None:
    public = server.publishable(SITE)
    for secret, origin, words in (
        (public, OTHER, f"not for pages of {OTHER}"),
        (public, None, "not for pages of http://127.0.0.1"),
        (server.secret, SITE, "a secret key was shown by what says it is a browser"),
    ):
        with pytest.raises(MCPError, match=words):
            server.with_key(secret, origin=origin).call("ask", question=COST)


def test_pages_of_a_keys_site_may_send_the_protocols_headers(server: Endpoint) -> None:
    server.publishable(SITE)
    sent = "authorization, content-type, mcp-method, mcp-name, mcp-protocol-version, mcp-session-id"
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": sent}
    statuses = [httpx2.options(server.url, headers={**asked, "Origin": origin}).status_code for origin in (SITE, OTHER)]

    assert statuses == [200, 400]


def test_without_keys_this_machine_is_answered_and_no_page_that_calls_itself_so(town: Services) -> None:
    with served(replace(town, gate=gate())) as running:
        url = f"http://127.0.0.1:{running.port}/mcp"
        assert Speaker(url).given("ask", question=TICKETS)["mode"] == "extractive"
        refused = [
            httpx2.post(url, json=CALL, headers={**JSON, **headers})
            for headers in (
                {"Host": "evil.example"},
                {"Origin": "https://evil.example"},
                {"X-Forwarded-For": "1.2.3.4"},
            )
        ]

    assert [(it.status_code, it.json()["error"]["data"]["code"]) for it in refused] == [
        (403, "no_keys"),
        (403, "origin_not_allowed"),
        (403, "no_keys"),
    ]


def test_questions_are_limited_and_counted_as_everywhere(town: Services) -> None:
    with endpoint(town, limits=replace(UNLIMITED, address_per_minute=1)) as server:
        reader = server.with_key(server.publishable(SITE), origin=SITE)
        key, secret = make_key(KeySpec("secret", per_minute=1))
        server.services.gate.authorizer.keys.add(key)
        limited = server.with_key(secret, "legacy")

        assert [reader.call("ask", question=COST).is_error for _ in range(2)] == [False, True]
        assert "too many requests at once; try again a little later (in " in reader.refusal("ask", question=COST)
        # Three reads go with each question, as over HTTP.
        assert [reader.call("fetch", id="bridge").is_error for _ in range(4)] == [False] * 3 + [True]
        # What a client sends before its first question is not counted.
        assert limited.given("ask", question=COST)["mode"] == "extractive"
        assert "too many requests at once" in limited.refusal("ask", question=COST)


def test_a_full_queue_says_when_to_try_again(town: Services) -> None:
    with (
        endpoint(town, load=LoadLimits(longest_wait=-1.0)) as server,
        pytest.raises(MCPError, match="more is asked than can be answered in time; try again") as full,
    ):
        server.with_key(server.secret).call("ask", question=COST)

    assert (full.value.error.data["code"], full.value.error.data["retry_after"]) == ("overloaded", "0")


class Broken:
    """A backend whose every answer fails with what nobody outside should read."""

    request_id, public_url = "req_1", ""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def ask(self, question: str, scope: AskedScope) -> AnswerBody:
        raise self.error

    async def search(self, query: str, scope: AskedScope) -> SearchBody:
        raise self.error

    async def article(self, article_id: str) -> ArticleBody:
        raise self.error

    async def check(self, text: str, scope: AskedScope) -> CheckBody:
        raise self.error


@pytest.mark.parametrize("mode", get_args(Mode))
@pytest.mark.parametrize("error", [RuntimeError("/srv/secret.db"), StoreDamagedError("/srv/secret.db is damaged")])
def test_nothing_of_a_defect_or_a_file_is_told(error: Exception, mode: Mode, caplog: pytest.LogCaptureFixture) -> None:
    speaker = Speaker(server_of(Broken(error)), mode=mode)
    said = [
        speaker.refusal("ask", question="q"),
        speaker.refusal("search", query="q"),
        speaker.refusal("fetch", id="q"),
        speaker.refusal("check", text="q"),
    ]
    with pytest.raises(MCPError) as unread:
        speaker.resource("article://q")

    assert {*said, unread.value.message} == {said[0]}
    assert "secret" not in said[0]
    assert "secret" in caplog.text


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"[]", 400), (b'{"jsonrpc": "2.0"}', 400), (b'{"padding": "%s"}' % (b"x" * 300_000), 413)],
)
def test_what_is_no_message_of_the_protocol_is_refused_as_json_rpc_does(
    server: Endpoint, body: bytes, status: int
) -> None:
    headers = {**JSON, "Authorization": f"Bearer {server.secret}"}
    response = httpx2.post(server.url, content=body, headers=headers)

    assert response.status_code == status
    assert set(response.json()) == {"jsonrpc", "id", "error"}


def test_there_is_no_stream_and_no_session_to_end(server: Endpoint) -> None:
    headers = {"Authorization": f"Bearer {server.secret}", "Accept": "text/event-stream"}
    responses = [httpx2.request(method, server.url, headers=headers) for method in ("GET", "DELETE")]

    assert [(it.status_code, it.headers["allow"]) for it in responses] == [(405, "POST")] * 2


def test_who_stops_waiting_has_the_model_stopped(seeded: Services) -> None:
    with writing(seeded, Silence(TRUE)) as written, endpoint(written.services) as server:

        async def left(client: Client) -> None:
            call = asyncio.create_task(client.call_tool("ask", {"question": TROOPS}))
            await asyncio.to_thread(written.model.wait_until_asked)
            call.cancel()
            await asyncio.to_thread(written.model.wait_until_left)

        server.with_key(server.secret).speak(left)


PAGE = (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8")


def test_the_program_of_the_documents_prints_an_answer(seeded: Services) -> None:
    (program,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.M | re.S)
    with served(replace(seeded, gate=gate())) as running:
        here = program.replace("127.0.0.1:8000", f"127.0.0.1:{running.port}")
        command = [sys.executable, "-c", here]
        run = subprocess.run(command, env={"PYTHONUTF8": "1"}, capture_output=True, encoding="utf-8", timeout=60)

    assert run.stderr == ""
    assert "2,500" in run.stdout
    assert "[1]" in run.stdout


def test_the_configurations_of_the_documents_are_json_and_name_this_command() -> None:
    blocks = [json.loads(block) for block in re.findall(r"^```json\n(.*?)^```$", PAGE, re.M | re.S)]
    servers = [
        server for block in blocks for key in ("mcpServers", "servers") for server in block.get(key, {}).values()
    ]

    assert len(blocks) == 4
    assert {tuple(it["args"][2:]) for it in servers if "command" in it} == {("mcp",)}
    assert "mcp" in Commands.lazy_commands
    assert {it["url"] for it in servers if "url" in it} | {blocks[-1]["server_url"]} == {f"https://qa.example{PATH}"}
