"""The reference documents say what the code does: settings, errors, endpoints, examples, layers, names."""

import asyncio
import json
import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path
from runpy import run_path
from typing import Literal, get_args, get_origin

import pytest
from annotated_types import Ge, Gt, Le
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from starlette.testclient import TestClient

from qa.api import problems
from qa.api.admission_queue import AdmissionQueue, LoadLimits
from qa.api.app import create_app
from qa.api.examples import Examples
from qa.domain.answer import AbstentionReason, DegradedReason, RejectionReason
from qa.services import Services
from qa.settings import PREFIX, Settings
from tests.conftest import ROOT
from tests.rooms import PICTURE, panels, picture
from tests.serving import local

DOCS = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md"))}
EXAMPLES = re.findall(
    r"^```console\n\$ (curl [^\n]+)\n```\n\n```json\n(.*?)^```$", DOCS["http"], re.MULTILINE | re.DOTALL
)
# Other from run to run, or with other weights of the ranking.
VOLATILE = {
    "id",
    "created",
    "created_at",
    "request_id",
    "timings_ms",
    "first_seen_at",
    "library_updated_at",
    "lexical",
    "semantic",
    "score",
}
# A body that is not UTF-8: the framework refuses it before we see it.
UNREADABLE = ("http_error", HTTPStatus.BAD_REQUEST)


def table(page: str, heading: str) -> list[list[str]]:
    """The rows of the table whose first column has this heading, without the marks of code."""
    rows = DOCS[page].partition(f"\n| {heading} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip().strip("`") for cell in row.strip("|").split(" | ")] for row in rows]


def takes(field: FieldInfo) -> str:
    low = [it.ge for it in field.metadata if isinstance(it, Ge)]
    high = [it.le for it in field.metadata if isinstance(it, Le)]
    if above := [it.gt for it in field.metadata if isinstance(it, Gt)]:
        return f"over {above[0]}"
    if low:
        return f"{low[0]} to {high[0]}" if high else f"{low[0]} or more"
    if field.annotation is bool:
        return "true or false"
    if get_origin(field.annotation) is Literal:
        return " or ".join(get_args(field.annotation))
    others: dict[object, str] = {Path: "a path", dict: "a table"}
    return others.get(get_origin(field.annotation) or field.annotation, "a text")


def described(fields: Mapping[str, FieldInfo], above: str = "") -> Iterator[list[str]]:
    """A row for each setting; those within another are named by both, with two underscores between."""
    for name, field in fields.items():
        if isinstance(field.default, BaseModel):
            yield from described(type(field.default).model_fields, f"{name}.")
            continue
        environment = f"{PREFIX}{above}{name}".upper().replace(".", "__")
        default = "" if field.default is None else str(field.default)
        default = default.lower() if field.annotation is bool else default
        yield [environment, f"{above}{name}", default, takes(field), field.description or ""]


def test_the_settings_page_lists_every_setting_as_it_is() -> None:
    assert table("settings", "Environment") == list(described(Settings.model_fields))


def test_the_settings_page_has_a_file_that_can_be_loaded() -> None:
    example = DOCS["settings"].partition("```toml\n")[2].partition("```")[0]
    assert Settings(**tomllib.loads(example)).port == 9000


@pytest.mark.parametrize("page", ["README.md", "docs/python.md", "docs/llama-index.md", "docs/langchain.md"])
def test_the_examples_in_python_run(
    page: str, ingested: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "articles")
    shutil.copytree(ingested, tmp_path / "my-data")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```python\n(.*?)^```$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    for number, block in enumerate(blocks):
        (tmp_path / f"{number}.py").write_text(block, encoding="utf-8")
        run_path(str(tmp_path / f"{number}.py"))

    assert "2,500 US troops" in capsys.readouterr().out


def test_the_readme_shows_python_in_ten_lines() -> None:
    (block,) = re.findall(r"^```python\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.DOTALL)
    assert len(block.splitlines()) <= 10


def problem_codes() -> set[tuple[str, HTTPStatus]]:
    """The codes in the tables of `qa.api.problems`, and the one of what has no code of its own."""
    tables = {(kind.code, kind.status) for kind in problems._KINDS.values()}
    tables |= {(code, status) for status, code in problems._CODES.items()}
    return tables | {UNREADABLE}


def test_the_error_table_has_every_problem_and_no_other() -> None:
    rows = [(code, HTTPStatus(int(status))) for code, status, _, _ in table("http", "Code")]
    assert sorted(rows) == sorted(problem_codes())


def test_the_reasons_to_abstain_are_those_of_the_domain() -> None:
    assert {row[0] for row in table("http", "`reason`")} == set(get_args(AbstentionReason))


@pytest.fixture(scope="module")
def client(seeded: Services) -> Iterator[TestClient]:
    examples = Examples(seeded, AdmissionQueue(LoadLimits()))
    asyncio.run(examples.make(seeded.library.corpus().fingerprint))
    with local(create_app(seeded)) as running:
        yield running
    seeded.library.keep_examples([], seeded.library.corpus().fingerprint, "")


