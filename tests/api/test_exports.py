"""An answer leaves in other tools' formats, with every quote where it stands, and nothing in it comes to life there."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import NamedTuple, get_args
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from starlette.testclient import TestClient

from qa.api.app import create_app
from qa.api.exports import FORMATS, FormatName, accepted_format, export, markdown_text, quotes_of
from qa.api.links import deep_link
from qa.api.schemas.answers import AnswerBody, CitationBody, DegradedBody, PremiseBody, RejectionBody, SourceBody
from qa.api.schemas.wire import SpanBody
from qa.cli.safe_output import plain
from qa.domain.article import Article
from qa.services import Services
from qa.settings import Settings
from tests import showing, strategies
from tests.reading import PAYLOADS
from tests.serving import local
from tests.terminal import Run
from tests.writing import QUESTION

UNANSWERED = "How many British troops are in Iraq?"
NAMES = get_args(FormatName)


class Place(NamedTuple):
    """A quote as it is read back from an export."""

    article_id: str
    version: str
    start: int
    end: int
    quote: str


def shown(text: str) -> str:
    """The text with white space as one space, and other controls of old terminals as a mark: no format can hold them."""
    visible = (it if it.isspace() or unicodedata.category(it) != "Cc" else "\N{REPLACEMENT CHARACTER}" for it in text)
    return " ".join("".join(visible).split())


def from_csl(document: str) -> list[Place]:
    return [
        Place(item["custom"]["article_id"], it["version"], it["span"]["start"], it["span"]["end"], shown(it["quote"]))
        for item in json.loads(document)
        for it in item["custom"]["quotes"]
    ]


def bibtex_values(entry: str) -> Iterator[tuple[str, str]]:
    """The fields of an entry, read as BibTeX does: a value ends where its braces are balanced, escaped or not."""
    for match in re.finditer(r"^  ([a-z0-9-]+) = \{", entry, re.MULTILINE):
        depth, end = 1, match.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(entry[end], 0)
            end += 1
        assert entry[end] in ",\n"
        yield match[1], entry[match.end() : end - 1]


def from_tex(value: str) -> str:
    """What TeX prints of a value."""
    names = {"textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}", "textasciitilde": "~"}
    pattern = r"\{\\(?:(text\w+)|char\"([0-9A-F]+))\}|\\([#$%&_])"
    printed = re.sub(
        pattern, lambda it: names.get(it[1], "^") if it[1] else chr(int(it[2], 16)) if it[2] else it[3], value
    )
    rest = re.sub(pattern, "", value)
    assert not set(rest) & set("\\{}#$%&_~^")
    return printed


def from_bibtex(document: str) -> list[Place]:
    heading, *entries = re.split(r"\n\n(?=@)", document)
    assert "@" not in heading
    found = []
    for entry in entries:
        fields = dict(bibtex_values(entry))
        for number in (name.rpartition("-")[2] for name in fields if name.startswith("dateline-quote-")):
            start, end = map(int, fields[f"dateline-span-{number}"].split("-"))
            article_id, version = from_tex(fields["dateline-article"]), from_tex(fields[f"dateline-version-{number}"])
            found.append(Place(article_id, version, start, end, from_tex(fields[f"dateline-quote-{number}"])))
    return found


class Page(HTMLParser):
    """Collects the quotes of a page, its elements and its links."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.places: list[Place] = []
        self.elements: set[str] = set()
        self.links: set[str] = set()
        self._open: dict[str, str | None] | None = None
        self._text = ""
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]
        self.links |= {value or "" for name, value in attrs if name == "href" and not (value or "").startswith("#")}
        if tag == "blockquote":
            self._open, self._text = dict(attrs), ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote" and self._open is not None:
            start, end = map(int, (self._open["data-span"] or "").split("-"))
            names = self._open["data-article"] or "", self._open["data-version"] or ""
            self.places.append(Place(*names, start, end, " ".join(self._text.split())))


def from_html(document: str) -> list[Place]:
    page = Page(document)
    head, body = "html head meta title style body", "main header p h1 h2 time section ol ul li"
    assert page.elements <= set(f"{head} {body} blockquote a cite footer sup mark bdi span strong div".split())
    assert all(re.match("https?://", link) for link in page.links)
    return page.places


def inline_text(token: Token) -> str:
    children = token.children or []
    kinds = {it.type for it in children}
    assert kinds <= {"text", "text_special", "softbreak", "strong_open", "strong_close", "em_open", "em_close",
                     "link_open", "link_close"}  # fmt: skip
    assert all(re.match("https?://", str(it.attrs["href"])) for it in children if it.type == "link_open")
    return "".join("\n" if it.type == "softbreak" else it.content for it in children)


def from_markdown(document: str) -> list[Place]:
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(document)
    assert {it.type.removesuffix("_open").removesuffix("_close") for it in tokens} <= {
        "heading", "paragraph", "inline", "blockquote", "hr", "bullet_list", "list_item",
    }  # fmt: skip
    found = []
    for place, token in enumerate(tokens):
        if token.type == "blockquote_open":
            where = inline_text(tokens[place + 6])
            *_, spot, version = where.split(" · ")
            article_id, _, span = spot.rpartition(" ")
            start, end = map(int, span.split("-"))
            quote = inline_text(tokens[place + 2])
            found.append(Place(article_id, version.removeprefix("version "), start, end, quote))
    return found


