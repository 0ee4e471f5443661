"""Read for how long a client waits: `Prefer: wait`, RFC 7240, section 4.3."""

import re
from collections.abc import Mapping
from math import inf

_WAIT = re.compile(r"""(?:^|[,;])\s*wait\s*=\s*"?(?P<seconds>[0-9]{1,6})"?\s*(?:$|[,;])""", re.IGNORECASE)
_LONGEST_HEADER = 200
"""Characters that are read."""


def patience_of(headers: Mapping[str, str]) -> float:
    """Return the seconds after which a client will not need its response any more; infinite where it does not say."""
    # Untrusted: digits of a bounded length, which can only shorten what the settings allow.
    stated = _WAIT.search(headers.get("prefer", "")[:_LONGEST_HEADER])
    return float(stated["seconds"]) if stated else inf
