"""Extract the plain text of Markdown with markdown-it-py, and the fields that its front matter states."""

from collections.abc import Iterator, Sequence

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from qa.errors import InputError

_NAMES = {
    "title": "title",
    "author": "authors",
    "authors": "authors",
    "date": "published_at",
    "published": "published_at",
    "published_at": "published_at",
    "url": "url",
    "canonical": "url",
    "canonical_url": "url",
    "publisher": "publisher",
    "outlet": "publisher",
    "lang": "language",
    "language": "language",
}
"""Keys of front matter that site generators use, by the field that they state."""
_UNKNOWN = ("", "~", "null", "Null", "NULL")


def extract(page: str) -> tuple[str, dict[str, object]]:
    """Return the text, its paragraphs, headings and list items separated by blank lines, and the stated fields.

    Link targets, images, HTML and code blocks are left out. The first heading of level 1 is the title where the front
    matter has none.

    Raises:
        InputError: the front matter is not YAML.
    """
    tokens = MarkdownIt("commonmark").use(front_matter_plugin).parse(page)
    paragraphs = list(_paragraphs(tokens))
    matter = next((token.content for token in tokens if token.type == "front_matter"), "")
    fields = _stated(matter)
    headings = [text for tag, text in paragraphs if tag == "h1"]
    if headings:
        fields.setdefault("title", headings[0])
    return "\n\n".join(text for _tag, text in paragraphs), fields


def _stated(matter: str) -> dict[str, object]:
    try:
        # This loader builds no objects and leaves every scalar text, so that a date is read as in every other format.
        values = yaml.load(matter, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        reason = str(getattr(error, "problem", None) or type(error).__name__)
        raise InputError(f"has front matter that is not YAML ({reason}); mend it or take it out") from error
    fields: dict[str, object] = {}
    for key, value in values.items() if isinstance(values, dict) else ():
        name = _NAMES.get(str(key).lower())
        if name and value not in _UNKNOWN:
            fields.setdefault(name, value)
    return fields


def _paragraphs(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Yield the tag and the text of each block that holds text."""
    tag = ""
    for token in tokens:
        if token.type.endswith("_open"):
            tag = token.tag
        elif token.type == "inline":
            text = "".join(_inline(token.children or ())).strip()
            if text:
                yield tag, text


def _inline(children: Sequence[Token]) -> Iterator[str]:
    for child in children:
        if child.type in ("text", "code_inline"):
            yield child.content
        elif child.type in ("softbreak", "hardbreak"):
            yield " "
