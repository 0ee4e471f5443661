"""Split text into tokens that compare as readers mean them: stems, numbers as digits, one name for each place."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, NewType

import Stemmer

from qa.domain.article import Span
from qa.text.places import ALIASES, CAPITALS
from qa.text.sentences import sentences
from qa.text.tables import column, mapped, rows
from qa.text.words import WORD, fold, folded_words

Term = NewType("Term", str)
"""A stem ("withdraw"), a number ("2500"), the canonical name of a place, body or event in capitals ("UNITED STATES"), or a
capital of several words in lower case ("buenos aires")."""

STOP_WORDS = column(rows("stop_words"), "word")
"""Words that carry no meaning of their own."""
_NUMBER_WORDS = mapped([row for row in rows("numerals") if row["kind"] == "cardinal"], "word", "value")
_BREAK = re.compile(r"[;:,()\[\]\"“”«»—–\n]|\.\.\.|…| - ")
_CLAUSE = re.compile(r"[;:,()\[\]—–\n]|\.\.\.|…| - ")
_OPENED = re.compile(r"[\n\"“‘«(\[:—–•*] *$|(?:^|\s)['’]$")


class Token(NamedTuple):
    """A word or a known name of several words, with what stands around it; a tuple, since articles have thousands."""

    term: Term
    text: str
    lower: str
    """As it is written, in lower case, with plain apostrophes."""
    start: int
    before: str
    """What stands between the token before and this one; it ends with a line break where a sentence begins."""
    after: str
    """What stands between this and the next token."""
    sentence: int = 0
    """The number of its sentence; 0 throughout where sentences were not told apart."""

    @property
    def span(self) -> Span:
        """Where it stands in its text."""
        return Span(self.start, self.start + len(self.text))

    @property
    def named(self) -> bool:
        """Whether it is one of the gazetteer's names."""
        return self.term.isupper()

    @property
    def numeric(self) -> bool:
        """Whether it is a number, in digits or as a word."""
        return self.term[:1].isdigit()

    @property
    def content(self) -> bool:
        """Whether it carries meaning of its own: no stop word."""
        return self.lower not in STOP_WORDS or self.term.isupper()

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[0].isupper()

    @property
    def lemma(self) -> Term:
        """Its term, or that of the verb whose irregular past it is."""
        return _BASES.get(self.lower, self.term)

    @property
    def capital_of(self) -> Term | None:
        """The country whose capital it is the name of; `qa.text.names.government` tells whether it is meant."""
        return _COUNTRY_OF.get(self.term) if self.text not in _EVERYDAY else None

    @property
    def opens(self) -> bool:
        """Whether its capital may be that of a beginning: of a sentence, a quotation or a list."""
        return _OPENED.search(self.before) is not None

    @property
    def breaks(self) -> bool:
        """Whether punctuation stands before it."""
        return self.before == "\n" or (bool(self.before.strip()) and _BREAK.search(self.before) is not None)

    @property
    def closes(self) -> bool:
        """Whether a clause ended before it; a quotation mark ends none."""
        return self.before == "\n" or (bool(self.before.strip()) and _CLAUSE.search(self.before) is not None)


Tokens = Sequence[Token]


def tokens(text: str) -> tuple[Token, ...]:
    """All tokens of `text` in order; a known name of several words ("United States") is one."""
    matches = [(match.group(), match.start()) for match in WORD.finditer(text)]
    folded = [fold(word) for word, _ in matches]
    pieces = [(term, word, start) for term, (word, start) in zip(_terms(folded), matches, strict=True)]
    for name in reversed(_names([word for word, _ in matches], folded)):
        first, last = pieces[name.position], pieces[name.position + name.length - 1]
        written = text[first[2] : last[2] + len(last[1])]
        pieces[name.position : name.position + name.length] = [(name.term, written, first[2])]
    return tuple(_with_gaps(text, pieces))


def sentence_tokens(text: str, first: int = 0) -> tuple[Token, ...]:
    """The tokens of `text` with the number of their sentence, from `first` on."""
    starts = [span.start for span in sentences(text)]
    numbered: list[Token] = []
    last = -1
    for token in tokens(text):
        number = bisect_right(starts, token.start)
        before = f"{token.before.strip()}\n" if number != last else token.before
        numbered.append(token._replace(before=before, sentence=first + number))
        last = number
    return tuple(numbered)


