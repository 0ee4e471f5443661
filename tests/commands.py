"""Find the commands in documents, and check that `qa` has them with all their options."""

import re
import shlex
from collections.abc import Sequence
from itertools import takewhile

from typer.testing import CliRunner

from qa.__main__ import app

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CALL = re.compile(
    r"^\$ (?:(?:\S*/)?qa|docker compose (?:--profile \w+ )?(?:run|exec) .*?\b(?:dateline|api)(?: python -m qa)?"
    r"|kubectl exec .*? python -m qa) (.*)$",
    re.MULTILINE,
)


def exists(arguments: Sequence[str]) -> bool:
    """Whether the command and its options are there: the parser refuses others even before it shows the help."""
    return CliRunner().invoke(app, [*arguments, "--help"]).exit_code == 0


def commands_in(markdown: str) -> list[list[str]]:
    """The arguments of each call of `qa` in the `console` blocks, up to a pipe or a redirection."""
    calls = [call for block in _BLOCK.findall(markdown) for call in _CALL.findall(block)]
    return [list(takewhile(lambda word: not re.fullmatch("[|&;<>]+", word), _words(call))) for call in calls]


def _words(call: str) -> list[str]:
    lexer = shlex.shlex(call, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    return list(lexer)
