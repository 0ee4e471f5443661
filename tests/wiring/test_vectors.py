"""A library whose vectors are on a server is asked, proved and rebuilt as one that has them in its folder."""

import pytest

from qa.ingest.report import IngestStoppedError
from qa.settings import Settings
from qa.wiring import open_services
from tests.conftest import Write
from tests.driving import ingest
from tests.terminal import Run
from tests.vector_servers import ChromaProcess


def test_commands_work_and_finish_what_the_server_missed_once_it_is_back(
    qa: Run, options: Settings, write: Write, chroma_process: ChromaProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_VECTORS", chroma_process.setting)
    ferry = write("ferry.txt", "A ferry with 212 passengers ran aground off Southport on Tuesday evening.")
    with open_services(options.model_copy(update={"vectors": chroma_process.setting})) as services:
        chroma_process.kill()
        with pytest.raises(IngestStoppedError, match=r"does not answer .*check QA_VECTORS"):
            ingest(services, ferry)
        assert len(services.library.pending()) == 1
    code, _, said = qa("doctor")
    assert (code, "does not answer" in said) == (1, True)

    chroma_process.start()

    assert qa("doctor")[:2] == (0, "library and vectors agree\n")
    assert qa("reindex")[0] == 0
    assert "212" in qa("ask", "How many passengers were on the ferry?")[1]
    assert qa("doctor")[:2] == (0, "library and vectors agree\n")
