"""Write an article that is held until its embargo ends as a document, and read it back."""

import json
from dataclasses import asdict, fields, replace
from datetime import datetime

from qa.domain.article import ArticleId, HeldArticle, Metadata
from qa.ingest.readers.raw_article import RawArticle

_MOMENTS = tuple(each.name for each in fields(Metadata) if "datetime" in str(each.type))


def held_article(raw: RawArticle, until: datetime) -> HeldArticle:
    """Return the article as it is held; its embargo stands beside the document, and not in it."""
    metadata = raw.metadata.released()
    facts = asdict(metadata)
    moments = {name: moment and moment.isoformat() for name in _MOMENTS for moment in (facts[name],)}
    document = {**asdict(replace(raw, metadata=metadata)), "metadata": {**facts, **moments}}
    return HeldArticle(raw.id, until, json.dumps(document, sort_keys=True))


def raw_article_of(held: HeldArticle) -> RawArticle:
    """Read an article from its document; what a later release adds to it is unknown there."""
    document = json.loads(held.document)
    facts = document.pop("metadata")
    moments = {name: facts[name] and datetime.fromisoformat(facts[name]) for name in _MOMENTS}
    metadata = Metadata(**{**facts, **moments, "authors": tuple(facts["authors"])})
    return RawArticle(**{**document, "id": ArticleId(document["id"]), "metadata": metadata})