READERS: dict[FormatName, Callable[[str], list[Place]]] = {
    "md": from_markdown,
    "html": from_html,
    "csl": from_csl,
    "bibtex": from_bibtex,
}
SIGNS = "\\`*_{}[]()<>#+-.!|~&@$%^\"'=: \n\u202e1a"
LIVE = (
    "2024. A year",
    "- x",
    "=== x",
    "www.x.example",
    "a@b.example",
    "_a_ *b* [c](d) `e` ~~f~~",
    "} @comment{",
    "```",
)
HOSTILE = st.one_of(
    st.sampled_from([*PAYLOADS, *LIVE]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.text(SIGNS, max_size=20),
)
IDS = st.text("ab0_-/.:#%&{}\\\"'<>@*[]()~^$", min_size=1, max_size=12)


@st.composite
def stories(draw: st.DrawFn) -> Article:
    texts = st.one_of(strategies.raw_texts(), HOSTILE)
    article = strategies.article(draw(texts), identity=draw(IDS))
    return article if article.clean.strip() else strategies.article("A story.", identity=article.id)


@st.composite
def answers(draw: st.DrawFn) -> tuple[AnswerBody, dict[str, Article]]:
    """An answer or an abstention that quotes one to three articles, whose every word may be hostile."""
    articles = draw(st.lists(stories(), min_size=1, max_size=3, unique_by=lambda it: it.id))
    sources = [source(number, article, draw(HOSTILE)) for number, article in enumerate(articles, start=1)]
    citations = [draw(quoted(number, article)) for number, article in enumerate(articles, start=1)]
    statements = [showing.statement(it.number, it.quote) for it in citations]
    made = showing.answer(statements, citations).model_copy(
        update={"sources": sources, "question": draw(HOSTILE) or "?"}
    )
    if draw(st.booleans()):
        premise = PremiseBody(asked=draw(HOSTILE), stands=draw(HOSTILE), citations=citations[:1])
        refusal = showing.refused([draw(HOSTILE)], premise).abstention
        assert refusal is not None
        made = made.model_copy(
            update={
                "mode": "abstained",
                "statements": [],
                "citations": [],
                "abstention": refusal.model_copy(update={"nearest": citations[1:]}),
            }
        )
    return made, {article.id: article for article in articles}


def source(number: int, article: Article, name: str) -> SourceBody:
    return SourceBody(
        number=number,
        article_id=article.id,
        title=name or None,
        publisher=name[::-1] or None,
        authors=[name, "Ann and Bob"] if name else [],
        url=f"https://news.example/{number}?a=({name})",
        published_at=showing.DAYS[number - 1],
        also_in=[],
    )


@st.composite
def quoted(draw: st.DrawFn, number: int, article: Article) -> CitationBody:
    words = [it.start() for it in re.finditer(r"\S", article.clean)]
    start, last = sorted(draw(st.lists(st.sampled_from(words), min_size=2, max_size=2)))
    quote = article.clean[start : last + 1]
    span = SpanBody(start=start, end=last + 1)
    return CitationBody(
        id=f"cit_{number}",
        number=number,
        source=number,
        article_id=article.id,
        version=article.version,
        quote=quote,
        span=span,
        raw_span=span,
        deep_link=deep_link(f"https://news.example/{number}?a=<b>_*&copy;", quote),
    )


@pytest.mark.parametrize("name", NAMES)
@given(drawn=answers())
def test_every_quote_is_read_back_from_its_place_and_nothing_comes_to_life(
    name: FormatName, drawn: tuple[AnswerBody, dict[str, Article]]
) -> None:
    made, articles = drawn
    document = export(made, name)
    places = READERS[name](document)

    assert len(places) == len(quotes_of(made)) > 0
    for place in places:
        article = articles[place.article_id]
        assert (place.version, place.quote) == (article.version, shown(article.clean[place.start : place.end]))
    assert plain(document.replace("\t", "")) == document.replace("\t", "")


@given(HOSTILE)
def test_text_in_markdown_is_read_as_it_was_wherever_it_stands(text: str) -> None:
    for before in ("", "> ", "- ", "word "):
        tokens = MarkdownIt("commonmark").parse(f"{before}{markdown_text(text)} end")
        (token,) = (it for it in tokens if it.type == "inline")
        expected = f"{before.strip('>- ')} {shown(text)} end"
        assert " ".join(inline_text(token).split()) == " ".join(expected.split())


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("md", "a&#x202E;b c\ufffd"),
        ("html", "a&#x202e;b c\ufffd"),
        ("csl", r"a\u202eb\u2028c\u001b"),
        ("bibtex", r'a{\char"202E}b c\ufffd'),
    ],
)
def test_what_turns_the_writing_or_rewrites_a_terminal_is_given_by_its_number(name: FormatName, held: str) -> None:
    made = showing.answer([], [showing.citation(1, "a\u202eb\u2028c\x1b")])

    assert held.replace(r"\ufffd", "\ufffd") in export(made, name)


