"""Make text safe for a terminal, a log and JSON: articles, file names and models' words may hold what rewrites a screen."""

import json
import logging

from qa.text.controls import is_control


def plain(text: str) -> str:
    """Untrusted: made safe here. Return the text with a mark in place of what could rewrite a terminal; line feeds stay."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_control(character) else character for character in text)


def plain_json(document: str) -> str:
    """Untrusted: made safe here. Return a JSON document that reads as the same, with such characters as escapes."""
    return "".join(json.dumps(character)[1:-1] if _is_control(character) else character for character in document)


def _is_control(character: str) -> bool:
    return character != "\n" and is_control(character)


class PlainFormatter(logging.Formatter):
    """Formats a record so that its message is one line, and nothing in it or in a trace rewrites the terminal that shows it."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 the name is the library's
        return super().formatMessage(record).replace("\n", "\\n")

    def format(self, record: logging.LogRecord) -> str:
        return plain(super().format(record))


def configure_logs() -> None:
    """Log warnings on standard error; a process that has its own handlers keeps them."""
    handler = logging.StreamHandler()
    handler.setFormatter(PlainFormatter("%(levelname)s: %(message)s"))
    logging.basicConfig(handlers=[handler])
