"""Split text into tokens that compare as readers mean them: stems, numbers as digits, one name for each place."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple, NewType

import Stemmer

from qa.domain.article import Span
from qa.text.places import ALIASES
from qa.text.sentences import sentences

Term = NewType("Term", str)
"""A stem ("withdraw"), a number ("2500"), or a canonical name in capitals ("UNITED STATES")."""

_PART = r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*"  # an accent may be a character of its own
_TOKEN = re.compile(rf"(?:[^\W\d_]\.){{2,}}|\d+(?:[.,]\d+)*|{_PART}(?:['’](?![sS]\b){_PART})*")
_ALIAS_LENGTHS = {
    first: sorted({len(alias) for alias in ALIASES if alias[0] == first}, reverse=True)
    for first in {alias[0] for alias in ALIASES}
}
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
_NUMBER_WORDS = {word: str(value) for value, word in enumerate(f"{_SMALL} eighteen nineteen".split())} | {
    word: str(value)
    for value, word in zip(
        range(20, 100, 10), "twenty thirty forty fifty sixty seventy eighty ninety".split(), strict=True
    )
}
# British and American spellings that the stemmer leaves apart.
_SPELLINGS = {
    "defence": "defense",
    "offence": "offense",
    "licence": "license",
    "programme": "program",
    "centre": "center",
}

# Pasts and participles that the stemmer leaves apart from their verb.
_IRREGULAR = """
arose arise; arisen arise; ate eat; became become; began begin; begun begin; bought buy; broke break; broken break;
brought bring; built build; came come; caught catch; chose choose; chosen choose; dealt deal; drew draw; drawn draw;
drove drive; driven drive; fell fall; fallen fall; fed feed; felt feel; fled flee; flew fly; flown fly; forbade forbid;
forbidden forbid; forgot forget; fought fight; found find; froze freeze; frozen freeze; gave give; given give; gone go;
got get; grew grow; grown grow; held hold; heard hear; hid hide; hidden hide; kept keep; knew know; known know; led lead;
lost lose; made make; met meet; overthrew overthrow; paid pay; ran run; rose rise; risen rise; sank sink; sought seek;
sold sell; sent send; shook shake; shot shoot; shown show; shrank shrink; slept sleep; spoke speak; spoken speak;
spent spend; spread spread; stole steal; stolen steal; stood stand; struck strike; swore swear; swept sweep; swam swim;
taken take; taught teach; thought think; threw throw; thrown throw; took take; tore tear; told tell; understood understand;
upheld uphold; meant mean; sat sit; lent lend; hung hang; dug dig; rode ride; rang ring; blew blow; blown blow;
stuck stick; spun spin; laid lay; left leave; saw see; seen see; sued sue; went go;
withdrew withdraw; withdrawn withdraw; won win; wore wear; worn wear; wrote write; written write
"""
_BREAK = re.compile(r"[;:,()\[\]\"“”«»—–\n]|\.\.\.|…| - ")
_CLAUSE = re.compile(r"[;:,()\[\]—–\n]|\.\.\.|…| - ")
_OPENED = re.compile(r"[\n\"“‘«(\[:—–•*] *$|(?:^|\s)['’]$")

STOP_WORDS = frozenset(
    (
        "a about after all also am an and any are as at be been being both but by can could did do does doing done for from "
        "further had has have having he her here hers him his how i if in into is it its itself let like many may me might more "
        "most much must my no nor not of off on one or other our out over own s same shall she should so some such t than "
        "that the their them then there these they this those through to too under until up us very was we were what when "
        "where whether which while who whom whose why will with would you your tell give say says said according please"
    ).split()
)


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
    matches = [(match.group(), match.start()) for match in _TOKEN.finditer(text)]
    folded = [_fold(word) for word, _ in matches]
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


def _with_gaps(text: str, pieces: Sequence[tuple[Term, str, int]]) -> Iterator[Token]:
    following = [*(start for _, _, start in pieces[1:]), len(text)]
    end = 0
    for (term, word, start), next_start in zip(pieces, following, strict=False):
        before = text[end:start] if end else f"{text[:start].strip()}\n"
        end = start + len(word)
        yield Token(term, word, word.lower().replace("’", "'"), start, before, text[end:next_start])


def terms(text: str) -> list[Term]:
    """The terms of `tokens(text)`, for half the time."""
    words = _TOKEN.findall(text)
    folded = [_fold(word) for word in words]
    read = _terms(folded)
    for name in reversed(_names(words, folded)):
        read[name.position : name.position + name.length] = [name.term]
    return read


def content(text: str) -> list[Term]:
    """The distinct terms of `text` that carry meaning, in order: no stop words."""
    return list(dict.fromkeys(token.term for token in tokens(text) if token.content))


def _fold(token: str) -> str:
    word = token.lower()
    if not word.isascii():
        # Readers type "Celeron" for "Céloron".
        word = word.replace("’", "'")
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)) or word
    return _SPELLINGS.get(word, word)


def _terms(folded: Sequence[str]) -> list[Term]:
    # A stemmer instance is not safe between threads, and costs microseconds.
    stems = Stemmer.Stemmer("english").stemWords(folded)
    return [_term(fold, stem) for fold, stem in zip(folded, stems, strict=True)]


class _Name(NamedTuple):
    """A known name among tokens."""

    position: int
    length: int
    term: Term


def _names(tokens: Sequence[str], folded: Sequence[str]) -> list[_Name]:
    """The known names, longest first where several begin alike, without overlap."""
    found: list[_Name] = []
    for position in [at for at, fold in enumerate(folded) if fold in _ALIAS_LENGTHS]:
        if found and position < found[-1].position + found[-1].length:
            continue
        length, name = _alias_at(folded, position)
        if name and not _is_pronoun(tokens, position):
            found.append(_Name(position, length, Term(name.upper())))
    return found


def _alias_at(folded: Sequence[str], position: int) -> tuple[int, str | None]:
    """The longest known name that starts here: how many tokens it has, and its canonical form."""
    for length in _ALIAS_LENGTHS[folded[position]]:
        alias = tuple(folded[position : position + length])
        name = ALIASES.get(alias)
        if name:
            return len(alias), name
    return 1, None


_US = "us"
# Spelled like this they are no names.
_EVERYDAY = frozenset({"who", "Who", "male", "Male", "turkey", "polish", "chad", "lima", "rome"})
_PRONOUN_BEFORE = frozenset("tell give show let of to for about with from affect help between among".split())


def _is_pronoun(tokens: Sequence[str], position: int) -> bool:
    """Whether an everyday word: "us" after "tell" is one; elsewhere a reader in a hurry means the country."""
    word = tokens[position]
    if word in _EVERYDAY or (word == "WHO" and position == 0 and _shouted(tokens)):
        return True
    return word == _US and position > 0 and tokens[position - 1].lower() in _PRONOUN_BEFORE


def _shouted(tokens: Sequence[str]) -> bool:
    """Whether all is in capitals: "WHO WON THE VOTE?" asks for a person."""
    return len(tokens) > 1 and all(token.upper() == token for token in tokens)


def _term(folded: str, stem: str) -> Term:
    if folded[0].isdigit():
        return Term(folded.replace(",", "").rstrip("."))
    return Term(_NUMBER_WORDS.get(folded, stem))


_BASES = {past: terms(base)[0] for past, base in (row.split() for row in _IRREGULAR.split(";"))}