def test_a_link_leads_where_the_article_is_whatever_its_address_holds() -> None:
    address = "https://news.example/a)b(c?d=<e>_*&copy;[f]`g'h\"i\\j"
    made = showing.ruled("no")
    made = made.model_copy(update={"citations": [made.citations[0].model_copy(update={"deep_link": address})]})
    made = made.model_copy(update={"statements": [showing.statement(1, showing.CLOSED)]})
    inline = (it for token in MarkdownIt("commonmark").parse(export(made, "md")) for it in token.children or [])

    assert [unquote(str(it.attrs["href"])) for it in inline if it.type == "link_open"] == [address]
    assert Page(export(made, "html")).links == {address}


@pytest.mark.parametrize("name", NAMES)
def test_what_was_not_verified_does_not_leave(name: FormatName) -> None:
    rejected = RejectionBody(text="Bananas are rich in potassium", reason="not_in_quotes")
    made = showing.ruled("no").model_copy(update={"rejected": [rejected]})

    assert "potassium" not in export(made, name)
    assert showing.CLOSED in export(made, name)


@pytest.mark.parametrize("name", ["md", "html"])
def test_why_articles_are_quoted_where_a_written_answer_was_wanted_is_said(name: FormatName) -> None:
    made = showing.ruled("no").model_copy(update={"degraded": DegradedBody(reason="llm_unavailable")})

    assert "Quoted, since the language model does not answer." in export(made, name)


@pytest.mark.parametrize(
    "made", [showing.ruled("no"), showing.differing("update"), showing.several(), showing.overview()]
)
def test_markdown_says_what_the_page_says(made: AnswerBody) -> None:
    document = export(made, "md")

    assert len(from_markdown(document)) == len(made.citations)
    for statement in made.statements:
        assert statement.text in document
    for part in made.parts:
        assert part.question in document
    for disagreement in made.disagreements:
        assert all(f"- **{position.value}**" in document for position in disagreement.positions)


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("text/markdown", "md"),
        ("Text/HTML;charset=utf-8", "html"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "html"),
        ("application/x-bibtex, application/json;q=0.5", "bibtex"),
        ("application/vnd.citationstyles.csl+json, */*", "csl"),
        ("text/markdown;q=0.4, text/html;q=0.7", "html"),
        ("application/json, text/markdown", None),
        ("text/markdown;q=0.5, */*", None),
        ("text/markdown;q=0", None),
        ("text/markdown;q=nonsense", None),
        ("*/*", None),
        ("", None),
        (",;,q=1", None),
    ],
)
def test_the_format_that_is_preferred_is_given(accept: str, name: FormatName | None) -> None:
    assert accepted_format(accept) == (FORMATS[name] if name else None)


@pytest.fixture(scope="module")
def client(seeded: Services) -> Iterator[TestClient]:
    with local(create_app(seeded)) as running:
        yield running


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("question", [QUESTION, UNANSWERED])
def test_an_answer_is_given_and_shown_again_in_the_format_that_is_accepted(
    client: TestClient, seeded: Services, name: FormatName, question: str
) -> None:
    headers = {"Accept": FORMATS[name].media_type}
    given_at_once = client.post("/v1/answers", json={"question": question}, headers=headers)
    answer_id = client.post("/v1/answers", json={"question": question}).json()["id"]
    again = client.get(f"/v1/answers/{answer_id}", headers=headers)

    assert READERS[name](given_at_once.text) == READERS[name](again.text) != []
    for place in READERS[name](again.text):
        assert place.quote == seeded.articles.get(place.article_id).clean[place.start : place.end]
    for response in (given_at_once, again):
        assert response.headers["content-type"].partition(";")[0] == FORMATS[name].media_type
        assert "Accept" in response.headers["vary"]


def test_what_goes_wrong_is_a_problem_in_json_whatever_is_accepted(client: TestClient) -> None:
    headers = {"Accept": "text/html"}
    for response in (
        client.post("/v1/answers", json={"question": " "}, headers=headers),
        client.get(f"/v1/answers/ans_{'0' * 32}", headers=headers),
    ):
        assert response.headers["content-type"] == "application/problem+json"


def test_the_command_prints_the_format_and_nothing_else(qa: Run, seeds: Settings) -> None:
    code, out, err = qa("ask", QUESTION, "--format", "md")
    refused = qa("ask", UNANSWERED, "--format", "bibtex")
    both = qa("ask", QUESTION, "--format", "md", "--json")

    assert (code, err, len(from_markdown(out)) > 0) == (0, "", True)
    assert (refused[0], refused[1].startswith("% Dateline did not answer")) == (3, True)
    assert (both[0], "give one of them" in both[2]) == (2, True)


def test_every_format_has_its_name() -> None:
    assert tuple(FORMATS) == NAMES
