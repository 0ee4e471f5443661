"""The operator's table of outlets that are one voice decides how many sources an answer has."""

import json
from pathlib import Path

import pytest

from qa import Dateline
from qa.errors import SettingsError
from qa.settings import Settings
from tests.conftest import Write

TOLD = {
    "Northport Post": "The harbour wall of Northport cost 14 million crowns, the council said.",
    "Shore News": "It was 14 million crowns that the Northport harbour wall cost.",
}
FAMILIES = "Northport Post\tShore Group\nShore News\tShore Group\n"


def origins(settings: Settings, write: Write) -> tuple[int, set[int | None]]:
    rows = [{"id": outlet[:1], "publisher": outlet, "text": text} for outlet, text in TOLD.items()]
    with Dateline(settings) as dateline:
        dateline.ingest(write("rows.jsonl", "\n".join(map(json.dumps, rows))))
        answer = dateline.ask("How much did the harbour wall of Northport cost?")
    assert len(answer.sources) == 2
    return answer.statements[0].also, {source.origin for source in answer.sources}


def test_outlets_that_no_table_has_speak_on_their_own(options: Settings, write: Write) -> None:
    assert origins(options, write) == (1, {1, 2})


@pytest.mark.parametrize("named", [True, False])
def test_outlets_of_one_owner_are_one_voice(options: Settings, write: Write, tmp_path: Path, *, named: bool) -> None:
    options.data.mkdir(parents=True, exist_ok=True)
    table = tmp_path / "own.tsv" if named else options.data / "outlet_families.tsv"
    table.write_text(FAMILIES, encoding="utf-8")
    settings = options.model_copy(update={"outlet_families": str(table) if named else ""})
    assert origins(settings, write) == (0, {1})


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"Northport Post, Shore Group\n"])
def test_a_table_that_cannot_be_read_is_named(options: Settings, tmp_path: Path, content: bytes | None) -> None:
    table = tmp_path / "own.tsv"
    if content is not None:
        table.write_bytes(content)
    with (
        pytest.raises(SettingsError, match=r"own\.tsv.*(cannot be read|line 1)"),
        Dateline(options.model_copy(update={"outlet_families": str(table)})) as dateline,
    ):
        dateline.ask("How much did the wall cost?")
