"""Make pages of templates, with everything untrusted shown as text."""

import unicodedata

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from qa.text.controls import is_control


def _visible(value: object) -> Markup:
    """Untrusted: made safe here. Return a value as HTML shows it, with what controls or turns the writing by its number."""
    if isinstance(value, Markup):
        return value
    return Markup("".join(map(_character, escape(value))))  # noqa: S704 escaped


def _character(character: str) -> str:
    if not is_control(character) or character in "\n\t":
        return character
    return " " if character.isspace() else _number(character)


def _number(character: str) -> str:
    """Return a character by its number; those that HTML takes for errors by a mark."""
    is_error = unicodedata.category(character) == "Cc"
    return "\N{REPLACEMENT CHARACTER}" if is_error else f"&#x{ord(character):x};"


# Untrusted: questions, quotes, titles and texts are escaped, every one of them, by the template engine.
PAGES = Environment(
    loader=PackageLoader("qa.api", "static"),
    autoescape=True,
    finalize=_visible,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
