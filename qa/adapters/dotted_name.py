"""Make an object of a class that the operator names as `module:Class`.

Such a name is code that is run: it comes from settings and the command line, and never from a request or an article.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import TypeVar

from qa.errors import InputError

_Kind = TypeVar("_Kind")
Arguments = Mapping[str, object]
_LONGEST = 200
"""Characters of another library's error that are shown."""


def named_class(name: str, kind: type[_Kind], what: str) -> type[_Kind] | _Kind:
    """Return the class, or the object, of this `kind` that a name stands for; `what` begins each message.

    Raises:
        InputError: there is no such name, its module cannot be imported, or it stands for something else.
    """
    module, _, attribute = name.partition(":")
    if not module or not attribute.isidentifier():
        raise InputError(f"{what} {name!r} must be written as module:Class, as in my_module:MyClass")
    try:
        found = getattr(import_module(module), attribute)
    except ModuleNotFoundError as error:
        raise InputError(
            f"{what} {name!r}: there is no module {error.name!r}; install the package that has it, "
            "or name its folder in PYTHONPATH"
        ) from error
    except AttributeError as error:
        raise InputError(f"{what} {name!r}: {said_of(error)}; check the name behind the colon") from error
    except Exception as error:
        raise InputError(f"{what} {name!r}: its module cannot be imported ({said_of(error)})") from error
    if isinstance(found, kind) or (isinstance(found, type) and issubclass(found, kind)):
        return found
    raise InputError(f"{what} {name!r} is no {kind.__name__} of LlamaIndex; name a class, or an object, of that kind")


def made(found: type[_Kind] | _Kind, arguments: Arguments, what: str) -> _Kind:
    """Return an object of a class, made with the arguments; an object as it is, which takes none.

    Raises:
        InputError: it cannot be made of them.
    """
    if not isinstance(found, type):
        if arguments:
            raise InputError(f"{what} is an object already and takes no arguments; name its class, or leave them out")
        return found
    try:
        return found(**arguments)
    except Exception as error:
        raise InputError(f"{what} cannot be made ({said_of(error)}); its arguments are {sorted(arguments)}") from error


def said_of(error: Exception) -> str:
    """Return what another library's error says, on one line of some length."""
    said = " ".join(str(error).split())[:_LONGEST]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
