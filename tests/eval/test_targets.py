"""Whatever answers can be measured: our services in this process, a server of ours, an address, a program."""

import json
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from bench.scripted.replies import Say
from eval.baseline import timeless
from eval.errors import TargetError
from eval.metrics.stability import same
from eval.record import Marked
from eval.remote import Command, DatelineServer, Endpoint
from eval.targets import InProcess, Target
from qa.access.credentials import KeySpec, make_key
from qa.domain.answer import Turn
from qa.services import Services
from tests.driving import gate, in_memory, marking
from tests.serving import served
from tests.writing import QUESTION, TRUE, writing

UNANSWERABLE = "How many British troops are in Iraq?"
PROGRAM = """
import json, sys
question = json.load(sys.stdin)["question"]
if question == "fail": sys.exit("it broke")
if question == "rubbish": print("no JSON"); sys.exit()
if question == "other": print(json.dumps({"colour": 1})); sys.exit()
said = {"text": question, "citations": [{"article": "a", "quote": "q", "start": 0, "end": 1}]}
if question == "mark": said["short_answer"] = {"text": "q", "start": 0, "end": 1}
print(json.dumps({"mode": "extractive", "statements": [said]}))
"""


def test_a_server_gives_the_same_outcomes_as_this_process(seeded: Services) -> None:
    with closing(InProcess(seeded)) as inner, served(seeded) as running:
        outer: Target = DatelineServer(f"http://127.0.0.1:{running.port}/")
        for question, history in ((QUESTION, ()), (UNANSWERABLE, ()), ("And in Syria?", (Turn(QUESTION, ""),))):
            in_process, over_http = inner.ask(question, history), outer.ask(question, history)
            assert same(in_process, over_http) == 1.0
            assert timeless(in_process).statements == timeless(over_http).statements
            assert {passage.article for passage in over_http.shown} <= set(outer.texts())
        assert "900" in in_process.text
        assert (outer.corpus, outer.texts()) == (inner.corpus, inner.texts())
        assert outer.name == f"http://127.0.0.1:{running.port}"


def test_a_short_answer_is_recorded_the_same_over_http_and_in_this_process(seeded: Services) -> None:
    with closing(InProcess(marking(seeded))) as inner, served(marking(seeded)) as running:
        outcomes = [inner.ask(QUESTION), DatelineServer(f"http://127.0.0.1:{running.port}").ask(QUESTION)]
        texts = inner.texts()

    for outcome in outcomes:
        said = outcome.statements[0]
        assert said.short_answer is not None
        assert (said.short_answer.text, outcomes[0].statements[0]) == ("2,500", said)
        assert texts[said.citations[0].article][said.short_answer.start : said.short_answer.end] == "2,500"


def test_a_written_answer_brings_its_tokens_rejections_and_model(seeded: Services) -> None:
    with writing(seeded, Say(f"{TRUE} About 9,000 American troops are stationed in Iraq. [1]")) as services:
        with closing(InProcess(services.services)) as target:
            outcome = target.ask(QUESTION)
        with served(services.services) as running:
            over_http = DatelineServer(f"http://127.0.0.1:{running.port}").ask(QUESTION)

    for result in (outcome, over_http):
        assert (result.mode, result.rejected) == ("generated", ("number_mismatch",))
        assert result.tokens
        assert result.prompt_digest
        assert result.model.startswith("scripted")


def test_a_question_that_cannot_be_asked_is_an_outcome_and_no_end() -> None:
    with in_memory() as services, closing(InProcess(services)) as target:
        outcome = target.ask(QUESTION)

    assert (outcome.mode, outcome.answered) == ("error", False)
    assert "no articles yet" in (outcome.error or "")


@pytest.fixture
def program(tmp_path: Path) -> Command:
    path = tmp_path / "answer.py"
    path.write_text(PROGRAM, encoding="utf-8")
    return Command([sys.executable, str(path)])


def test_a_program_is_asked_on_its_standard_input(program: Command) -> None:
    outcome = program.ask("What?")

    assert (outcome.mode, outcome.text, outcome.statements[0].citations[0].article) == ("extractive", "What?", "a")
    assert outcome.statements[0].short_answer is None
    assert program.ask("mark").statements[0].short_answer == Marked(text="q", start=0, end=1)
    assert (program.corpus, program.texts(), program.name.endswith("answer.py")) == ("", {}, True)


def test_a_program_that_fails_is_an_error_of_that_case(program: Command) -> None:
    assert program.ask("fail").error == "it broke"


@pytest.mark.parametrize(("question", "says"), [("rubbish", "gives no JSON"), ("other", "gives no outcome")])
def test_a_program_that_answers_otherwise_is_refused(program: Command, question: str, says: str) -> None:
    with pytest.raises(TargetError, match=says):
        program.ask(question)


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(TargetError, match="does not run"):
        Command(["./no-such-program"]).ask("What?")


class Answering(BaseHTTPRequestHandler):
    """Says the question."""

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        said = [sent["question"], *(f"after {turn['question']} {turn['answer']}" for turn in sent.get("history", []))]
        body = json.dumps({"mode": "abstained", "abstention": " ".join(said)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the name is the library's
        pass


@contextmanager
def answering() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def test_any_address_that_answers_as_described_can_be_measured() -> None:
    with answering() as url:
        target = Endpoint(url)
        assert target.ask("Why?", [Turn("What?", "That.")]).abstention == "Why? after What? That."
        assert (target.ask("Why?").abstention, target.corpus, target.texts(), target.name) == ("Why?", "", {}, url)


def test_a_service_that_wants_a_key_is_shown_it_and_without_it_says_so(seeded: Services) -> None:
    key, secret = make_key(KeySpec("secret"))
    locked = replace(seeded, gate=gate())
    locked.gate.authorizer.keys.add(key)

    with served(locked) as running:
        url = f"http://127.0.0.1:{running.port}"
        assert DatelineServer(url, secret).ask(QUESTION).mode == "extractive"
        with pytest.raises(TargetError, match="wants another key in DATELINE_KEY"):
            DatelineServer(url).ask(QUESTION)


def test_what_does_not_answer_is_named() -> None:
    with pytest.raises(TargetError, match="does not answer"):
        DatelineServer("http://127.0.0.1:9").ask("What?")
    with pytest.raises(TargetError, match="no http address"):
        Endpoint("file:///etc/passwd").ask("What?")
    with answering() as url, pytest.raises(TargetError, match="does not answer as Dateline does"):
        DatelineServer(url).ask("What?")
