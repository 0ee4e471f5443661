"""Real processes: a server that is asked, a command that asks it, and an ingest that is killed."""

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
from qa.api.sse import MEDIA_TYPE, decode
from qa.settings import Settings
from qa.wiring import open_services
from tests.conftest import ROOT, Write
from tests.driving import ingest
from tests.processes import SECONDS, free_port, wait_for
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
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    with open_services(Settings(data=folder)) as services:
        ingest(services, ROOT / "seeds")
    return folder


def test_a_server_answers_and_commands_beside_it_ask_it(data: Path) -> None:
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
        searched = subprocess.run(
            command(data, "search", "troops", "--json"), env=environment(), capture_output=True, check=True
        )
        checked = subprocess.run(
            command(data, "check", "About 3,500 American troops are stationed in Iraq.", "--json"),
            env=environment(),
            capture_output=True,
            check=False,
        )
        refused = subprocess.run(command(data, "ask", " "), env=environment(), capture_output=True, check=False)
        busy = subprocess.run(command(data, "doctor"), env=environment(), capture_output=True, check=False)

        assert json.loads(finished.stdout)["statements"] == answer["statements"]
        assert json.loads(searched.stdout)["passages"]
        assert checked.returncode == 4
        assert [it["text"] for it in json.loads(checked.stdout)["sentences"][0]["differences"]] == ["3,500"]
        assert (refused.returncode, b"the question is empty" in refused.stderr) == (2, True)
        assert (busy.returncode, url.encode() in busy.stderr) == (1, True)

        process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS) == 0
    assert not (data / "owner.json").exists()


def test_keys_are_made_and_revoked_while_a_server_runs(data: Path) -> None:
    with serving(data) as (_, url):
        assert status(url) == 200
        created = subprocess.run(
            command(data, "keys", "create", "--secret"), env=environment(), capture_output=True, check=True
        )
        secret = created.stdout.decode().strip()
        statuses = [status(url), status(url, secret)]
        beside = subprocess.run(command(data, "search", "troops"), env=environment(), capture_output=True, check=False)
        (row,) = json.loads(subprocess.check_output(command(data, "keys", "list", "--json"), env=environment()))
        subprocess.run(command(data, "keys", "revoke", row["id"]), env=environment(), capture_output=True, check=True)

        assert statuses == [401, 200]
        assert beside.returncode == 0
        assert [status(url, secret), status(url)] == [401, 401]
        subprocess.run(command(data, "keys", "clear"), env=environment(), capture_output=True, check=True)
        assert [status(url, secret), status(url)] == [401, 200]


@pytest.mark.parametrize(("proxies", "statuses"), [("127.0.0.1", [200, 200]), ("192.0.2.1", [200, 429])])
def test_only_a_proxy_that_is_named_speaks_for_readers(data: Path, proxies: str, statuses: list[int]) -> None:
    settings = environment() | {"QA_LIMITS__ADDRESS_PER_MINUTE": "1", "QA_PROXIES": proxies}
    create = command(data, "keys", "create", "--origin", "https://news.example")
    secret = subprocess.run(create, env=environment(), capture_output=True, check=True).stdout.decode().strip()
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


def test_a_server_that_cannot_start_says_why_in_one_line(data: Path, tmp_path: Path) -> None:
    with open_services(Settings(data=data)):
        busy = subprocess.run(command(data, "serve"), env=environment(), capture_output=True, check=False)
    old = environment() | {"QA_MODEL_DIR": "models"}
    renamed = subprocess.run(command(data, "serve"), env=old, capture_output=True, check=False)

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
    assert (renamed.returncode, renamed.stderr.count(b"\n"), b"QA_MODEL_DIR" in renamed.stderr) == (2, 1, True)


def test_a_model_that_is_set_writes_for_the_command_and_for_the_server_alike(data: Path) -> None:
    with ScriptedModel(Say(TRUE), opinion=YES) as model:
        llm = environment() | {"QA_LLM__MODEL": "scripted", "QA_LLM__BASE_URL": model.base_url}
        alone = subprocess.run(command(data, "ask", QUESTION), env=llm, capture_output=True, check=True)
        with serving(data, llm) as (_, url):
            beside = subprocess.run(command(data, "ask", QUESTION), env=environment(), capture_output=True, check=True)
            whole = subprocess.run(
                command(data, "ask", QUESTION, "--json"), env=environment(), capture_output=True, check=True
            )
            assert url

    assert alone.stdout == beside.stdout
    assert alone.stdout.decode().startswith("About 2,500 American troops are stationed in Iraq. [1]")
    assert json.loads(whole.stdout)["mode"] == "generated"


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


def test_a_model_that_is_down_leaves_quotes_and_says_so(data: Path) -> None:
    llm = environment() | {"QA_LLM__MODEL": "x", "QA_LLM__BASE_URL": "http://127.0.0.1:9/v1"}

    finished = subprocess.run(command(data, "ask", QUESTION), env=llm, capture_output=True, check=True)

    assert "Quoted, since the language model does not answer. (llm_unavailable)" in finished.stdout.decode()
    assert "around 2,500 American troops" in finished.stdout.decode()