def _with_gaps(text: str, pieces: Sequence[tuple[Term, str, int]]) -> list[Token]:
    """The pieces (term, word, start) as tokens with what stands between them."""
    ends = [start + len(word) for _, word, start in pieces]
    gaps = [text[end:start] for end, (_, _, start) in zip([0, *ends], [*pieces, ("", "", len(text))], strict=True)]
    gaps[0] = f"{gaps[0].strip()}\n"
    return [
        Token(term, word, word.lower().replace("’", "'"), start, before, after)
        for (term, word, start), before, after in zip(pieces, gaps, gaps[1:], strict=False)
    ]


def terms(text: str) -> list[Term]:
    """The terms of `tokens(text)`, for half the time."""
    words = WORD.findall(text)
    folded = [fold(word) for word in words]
    read = _terms(folded)
    for name in reversed(_names(words, folded)):
        read[name.position : name.position + name.length] = [name.term]
    return read


def stems(text: str) -> tuple[str, ...]:
    """The stems of all words of a text, whatever they name: "Americans" and "American" have one."""
    return tuple(Stemmer.Stemmer("english").stemWords(folded_words(text)))


def content(text: str) -> list[Term]:
    """The distinct terms of `text` that carry meaning, in order: no stop words."""
    return list(dict.fromkeys(token.term for token in tokens(text) if token.content))


def _terms(folded: Sequence[str]) -> list[Term]:
    # A stemmer instance is not safe between threads, and costs microseconds.
    stems = Stemmer.Stemmer("english").stemWords(folded)
    return [_term(word, stem) for word, stem in zip(folded, stems, strict=True)]


class _Name(NamedTuple):
    """A known name among words."""

    position: int
    length: int
    term: Term


def _names(words: Sequence[str], folded: Sequence[str]) -> list[_Name]:
    """The known names, longest first where several begin alike, without overlap."""
    names: list[_Name] = []
    for position in [at for at, word in enumerate(folded) if word in _LENGTHS]:
        if names and position < names[-1].position + names[-1].length:
            continue
        name = _name_at(folded, position)
        if name is not None and not _is_everyday(words, position):
            names.append(name)
    return names


def _name_at(folded: Sequence[str], position: int) -> _Name | None:
    """The longest known name that begins here."""
    for length in _LENGTHS[folded[position]]:
        words = tuple(folded[position : position + length])
        if words in _KNOWN:
            return _Name(position, len(words), _KNOWN[words])
    return None


_US = "us"
_EVERYDAY = frozenset({"who", "Who", "male", "Male", "turkey", "polish", "poles", "chad", "lima", "rome", "guernsey"})
"""Words that are no name where they are written like this."""
_PRONOUN_BEFORE = frozenset("tell give show let of to for about with from affect help between among".split())


def _is_everyday(words: Sequence[str], position: int) -> bool:
    """Whether an everyday word: "us" after "tell" is one; elsewhere a reader in a hurry means the country."""
    word = words[position]
    if word in _EVERYDAY or (word == "WHO" and position == 0 and _shouted(words)):
        return True
    return word == _US and position > 0 and words[position - 1].lower() in _PRONOUN_BEFORE


def _shouted(words: Sequence[str]) -> bool:
    """Whether all is in capitals: "WHO WON THE VOTE?" asks for a person."""
    return len(words) > 1 and all(word.upper() == word for word in words)


def _term(folded: str, stem: str) -> Term:
    if folded[0].isdigit():
        return Term(folded.replace(",", "").rstrip("."))
    return Term(_NUMBER_WORDS.get(folded, stem))


def _city(words: Sequence[str]) -> Term:
    """The term of a capital; "New Delhi" is "Delhi"."""
    shorter = next((word for word in words if len(words) > 1 and CAPITALS.get((word,)) == CAPITALS[tuple(words)]), None)
    return _terms([shorter or words[0]])[0] if shorter or len(words) == 1 else Term(" ".join(words))


_COUNTRY_OF: Mapping[Term, Term] = {_city(words): Term(country.upper()) for words, country in CAPITALS.items()}
CAPITAL_TERMS = frozenset(_COUNTRY_OF)
"""Terms of the capitals."""
_KNOWN: dict[tuple[str, ...], Term] = {
    **{words: _city(words) for words in CAPITALS if len(words) > 1},
    **{words: Term(name.upper()) for words, name in ALIASES.items()},
}
_LENGTHS = {
    first: sorted({len(name) for name in _KNOWN if name[0] == first}, reverse=True)
    for first in {name[0] for name in _KNOWN}
}


def _irregular() -> Iterator[tuple[str, Term]]:
    for row in rows("verbs"):
        for form in {row["past"], row["participle"]} - set(row["other_words"].split()):
            yield form, terms(row["base"])[0]


_BASES = dict(_irregular())
"""Irregular pasts and participles, which the stemmer leaves apart from their verb, to the term of its base."""
