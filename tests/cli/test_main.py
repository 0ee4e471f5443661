"""The command line prints answers for people and JSON for programs, and its exit codes tell them apart."""

import json
import re
import subprocess
import sys
from base64 import b64decode
from contextlib import suppress
from hashlib import sha384
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import version
from io import BytesIO, TextIOWrapper
from pathlib import Path
from threading import Thread

import pytest

from qa.__main__ import main
from qa.adapters.lock import owned
from qa.api.schemas.answers import AnswerBody, ShortAnswerBody
from qa.api.schemas.wire import SpanBody
from qa.api.widget_files import SCRIPT, load_files
from qa.settings import Settings
from qa.wiring import adapters, open_services
from tests.conftest import ROOT, Write
from tests.driving import COMMAND_LINE, in_memory, ingest, marking
from tests.serving import served
from tests.terminal import Run

QUESTION = "How many US troops are in Iraq?"


def test_a_first_visit(qa: Run) -> None:
    code, out, _ = qa("ingest", str(ROOT / "seeds"))
    assert (code, out) == (0, "5 added, 0 replaced, 0 unchanged, 0 refused; 13 chunks embedded\n")

    code, out, _ = qa("ask", QUESTION)
    assert code == 0
    answer, _, sources = out.partition("Sources")
    assert "2,500" in answer
    assert sources.split("\n")[1].startswith(" [1] US and Iraq initiate")
    assert out.count("Presently, there are approximately") == 1

    code, out, err = qa("ask", QUESTION, "--json")
    assert (code, err) == (0, "")
    assert AnswerBody.model_validate_json(out).statements[0].citations[0] == "cit_1"

    code, out, _ = qa("ask", "How many British troops are in Iraq?")
    assert code == 3
    assert out.startswith("The nearest articles say nothing about: British")

    code, out, _ = qa("search", "troops in Syria", "--limit", "2")
    assert code == 0
    assert out.split()[:4] == ["score", "words", "meaning", "passage"]
    code, out, _ = qa("search", "troops in Syria", "--limit", "2", "--json")
    assert len(json.loads(out)["passages"]) == 2

    code, out, _ = qa("articles", "list")
    assert out.count("\n") == 6
    code, out, _ = qa("articles", "list", "--json")
    assert len(json.loads(out)) == 5
    code, out, _ = qa("articles", "show", "004_e8f252f424966374")
    assert "ad blocker" not in out
    code, out, _ = qa("articles", "show", "004_e8f252f424966374", "--json")
    assert "ad blocker" in json.loads(out)["raw"]

    assert qa("articles", "remove", "004_e8f252f424966374")[:2] == (0, "1 removed\n")
    assert qa("doctor")[:2] == (0, "library and vectors agree\n")
    assert json.loads(qa("doctor", "--json")[1]) == {"findings": [], "mended": []}
    assert qa("reindex")[:2] == (0, "library and vectors agree\n")
    assert qa("articles", "show", "004_e8f252f424966374")[0] == 2


def test_an_answer_in_json_has_its_short_answer(qa: Run, tmp_path: Path, write: Write) -> None:
    path = write("flood.txt", "In Northport 340 homes were flooded on Monday.")
    with in_memory() as services, served(marking(services)) as server:
        ingest(services, path)
        with owned(tmp_path / "data", f"http://127.0.0.1:{server.port}", COMMAND_LINE):
            code, out, _ = qa("ask", "How many homes were flooded in Northport?", "--json")
            plain = qa("ask", "How many homes were flooded in Northport?")[1]

    (statement,) = AnswerBody.model_validate_json(out).statements
    assert (code, statement.short_answer) == (0, ShortAnswerBody(text="340", span=SpanBody(start=13, end=16)))
    assert plain.startswith(f"{statement.text} [1]\n")


def test_a_question_needs_no_quotes_and_options_may_stand_behind_it(qa: Run, seeds: Settings) -> None:
    quoted = qa("ask", QUESTION)

    assert qa("ask", *QUESTION.split()) == quoted
    assert qa("ask", *QUESTION.split(), f"--data={seeds.data}", "--data", str(seeds.data)) == quoted
    assert json.loads(qa("ask", *QUESTION.split(), "--json")[1])["question"] == QUESTION
    assert qa("search", "troops", "in", "Iraq", "--limit", "1") == qa("search", "troops in Iraq", "--limit", "1")
    assert qa("check", *"The moon is made of cheese.".split())[1].startswith("not_found    The moon is made of cheese.")


