"""Look-ups of opposed, graded and kindred news words for falsifying a sentence."""

_PAIRS = """
rose/fell, rise/fall, rises/falls, rising/falling, risen/fallen, rally/slump, rallied/slumped, soared/plunged,
surged/plummeted, soaring/plunging, surge/drop, jumped/dropped, climbed/slipped, climbing/slipping, gained/lost,
gains/losses, gain/loss, increase/decrease, increased/decreased, increases/decreases, increasing/decreasing,
grew/shrank, growth/decline, growing/shrinking, won/lost, win/lose, wins/loses, winning/losing, winner/loser,
winners/losers, victory/defeat, victories/defeats, accept/reject, accepted/rejected, accepts/rejects,
accepting/rejecting, approve/veto, approved/rejected, approval/rejection, approves/rejects, approving/rejecting,
passed/failed, before/after, above/below, arrested/released, arrest/release, killed/injured, dead/alive,
died/survived, died/recovered, north/south, northern/southern, east/west, eastern/western, northeast/southwest,
northwest/southeast, northeastern/southwestern, support/oppose, supported/opposed, supports/opposes,
supporting/opposing, supporters/opponents, supporter/opponent, proponents/opponents, deny/confirm, denied/confirmed,
denies/confirms, denying/confirming, buy/sell, bought/sold, buying/selling, buyer/seller, buyers/sellers, hire/fire,
hired/fired, hiring/firing, hires/fires, open/closed, opened/closed, opening/closing, opens/closes, reopened/closed,
start/end, started/ended, starts/ends, begin/end, began/ended, begins/ends, beginning/end, Republican/Democratic,
Republicans/Democrats, guilty/innocent, convicted/acquitted, conviction/acquittal, conservative/liberal,
conservatives/liberals, defense/offense, defensive/offensive, prosecution/defense, prosecutors/defenders,
legal/illegal, legally/illegally, lawful/unlawful, public/private, publicly/privately, military/civilian,
civilians/soldiers, employer/employee, employers/employees, employment/unemployment, employed/unemployed,
teacher/student, teachers/students, doctors/patients, doctor/patient, import/export, imports/exports,
imported/exported, foreign/domestic, national/local, federal/state, urban/rural, rich/poor, richer/poorer,
wealthy/poor, strong/weak, stronger/weaker, strengthened/weakened, high/low, higher/lower, highest/lowest,
large/small, larger/smaller, largest/smallest, bigger/smaller, biggest/smallest, big/small, long/short,
longer/shorter, longest/shortest, older/younger, oldest/youngest, fast/slow, faster/slower, early/late, earlier/later,
earliest/latest, easy/difficult, easier/harder, cheap/expensive, cheaper/pricier, safe/dangerous, safer/riskier,
safely/dangerously, likely/unlikely, possible/impossible, true/false, right/wrong, good/bad, better/worse, best/worst,
success/failure, successful/unsuccessful, successfully/unsuccessfully, succeeded/failed, positive/negative,
popular/unpopular, happy/unhappy, inside/outside, indoor/outdoor, indoors/outdoors, include/exclude,
included/excluded, includes/excludes, including/excluding, arrive/depart, arrived/departed, arrival/departure,
enter/leave, entered/left, entering/leaving, push/pull, pushed/pulled, borrow/lend, borrowed/lent, remember/forget,
remembered/forgot, protect/endanger, protected/endangered, allow/prohibit, allowed/prohibited, allows/prohibits,
allowing/prohibiting, permitted/banned, permit/ban, encourage/discourage, encouraged/discouraged,
encourages/discourages, praised/criticized, praise/criticize, praising/criticizing, praises/criticizes,
agree/disagree, agreed/refused, agreement/disagreement, agrees/disagrees, loved/hated, love/hate, friend/enemy,
friends/enemies, ally/rival, allies/rivals, advantage/disadvantage, advantages/disadvantages, hope/fear, hopes/fears,
hoped/feared, improve/worsen, improved/worsened, improving/worsening, improvement/deterioration, expand/shrink,
expanded/shrank, expanding/shrinking, raise/lower, raised/lowered, raising/lowering, raises/lowers, reduce/increase,
reduced/increased, reducing/increasing, reduces/increases, reduction/increase, boost/reduce, boosted/reduced,
cut/raised, accelerate/slow, accelerated/slowed, tighten/loosen, tightened/loosened, hired/dismissed,
appointed/dismissed, resigned/returned, profit/loss, profits/losses, profitable/unprofitable, surplus/deficit,
revenue/debt, income/expenses, peace/war, peaceful/violent, peacefully/violently, temporary/permanent,
temporarily/permanently, voluntary/mandatory, optional/mandatory, majority/minority, maximum/minimum, major/minor,
upper/lower, left/right, summer/winter, spring/autumn, warm/cold, hot/cold, hotter/colder, warmer/colder, wet/dry,
heavy/light, light/dark, full/empty, male/female, ancient/modern, new/old, newer/older, newest/oldest, recent/distant,
first/last, former/current, past/future, previous/next, previously/subsequently, internal/external, direct/indirect,
directly/indirectly, formal/informal, official/unofficial, known/unknown, expected/unexpected,
vaccinated/unvaccinated, armed/unarmed, married/divorced, healthy/sick, innocent/guilty, freed/jailed,
free/imprisoned, upheld/overturned, uphold/overturn, affirmed/reversed, plaintiff/defendant, plaintiffs/defendants,
victim/suspect, victims/suspects, landed/crashed, ceasefire/offensive, advanced/retreated, liberated/occupied,
delayed/accelerated, postponed/expedited, extended/shortened, extend/shorten, added/removed, adding/removing,
adds/removes, found/lost, discovered/concealed, revealed/concealed, reveal/conceal, same/different, similar/different,
simple/complex, common/rare, rarely/often, frequently/rarely, always/never, usually/seldom, more/less,
together/separately, online/offline, up/down, toward/away from, ahead of/behind, despite/because of,
although/because, during/before, near/far from, with/without, against/for
"""
_ONE_WAY = frozenset(
    (
        "approve approved left found expected known for to during past right back light free home lost after down cut "
        "less for because fire fired defense hired state offensive extended low lower spring last first "
        "reduced increase increased reduce losses loss poor wrong end ended loses lose different"
    ).split()
)
"""Right-hand words of a pair that mean too many things, or stand in several pairs, to be turned back."""
_LEFT_OUT = frozenset("with left found against to up known expected spring past back full light right open".split())
"""Left-hand words that a list of words cannot tell from their other meanings."""


