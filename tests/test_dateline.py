"""From Python a data folder is opened, filled, asked, checked and searched, in sync and async code, beside a server too."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import aclosing, closing
from pathlib import Path
from threading import enumerate as threads

import pytest

import qa
from bench.scripted.model import ScriptedModel
from bench.scripted.replies import Say, Silence
from qa import AskedScope, Dateline, DatelineError
from qa.adapters.lock import owned
from qa.api.schemas.answers import AnswerBody
from qa.api.schemas.events import StatementEvent
from qa.errors import EmptyLibraryError, InputError, LibraryBusyError, QuestionError, StoreError
from qa.services import Services
from qa.settings import LlmSettings, Settings
from tests.conftest import Write
from tests.serving import served
from tests.writing import QUESTION, TRUE, YES

UNANSWERED = "How many British troops are in Iraq?"


@pytest.fixture
def dateline(seeds: Settings) -> Iterator[Dateline]:
    with Dateline(seeds.data) as opened:
        yield opened


@pytest.fixture
def beside(seeded: Services, options: Settings) -> Iterator[Dateline]:
    """One whose folder a server holds."""
    with (
        served(seeded) as server,
        owned(options.data, f"http://127.0.0.1:{server.port}", seeded.gate.authorizer.token),
        Dateline(options) as opened,
    ):
        yield opened


def test_articles_are_ingested_and_a_question_is_answered_in_quotes_of_them(tmp_path: Path, write: Write) -> None:
    path = write("flood.txt", "Flood\n\nIn Northport 340 homes were flooded on Monday, the harbour office said.\n")
    with Dateline(tmp_path / "data") as dateline:
        report = dateline.ingest(path, "nowhere.txt")
        answer = dateline.ask("How many homes were flooded in Northport?")
        again = dateline.ingest(str(path.parent))

    assert (len(report.added), len(again.unchanged)) == (1, 1)
    assert [problem.path for problem in report.problems] == ["nowhere.txt"]
    assert "340 homes" in answer.text
    assert [citation.article_id for citation in answer.citations] == list(report.added)


def test_an_abstention_is_a_result(dateline: Dateline) -> None:
    answer = dateline.ask(UNANSWERED)

    assert answer.abstention is not None
    assert answer.abstention.missing == ["British"]


def test_a_stream_gives_each_statement_and_last_the_answer(dateline: Dateline) -> None:
    *before, last = dateline.stream(QUESTION)

    assert isinstance(last, AnswerBody)
    assert [event.statement for event in before if isinstance(event, StatementEvent)] == last.statements
    assert last.text == dateline.ask(QUESTION).text


def test_the_answers_before_a_question_say_what_it_points_back_to(dateline: Dateline) -> None:
    first = dateline.ask(QUESTION)
    follow_up = dateline.ask("And in Syria?", history=[first])

    assert follow_up.standalone_question == "How many US troops are in Syria?"


def test_a_text_is_checked_and_passages_are_found(dateline: Dateline) -> None:
    sentence = dateline.ask(QUESTION).statements[0].text

    assert [it.verdict for it in dateline.check(sentence).sentences] == ["quoted"]
    assert len(dateline.search("troops in Iraq", 3).passages) == 3


def test_an_article_has_the_text_that_the_spans_of_quotes_point_into(dateline: Dateline) -> None:
    citation = dateline.ask(QUESTION).citations[0]
    article = dateline.article(citation.article_id)

    assert article.clean[citation.span.start : citation.span.end] == citation.quote
    with pytest.raises(InputError, match="there is no article"):
        dateline.article("no/such article?")


def test_an_article_is_read_as_it_was_when_it_was_cited(dateline: Dateline, write: Write) -> None:
    path = write("flood.txt", "Flood\n\nIn Northport 340 homes were flooded on Monday, the harbour office said.\n")
    dateline.ingest(path)
    cited = dateline.ask("How many homes were flooded in Northport?").citations[0]
    path.write_text(path.read_text(encoding="utf-8").replace("340", "430"), encoding="utf-8")
    dateline.ingest(path)

    older = dateline.article(cited.article_id, cited.version)
    assert older.clean[cited.span.start : cited.span.end] == cited.quote
    assert older.current_version == dateline.article(cited.article_id).version != cited.version
    with pytest.raises(InputError, match="has no version 'first'"):
        dateline.article(cited.article_id, "first")


def test_every_method_has_a_twin_for_async_code(seeds: Settings, write: Write) -> None:
    path = write("flood.txt", "Flood\n\nIn Northport 340 homes were flooded on Monday, the harbour office said.\n")

    async def driven() -> None:
        async with Dateline(seeds) as dateline:
            assert len((await dateline.aingest(path)).added) == 1
            answer, checked, found = await asyncio.gather(
                dateline.aask(QUESTION), dateline.acheck("The dam is new."), dateline.asearch("troops", 2)
            )
            assert (await dateline.aarticle(found.passages[0].article_id)).title == found.passages[0].title
            events = [event async for event in dateline.astream(QUESTION)]
            assert isinstance(events[-1], AnswerBody)
            assert events[-1].text == answer.text
            assert (len(checked.sentences), len(found.passages)) == (1, 2)
            # As in a notebook, whose own loop runs already.
            assert dateline.ask(QUESTION).text == answer.text

    asyncio.run(driven())


def test_one_is_shared_by_threads_and_event_loops_with_a_model_that_writes(seeds: Settings) -> None:
    with ScriptedModel(Say(TRUE), opinion=YES) as model:
        llm = LlmSettings(model="scripted", base_url=model.base_url)
        with Dateline(seeds.model_copy(update={"llm": llm})) as dateline, ThreadPoolExecutor(4) as pool:
            asked = [pool.submit(dateline.ask, QUESTION) for _ in range(2)]
            looped = [pool.submit(lambda: asyncio.run(dateline.aask(QUESTION))) for _ in range(2)]
            answers = [future.result() for future in (*asked, *looped)]

    assert {answer.mode for answer in answers} == {"generated"}


@pytest.mark.parametrize("left", ["stream", "astream", "aask"])
def test_who_stops_waiting_stops_the_models_writing(seeds: Settings, left: str) -> None:
    async def leave(dateline: Dateline) -> None:
        if left == "aask":
            asking = asyncio.create_task(dateline.aask(QUESTION))
            await asyncio.to_thread(model.wait_until_asked)
            asking.cancel()
            return
        async with aclosing(dateline.astream(QUESTION)) as events:
            await anext(events)
            await asyncio.to_thread(model.wait_until_asked)

    with ScriptedModel(Silence()) as model:
        llm = LlmSettings(model="scripted", base_url=model.base_url)
        with Dateline(seeds.model_copy(update={"llm": llm})) as dateline:
            if left == "stream":
                with closing(dateline.stream(QUESTION)) as events:
                    next(events)
                    model.wait_until_asked()
            else:
                asyncio.run(leave(dateline))
            model.wait_until_left()


def test_a_server_that_holds_the_folder_is_asked(beside: Dateline, seeded: Services) -> None:
    answer = beside.ask(QUESTION)
    *_, last = beside.stream(QUESTION)

    assert "2,500" in answer.text
    assert isinstance(last, AnswerBody)
    assert last.text == answer.text
    assert beside.ask("And in Syria?", history=[answer]).standalone_question == "How many US troops are in Syria?"
    assert [it.verdict for it in beside.check(answer.statements[0].text).sentences] == ["quoted"]
    assert len(beside.search("troops in Iraq", 3).passages) == 3
    cited = answer.citations[0]
    assert beside.article(cited.article_id).version == cited.version
    assert beside.article(cited.article_id, cited.version) == beside.article(cited.article_id)
    with pytest.raises(InputError, match="there is no article 'no/such article\\?'"):
        beside.article("no/such article?")


@pytest.mark.parametrize("held", ["dateline", "beside"])
def test_a_scope_limits_what_is_asked_searched_and_checked_whoever_holds_the_folder(
    held: str, request: pytest.FixtureRequest
) -> None:
    asked: Dateline = request.getfixturevalue(held)
    nobody = AskedScope(outlets=["nobody"])

    answer = asked.ask(QUESTION, scope=nobody)

    assert answer.abstention is not None
    assert answer.scope is not None
    assert answer.scope.excluded.outlet == 5
    assert asked.search("troops", 3, nobody).passages == []
    assert [it.verdict for it in asked.check(asked.ask(QUESTION).statements[0].text, nobody).sentences] == ["not_found"]
    with pytest.raises(InputError, match="no day, month, year or moment"):
        asked.ask(QUESTION, scope=AskedScope(as_of="last week"))


def test_a_stream_from_a_server_can_be_left(beside: Dateline) -> None:
    with closing(beside.stream(QUESTION)) as events:
        next(events)


def test_a_folder_in_use_is_named(options: Settings) -> None:
    with Dateline(options), pytest.raises(LibraryBusyError, match="open in this program already"):
        Dateline(options).open()
    with Dateline(options):
        pass


def test_one_can_be_opened_again_and_closed_twice(dateline: Dateline) -> None:
    with pytest.raises(InputError, match="open already"):
        dateline.open()
    dateline.close()
    dateline.close()
    with pytest.raises(InputError, match="not open"):
        dateline.ask(QUESTION)
    assert dateline.open().ask(QUESTION).statements


def test_what_is_being_done_ends_when_it_is_closed(seeds: Settings) -> None:
    with ScriptedModel(Silence()) as model:
        llm = LlmSettings(model="scripted", base_url=model.base_url)
        with Dateline(seeds.model_copy(update={"llm": llm})) as dateline, ThreadPoolExecutor(1) as pool:
            asked = pool.submit(dateline.ask, QUESTION)
            model.wait_until_asked()
            events = dateline.stream(QUESTION)
            next(events)
            dateline.close()

            with pytest.raises(CancelledError):
                asked.result()
            with pytest.raises(InputError, match="closed meanwhile"):
                list(events)


def test_a_folder_that_cannot_be_opened_says_so_and_leaves_nothing_behind(options: Settings) -> None:
    options.data.mkdir()
    (options.data / "library.db").write_bytes(b"no database" * 1000)

    with pytest.raises(StoreError, match=r"library\.db"):
        Dateline(options.data).open()
    assert [thread.name for thread in threads() if thread.name == "dateline"] == []


def test_wrong_input_is_said_in_words(dateline: Dateline, tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="empty"):
        dateline.ask(" ")
    with pytest.raises(QuestionError, match="empty"):
        list(dateline.stream(" "))
    with pytest.raises(InputError, match="1 to 50"):
        dateline.search("troops", 0)
    with Dateline(tmp_path / "empty") as empty, pytest.raises(EmptyLibraryError, match="ingest"):
        empty.ask(QUESTION)
    assert issubclass(QuestionError, DatelineError)


def test_the_folder_is_that_of_the_environment_where_none_is_named(
    seeds: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_DATA", str(seeds.data))
    with Dateline() as dateline:
        assert dateline.ask(QUESTION).statements


def test_the_package_has_these_names_and_no_other() -> None:
    assert {name: getattr(qa, name).__name__ for name in qa.__all__} == {name: name for name in qa.__all__}
    with pytest.raises(AttributeError, match="Datelines"):
        qa.Datelines  # type: ignore[attr-defined]  # noqa: B018 that is what is tried
