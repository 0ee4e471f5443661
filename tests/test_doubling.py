"""No untrusted text makes work grow faster than its length: twice the text takes about twice the time, at every step."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pytest
from fastapi import HTTPException
from fastapi.exceptions import RequestValidationError

from qa.adapters import feedparser, markdown, trafilatura
from qa.adapters.llamaindex import LlamaIndexSplitter
from qa.answer.evidence.injection import is_instruction
from qa.answer.examples.forms import candidates
from qa.answer.extract.corrected import with_corrections
from qa.answer.extract.select import Selected
from qa.answer.generate.prompt_passages import sanitize
from qa.answer.generate.stream_parser import StreamParser
from qa.answer.question.parse import read_question
from qa.api.batches import read_batch
from qa.api.errors import BatchError
from qa.api.exports import accepted_format, bibtex_text, markdown_text
from qa.api.openai.messages import question_of
from qa.api.openai.schemas import Message
from qa.api.openai.transcript import inert_text
from qa.api.standing import Reviewer
from qa.domain.answer import Inquiry, Turn
from qa.domain.article import ArticleId, ChunkedArticle, Metadata
from qa.errors import QuestionError
from qa.ingest.cleaning.clean import clean
from qa.ingest.dedupe import figures
from qa.ingest.readers.documents import read_documents
from qa.ingest.readers.news_formats import read_items
from qa.ingest.readers.raw_article import Extractors, RawArticle
from qa.ingest.readers.read import read_file
from qa.ports import Document
from qa.services import Services
from qa.text.sentences import pieces, sentences
from qa.text.tokens import sentence_tokens
from tests import showing
from tests.answer.builders import candidate, section
from tests.driving import in_memory
from tests.strategies import article

Work = Callable[[str], object]

pytestmark = pytest.mark.no_cover
"""What is timed is the code and not the tracer."""

LENGTH = 8_000
"""Characters of the longest text; what grows with the square of them takes minutes for a book."""
QUESTION_LENGTH = 1_800
QUICK = 0.15
"""Seconds for the longer text: below, it does not matter how the time grows, and it cannot be told from noise."""
MOST = 3.5
"""Times that the longer text may take: twice is linear, four times is not, and a busy machine blurs both."""
TRIES = 3

MARKS = (
    ":",
    ". ",
    "a.",
    "a ",
    "A. ",
    "-",
    "(",
    ")",
    "[",
    "[1] ",
    '"',
    "1 ",
    "1, ",
    "\n",
    "- a\n",
    "x-",
    "<",
    "&a",
    "*a",
    "_a_ ",
    "\u0301",
)
WORDS = (
    "the ",
    "in ",
    "not ",
    "Ines said ",
    "and Ann Lee ",
    "U.S. ",
    "May ",
    "1 million ",
    "Sources: Reuters, ",
    "what is a",
)
ROWS = (
    "a: b\n",
    "a|b\n",
    "a\tb\n",
    "By Ann Lee\n",
    "(Reporting by Ann Lee) ",
    "Read more ",
    "# a\n",
    "---\n",
    "Homes flooded in Tarn: 340.\n",
)
NOTES = (
    "Ann Lee is a reporter at the Tarn Herald.\n",
    "Ann Lee is a reporter at the Tarn Herald.\nPlease email ann@x.example with tips.\n",
    "This is a developing story. By Ann Lee\n",
)  # fmt: skip
FACT = "In Tarn 340 homes were flooded by the Vell on Monday. "
QUESTION = "How many homes were flooded in Tarn?"


def growing(work: Work, fragments: Sequence[str], longest: int = LENGTH) -> list[str]:
    """Return how the time grew for each fragment where it more than doubled with the length."""
    return [grown for fragment in fragments if (grown := _grown(work, fragment, longest))]


def _grown(work: Work, fragment: str, longest: int) -> str:
    """Shorter texts go first, so that what grows fast fails, and does not run for hours."""
    for length in (longest // 8, longest):
        twice = _best(work, fragment, length)
        if twice > QUICK and twice > MOST * (once := _best(work, fragment, length // 2)):
            return f"{fragment!r} took {once:.3f} s, and twice of it {twice:.3f} s"
    return ""


def _best(work: Work, fragment: str, length: int) -> float:
    """Return the least time of a few tries, or of one that is quick."""
    times = (_seconds(work, (fragment * length)[:length]) for _ in range(TRIES))
    best = next(times)
    return best if best < QUICK else min(best, *times)


def _seconds(work: Work, text: str) -> float:
    """Seconds of this process alone, whatever else the machine does."""
    started = time.process_time()
    work(text)
    return time.process_time() - started


def _in_one_piece(text: str) -> object:
    parser = StreamParser()
    return parser.feed(text) + parser.finish()


def _in_small_pieces(text: str) -> object:
    parser = StreamParser()
    return [
        draft for start in range(0, len(text), 100) for draft in parser.feed(text[start : start + 100])
    ] + parser.finish()


@pytest.mark.parametrize("work", [_in_one_piece, _in_small_pieces, sanitize])
def test_a_models_text_takes_time_by_its_length(work: Work) -> None:
    assert growing(work, (*MARKS, *WORDS)) == []


def _chunked(text: str) -> object:
    return LlamaIndexSplitter(tokenize=str.split, sentences=pieces, size=64)(text)


@pytest.mark.parametrize("work", [sentences, sentence_tokens, is_instruction, _chunked, figures])
def test_splitting_takes_time_by_the_length(work: Work) -> None:
    assert growing(work, (*MARKS, *WORDS, *ROWS)) == []


def test_cleaning_takes_time_by_the_length() -> None:
    assert growing(clean, (*MARKS, *WORDS, *ROWS, *NOTES)) == []


def _page(text: str) -> str:
    """The text as a page's markup, as its paragraphs, and as what it declares for machines."""
    authors = [{"@type": "Person", "name": word} for word in text.split()]
    declared = json.dumps({"@type": "NewsArticle", "headline": text, "author": authors, "@graph": [[]] * len(text)})
    lines = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return f'<html><script type="application/ld+json">{declared}</script><article><p class="byline">{text}</p>{lines}</article>'


