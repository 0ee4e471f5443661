"""Documents of news agencies become articles, field by field: ninjs 1 to 3, AP's Media API and NewsML-G2."""

# ruff: noqa: E501 - a document stands on a line, as in a table

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qa.domain.article import WITHOUT_END
from qa.ingest.readers.raw_article import Note, RawArticle
from tests.ingest.readers.driving import only_problem, read_path

Cases = Mapping[str, tuple[object, Mapping[str, object]]]
LONG = "The harbour wall of Port Alder cost 14 million crowns."
FIRST, SECOND = datetime(2026, 3, 2, 9, 30, tzinfo=UTC), datetime(2026, 3, 3, 10, tzinfo=UTC)
FIELDS = (
    "title", "publisher", "authors", "url", "published_at", "language", "status", "embargoed_until", "expires_at", "correction",
)  # fmt: skip


def read(folder: Path, content: object) -> tuple[list[dict[str, object]], list[str]]:
    """Return what is known of each article, its id and text among it, and the notes."""
    text = content if isinstance(content, str) else json.dumps(content)
    path = folder / ("a.xml" if text.startswith("<") else "a.json")
    path.write_text(text, encoding="utf-8")
    results = read_path(path, 1_000_000)
    articles = [result for result in results if isinstance(result, RawArticle)]
    facts = [
        {"id": each.id, "text": each.raw, **{name: getattr(each.metadata, name) for name in FIELDS}}
        for each in articles
    ]
    known = [{name: value for name, value in fact.items() if value} for fact in facts]
    return known, [result.message for result in results if isinstance(result, Note)]


def ninjs(**fields: object) -> dict[str, object]:
    return {"uri": "urn:alder:1", "body_text": LONG, **fields}


def newer(**fields: object) -> dict[str, object]:
    return {"uri": "urn:alder:1", "bodies": [{"role": "main", "contentType": "text/plain", "value": LONG}], **fields}


