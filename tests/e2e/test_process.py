"""Real processes: a server that is asked, a command that asks it, and an ingest that is killed.

Of the commands beside a server most run in the process of the tests, which is another one than the server's: to start one
takes seconds, and says no more.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from bench.scripted.model import ScriptedModel
from bench.scripted.replies import Say, Silence
from qa.adapters.lock import owned
from qa.api.sse import MEDIA_TYPE, decode
from qa.settings import Settings
from qa.wiring import open_services
from tests.conftest import Write
from tests.processes import SECONDS, free_port, wait_for
from tests.terminal import Run
from tests.writing import QUESTION, TRUE, YES

pytestmark = pytest.mark.e2e


def command(data: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "qa", "--data", str(data), *arguments]


def environment() -> dict[str, str]:
    return {**os.environ}  # noqa: TID251 the child's settings


@contextmanager
def serving(data: Path, settings: Mapping[str, str] | None = None) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_port()
    process = subprocess.Popen(
        command(data, "serve", "--port", str(port)), env=settings or environment(), stderr=subprocess.PIPE
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{url}/healthz", process)
        yield process, url
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def data(seeds: Settings) -> Path:
    return seeds.data


def test_a_server_answers_and_commands_beside_it_ask_it(data: Path, qa: Run) -> None:
    with serving(data) as (process, url):
        body = json.dumps({"question": "How many US troops are in Iraq?"}).encode()
        with urlopen(
            Request(f"{url}/v1/answers", body, {"Content-Type": "application/json"}), timeout=SECONDS
        ) as response:
            answer = json.load(response)
        finished = subprocess.run(
            command(data, "ask", "How many US troops are in Iraq?", "--json"),
            env=environment(),
            capture_output=True,
            check=True,
        )
        searched = qa("search", "troops", "--json")
        checked = qa("check", "About 3,500 American troops are stationed in Iraq.", "--json")
        refused = qa("ask", " ")
        busy = qa("doctor", "--repair")

        assert json.loads(finished.stdout)["statements"] == answer["statements"]
        assert searched[0] == 0
        assert json.loads(searched[1])["passages"]
        assert checked[0] == 4
        assert [it["text"] for it in json.loads(checked[1])["sentences"][0]["differences"]] == ["3,500"]
        assert (refused[0], "the question is empty" in refused[2]) == (2, True)
        assert (busy[0], url in busy[2]) == (1, True)

        process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS) == 0
    assert not (data / "owner.json").exists()


def test_keys_are_made_and_revoked_while_a_server_runs(data: Path, qa: Run) -> None:
    with serving(data) as (_, url):
        assert status(url) == 200
        created = qa("keys", "create", "--secret")
        secret = created[1].strip()
        statuses = [status(url), status(url, secret)]
        beside = qa("search", "troops")
        (row,) = json.loads(qa("keys", "list", "--json")[1])
        revoked = qa("keys", "revoke", row["id"])

        assert statuses == [401, 200]
        assert [created[0], beside[0], revoked[0]] == [0, 0, 0]
        assert [status(url, secret), status(url)] == [401, 401]
        assert qa("keys", "clear")[0] == 0
        assert [status(url, secret), status(url)] == [401, 200]


@pytest.mark.parametrize(("proxies", "statuses"), [("127.0.0.1", [200, 200]), ("192.0.2.1", [200, 429])])
def test_only_a_proxy_that_is_named_speaks_for_readers(data: Path, qa: Run, proxies: str, statuses: list[int]) -> None:
    settings = environment() | {"QA_LIMITS__ADDRESS_PER_MINUTE": "1", "QA_PROXIES": proxies}
    secret = qa("keys", "create", "--origin", "https://news.example")[1].strip()
    with serving(data, settings) as (_, url):
        readers = [{"Origin": "https://news.example", "X-Forwarded-For": f"203.0.113.{n}"} for n in range(2)]
        body = json.dumps({"question": QUESTION}).encode()

        assert [status(url, secret, headers, body) for headers in readers] == statuses


def status(url: str, secret: str = "", headers: Mapping[str, str] | None = None, body: bytes | None = None) -> int:
    authorization = {"Authorization": f"Bearer {secret}"} if secret else {}
    path = "/v1/answers" if body else "/v1/articles"
    sent = {"Content-Type": "application/json", **authorization, **(headers or {})}
    try:
        with urlopen(Request(f"{url}{path}", body, sent), timeout=SECONDS) as response:
            return int(response.status)
    except HTTPError as error:
        with error:
            return error.code


def test_an_ingest_that_is_killed_at_any_point_is_finished_at_the_next_start(tmp_path: Path, write: Write) -> None:
    rows = (
        json.dumps({"id": f"r{n}", "text": f"Story {n} tells of the bridge and of tunnel {n}."}) for n in range(100)
    )
    path = write("many.jsonl", "\n".join(rows))
    data = tmp_path / "killed"
    for progress in (1, 3, 5):
        process = subprocess.Popen(command(data, "ingest", str(path)), env=environment(), stderr=subprocess.DEVNULL)
        wait_for_size(data / "chroma", progress, process)
        process.kill()
        process.wait()

        with open_services(Settings(data=data)) as services:
            assert services.articles.diagnose() == []
            stored = services.library.corpus().articles

    assert 0 < stored <= 100


def wait_for_size(folder: Path, files: int, process: subprocess.Popen[bytes]) -> None:
    """Until the vectors' folder has some files, so that the kill comes early, later, and late."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        if sum(1 for _ in folder.rglob("*")) >= files:
            return
        time.sleep(0.02)


