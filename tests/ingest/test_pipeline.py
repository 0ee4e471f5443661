"""Files become articles once: the same again is a no-op, a change replaces, and a bad file stops no other."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from qa.ingest import pipeline
from qa.ingest.report import IngestStoppedError
from qa.services import Services
from qa.settings import Settings
from qa.wiring import build_services
from tests.conftest import ROOT, Write
from tests.driving import COMMAND_LINE, in_memory, ingest
from tests.fakes import FailingIndex

STORY = (
    "The ministry will close the northern bridge for three weeks, a spokeswoman said.\n\nDrivers may use the tunnel."
)


def test_the_same_files_again_change_nothing(services: Services) -> None:
    first = ingest(services, ROOT / "seeds")
    corpus = services.library.corpus()

    again = ingest(services, ROOT / "seeds")

    assert (len(first.added), first.problems) == (5, ())
    assert (len(again.unchanged), again.added, again.replaced, again.chunks) == (5, (), (), 0)
    assert services.library.corpus() == corpus
    assert services.articles.diagnose() == []


def test_a_changed_file_replaces_its_old_version_everywhere(services: Services, write: Write) -> None:
    path = write("bridge.txt", STORY)
    ingest(services, path)
    write("bridge.txt", STORY.replace("three weeks", "nine days"))

    report = ingest(services, path)

    assert report.replaced == ("bridge",)
    assert "nine days" in services.articles.get("bridge").clean
    assert all("three weeks" not in it.chunk.text for it in services.answerer.search("three weeks bridge", 10))
    assert services.articles.diagnose() == []


def test_new_metadata_is_a_change_too(services: Services, write: Write) -> None:
    path = write("bridge.txt", STORY)
    ingest(services, path)
    write("sources.jsonl", json.dumps({"file": "bridge.txt", "publisher": "The Herald"}))

    assert ingest(services, path).replaced == ("bridge",)
    assert services.articles.get("bridge").metadata.publisher == "The Herald"


def test_bad_files_are_named_with_a_reason_and_the_others_go_in(services: Services, write: Write) -> None:
    good = write("good.txt", STORY)
    folder = good.parent
    (folder / "latin1.txt").write_bytes("Caf\xe9 news, at length.".encode("latin-1"))
    write("empty.txt", "  \n")
    (folder / "binary.txt").write_bytes(b"PK\x03\x04\x00\x00\x00")
    (folder / "huge.txt").write_text("x" * 2_000, encoding="utf-8")
    rows = [json.dumps({"id": "r1", "text": STORY}), "{broken", json.dumps({"id": "r3", "title": 3, "text": STORY})]
    write("rows.jsonl", "\n".join(rows))

    report = ingest(services, folder, limit=1_000)

    assert sorted(report.added) == ["good", "r1"]
    named = {(Path(problem.path).name, problem.line) for problem in report.problems}
    assert named == {
        ("latin1.txt", None), ("empty.txt", None), ("binary.txt", None), ("huge.txt", None), ("rows.jsonl", 2), ("rows.jsonl", 3),
    }  # fmt: skip
    assert all(it.message for it in report.problems)
    assert services.articles.diagnose() == []


def test_files_of_one_name_from_two_folders_are_two_articles(services: Services, write: Write) -> None:
    one, two = write("one/story.txt", STORY), write("two/story.txt", "Another story altogether, of some length.")

    report = ingest(services, one, two)
    again = ingest(services, two.parent.parent)

    assert len(set(report.added)) == 2
    assert report.added[0] == "story"
    assert sorted(again.unchanged) == sorted(report.added)


def test_a_file_that_moved_is_the_same_article(services: Services, write: Write) -> None:
    ingest(services, write("old/story.txt", STORY))

    assert ingest(services, write("new/story.txt", STORY)).unchanged == ("story",)


def test_a_row_whose_id_is_known_replaces_that_article_from_whichever_file_it_comes(
    services: Services, write: Write
) -> None:
    ingest(services, write("monday.jsonl", json.dumps({"id": "bridge", "text": STORY})))

    report = ingest(
        services, write("tuesday.jsonl", json.dumps({"id": "bridge", "text": STORY + " It reopens in May."}))
    )

    assert report.replaced == ("bridge",)
    assert services.library.corpus().articles == 1


def test_of_two_rows_with_one_id_the_later_stands(services: Services, write: Write) -> None:
    rows = [json.dumps({"id": "bridge", "text": text}) for text in (STORY, "The bridge is open again, officials said.")]

    ingest(services, write("rows.jsonl", "\n".join(rows)))

    assert services.articles.get("bridge").raw == "The bridge is open again, officials said."
    assert services.articles.diagnose() == []


def test_copies_share_a_group_whether_they_come_together_or_later(services: Services, write: Write) -> None:
    body = "\n\n".join(
        f"Paragraph {n} of the wire story tells of the bridge, the tunnel and the town of {n}ville." for n in range(9)
    )
    ingest(services, write("a.txt", body), write("b.txt", body + "\n\nOne more line in this one."))
    ingest(services, write("c.txt", body))
    ingest(services, write("d.txt", STORY))

    group = services.articles.get("a").group
    assert group is not None
    assert services.library.group(group) == ["a", "b", "c"]
    assert services.answerer.assembler.also_in(services.articles.get("c")) == ("a", "b")
    assert services.answerer.assembler.also_in(services.articles.get("d")) == ()


@pytest.mark.parametrize("together", [True, False])
def test_a_copy_with_another_figure_is_not_in_the_copys_group(
    services: Services, write: Write, *, together: bool
) -> None:
    body = "\n\n".join(
        f"Paragraph {n} of the wire story tells of the bridge and the town of {n}ville." for n in range(9)
    )
    files = (
        write("a.txt", f"{body}\n\nThe works cost 180 million."),
        write("b.txt", f"{body}\n\nThe works cost 270 million."),
    )
    for those in [files] if together else [files[:1], files[1:]]:
        ingest(services, *those)
    ingest(services, write("c.txt", f"{body}\n\nThe works cost 270 million."))

    assert services.articles.get("a").group == "a"
    assert services.answerer.assembler.also_in(services.articles.get("b")) == ("c",)


def test_many_articles_are_stored_in_several_batches(write: Write) -> None:
    rows = (json.dumps({"id": f"r{n}", "text": f"Story {n}. " + "word " * 2_000}) for n in range(60))
    done: list[int] = []
    with in_memory() as services:
        report = services.articles.ingest(
            [write("many.jsonl", "\n".join(rows))], started=lambda _: done.append, limit=10**6
        )

    assert len(report.added) == 60
    assert len(done) > 1


@pytest.mark.parametrize("text", ["x", "Short.", "👩‍🚀"])
def test_the_shortest_articles_go_in(services: Services, write: Write, text: str) -> None:
    assert ingest(services, write("tiny.txt", text)).added == ("tiny",)
    assert services.articles.diagnose() == []


def test_where_the_disk_is_full_only_what_is_stored_is_counted(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "BATCH", 1)
    paths = [write(f"{name}.txt", f"The ministry will close the {name} bridge.") for name in ("east", "north", "west")]
    with in_memory() as services:
        adapters = replace(services.adapters, index=FailingIndex(writes=1))
        full = build_services(Settings(), adapters, COMMAND_LINE)
        with pytest.raises(
            IngestStoppedError, match="stopped after 1 new articles, which are stored: the disk"
        ) as stopped:
            ingest(full, *paths, paths[0].with_name("missing.txt"))

    assert stopped.value.report.added == ("east",)
    assert [problem.path for problem in stopped.value.report.problems] == [str(paths[0].with_name("missing.txt"))]