NINJS: Cases = {
    "1.x with markup": (
        ninjs(body_text="", body_html=f"<p>{LONG}</p><p>Nine.</p>", headline="Wall", language="en"),
        {"title": "Wall", "language": "en", "text": f"{LONG}\n\nNine."},
    ),
    "1.x with XHTML": (ninjs(body_text="", body_xhtml=f"<p>{LONG}</p>"), {}),
    "1.x with a byline": (ninjs(byline="By Ann Lee and Bob Roe"), {"authors": ("Ann Lee", "Bob Roe")}),
    "1.x with its dates": (
        ninjs(firstcreated="2026-03-02T09:30:00Z", versioncreated="2026-03-03T10:00:00Z", version="2"), {"published_at": FIRST},
    ),
    "1.x, whose first version has one date": (ninjs(versioncreated="2026-03-02T09:30:00Z", version="1"), {"published_at": FIRST}),
    "1.x, of whose second version nobody knows when the first was": (ninjs(versioncreated="2026-03-03T10:00:00Z", version="2"), {}),
    "1.x with an embargo": (ninjs(embargoed="2026-03-03T10:00:00Z"), {"embargoed_until": SECOND}),
    "1.x with an empty embargo, which has no end": (ninjs(embargoed=""), {"embargoed_until": WITHOUT_END}),
    "1.x with an embargo that cannot be read": (ninjs(embargoed="Monday noon"), {"embargoed_until": WITHOUT_END}),
    "1.x withheld": (ninjs(pubstatus="withheld"), {"status": "withheld", "text": None}),
    "1.x canceled without a text": (
        {"uri": "urn:alder:1", "pubstatus": "canceled"}, {"status": "canceled", "text": None},
    ),
    "1.x with a status that cannot be read": (ninjs(pubstatus="spiked"), {"status": "withheld", "text": None}),
    "1.x with who told it": (
        ninjs(infosource=[{"name": "Northern Wire"}], copyrightholder="Alder Press"), {"publisher": "Northern Wire"},
    ),
    "1.x with the holder of its rights": (ninjs(copyrightholder="Alder Press"), {"publisher": "Alder Press"}),
    "2.x with headlines and bodies": (
        {
            "uri": "urn:alder:1", "pubstatus": "usable", "expires": "2026-03-03T10:00:00Z", "contentcreated": "2026-03-02T09:30:00Z",
            "headlines": [{"role": "short", "value": "Wall!"}, {"role": "main", "value": "Wall done"}],
            "bodies": [{"role": "teaser", "value": "Short."}, {"role": "main", "contenttype": "text/html", "value": f"<p>{LONG}</p>"}],
        },
        {"title": "Wall done", "status": "usable", "published_at": FIRST, "expires_at": SECOND},
    ),
    "2.x with nobody's role": (
        {"uri": "urn:alder:1", "headlines": [{"value": "Wall"}], "bodies": [{"value": LONG}, {"value": "Other."}]}, {"title": "Wall"},
    ),
    "3.x": (
        newer(
            headlines=[{"value": "Wall"}], by="Ann Lee", pubStatus="usable", firstCreated="2026-03-02T09:30:00Z",
            versionCreated="2026-03-03T10:00:00Z", version="3", embargoedUntil="2026-03-03T10:00:00Z",
            expires="2026-03-03T10:00:00Z", infoSources=[{"role": "contact"}, {"name": "Northern Wire"}], language="en",
            edNote="SECRET", associations=[{"uri": "urn:alder:picture", "type": "picture"}], rightsInfo={"usageTerms": "x"},
        ),
        {
            "title": "Wall", "authors": ("Ann Lee",), "status": "usable", "published_at": FIRST, "embargoed_until": SECOND,
            "expires_at": SECOND, "publisher": "Northern Wire", "language": "en",
        },
    ),
    "3.x canceled, as the English spell it": (newer(pubStatus="cancelled"), {"status": "canceled", "text": None}),
    "3.x in a list of a service": ({"items": [newer(type="text")]}, {}),
    "an address for a name": (ninjs(uri="https://alder.example/a/1"), {"id": "alder.example/a/1"}),
    "a name with its version, by RFC 3085": (
        ninjs(uri="urn:newsml:alder.example:20260302:wall:2", version="2"), {"id": "urn:newsml:alder.example:20260302:wall"},
    ),
    "fields of the wrong kind": (
        ninjs(headline=["Wall"], byline=7, language={}, infosource="x", bodies="x", signals="x", versioncreated=1, version=[]), {},
    ),
}  # fmt: skip
AP: Cases = {
    "an item in a feed": (
        {
            "data": {
                "items": [
                    {
                        "item": {
                            "altids": {"itemid": "0a1b", "etag": "0a1b_2a"}, "version": 2, "type": "text", "pubstatus": "usable",
                            "headline": "Wall", "bylines": [{"by": "By ANN LEE"}, {"title": "Reporter"}], "language": "en",
                            "firstcreated": "2026-03-02T09:30:00Z", "versioncreated": "2026-03-03T10:00:00Z",
                            "ednote": "SECRET", "body_nitf": f"<block><hl2>Cost</hl2><p>{LONG}</p></block>",
                        }
                    }
                ]
            }
        },
        {
            "id": "0a1b", "title": "Wall", "authors": ("ANN LEE",), "language": "en", "published_at": FIRST, "status": "usable",
            "text": f"Cost\n\n{LONG}",
        },
    ),
    "an item that is withheld": (
        {"altids": {"itemid": "0a1b"}, "pubstatus": "withheld", "ednote": "SECRET"},
        {"id": "0a1b", "status": "withheld", "text": None},
    ),
    "an embargo": (
        {"altids": {"itemid": "0a1b"}, "embargoed": "2026-03-03T10:00:00Z", "body_text": LONG},
        {"id": "0a1b", "embargoed_until": SECOND},
    ),
}  # fmt: skip


def newsml(meta: str = "", content: str = "", body: str | None = None, root: str = 'guid="urn:alder:1"') -> str:
    xhtml = (
        body if body is not None else f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{LONG}</p></body></html>'
    )
    return (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" {root}>'
        '<catalogRef href="http://alder.example/catalogue.xml"/>'
        f'<itemMeta><itemClass qcode="ninat:text"/><edNote>SECRET</edNote>{meta}</itemMeta><contentMeta>{content}</contentMeta>'
        f'<contentSet><inlineXML contenttype="application/xhtml+xml">{xhtml}</inlineXML></contentSet></newsItem>'
    )


