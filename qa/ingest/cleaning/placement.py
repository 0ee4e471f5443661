"""Decide what a paragraph is by where it stands and by what its neighbours are."""

from collections.abc import Sequence

from qa.domain.article import RegionKind
from qa.ingest.cleaning.patterns import kind_of, patterns
from qa.ingest.cleaning.wording import MAX_LABEL, MAX_LENGTH, core_of, ends_as_prose, is_full_timestamp

_SENTENCE, _PROSE = 60, 120
"""Characters from which a paragraph is prose: with the end of a sentence, and without."""
_FIELD = 40
"""Characters; a longer line is no field of a form."""
_LONGEST_SIGN_OFF = 20
"""Paragraphs at the end of a page that may be one; each is compared with the whole article."""
_DATELINE_ENDS = ("—", "–", "-")
_FIELD_KINDS: tuple[RegionKind, ...] = ("comment-form", "share", "ad-notice")
"""Kinds whose parts enclose lines that belong to them."""


def kinds_by_place(texts: Sequence[str], kinds: Sequence[RegionKind]) -> list[RegionKind]:
    """Return the kinds of a page's paragraphs, with those added for "body" that follow from a paragraph's place."""
    placed = list(kinds)
    prose = [i for i, text in enumerate(texts) if kinds[i] == "body" and _is_prose(text)]
    if prose:
        for i in (*range(prose[0]), *range(prose[-1] + 1, len(texts))):
            if placed[i] == "body":
                placed[i] = _edge_kind(texts[i])
        _mark_sign_off(texts, placed)
    _mark_form_fields(texts, placed, start=prose[-1] + 2 if prose else 1)
    return placed


def _is_prose(text: str) -> bool:
    return len(text) >= _PROSE or (len(text) >= _SENTENCE and ends_as_prose(text))


def _edge_kind(text: str) -> RegionKind:
    core = core_of(text)
    if len(core) <= MAX_LABEL and is_full_timestamp(core):
        return "notice"
    if text.endswith(_DATELINE_ENDS):
        return "body"
    return kind_of(patterns().edge, core) or "body"


def _mark_sign_off(texts: Sequence[str], kinds: list[RegionKind]) -> None:
    """Mark how to reach the writer and who the writer is, upward from the end as far as nothing else stands there."""
    body = [i for i, kind in enumerate(kinds) if kind == "body"]
    for place in range(len(body) - 1, max(-1, len(body) - 1 - _LONGEST_SIGN_OFF), -1):
        text = texts[body[place]]
        if _is_contact(text):
            kinds[body[place]] = "notice"
        elif _is_biography(text, [texts[i] for i in body[:place]]):
            kinds[body[place]] = "credit"
        else:
            return


def _is_contact(text: str) -> bool:
    core = core_of(text)
    phrases = patterns().phrases
    return len(core) <= MAX_LENGTH and bool(phrases.contact.match(core)) and not phrases.public_office.search(core)


def _is_biography(text: str, article: Sequence[str]) -> bool:
    """Return whether `text` introduces somebody whom the article above it has not mentioned but in a byline."""
    phrases = patterns().phrases
    match = phrases.biography.fullmatch(core_of(text)) if len(text) <= MAX_LENGTH else None
    if not match or not article or phrases.reported_speech.search(text):
        return False
    surname = match["name"].split()[-1]
    return not any(surname in paragraph for paragraph in article if not paragraph.startswith(("By ", "by ")))


def _mark_form_fields(texts: Sequence[str], kinds: list[RegionKind], start: int) -> None:
    """Mark short lines, from `start` on, between two parts of a form or a button bar."""
    for i in range(start, len(texts) - 1):
        if kinds[i] == "body" and kinds[i - 1] == kinds[i + 1] and kinds[i - 1] in _FIELD_KINDS and _is_field(texts[i]):
            kinds[i] = kinds[i - 1]


def _is_field(text: str) -> bool:
    return len(text) <= _FIELD and not text.endswith((".", "”", '"'))
