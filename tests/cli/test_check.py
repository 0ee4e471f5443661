"""`qa check` reads a sentence or a file, tells what differs in three forms, and ends with 4 where a figure does."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qa.__main__ import app

TRUE = "The United States invaded Iraq and toppled leader Saddam Hussein in 2003."
WRONG = "About 3,500 American troops are stationed in Iraq."


@pytest.fixture(scope="module")
def data(ingested: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("checked") / "data"
    shutil.copytree(ingested, folder)
    return str(folder)


def test_what_the_articles_say_is_told_and_ends_well(data: str) -> None:
    result = CliRunner().invoke(app, ["--data", data, "check", TRUE])

    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("compressed")
    assert "no second opinion is set" in result.stdout


def test_another_figure_ends_with_4_and_a_file_is_read(data: str, tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text(f"{TRUE}\n{WRONG}", encoding="utf-8")
    result = CliRunner().invoke(app, ["--data", data, "check", str(draft), "--json"])

    assert result.exit_code == 4
    assert [it["verdict"] for it in json.loads(result.stdout)["sentences"]] == ["compressed", "unproved"]


def test_markdown_lists_each_sentence_and_leaves_none_of_its_signs_alive(data: str) -> None:
    result = CliRunner().invoke(
        app, ["--data", data, "check", "--markdown", f"{WRONG} *Bananas* are <b>rich</b> in potassium."]
    )

    assert result.exit_code == 4
    assert "- **unproved**: About 3,500 American troops" in result.stdout
    assert "  - not in the quotes: number `3,500`" in result.stdout
    assert "- **not_found**: \\*Bananas\\* are \\<b\\>rich" in result.stdout


def test_a_file_that_is_no_text_and_a_text_without_a_sentence_are_refused(data: str, tmp_path: Path) -> None:
    binary = tmp_path / "draft.doc"
    binary.write_bytes(b"\xff\xfe\x00")
    for wanted in (str(binary), "  "):
        result = CliRunner().invoke(app, ["--data", data, "check", wanted])
        assert result.exit_code != 0
        assert result.exception is not None
