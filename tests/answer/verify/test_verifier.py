"""A written sentence keeps the quotes that it needs, and no others."""

from qa.answer.evidence.article_sentences import SentenceCache
from qa.answer.generate.offered import offered
from qa.answer.verify.verifier import Attempt, attempt
from qa.services import Services
from tests.conftest import Write
from tests.driving import ingest

SPOKE = "Anna Lind and Piet Boer spoke on Monday of the Old Bridge and of the tunnel."
SHUT = "Anna Lind shut the Old Bridge in May."
OPENED = "Piet Boer opened the tunnel in June."


def _attempt(services: Services, write: Write, statement: str) -> Attempt:
    """The statement beside quotes from an article of the three sentences."""
    ingest(services, write("bridge.txt", f"{SPOKE} {SHUT} {OPENED}").parent)
    found = services.answerer.find("Who spoke of the Old Bridge and the tunnel?")
    return attempt(statement, offered(found, SentenceCache()).passages)


def test_a_quote_whose_every_word_stands_in_the_others_is_dropped(services: Services, write: Write) -> None:
    made = _attempt(services, write, "Anna Lind shut the Old Bridge in May and Piet Boer opened the tunnel in June.")

    assert made.holds
    assert {citation.quote for citation in made.citations} == {SHUT, OPENED}


def test_a_quote_that_alone_has_a_word_stays(services: Services, write: Write) -> None:
    made = _attempt(services, write, "Anna Lind, who shut the Old Bridge in May, spoke of the tunnel on Monday.")

    assert made.holds
    assert {citation.quote for citation in made.citations} == {SPOKE, SHUT}
