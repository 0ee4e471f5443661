"""Whatever answers can be measured: our services in this process, a server of ours, an address, a program."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from bench.scripted.replies import Say
from eval.baseline import timeless
from eval.errors import TargetError
from eval.metrics.citations import shown
from eval.metrics.stability import same
from eval.record import Marked, Outcome
from eval.remote import Command, DatelineServer, Endpoint
from eval.targets import InProcess, Target, outcome_of
from qa.access.credentials import KeySpec, make_key
from qa.api.bodies import answer_body, new_identity
from qa.api.schemas.search import SearchBody
from qa.domain.answer import (
    Abstained,
    Abstention,
    Answer,
    Answered,
    Citation,
    Disagreement,
    Part,
    Position,
    Premise,
    Qualification,
    Source,
    Statement,
    Support,
    Trace,
    Turn,
)
from qa.domain.article import ArticleId, Corpus, Metadata, Span, Version
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
        self.reply({"mode": "abstained", "abstention": " ".join(said)})

    def reply(self, document: object) -> None:
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the name is the library's
        pass


def answering() -> AbstractContextManager[str]:
    return serving(Answering)


def replying(bodies: Mapping[str, object]) -> AbstractContextManager[str]:
    """A server that gives each path its JSON, whatever it is asked."""

    class Replying(Answering):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.reply(bodies[self.path])

    return serving(Replying)


@contextmanager
def serving(handler: type[Answering]) -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), handler) as server:
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


def _cite(quote: str, at: int) -> Citation:
    span = Span(at, at + len(quote))
    return Citation(ArticleId("a"), Version("v"), span, span, quote)


FIRST, SECOND, BESIDE = _cite("It cost 12 pounds.", 0), _cite("It cost 15 pounds.", 40), _cite("He denied it.", 80)
TRACE = Trace(model="m", prompt_digest=None, passages=(), timings_ms={})
SOURCES = (Source(1, ArticleId("a"), Metadata()),)
SUPPORT = Support("quotation", {})
SAID = Statement(FIRST.quote, (FIRST, SECOND), SUPPORT, also=2, qualifications=(Qualification("denies", BESIDE),))
ANSWERS: tuple[Answer, ...] = (
    Answered(
        "What did it cost, and who paid?",
        "extractive",
        (SAID,),
        SOURCES,
        TRACE,
        disagreements=(Disagreement("number", "update", (Position("15", (SECOND,), 2), Position("12", (FIRST,), 1))),),
        verdict="disputed",
        kind="several",
        parts=(Part("What did it cost?", (SAID,)), Part("Who paid?", ())),
    ),
    Abstained(
        "Why was it free?",
        Abstention("insufficient", "Nothing.", (SECOND,), ("free",), Premise("it was free", FIRST.quote, (FIRST,))),
        SOURCES,
        TRACE,
        kind="reason",
    ),
)


@pytest.mark.parametrize("answer", ANSWERS)
def test_whatever_an_answer_has_is_recorded_the_same_over_http_and_in_this_process(answer: Answer) -> None:
    body = answer_body(answer, Corpus("c", 1), new_identity("r")).model_dump(mode="json")
    search = SearchBody(query="", passages=[], request_id="r").model_dump(mode="json")

    with replying({"/v1/answers": body, "/v1/search": search}) as url:
        over_http = DatelineServer(url).ask(answer.question)

    assert same(over_http, outcome_of(answer, ())) == 1.0
    assert over_http.kind == answer.kind
    assert {cited.quote for cited in shown(over_http)} >= {FIRST.quote, SECOND.quote}


def test_what_a_target_says_in_the_form_before_disagreements_had_positions_is_read() -> None:
    cited = {"article": "a", "quote": "q", "start": 0, "end": 1}
    outcome = Outcome.model_validate({"mode": "extractive", "disagreements": [[cited, cited]]})

    assert [len(differing.positions) for differing in outcome.disagreements] == [2]


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
