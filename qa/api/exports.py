"""Write an answer in the formats of other tools: Markdown, a page of HTML, CSL-JSON and BibTeX, each quote with its place.

Nothing is in them that was not verified: rejected sentences stay out, and what came nearest to a question without an answer
is marked as that. Untrusted: questions, quotes, names and addresses are made safe here, for the format and for a terminal.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal, NamedTuple
from urllib.parse import quote as percent_encoded

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from qa.api.answer_page import contents_of, standalone_page_of
from qa.api.schemas.answers import AnswerBody, CitationBody, SourceBody
from qa.text.controls import is_control

FormatName = Literal["md", "html", "csl", "bibtex"]
Relation = Literal["cited", "premise", "nearest"]
"""Whether a quote proves a statement, says what stands instead of a false premise, or is only what came nearest."""


class Quoted(NamedTuple):
    """A citation, and what it is to the answer."""

    citation: CitationBody
    relation: Relation


def quotes_of(answer: AnswerBody) -> list[Quoted]:
    """Return all that is quoted, in the order of the numbers."""
    found = [Quoted(citation, "cited") for citation in answer.citations]
    if answer.abstention is not None:
        found += [Quoted(citation, "nearest") for citation in answer.abstention.nearest]
        premise = answer.abstention.premise
        found += [Quoted(citation, "premise") for citation in (premise.citations if premise else ())]
    # Of an article that was taken back there is nothing to quote.
    return [quoted for quoted in found if quoted.citation.quote]


def _by_source(answer: AnswerBody) -> Iterator[tuple[SourceBody, list[Quoted]]]:
    """Yield the sources that are quoted, with their quotes; an article that is named and not quoted proves nothing."""
    quotes = quotes_of(answer)
    for source in answer.sources:
        if own := [quoted for quoted in quotes if quoted.citation.source == source.number]:
            yield source, own


def _escaped(text: str, escapes: Mapping[str, str], control: str) -> str:
    """Untrusted: made safe here. Return text with the format's signs escaped, and controls by number where that shows none."""
    return "".join(escapes[it] if it in escapes else _uncontrolled(it, control) for it in text)


def _uncontrolled(character: str, control: str) -> str:
    if not is_control(character):
        return character
    if character.isspace():
        return " "
    # Numbers of these are errors in HTML and Markdown, and no article needs them.
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(character) == "Cc" else control.format(ord(character))


_MARKDOWN = {sign: f"\\{sign}" for sign in "\\`*_[]<>{}&|~#@$"}
_OPENING = re.compile(r"^(?:[-+=]|\d{1,9}(?=[.)]))")
"""What begins a list, a line under a heading or a rule where it stands first."""
_BARE_ADDRESS = re.compile(r"(?<=www)(?=\.)|(?=:\S)", re.IGNORECASE)
"""Where a sign stands that many readers of Markdown make a link or a picture of, as in `www.x`, `https://x` and `:x:`."""


def markdown_text(text: str) -> str:
    """Return text, on one line, that Markdown shows as it is, wherever it stands."""
    line = _escaped(" ".join(text.split()), _MARKDOWN, "&#x{:X};")
    opened = _OPENING.sub(lambda it: f"{it[0]}\\" if it[0][0].isdigit() else f"\\{it[0]}", line)
    return _BARE_ADDRESS.sub(r"\\", opened)


def markdown_address(url: str) -> Markup:
    """Return a URL as the target of a link in Markdown."""
    return Markup(_address(url).replace("&", "\\&"))  # noqa: S704 made safe: no sign of Markdown or HTML is left


def _address(url: str) -> str:
    """Untrusted: made safe here. Return a URL in which brackets, quotes, spaces and controls are percent-encoded."""
    return percent_encoded(url, safe=":/?#[]@!$&'*+,;=%~-._")


def _markdown_value(value: object) -> Markup:
    if isinstance(value, Markup):
        return value
    return Markup(markdown_text(str(value)))  # noqa: S704 made safe, for Markdown


_TEMPLATES = Environment(
    loader=PackageLoader("qa.api", "static"),
    # Every value that is no Markup is escaped by `finalize`, for Markdown; what macros return is Markup by this.
    autoescape=True,
    finalize=_markdown_value,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_TEMPLATES.filters["address"] = markdown_address


def to_markdown(answer: AnswerBody) -> str:
    """Return the answer as Markdown: what is said with its marks, and each quote with its article, span and version."""
    text = _TEMPLATES.get_template("answer.md").render(contents_of(answer))
    return re.sub(r"\n{3,}", "\n\n", text)


def to_csl_json(answer: AnswerBody) -> str:
    """Return the quoted articles as CSL-JSON (schema 1.0.2); `custom` has the quotes with their spans."""
    items = [_csl_item(answer, source, quotes) for source, quotes in _by_source(answer)]
    document = json.dumps(items, indent=2, ensure_ascii=False)
    return "".join(json.dumps(it)[1:-1] if it != "\n" and is_control(it) else it for it in document) + "\n"


def _csl_item(answer: AnswerBody, source: SourceBody, quotes: list[Quoted]) -> dict[str, object]:
    facts: dict[str, object] = {
        "id": _key(source.article_id),
        "type": "article-newspaper",
        "title": source.title,
        "author": [{"literal": author} for author in source.authors],
        "container-title": source.publisher,
        "issued": _date_parts(source.published_at),
        "accessed": _date_parts(answer.created_at),
        "URL": source.url,
        "note": _NOT_ANSWERED if answer.abstention else None,
        "custom": {
            "answer_id": answer.id,
            "question": answer.question,
            "mode": answer.mode,
            "article_id": source.article_id,
            "quotes": [_csl_quote(quoted) for quoted in quotes],
        },
    }
    return {name: value for name, value in facts.items() if value}


def _csl_quote(quoted: Quoted) -> dict[str, object]:
    citation = quoted.citation
    return {
        "number": citation.number,
        "quote": citation.quote,
        "span": citation.span.model_dump(),
        "version": citation.version,
        "relation": quoted.relation,
    }


def _date_parts(moment: datetime | None) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[moment.year, moment.month, moment.day]]} if moment else None


