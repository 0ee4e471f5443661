"""Nothing that an article, a file's name or a model holds rewrites a terminal or a log, and no output is without bound."""

import json
import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.__main__ import main as qa_eval
from qa.cli.library import MOST_LINES
from qa.cli.safe_output import PlainFormatter, plain_json
from tests.conftest import Write
from tests.terminal import Run

HOSTILE = "\x1b[2J\u202e\u2066\x9b\u200b\u2028"
SAID = "The mayor of Northport opened the new bridge over the river on Monday."


def raw(text: str) -> str:
    """Return the characters of a text that a terminal would obey."""
    return "".join(c for c in text if c != "\n" and not c.isprintable() and c != "\N{REPLACEMENT CHARACTER}")


def row(**fields: object) -> str:
    return json.dumps({"text": f"{SAID}\n\nIt {HOSTILE} cost 3 million dollars in Northport, he said.", **fields})


def test_no_command_prints_what_rewrites_a_terminal(qa: Run, write: Write) -> None:
    name = "a\x1b[2J\u202eb"
    rows = [
        row(id="a", title=f"Bridge {HOSTILE} opened"),
        row(**{f"x{HOSTILE}": 1}),
        row(url=f"ftp://x/{HOSTILE}"),
        f"[{HOSTILE}",
    ]
    path = write(f"{name}.jsonl", "\n".join(rows))
    commands = [
        ("ingest", str(path), str(path.parent / f"{name}.html"), str(path.parent / f"none{HOSTILE}.txt")),
        ("ingest", str(path), "--json"),
        ("articles", "list"),
        ("articles", "show", "a"),
        ("articles", "show", "a", "--json"),
        ("articles", "show", f"none{HOSTILE}"),
        ("ask", f"What did the bridge in Northport cost{HOSTILE}?"),
        ("ask", f"What did the bridge in Northport cost{HOSTILE}?", "--json"),
        ("search", f"Northport {HOSTILE}", "--json"),
        ("check", f"It {HOSTILE} cost 4 million dollars in Northport, he said.", "--json"),
    ]

    for command in commands:
        _, out, err = qa(*command)
        assert (raw(out), raw(err)) == ("", ""), command


def test_json_is_escaped_and_reads_as_the_same(qa: Run, write: Write) -> None:
    qa("ingest", str(write("rows.jsonl", row(id="a"))))

    _, out, _ = qa("articles", "show", "a", "--json")

    assert HOSTILE in json.loads(out)["raw"]


@given(st.text())
def test_any_json_text_reads_as_the_same(text: str) -> None:
    document = json.dumps({text: [text]}, ensure_ascii=False, indent=2)

    assert json.loads(plain_json(document)) == {text: [text]}
    assert not set(plain_json(document)) & set(HOSTILE) - set("[2J")


def test_an_evaluation_of_own_articles_prints_none_of_it_either(
    capsys: pytest.CaptureFixture[str], write: Write
) -> None:
    path = write("rows.jsonl", f"[{HOSTILE}")

    with pytest.raises(SystemExit):
        qa_eval(["run", "--corpus", f"{path}", "--cases", f"{path.parent}/none{HOSTILE}"])

    printed = capsys.readouterr()
    assert (raw(printed.out), raw(printed.err)) == ("", "")


def test_of_many_bad_rows_the_first_are_printed_and_a_file_has_all(qa: Run, write: Write, tmp_path: Path) -> None:
    bad = 3 * MOST_LINES

    code, out, err = qa("ingest", str(write("rows.jsonl", "\n".join([row(), *["{broken"] * bad]))))

    *shown, more, where = filter(None, err.splitlines())  # the bar leaves an empty line
    assert (code, len(shown), more) == (1, MOST_LINES, f"and {bad - MOST_LINES} more refused")
    assert f"{bad} refused" in out
    kept = tmp_path / "data" / "ingest-report.txt"
    assert where == f"all of them are in {kept}"
    assert len(kept.read_text(encoding="utf-8").splitlines()) == bad


def test_where_the_file_of_all_bad_rows_cannot_be_written_that_is_said_and_the_articles_count(
    qa: Run, write: Write, tmp_path: Path
) -> None:
    kept = tmp_path / "data" / "ingest-report.txt"
    kept.mkdir(parents=True)

    code, out, err = qa("ingest", str(write("rows.jsonl", "\n".join([row(), *["{broken"] * 2 * MOST_LINES]))))

    assert (code, "1 added" in out) == (1, True)
    assert err.splitlines()[-1] == f"the rest of them could not be written to {kept}: Is a directory"


def test_a_logged_message_is_one_line_without_what_rewrites_a_terminal() -> None:
    error = (ValueError, ValueError(HOSTILE), None)
    record = logging.LogRecord("qa", logging.WARNING, "x.py", 1, "read %s\nERROR: forged", (HOSTILE,), error)

    first, *trace = PlainFormatter("%(levelname)s: %(message)s").format(record).split("\n")

    assert first.startswith("WARNING: read ")
    assert first.endswith("\\nERROR: forged")
    assert trace[0].startswith("ValueError")
    assert raw("".join([first, *trace])) == ""