def _table(pairs: str) -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for pair in pairs.replace("\n", " ").split(","):
        one, other = (word.strip() for word in pair.split("/"))
        if one not in _LEFT_OUT:
            table[one] = (*table.get(one, ()), other)
        if other not in _ONE_WAY and " " not in other:
            table[other] = (*table.get(other, ()), one)
    return table


ANTONYMS: dict[str, tuple[str, ...]] = _table(_PAIRS)
"""A word to its opposites, in the same form."""


def _ring(table: str) -> dict[str, tuple[str, ...]]:
    rows = [[word.strip() for word in row.split(",")] for row in table.strip().splitlines()]
    return {word: tuple(other for other in row if other != word) for row in rows for word in row}


UNITS: dict[str, tuple[str, ...]] = _ring("""
thousand, million, billion, trillion
thousands, millions, billions, dozens
percent, percentage points
miles, kilometers, feet, yards
mile, kilometer, yard
pounds, kilograms, tons, ounces
seconds, minutes, hours
hours, days, weeks, months, years, decades
hour, day, week, month, year, decade
dollars, euros, yen
barrels, gallons, liters
mph, kph
Fahrenheit, Celsius
acres, hectares, square miles
daily, weekly, monthly, quarterly
annual, weekly, monthly
annually, weekly, monthly
""")
"""A unit to others that stand where it stands."""

