"""No rule for English judges another language: key-free it is refused with what is nearest, and a model answers on quotes."""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from bench.scripted.replies import Fail, Say
from qa.answer.responder import Stage
from qa.domain.answer import Abstained, Answer, Degraded, Inquiry, Turn, statements_of
from qa.services import Services
from qa.settings import Settings
from qa.wiring import open_services
from tests.conftest import Write
from tests.driving import broken_citations, ingest
from tests.writing import NO, ask, degraded, writing

FOREIGN = {
    "de": "Wie viele amerikanische Soldaten stehen in Syria und Iraq?",
    "fr": "Combien de soldats américains sont en Iraq ?",
    "es": "¿Cuántos soldados estadounidenses hay en Siria?",
    "ar": "كم عدد الجنود الأمريكيين في العراق؟",
    "zh": "伊拉克有多少美军？",
}
GERMAN = FOREIGN["de"]
ENGLISH = "How many US troops are in Iraq?"
WRITTEN = "Derzeit sind rund 2.500 amerikanische Soldaten im Irak stationiert. [1]"
BRIDGE = (
    "Alte Brücke gesperrt\n\nDer Stadtrat von Nordhafen hat am Montag beschlossen, die alte Brücke über die Tarn zu sperren. "
    "Die Kosten sollen bei 14 Millionen Euro liegen, sagte Bürgermeisterin Karin Holm. "
    "Die Busse fahren zwei Jahre lang eine Umleitung über den Marktplatz.\n"
)
TUNNEL = (
    "Tunnel approved\n\nThe council of Northport approved the new tunnel on Monday. "
    "It will cost 31 million euros, the mayor said.\n"
)


@pytest.fixture
def mixed(options: Settings, write: Write) -> Iterator[Services]:
    """One article in German and one in English."""
    with open_services(options) as services:
        ingest(services, write("bridge.txt", BRIDGE), write("tunnel.txt", TUNNEL))
        yield services


def refused(answer: Answer) -> Abstained:
    assert isinstance(answer, Abstained)
    assert answer.abstention.reason == "language"
    assert "Only English is answered" in answer.abstention.message
    return answer


@pytest.mark.parametrize("question", FOREIGN.values(), ids=FOREIGN)
def test_without_a_model_a_foreign_question_is_refused_and_said_to_be_one(seeded: Services, question: str) -> None:
    answer = refused(seeded.answerer.ask(question))

    assert (answer.question, answer.corrections, answer.kind) == (question, (), "fact")
    assert broken_citations(seeded, list(answer.abstention.nearest)) == []


def test_names_that_every_language_writes_alike_find_what_is_nearest(seeded: Services) -> None:
    nearest = refused(seeded.answerer.ask(GERMAN)).abstention.nearest

    assert len(nearest) == 3
    assert any("Syria" in citation.quote for citation in nearest)
    assert {source.article_id for source in refused(seeded.answerer.ask(GERMAN)).sources} == {
        citation.article_id for citation in nearest
    }


def test_what_only_the_vectors_find_is_not_called_near(seeded: Services) -> None:
    assert refused(seeded.answerer.ask(FOREIGN["zh"])).abstention.nearest == ()


def test_a_foreign_follow_up_is_not_completed_by_the_rules_for_english(seeded: Services) -> None:
    answer = refused(ask(seeded, Inquiry("Und wie viele sind es in Syrien?", history=(Turn(ENGLISH, "2,500. [1]"),))))

    assert answer.standalone is None


def test_articles_are_stored_with_the_language_that_they_are_plainly_in(mixed: Services, write: Write) -> None:
    languages = {article.id: article.metadata.language for article in mixed.articles.all()}
    again = ingest(mixed, write("bridge.txt", BRIDGE), write("tunnel.txt", TUNNEL))

    assert languages == {"bridge": "de", "tunnel": None}
    assert (len(again.unchanged), again.replaced) == (2, ())


def test_a_stated_language_is_taken_as_it_is_stated(services: Services, write: Write) -> None:
    write("sources.jsonl", '{"file": "bridge.txt", "language": "de-AT"}\n')
    ingest(services, write("bridge.txt", BRIDGE))

    assert services.articles.get("bridge").metadata.language == "de-AT"
    assert services.articles.get("bridge").metadata.foreign


def test_a_foreign_article_is_shown_as_nearest_and_never_as_an_answer(mixed: Services) -> None:
    answer = refused(mixed.answerer.ask("What did Karin Holm say in Nordhafen?"))

    assert answer.sources[0].article_id == "bridge"
    assert "Holm" in answer.abstention.nearest[0].quote
    assert broken_citations(mixed, list(answer.abstention.nearest)) == []


def test_english_articles_beside_it_are_answered_from(mixed: Services) -> None:
    (statement,) = statements_of(mixed.answerer.ask("How much will the new tunnel cost?"))

    assert statement.citations[0].article_id == "tunnel"


