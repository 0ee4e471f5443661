"""The widget's built files are what its source makes, small, cacheable, and usable by pages of other sites."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from typing import get_args

import pytest
from starlette.testclient import TestClient

from qa.api.app import create_app
from qa.api.widget_files import SCRIPT, SOURCE_MAP, load_files
from qa.domain.answer import AbstentionReason, DisagreementRelation, QualificationRelation, Ruling
from qa.services import Services
from tests.conftest import ROOT
from tests.serving import local

LIMIT = 24_000
WIDGET = ROOT / "widget"
NODE = shutil.which("node")
SOURCES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(WIDGET.glob("*.js"))}
TEXTS: Mapping[str, Mapping[str, str | Mapping[str, str]]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((WIDGET / "texts").glob("*.json"))
}
FORMS = {"ar": {"one", "two", "few", "other"}}
_BY_STRING = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|setHTML|DOMParser|\beval\b|new Function"
)


@pytest.fixture(scope="module")
def client(seeded: Services) -> Iterator[TestClient]:
    with local(create_app(seeded)) as running:
        yield running


@pytest.mark.skipif(
    NODE is None or not (WIDGET / "node_modules").is_dir(),
    reason="neither Node nor esbuild: `make widget` installs what widget/package-lock.json names",
)
def test_the_committed_files_are_what_esbuild_makes() -> None:
    assert NODE
    checked = subprocess.run(
        [NODE, "build.mjs", "--check"], cwd=WIDGET, capture_output=True, encoding="utf-8", check=False
    )

    assert checked.stderr == ""
    assert checked.returncode == 0


def test_the_committed_script_is_made_of_the_source_as_it_is() -> None:
    built = json.loads(load_files()[SOURCE_MAP].plain)
    contents = dict(zip(built["sources"], built["sourcesContent"], strict=True))
    made_of = {name.rpartition("/")[2]: text for name, text in contents.items() if name.endswith(".js")}

    assert made_of == {f"{name}.js": text for name, text in SOURCES.items()}, "run `make widget`"
    assert load_files()[SCRIPT].plain.decode().endswith("//# sourceMappingURL=widget.js.map\n")


def test_the_committed_texts_are_those_of_the_source_and_a_page_asks_for_this_version() -> None:
    further = {name: file for name, file in load_files().items() if name not in {SCRIPT, SOURCE_MAP}}

    assert {name.removesuffix(".json"): json.loads(file.plain) for name, file in further.items()} == {
        language: texts for language, texts in TEXTS.items() if language != "en"
    }, "run `make widget`"
    script = load_files()[SCRIPT].plain.decode()
    assert [name for name, file in further.items() if file.version not in script] == []


def test_a_reader_of_one_language_loads_little() -> None:
    script, *texts = [len(load_files()[name].gzipped) for name in (SCRIPT, "ar.json", "de.json", "es.json", "fr.json")]

    assert script + max(texts) <= LIMIT


def test_every_file_says_first_what_it_turns_into_what() -> None:
    first = {name: source.partition("\n")[0] for name, source in SOURCES.items()}
    assert {name: line for name, line in first.items() if not re.fullmatch(r"// Turns .+\.", line)} == {}


def test_no_file_has_more_than_one_job() -> None:
    """Longer than this, a file has come to do two things."""
    assert {name: lines for name, source in SOURCES.items() if (lines := source.count("\n")) > 200} == {}


@pytest.mark.parametrize("language", TEXTS)
def test_every_text_stands_in_all_languages_with_its_plural_forms(language: str) -> None:
    english, texts = TEXTS["en"], TEXTS[language]

    assert list(texts) == list(english)
    for name, text in texts.items():
        assert isinstance(text, str) == isinstance(english[name], str), name
        if not isinstance(text, str):
            assert set(text) == FORMS.get(language, {"one", "other"}), name


def test_every_text_is_used() -> None:
    source = "\n".join(SOURCES.values())
    told = {*re.findall(r'"(\w+)"', source), *get_args(AbstentionReason), *get_args(Ruling)}
    told |= {*get_args(QualificationRelation), *get_args(DisagreementRelation)}

    assert set(TEXTS["en"]) - told - set(re.findall(r"(\w+): make", source)) == set()


def test_no_file_makes_nodes_or_code_of_text() -> None:
    assert {name: uses for name, source in SOURCES.items() if (uses := _BY_STRING.findall(source))} == {}


@pytest.mark.parametrize(
    ("address", "name", "kind"),
    [
        ("/widget.js", SCRIPT, "text/javascript; charset=utf-8"),
        ("/widget.js.map", SOURCE_MAP, "application/json"),
        ("/widget/ar.json", "ar.json", "application/json"),
    ],
)
def test_any_site_may_load_a_file_and_keeps_it_until_it_changes(
    client: TestClient, address: str, name: str, kind: str
) -> None:
    response = client.get(address, headers={"accept-encoding": "gzip"})
    plain = client.get(address, headers={"accept-encoding": "identity"})

    assert response.headers["content-type"] == kind
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "max-age" in response.headers["cache-control"]
    assert response.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["vary"]
    assert "content-encoding" not in plain.headers
    assert response.content == plain.content == load_files()[name].plain
    assert response.headers["etag"] != plain.headers["etag"]
    for known in (response, plain):
        headers = {
            "if-none-match": known.headers["etag"],
            "accept-encoding": "gzip" if known is response else "identity",
        }
        again = client.get(address, headers=headers)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", known.headers["etag"])
    assert client.head(address).status_code == 200


@pytest.mark.parametrize(("address", "name"), [("/widget.js", SCRIPT), ("/widget/de.json", "de.json")])
def test_the_version_of_a_page_is_kept_for_ever_and_no_other_in_its_place(
    client: TestClient, address: str, name: str
) -> None:
    version = load_files()[name].version
    kept = {v: client.get(address, params={"v": v}).headers["cache-control"] for v in (version, "0" * 16, "")}

    assert kept[version] == "public, max-age=31536000, immutable"
    assert kept["0" * 16] == kept[""] == "public, max-age=300, stale-while-revalidate=86400"


@pytest.mark.parametrize("language", ["xx", "en", "..%2Fpage", "widget.js"])
def test_texts_of_no_language_are_not_found(client: TestClient, language: str) -> None:
    response = client.get(f"/widget/{language}.json")

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_the_page_has_the_widget_and_no_script_in_it(client: TestClient) -> None:
    text = client.get("/").text

    assert "<qa-chat></qa-chat>" in text
    assert re.findall(r"<script.*", text) == [
        '<script src="/widget.js" async></script>',
        '<script src="/page.js" defer></script>',
    ]
    assert "require-trusted-types-for 'script'" in client.get("/").headers["content-security-policy"]


def test_the_package_describes_what_the_documents_name() -> None:
    text = (ROOT / "docs" / "widget.md").read_text(encoding="utf-8")
    [module] = json.loads((WIDGET / "npm" / "custom-elements.json").read_text(encoding="utf-8"))["modules"]
    [chat] = module["declarations"]
    types = (WIDGET / "npm" / "chat.d.ts").read_text(encoding="utf-8")

    listed = re.findall(r"^\| `([a-z]+)` \|", text.partition("## Attributes")[2].partition("\n## ")[0], re.MULTILINE)
    assert [each["name"] for each in chat["attributes"]] == listed
    events = {each["name"] for each in chat["events"]}
    assert (
        events
        == set(re.findall(r"`(qa-[a-z]+)`", text)) - {"qa-chat"}
        == set(re.findall(r'"(qa-[a-z]+)":', types)) - {"qa-chat"}
    )
    members = {each["name"] for each in chat["members"]}
    assert members == set(
        re.findall(r"^  (\w+)[(:]", types.partition("class QaChat")[2].partition("\n}")[0], re.MULTILINE)
    )
    assert members <= set(re.findall(r"`(\w+)[`(]", text.partition("## Properties and methods")[2]))


def test_the_documents_name_every_part_property_and_attribute() -> None:
    text, source = (
        (ROOT / "docs" / "widget.md").read_text(encoding="utf-8"),
        "\n".join([*SOURCES.values(), (WIDGET / "style.css").read_text(encoding="utf-8")]),
    )
    parts = {part for names in re.findall(r'\bpart: "([^"]*)"', source) for part in names.split()}
    listed = text.partition("::part(…)`:\n")[2].partition("\n")[0]

    assert set(re.findall(r"`([a-z]+)`", listed)) == parts
    assert set(re.findall(r"--qa-[a-z-]+", text)) == set(re.findall(r"--qa-[a-z-]+", source))
    assert set(re.findall(r'"(qa-[a-z]+)"', source)) - {"qa-chat"} == set(re.findall(r"`(qa-[a-z]+)`", text)) - {
        "qa-chat"
    }
