"""The tagged senses of WordNet, read from its own files."""

import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from training.inflection import inflect, lemmas
from training.wordnet import Reading, WordNet, WordNetError, read_wordnet

# Each: id, part of speech, words with their tag counts, pointers as (sign, id, source, target).
_SYNSETS: tuple[tuple[str, str, dict[str, int], list[tuple[str, str, int, int]]], ...] = (
    ("worker", "n", {"worker": 9}, [("~", "baker", 0, 0), ("~", "sailor", 0, 0), ("~", "smith", 0, 0)]),
    ("baker", "n", {"baker": 8}, [("@", "worker", 0, 0)]),
    ("sailor", "n", {"sailor": 8, "mariner": 5}, [("@", "worker", 0, 0)]),
    ("smith", "n", {"smith": 0}, [("@", "worker", 0, 0)]),
    ("rise", "v", {"rise": 20, "climb": 6}, [("!", "fall", 1, 1)]),
    ("fall", "v", {"fall": 20}, [("!", "rise", 1, 1)]),
    ("vast", "a", {"vast": 30, "immense": 30}, []),
)
_NAMES = {"n": "data.noun", "v": "data.verb", "a": "data.adj", "r": "data.adv"}
_NUMBERS = {"n": "1", "v": "2", "a": "3"}


def _lines(offsets: dict[str, int]) -> dict[str, list[tuple[str, str]]]:
    rows: dict[str, list[tuple[str, str]]] = {pos: [] for pos in _NAMES}
    for name, pos, words, pointers in _SYNSETS:
        written = " ".join(f"{word} 0" for word in words)
        links = "".join(f" {sign} {offsets.get(to, 0):08d} {pos} {one:02x}{two:02x}" for sign, to, one, two in pointers)
        line = f"{offsets.get(name, 0):08d} 00 {pos} {len(words):02x} {written} {len(pointers):03d}{links} | a gloss\n"
        rows[pos].append((name, line))
    return rows


def files() -> dict[str, str]:
    """The files of a small WordNet, as the package names them."""
    offsets: dict[str, int] = {}
    for rows in _lines({}).values():
        at = 0
        for name, line in rows:
            offsets[name] = at
            at += len(line)
    made = {_NAMES[pos]: "".join(line for _, line in rows) for pos, rows in _lines(offsets).items()}
    senses = [
        f"{word}%{_NUMBERS[pos]}:00:00:: {offsets[name]:08d} 1 {count}"
        for name, pos, words, _ in _SYNSETS
        for word, count in words.items()
    ]
    return made | {"index.sense": "\n".join(senses)}


def _tarball(path: Path, members: dict[str, str]) -> str:
    with tarfile.open(path, "w:gz") as tar:
        for name, text in members.items():
            member = tarfile.TarInfo(f"package/dict/{name}")
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text.encode()))
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def wordnet(tmp_path: Path) -> WordNet:
    path = tmp_path / "wordnet.tgz"
    return read_wordnet(path, _tarball(path, files()))


def test_a_file_with_another_hash_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wordnet.tgz"
    _tarball(path, files())
    with pytest.raises(WordNetError, match="SHA-256"):
        read_wordnet(path)


def test_a_package_that_lacks_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wordnet.tgz"
    members = {name: text for name, text in files().items() if name != "data.verb"}
    with pytest.raises(WordNetError, match=r"data\.verb"):
        read_wordnet(path, _tarball(path, members))


def test_words_of_one_synset_are_synonyms(wordnet: WordNet) -> None:
    assert wordnet.synonyms("vast", "a") == ["immense"]
    assert wordnet.synonyms("unheard", "a") == []


def test_an_antonym_is_that_of_the_word_and_not_of_its_synonyms(wordnet: WordNet) -> None:
    assert wordnet.antonyms("rise", "v") == ["fall"]
    assert wordnet.antonyms("climb", "v") == []


def test_siblings_share_the_hypernym_but_no_synset_and_are_not_rare(wordnet: WordNet) -> None:
    assert wordnet.siblings("baker", "n") == ["sailor", "mariner"]
    assert wordnet.siblings("sailor", "n") == ["baker"]
    assert wordnet.siblings("vast", "a") == []


def test_a_written_word_is_read_as_a_lemma_in_its_form(wordnet: WordNet) -> None:
    assert wordnet.readings("bakers") == [Reading("baker", "n", "s", 8)]
    assert wordnet.readings("Climbed")[0] == Reading("climb", "v", "past", 6)
    assert wordnet.readings("unheard") == []


def test_a_replacement_takes_the_form_of_the_word_it_replaces(wordnet: WordNet) -> None:
    assert wordnet.alike("fall", wordnet.readings("climbed")[0]) == "fell"
    assert wordnet.alike("vast", wordnet.readings("immense")[0]) == "vast"


def test_how_settled_a_word_is_tells_the_share_of_its_first_sense(wordnet: WordNet) -> None:
    assert wordnet.settled("rise", "v") == 1.0
    assert wordnet.settled("unheard", "v") == 0.0
    assert wordnet.parts("rise") == ["v"]


@pytest.mark.parametrize(
    ("lemma", "s", "past", "ing"),
    [
        ("carry", "carries", "carried", "carrying"),
        ("stop", "stops", "stopped", "stopping"),
        ("veto", "vetoes", "vetoed", "vetoing"),
        ("take", "takes", "took", "taking"),
        ("admit", "admits", "admitted", "admitting"),
        ("die", "dies", "died", "dying"),
        ("visit", "visits", "visited", "visiting"),
        ("reach", "reaches", "reached", "reaching"),
    ],
)
def test_a_verb_is_inflected_and_read_back(lemma: str, s: str, past: str, ing: str) -> None:
    assert (inflect(lemma, "s"), inflect(lemma, "past"), inflect(lemma, "ing")) == (s, past, ing)
    assert (lemma, "s") in lemmas(s)
    assert (lemma, "past") in lemmas(past)
    assert (lemma, "ing") in lemmas(ing)


def test_irregular_plurals_and_participles_are_known() -> None:
    assert inflect("woman", "s", "n") == "women"
    assert inflect("write", "done") == "written"
    assert ("write", "done") in lemmas("written")
    assert ("woman", "s") in lemmas("women")
