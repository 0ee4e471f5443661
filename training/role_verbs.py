"""The written forms of verbs whose two sides cannot be exchanged."""

from training.inflection import inflect, lemmas

_VERBS = (
    "sue beat defeat accuse attack blame praise criticize arrest charge hire fire appoint nominate endorse support oppose "
    "threaten warn urge ask tell visit call invite thank kill shoot stab injure wound rescue save help teach lead follow "
    "replace succeed acquire buy invade bomb occupy strike chase pursue catch question interview investigate prosecute "
    "convict sentence fine ban block defend represent advise fund finance pay supply hit crash overtake pass outscore trail "
    "mentor coach raise adopt assault rob kidnap abuse harass insult mock condemn denounce sanction reject welcome "
    "inspire influence control dominate surpass lobby elect confirm challenge face subpoena indict"
).split()

ROLES: tuple[str, ...] = tuple(
    sorted({form for verb in _VERBS for form in (inflect(verb, "past"), inflect(verb, "s"), inflect(verb, "done"))})
)
"""Past, third person and participle, in alphabetical order."""

_WRITTEN = (
    "write make build draw drive give take steal throw win send set cut break choose forbid oversee sell see find hold"
).split()

PASSIVES: dict[str, str] = {inflect(verb, "done"): inflect(verb, "past") for verb in (*_VERBS, *_WRITTEN)}
"""A participle to the past tense."""


def past_of(participle: str) -> str:
    """The past tense to a participle; a regular one is both."""
    return PASSIVES.get(participle, participle)


def is_past(word: str) -> bool:
    """Whether it may be a verb in the past tense."""
    return word.endswith("ed") or any(form == "past" for _, form in lemmas(word))
