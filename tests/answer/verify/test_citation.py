"""Nothing is cited that does not stand in the article to the letter."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.evidence.article_sentences import read_section
from qa.answer.evidence.context import quote_span, sentence_contexts
from qa.answer.verify.citation import CHECKS, Failure, cite, marked, verbatim
from qa.domain.answer import Citation, CitationFault, ShortAnswer, Statement
from qa.domain.article import Article, Region, Span
from tests.answer.builders import section
from tests.strategies import article, articles

RAW = (
    "The harbour  of Eastport was\u00a0closed.\u200b It will\topen on Monday.\r\n\r\nAdvertisement\r\n\r\n"
    "Fishermen mended their nets at home. Nobody was hurt when the gates fell, the mayor said. Read more"
)
HARBOUR = article(RAW)
CLEAN = (
    "The harbour of Eastport was closed. It will open on Monday.\n\n"
    "Fishermen mended their nets at home. Nobody was hurt when the gates fell, the mayor said."
)


def span_of(quote: str) -> Span:
    start = HARBOUR.clean.index(quote)
    return Span(start, start + len(quote))


def test_the_article_of_these_tests_was_cleaned() -> None:
    assert HARBOUR.clean == CLEAN
    assert [region.kind for region in HARBOUR.removed()] == ["ad-notice", "navigation"]


@pytest.mark.parametrize(
    ("quote", "raw"),
    [
        ("The harbour of Eastport was closed.", "The harbour  of Eastport was\u00a0closed."),
        ("It will open on Monday.", "It will\topen on Monday."),
        ("closed. It", "closed.\u200b It"),
        ("the mayor said.", "the mayor said."),
        ("F", "F"),
    ],
)
def test_a_citation_says_where_it_stands_in_clean_and_raw_text(quote: str, raw: str) -> None:
    span = span_of(quote)
    start = RAW.index(raw)
    raw_span = Span(start, start + len(raw))
    assert cite(HARBOUR, span) == Citation(HARBOUR.id, HARBOUR.version, span, raw_span, quote)


REFUSED: list[tuple[Span, CitationFault]] = [
    (Span(0, 0), "quote_verbatim"),
    (Span(3, 11), "quote_verbatim"),
    (Span(0, 4), "quote_verbatim"),
    (Span(9, 4), "quote_verbatim"),
    (Span(len(CLEAN), len(CLEAN) + 4), "quote_verbatim"),
    (Span(0, len(CLEAN) + 1), "raw_agrees"),
    (Span(-5, -1), "raw_agrees"),
    # the advertisement stands between these two
    (Span(CLEAN.index("on Monday"), CLEAN.index("mended") + 6), "raw_agrees"),
]


@pytest.mark.parametrize(("span", "reason"), REFUSED)
def test_a_span_that_is_no_quote_fails_by_name(span: Span, reason: CitationFault) -> None:
    assert reason in CHECKS
    assert cite(HARBOUR, span) == Failure(reason)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (RAW.replace("Eastport", "Westport"), "raw_agrees"),
        (RAW.replace("closed", "close"), "raw_agrees"),
        ("", "raw_agrees"),
    ],
)
def test_raw_text_that_reads_differently_fails(raw: str, reason: CitationFault) -> None:
    changed = replace(HARBOUR, raw=raw)
    assert cite(changed, span_of("The harbour of Eastport was closed.")) == Failure(reason)


@pytest.mark.parametrize("removed", [Span(0, 3), Span(10, 12), Span(30, 34), Span(0, 500)])
def test_a_quote_that_touches_what_was_taken_out_fails(removed: Span) -> None:
    regions = (Region("body", Span(0, len(RAW))), Region("promotion", removed))
    changed = replace(HARBOUR, cleaned=replace(HARBOUR.cleaned, regions=regions))
    assert cite(changed, span_of("The harbour of Eastport was closed.")) == Failure("outside_removed")


def test_an_article_without_its_runs_fails() -> None:
    changed = replace(HARBOUR, cleaned=replace(HARBOUR.cleaned, runs=HARBOUR.cleaned.runs[-1:]))
    assert cite(changed, span_of("The harbour")) == Failure("raw_agrees")


def test_a_statement_says_what_its_first_quote_says_and_names_all_checks() -> None:
    first, second = cite(HARBOUR, span_of("It will open on Monday.")), cite(HARBOUR, span_of("Fishermen"))
    assert isinstance(first, Citation)
    assert isinstance(second, Citation)
    statement = verbatim((first, second))
    assert statement.text == "It will open on Monday."
    assert statement.citations == (first, second)
    assert statement.support.verdict == "verbatim"
    assert dict(statement.support.checks) == dict.fromkeys(CHECKS, True)


COSTS = article("The mayor of Zoë’s town paid 2,500 crowns in the U.S. on Monday. Nobody else paid.")


def quoted(sentence: str = "The mayor of Zoë’s town paid 2,500 crowns in the U.S. on Monday.") -> Citation:
    start = COSTS.clean.index(sentence)
    citation = cite(COSTS, Span(start, start + len(sentence)))
    assert isinstance(citation, Citation)
    return citation


def place(words: str) -> Span:
    start = COSTS.clean.index(words)
    return Span(start, start + len(words))


@pytest.mark.parametrize("words", ["2,500", "2,500 crowns", "Zoë", "Zoë’s town", "U.S.", "Monday", quoted().quote])
def test_a_short_answer_is_whole_words_of_the_quote_and_of_the_statement(words: str) -> None:
    statement = verbatim((quoted(),), place(words))

    assert statement.short_answer == ShortAnswer(words, place(words))
    start = statement.short_answer.span.start - statement.citations[0].span.start
    assert statement.text[start : start + len(words)] == words


@pytest.mark.parametrize(
    "words", ["500", "2,5", "rown", "Zo", "U.S", "", " 2,500", "crowns ", "Monday. Nobody", "Nobody"]
)
def test_what_is_no_part_of_the_quote_or_cuts_a_word_is_no_short_answer(words: str) -> None:
    assert verbatim((quoted(),), place(words)).short_answer is None


def test_a_short_answer_is_marked_only_where_the_statement_says_what_is_quoted_first() -> None:
    statement = verbatim((quoted(),), place("2,500"))
    other = quoted("Nobody else paid.")

    assert marked(statement, place("Monday")).short_answer == ShortAnswer("Monday", place("Monday"))
    assert marked(statement, None).short_answer is None
    assert marked(replace(statement, text="2,500 were paid."), place("2,500")).short_answer is None
    assert marked(replace(statement, text=f"{statement.text} "), place("2,500")).short_answer is None
    assert marked(replace(statement, citations=(other, quoted())), place("2,500")).short_answer is None


@given(articles(), st.data())
def test_whatever_span_is_marked_the_short_answer_stands_in_article_quote_and_statement(
    made: Article, data: st.DataObject
) -> None:
    for quote in (quote_span(it) for it in sentence_contexts(section(made.raw), Span(0, len(made.raw)))):
        citation = cite(made, quote)
        assert isinstance(citation, Citation)
        edges = st.integers(max(0, quote.start - 3), quote.end + 3)
        assert holds(made, verbatim((citation,), Span(data.draw(edges), data.draw(edges))))


def holds(made: Article, statement: Statement) -> bool:
    short = statement.short_answer
    if short is None:
        return True
    (citation,) = statement.citations
    start = short.span.start - citation.span.start
    return (
        bool(short.text)
        and short.span.of(made.clean) == short.text == statement.text[start : start + len(short.text)]
        and citation.span.contains(short.span)
    )


def words_of(text: str) -> str:
    return "".join(character for character in text if character.isprintable() and not character.isspace())


@given(articles())
def test_every_sentence_of_any_article_can_be_cited(made: Article) -> None:
    within = section(made.raw, title=made.metadata.title)
    assert within.article.clean == made.clean
    spans = {it.span for it in read_section(made, Span(0, len(made.clean))).sentences}
    spans |= {quote_span(it) for it in sentence_contexts(within, within.span)}
    for span in spans:
        citation = cite(made, span)
        assert isinstance(citation, Citation)
        assert citation.span.of(made.clean) == citation.quote
        assert words_of(citation.raw_span.of(made.raw)) == words_of(citation.quote)
        assert not any(region.span.overlaps(citation.raw_span) for region in made.removed())