@pytest.mark.parametrize(
    ("suffix", "written"), [(".html", _page), (".html", str), (".md", str), (".txt", str), (".csv", str)]
)
def test_reading_takes_time_by_the_length(suffix: str, written: Callable[[str], str], tmp_path: Path) -> None:
    path, extractors = (
        tmp_path / f"article{suffix}",
        Extractors(trafilatura.extract, markdown.extract, trafilatura.fragment, feedparser.read),
    )

    def reading(text: str) -> object:
        path.write_text(written(text), encoding="utf-8")
        return list(read_file(path, extractors))

    assert (
        growing(reading, (":", "[", "*a", "<b>", "<table><tr><td>", "- a\n", "a|b\n", "a: b\n", "By Ann Lee\n", "\n"))
        == []
    )


def _item(text: str) -> str:
    return f"<item><guid>1</guid><title>{escape(text)}</title><description><![CDATA[{text}]]></description></item>"


@pytest.mark.parametrize("written", [_item, lambda text: _item("x") * (len(text) // 8), escape])
def test_reading_a_feed_takes_time_by_the_length(written: Callable[[str], str]) -> None:
    extractors = Extractors(trafilatura.extract, markdown.extract, trafilatura.fragment, feedparser.read)

    def reading(text: str) -> object:
        return read_items(f"<rss version='2.0'><channel>{written(text)}</channel></rss>".encode(), extractors)

    assert growing(reading, ("<b>", "&lt;p&gt;", "a b\n", "&", "<p>x</p>")) == []


@dataclass(frozen=True, slots=True)
class _Repeating:
    """A reader whose document says one thing everywhere."""

    said: str
    name: str = "repeating"

    def load(self, path: Path | None) -> Iterator[Document]:
        metadata = {"title": self.said, "url": f"https://news.example/{self.said}", "date": self.said, "id": self.said}
        yield Document(self.said, self.said, metadata)


def test_a_document_of_a_reader_takes_time_by_its_length() -> None:
    extractors = Extractors(trafilatura.extract, markdown.extract, trafilatura.fragment, feedparser.read)

    def reading(text: str) -> object:
        return list(read_documents(_Repeating(text), (), extractors, LENGTH * 2))

    assert growing(reading, (*MARKS, "\n ", "https://", "a-", "../", "6f1d8a9e-")) == []


def _batch(text: str) -> None:
    with suppress(BatchError, HTTPException, RequestValidationError):
        read_batch(text.encode(), "application/json", None)


def _batch_in_lines(text: str) -> None:
    with suppress(BatchError):
        read_batch(text.encode(), "application/x-ndjson", None)


@pytest.mark.parametrize("work", [_batch, _batch_in_lines])
def test_a_batch_takes_time_by_its_length(work: Work) -> None:
    assert growing(work, (*MARKS, "7\n", "{}\n", '{"id": "a", "text": "b", "c": 1}\n', "[7,")) == []


@pytest.mark.parametrize("work", [markdown_text, bibtex_text, accepted_format, inert_text])
def test_what_is_written_for_other_tools_takes_time_by_the_length(work: Work) -> None:
    assert growing(work, (*MARKS, "www.", ",;q=", "{", "\\", "![", "<a")) == []


def _article(text: str) -> RawArticle:
    return RawArticle(ArticleId("article"), FACT + text, Metadata(), "test")


@pytest.fixture
def library() -> Iterator[Services]:
    with in_memory() as services:
        services.articles.put(_article("The mayor, Ines Duarte, said that the bridge would stay closed until May."))
        yield services


def _answered(text: str) -> object:
    with in_memory() as services:
        services.articles.put(_article(text))
        return asyncio.run(services.responder.ask(Inquiry(QUESTION)))


def test_an_answer_takes_time_by_the_length_of_the_article() -> None:
    assert growing(_answered, (":", "not ", "and Ann Lee ", *ROWS[-1:], *NOTES)) == []


def _reviewed(quote: str) -> Work:
    """Review an answer that quotes a text's first half, with something behind it, by what its article says now."""

    def review(text: str) -> object:
        quoted = text[: len(text) // 2] + quote
        made = showing.answer([showing.statement(1, quoted)], [showing.citation(1, quoted)])
        with in_memory() as services:
            services.library.put([ChunkedArticle(article(FACT + text, identity="story-1"), ())])
            return Reviewer(services.library).review(made)

    return review


@pytest.mark.parametrize("quote", ["", "b"])
def test_a_kept_answer_takes_time_by_the_length_of_the_article_and_the_quote(quote: str) -> None:
    assert growing(_reviewed(quote), (*MARKS, "a", "not ", "and Ann Lee ")) == []


def _asked_of(text: str) -> object:
    return list(candidates(article(text), _is_usual))


def _is_usual(word: str) -> bool:
    return bool(word)


def test_example_questions_take_time_by_the_length_of_the_article() -> None:
    told = (
        "Ann Lee was ",
        "Lee has 2 ",
        "in May 2024 ",
        "about ",
        "and cut ",
        "£1 million ",
        "Prime Minister Ann ",
        "A. ",
    )

    assert growing(_asked_of, (*MARKS, *WORDS, *told)) == []


def test_a_question_takes_time_by_its_length_and_so_do_the_turns_before_it(library: Services) -> None:
    """Whatever is repeated in them; a question of more characters than the settings allow is refused."""

    def asked(text: str) -> None:
        for question in (f"Tarn {text} (", f"What is {text} of it?"):
            library.responder.answerer.ask(question)

    def followed(text: str) -> None:
        turns = tuple(Turn(f"What about {text}{number}?", text) for number in range(6))
        asyncio.run(library.responder.ask(Inquiry("And why did he do that?", history=turns)))

    for work in (asked, followed):
        assert growing(work, (*MARKS, *WORDS), QUESTION_LENGTH) == []


def test_a_clients_messages_take_time_by_their_length() -> None:
    def read(text: str) -> None:
        asked, answered = Message(role="user", content=text), Message(role="assistant", content=text)
        question_of([asked, answered, asked], "dateline")

    assert growing(read, (*MARKS, "[1](", "[1](a) ", "[1")) == []


def test_a_correction_is_looked_for_in_time_by_the_length_of_its_article() -> None:
    said = candidate(section("The mill of Tarn has 14 workers, the owner said."), "The mill")
    question = read_question("How many workers has the mill of Tarn?")
    column = (
        "An article on Monday said 14 workers. ",
        "It is 9, not 14. ",
        "In fact 9. ",
        "(Tarn, 4 May) ",
        "story “Tarn ",
    )

    def looked_for(text: str) -> None:
        with_corrections(question, [Selected(said)], [section(text, title="Corrections", name="other")])

    assert growing(looked_for, (*column, *(f"{each}\n\n" for each in column))) == []


def _check(services: Services, text: str) -> None:
    async def checked() -> None:
        async with aclosing(services.checker.check(text)) as sentences:
            async for _ in sentences:
                pass

    asyncio.run(checked())


def test_a_check_takes_time_by_the_length_of_text_and_article(library: Services) -> None:
    def checked(text: str) -> None:
        with suppress(QuestionError):  # of too many sentences, or one too long
            _check(library, FACT + text)

    def beside(text: str) -> None:
        with in_memory() as services:
            services.articles.put(_article(text))
            _check(services, "In Tarn 240 homes were flooded by the Vell, said Ines Duarte.")

    assert growing(checked, (*MARKS, *WORDS, FACT)) == []
    assert growing(beside, ("and Ann Lee ", "in ", FACT), 3 * LENGTH) == []
