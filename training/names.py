"""Find the names in the sentences of an article, people, organisations and others, without a model."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from qa.text.places import ALIASES
from qa.text.tokens import STOP_WORDS
from training.edit_lists import CITIES, DAYS, MONTHS, STATES

Kind = Literal["person", "surname", "organisation", "place"]

_WORD = r"[A-Z][a-z]*(?:[A-Z][a-z]+|['’][A-Z][a-z]+)?(?:-[A-Z][a-z]+)?"
_NAME = re.compile(
    rf"(?<![\w.$’'-])(?:{_WORD}|[A-Z]\.)(?: (?:{_WORD}|[A-Z]\.|of|de|von|al|bin))*(?<! of)(?<! de)(?<! al)(?![\w-])"
)
_ORGANISATION = frozenset(
    (
        "Inc Corp Co LLC Ltd Group Company Corporation University College School Department Ministry Agency Association "
        "Committee Commission Council Court Bank Party Union Institute Foundation Center Centre Hospital Times Post "
        "News Journal "
        "Bureau Office Service Authority Board Congress Senate House Parliament Police Airlines Airways Motors "
        "Church Army Navy "
        "Guard League Society Federation Organization Administration Partners Capital Industries Technologies Systems Network"
    ).split()
)
_COMPANIES = frozenset(
    (
        "Google Apple Microsoft Amazon Facebook Meta Twitter Tesla Ford Boeing Airbus Toyota Honda Walmart Target "
        "Disney Netflix "
        "Pfizer Moderna Intel Nvidia Samsung Reuters CNN FBI CIA NATO FIFA NASA FDA CDC EPA IRS WHO Starbucks Uber Nike "
        "YouTube TikTok Instagram Hamas Hezbollah Congress Senate Republicans Democrats"
    ).split()
)
_TITLES = re.compile(
    r"^(?:President|Vice President|Prime Minister|Minister|Senator|Sen\.?|Rep\.?|Gov\.?|Governor|Mayor|Judge"
    r"|Justice|Chief|Sheriff"
    r"|Attorney General|Secretary|Dr\.?|Mr\.?|Mrs\.?|Ms\.?|Gen\.?|General|Lt\.?|Capt\.?|Captain|Sgt\.?|Sergeant|Officer|Coach"
    r"|Director|Chairman|King|Queen|Prince|Princess|Pope|Professor|Detective|Former|Democratic|Republican|State|U\.S\.) "
)
_GIVEN = frozenset(
    (
        "James John Robert Michael William David Richard Joseph Thomas Charles Christopher Daniel Matthew Anthony "
        "Mark Donald Steven Paul Andrew Joshua Kenneth Kevin Brian George Edward Ronald Timothy Jason Jeffrey Ryan "
        "Jacob Gary Nicholas Eric Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory Frank Alexander "
        "Raymond Patrick Jack Dennis Jerry Tyler Aaron Jose Adam Nathan Henry Douglas Zachary Peter Kyle Walter Ethan "
        "Jeremy Harold Keith Christian Roger Noah Gerald Carl Terry Sean Austin Arthur Lawrence Jesse Dylan Bryan Joe "
        "Jordan Billy Bruce Albert Willie Gabriel Logan Alan Juan Wayne Roy Ralph Randy Eugene Vincent Russell Elijah "
        "Louis Bobby Philip Johnny Mike Bill Tom Jim Bob Dan Steve Chris Matt Tony Jeff Greg Tim Mary Patricia "
        "Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Nancy Lisa Betty Margaret Sandra Ashley Kimberly "
        "Emily Donna Michelle Dorothy Carol Amanda Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Kathleen "
        "Amy Angela Shirley Anna Brenda Pamela Emma Nicole Helen Samantha Katherine Christine Debra Rachel Carolyn "
        "Janet Catherine Maria Heather Diane Ruth Julie Olivia Joyce Virginia Victoria Kelly Lauren Christina Joan "
        "Evelyn Judith Megan Andrea Cheryl Hannah Jacqueline Martha Gloria Teresa Ann Sara Madison Frances Kathryn "
        "Janice Jean Abigail Alice Julia Judy Sophia Grace Denise Amber Doris Marilyn Danielle Beverly Isabella "
        "Theresa Diana Natalie Brittany Charlotte Marie Kayla Alexis Lori Ali Ahmed Mohammed Vladimir Volodymyr "
        "Sergei Emmanuel Boris Rishi Carlos Luis Antonio Pedro Jorge Ivan Chad Josh Ben Sam Nick Alex Max Ron Rick "
        "Ted Kamala Hillary Nikki Mitch Chuck Barack Luke Cody Derek Travis Trevor Craig Taylor Kate Katie Meghan "
        "Harry"
    ).split()
)
_NO_NAMES = (
    frozenset(
        "jr sr white oval covid during despite although since like unlike without meanwhile former once later".split()
    )
    | frozenset(word.rstrip(".").lower() for word in (*MONTHS, *DAYS))
    | STOP_WORDS
)
_PLACES = frozenset(word.lower() for word in (*STATES, *CITIES))
_LONGEST = 3
"""Words of a person's name, at most."""
_SAYS = re.compile(r"^,? (?:said|says|told|added|wrote|testified|tweeted|announced)\b")


