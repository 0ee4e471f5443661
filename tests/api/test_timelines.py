"""A timeline tells what happened on a topic in verbatim sentences, in the order of the days that they speak of."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from qa.__main__ import main
from qa.domain.article import ArticleId, Metadata
from qa.ingest.readers.raw_article import RawArticle
from qa.services import Services
from tests.driving import in_memory
from tests.keyed_server import keyed_server
from tests.serving import client_of

TOPIC = "the collapse of the Vell bridge"
AGENCY = (
    "The Vell bridge in Tarn collapsed on Monday, and four people were hurt. "
    "The Vell bridge had been closed to lorries in March 2023 after cracks were found. "
    "Engineers will report on the Vell bridge on 12 June."
)
PAPER = (
    "Seven people were hurt when the Vell bridge collapsed on Monday, said the hospital in Tarn. "
    "The mayor of Tarn, Ines Duarte, wants a new Vell bridge by 2030."
)
COPY = "The Vell bridge in Tarn collapsed on Monday, and four people were hurt."
UNDATED = "Nobody in Tarn knows why the Vell bridge fell. The Vell bridge was built in 1931."
OTHER = "<b>Bakers</b> in Ostrel won a prize on Tuesday for a loaf of rye bread."
MAY_7, MAY_9 = datetime(2024, 5, 7, 8, tzinfo=UTC), datetime(2024, 5, 9, tzinfo=UTC)
STORED = (
    ("agency", AGENCY, Metadata(publisher="Inland Agency", published_at=MAY_7)),
    ("paper", PAPER, Metadata(publisher="Tarn <Herald>", published_at=MAY_9)),
    ("copy", COPY, Metadata(publisher="Vell Post", published_at=MAY_7)),
    ("undated", UNDATED, Metadata(publisher="Ostrel News")),
    ("other", OTHER, Metadata(published_at=MAY_9)),
)


@pytest.fixture(scope="module")
def services() -> Iterator[Services]:
    with in_memory() as opened:
        for name, text, metadata in STORED:
            opened.articles.put(RawArticle(ArticleId(name), text, metadata, "test"))
        yield opened


@pytest.fixture(scope="module")
def client(services: Services) -> Iterator[TestClient]:
    with client_of(services) as running:
        yield running


def told(client: TestClient, **wanted: object) -> dict[str, Any]:
    response = client.post("/v1/timelines", json={"topic": TOPIC, **wanted})
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def lines(body: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(it["when"], it["dated_by"], it["statement"]["text"]) for it in body["entries"]]


def test_sentences_stand_in_the_order_of_the_days_that_they_speak_of(client: TestClient) -> None:
    body = told(client)

    assert lines(body) == [
        ("1931", "quote", "The Vell bridge was built in 1931."),
        ("2023-03", "quote", "The Vell bridge had been closed to lorries in March 2023 after cracks were found."),
        ("2024-05-06", "quote", "The Vell bridge in Tarn collapsed on Monday, and four people were hurt."),
        (
            "2024-05-06",
            "quote",
            "Seven people were hurt when the Vell bridge collapsed on Monday, said the hospital in Tarn.",
        ),
        ("2024-05-09", "publication", "The mayor of Tarn, Ines Duarte, wants a new Vell bridge by 2030."),
        ("2024-06-12", "quote", "Engineers will report on the Vell bridge on 12 June."),
    ]
    assert body["undated"] == 1, "nobody says when nobody knew why it fell"


def test_every_quote_is_read_back_from_its_place(client: TestClient) -> None:
    body = told(client)

    for citation in body["citations"]:
        clean = client.get(f"/v1/articles/{citation['article_id']}").json()["clean"]
        assert clean[citation["span"]["start"] : citation["span"]["end"]] == citation["quote"]


def test_who_says_the_same_is_cited_with_it_and_who_has_another_figure_stands_beside_it(client: TestClient) -> None:
    body = told(client)
    of = {citation["id"]: citation["article_id"] for citation in body["citations"]}
    monday = [entry["statement"] for entry in body["entries"] if entry["when"] == "2024-05-06"]

    assert [sorted(of[name] for name in it["citations"]) for it in monday] == [["agency", "copy"], ["paper"]]


def test_a_scope_and_a_limit_hold(client: TestClient) -> None:
    as_of = told(client, as_of="2024-05-08")
    short = told(client, limit=2)

    assert {source["article_id"] for source in as_of["sources"]} in ({"agency"}, {"agency", "copy"})
    assert as_of["scope"]["excluded"]["undated"] == 1
    assert len(short["entries"]) == 2


def test_of_what_no_article_tells_there_is_nothing(client: TestClient) -> None:
    body = told(client, topic="the election in Peru")

    assert (body["entries"], body["citations"], body["undated"]) == ([], [], 0)


@pytest.mark.parametrize("topic", ["", "  ", "the of and", "x" * 5_000])
def test_a_topic_that_names_nothing_is_refused(client: TestClient, topic: str) -> None:
    response = client.post("/v1/timelines", json={"topic": topic})

    assert (response.status_code, response.json()["code"]) == (422, "invalid_question")


def test_the_page_shows_it_and_makes_nothing_of_what_it_shows(client: TestClient) -> None:
    page = client.get("/timeline", params={"topic": TOPIC}).text
    hostile = client.get("/timeline", params={"topic": "<b>Bakers</b> in Ostrel"}).text

    assert page.index("1931") < page.index("collapsed on Monday") < page.index("12 June")
    assert '<a href="/articles/paper"><bdi>Tarn &lt;Herald&gt;</bdi></a>' in page
    assert "left out, since nobody says when" in page
    assert "&lt;b&gt;Bakers&lt;/b&gt;" in hostile
    assert "<b>" not in hostile


def test_the_page_says_what_to_give_and_what_is_wrong_with_it(client: TestClient) -> None:
    empty, wrong, unknown = (
        client.get("/timeline", params={"topic": it}) for it in ("", "the of", "the moons of Mars")
    )

    assert (empty.status_code, wrong.status_code, unknown.status_code) == (200, 400, 200)
    assert "the topic names nothing" in wrong.text
    assert "No article tells of it." in unknown.text


def test_the_command_prints_the_same(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "agency.md").write_text(f"---\ntitle: Bridge\ndate: 2024-05-07\n---\n{AGENCY}\n", encoding="utf-8")
    data = ["--data", str(tmp_path / "data")]
    ended = []
    for arguments in (["ingest", str(tmp_path / "agency.md")], ["timeline", TOPIC], ["timeline", "the moons of Mars"]):
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main([*data, *arguments])
        ended.append((end.value.code or 0, capsys.readouterr().out))

    assert [code for code, _ in ended] == [0, 0, 3]
    assert re.search(
        r"2023-03 +The Vell bridge had been closed.*2024-05-06 +The Vell bridge in Tarn", ended[1][1], re.S
    )
    assert "agency" in ended[1][1]
    assert ended[2][1] == "No article tells of it.\n"


def test_with_keys_the_page_is_closed_to_who_shows_none(services: Services) -> None:
    with keyed_server(services) as keyed:
        response = keyed.client.get("/timeline", params={"topic": TOPIC})

    assert response.status_code == 403
    assert "collapsed" not in response.text