_NOT_ANSWERED = "Dateline did not answer the question; these quotes are the closest that the articles come."
_BIBTEX = {
    "\\": r"{\textbackslash}",
    # BibTeX counts braces, escaped or not.
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    **{sign: f"\\{sign}" for sign in "#$%&_"},
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def bibtex_text(text: str) -> str:
    """Return text, on one line, as the value of a field between braces."""
    return _escaped(" ".join(text.split()), _BIBTEX, '{{\\char"{:04X}}}')


def to_bibtex(answer: AnswerBody) -> str:
    """Return the quoted articles as BibTeX; fields whose names begin with `dateline-` have the quotes with their spans."""
    # Of our own words alone: outside of entries BibTeX reads an "@" as the beginning of one.
    heading = f"% {_NOT_ANSWERED}" if answer.abstention else "% Each quote was checked against the stored article."
    entries = [_bibtex_entry(answer, source, quotes) for source, quotes in _by_source(answer)]
    return "\n\n".join([heading, *entries]) + "\n"


def _bibtex_entry(answer: AnswerBody, source: SourceBody, quotes: list[Quoted]) -> str:
    fields = {
        **_bibtex_article(source),
        **_bibtex_day(source.published_at),
        "urldate": answer.created_at.date().isoformat(),
        "note": _NOT_ANSWERED if answer.abstention else "",
        "dateline-answer": bibtex_text(answer.id),
        "dateline-article": bibtex_text(source.article_id),
        **{name: value for quoted in quotes for name, value in _bibtex_quote(quoted).items()},
    }
    # A month is a name that BibTeX knows, and no text.
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'}" for name, value in fields.items() if value]
    kind = "article" if source.publisher else "misc"
    return ",\n".join([f"@{kind}{{{_key(source.article_id)}", *lines]) + "\n}"


def _bibtex_article(source: SourceBody) -> dict[str, str]:
    return {
        # A second pair of braces keeps capitals as they are.
        "title": f"{{{bibtex_text(source.title)}}}" if source.title else "",
        "author": " and ".join(f"{{{bibtex_text(author)}}}" for author in source.authors),
        "journal": bibtex_text(source.publisher or ""),
        "url": _address(source.url or ""),
    }


def _bibtex_day(moment: datetime | None) -> dict[str, str]:
    if moment is None:
        return {}
    return {"year": str(moment.year), "month": _MONTHS[moment.month - 1], "day": str(moment.day)}


def _bibtex_quote(quoted: Quoted) -> dict[str, str]:
    citation, number = quoted.citation, quoted.citation.number
    return {
        f"dateline-quote-{number}": bibtex_text(citation.quote),
        f"dateline-span-{number}": f"{citation.span.start}-{citation.span.end}",
        f"dateline-version-{number}": bibtex_text(citation.version),
        f"dateline-relation-{number}": quoted.relation,
    }


def _key(article_id: str) -> str:
    """Return a key that both BibTeX and TeX take, the same for an article in every answer."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", article_id).strip("-")[:60]
    return plain if plain == article_id else f"{plain}-{sha256(article_id.encode()).hexdigest()[:8]}".lstrip("-")


@dataclass(frozen=True, slots=True)
class Format:
    """A format that an answer may be had in."""

    media_type: str
    write: Callable[[AnswerBody], str]


FORMATS: Mapping[FormatName, Format] = {
    "md": Format("text/markdown", to_markdown),
    "html": Format("text/html", standalone_page_of),
    "csl": Format("application/vnd.citationstyles.csl+json", to_csl_json),
    "bibtex": Format("application/x-bibtex", to_bibtex),
}


def export(answer: AnswerBody, name: FormatName) -> str:
    """Return the answer in a format; an abstention says that it is one, with what came nearest."""
    return FORMATS[name].write(answer)


def accepted_format(accept: str) -> Format | None:
    """Return the format that a header `Accept` prefers to JSON, if any (RFC 9110, 12.5.1); what is unknown counts for nothing."""
    weights: dict[str, float] = {}
    for entry in accept.split(","):
        media_type, *parameters = (part.strip().lower() for part in entry.split(";"))
        weights[media_type] = min((_weight(it) for it in parameters if it.startswith("q=")), default=1.0)
    wanted = max(FORMATS.values(), key=lambda each: weights.get(each.media_type, 0.0))
    weight = weights.get(wanted.media_type, 0.0)
    anything = max(weights.get("application/*", 0.0), weights.get("*/*", 0.0))
    # One that is named comes before one that would do as well.
    return wanted if weight > weights.get("application/json", 0.0) and weight >= anything else None


def _weight(parameter: str) -> float:
    match = re.fullmatch(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)", parameter)
    return float(match[1]) if match else 0.0
