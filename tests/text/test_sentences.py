"""Sentences end where a reader of news would say they do, and no character is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.sentences import pieces, sentences
from tests.strategies import raw_texts

# A bar stands where a sentence ends; white space beside it is the article's own.
TRAPS = [
    # abbreviations before names, and in them
    "Mr. Smith met Dr. Jones. | They spoke.",
    "Gen. Mark Milley said so. | Lt. Gen. Ann Lee and Sgt. Roe agreed.",
    "He met Sen. Ted Cruz, R-Texas. | They spoke.",
    "J. K. Rowling wrote it. | J.R.R. Tolkien and J. A. Smith did not.",
    "John F. Kennedy spoke. | George W. Bush listened.",
    "Sammy Lee Jr. spoke. | They all heard Sammy Lee Jr. | He won.",
    "In St. Louis it rained. | So it did at Mt. Hood and Ft. Bliss.",
    "They met on Main St. | The car stood there.",
    # countries and states
    "About 2,500 U.S. troops are there. | They train others.",
    "The bill passed in the U.S. Senate on Monday. | It was close.",
    "He lives in the U.S. | The talks go on.",
    "The U.K.'s plan and the E.U.'s answer were read. | Nobody spoke.",
    "In Washington, D.C. the talks went on. | He was born in Va. in 1970.",
    "They are from Ga. | They won.",
    # lower-case words that look like an abbreviation
    "He fell ill. | Officials said so. | They led mass. | People sang. | She said no. | Ministers left.",
    # firms
    "Acme Inc. said it was sorry. | So did Roe Corp. of Ohio. | It belongs to Acme Inc. | The shares fell.",
    # numbers
    "Rents rose 3.5 percent. | Pay did not.",
    "The tally stood at 7. | Messi scored. | In 2020. | 5 people came.",
    "She lives at No. 5 Downing Row. | He is no. 2 there.",
    "1. First they came. | Then they left.",
    # times and dates
    "It began at 10 a.m. on Monday. | It ended at 5 p.m. | The hall was empty.",
    "It began at 10 a.m. Monday. | It ended.",
    "On Jan. 6 they met. | On Sept. 11, 2001, they did not.",
    # quotes
    "“We will stay,” he said. | “They know.”",
    '"Stop!" he said. | "Go?" she asked.',
    'He said "Stop!" | The crowd left.',
    'He said "stop." | The crowd left.',
    "“We are leaving.” | “When?” | “Now.” | He left.",
    "He said: “Go.” and left. | (It was close.) | All left. | ‘So it was.’ | The end.",
    # other marks
    "He said… nothing. | Then… | Nobody came. | She waited... and left. | She waited... | They left.",
    "Is it over?! | Yes! | Yahoo! is a firm.",
    "See https://example.com/a.b?c=d for more. | See example.com. | It is free.",
    "The end. | [1] Next one. | ) ”",
    # lines
    "• First point |\n• Second point. | And more |\n- Third",
    "A heading without a stop |\n\nA line without a stop",
    "  A line. |\r\nAnother. | \n \n",
]


@pytest.mark.parametrize("marked", TRAPS)
def test_a_sentence_ends_where_a_reader_says_so(marked: str) -> None:
    text = marked.replace(" |", "")
    assert [span.of(text) for span in sentences(text)] == [part.strip() for part in marked.split(" |") if part.strip()]


def test_a_text_without_words_has_no_sentences() -> None:
    assert sentences("") == []
    assert sentences(" \n\u00a0\n") == []
    assert pieces("") == []
    assert pieces(" \n ") == [" \n "]


_ANY = st.one_of(
    raw_texts(),
    st.text(st.sampled_from('aZ1 .!?…"”’)\n\r\t\u00a0\u2028é\u0301👩\u200d🇮🇶U.S.Mr.No.'), max_size=60),
)


@given(_ANY)
def test_sentences_are_in_order_and_cover_all_but_white_space(text: str) -> None:
    spans = sentences(text)
    covered = {i for span in spans for i in range(span.start, span.end)}
    assert sum(span.end - span.start for span in spans) == len(covered)
    assert spans == sorted(spans)
    assert all(i in covered for i, character in enumerate(text) if not character.isspace())
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)


@given(_ANY)
def test_no_sentence_reaches_over_a_line_break(text: str) -> None:
    assert all("\n" not in span.of(text) for span in sentences(text))


@given(_ANY)
def test_pieces_give_the_text_back_to_the_letter(text: str) -> None:
    cut = pieces(text)
    assert "".join(cut) == text
    assert all(cut)
