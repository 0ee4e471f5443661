"""What is printed is safe for a terminal, and links open at the quoted words."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from qa.api.links import deep_link
from qa.cli.answer_printer import AnswerPrinter
from qa.cli.terminal import plain
from qa.client import LocalServer, ask
from qa.domain.article import ArticleId, Metadata
from qa.errors import ServerError
from qa.ingest.readers.raw_article import RawArticle
from tests import showing
from tests.driving import events_of, in_memory, marking


@given(st.text())
def test_no_control_or_direction_character_reaches_the_terminal(text: str) -> None:
    assert not any((ord(c) < 32 and c != "\n") or c in "\x7f\x9b\u202e\u2066\u200b" for c in plain(text))


def test_article_text_is_never_read_as_markup_or_escape_codes() -> None:
    out = io.StringIO()
    story = "The [bold red]mayor[/] of Northport \x1b[2Jopened the new lighthouse on Saturday."
    metadata = Metadata(title="[link=https://evil.example]x[/link]", url="https://example.org/a-b")
    with in_memory() as services:
        services.articles.store([RawArticle(ArticleId("a"), story, metadata, "a.txt")], lambda _: None)
        show = AnswerPrinter(Console(file=out, width=200, highlight=False))
        for event in events_of(services, "Who opened the new lighthouse of Northport?"):
            show(event)

    assert "The [bold red]mayor[/] of Northport" in out.getvalue()
    assert "[link=https://evil.example]x[/link]" in out.getvalue()
    assert "\x1b" not in out.getvalue()


def test_what_a_misspelt_word_was_read_as_stands_before_the_answer() -> None:
    out = io.StringIO()
    with in_memory() as services:
        story = "The mayor of Northport opened the new lighthouse on Saturday."
        services.articles.store([RawArticle(ArticleId("a"), story, Metadata(), "a.txt")], lambda _: None)
        show = AnswerPrinter(Console(file=out, width=200, highlight=False))
        for event in events_of(services, "Who opened the new lighthuose of Northport?"):
            show(event)

    assert out.getvalue().startswith("Read as: “lighthouse” for “lighthuose”\nThe mayor of Northport")


def test_what_is_superseded_stands_behind_the_answer() -> None:
    out = io.StringIO()
    show = AnswerPrinter(Console(file=out, width=200, highlight=False))
    for event in showing.events(showing.superseded()):
        show(event)

    assert "No longer so, by a published correction: [2]\n" in out.getvalue()
    assert "An older version of the article said: “In Northport 300 homes were flooded.” [1]\n" in out.getvalue()


@pytest.mark.parametrize(
    ("terminal", "printed"),
    [
        (True, "In Northport \x1b[1m340\x1b[0m homes were flooded on Monday. \x1b[36m[1]\x1b[0m\n"),
        (False, "In Northport 340 homes were flooded on Monday. [1]\n"),
    ],
)
def test_the_short_answer_is_bold_on_a_terminal_and_plain_elsewhere(
    terminal: bool, printed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    out = io.StringIO()
    story = "It rained. In Northport 340 homes were flooded on Monday."
    with in_memory() as services:
        services.articles.store([RawArticle(ArticleId("a"), story, Metadata(), "a.txt")], lambda _: None)
        show = AnswerPrinter(Console(file=out, width=200, highlight=False, force_terminal=terminal))
        for event in events_of(marking(services), "How many homes were flooded in Northport?"):
            show(event)

    assert out.getvalue().startswith(printed)


@pytest.mark.parametrize(
    ("url", "quote", "link"),
    [
        (None, "Any words.", None),
        ("https://example.org/a#top", "Two, three-four.", "https://example.org/a#:~:text=Two%2C%20three%2Dfour."),
        (
            "https://example.org/a",
            "one two three four five six seven eight nine ten eleven",
            "https://example.org/a#:~:text=one%20two%20three%20four%20five,seven%20eight%20nine%20ten%20eleven",
        ),
    ],
)
def test_a_link_opens_the_page_at_the_quoted_words(url: str | None, quote: str, link: str | None) -> None:
    assert deep_link(url, quote) == link


def test_a_server_that_does_not_answer_is_named() -> None:
    with pytest.raises(ServerError, match=r"127\.0\.0\.1:9"):
        ask(LocalServer("http://127.0.0.1:9", ""), "What?", AnswerPrinter(None))