MONTHS: dict[str, tuple[str, ...]] = _ring("""
January, February, March, April, May, June, July, August, September, October, November, December
Jan., Feb., Aug., Sept., Oct., Nov., Dec.
""")
DAYS: dict[str, tuple[str, ...]] = _ring("""
Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday
Mondays, Tuesdays, Wednesdays, Thursdays, Fridays, Saturdays, Sundays
""")
TIMES: dict[str, tuple[str, ...]] = _ring("""
last week, next week
last month, next month
last year, next year, two years ago
this week, last week, next week
this month, last month
this year, last year
morning, evening, afternoon, night
mornings, evenings, afternoons, nights
yesterday, tomorrow
a.m., p.m.
today, yesterday
tonight, last night
""")

STATES: dict[str, tuple[str, ...]] = _ring(
    "Alabama, Alaska, Arizona, Arkansas, California, Colorado, Connecticut, Delaware, Florida, Hawaii, Idaho, Illinois, "
    "Indiana, Iowa, Kansas, Kentucky, Louisiana, Maine, Maryland, Massachusetts, Michigan, Minnesota, Mississippi, Missouri, "
    "Montana, Nebraska, Nevada, New Hampshire, New Jersey, New Mexico, North Carolina, North Dakota, Ohio, Oklahoma, Oregon, "
    "Pennsylvania, Rhode Island, South Carolina, South Dakota, Tennessee, Texas, Utah, Vermont, Virginia, West Virginia, "
    "Wisconsin, Wyoming"
)
CITIES: dict[str, tuple[str, ...]] = _ring(
    "Atlanta, Austin, Baltimore, Boston, Charlotte, Chicago, Cincinnati, Cleveland, Columbus, Dallas, Denver, Detroit, "
    "Houston, Indianapolis, Kansas City, Las Vegas, Los Angeles, Louisville, Memphis, Miami, Milwaukee, Minneapolis, "
    "Nashville, New Orleans, New York City, Oklahoma City, Orlando, Philadelphia, Phoenix, Pittsburgh, Portland, Sacramento, "
    "St. Louis, Salt Lake City, San Antonio, San Diego, San Francisco, Seattle, Tampa, Tulsa, Manhattan, Brooklyn\n"
    "Baghdad, Kabul, Beijing, Moscow, Kyiv, London, Paris, Berlin, Rome, Madrid, Tokyo, Seoul, New Delhi, Islamabad, Cairo, "
    "Tehran, Jerusalem, Damascus, Beirut, Ankara, Istanbul, Dubai, Nairobi, Lagos, Johannesburg, Toronto, Ottawa, Brussels, "
    "Vienna, Geneva, Warsaw, Athens, Dublin, Sydney, Mexico City, Havana, Caracas, Shanghai, Mumbai, Hong Kong"
)

PHRASES: tuple[str, ...] = tuple(
    (
        "in Baghdad|in Chicago|in London|in Texas|in northern California|on Tuesday|on Friday|on Monday night|last week|"
        "last month|for the third time|for the second year in a row|for the first time in a decade|in March|in 2014|"
        "without any explanation|over the objections of local officials|in front of reporters|by mistake|under pressure from "
        "investors|at a news conference|in exchange for money|despite several warnings|against legal advice|with help from "
        "volunteers|in a written statement|after months of talks|without a warrant|at a private meeting|with federal money"
    ).split("|")
)
"""What can be said of almost any event, at the end of almost any sentence."""

GENDER: dict[str, tuple[str, ...]] = {
    one: (other,)
    for pair in (
        "he/she him/her himself/herself he's/she's he’s/she’s man/woman men/women boy/girl boys/girls father/mother "
        "fathers/mothers son/daughter "
        "sons/daughters brother/sister brothers/sisters husband/wife husbands/wives uncle/aunt nephew/niece "
        "boyfriend/girlfriend king/queen prince/princess actor/actress dad/mom grandfather/grandmother gentleman/lady "
        "grandson/granddaughter spokesman/spokeswoman chairman/chairwoman congressman/congresswoman Mr./Ms. male/female "
        "businessman/businesswoman"
    ).split()
    for one, other in (pair.split("/"), pair.split("/")[::-1])
    if one != "her"
}
