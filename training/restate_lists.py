"""Paraphrases of news wording, by what is written."""

import re

_PARAPHRASES = """
bought/purchased, buy/purchase, buying/purchasing, purchased/bought, began/started, started to/began to,
died/passed away, attempted to/tried to, tried to/attempted to, attempting to/trying to, in order to/to,
due to/because of, because of/due to, almost/nearly, children/kids, kids/children, cops/police officers,
attorney/lawyer, attorneys/lawyers, lawyer/attorney, lawyers/attorneys, physician/doctor, physicians/doctors,
doctors/physicians, automobile/car, cars/automobiles, movie/film, movies/films, pupils/students, biggest/largest,
largest/biggest, needed/required, completed/finished, allows/permits, allowed/permitted, allowing/permitting,
resigned/stepped down, stepped down/resigned, employees/workers, happened/occurred, occurred/happened, happens/occurs,
occurs/happens, occur/happen, happen/occur, located/situated, quickly/rapidly, rapidly/quickly, often/frequently,
currently/at present, presently/currently, previously/earlier, annually/each year, numerous/many, sufficient/enough,
wealthy/rich, assistance/help, residence/home, entire/whole, mistakes/errors, mistake/error, sick/ill,
revealed/disclosed, disclosed/revealed, reveal/disclose, reveals/discloses, discovered/found, demolished/torn down,
returned to/went back to, turned down/rejected, postponed/put off, put off/postponed, canceled/called off,
called off/canceled, cancelled/called off, investigating/looking into, looking into/investigating,
investigated/looked into, looked into/investigated, slashed/sharply cut, gone up/increased, soared/rose sharply,
plunged/fell sharply, plummeted/fell sharply, surged/rose sharply, constructed/built, construct/build,
carried out/conducted, conducted/carried out, conducting/carrying out, carry out/conduct, speak to/talk to,
spoke to/talked to, speaking to/talking to, speaking with/talking with, spoke with/talked with,
contacted/got in touch with, participated in/took part in, took part in/participated in, participate in/take part in,
take part in/participate in, participating in/taking part in, taking part in/participating in, took place/was held,
will take place/will be held, is expected to/is anticipated to, are expected to/are anticipated to,
is set to/is due to, are set to/are due to, intends to/plans to, intend to/plan to, plans to/intends to,
planned to/intended to, prior to/before, near/close to, next to/beside, beneath/under, around the world/worldwide,
nationwide/across the country, across the country/nationwide, at the moment/currently, lots of/many, a dozen/12,
the United States/the U.S., the U.S./the United States, the United Kingdom/Britain, the UN/the United Nations,
the U.N./the United Nations, the United Nations/the U.N., the EU/the European Union, the E.U./the European Union,
the European Union/the EU, the FBI/the Federal Bureau of Investigation, the CIA/the Central Intelligence Agency,
the CDC/the Centers for Disease Control and Prevention, the FDA/the Food and Drug Administration,
the Fed/the Federal Reserve, the Federal Reserve/the Fed, the EPA/the Environmental Protection Agency,
the IRS/the Internal Revenue Service, the WHO/the World Health Organization, the World Health Organization/the WHO,
the NFL/the National Football League, chief executive officer/CEO, chief executive/CEO, Gov./Governor, Sen./Senator,
Rep./Representative, Sgt./Sergeant, Lt./Lieutenant, Calif./California, Fla./Florida, Pa./Pennsylvania,
Mass./Massachusetts, Ariz./Arizona, Ga./Georgia, Mich./Michigan, Ill./Illinois, dad/father, mom/mother, dads/fathers,
moms/mothers, teens/teenagers, teenagers/teens, teenager/teen, infants/babies, isn't/is not, isn’t/is not,
wasn't/was not, wasn’t/was not, aren't/are not, aren’t/are not, weren't/were not, weren’t/were not, didn't/did not,
didn’t/did not, doesn't/does not, doesn’t/does not, don't/do not, don’t/do not, won't/will not, won’t/will not,
can't/cannot, can’t/cannot, couldn't/could not, couldn’t/could not, haven't/have not, haven’t/have not,
hasn't/has not, hasn’t/has not, wouldn’t/would not, wouldn't/would not, I'm/I am, I’m/I am, we're/we are,
we’re/we are, they're/they are, they’re/they are, we've/we have, we’ve/we have, I've/I have, I’ve/I have,
you're/you are, you’re/you are, did not/didn't, does not/doesn't, do not/don't, will not/won't, cannot/can't,
is not/isn't, was not/wasn't, are not/aren't, said that/stated that, told reporters/said to reporters,
along with/together with, roughly half/about half, sought to/tried to, seeking to/trying to, wants to/wishes to,
wanted to/wished to, began to/started to, crucial/vital, vital/crucial, famous/well-known, well-known/famous,
huge/enormous, enormous/huge, massive/huge, tiny/very small, dangerous/hazardous, hazardous/dangerous,
scared/frightened, frightened/scared, glad/happy, intelligent/clever, although/even though, even though/although,
the US/the United States, stated that/said that, purchase/buy, obtain/get, a couple of/two
"""


def _table() -> dict[str, str]:
    pairs = (" ".join(pair.split()).partition("/") for pair in _PARAPHRASES.split(","))
    return {one: other for one, _, other in pairs}


PARAPHRASES: dict[str, str] = _table()
"""What is written, to what says the same in its place; only what holds in nearly every context."""

BEFORE_FIGURES: dict[str, str] = {
    "more than": "over",
    "over": "more than",
    "about": "approximately",
    "around": "about",
    "roughly": "about",
    "nearly": "almost",
    "approximately": "about",
    "less than": "under",
    "fewer than": "under",
    "some": "about",
}
"""What says the same only where a figure follows."""

_BEFORE_FIGURE = "|".join(BEFORE_FIGURES)
_ANYWHERE = "|".join(re.escape(one) for one in sorted(PARAPHRASES, key=len, reverse=True))
PARAPHRASE = re.compile(rf"(?<![\w’'.-])(?:{_BEFORE_FIGURE})(?= \$?\d)|(?<![\w’'.-])(?:{_ANYWHERE})(?![\w’'-])")
"""One of them, as it is written."""

MONTH_NAMES: dict[str, str] = {
    "Jan.": "January",
    "Feb.": "February",
    "Aug.": "August",
    "Sept.": "September",
    "Oct.": "October",
    "Nov.": "November",
    "Dec.": "December",
}
