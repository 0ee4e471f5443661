"""A written answer holds only sentences that quotes support, whatever the model writes and however it fails."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

import pytest
from pydantic import SecretStr

from bench.scripted.model import Message, Reply, ScriptedModel
from bench.scripted.replies import (
    BadJson,
    BadUtf8,
    CutAfter,
    Endless,
    ErrorInside,
    Fail,
    Filtered,
    Obey,
    Refuse,
    Reset,
    ResetAfter,
    Say,
    Silence,
)
from qa.answer.generate.second_opinion import CHOICES
from qa.answer.responder import Event
from qa.domain.answer import Answer, Answered, Degraded, Inquiry, Rejection, Statement, Turn, statements_of
from qa.services import Services
from qa.settings import LlmSettings, VerifierSettings
from tests.conftest import Write
from tests.driving import broken_citations, ingest, marking
from tests.writing import NO, QUESTION, TRUE, ask, degraded, with_model, writing


def asked(seeded: Services, *script: Reply, question: str = QUESTION) -> Answer:
    with writing(seeded, *script) as it:
        return ask(it.services, question)


def said(answer: Answer) -> list[str]:
    return [statement.text for statement in statements_of(answer)]


def test_a_true_sentence_is_shown_on_a_verbatim_quote(seeded: Services) -> None:
    answer = asked(seeded, Say(TRUE))

    (statement,) = statements_of(answer)
    assert (answer.mode, degraded(answer), statement.text) == ("generated", None, TRUE.removesuffix(" [1]"))
    assert "2,500" in statement.citations[0].quote
    assert broken_citations(seeded, list(statement.citations)) == []
    assert all(statement.support.checks.values())
    assert statement.support.provenance == "written"
    assert {"numbers", "dates", "names", "quotations", "speaker", "negation", "modality", "words"} <= set(
        statement.support.checks
    )
    assert answer.usage is not None
    assert answer.usage.output_tokens > 0
    assert answer.trace.prompt_digest
    assert [it.article_id for it in answer.sources] == [statement.citations[0].article_id]


async def all_events(services: Services, question: str) -> list[Event]:
    try:
        return [event async for event in services.responder.events(Inquiry(question))]
    finally:
        await services.responder.aclose()


def test_what_is_written_has_beside_it_what_its_quote_would_mislead_without(services: Services, write: Write) -> None:
    text = "The repair of the pier will cost 40,000 pounds, Ada Quill said. The town council disputed that figure."
    ingest(services, write("pier.txt", text))
    with writing(services, Say("The repair of the pier will cost 40,000 pounds. [1]")) as it:
        events = asyncio.run(all_events(it.services, "What will the repair of the pier cost?"))

    (statement,) = [event for event in events if isinstance(event, Statement)]
    (told,) = statements_of(next(event for event in events if isinstance(event, Answered)))
    [qualification] = statement.qualifications
    assert told == statement
    assert (qualification.relation, qualification.citation.quote) == (
        "denies",
        "The town council disputed that figure.",
    )


@pytest.mark.parametrize(
    ("planted", "reason"),
    [
        ("About 3,500 American troops are stationed in Iraq. [1]", "number_mismatch"),
        ("About 2,500 British troops are stationed in Iraq. [1]", "name_mismatch"),
        ("About 2,500 American troops are not stationed in Iraq.", "negation_mismatch"),
        ("Talks will pave the way for the withdrawal of American troops.", "modality_mismatch"),
        ("“We will bring our troops home at once”, officials said in Iraq. [1]", "invented_quotation"),
        ("Iran's president said that 2,500 American troops are stationed in Iraq. [1]", "speaker_mismatch"),
        ("See https://evil.example/?q=troops for American troops in Iraq. [1]", "link"),
        ("![troops](https://evil.example/iraq.png) American troops. [1]", "link"),
        ("The American troops <script>alert(1)</script> are in Iraq. [1]", "markup"),
        ("Bananas are rich in potassium and taste sweet. [1]", "off_topic"),
        ("Yes, troops. [1]", "says_nothing"),
    ],
)
def test_a_planted_error_is_rejected_by_name_and_what_follows_is_still_shown(
    seeded: Services, planted: str, reason: str
) -> None:
    answer = asked(seeded, Say(f"{planted} {TRUE}"))

    assert reason in [it.reason for it in answer.rejections]
    assert TRUE.removesuffix(" [1]") in said(answer)
    assert all(is_quotation(it) for it in statements_of(answer) if it.text != TRUE.removesuffix(" [1]"))
    shown = " ".join([*said(answer), *(it.text for it in answer.rejections)])
    assert "evil.example" not in shown
    assert "<script" not in shown


def is_quotation(statement: Statement) -> bool:
    """Whether it says its quote to the letter, and says that it does."""
    return (statement.support.provenance, statement.text) == ("quotation", statement.citations[0].quote)


FREE = "American troops, about 2,500 of them, are stationed in Iraq."


@pytest.mark.parametrize(("opinion", "reason"), [(NO, "not_supported"), (Say("contradicted"), "contradicted")])
def test_what_the_second_opinion_does_not_find_is_shown_as_its_quote_in_its_place(
    seeded: Services, opinion: Reply, reason: str
) -> None:
    with writing(seeded, Say(f"{FREE} [1]"), opinion=opinion) as it:
        answer = ask(it.services)

    assert ([it.reason for it in answer.rejections], answer.mode, degraded(answer)) == ([reason], "generated", None)
    (statement,) = statements_of(answer)
    assert is_quotation(statement)
    assert "2,500" in statement.text


@pytest.mark.parametrize(
    "opinion", [Fail(500), Silence(), Say("Well, it depends."), Say("[" * 1000), CutAfter("supp"), Refuse()], ids=repr
)
def test_a_second_opinion_that_cannot_be_had_leaves_the_quotes_and_is_told(seeded: Services, opinion: Reply) -> None:
    with writing(seeded, Say(f"{FREE} [1]"), opinion=opinion, patience=1.0) as it:
        answer = ask(it.services)

    assert ([it.reason for it in answer.rejections], degraded(answer)) == (["unconfirmed"], "verifier_unavailable")
    assert all(map(is_quotation, statements_of(answer)))
    assert "2,500" in " ".join(said(answer))


def test_quotes_and_what_is_cut_short_need_no_second_opinion(services: Services, write: Write) -> None:
    quote = "On Monday, the Lask bridge, which crosses the river, opened after a long delay."
    ingest(services, write("a.txt", f"{quote}\n\nMore of it."))

    with writing(services, Say(f"{quote} [1] The Lask bridge opened after a long delay. [1]"), opinion=Fail(500)) as it:
        answer = ask(it.services, "When did the Lask bridge open?")
        assert it.model.opinions == []

    assert [it.support.provenance for it in statements_of(answer)] == ["quotation", "compression"]
    assert (degraded(answer), answer.rejections) == (None, ())


def test_the_second_opinion_sees_the_sentence_and_its_quotes_and_nothing_else(seeded: Services) -> None:
    with writing(seeded, Say(f"{FREE} [1]")) as it:
        ask(it.services, replace(Inquiry(QUESTION), history=(Turn("Who is Baines?", "Nobody."),)))
        (opinion,) = it.model.opinions

    system, user = (message["content"] for message in opinion.body["messages"])
    quotes, _, sentence = user.partition(" sentence\n")
    assert sentence.startswith(FREE)
    assert "approximately 2,500 US troops" in quotes or "2,500 American troops" in quotes
    assert QUESTION not in user
    assert "Baines" not in system + user
    assert opinion.body["temperature"] == 0
    assert opinion.body["response_format"]["json_schema"]["schema"]["properties"]["choice"]["enum"] == list(CHOICES)


def test_the_same_sentence_on_the_same_quotes_is_put_to_the_second_opinion_once(seeded: Services) -> None:
    with writing(seeded, Say(f"{FREE} [1]")) as it:
        first, second = (ask(it.services) for _ in range(2))
        assert len(it.model.opinions) == 1

    assert said(first) == said(second) == [FREE]
    assert first.usage is not None
    assert second.usage is not None
    assert first.usage.input_tokens > second.usage.input_tokens


def test_second_opinions_are_asked_for_at_once_and_shown_in_the_order_of_writing(seeded: Services) -> None:
    def judged(messages: Sequence[Message]) -> str:
        return "supported" if "stationed" in messages[-1]["content"].partition(" sentence\n")[2] else "not_stated"

    drafts = f"{FREE} [1] About 900 American troops are in Syria. [1] {FREE.replace('about', 'some')} [1]"
    with writing(seeded, Say(drafts), opinion=Obey(judged)) as it:
        answer = ask(it.services)

    texts = said(answer)
    assert texts.index(FREE) < texts.index(FREE.replace("about", "some"))
    assert len(it.model.opinions) == 3


def test_without_a_second_opinion_the_model_chooses_sentences_that_are_shown_to_the_letter(seeded: Services) -> None:
    def chosen(messages: Sequence[Message]) -> str:
        line = next(it for it in messages[-1]["content"].splitlines() if "2,500" in it and it.startswith("["))
        return f"{line[1 : line.index(']')]}, 999"

    with writing(seeded, Obey(chosen), opinion=None) as it:
        answer = ask(it.services)

    assert (answer.mode, degraded(answer), answer.rejections) == ("generated", None, ())
    (statement,) = statements_of(answer)
    assert is_quotation(statement)
    assert "2,500" in statement.text


@pytest.mark.parametrize(
    ("question", "word", "verdict"),
    [
        ("Are there US troops in Iraq?", "YES ", "yes"),
        ("Are there US troops in Iraq?", "NO ", None),
        ("Aren't there US troops in Iraq?", "YES ", None),
        ("Are there US troops in Iraq?", "", None),
        (QUESTION, "YES ", None),
    ],
)
def test_a_yes_or_no_is_told_only_where_it_is_asked_for_and_the_quote_bears_it(
    seeded: Services, question: str, word: str, verdict: str | None
) -> None:
    def chosen(messages: Sequence[Message]) -> str:
        lines = messages[-1]["content"].splitlines()
        line = next(it for it in lines if "approximately 2,500 US troops" in it and it.startswith("["))
        return f"{word}{line[: line.index(']') + 1]}"

    with writing(seeded, Obey(chosen), opinion=None) as it:
        answer = ask(it.services, question)

    assert isinstance(answer, Answered)
    assert (answer.mode, answer.verdict) == ("generated", verdict)


@pytest.mark.parametrize(
    ("reply", "reason"), [("NONE", "llm_declined"), ("It is 2,500.", "nothing_verified"), ("0", "nothing_verified")]
)
def test_a_model_that_chooses_nothing_leaves_it_to_the_quotes(seeded: Services, reply: str, reason: str) -> None:
    with writing(seeded, Say(reply), opinion=None) as it:
        answer = ask(it.services)

    assert (answer.mode, degraded(answer), said(answer)) == ("extractive", reason, said(seeded.answerer.ask(QUESTION)))


def test_a_model_that_is_told_to_write_without_a_second_opinion_is_quoted(seeded: Services) -> None:
    with writing(seeded, Say(f"{FREE} [1]"), opinion=None, limits={"style": "written"}) as it:
        answer = ask(it.services)

    assert ([it.reason for it in answer.rejections], degraded(answer)) == (["unconfirmed"], None)
    assert all(map(is_quotation, statements_of(answer)))


def test_where_nothing_that_is_written_can_be_shown_the_model_chooses(seeded: Services) -> None:
    with writing(seeded, Say("Bananas are rich in potassium and taste sweet. [1]"), Say("[1]")) as it:
        answer = ask(it.services)

    assert (answer.mode, degraded(answer)) == ("generated", None)
    assert [it.reason for it in answer.rejections] == ["off_topic"]
    assert is_quotation(statements_of(answer)[0])
    assert answer.usage is not None


def test_a_server_that_refuses_to_be_held_to_choices_is_asked_in_plain_words(seeded: Services) -> None:
    with ScriptedModel(Say(f"{FREE} [1]")) as writer, ScriptedModel(Fail(400), Say("Supported.")) as verifier:
        llm = LlmSettings(model="scripted", base_url=writer.base_url, api_key=SecretStr("sk-writer"))
        services = with_model(seeded, llm, VerifierSettings(model="other", base_url=verifier.base_url))
        answer = ask(services)
        held, plain = verifier.requests

    assert (said(answer), answer.trace.verifier) == ([FREE], "other")
    assert "response_format" in held.body
    assert not {"response_format", "temperature"} & set(plain.body)
    assert "authorization" not in held.headers, "a key goes to no other server than its own"
    assert held.body["model"] == "other"


def test_a_sentence_that_cites_the_wrong_passage_is_given_to_the_right_one_and_says_so(seeded: Services) -> None:
    wrong = asked(seeded, Say("About 2,500 American troops are stationed in Iraq. [6]"))
    unknown = asked(seeded, Say("About 2,500 American troops are stationed in Iraq. [99]"))
    uncited = asked(seeded, Say("About 2,500 American troops are stationed in Iraq."))

    for answer in (wrong, unknown, uncited):
        assert statements_of(answer)[0].support.reattributed
        assert "2,500" in statements_of(answer)[0].citations[0].quote


def test_a_sentence_that_two_passages_support_together_may_have_cited_one_of_them(
    services: Services, write: Write
) -> None:
    texts = {"a": "The Lask bridge cost 12 million dollars.", "b": "The Lask bridge opened in 2019 after a long delay."}
    ingest(services, *[write(f"{name}.txt", f"{text}\n\nMore of it.") for name, text in texts.items()])

    for cited in ("[1]", "[2]"):
        with writing(services, Say(f"The Lask bridge cost 12 million dollars and opened in 2019. {cited}")) as it:
            answer = ask(it.services, "How much did the Lask bridge cost?")
        assert {citation.article_id for citation in statements_of(answer)[0].citations} == {"a", "b"}
        assert statements_of(answer)[0].support.reattributed


def test_a_quoted_sentence_is_verbatim(seeded: Services) -> None:
    quote = statements_of(asked(seeded, Say(TRUE)))[0].citations[0].quote

    assert statements_of(asked(seeded, Say(f"{quote} [1]")))[0].support.verdict == "verbatim"


def test_a_written_sentence_has_the_short_answer_of_its_quote_only_where_it_says_the_same(seeded: Services) -> None:
    quoted = statements_of(marking(seeded).answerer.ask(QUESTION))[0]
    assert quoted.short_answer is not None

    with writing(seeded, Say(f"{quoted.text} [1] About 2,500 American troops are stationed in Iraq. [1]")) as it:
        answer = ask(marking(it.services))

    assert answer.mode == "generated"
    assert [statement.text.split()[0] for statement in statements_of(answer)] == ["Presently,", "About"]
    assert [statement.short_answer for statement in statements_of(answer)] == [quoted.short_answer, None]


def test_if_nothing_survives_the_articles_are_quoted_and_the_answer_says_why(seeded: Services) -> None:
    answer = asked(seeded, Say("Bananas are rich in potassium and taste sweet."))

    assert (answer.mode, degraded(answer)) == ("extractive", "nothing_verified")
    assert [it.reason for it in answer.rejections] == ["off_topic"]
    assert said(answer) == said(seeded.answerer.ask(QUESTION))
    assert answer.usage is not None


def test_a_model_that_finds_no_answer_leaves_it_to_the_quotes(seeded: Services) -> None:
    answer = asked(seeded, Say("NO ANSWER"))

    assert (answer.mode, degraded(answer), answer.rejections) == ("extractive", "llm_declined", ())


FAILURES: list[tuple[Reply, str]] = [
    (Refuse(), "llm_refused"),
    (Filtered(""), "llm_refused"),
    (Fail(500), "llm_unavailable"),
    (Fail(401), "llm_unavailable"),
    (Fail(429, {"Retry-After": "3600"}), "overloaded"),
    (Reset(), "llm_unavailable"),
    (ResetAfter(""), "llm_unavailable"),
    (CutAfter(""), "llm_unavailable"),
    (BadUtf8(""), "llm_unavailable"),
    (BadJson(""), "llm_unavailable"),
    (ErrorInside(""), "llm_unavailable"),
]


@pytest.mark.parametrize(("reply", "reason"), FAILURES, ids=[repr(it[0]) for it in FAILURES])
def test_whatever_fails_before_a_sentence_the_articles_are_quoted_and_the_reason_is_told(
    seeded: Services, reply: Reply, reason: str
) -> None:
    answer = asked(seeded, reply)

    assert (answer.mode, degraded(answer)) == ("extractive", reason)
    assert said(answer) == said(seeded.answerer.ask(QUESTION))


def test_a_model_that_is_asked_too_much_says_when_to_come_back(seeded: Services) -> None:
    answer = asked(seeded, Fail(429, {"Retry-After": "3600"}))

    assert answer.degraded is not None
    assert answer.degraded.retry_after == 3600


BREAKS: list[Callable[[str], Reply]] = [CutAfter, BadUtf8, BadJson, ErrorInside]


@pytest.mark.parametrize("broken", BREAKS, ids=lambda it: it.__name__)
def test_what_was_shown_before_a_break_stays_and_the_break_is_told(
    seeded: Services, broken: Callable[[str], Reply]
) -> None:
    answer = asked(seeded, broken(f"{TRUE} And then the"))

    assert (answer.mode, degraded(answer), said(answer)) == ("generated", "llm_cut", [TRUE.removesuffix(" [1]")])


def test_silence_is_a_timeout(seeded: Services) -> None:
    with writing(seeded, Silence(), limits={"first_token_timeout": 0.2}) as it:
        answer = ask(it.services)

    assert (answer.mode, degraded(answer)) == ("extractive", "llm_timeout")


def test_endless_output_is_stopped_at_its_source(seeded: Services) -> None:
    with writing(seeded, Endless(f"{TRUE} And so on and on it went in Iraq. ")) as it:
        answer = ask(it.services)
        it.model.wait_until_left()

    assert said(answer)[0] == TRUE.removesuffix(" [1]")


def test_full_stops_without_end_are_cut_after_what_was_said(seeded: Services) -> None:
    """No draft comes of them that would be counted."""
    with writing(seeded, Say(f"{TRUE} {'. ' * 30_000}", piece=50_000)) as it:
        answer = ask(it.services)

    assert (degraded(answer), said(answer)) == ("llm_cut", [TRUE.removesuffix(" [1]")])


def test_a_sentence_that_is_said_again_is_shown_once(seeded: Services) -> None:
    assert said(asked(seeded, Say(f"{TRUE} {TRUE} {TRUE}"))) == [TRUE.removesuffix(" [1]")]


@pytest.mark.parametrize("piece", [1, 3])
def test_tokens_of_single_bytes_make_the_same_answer(seeded: Services, piece: int) -> None:
    text = f"{TRUE} The coalition was formed in 2014 to help defeat ISIL. [2]"

    assert said(asked(seeded, Say(text, piece=piece))) == said(asked(seeded, Say(text)))


def test_where_the_articles_have_nothing_near_no_model_is_asked(seeded: Services) -> None:
    with writing(seeded, Say(TRUE)) as it:
        answer = ask(it.services, "Who won the cup?")

    assert (answer.mode, it.model.requests) == ("abstained", [])


def test_what_the_articles_come_near_is_put_to_the_model_which_may_decline(seeded: Services) -> None:
    near = "How many British troops are in Iraq?"
    assert seeded.answerer.ask(near).mode == "abstained"

    with writing(seeded, Say("NO ANSWER"), Say(TRUE)) as it:
        declined, written = (ask(it.services, near) for _ in range(2))

    assert (declined.mode, degraded(declined)) == ("abstained", "llm_declined")
    assert (written.mode, said(written)) == ("generated", [TRUE.removesuffix(" [1]")])


def test_a_source_with_another_figure_is_quoted_beside_what_the_model_chose(services: Services, write: Write) -> None:
    texts = (
        "The town of Northport has 12 bridges over the river.",
        "There are 14 old bridges in Northport, it is said.",
    )
    ingest(services, *[write(f"{at}.txt", f"{text}\n\nMore of it.") for at, text in enumerate(texts)])

    with writing(services, Say("Northport has 12 bridges over the river. [1][2]")) as it:
        answer = ask(it.services, "How many bridges does Northport have?")

    assert said(answer) == ["Northport has 12 bridges over the river.", texts[1]]
    assert isinstance(answer, Answered)
    assert {position.citations[0].quote for position in answer.disagreements[0].positions} == set(texts)


def test_the_model_sees_numbered_passages_between_marks_that_no_article_can_know(seeded: Services) -> None:
    with writing(seeded, Say(TRUE)) as it:
        for _ in range(2):
            ask(it.services)
        prompts = [request.body["messages"][1]["content"] for request in it.model.requests]

    marks = [prompt.split(" passage 1", 1)[0] for prompt in prompts]
    assert len(set(marks)) == 2
    assert all(prompt.endswith(f"Question: {QUESTION}") for prompt in prompts)


def test_a_spent_day_is_quoted_and_the_model_is_left_alone(own_seeds: Services) -> None:
    quote = statements_of(own_seeds.answerer.ask(QUESTION))[0].text
    with writing(own_seeds, Say(f"{quote} [1]"), limits={"daily_tokens": 1}) as it:
        first, second = (ask(it.services) for _ in range(2))

    assert [degraded(first), degraded(second)] == [None, "budget_exhausted"]
    assert (second.mode, len(it.model.requests)) == ("extractive", 1)
    assert second.degraded is not None
    assert 0 < (second.degraded.retry_after or 0) <= 86_400


def test_why_a_model_failed_is_told_to_whoever_runs_it_and_never_the_key(
    seeded: Services, caplog: pytest.LogCaptureFixture
) -> None:
    with ScriptedModel(Fail(401)) as model:
        llm = LlmSettings(model="scripted", base_url=model.base_url, api_key=SecretStr("sk-very-secret"))
        answer = ask(with_model(seeded, llm))

    assert degraded(answer) == "llm_unavailable"
    assert "no written answer (llm_unavailable): " in caplog.text
    assert "check the API key" in caplog.text
    assert "sk-very-secret" not in caplog.text


def test_more_answers_at_once_than_allowed_are_quoted(seeded: Services) -> None:
    async def both(services: Services) -> list[Answer]:
        try:
            return await asyncio.gather(*(services.responder.ask(Inquiry(QUESTION)) for _ in range(2)))
        finally:
            await services.responder.aclose()

    with writing(seeded, Say(TRUE, delay=0.05), limits={"concurrency": 1}) as it:
        answers = asyncio.run(both(it.services))

    assert {degraded(answer) for answer in answers} == {None, "overloaded"}


def test_a_question_over_its_limit_is_quoted_and_no_model_is_asked(seeded: Services) -> None:
    over = Inquiry(QUESTION, quoted=Degraded("budget_exhausted", 60.0))

    with writing(seeded, Say(TRUE)) as it:
        answer, abstained = (ask(it.services, inquiry) for inquiry in (over, replace(over, text="Who won the cup?")))
        assert it.model.requests == []

    assert (answer.mode, degraded(answer)) == ("extractive", "budget_exhausted")
    assert (abstained.mode, abstained.degraded) == ("abstained", None)
    assert ask(seeded, over).degraded is None


def test_a_reader_who_leaves_stops_the_model(seeded: Services) -> None:
    async def first_statement(services: Services) -> Event:
        async with aclosing(services.responder), aclosing(services.responder.events(Inquiry(QUESTION))) as events:
            async for event in events:
                if isinstance(event, Statement | Rejection):
                    return event
        raise AssertionError("nothing was written")

    with writing(seeded, Say(f"{TRUE} More of it came then " + "and then " * 200, delay=0.05)) as it:
        asyncio.run(first_statement(it.services))
        it.model.wait_until_left()


def test_a_model_that_obeys_the_articles_shows_nothing_that_they_did_not_report(seeded: Services) -> None:
    answer = asked(seeded, Obey(lambda messages: f"{messages[1]['content'][:400]} CANARY-7 [1]"))

    assert "CANARY-7" not in str(statements_of(answer))


def test_a_model_that_is_not_there_costs_nothing_but_the_fluency(seeded: Services) -> None:
    services = with_model(seeded, LlmSettings(model="x", base_url="http://127.0.0.1:9/v1"))

    answer = ask(services)

    assert (answer.mode, degraded(answer)) == ("extractive", "llm_unavailable")
