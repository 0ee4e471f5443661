"""`qa ingest --reader` fills the library by a reader of LlamaIndex, and says what it could not do."""

import json
from pathlib import Path

import pytest

from qa import Dateline
from qa.errors import InputError
from tests.conftest import Write
from tests.terminal import Run

WIRE = "tests.llama_index_objects:WireReader"
STORY = "In Northport 340 homes were flooded on Monday, the harbour office said."
QUESTION = "How many homes were flooded in Northport?"


def test_documents_are_stored_asked_and_the_same_again_is_a_no_op(qa: Run, write: Write) -> None:
    command = ("ingest", str(write("wire.txt", STORY)), "--reader", WIRE, "--reader-arguments", '{"outlet": "Post"}')

    code, out, err = qa(*command)
    assert (code, out) == (0, "1 added, 0 replaced, 0 unchanged, 0 refused; 1 chunks embedded\n")
    assert "reading the wire" in err
    assert qa(*command)[1].startswith("0 added, 0 replaced, 1 unchanged")
    assert "340 homes" in qa("ask", QUESTION)[1]
    shown = json.loads(qa("articles", "show", "wire.example/1", "--json")[1])
    assert (shown["publisher"], shown["metadata_origins"]["publisher"]) == ("Post", "reader")


def test_a_changed_document_replaces_its_old_version(qa: Run, write: Write) -> None:
    assert qa("ingest", str(write("wire.txt", STORY)), "--reader", WIRE)[0] == 0

    changed = write("wire.txt", STORY.replace("340", "360"))
    assert qa("ingest", str(changed), "--reader", WIRE)[1].startswith("0 added, 1 replaced")
    assert "360 homes" in qa("ask", QUESTION)[1]


def test_json_stands_alone_on_standard_output_whatever_a_reader_prints(qa: Run) -> None:
    arguments = json.dumps({"texts": [STORY]})
    code, out, _ = qa("ingest", "--reader", WIRE, "--reader-arguments", arguments, "--json")

    assert (code, json.loads(out)["added"]) == (0, ["wire.example/1"])


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ([], 2, "name files or folders, or a --reader"),
        (["a.txt", "--reader-arguments", '{"outlet": "Post"}'], 2, "which alone takes --reader-arguments"),
        (["--reader", WIRE, "--reader-arguments", "{"], 2, "--reader-arguments: not JSON"),
        (["--reader", WIRE, "--reader-arguments", "[]"], 2, "--reader-arguments: no JSON object"),
        (["--reader", "no_such_package:Reader"], 2, "no module 'no_such_package'; install the package"),
        (["--reader", "llama_index.core:SimpleDirectoryReader"], 2, "cannot be made (ValueError: Must provide either"),
        (["nowhere.txt", "--reader", WIRE], 1, "nowhere.txt: is not there"),
        (["--reader", WIRE], 1, f"{WIRE} found no documents here"),
    ],
)
def test_what_cannot_be_read_is_said(qa: Run, arguments: list[str], code: int, says: str) -> None:
    ended, _, err = qa("ingest", *arguments)

    assert (ended, says in err) == (code, True)


def test_python_ingests_by_a_reader_as_well(tmp_path: Path, write: Write) -> None:
    path = write("wire.txt", STORY)
    with Dateline(tmp_path / "data") as dateline:
        assert dateline.ingest(path, reader=WIRE).added == ("wire.example/1",)
        assert dateline.ingest(reader=WIRE, arguments={"texts": [STORY]}).unchanged == ("wire.example/1",)
        with pytest.raises(InputError, match="name it as well"):
            dateline.ingest(path, arguments={"texts": [STORY]})
