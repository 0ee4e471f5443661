"""A group of commands whose modules are imported only when a command is invoked or its own help is asked for."""

from collections.abc import Mapping, MutableMapping
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from typer._click import Command, Context  # typer does not publish the types of what it hands out


class LazyCommand(NamedTuple):
    """A command, or a group of commands, of the Typer app that a module calls `app`."""

    module: str
    help: str
    """What the group's help says of it, since the command itself is not there yet."""


class LazyGroup(TyperGroup):
    """A group that has only the names and the help of some commands; a subclass lists them."""

    lazy_commands: ClassVar[Mapping[str, LazyCommand]] = {}

    @property
    def commands(self) -> "MutableMapping[str, Command]":
        """The commands by name; a stand-in with the same help for each lazy one."""
        return self._commands

    @commands.setter
    def commands(self, eager: "Mapping[str, Command]") -> None:
        stand_ins = {name: TyperCommand(name, help=lazy.help) for name, lazy in self.lazy_commands.items()}
        self._commands: MutableMapping[str, Command] = {**stand_ins, **eager}

    def resolve_command(self, ctx: "Context", args: list[str]) -> "tuple[str | None, Command | None, list[str]]":
        """Find the command that the arguments name, and load it where it is lazy."""
        name, command, rest = super().resolve_command(ctx, args)
        if name is not None and name in self.lazy_commands:
            command = self.load(name)
        return name, command, rest

    def load(self, name: str) -> "Command":
        """Import a lazy command; it is shown in the same markup as this group."""
        app = typer.Typer(rich_markup_mode=self.rich_markup_mode)
        app.add_typer(import_module(self.lazy_commands[name].module).app)
        return typer.main.get_group(app).commands[name]
