"""Answers over stored news articles, whose every sentence stands on a checked quote.

Start reading where the flow starts:

    ingest   qa.ingest.pipeline    articles -> read -> clean -> deduplicate -> chunk -> embed -> library + vectors
    answer   qa.answer.responder   question -> retrieve -> rank -> quote, or write and verify -> answer or abstention
    serve    qa.api, qa.cli        HTTP and the command line, both calling the same Responder
             qa.dateline           the same from Python: `from qa import Dateline`
             qa.integrations       the same as objects of LlamaIndex and LangChain

`qa.domain` holds the values that travel along these lines, `qa.text` reads English, `qa.ports` are the seams, and `qa.wiring`
builds it all.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.api.exports import export as export
    from qa.api.schemas.scope import AskedScope as AskedScope
    from qa.dateline import Dateline as Dateline
    from qa.errors import DatelineError as DatelineError

__all__ = ["AskedScope", "Dateline", "DatelineError", "export"]
_MODULES = {
    "AskedScope": "qa.api.schemas.scope",
    "Dateline": "qa.dateline",
    "DatelineError": "qa.errors",
    "export": "qa.api.exports",
}

if not TYPE_CHECKING:  # to a type checker every name would be there

    def __getattr__(name: str) -> object:
        """Return a name of the Python interface, loaded when it is first asked for: each command imports this package, too."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_MODULES[name]), name)