NEWSML: Cases = {
    "XHTML": (newsml(), {}),
    "NITF": (
        newsml(body=f"<nitf><head><title>Wall</title></head><body><body.head><hedline><hl1>Wall</hl1></hedline></body.head>"
               f"<body.content><p>{LONG}</p><block><p>Nine.</p></block></body.content></body></nitf>"),
        {"text": f"{LONG}\n\nNine."},
    ),
    "plain text": (
        newsml().replace("<inlineXML", "<x").replace("</inlineXML>", "</x>").replace(
            "<contentSet>", f'<contentSet><inlineData contenttype="text/plain">{LONG}</inlineData>'
        ),
        {},
    ),
    "a provider by name": (newsml('<provider literal="alp"><name>Alder Press</name></provider>'), {"publisher": "Alder Press"}),
    "a provider by code": (newsml('<provider qcode="nprov:ALP"/>'), {"publisher": "ALP"}),
    "who told it, where nobody provides it": (
        newsml(content='<infoSource literal="Northern Wire"/>'), {"publisher": "Northern Wire"},
    ),
    "its dates": (
        newsml("<versionCreated>2026-03-03T10:00:00Z</versionCreated><firstCreated>2026-03-02T09:30:00Z</firstCreated>"),
        {"published_at": FIRST},
    ),
    "when its content was made": (
        newsml(content="<contentCreated>2026-03-02T09:30:00Z</contentCreated>"), {"published_at": FIRST},
    ),
    "a headline, a byline and a language": (
        newsml(content='<headline role="hl:short">W</headline><headline role="hl:main">Wall <b>done</b></headline>'
                       '<by>By Ann Lee</by><language tag="en-GB"/>'),
        {"title": "Wall done", "authors": ("Ann Lee",), "language": "en-GB"},
    ),
    "a creator and the language of the document": (
        newsml(content="<creator><name>Ann Lee</name></creator>", root='guid="urn:alder:1" xml:lang="en"'),
        {"authors": ("Ann Lee",), "language": "en"},
    ),
    "an embargo": (newsml("<embargoed>2026-03-03T10:00:00Z</embargoed>"), {"embargoed_until": SECOND}),
    "an empty embargo, which has no end": (newsml("<embargoed/>"), {"embargoed_until": WITHOUT_END}),
    "usable": (newsml('<pubStatus qcode="stat:usable"/>'), {"status": "usable"}),
    "withheld": (newsml('<pubStatus qcode="stat:withheld"/>'), {"status": "withheld", "text": None}),
    "canceled by its URI and without a text": (
        newsml('<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled"/>', body=""),
        {"status": "canceled", "text": None},
    ),
    "a status that says nothing": (newsml("<pubStatus/>"), {"status": "withheld", "text": None}),
    "a name with its version": (
        newsml(root='guid="tag:reuters.com,2026:newsml_L1X:3" version="3"'), {"id": "tag:reuters.com-2026:newsml_L1X-1043ff6543"},
    ),
    "a message with an item": (
        f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/><itemSet>{newsml()}</itemSet></newsMessage>', {},
    ),
}  # fmt: skip
ALL: Cases = {
    **{f"ninjs: {name}": case for name, case in NINJS.items()},
    **{f"AP: {name}": case for name, case in AP.items()},
    **{f"NewsML-G2: {name}": case for name, case in NEWSML.items()},
}


@pytest.mark.parametrize("name", ALL)
def test_a_document_is_read_field_by_field_and_no_note_for_editors_is_shown(name: str, tmp_path: Path) -> None:
    content, expected = ALL[name]

    [article], notes = read(tmp_path, content)

    stated = {"id": "urn:alder:1", "text": LONG, **expected}
    assert article == {field: value for field, value in stated.items() if value}
    assert "SECRET" not in f"{article}{notes}"


def test_of_several_versions_the_latest_counts_wherever_it_stands(tmp_path: Path) -> None:
    versions = [ninjs(version=str(n), body_text=f"Version {n}.") for n in (2, 10, 9)]

    [article], _ = read(tmp_path, versions)

    assert article["text"] == "Version 10."


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (ninjs(signals=["sig:correction"]), "urn:alder:1: is a correction, and says to editors alone what it corrects"),
        (newsml('<signal qcode="sig:correction"/>'), "urn:alder:1: is a correction, and says to editors alone what it corrects"),
        (ninjs(embargoed="noon"), "urn:alder:1: its embargo has no end that can be read: it is held until a later version says otherwise"),
        (ninjs(pubstatus="spiked"), "urn:alder:1: its status cannot be read: it is withheld until a later version says otherwise"),
        ([ninjs(), {"uri": "urn:alder:2", "type": "picture"}], "1 of 2 items hold no text and are left out"),
        ([ninjs(), newer(uri="urn:alder:2", firstCreated="2026-13-01")], "urn:alder:2: left unknown: 'published_at'"),
        ([ninjs(), newer(uri="urn:alder:2", expires="never")], "urn:alder:2: left unknown: 'expires_at'"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_as_it_is_gets_a_note(content: object, note: str, tmp_path: Path) -> None:
    _, notes = read(tmp_path, content)

    assert [each for each in notes if each.startswith(note)]


def test_what_has_no_text_is_refused(tmp_path: Path) -> None:
    for name, text in {
        "a.json": json.dumps([{"uri": "urn:alder:2", "type": "picture"}]),
        "a.xml": newsml(body=""),
    }.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        assert "no text of articles" in only_problem(path).message
