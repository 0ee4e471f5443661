"""`qa mcp`: serve the Model Context Protocol on standard input and output, as chats and editors on this machine start it."""

import asyncio
import signal
import sys
from dataclasses import dataclass

import typer

from qa.api.mcp.protocol import serve_stdio
from qa.api.mcp.tools import PASSAGES
from qa.api.schemas.answers import AnswerBody
from qa.api.schemas.articles import ArticleBody
from qa.api.schemas.checks import CheckBody
from qa.api.schemas.scope import AskedScope
from qa.api.schemas.search import SearchBody
from qa.cli.context import settings_of
from qa.dateline import Dateline

app = typer.Typer()


@dataclass(frozen=True, slots=True)
class LocalArticles:
    """The backend of whoever started the command, who owns the folder."""

    dateline: Dateline
    public_url: str
    request_id: str = "local"

    async def ask(self, question: str, scope: AskedScope) -> AnswerBody:
        return await self.dateline.aask(question, scope=scope)

    async def search(self, query: str, scope: AskedScope) -> SearchBody:
        return await self.dateline.asearch(query, PASSAGES, scope)

    async def article(self, article_id: str) -> ArticleBody:
        return await self.dateline.aarticle(article_id)

    async def check(self, text: str, scope: AskedScope) -> CheckBody:
        return await self.dateline.acheck(text, scope)


@app.command()
def mcp(context: typer.Context) -> None:
    """Answer tools of chats and editors on standard input and output (Model Context Protocol)."""
    settings = settings_of(context)
    if sys.stdin is not None and sys.stdin.isatty():
        print("qa mcp waits for a client on standard input; docs/mcp.md has how clients start it", file=sys.stderr)
    # A thread of the library's waits for input and cannot be ended: Ctrl-C would wait for another line.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with Dateline(settings) as dateline:
        asyncio.run(serve_stdio(LocalArticles(dateline, settings.public_url)))
