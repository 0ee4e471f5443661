"""The documents of the IPTC's own test suites and examples are read as they are meant, field by field."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qa.domain.article import WITHOUT_END
from tests.conftest import ROOT
from tests.ingest.readers.test_agencies import LONG, read

FOLDER = ROOT / "tests/fixtures/iptc"
COSTA = "GROSSETO, Italy (AP) -- The trial of the captain of the shipwrecked Costa Concordia cruise liner"
NINJS: dict[str, object] = {
    line["path"]: line["document"]
    for line in map(json.loads, (FOLDER / "ninjs.jsonl").read_text(encoding="utf-8").splitlines())
}
EXPECTED: Mapping[str, Mapping[str, object]] = {
    "033_body_html": {"id": "033_body_html"},
    "035_body_new": {"id": "035_body_new"},
    "023_pubstatus_canceled": {"id": "023_pubstatus_canceled", "status": "canceled"},
    "004_simple_text_article": {
        "id": "ninjs.example.com/newsitems/20130709simp123",
        "title": "Captain of wrecked cruise ship on trial in Italy",
        "authors": ("Paulo Santalucia", "Frances d'Emilio"),
        "published_at": datetime(2013, 7, 9, 10, 37, tzinfo=UTC),
    },
    "dpa_text": {
        "id": "urn:newsml:dpa.com:20090101:190510-99-167362",
        "title": "Faktencheck Derby-Elfmeter: Hat Schiedsrichter Zwayer recht?",
        "publisher": "dpa",
        "authors": ("Christian Hollmann",),
        "language": "de",
        "status": "usable",
    },
}
WITHOUT_TEXT = {
    "016_versioncreated_bad_datetime", "019_embargoed_bad_datetime", "020_embargoed_date_only", "004_headlines", "ntb_text",
}  # fmt: skip
# What of the fields decides whether and when an article may be shown, put to a text.
GUARDING: Mapping[str, tuple[Mapping[str, object], str]] = {
    "016_versioncreated_bad_datetime": ({}, "left unknown"),
    "019_embargoed_bad_datetime": ({"embargoed_until": WITHOUT_END}, "no end that can be read"),
    "020_embargoed_date_only": ({"embargoed_until": datetime(2019, 10, 1, tzinfo=UTC)}, ""),
    "004_headlines": ({"title": "Test of headline property"}, ""),
    "ntb_text": (
        {
            "title": "Google har kjøpt giganttomt i Skien",
            "publisher": "NTB",
            "authors": ("NTB",),
            "published_at": datetime(2019, 8, 9, 9, 30, 4, tzinfo=UTC),
            "language": "nb-NO",
            "status": "usable",
        },
        "",
    ),
}


@pytest.mark.parametrize("path", NINJS, ids=lambda path: Path(path).stem)
def test_a_ninjs_document_of_the_iptc_is_read_field_by_field(path: str, tmp_path: Path) -> None:
    name, document = Path(path).stem, NINJS[path]
    assert isinstance(document, dict)
    articles, _ = read(tmp_path, document)

    assert bool(articles) == (name not in WITHOUT_TEXT)
    for article in articles:
        text = str(article.pop("text", ""))
        assert article == EXPECTED[name]
        assert text.startswith((COSTA, "We aren't limited", "Für Lucien Favre")) or name == "023_pubstatus_canceled"
    if name in GUARDING:
        expected, says = GUARDING[name]
        [guarded], notes = read(tmp_path, {**document, "body_text": LONG})
        assert {key: value for key, value in guarded.items() if key not in {"id", "text"}} == expected
        assert says in " ".join(notes)
        assert bool(says) == bool(notes)


def test_the_listing_of_the_newsml_guide_is_read_field_by_field(tmp_path: Path) -> None:
    [article], notes = read(tmp_path, (FOLDER / "newsml.xml").read_text(encoding="utf-8"))

    assert article == {
        "id": "urn:newsml:acmenews.com:20161018:US-FINANCE-FED",
        "text": LONG,
        "title": 'Fed to halt QE to avert "bubble"',
        "publisher": "REUTERS",
        "authors": ("Meredith Jameson",),
        "published_at": datetime.fromisoformat("2016-10-18T13:12:21-05:00"),
        "language": "en-GB",
        "status": "usable",
        "embargoed_until": datetime(2018, 10, 23, 12, tzinfo=UTC),
    }
    assert "STRICTLY" not in str(article)
    assert notes == []
