"""Sources that answer differently are told together, the newest word first; who answers alike is cited, nothing is made up."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.evidence.context import SentenceContext, sentence_contexts
from qa.answer.evidence.ranker import Candidate
from qa.answer.extract.disagreements import Difference, disagreements
from qa.answer.extract.duplicates import DuplicateCheck
from qa.answer.extract.positions import with_positions
from qa.answer.extract.select import Selected, Thresholds, select
from qa.answer.question.parse import read_question
from qa.domain.article import Article, Span
from tests.answer.builders import FEATURES, section
from tests.strategies import articles

THRESHOLDS = Thresholds(answer=0.15, beside=0.4, near=0.03)


def told(text: str, name: str, answer: str = "", *, score: float = 0.5, day: int | None = None) -> Candidate:
    """The first sentence of an article, with what a reader marks in it, and its day of January 2024."""
    within = section(text, name=name)
    if day is not None:
        metadata = replace(within.article.metadata, published_at=datetime(2024, 1, day, tzinfo=UTC))
        within = replace(within, article=replace(within.article, metadata=metadata))
    context = sentence_contexts(within, within.span)[0]
    start = context.sentence.text.find(answer)
    short = Span(start, start + len(answer)) if answer else None
    features = replace(FEATURES, coverage=1.0)
    return Candidate(context, context.sentence.span, features, score, None, short_answer=short)


def all_of(article: Article, name: str) -> list[SentenceContext]:
    within = section(article.raw, name=name)
    return sentence_contexts(within, within.span)


def differences(question: str, *candidates: Candidate) -> tuple[Difference, ...]:
    return disagreements(read_question(question), [Selected(it) for it in candidates])


def values(difference: Difference) -> list[str]:
    return [side.value.of(side.candidates[0].article.clean) for side in difference.sides]


DIFFERENT: list[tuple[str, str, str, str, str]] = [
    (
        "How many people were hurt in the fire?",
        "Four people were hurt in the fire.",
        "Four",
        "The fire hurt 11 people.",
        "11",
    ),
    ("How many people were hurt?", "At least 40 people were hurt.", "At least 40", "Some 200 people were hurt.", "200"),
    ("When did the pier open?", "The pier opened on 3 May.", "3 May", "It was on 9 May that the pier opened.", "9 May"),
    ("When did the fire start?", "The fire started at 9.40pm.", "9.40pm", "At 10.30 pm the fire started.", "10.30 pm"),
    (
        "Who leads the harbour board?",
        "Ann Lee leads the harbour board.",
        "Ann Lee",
        "The board is led by Bob Roe.",
        "Bob Roe",
    ),
    (
        "Where was the ship built?",
        "The ship was built in Gdansk.",
        "Gdansk",
        "It was in Bremen that the ship was built.",
        "Bremen",
    ),
    (
        "What caused the fire?",
        "The fire was caused by a heater.",
        "a heater",
        "Arson caused the fire, police say.",
        "Arson",
    ),
]


@pytest.mark.parametrize(("question", "one", "ours", "other", "theirs"), DIFFERENT)
def test_each_side_is_told_in_its_own_words(question: str, one: str, ours: str, other: str, theirs: str) -> None:
    [difference] = differences(question, told(one, "a", ours), told(other, "b", theirs))
    assert (difference.relation, len(difference.sides)) == ("conflict", 2)
    assert all(value in sentence for value, sentence in zip(values(difference), (one, other), strict=True))
    assert [{it.article.id for it in side.candidates} for side in difference.sides] == [{"a"}, {"b"}]


SAME: list[tuple[str, str, str, str, str]] = [
    ("How many people were hurt?", "Four people were hurt.", "Four", "The number hurt was 4 people.", "4"),
    ("How many troops are there?", "There are about 2,500 troops.", "2,500", "There are 2,480 troops there.", "2,480"),
    (
        "How many people were hurt?",
        "More than 40 people were hurt.",
        "More than 40",
        "In all 43 people were hurt.",
        "43",
    ),
    (
        "How much did the pier cost?",
        "The pier cost £6.4m.",
        "£6.4m",
        "The cost of the pier was £6.4 million.",
        "£6.4 million",
    ),
    ("When did the pier open?", "The pier opened on 3 May.", "3 May", "The pier opened in May.", "May"),
    ("Who leads the board?", "Ann Lee leads the board.", "Ann Lee", "The board is led by Lee, 54.", "Lee"),
]


@pytest.mark.parametrize(("question", "one", "ours", "other", "theirs"), SAME)
def test_the_same_in_other_words_is_no_disagreement(
    question: str, one: str, ours: str, other: str, theirs: str
) -> None:
    assert differences(question, told(one, "a", ours), told(other, "b", theirs)) == ()


SCOPES: list[tuple[str, str, str, str, str]] = [
    (
        "What share voted?",
        "In the town 39 per cent voted.",
        "39 per cent",
        "In the county 44 per cent voted.",
        "44 per cent",
    ),
    (
        "How many people were there?",
        "Four people were killed there.",
        "Four",
        "Nine people were injured there.",
        "Nine",
    ),
    ("How many ships came?", "In 2019 there came 40 ships.", "40", "There came 90 ships in 2023.", "90"),
]


@pytest.mark.parametrize(("question", "one", "ours", "other", "theirs"), SCOPES)
def test_who_speaks_of_another_thing_does_not_disagree(
    question: str, one: str, ours: str, other: str, theirs: str
) -> None:
    assert [it.relation for it in differences(question, told(one, "a", ours), told(other, "b", theirs))] in (
        [],
        ["scope"],
    )


def test_a_copy_that_differs_in_one_word_disagrees_though_no_short_answer_is_known() -> None:
    text = "The old harbour of Northport was bought by {} for a sum that nobody would name on Monday."
    [difference] = differences(
        "Who bought the harbour?", told(text.format("Ann Lee"), "a"), told(text.format("Bob Roe"), "b")
    )
    assert (values(difference), difference.attribute) == (["Ann Lee", "Bob Roe"], "name")


def test_where_the_copy_tells_of_somebody_else_it_is_another_scope() -> None:
    text = "The harbour of {} was closed for {} days after the storm of that winter had broken its pier."
    one = told(text.format("Northport", "12"), "a", "12")
    assert [
        it.relation
        for it in differences("How long was it closed?", one, told(text.format("Eastport", "30"), "b", "30"))
    ] == ["scope"]


def test_a_later_word_is_an_update_and_comes_first() -> None:
    question = "How many people were hurt in the fire?"
    old = told("Four people were hurt in the fire.", "a", "Four", score=0.9, day=2)
    new = told("Nine people were hurt in the fire, it is known by now.", "b", "Nine", day=20)
    [difference] = differences(question, old, new)
    assert (difference.relation, values(difference)) == ("update", ["Nine", "Four"])
    shown = with_positions(read_question(question), [Selected(old)], [old, new], THRESHOLDS)
    assert [it.candidate.article.id for it in shown] == ["b", "a"]


@pytest.mark.parametrize(
    "text",
    [
        "The number of people hurt in the fire has risen to nine from four.",
        "The number of people hurt in the fire has gone up from four to nine.",
        "Nine people were hurt in the fire and not four, the service said in a correction.",
    ],
)
def test_who_says_that_it_was_otherwise_before_gives_the_newer_figure(text: str) -> None:
    old = told("Four people were hurt in the fire.", "a", "Four")
    [difference] = differences("How many people were hurt in the fire?", old, told(text, "b"))
    assert (difference.relation, [it.lower() for it in values(difference)]) == ("update", ["nine", "four"])


def test_of_one_day_neither_is_newer() -> None:
    first, second = (
        told(f"{count} people were hurt in the fire.", count, count, day=day)
        for count, day in (("Four", 2), ("Seven", 3))
    )
    assert [it.relation for it in differences("How many people were hurt in the fire?", first, second)] == ["conflict"]


def test_what_many_do_has_as_many_answers() -> None:
    first, second = (
        told("Ann Lee was there.", "a", "Ann Lee"),
        told("Among them was Bob Roe, who was there.", "b", "Bob Roe"),
    )
    for question in ("Who attended the meeting there?", "Which people were there?", "Name the people who were there"):
        assert differences(question, first, second) == ()


def test_two_sentences_of_one_article_disagree_only_where_one_denies_the_other() -> None:
    text = "Ann Lee said that there had been 23 accidents. The police counted nine accidents, not 23."
    within = section(text, name="a")
    said, denied = sentence_contexts(within, within.span)
    candidates = [Candidate(it, it.sentence.span, FEATURES, 0.5, None) for it in (said, denied)]
    assert [values(it) for it in differences("How many accidents were there?", *candidates)] == [["23", "nine"]]
    plain = section(text.replace(", not 23", ""), name="a")
    others = [Candidate(it, it.sentence.span, FEATURES, 0.5, None) for it in sentence_contexts(plain, plain.span)]
    assert differences("How many accidents were there?", *others) == ()


def test_a_yes_and_a_no_are_told_together() -> None:
    question = "Did the alarm sound in the hall?"
    yes, no = told("The alarm did sound in the hall.", "a"), told("The alarm in the hall did not sound.", "b")
    assert [it.attribute for it in differences(question, yes, no)] == ["yes_no"]
    assert differences(question, yes, told("In the hall the alarm began to sound.", "b")) == ()


def test_who_answers_alike_is_cited_and_who_answers_otherwise_is_kept() -> None:
    question = read_question("Where did the injured go after the crossing?")
    egypt, again, syria = (
        told(text, name, answer, score=score)
        for text, name, answer, score in (
            ("The injured crossed from the strip into Egypt, Egyptian media said on Monday.", "a", "Egypt", 0.6),
            ("After the crossing the injured came to Egypt.", "b", "Egypt", 0.3),
            ("The injured crossed from the strip into Syria, Egyptian media said on Monday.", "c", "Syria", 0.5),
        )
    )
    chosen = select([egypt, syria, again], THRESHOLDS, DuplicateCheck())
    shown = with_positions(question, chosen, [egypt, syria, again], THRESHOLDS)
    assert [(it.candidate.article.id, [other.article.id for other in it.same]) for it in shown] == [
        ("a", ["b"]),
        ("c", []),
    ]


def test_a_weak_sentence_and_the_answer_to_another_question_are_no_positions() -> None:
    question = read_question("How many people were hurt in the fire?")
    lead = told("Four people were hurt in the fire.", "a", "Four", score=0.9)
    other = told("It was on Monday night that nine people of the town were hurt by the fire.", "b", "nine", score=0.5)
    kept = with_positions(question, [Selected(lead)], [lead, other], THRESHOLDS)
    assert [it.candidate.article.id for it in kept] == ["a", "b"]
    for none in (replace(other, mismatch="place"), replace(other, score=0.1)):
        assert with_positions(question, [Selected(lead)], [lead, none], THRESHOLDS) == [Selected(lead)]


@given(
    articles(), articles(), st.sampled_from(["How many troops are in Iraq?", "Who said it?", "When was it?"]), st.data()
)
def test_of_any_sentences_every_side_is_in_the_words_of_its_quote(
    one: Article, two: Article, question: str, data: st.DataObject
) -> None:
    contexts = [it for each, name in ((one, "one"), (two, "two")) for it in all_of(each, name)]
    scored = [Candidate(it, it.sentence.span, FEATURES, data.draw(st.floats(0, 1)), None) for it in contexts]
    candidates = sorted(scored, key=lambda it: -it.score)
    asked = read_question(question)
    chosen = select(candidates, THRESHOLDS, DuplicateCheck())
    shown = with_positions(asked, chosen, candidates, THRESHOLDS)
    places = [(each.article.id, each.span) for it in shown for each in (it.candidate, *it.same)]
    assert len(set(places)) == len(places)
    for difference in disagreements(asked, shown):
        assert len(difference.sides) > 1
        for side in difference.sides:
            assert side.candidates[0].span.contains(side.value)
            assert side.value.start < side.value.end


def test_what_hardly_answers_neither_contradicts_nor_leads_though_it_is_newer() -> None:
    question = "What would free buses cost a year?"
    answering = told("Free buses would cost the town £400,000 a year.", "plan", "£400,000", score=0.5, day=2)
    newer = told("Tickets of the town cost £6, after £4 last year.", "fair", "£6", score=0.1, day=20)

    assert differences(question, answering, newer) == ()


def test_a_later_answer_that_hardly_answers_is_told_behind_the_one_that_does() -> None:
    question = read_question("When did the bridge reopen?")
    answering = told("The bridge reopened on 3 July.", "bridge", "3 July", score=0.5, day=2)
    newer = told("The bridge has cranes until 9 October.", "cranes", "9 October", score=0.21, day=20)
    selected = with_positions(question, [Selected(answering), Selected(newer)], [answering, newer], THRESHOLDS)

    assert selected[0].candidate is answering


def of_one_article(*sentences: tuple[str, str]) -> list[Candidate]:
    within = section(" ".join(text for text, _ in sentences), name="meeting")
    contexts = sentence_contexts(within, within.span)
    made = []
    for context, (text, answer) in zip(contexts, sentences, strict=True):
        start = context.sentence.span.start + text.find(answer)
        made.append(
            Candidate(
                context,
                context.sentence.span,
                replace(FEATURES, coverage=1.0),
                0.5,
                None,
                short_answer=Span(start, start + len(answer)),
            )
        )
    return made


@pytest.mark.parametrize(
    ("question", "one", "other", "relations"),
    [
        (
            "How much would the repair of the baths cost?",
            ("Orla Fenwick said that the repair of the baths would cost £3.1m.", "£3.1m"),
            ("Bram Tolley said that the repair of the baths would cost £900,000.", "£900,000"),
            ["conflict"],
        ),
        (
            "Did the alarm sound?",
            ("Corin Brundle said that the alarm had sounded.", "sounded"),
            ("Marta Quill said that the alarm had not sounded.", "not sounded"),
            ["conflict"],
        ),
        (
            "How much would the repair of the baths cost?",
            ("Orla Fenwick said that the repair of the baths would cost £3.1m.", "£3.1m"),
            ("Orla Fenwick said that the repair of the roof would cost £900,000.", "£900,000"),
            [],
        ),
    ],
)
def test_two_speakers_of_one_article_are_set_against_each_other_and_one_speaker_never(
    question: str, one: tuple[str, str], other: tuple[str, str], relations: list[str]
) -> None:
    assert [each.relation for each in differences(question, *of_one_article(one, other))] == relations
