"""What the ruler of strangers is made of: figures with their errors, words that overlap, a library with articles left out."""

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.__main__ import PARTS, steps
from bench.strangers.figures import area, gain, mean, token_f1
from bench.strangers.news import Words
from bench.strangers.overlap import WordOverlap, overlap
from bench.strangers.sections import Rarity, contexts_of, section_of
from bench.strangers.town_questions import Gold, Marker, Question, TownError, pairs, questions
from bench.strangers.ways import Remembering
from bench.strangers.without import kept, without
from qa.answer.verify.citation import cite, verbatim
from qa.domain.answer import Citation, SentenceReading, Statement, Window, WindowReading
from qa.domain.article import ArticleId, Metadata, Span
from qa.ingest.readers.raw_article import RawArticle
from qa.services import Services
from qa.text.tokens import content
from tests.conftest import Write
from tests.driving import ingest
from training.human import Passage


def test_a_mean_has_the_error_of_its_spread() -> None:
    assert mean([0.0, 1.0, 1.0, 1.0]) == pytest.approx((0.75, math.sqrt(0.75 * 0.25 / 4)))
    assert str(mean([True, True])) == "1.000 ±0.000"


def test_what_was_not_measured_is_no_number() -> None:
    assert math.isnan(mean([]).value)
    assert math.isnan(area([True, True], [0.1, 0.2]).value)


def test_a_gain_is_surer_than_its_two_sides_where_the_same_questions_gain() -> None:
    before, after = [0.0, 1.0, 0.0, 1.0], [1.0, 1.0, 0.0, 1.0]
    assert gain(before, after).value == 0.25
    assert gain(before, after).error < math.hypot(mean(before).error, mean(after).error)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=2, max_size=30))
def test_the_area_counts_the_pairs_in_order_and_half_of_those_alike(rows: list[tuple[bool, int]]) -> None:
    right, wrong = ([score for flag, score in rows if flag is kind] for kind in (True, False))
    figure = area([flag for flag, _ in rows], [float(score) for _, score in rows])
    if not right or not wrong:
        assert math.isnan(figure.value)
        return
    ordered = sum((one > other) + (one == other) / 2 for one in right for other in wrong)
    assert figure.value == pytest.approx(ordered / (len(right) * len(wrong)))
    assert 0 <= figure.error <= 0.5


@pytest.mark.parametrize(
    ("said", "answers", "f1"),
    [
        ("the Corvane Group", ["Corvane Group"], 1.0),
        ("Corvane Group, the Dutch owner", ["Corvane Group"], 2 * 2 / (4 + 2)),
        ("£6.4 million", ["six", "6.4 million pounds"], 2 * 1 / (2 + 3)),
        ("", ["Corvane Group"], 0.0),
        ("Corvane", [], 0.0),
    ],
)
def test_short_answers_agree_by_their_words_with_the_nearest_right_one(
    said: str, answers: list[str], f1: float
) -> None:
    assert token_f1(said, answers) == pytest.approx(f1)


def test_overlap_is_the_share_of_the_questions_words_and_knows_no_order() -> None:
    [reading] = WordOverlap().read("Who owns the works?", [Window("", ("Corvane owns the works.", "It rained.", ""))])
    assert [sentence.answers for sentence in reading.sentences] == [1.0, 0.0, 0.0]
    assert reading.holds_answer == 1.0
    assert overlap("of the", "of the") == 0.0


def _passage(*sentences: str, title: str = "") -> Passage:
    return Passage("Who?", title, sentences, frozenset({0}), (), answerable=True, group="", origin="")


def test_a_passage_becomes_an_article_in_which_each_sentence_stands_at_its_place() -> None:
    section = section_of(_passage("Ann Lee won.", "", "She left Rome.", title="The race"))
    assert [sentence.span.of(section.article.clean) for sentence in section.sentences] == [
        "Ann Lee won.",
        "",
        "She left Rome.",
    ]
    assert set(content("race")) <= section.title
    assert [len(context.near) for context in contexts_of(section)] == [2, 3, 2]


def test_a_term_that_all_passages_have_weighs_less_than_one_that_few_have() -> None:
    sections = [section_of(_passage(text)) for text in ("The bridge shut.", "The bridge reopened.", "A bridge fell.")]
    common, rare = content("bridge fell")
    weights = Rarity(sections).weights([common, rare])
    assert 0 < weights[common] < weights[rare]


class _Counting:
    """A reader that counts the windows that it is given."""

    name = "counting"

    def __init__(self) -> None:
        self.count = 0

    def read(self, question: str, windows: Sequence[Window]) -> list[WindowReading]:
        self.count += len(windows)
        return [WindowReading(0.0, (SentenceReading(float(len(question)), Span(0, 0), 0.0),)) for _ in windows]