def test_what_is_asked_searched_and_checked_can_be_limited_to_a_scope(qa: Run, seeds: Settings) -> None:
    limit = ("--outlet", "Nobody", "--as-of", "now", "--data", str(seeds.data))

    code, out, _ = qa("ask", QUESTION, *limit)
    searched = qa("search", "troops", *limit)[1]
    checked = qa("check", "Troops are in Iraq.", *limit)[1]

    assert code == 3
    for told in (out, searched, checked):
        assert "not looked at: 5 of other" in told
    assert qa("ask", QUESTION, "--as-of", "soon")[2].startswith("qa: 'as_of' is no day, month, year or moment")
    assert "at most 50 outlets" in qa("ask", QUESTION, "--outlet", "x" * 201)[2]


def test_a_data_folder_that_is_called_as_a_command_is_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "taken"
    taken.touch()
    for arguments in (["--data", "eval", "keys", "list", "--data", str(taken)], ["keys", "list", "--data", str(taken)]):
        with pytest.raises(SystemExit) as end:
            main(arguments)
        assert (end.value.code, f"{str(taken)!r} is a file" in capsys.readouterr().err) == (1, True)
    with pytest.raises(SystemExit) as end:
        main(["ask", "--", "--data"])
    assert end.value.code == 1


def test_the_version_and_the_commands_in_the_order_of_their_use(qa: Run) -> None:
    code, out, _ = qa("--version")
    assert (code, out) == (0, f"qa {version('dateline')}\n")

    assert qa("-h") == qa("--help")
    assert qa("keys", "create", "-h") == qa("keys", "create", "--help")
    commands = re.findall(r"^  ([a-z]+)  ", qa("--help")[1].partition("Commands:")[2], re.MULTILINE)
    assert commands[:3] == ["ask", "ingest", "serve"]
    assert commands[-1] == "eval"


@pytest.mark.parametrize(("words", "completed"), [("qa in", "ingest"), ("qa keys cr", "create")])
def test_a_shell_completes_commands_and_those_in_them(words: str, completed: str) -> None:
    asked = {"_QA_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    code = "import sys; sys.argv = ['qa']; from qa.__main__ import main; main()"
    process = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=asked, capture_output=True, encoding="utf-8", check=False
    )

    assert (process.stdout.split(), process.stderr) == ([completed], "")


def test_an_error_that_nobody_foresaw_is_one_line_with_its_place(qa: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapters, "WEIGHTS", None)

    code, out, err = qa("doctor")

    assert (code, out, err.count("\n")) == (1, "", 1)
    assert re.search(r"did not expect \(TypeError at \w+\.py:\d+: .*`qa doctor` tells whether", err)


