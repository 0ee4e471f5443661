"""Render prompt files: the exact wording of a prompt, and its digest."""

import hashlib
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template

from qa.domain.answer import Prompt

FOLDERS = (Path(__file__).with_name("wording"), Path(__file__).parents[1] / "prompts")
"""Where prompts stand in an installed package, and in a checkout."""
_PARTS = re.compile(r"\A# System\n(?P<system>.*?)^# User\n(?P<user>.*)\Z", re.DOTALL | re.MULTILINE)


class PromptFile:
    """One Markdown file with the parts "# System" and "# User", which are Jinja2 templates."""

    def __init__(self, name: str) -> None:
        self._name = name

    @cached_property
    def _text(self) -> str:
        folder = next(folder for folder in FOLDERS if folder.is_dir())
        return (folder / f"{self._name}.md").read_text(encoding="utf-8")

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of the file."""
        return hashlib.sha256(self._text.encode()).hexdigest()

    @cached_property
    def _templates(self) -> tuple[Template, Template]:
        parts = _PARTS.match(self._text)
        if parts is None:
            raise ValueError(f'the prompt {self._name!r} needs the parts "# System" and "# User"')
        # Plain text, no HTML: what is put in has been made safe for a prompt before. A missing value is an error.
        environment = Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)  # noqa: S701 see above
        return environment.from_string(parts["system"].strip()), environment.from_string(parts["user"].strip())

    def render(self, values: Mapping[str, object]) -> Prompt:
        """Return the wording with the values put in.

        Raises:
            jinja2.UndefinedError: the file names a value that is not there.
        """
        system, user = (template.render(values) for template in self._templates)
        return Prompt(system, user, self.digest)