def test_nothing_is_written_outside_the_data_folder(data: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()

    subprocess.run(
        command(data, "ask", "How many US troops are in Iraq?"), env=environment() | {"HOME": str(home)}, check=True
    )

    assert list(home.rglob("*")) == []


def test_a_server_that_cannot_start_says_why_in_one_line(data: Path, qa: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with owned(data):
        busy = subprocess.run(command(data, "serve"), env=environment(), capture_output=True, check=False)
    with monkeypatch.context() as old:
        old.setenv("QA_MODEL_DIR", "models")
        renamed = qa("serve")

    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        late = subprocess.run(
            command(data, "serve", "--port", port), env=environment(), capture_output=True, check=False
        )

    assert (late.returncode, f"port {port}; name another".encode() in late.stderr) == (1, True)
    assert b"Dateline serves" not in late.stderr
    assert (busy.returncode, busy.stderr.count(b"\n"), b"is using" in busy.stderr) == (1, 1, True)
    assert (renamed[0], renamed[2].count("\n"), "QA_MODEL_DIR" in renamed[2]) == (2, 1, True)


def test_a_model_that_is_set_writes_for_the_command_and_for_the_server_alike(
    data: Path, qa: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedModel(Say(TRUE), opinion=YES) as model:
        with monkeypatch.context() as set_here:
            set_here.setenv("QA_LLM__MODEL", "scripted")
            set_here.setenv("QA_LLM__BASE_URL", model.base_url)
            llm = environment()
            alone = qa("ask", QUESTION)
        with serving(data, llm):
            beside = qa("ask", QUESTION)
            whole = qa("ask", QUESTION, "--json")

    assert (alone[0], whole[0]) == (0, 0)
    assert alone[:2] == beside[:2]
    assert alone[1].startswith("About 2,500 American troops are stationed in Iraq. [1]")
    assert json.loads(whole[1])["mode"] == "generated"


def test_a_server_that_is_stopped_ends_open_streams_in_words(data: Path) -> None:
    with ScriptedModel(Silence()) as model:
        llm = environment() | {"QA_LLM__MODEL": "scripted", "QA_LLM__BASE_URL": model.base_url}
        body, headers = (
            json.dumps({"question": QUESTION}).encode(),
            {"Accept": MEDIA_TYPE, "Content-Type": "application/json"},
        )
        with (
            serving(data, llm) as (process, url),
            urlopen(Request(f"{url}/v1/answers", body, headers), timeout=SECONDS) as stream,
        ):
            model.wait_until_asked()
            process.send_signal(signal.SIGTERM)
            events = list(decode(line.decode() for line in stream))
            model.wait_until_left()

            assert [events[0].name, events[-1].name] == ["created", "cancelled"]
            assert process.wait(SECONDS) == 0


def test_a_model_that_is_down_leaves_quotes_and_says_so(data: Path, qa: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_LLM__MODEL", "x")
    monkeypatch.setenv("QA_LLM__BASE_URL", "http://127.0.0.1:9/v1")

    code, out, _ = qa("ask", QUESTION)

    assert code == 0
    assert "Quoted, since the language model does not answer. (llm_unavailable)" in out
    assert "2,500 US troops" in out


def test_a_server_that_is_watched_logs_in_json_and_shows_its_metrics_on_their_port(data: Path) -> None:
    port = free_port()
    settings = {**environment(), "QA_LOGS": "json", "QA_METRICS__PORT": str(port)}
    with serving(data, settings) as (process, url):
        assert status(url, body=json.dumps({"question": QUESTION}).encode()) == 200
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=SECONDS) as response:
            shown = response.read().decode()
        process.send_signal(signal.SIGTERM)
        _, written = process.communicate(timeout=SECONDS)

    records = [json.loads(line) for line in written.decode().splitlines()]
    assert 'dateline_answers_total{mode="extractive",reason="none"} 1.0' in shown
    assert records[0]["message"] == f"Dateline serves {url}"
    asked = [record for record in records if record.get("route") == "/v1/answers"]
    assert [(record["method"], record["status"], record["key_id"]) for record in asked] == [("POST", 200, None)]
    assert QUESTION not in written.decode()


def test_what_a_server_has_acknowledged_survives_its_kill(data: Path, qa: Run) -> None:
    articles = [{"id": f"ferry-{n}", "text": f"Ferry {n} to Holm left at {n} o'clock. " * 40} for n in range(30)]
    with serving(data) as (_, url):
        job = sent(url, articles)
        while not (begun := json.loads(urlopen(f"{url}/v1/jobs/{job}", timeout=SECONDS).read()))["done"]:
            time.sleep(0.01)
        assert begun["state"] == "running"
    with serving(data) as (process, url):
        while json.loads(urlopen(f"{url}/v1/jobs/{job}", timeout=SECONDS).read())["state"] != "done":
            time.sleep(0.05)
        listed = qa("articles", "list", "--json")
        process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS) == 0

    assert {it["id"] for it in articles} <= {it["article_id"] for it in json.loads(listed[1])}
    assert qa("doctor") == (0, "library and vectors agree\n", "")


def sent(url: str, articles: list[dict[str, str]]) -> str:
    """The id of the job."""
    request = Request(f"{url}/v1/articles:batch", json.dumps(articles).encode(), {"Content-Type": "application/json"})
    with urlopen(request, timeout=SECONDS) as response:
        return str(json.load(response)["id"])
