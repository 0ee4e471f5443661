"""The small words of English that tell how a question is built: auxiliaries, question words, prepositions, verbs' old forms."""

DO = frozenset("do does did will would can could should may might must shall".split())
"""After one of these and its subject stands a verb as the dictionary has it."""
BE = frozenset("is are was were be been being has have had".split())
"""After one of these may stand a participle."""
AUXILIARIES = DO | BE
WH = frozenset("who whom whose what which when where why how".split())
COUNTING = frozenset("many much which what whose".split())
"""After one of these stands the thing that is asked about."""

LOCATIVE = frozenset("in at inside within outside near into around across throughout".split())
PREPOSITIONS = LOCATIVE | frozenset(
    "of on to from by with without for since until till before after during between among against about over under "
    "through towards toward upon behind despite like off via than as per".split()
)
ARTICLES = frozenset("the a an".split())
DETERMINERS = ARTICLES | frozenset(
    "this that these those his her its their some any all no each every both other another more most many such".split()
)
SUBJECT_PRONOUNS = frozenset("he she it they we you i".split())

PARTICLES = frozenset("al el bin ibn abu de da di del van von der den la le".split())
"""Small words within the name of a person: "Shia al-Sudani"."""
GROUP_WORDS = frozenset(
    (
        "ministry department agency company corporation corp inc ltd group bank party union council committee commission "
        "court congress parliament senate house army navy force forces police university college institute association "
        "federation league club united city fc airlines airways motors energy organization organisation foundation front "
        "movement coalition alliance brigade brigades office administration authority board fund trust times post news "
        "network cup championship championships games olympics act treaty accord pact bridge tower river"
    ).split()
)
PEOPLE_WORDS = frozenset(
    (
        "president minister secretary senator governor mayor general king queen prince princess pope judge chancellor "
        "ambassador speaker commander chairman chairwoman chief chair head leader deputy boss director coach captain ceo "
        "spokesman spokeswoman spokesperson official candidate winner author founder manager lawyer prosecutor suspect "
        "driver man woman boy girl player striker goalkeeper actor actress singer doctor officer successor predecessor"
    ).split()
)
TITLES = PEOPLE_WORDS | frozenset(
    "prime vice foreign defense defence interior finance press mr mrs ms dr sir lord congressman congresswoman "
    "representative former acting new state".split()
)
PLACE_WORDS = frozenset("country nation place city town region state area province county village".split())
TIME_WORDS = frozenset("year month day week date time decade century period moment night morning".split())
UNIT_WORDS = TIME_WORDS | frozenset(
    "number percentage percent share amount part kind sort type reason cause name age size way people thing times".split()
)
"""Nouns that a question counts or names by, and that are not what it speaks of."""
PLURALS = frozenset("people police children men women media troops".split())
ADVERBS = frozenset(
    (
        "now today still exactly presently around ago yesterday just already ever also else again back up down away "
        "together home"
    ).split()
)

PAST = frozenset(
    (
        "sent left won lost told made held built sold bought shot set hit cut led found took taken gave given knew known saw "
        "seen met fell fallen rose risen came went gone began begun struck beat beaten paid kept grew grown fought sought "
        "spent put quit withdrew withdrawn broke broken chose chosen drove flew got ran drew drawn hurt wrote written spoke "
        "spoken stood swept laid brought caught taught thought felt sank cost shut spread hosted joined stole stolen fed fled "
        "hid hidden lent lay rode ridden sang sung shook shaken slept slid stuck swore sworn swam tore torn understood woke wore "
        "worn wept drank ate eaten forgot forgotten froze frozen burst bet bid dealt dug became become bled burnt overthrew "
        "overthrown overtook rang"
    ).split()
)
"""Past forms and participles that do not end in "ed"."""
NO_PAST = frozenset("united need speed seed feed breed shed hundred".split())
SPEECH = frozenset(
    (
        "say says said think thinks thought believe believes claim claims claimed know knows mean means report reports reported "
        "warn warns warned announce announces announced agree agrees agreed hope hopes fear fears confirm confirms confirmed "
        "show shows deny denies denied insist insists argue argues promise promised suggest suggests ensure decide decided"
    ).split()
)
MOTION = frozenset(
    "go goes went gone going send sends sent sending travel travelled traveled come came return returned get got fly flew move "
    "moved deploy deployed".split()
)
"""Verbs that go to a place rather than happen in it."""
AFTER_THIS = SPEECH | frozenset(
    "happen include apply affect help work make change cause lead come involve matter".split()
)
"""Verbs of which "this" may be the subject: "Does this include …"."""
