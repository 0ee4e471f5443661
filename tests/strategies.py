"""Draw articles as news sites have them: repeated sentences, odd characters, page furniture."""

import hashlib

from hypothesis import strategies as st

from qa.domain.article import Article, ArticleId, Metadata, Version
from qa.ingest.cleaning.clean import clean

_WORDS = st.sampled_from(
    (
        "Baghdad ministry talks troops said 2,500 U.S. coalition’s withdrawal Zoë Zoe\u0308 naïve नमस्ते عراق 撤军 "
        "👩\u200d🚀 🇮🇶 e\u0301te\u0301 “phased” well-known Mr. 3.5 per cent a I"
    ).split(" ")
)
_ENDS = st.sampled_from([".", "!", "?", ".”", "…", ""])
_GAPS = st.sampled_from([" ", " ", " ", "  ", "\u00a0", "\t", " \u200b", "\u2009", "\u200b", "\u202e", "\ufeff"])
_BREAKS = st.sampled_from(["\n\n", "\n\n", "\n", "\r\n\r\n", "\r\n", "\r", "\n \n", "\n\n\n", "\u2028", "\n\u200b\n"])
_FURNITURE = st.sampled_from(
    [
        "Advertisement",
        "0 0 votes",
        "Leave A Reply",
        "Name",
        "Share on Facebook",
        "Read more: Rents fall again",
        "Sign up for our newsletter.",
        "(Photo by Ann Lee/Getty Images)",
        "By Ann Lee",
        "Published 26 January 2024",
        "(Reporting by Ann Lee; Editing by Bob Roe)",
        "Updated 3:14 p.m. ET, Jan. 26, 2024",
        "© 2024 Example News. All rights reserved.",
        "Home > World > Middle East",
    ]
)


@st.composite
def sentences(draw: st.DrawFn) -> str:
    """Draw a sentence of one to fourteen words, some with odd gaps between them."""
    words = draw(st.lists(_WORDS, min_size=1, max_size=14))
    gaps = draw(st.lists(_GAPS, min_size=len(words), max_size=len(words)))
    return "".join(gap + word for gap, word in zip(gaps, words, strict=True)).lstrip(" ") + draw(_ENDS)


@st.composite
def paragraphs(draw: st.DrawFn) -> str:
    """Draw one to four sentences of a pool of three, so that they repeat; now and then with a label at the end."""
    pool = draw(st.lists(sentences(), min_size=1, max_size=3))
    text = " ".join(draw(st.lists(st.sampled_from(pool), min_size=1, max_size=4)))
    return text + draw(st.sampled_from(["", "", "", " (Photo by Ann Lee/AP)", " Read more", " (Reporting by Ann Lee)"]))


@st.composite
def pages(draw: st.DrawFn) -> str:
    """Draw paragraphs, some twice, and furniture between them, with any kind of line break."""
    pool = draw(st.lists(paragraphs(), min_size=1, max_size=4))
    parts = draw(st.lists(st.one_of(st.sampled_from(pool), _FURNITURE), max_size=10))
    breaks = draw(st.lists(_BREAKS, min_size=len(parts), max_size=len(parts)))
    return "".join(part + line_break for part, line_break in zip(parts, breaks, strict=True))


def raw_texts() -> st.SearchStrategy[str]:
    """Draw pages, and text of any characters that UTF-8 can hold; empty and one-character texts among them."""
    anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
    return st.one_of(pages(), anything, st.text(" \t\r\n\u200b\u00a0a.", max_size=12))


def titles() -> st.SearchStrategy[str | None]:
    """Draw no title, or one that may stand in the text."""
    return st.one_of(st.none(), sentences())


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Draw a stored article as ingest makes it from a raw text."""
    return article(draw(raw_texts()), title=draw(titles()))


def article(raw: str, title: str | None = None, identity: str = "article") -> Article:
    """Return the article that ingest makes of `raw`."""
    return Article(
        id=ArticleId(identity),
        version=Version(hashlib.sha256(raw.encode()).hexdigest()),
        raw=raw,
        cleaned=clean(raw, title),
        metadata=Metadata(title=title),
        origin=f"{identity}.txt",
    )
