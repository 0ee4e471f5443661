"""The widget is one script made of its files, small, cacheable, and usable by pages of other sites."""

import gzip
import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from qa.api.app import create_app
from qa.api.widget_script import FOLDERS, ORDER, bundle, load_script, source_files
from qa.services import Services
from tests.conftest import ROOT
from tests.serving import local

LIMIT = 20_000
_DECLARED = re.compile(r"^(?:export )?(?:async )?(?:function\*? |class |const |let )(\w+)", re.MULTILINE)
_IMPORTED = re.compile(r'^import \{[^}]*\} from "\./(\w+)\.js";$', re.MULTILINE)
_BY_STRING = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|setHTML|DOMParser|\beval\b|new Function"
)


@pytest.fixture(scope="module")
def client(seeded: Services) -> Iterator[TestClient]:
    with local(create_app(seeded)) as running:
        yield running


def test_the_script_is_small_and_stays_what_its_files_say() -> None:
    text = bundle(source_files())

    assert len(gzip.compress(text.encode(), 9)) <= LIMIT
    assert not re.search(r"^(?:import|export)\b", text, re.MULTILINE)
    assert text.startswith('(() => {\n"use strict";')


def test_every_file_is_in_and_imports_only_from_those_before_it() -> None:
    sources = source_files()

    assert {path.stem for path in FOLDERS[1].glob("*.js")} == set(ORDER)
    for name, source in sources.items():
        assert set(_IMPORTED.findall(source)) <= set(ORDER[: ORDER.index(name)]), name


def test_no_name_is_declared_twice() -> None:
    names = [name for source in source_files().values() for name in _DECLARED.findall(source)]

    assert sorted(names) == sorted(set(names))


def test_every_file_says_first_what_it_turns_into_what() -> None:
    first = {name: source.partition("\n")[0] for name, source in source_files().items()}
    assert {name: line for name, line in first.items() if not re.fullmatch(r"// Turns .+\.", line)} == {}


def test_every_text_stands_in_all_languages_with_its_plural_forms() -> None:
    source = source_files()["texts"]
    rows = re.findall(r"^(\w+)\n((?:  .+\n)+)", source.partition("TEXTS = `\n")[2].partition("`")[0], re.MULTILINE)
    languages = re.findall(r"(\w\w): \{\}", source)

    assert len({name for name, _ in rows}) == len(rows) > 50
    assert [name for name, texts in rows if texts.count("\n") != len(languages)] == []
    for name, texts in rows:
        plural = re.findall(r"\{(one: .+?)\}", texts.replace("{n}", "5"))
        forms = [[form.partition(": ")[0] for form in text.split(" | ")] for text in plural]
        assert forms in ([], [["one", "other"]] * 4 + [["one", "two", "few", "other"]]), name


def test_no_file_makes_nodes_or_code_of_text() -> None:
    assert {name: uses for name, source in source_files().items() if (uses := _BY_STRING.findall(source))} == {}


@pytest.mark.parametrize(
    "line", ["import {\n  a,\n} from './x.js';", "export default 5;", "export { a };", "import './x.js'"]
)
def test_an_import_or_export_that_would_stay_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"widget/x\.js"):
        bundle({"x": line})


def test_imports_exports_and_lines_of_comments_go_and_nothing_else() -> None:
    source = (
        "// Turns a into b.\n\n/**\n * Of two lines,\n * which tell.\n */\n"
        'import { a } from "./a.js";\nimport { c } from "./c.js";\n\n'
        'export async function b() {}\n  // It says why.\nexport const d = "export x"; // as long as it is\n/** One. */\n'
        'const e = "https://e"; /* f */\n'
    )

    text = bundle({"b": source})

    assert "import" not in text
    assert 'async function b() {}\nconst d = "export x"; // as long as it is\nconst e = "https://e"; /* f */\n' in text
    assert not [word for word in ("Turns", "which", "why", "One", "*/\n*/") if word in text]


def test_no_line_of_a_longer_text_looks_like_a_comment() -> None:
    texts = {
        name: [text for text in source.split("`")[1::2] if re.search(r"^ *(?:// |/\*\*)", text, re.MULTILINE)]
        for name, source in source_files().items()
    }

    assert {name: found for name, found in texts.items() if found} == {}


def test_any_site_may_load_it_and_keeps_it_until_it_changes(client: TestClient) -> None:
    response = client.get("/widget.js", headers={"accept-encoding": "gzip"})
    plain = client.get("/widget.js", headers={"accept-encoding": "identity"})

    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "max-age" in response.headers["cache-control"]
    assert response.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["vary"]
    assert "content-encoding" not in plain.headers
    assert response.text == plain.text == bundle(source_files())
    assert response.headers["etag"] != plain.headers["etag"]
    for known in (response, plain):
        headers = {
            "if-none-match": known.headers["etag"],
            "accept-encoding": "gzip" if known is response else "identity",
        }
        again = client.get("/widget.js", headers=headers)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", known.headers["etag"])
    assert client.head("/widget.js").status_code == 200


def test_the_version_of_a_page_is_kept_for_ever_and_no_other_in_its_place(client: TestClient) -> None:
    version = load_script().version
    kept = {v: client.get("/widget.js", params={"v": v}).headers["cache-control"] for v in (version, "0" * 16, "")}

    assert kept[version] == "public, max-age=31536000, immutable"
    assert kept["0" * 16] == kept[""] == "public, max-age=300, stale-while-revalidate=86400"


def test_the_page_has_the_widget_and_no_script_in_it(client: TestClient) -> None:
    text = client.get("/").text

    assert "<qa-chat></qa-chat>" in text
    assert re.findall(r"<script[^>]*>", text) == ['<script src="/widget.js" async>']
    assert "require-trusted-types-for 'script'" in client.get("/").headers["content-security-policy"]


def test_the_documents_name_every_part_property_and_attribute() -> None:
    text, source = (ROOT / "docs" / "widget.md").read_text(encoding="utf-8"), "\n".join(source_files().values())
    parts = {part for names in re.findall(r'\bpart: "([^"]*)"', source) for part in names.split()}
    listed = text.partition("::part(…)`:\n")[2].partition("\n")[0]

    assert set(re.findall(r"`([a-z]+)`", listed)) == parts
    assert set(re.findall(r"--qa-[a-z-]+", text)) == set(re.findall(r"--qa-[a-z-]+", source))
    assert set(re.findall(r'"(qa-[a-z]+)"', source)) - {"qa-chat"} == set(re.findall(r"`(qa-[a-z]+)`", text)) - {
        "qa-chat"
    }