def test_a_window_is_read_once_a_question() -> None:
    counting = _Counting()
    reader = Remembering(counting)
    one, other = Window("", ("One.",)), Window("", ("Other.",))
    first = reader.read("who?", [one, other, one])
    assert reader.read("who?", [other, one]) == [first[1], first[0]]
    assert counting.count == 2
    reader.read("where?", [one])
    assert counting.count == 3


@given(st.lists(st.tuples(st.integers(0, 20), st.floats(0, 1)), max_size=30), st.sets(st.integers(0, 20)))
def test_what_is_skipped_is_not_found_and_the_rest_keeps_its_order(
    found: list[tuple[int, float]], skipped: set[int]
) -> None:
    rest = kept(found, skipped, 5)
    assert not {name for name, _ in rest} & skipped
    assert rest == [each for each in found if each[0] not in skipped][:5]


def _article(name: str, text: str, title: str = "") -> RawArticle:
    return RawArticle(ArticleId(name), text, Metadata(title=title), f"test#{name}", stated_id=True)


def test_an_article_holds_an_answer_where_its_words_stand_side_by_side_or_in_one_sentence() -> None:
    words = Words(
        [
            _article("a", "Liz Truss won."),
            _article("b", "Liz met Mr Truss. He left.", "Truss"),
            _article("c", "1,200 won. Liz left."),
        ]
    )
    assert words.holding(["Liz Truss"]) == words.holding(["Truss, Liz"]) == {"a", "b"}
    assert words.holding(["truss"]) == {"a", "b"}
    assert words.holding(["Truss left"]) == set()
    assert words.holding(["1200"]) == {"c"}
    assert words.holding(["the", ""]) == set()


def test_an_article_that_is_left_out_is_not_quoted_and_the_others_are_found_as_before(seeded: Services) -> None:
    question = "How many prisoners were released?"
    answerer = seeded.answerer
    before = answerer.retriever.retrieve(question, 10)
    cited = before[0].chunk.article_id
    after = without(answerer, seeded.library, {cited}).retriever.retrieve(question, 10)
    assert cited not in {passage.chunk.article_id for passage in after}
    assert after
    assert max(passage.score for passage in after) > 0


def test_with_nothing_left_out_the_same_passages_are_found(seeded: Services) -> None:
    answerer = seeded.answerer
    assert without(answerer, seeded.library, ()).retriever.retrieve("Who won?", 5) == answerer.retriever.retrieve(
        "Who won?", 5
    )


BRIDGE = "The bridge will cost six million pounds. It opens in May, the council said."
OPENS = Gold(ArticleId("bridge"), "opens in May", "May")


@pytest.fixture
def library(services: Services, write: Write) -> Services:
    """Two articles that open alike."""
    write("bridge.txt", BRIDGE)
    ingest(services, write("tunnel.txt", f"{BRIDGE} Nobody knows when the tunnel will.").parent)
    return services


def _quoting(services: Services, *quotes: tuple[str, str]) -> tuple[Statement, ...]:
    """A statement for each article and text in it."""
    statements = []
    for name, text in quotes:
        article = services.articles.get(name)
        start = article.clean.index(text)
        citation = cite(article, Span(start, start + len(text)))
        assert isinstance(citation, Citation)
        statements.append(verbatim((citation,)))
    return tuple(statements)


def test_a_statement_is_right_where_its_quote_overlaps_one_that_answers_in_the_same_article(library: Services) -> None:
    cost, opens = BRIDGE[:40], BRIDGE[41:]
    said = _quoting(library, ("bridge", cost), ("tunnel", opens), ("bridge", opens), ("bridge", BRIDGE))
    result = Marker(library).ask(lambda _: said, Question("When does the bridge open?", "date", (OPENS,)))
    assert result.right == [False, False, True, True]
    assert (result.answered, result.right_within(2), result.right_within(3)) == (True, False, True)


def test_nothing_is_right_where_nothing_answers(library: Services) -> None:
    said = _quoting(library, ("bridge", BRIDGE))
    result = Marker(library).ask(lambda _: said, Question("Who opens the bridge?", "unanswerable"))
    assert (result.answered, result.right_within(5)) == (True, False)
    assert not Marker(library).ask(lambda _: (), Question("Who?", "unanswerable")).answered


def test_a_quote_that_its_article_does_not_hold_is_a_fault(library: Services) -> None:
    question = Question("Who?", "fact", (replace(OPENS, quote="opens in June"),))
    with pytest.raises(TownError, match="bridge"):
        Marker(library).ask(lambda _: (), question)


def test_the_town_is_read_whole() -> None:
    assert (len(questions()), sum(not each.gold for each in questions())) == (100, 30)
    assert len(pairs()) == 60
    assert all(pair.question.gold and not pair.twin.gold for pair in pairs())


def test_all_parts_measure_each_table_once() -> None:
    everything = steps(PARTS)
    assert len(everything) == len(set(everything))
    assert set(PARTS["strangers"]) == {step for part in PARTS if part.startswith("strangers-") for step in PARTS[part]}
    assert set(PARTS["strangers"]) <= set(everything)
