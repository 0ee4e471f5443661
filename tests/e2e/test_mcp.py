"""`qa mcp` as a process of its own, which the protocol's own client starts and speaks with over standard input and output."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp_types import CallToolResult

from qa.settings import Settings
from tests.conftest import ROOT
from tests.mcp_clients import text_of
from tests.processes import SECONDS
from tests.writing import QUESTION

pytestmark = pytest.mark.e2e

Arguments = dict[str, object]
HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}


def arguments(data: Path) -> list[str]:
    return ["-m", "qa", "--data", str(data), "mcp"]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}  # noqa: TID251 the child's settings


def called(data: Path, calls: Sequence[tuple[str, Arguments]], errors: TextIO) -> list[CallToolResult]:
    """What comes of each call, all by one process; its standard error goes to a file."""
    parameters = StdioServerParameters(command=sys.executable, args=arguments(data), env=environment())

    async def spoken() -> list[CallToolResult]:
        async with asyncio.timeout(SECONDS), Client(stdio_client(parameters, errlog=errors)) as client:
            return [await client.call_tool(tool, given) for tool, given in calls]

    return asyncio.run(spoken())


def test_a_client_starts_it_on_a_folder_and_asks(seeds: Settings, tmp_path: Path) -> None:
    asked: list[tuple[str, Arguments]] = [
        ("ask", {"question": QUESTION}),
        ("fetch", {"id": "001_3d60615ff8c87b22"}),
        ("ask", {"question": "How many British troops are in Iraq?"}),
        ("ask", {"question": " "}),
    ]
    with (tmp_path / "errors").open("w+", encoding="utf-8") as errors:
        answered, fetched, abstained, refused = called(seeds.data, asked, errors)
        errors.seek(0)
        said = errors.read()
    answer, article = answered.structured_content, fetched.structured_content
    citation = next(it for it in answer["citations"] if it["article_id"] == article["id"])

    assert "2,500" in answer["text"]
    assert article["text"][citation["span"]["start"] : citation["span"]["end"]] == citation["quote"]
    assert article["metadata"]["version"] == citation["version"]
    assert abstained.structured_content["abstention"]["missing"] == ["British"]
    assert (refused.is_error, text_of(refused)) == (True, "the question is empty; ask something about the articles")
    assert said == ""


def test_standard_output_has_the_protocol_and_nothing_else_and_an_interrupt_ends_it(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, *arguments(tmp_path / "data")],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"no json\n" + json.dumps(HELLO).encode() + b"\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)

        assert process.wait(SECONDS) == -signal.SIGINT
        assert process.stdout.read() == b""
    assert answer["result"]["serverInfo"]["name"] == "dateline"
