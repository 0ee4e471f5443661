"""The list of commands is there before their modules, and says of each what the command says of itself."""

from typer.main import get_group

from qa.__main__ import Commands, app


def test_every_command_is_listed_with_its_own_help() -> None:
    group = get_group(app)

    assert isinstance(group, Commands)
    assert {name: group.load(name).help for name in group.lazy_commands} == {
        name: command.help for name, command in group.commands.items() if name in group.lazy_commands
    }
