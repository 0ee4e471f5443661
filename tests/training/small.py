"""A WordNet of three nouns, and data files of a few made-up rows with the hashes that they have."""

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from training.sources import Row, Sources
from training.wordnet import WordNet

_NOUNS = b"".join(
    line.ljust(79) + b"\n"  # each begins at a multiple of 80
    for line in (
        b"00000000 06 n 01 vessel 0 002 ~ 00000080 n 0000 ~ 00000160 n 0000 | it holds",
        b"00000080 06 n 01 kettle 0 001 @ 00000000 n 0000 | it boils",
        b"00000160 06 n 01 teapot 0 001 @ 00000000 n 0000 | it pours",
    )
)
_INDEX = "vessel%1:06:00:: 00000000 1 9\nkettle%1:06:00:: 00000080 1 9\nteapot%1:06:00:: 00000160 1 9"


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - examples, not secrets


def small_wordnet() -> WordNet:
    return WordNet(_INDEX, {"n": _NOUNS, "v": b"", "a": b"", "r": b""})


def small_sources(folder: Path, files: Mapping[str, Sequence[Row]]) -> Sources:
    """Writes the rows into files and takes down their hashes."""
    hashes = {}
    for name, rows in files.items():
        text = "".join(json.dumps(row) + "\n" for row in rows).encode()
        data = gzip.compress(text) if name.endswith(".gz") else text
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        hashes[name] = hashlib.sha256(data).hexdigest()
    return Sources(folder, hashes)
