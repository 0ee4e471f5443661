"""Real clients ask over loopback, each in its own process as its users run it: none of them is patched."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import pytest
from filelock import FileLock

from qa.access.credentials import KeySpec, make_key
from tests.conftest import ROOT
from tests.driving import gate, ingest
from tests.openai_clients import BRIDGE, COST, LATE, NOBODY, REPAIR, TICKETS, URL, small_town
from tests.serving import served

pytestmark = pytest.mark.e2e

HERE = Path(__file__).parent
SITE = "https://news.example"
QUESTIONS = {
    "cost": COST,
    "tickets": TICKETS,
    "nobody": NOBODY,
    "overview": "What is reported about the bridge?",
    "follow_up": "And when was it closed?",
}
CLOSED = BRIDGE.removeprefix(REPAIR).strip()
OTHERS = ROOT / ".cache" / "clients" / "bin" / "python"
"""The Python of the clients that need another release of openai than ours."""
NODE = shutil.which("node") or "node"
INTERPRETERS = {"ours": Path(sys.executable), "others": OTHERS, "node": Path(NODE)}
INSTALLED = {**INTERPRETERS, "node": HERE / "node_modules" / "openai"}


class Client(NamedTuple):
    """One of a client's ways to ask, and which citations it shows."""

    interpreter: str
    script: str
    over: str
    addresses: bool = True
    """Whether it shows the addresses of what is quoted."""
    files: bool = False
    """Whether it shows articles without an address as well."""
    quotes: bool = False


CLIENTS = {
    "openai-python-chat": Client("ours", "openai_python.py", "chat"),
    "openai-python-responses": Client("ours", "openai_python.py", "responses", files=True, quotes=True),
    "openai-python-2-chat": Client("others", "openai_python.py", "chat"),
    "openai-python-2-responses": Client("others", "openai_python.py", "responses", files=True, quotes=True),
    "openai-node-chat": Client("node", "openai_node.mjs", "chat"),
    "openai-node-responses": Client("node", "openai_node.mjs", "responses", files=True, quotes=True),
    "langchain-chat": Client("others", "langchain_chat.py", "chat", addresses=False),
    "langchain-responses": Client("others", "langchain_chat.py", "responses", files=True, quotes=True),
    "llama-index": Client("others", "llama_index_chat.py", "chat"),
    "vercel-responses": Client("node", "vercel.mjs", "responses", files=True),
    "vercel-chat": Client("node", "vercel.mjs", "chat"),
    "vercel-compatible": Client("node", "vercel.mjs", "compatible", addresses=False),
}
every_client = pytest.mark.parametrize("client", [pytest.param(client, id=name) for name, client in CLIENTS.items()])


class Servers(NamedTuple):
    """Two servers of the same articles, the second of which answers too late, and a key to both."""

    base: str
    failing: str
    key: str


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    secret, shown = make_key(KeySpec("secret"))
    page, _ = make_key(KeySpec("publishable", origins=(SITE,)))
    with small_town() as town:
        ingest(town, ROOT / "seeds")
        services = replace(town, gate=gate())
        for key in (secret, page):
            services.gate.authorizer.keys.add(key)
        with served(services) as server, served(services, limits=LATE) as late:
            base, failing = (f"http://127.0.0.1:{it.port}/v1" for it in (server, late))
            yield Servers(base, failing, shown)