@dataclass(frozen=True, slots=True)
class Name:
    """A name and where it stands in its sentence; `kind` is a guess by its words."""

    text: str
    start: int
    kind: Kind

    @property
    def end(self) -> int:
        """Exclusive."""
        return self.start + len(self.text)


def names(sentence: str, people: frozenset[str] = frozenset()) -> list[Name]:
    """The names whose kind is known; `people` are surnames met elsewhere in the article."""
    return [name for match in _NAME.finditer(sentence) for name in _read(sentence, match, people)]


def article_names(sentences: Sequence[str]) -> list[Name]:
    """The distinct names of several sentences."""
    all_names = [name for sentence in sentences for name in names(sentence)]
    people = surnames(all_names)
    return list({name.text: name for sentence in sentences for name in names(sentence, people)}.values())


def surnames(known_names: Sequence[Name]) -> frozenset[str]:
    """The last words of the people's names."""
    return frozenset(name.text.split()[-1] for name in known_names if name.kind == "person")


def _read(sentence: str, match: re.Match[str], people: frozenset[str]) -> Iterator[Name]:
    text, start = match.group(), match.start()
    words = text.split()
    while words and words[0].rstrip(".").lower() in _NO_NAMES:
        start += len(words[0]) + 1
        words = words[1:]
    text = " ".join(words)
    while title := _TITLES.match(text):
        start, text = start + title.end(), text[title.end() :]
    kind = _kind(text, sentence[start + len(text) :], people)
    if kind is not None and sentence.startswith(text, start):
        yield Name(text, start, kind)


def _kind(text: str, after: str, people: frozenset[str]) -> Kind | None:
    words = text.split()
    if not words or any(word.lower() in _NO_NAMES - {"of"} for word in words):
        return None
    if _is_place(text):
        return "place"
    if text in _COMPANIES:
        return "organisation"
    if _ORGANISATION & {word.rstrip(".") for word in words}:
        return "organisation" if len(words) > 1 else None
    return None if "of" in words else _person(words, after, people)


def _is_place(text: str) -> bool:
    name = text.lower()
    return tuple(name.split()) in ALIASES or name in _PLACES


def _person(words: Sequence[str], after: str, people: frozenset[str]) -> Kind | None:
    if len(words) == 1:
        return "surname" if words[0] in people else None
    known = words[0] in _GIVEN or words[-1] in people or _SAYS.match(after)
    full = len(words) <= _LONGEST and not words[-1].endswith(".")
    return "person" if known and full else None
