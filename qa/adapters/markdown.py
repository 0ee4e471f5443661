"""Extract the plain text of Markdown with markdown-it-py, and the fields that its front matter states."""

import json
import re
from collections.abc import Iterator, Sequence

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from qa.domain.article import FieldOrigin
from qa.errors import InputError
from qa.text.rows import row_sentences
from qa.text.stated import FIELD_BY_KEY

_LONGEST_MATTER = 20_000
"""Characters of a front matter that is read: some 400 lines, which take a tenth of a second."""
_MOST_AUTHORS = 100
_UNKNOWN = ("", "~", "null", "Null", "NULL")
# "title: Poison in the pines: mayor takes on the smelter" is what people write, and no YAML: the colon wants quotes.
_WITH_COLON = re.compile(
    r"^(?P<key>[A-Za-z][\w-]{0,30}:[ \t])[ \t]*(?P<value>[^\s\"'\[{|>&*!%@`#-][^\n]*:[ \t][^\n]*)$", re.MULTILINE
)


def extract(page: str) -> tuple[str, dict[str, object], dict[str, FieldOrigin]]:
    """Return the text, its blocks separated by blank lines, the stated fields, and where each of them stands.

    Front matter that states any of them opens the text as it is, so that it can be quoted. The rows of a table are blocks.
    Link targets, images, HTML and code blocks are left out. The first heading of level 1 is the title where the front matter
    has none.

    Raises:
        InputError: the front matter is not YAML, or too long.
    """
    tokens = MarkdownIt("commonmark").enable("table").use(front_matter_plugin).parse(page)
    blocks = list(_blocks(tokens))
    matter = next((token.content for token in tokens if token.type == "front_matter"), "")
    fields = _stated(matter)
    origins: dict[str, FieldOrigin] = dict.fromkeys(fields, "front-matter")
    headings = [text for tag, text in blocks if tag == "h1"]
    if headings and "title" not in fields:
        fields["title"], origins["title"] = headings[0], "heading"
    text = "\n\n".join(text for _tag, text in blocks)
    return (
        f"---\n{matter.strip()}\n---\n\n{text}" if text and "front-matter" in origins.values() else text,
        fields,
        origins,
    )


def _stated(matter: str) -> dict[str, object]:
    if len(matter) > _LONGEST_MATTER:
        raise InputError(f"has front matter of more than {_LONGEST_MATTER:,} characters; shorten it or take it out")
    try:
        values = _values(matter)
    except (yaml.YAMLError, RecursionError) as error:
        reason = str(getattr(error, "problem", None) or type(error).__name__)
        raise InputError(f"has front matter that is not YAML ({reason}); mend it or take it out") from error
    fields: dict[str, object] = {}
    for key, stated in values.items() if isinstance(values, dict) else ():
        name = FIELD_BY_KEY.get(str(key).lower())
        value = _plain(name, stated)
        if name and value not in _UNKNOWN:
            fields.setdefault(name, value)
    return fields


def _values(matter: str) -> object:
    """Return what YAML reads in it, a plain value with a colon in it taken as one text where it must be."""
    # This loader builds no objects and leaves every scalar text, so that a date is read as in every other format.
    try:
        return yaml.load(matter, Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        quoted = _WITH_COLON.sub(
            lambda line: line["key"] + json.dumps(line["value"].rstrip(), ensure_ascii=False), matter
        )
        return yaml.load(quoted, Loader=yaml.BaseLoader)


def _plain(name: str | None, value: object) -> object:
    """Return an author, or a list of them, by name where site generators write more about each."""
    # Untrusted: made safe here. A list may hold itself many times over by its aliases, and is looked at one level deep.
    if name == "authors" and isinstance(value, list):
        return [_named(each) for each in value[: _MOST_AUTHORS + 1]]
    return _named(value) if name in {"authors", "publisher"} else value


def _named(value: object) -> object:
    return value.get("name", "") if isinstance(value, dict) else value


def _blocks(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Yield the tag and the text of each block that holds text; each row of a table is one."""
    tag = ""
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "table_close":
            yield from (("tr", line) for line in row_sentences(rows, has_header=any(rows[0])))
            rows = []
        elif token.type == "tr_open":
            rows.append([])
        elif token.type.endswith("_open"):
            tag = token.tag
        elif token.type == "inline":
            text = "".join(_inline(token.children or ())).strip()
            if tag in {"th", "td"}:
                rows[-1].append(text)
            elif text:
                yield tag, text


def _inline(children: Sequence[Token]) -> Iterator[str]:
    for child in children:
        if child.type in ("text", "code_inline"):
            yield child.content
        elif child.type in ("softbreak", "hardbreak"):
            yield " "