def run(interpreter: str, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
    """Run a program with the packages of one environment, and no variable of this one, and return what it printed."""
    if not INSTALLED[interpreter].exists():
        pytest.skip(f"{INSTALLED[interpreter]} is not there: `make test` installs it, of Node's where npm is found")
    done = subprocess.run(
        [INTERPRETERS[interpreter], *arguments],
        cwd=HERE,
        env={"PYTHONUTF8": "1", **(environment or {})},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


Seen = Callable[[Client], Mapping[str, Any]]


@pytest.fixture(scope="module")
def seen(servers: Servers, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Seen:
    """What each of a client's calls gave; its script runs once, also where several processes run the tests."""
    own = tmp_path_factory.mktemp("clients")
    folder = own if worker_id == "master" else tmp_path_factory.getbasetemp().parent

    @cache
    def reported(interpreter: str, script: str) -> dict[str, Any]:
        given = json.dumps({**servers._asdict(), "questions": QUESTIONS})
        gave = folder / f"{interpreter}-{script}.json"
        with FileLock(f"{gave}.lock"):
            if not gave.exists():
                gave.write_text(run(interpreter, script, given), encoding="utf-8")
        report: dict[str, Any] = json.loads(gave.read_text(encoding="utf-8"))
        return report

    return lambda client: reported(client.interpreter, client.script)[client.over]


def addresses(answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(citation["url"].partition("#")[0], citation["title"]) for citation in answer["citations"]]


@every_client
def test_each_client_gets_an_answer_with_the_citations_that_it_shows(client: Client, seen: Seen) -> None:
    answer = seen(client)["answer"]

    assert answer["text"] == f"{REPAIR} [1]"
    assert addresses(answer) == [(URL, "The bridge")] * client.addresses
    if client.quotes:
        assert [citation["quote"] for citation in answer["citations"]] == [REPAIR]


@every_client
def test_each_client_shows_an_article_without_an_address_as_far_as_it_can(client: Client, seen: Seen) -> None:
    answer = seen(client)["tickets"]

    assert answer["text"] == "Tickets for the ferry cost four crowns. [1]"
    assert [citation["title"] for citation in answer["citations"]] == ["ferry boat"] * client.files


@every_client
def test_each_client_gets_a_stream_in_verified_sentences_and_loses_no_citation(client: Client, seen: Seen) -> None:
    stream = seen(client)["stream"]

    assert [piece.strip() for piece in stream["pieces"]] == [f"{REPAIR} [1]", f"{CLOSED} [2]"]
    assert "".join(stream["pieces"]) == stream["whole"]
    assert addresses(stream) == [(URL, "The bridge")] * 2 * client.addresses


@every_client
def test_each_client_gets_an_abstention_as_text_that_ends_well(client: Client, seen: Seen) -> None:
    abstention = seen(client)["abstention"]

    assert abstention["text"] == "The question is about something that none of the articles mentions."
    assert abstention["citations"] == []
    assert abstention.get("finish", "stop") in {"stop", "completed"}
    assert abstention.get("reason", "out_of_scope") == "out_of_scope"


@every_client
def test_each_client_goes_on_from_what_was_said(client: Client, seen: Seen) -> None:
    assert CLOSED in seen(client)["follow_up"]["text"]


@every_client
def test_each_client_raises_a_refusal_with_its_status_and_words(client: Client, seen: Seen) -> None:
    error, wrong = seen(client)["error"], seen(client)["wrong_key"]

    assert (error["status"], wrong["status"]) == (404, 401)
    assert "there are dateline and dateline:extractive" in error["message"]
    assert "the key is not known here" in wrong["message"]


@every_client
def test_each_client_raises_what_fails_within_a_stream(client: Client, seen: Seen) -> None:
    assert "was not there within" in seen(client)["failing"]["message"]


@pytest.mark.parametrize("name", ["openai-python-chat", "openai-node-chat"])
def test_the_models_can_be_listed_and_looked_up(name: str, seen: Seen) -> None:
    assert seen(CLIENTS[name])["models"] == ["dateline", "dateline:extractive"]
    assert seen(CLIENTS[name])["model"] == "dateline:extractive"


@pytest.mark.parametrize("name", ["openai-node-chat", "vercel-responses"])
def test_a_page_may_send_every_header_that_a_client_sends(name: str, seen: Seen, servers: Servers) -> None:
    sent = seen(CLIENTS[name])["headers"]
    wanted = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": ",".join(sent)}
    preflight = httpx2.options(f"{servers.base}/chat/completions", headers={"Origin": SITE, **wanted})

    assert "user-agent" in sent
    assert (preflight.status_code, preflight.headers["access-control-allow-origin"]) == (200, SITE)


@pytest.fixture(scope="module")
def spoken(seen: Seen) -> Mapping[str, Any]:
    """What the JavaScript SDK of the Model Context Protocol was given."""
    return seen(Client("node", "mcp.mjs", "mcp"))


def test_the_sdk_of_mcp_finds_the_tools_the_articles_and_the_prompt(spoken: Mapping[str, Any]) -> None:
    assert spoken["server"]["name"] == "dateline"
    assert spoken["tools"] == [["ask", True], ["search", True], ["fetch", True], ["check", True]]
    assert (spoken["templates"], spoken["prompts"]) == (["article://{id}"], ["answer_from_articles"])
    assert spoken["resource"] == BRIDGE


def test_the_sdk_of_mcp_gets_an_answer_whose_quotes_it_can_read_in_the_article(spoken: Mapping[str, Any]) -> None:
    answer, article = spoken["ask"]["structured"], spoken["fetch"]["structured"]
    (citation,) = answer["citations"]

    assert answer["text"] == f"{REPAIR} [1]"
    assert json.loads(spoken["ask"]["text"]) == answer
    assert article["text"][citation["span"]["start"] : citation["span"]["end"]] == citation["quote"] == REPAIR
    assert citation["version"] == article["metadata"]["version"]
    assert spoken["search"]["structured"]["results"][0]["url"] == URL


def test_the_sdk_of_mcp_gets_a_check_and_an_abstention_as_results(spoken: Mapping[str, Any]) -> None:
    abstention, (checked,) = spoken["abstention"]["structured"], spoken["check"]["structured"]["sentences"]

    assert (abstention["mode"], abstention["abstention"]["reason"]) == ("abstained", "out_of_scope")
    assert not spoken["abstention"]["failed"]
    assert [it["text"] for it in checked["differences"]] == ["400"]


def test_the_sdk_of_mcp_hands_on_what_went_wrong_in_words(spoken: Mapping[str, Any]) -> None:
    assert spoken["error"]["failed"]
    assert "the question is empty" in spoken["error"]["text"]
    assert "was not there within" in spoken["failing"]["text"]
    assert "there are ask, search, fetch, check" in spoken["unknown"]["message"]
    assert "the key is not known here" in spoken["wrong_key"]["message"]


def programs(page: str, languages: str) -> list[tuple[str, str]]:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(rf"^```({languages})\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


PROGRAMS = [*programs("openai.md", "python|javascript"), *programs("mcp.md", "javascript")]


@pytest.mark.parametrize(("language", "program"), PROGRAMS)
def test_a_program_of_the_documents_prints_an_answer(language: str, program: str, servers: Servers) -> None:
    here = program.replace("http://127.0.0.1:8000", servers.base.removesuffix("/v1"))
    environment = {"OPENAI_API_KEY": servers.key, "DATELINE_KEY": servers.key}
    if language == "javascript":
        printed = run("node", "--input-type=module", "--eval", here, environment=environment)
    else:
        printed = run("ours" if "import OpenAI\n" in program else "others", "-c", here, environment=environment)

    assert "2,500" in printed
    assert "[1]" in printed
