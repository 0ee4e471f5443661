"""Every command works with a store in PostgreSQL as with a folder, and what is killed leaves nothing half done."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from qa.settings import Settings
from qa.wiring import open_services
from tests.conftest import ROOT
from tests.driving import ingest
from tests.terminal import Run

QUESTION = "When did the United States invade Iraq?"


def test_commands_answer_from_postgresql_as_from_the_folder_that_was_moved_there(
    qa: Run, seeds: Settings, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert qa("keys", "create", "--secret", "--label", "ours")[0] == 0
    assert qa("feeds", "add", str(ROOT / "README.md"), "--every", "1h")[0] == 0
    before, listed = (json.loads(qa(*it, "--json")[1]) for it in (("ask", QUESTION), ("keys", "list")))

    opinions = ['{"id":"fb_1","rating":"up"}', '{"rating":"down"}']
    (seeds.data / "feedback.jsonl").write_text("\n".join([*opinions, ""]), encoding="utf-8")
    code, said, _ = qa("move", "--to", database_url)
    assert (code, qa("move", "--to", database_url)[0]) == (0, 2)

    monkeypatch.setenv("QA_STORE", database_url)
    after = json.loads(qa("ask", QUESTION, "--json")[1])
    assert "articles 5, chunks 13" in said
    assert (after["statements"], after["corpus"]) == (before["statements"], before["corpus"])
    assert json.loads(qa("keys", "list", "--json")[1]) == listed
    with psycopg.connect(database_url) as connection:
        kept = connection.execute("SELECT document FROM dateline.feedback ORDER BY place").fetchall()
    assert [document for (document,) in kept] == opinions
    assert qa("doctor")[1] == "library and vectors agree\n"
    assert qa("ingest", str(ROOT / "seeds"))[1].startswith("0 added, 0 replaced, 5 unchanged")
    assert qa("reindex")[1] == "library and vectors agree\n"
    article = json.loads(qa("articles", "list", "--json")[1])[0]["article_id"]
    assert qa("articles", "remove", article)[0] == 0
    assert qa("doctor")[1] == "library and vectors agree\n"
    assert "pg_dump" in qa("backup", "copy.zip")[2]


@pytest.mark.e2e
def test_an_ingest_that_is_killed_while_it_writes_leaves_all_of_it_or_nothing(
    database_url: str, tmp_path: Path
) -> None:
    rows = [
        {"id": f"a{n}", "title": f"Report {n}", "text": f"The ferry number {n} sank off Northport."} for n in range(60)
    ]
    articles = tmp_path / "articles.jsonl"
    articles.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    command = [sys.executable, "-m", "qa", "--data", str(tmp_path / "data"), "ingest", str(articles)]
    ours = {**os.environ, "QA_STORE": database_url}  # noqa: TID251 to hand it on
    settings = Settings(data=tmp_path / "data", store=SecretStr(database_url))
    with open_services(settings) as services:
        process = subprocess.Popen(command, env=ours, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait_until_it_writes(database_url, process)
        finally:
            process.kill()
            process.wait()

        # The server undoes what was not committed before it lets anybody else write.
        with services.adapters.together():
            assert services.library.corpus().articles in {0, len(rows)}
        assert services.library.pending() == []
        assert services.adapters.index.ids() == services.library.chunk_ids()
        assert services.library.faults() == []
        assert ingest(services, articles).problems == ()
        assert services.library.corpus().articles == len(rows)
        assert services.articles.diagnose() == []


def _wait_until_it_writes(url: str, process: subprocess.Popen[bytes]) -> None:
    """Until its transaction has written; bounded, and over at once if it died."""
    end = time.monotonic() + 120
    sql = """SELECT 1 FROM pg_locks WHERE relation = 'dateline.articles'::regclass AND mode = 'RowExclusiveLock'"""
    with psycopg.connect(url, autocommit=True) as connection:
        while time.monotonic() < end:
            if connection.execute(sql).fetchone() or process.poll() is not None:
                return
            time.sleep(0.002)
    pytest.fail("nothing was written within 120 s")


def test_a_password_stands_in_nothing_that_is_said_of_the_settings(qa: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for store in (
        "mysql://ann:sesame@db/news",
        "postgresql://ann:sesame@127.0.0.1:1/news",
        "postgresql://ann:sesame@[/x",
    ):
        monkeypatch.setenv("QA_STORE", store)
        code, out, err = qa("doctor")
        assert code
        assert "QA_STORE" in err
        assert "sesame" not in out + err
    assert "sesame" not in repr(Settings())