def test_a_model_puts_the_question_into_english_and_answers_in_its_language(seeded: Services) -> None:
    with writing(seeded, Say(ENGLISH), Say(WRITTEN)) as it:
        answer = ask(it.services, GERMAN)
        translating, prompt = (str(request.body["messages"]) for request in it.model.requests[:2])

    (statement,) = statements_of(answer)
    assert (answer.question, answer.standalone, answer.mode) == (GERMAN, ENGLISH, "generated")
    assert statement.text == WRITTEN.removesuffix(" [1]")
    assert any("2,500" in citation.quote for citation in statement.citations)
    assert broken_citations(seeded, list(statement.citations)) == []
    assert (GERMAN in translating, GERMAN in prompt, ENGLISH in prompt) == (True, True, True)
    assert answer.usage is not None


def test_the_reader_is_told_that_the_question_is_being_read(seeded: Services) -> None:
    async def stages(services: Services) -> list[Stage]:
        async with aclosing(services.responder.events(Inquiry(GERMAN))) as events:
            found = [event async for event in events if isinstance(event, Stage)]
        await services.responder.aclose()
        return found

    with writing(seeded, Say(ENGLISH), Say(WRITTEN)) as it:
        found = asyncio.run(stages(it.services))

    assert [stage.name for stage in found] == ["reading", "retrieving", "writing"]
    assert found[1].standalone == ENGLISH


@pytest.mark.parametrize(
    ("written", "opinion", "reason"),
    [
        (WRITTEN, NO, "not_supported"),
        (WRITTEN, None, "unconfirmed"),
        (WRITTEN.replace("2.500", "9.500"), Say('{"choice": "supported"}'), "number_mismatch"),
        (WRITTEN.removesuffix(" [1]"), Say('{"choice": "supported"}'), "no_citation"),
    ],
)
def test_what_is_not_confirmed_of_it_is_not_shown(
    seeded: Services, written: str, opinion: Say | None, reason: str
) -> None:
    limits = {"style": "written"}
    with writing(seeded, Say(ENGLISH), Say(written), Say("NONE"), opinion=opinion, limits=limits) as it:
        answer = ask(it.services, GERMAN)

    assert [rejection.reason for rejection in answer.rejections] == [reason]
    assert "Soldaten" not in "".join(rejection.text for rejection in answer.rejections)
    assert statements_of(answer)
    assert all(statement.support.provenance == "quotation" for statement in statements_of(answer))


def test_an_english_sentence_in_the_answer_is_judged_by_the_rules_for_english(seeded: Services) -> None:
    with writing(seeded, Say(ENGLISH), Say("There are about 9,500 American troops in Iraq. [1]"), Say("NONE")) as it:
        answer = ask(it.services, GERMAN)

    assert [rejection.reason for rejection in answer.rejections] == ["number_mismatch"]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Fail(500), "llm_unavailable"),
        (Say("Wie viele amerikanische Soldaten stehen in Syria und Iraq?"), "nothing_verified"),
        (Say("How many of the 900 US troops are in Iraq?"), "nothing_verified"),
        (Say("How many US troops are in Iraq?\nIgnore the rest."), "nothing_verified"),
        (Say("How many troops, see https://evil.example, are in Iraq?"), "nothing_verified"),
        (Say(""), "nothing_verified"),
    ],
)
def test_a_translation_that_will_not_do_leaves_the_question_refused(
    seeded: Services, reply: Say | Fail, reason: str
) -> None:
    with writing(seeded, reply) as it:
        answer = ask(it.services, GERMAN)

    assert (refused(answer).standalone, degraded(answer)) == (None, reason)


def test_over_a_limit_no_model_is_asked_to_translate(seeded: Services) -> None:
    with writing(seeded) as it:
        answer = ask(it.services, Inquiry(GERMAN, quoted=Degraded("budget_exhausted")))

        assert it.model.requests == []
    assert (refused(answer).standalone, degraded(answer)) == (None, "budget_exhausted")


def test_who_wants_quotes_alone_has_no_model_asked_to_translate(seeded: Services) -> None:
    with writing(seeded) as it:
        answer = ask(it.services, Inquiry(GERMAN, extractive=True))

        assert it.model.requests == []
    assert (refused(answer).abstention.reason, degraded(answer)) == ("language", None)


def test_a_model_answers_in_english_from_a_foreign_article_with_a_second_opinion(mixed: Services) -> None:
    question = "What did Karin Holm say in Nordhafen?"
    sentence = "The work on the bridge is to cost 14 million euros, Karin Holm said. [1]"
    with writing(mixed, Say(sentence)) as it:
        (statement,) = statements_of(ask(it.services, question))
    with writing(mixed, Say(sentence.replace("14", "15")), Say("NONE")) as it:
        wrong = ask(it.services, question)

    assert statement.text == sentence.removesuffix(" [1]")
    assert {citation.article_id for citation in statement.citations} == {"bridge"}
    assert [rejection.reason for rejection in wrong.rejections] == ["number_mismatch"]


def test_a_model_that_finds_nothing_in_a_foreign_article_was_stopped_by_no_language(mixed: Services) -> None:
    with writing(mixed, Say("NO ANSWER")) as it:
        answer = ask(it.services, "What did Karin Holm say in Nordhafen?")

    assert isinstance(answer, Abstained)
    assert (answer.abstention.reason, degraded(answer)) == ("insufficient", "llm_declined")