def test_every_endpoint_has_its_section(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    endpoints = [f"{method.upper()} {path}" for path, methods in paths.items() for method in methods]
    sections = re.findall(r"^## ((?:GET|POST|PUT|DELETE) \S+)$", DOCS["http"], re.MULTILINE)

    assert sorted(sections) == sorted(endpoint.replace(":path", "") for endpoint in endpoints)
    assert len(EXAMPLES) >= len(sections)


@pytest.mark.parametrize(("command", "response"), EXAMPLES)
def test_an_example_is_what_the_service_says(client: TestClient, command: str, response: str) -> None:
    words = shlex.split(command)
    url = next(word for word in words if word.startswith("http://")).removeprefix("http://127.0.0.1:8000")
    headers = {"Content-Type": "application/json"}
    method = words[words.index("-X") + 1] if "-X" in words else "POST" if "-d" in words else "GET"
    real = client.request(method, url, content=words[-1] if "-d" in words else None, headers=headers)

    assert differences(json.loads(response), real.json()) == []


def differences(shown: object, real: object, at: str = "") -> list[str]:
    """Where a shortened example is not what came: `…` ends a text that goes on, a list shows its first members."""
    if at.rpartition("/")[2] in VOLATILE:
        return [] if type(shown) is type(real) else [at]
    if isinstance(shown, dict) and isinstance(real, dict) and shown.keys() == real.keys():
        return [it for key in shown for it in differences(shown[key], real[key], f"{at}/{key}")]
    if isinstance(shown, list) and isinstance(real, list) and bool(shown) == bool(real) and len(shown) <= len(real):
        pairs = enumerate(zip(shown, real, strict=False))
        return [it for i, (one, other) in pairs for it in differences(one, other, f"{at}/{i}")]
    if isinstance(shown, str) and isinstance(real, str) and shown.endswith("…"):
        return [] if real.startswith(shown[:-1]) else [at]
    return [] if shown == real else [f"{at}: {real!r}"]


@pytest.mark.parametrize(
    ("heading", "reasons"), [("`degraded.reason`", DegradedReason), ("`rejected.reason`", RejectionReason)]
)
def test_the_tables_of_reasons_have_all_that_there_are(heading: str, reasons: object) -> None:
    rows = DOCS["http"].partition(f"\n| {heading} |")[2].partition("\n\n")[0].splitlines()[2:]
    documented = [name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])]

    assert sorted(documented) == sorted(get_args(reasons))


def test_the_chat_has_words_for_reasons_that_exist() -> None:
    source = (ROOT / "widget" / "reasons.js").read_text(encoding="utf-8")
    for table, reasons in (("DEGRADED", DegradedReason), ("REJECTED", RejectionReason)):
        body = re.sub("//.*", "", source.partition(f"export const {table} = {{")[2].partition("};")[0])
        assert set(re.findall(r"(\w+): \"", body)) <= set(get_args(reasons))


def test_the_picture_of_the_rooms_is_the_one_that_the_contracts_give() -> None:
    assert PICTURE.read_text(encoding="utf-8") == picture(panels()), "draw it anew with `python -m tests.rooms`"


@pytest.mark.parametrize("page", DOCS)
def test_every_module_and_file_that_a_page_names_is_there(page: str) -> None:
    modules = set(re.findall(r"`(qa(?:\.[a-z_]+)+)`", DOCS[page])) - {"qa.toml"}
    files = set(re.findall(r"`((?:qa|tests|eval|bench|prompts)/[\w./]*)`", DOCS[page]))

    assert [name for name in sorted(modules) if find_spec(name) is None] == []
    assert [name for name in sorted(files) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", DOCS)
def test_every_test_that_a_page_names_is_there(page: str) -> None:
    named = sorted(set(re.findall(r"`(tests/[\w./]+)::(\w+)`", DOCS[page])))

    assert [f"{file}::{name}" for file, name in named if f"def {name}(" not in _text(ROOT / file)] == []


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def test_every_threat_has_its_number_and_a_test() -> None:
    rows = re.findall(r"^\| (\d+) \|(.*)\|$", DOCS["security"], re.MULTILINE)

    assert [int(number) for number, _ in rows] == list(range(1, len(rows) + 1))
    assert [number for number, row in rows if row.count(" | ") != 3 or "::test_" not in row.split(" | ")[2]] == []


@pytest.mark.parametrize("page", DOCS)
def test_every_link_to_a_page_leads_somewhere(page: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", DOCS[page]):
        name, _, section = target.partition("#")
        if name and not name.endswith(".md"):
            assert (ROOT / "docs" / name).is_file(), target
            continue
        text = (ROOT / "docs" / name).read_text(encoding="utf-8") if name else DOCS[page]
        anchors = {re.sub(r"[^\w -]", "", it).lower().replace(" ", "-") for it in re.findall(r"^#+ (.*)$", text, re.M)}
        assert not section or section in anchors, target
