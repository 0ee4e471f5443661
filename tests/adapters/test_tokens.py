"""A question and a window of sentences become the tokens of one input, and each token knows what it stands for."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.adapters.tokens import EncodedWindow, Tokens
from qa.wiring.adapters import WEIGHTS
from tests.strategies import sentences

QUESTION = "How high is the dam?"
STORY = ("The dam at Tarn is 84 metres high.", "It was built in 1934.", "Ellwood's zebu cost £2,500, Zoë said.")
MOST = 512


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    return Tokens(WEIGHTS / "tokenizer.json")


def assert_sound(encoded: EncodedWindow, tokens: Tokens, texts: tuple[str, ...]) -> None:
    """Every sentence ends at a [SEP] of its own, and its tokens stand in it, in order; all others stand for nothing."""
    assert len(encoded.ids) == len(encoded.types) == len(encoded.spans) <= MOST
    assert encoded.ends == sorted(set(encoded.ends))
    assert encoded.types == sorted(encoded.types)
    first = encoded.ends[0] - len(ids_of(encoded, tokens, 0)) if encoded.ends else len(encoded.ids)
    assert set(encoded.spans[:first]) <= {(0, 0)}
    for number, (text, end) in enumerate(zip(texts, encoded.ends, strict=True)):
        assert encoded.ids[end] == tokens.closing
        assert encoded.types[end] == 1
        assert encoded.spans[end] == (0, 0)
        own = ids_of(encoded, tokens, number)
        assert own == tokens.ids(text)[: len(own)]
        spans = encoded.spans[end - len(own) : end]
        assert all(0 <= start <= stop <= len(text) for start, stop in spans)
        assert all(one[0] <= other[0] for one, other in pairwise(spans))


def ids_of(encoded: EncodedWindow, tokens: Tokens, number: int) -> list[int]:
    """The tokens of a sentence: those between its [SEP] and the one before."""
    end = encoded.ends[number]
    opened = max(place for place in range(end) if encoded.ids[place] == tokens.closing)
    return encoded.ids[opened + 1 : end]


def test_a_window_reads_question_title_and_sentences_each_with_a_mark_behind_it(tokens: Tokens) -> None:
    encoded = tokens.window("Who?", "Tarn", STORY[1:2])
    query, title, text = (tokens.ids(part) for part in ("Who?", "Tarn", STORY[1]))
    opening, closing = tokens.opening, tokens.closing
    assert encoded.ids == [opening, *query, closing, *title, closing, *text, closing]
    assert encoded.types == [0] * (len(query) + 2) + [1] * (len(title) + len(text) + 2)
    assert encoded.ends == [len(encoded.ids) - 1]


def test_a_missing_title_leaves_no_trace(tokens: Tokens) -> None:
    titled, plain = (tokens.window(QUESTION, title, STORY) for title in ("Tarn", ""))
    extra = len(tokens.ids("Tarn")) + 1
    assert len(titled.ids) == len(plain.ids) + extra
    assert [end - extra for end in titled.ends] == plain.ends


def test_the_tokens_of_a_sentence_spell_it(tokens: Tokens) -> None:
    encoded = tokens.window(QUESTION, "Tarn", STORY)
    assert_sound(encoded, tokens, STORY)
    for number, text in enumerate(STORY):
        own, end = ids_of(encoded, tokens, number), encoded.ends[number]
        spelt = [text[start:stop] for start, stop in encoded.spans[end - len(own) : end]]
        pieces = [piece.removeprefix("##") for piece in tokens.texts(text)]
        assert [part.lower().replace("ë", "e") for part in spelt] == pieces
        assert "".join(spelt) == text.replace(" ", "")


def test_code_points_are_counted_behind_what_takes_several_bytes_or_is_no_character(tokens: Tokens) -> None:
    text = "👩‍🚀 नमस्ते Zoe\u0308 \ud800 said 撤军 of Tarn."
    encoded = tokens.window("", "", (text,))
    assert_sound(encoded, tokens, (text,))
    spelt = [text[start:stop] for start, stop in encoded.spans]
    assert [word for word in spelt if word in {"said", "撤", "军", "of", "."}] == ["said", "撤", "军", "of", "."]


def test_each_part_is_cut_at_its_end(tokens: Tokens) -> None:
    long = "rain " * 400
    encoded = tokens.window(long, long, ("It rained.", long, "It rained."))
    query, title, short, text = 64, 24, 3, 160
    assert encoded.types.count(0) == query + 2
    assert encoded.ends == [
        query + title + short + 3,
        query + title + short + text + 4,
        query + title + short + text + short + 5,
    ]
    assert_sound(encoded, tokens, ("It rained.", long, "It rained."))


def test_sentences_that_are_too_long_together_are_cut_at_one_length(tokens: Tokens) -> None:
    texts = ("rain " * 150, "It rained.", "snow " * 150, "wind " * 150, "fog " * 90)
    encoded = tokens.window(QUESTION, "", texts)
    assert_sound(encoded, tokens, texts)
    assert MOST - 3 <= len(encoded.ids) <= MOST
    kept = [len(ids_of(encoded, tokens, number)) for number in range(len(texts))]
    assert kept[0] == kept[2] == kept[3] > kept[4] == 90 > kept[1] == 3


def test_sentences_of_which_not_even_the_ends_can_be_read_are_refused(tokens: Tokens) -> None:
    asked = len(tokens.ids(QUESTION)) + 2
    most = tokens.window(QUESTION, "", ("It rained.",) * (MOST - asked))
    assert len(most.ids) == len(most.ends) + asked == MOST
    with pytest.raises(ValueError, match="too many to be read together"):
        tokens.window(QUESTION, "", ("It rained.",) * (MOST - asked + 1))


def test_a_mark_in_a_text_is_no_mark(tokens: Tokens) -> None:
    texts = ("[CLS] It [SEP] rained.", "[PAD]")
    encoded = tokens.window("[SEP]", "[MASK]", texts)
    assert_sound(encoded, tokens, texts)
    assert encoded.ids.count(tokens.opening) == 1
    assert encoded.ids.count(tokens.closing) == 4
    assert tokens.texts("[SEP]") == ["[", "sep", "]"]


def test_a_window_without_sentences_is_its_question(tokens: Tokens) -> None:
    encoded = tokens.window(QUESTION, "", ())
    assert (encoded.ends, set(encoded.spans)) == ([], {(0, 0)})
    assert encoded.ids == [tokens.opening, *tokens.ids(QUESTION), tokens.closing]


@given(st.text(max_size=40), st.text(max_size=40), st.lists(st.one_of(sentences(), st.text(max_size=40)), max_size=6))
def test_any_window_is_sound(tokens: Tokens, question: str, title: str, texts: list[str]) -> None:
    assert_sound(tokens.window(question, title, texts), tokens, tuple(texts))
