"""Turns made-up news into services that a reader's widget can be shown with: outlets, dates, copies, and hostile articles."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from qa.services import Services
from qa.settings import Settings
from qa.wiring import open_services
from tests.driving import ingest

HOW_MANY = "How many homes were flooded in Tarn?"
WHEN = "When did the Vell dam in Tarn reopen?"
UNKNOWN = "Who won the 2022 World Cup?"

_FLOOD = (
    "🌊 The river Vell rose after three days of rain. Officials said that 340 homes were flooded in Tarn on Monday. "
    "The mayor, Ines Duarte, said the old bridge would stay closed until May. Volunteers carried sand through the night."
)
ARTICLES: Sequence[Mapping[str, object]] = (
    {
        "id": "flood-herald", "title": "Hundreds of homes under water in Tarn", "publisher": "Tarn Herald",
        "authors": ["Ada Lind"], "url": "https://herald.example/flood", "published_at": "2026-03-03", "text": _FLOOD,
    },
    {
        "id": "flood-copy", "title": "Tarn: homes under water", "publisher": "Vell Wire",
        "url": "https://wire.example/flood", "published_at": "2026-03-03", "text": _FLOOD,
    },
    {
        "id": "flood-post", "title": "Tarn counts the cost", "publisher": "Evening Post", "url": "https://post.example/cost",
        "published_at": "2026-03-05",
        "text": "The water has gone. By the insurers’ count, 410 homes were flooded in Tarn, and the cost is not known yet.",
    },
    {
        "id": "dam/reopened", "title": "Vell dam reopens",
        "text": "The Vell dam in Tarn reopened on 12 June 2026 after repairs. The repairs had cost nine million crowns.",
    },
)  # fmt: skip

PAYLOADS = (
    "<img src=x onerror=window.pwned=1>",
    "<script>window.pwned=1</script>",
    '"><svg onload=window.pwned=1>',
    "![x](https://evil.example/?q=1)",
    "[click](javascript:window.pwned=1)",
    "{{constructor.constructor('window.pwned=1')()}}",
)
_BRIDGES = ("Orm", "Lask", "Bren", "Tovi", "Quil", "Dask")
HOSTILE_QUESTIONS = [f"When did the {name} bridge open?" for name in _BRIDGES]
HOSTILE: Sequence[Mapping[str, object]] = [
    {
        "id": f"hostile-{name}", "title": f"{name} bridge {payload}", "publisher": f"Outlet {payload}", "authors": [payload],
        "url": "javascript:window.pwned=1" if name == "Orm" else f"https://news.example/?q={payload}",
        "text": f"The {name} bridge opened on 3 May 2026 {payload} before a large crowd.",
    }
    for name, payload in zip(_BRIDGES, PAYLOADS, strict=True)
]  # fmt: skip


@contextmanager
def stocked(folder: Path, articles: Sequence[Mapping[str, object]]) -> Iterator[Services]:
    """The real services over these articles, with their data in the folder."""
    rows = folder / "articles.jsonl"
    rows.write_text("\n".join(json.dumps(it) for it in articles), encoding="utf-8")
    with open_services(Settings(data=folder / "data")) as services:
        ingest(services, rows)
        yield services