def test_no_file_name_writes_to_the_terminal_by_itself(qa: Run, tmp_path: Path) -> None:
    (tmp_path / "\x1b[31mred").touch()
    err = qa("doctor", "--data", str(tmp_path / "\x1b[31mred"))[2]

    assert "is a file" in err
    assert "\x1b" not in err


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["widget", "snippet", "--key", "pk_x", "--server", "http://[x"], 2, "is no address of a server"),
        (["articles", "show", "\udcff"], 2, "bytes that are no text"),
        (["keys", "create", "--secret", "--label", "\udcff"], 2, "printable characters"),
        (["keys", "revoke", "\udcff"], 2, "bytes that are no text"),
        (["ask", "\udcff"], 2, "half of a surrogate pair"),
        (["ingest", "\udcff"], 1, "\\xff: is not there"),
    ],
)
def test_bytes_and_addresses_that_are_none_are_refused_in_a_line(
    qa: Run, arguments: list[str], code: int, says: str
) -> None:
    ended, _, err = qa(*arguments)

    assert (ended, says in err, "did not expect" in err) == (code, True, False), err


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_what_a_terminal_cannot_show_is_shown_by_its_number(
    qa: Run, write: Write, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    path = write("zoo.txt", "The zoo named its new panda 熊猫 on Monday.")
    assert qa("ingest", str(path))[0] == 0
    narrow = TextIOWrapper(BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", narrow)
    code, _, err = qa("articles", "show", "zoo")

    narrow.seek(0)
    assert (code, err) == (0, "")
    assert "panda \\u718a\\u732b on" in narrow.read()


def test_an_output_that_cannot_be_written_is_said(qa: Run, seeds: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/full").open("w", encoding="utf-8", buffering=1) as full:
        monkeypatch.setattr(sys, "stdout", full)
        code, _, err = qa("articles", "list")
        monkeypatch.undo()
        with suppress(OSError):
            full.close()

    assert (seeds.data.exists(), code, err.count("\n")) == (True, 1, 1)
    assert "the system refuses: [Errno 28] No space left on device" in err


def test_an_answer_of_another_program_at_the_servers_address_is_said(qa: Run, tmp_path: Path) -> None:
    class Stranger(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(404 if self.path.endswith("answers") else 200)
            self.end_headers()
            self.wfile.write(b"<html>no such page</html>")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base class calls it so
            pass

    with HTTPServer(("127.0.0.1", 0), Stranger) as server:
        Thread(target=server.serve_forever).start()
        with owned(tmp_path / "data", f"http://127.0.0.1:{server.server_port}", COMMAND_LINE):
            asked, searched = qa("ask", "What?"), qa("search", "what")
        server.shutdown()

    for code, _, err in (asked, searched):
        assert (code, err.count("\n"), "as no Dateline of this release does" in err) == (1, 1, True)


def test_a_folder_without_articles_is_no_success(qa: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    code, out, err = qa("ingest", str(tmp_path / "empty"))

    assert (code, "1 refused" in out) == (1, True)
    assert "empty: holds no article files (.txt .md .html" in err


def test_bad_files_end_with_exit_code_one_after_the_good_ones_went_in(qa: Run, write: Write) -> None:
    good = write("good.txt", "The ministry will close the northern bridge for three weeks.")
    bad = write("rows.jsonl", '{"text": "A story of some length about the bridge."}\n{broken\n')

    code, out, err = qa("ingest", str(good), str(bad), str(good.parent / "missing.txt"))

    assert code == 1
    assert out.startswith("2 added, 0 replaced, 0 unchanged, 2 refused")
    assert "rows.jsonl:2: " in err
    assert "missing.txt: " in err

    code, out, _ = qa("ingest", str(good), str(bad), "--json")
    report = json.loads(out)
    assert (code, len(report["unchanged"]), len(report["problems"])) == (1, 2, 1)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["ask", " "], 2, "the question is empty"),
        (["ask", "What?"], 1, "qa ingest"),
        (["ask"], 2, "Missing argument"),
        (["ask", "x", "--colour"], 2, "No such option"),
        (["conjure"], 2, "No such command"),
        (["articles", "show", "nope"], 2, "no article 'nope'"),
        (["articles", "remove", "nope"], 2, "no article 'nope'"),
        (["keys", "create"], 2, "needs the sites"),
        (["keys", "create", "--origin", "news.example"], 2, "is no site"),
        (["keys", "revoke", "key_1"], 2, "no key 'key_1'"),
        (["widget", "snippet", "--key", "sk_x"], 2, "never a secret one"),
    ],
)
def test_mistakes_are_one_line_on_standard_error(qa: Run, arguments: list[str], code: int, says: str) -> None:
    ended, out, err = qa(*arguments)

    assert (ended, out) == (code, "")
    assert says in err
    assert "Traceback" not in err


def test_a_folder_in_use_is_named_with_its_user(qa: Run, tmp_path: Path) -> None:
    with owned(tmp_path / "data"):
        code, _, err = qa("ask", QUESTION)
        assert code == 1
        assert "wait until it has finished" in err

        code, _, err = qa("doctor")
        assert code == 1
        assert "wait until it has finished" in err

        code, _, err = qa("reindex")
        assert code == 1
        assert "wait until it has finished" in err


def test_an_unknown_setting_is_an_error(qa: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_COLOUR", "red")

    code, _, err = qa("doctor")

    assert code == 2
    assert "unknown setting QA_COLOUR" in err


def test_a_setting_of_an_earlier_release_is_an_error_that_says_what_to_do(
    qa: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_MODEL_DIR", "models")

    code, out, err = qa("doctor")

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "no setting QA_MODEL_DIR any more: all models come with the package, so remove it" in err


def test_missing_weights_are_named_with_what_mends_it(qa: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(adapters, "WEIGHTS", tmp_path)

    code, out, err = qa("doctor")

    assert (code, out, err.count("\n")) == (1, "", 1)
    assert f"no embedder in {tmp_path}; it comes with dateline: reinstall that" in err


def test_vectors_of_another_model_are_refused_until_they_are_made_anew(qa: Run, seeds: Settings) -> None:
    with open_services(seeds) as services:
        services.library.set_meta("embedder", "another model")

    code, _, err = qa("ask", QUESTION)
    assert code == 1
    assert "made by 'another model'" in err
    assert "qa reindex" in err

    assert qa("reindex")[0] == 0
    assert qa("ask", QUESTION)[0] == 0


def test_a_key_is_made_listed_and_revoked_and_shown_once(qa: Run, tmp_path: Path) -> None:
    code, secret, err = qa(
        "keys", "create", "--origin", "https://News.example/", "--label", "front page", "--per-day", "9"
    )
    assert (code, secret[:3]) == (0, "pk_")
    assert "https://news.example" in err
    assert "shown this once" in err

    (row,) = json.loads(qa("keys", "list", "--json")[1])
    assert (row["kind"], row["label"], row["origins"]) == ("publishable", "front page", ["https://news.example"])
    assert (row["per_day"], row["per_minute"], row["asked_today"], row["revoked_at"]) == (9, None, 0, None)
    assert secret.strip() not in qa("keys", "list")[1]
    assert "https://news.example" in qa("keys", "list")[1]

    code, out, err = qa("keys", "revoke", row["id"])
    assert (code, out) == (0, f"{row['id']} revoked\n")
    assert "that was the last one" in err
    assert "9 a day" in qa("keys", "list")[1]
    assert json.loads(qa("keys", "list", "--json")[1])[0]["revoked_at"]
    assert qa("keys", "create", "--secret")[1].startswith("sk_")
    assert qa("keys", "revoke", row["id"])[2] == ""
    assert qa("keys", "clear")[:2] == (0, "no keys: a server answers this machine only\n")
    assert qa("keys", "list") == (
        0,
        "",
        "no keys: a server answers this machine only, and `qa keys create` makes one\n",
    )
    assert json.loads(qa("keys", "list", "--json")[1]) == []


def test_the_line_for_a_page_has_the_scripts_own_hash(qa: Run) -> None:
    code, line, _ = qa("widget", "snippet", "--key", "pk_x", "--server", "https://qa.example/")
    match = re.fullmatch(
        r'<script src="https://qa\.example/widget\.js\?v=([0-9a-f]{16})" integrity="sha384-([^"]+)" '
        r'crossorigin="anonymous" data-key="pk_x" async></script>\n',
        line,
    )

    assert code == 0
    assert match
    assert b64decode(match[2]) == sha384(load_files()[SCRIPT].plain).digest()
    assert (
        'src="https://x.example/qa/widget.js?v='
        in qa("widget", "snippet", "--key", "pk_x", "--server", "https://x.example/qa/")[1]
    )
    assert qa("widget", "snippet", "--key", "pk_x", "--server", "x.example")[0] == 2
    assert qa("widget", "snippet", "--key", "pk_x")[1].startswith('<script src="http://127.0.0.1:8000/widget.js?v=')


def test_the_line_for_a_page_has_the_title_of_the_settings_as_text(qa: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_WIDGET__TITLE", 'Ask "us" <now>')

    line = qa("widget", "snippet", "--key", "pk_x")[1]

    assert 'data-key="pk_x" data-text-title="Ask &quot;us&quot; &lt;now&gt;" async>' in line


VENDORS = (
    "chromadb.api fastapi.routing langchain_core.tools llama_index.core mcp mcp_types "
    "onnxruntime.capi openai.types trafilatura.core uvicorn.config"
)


@pytest.mark.parametrize(
    ("modules", "heavy"),
    [
        ("qa.__main__", f"{VENDORS} pydantic.main"),
        ("qa.cli.keys, qa.cli.ask, qa.cli.check", VENDORS),
        ("qa", f"{VENDORS} pydantic.main"),
        ("qa.cli.serve", "mcp mcp_types"),
    ],
)
def test_help_keys_and_what_asks_a_server_load_nothing_that_takes_long(modules: str, heavy: str) -> None:
    code = f"import sys, {modules}; print([it for it in {heavy.split()} if it in sys.modules])"
    process = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)

    assert process.stdout == "[]\n"
