"""Read the figures of a text of any language, as far as they are written in digits."""

import re
import unicodedata

_GROUPED = re.compile(r"(?<=\d)[.,'’\s](?=\d{3}(?!\d))")
"""What stands between thousands: "2,500", "2.500", "2 500"."""
_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")


def digits(text: str) -> frozenset[str]:
    """Return the figures in a text in plain digits, without what separates thousands and with a decimal point."""
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    return frozenset(figure.replace(",", ".") for figure in _FIGURE.findall(_GROUPED.sub("", plain)))
