"""The gazetteer has every country, and a capital stands for its own only where it stands alone."""

from collections import Counter

import pytest

from qa.text.names import government, governments, is_name, is_title
from qa.text.places import ALIASES, CAPITALS, COUNTRIES, NAMES
from qa.text.tables import rows
from qa.text.tokens import tokens

ISO_3166_1 = frozenset(
    (
        "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT "
        "BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH "
        "ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT "
        "HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS "
        "LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI "
        "NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG "
        "SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG "
        "UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
    ).split()
)
"""The alpha-2 codes of ISO 3166-1."""
BESIDE = {"england", "gaza", "kosovo", "northern ireland", "scotland", "soviet union", "wales", "west bank"}


def test_the_countries_are_those_of_iso_3166_1_and_the_places_that_news_names_alike() -> None:
    table = rows("countries")
    codes = Counter(row["code"] for row in table if row["code"])
    assert set(codes) == ISO_3166_1
    assert len(ISO_3166_1) == 249
    assert codes.total() == 249
    assert {row["name"].lower() for row in table if not row["code"]} == BESIDE
    assert len(COUNTRIES) == len(table)


def test_no_name_belongs_to_two_places_and_none_is_a_capital_too() -> None:
    names = Counter(name for canonical in NAMES for name in NAMES[canonical])
    assert [name for name, count in names.items() if count > 1] == []
    assert not ALIASES.keys() & CAPITALS.keys()
    assert set(CAPITALS.values()) <= COUNTRIES


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("the Eswatini king", "ESWATINI"),
        ("Bonaire and Aruba", "CARIBBEAN NETHERLANDS"),
        ("in Timor-Leste", "TIMOR-LESTE"),
        ("East Timor", "TIMOR-LESTE"),
        ("Cabo Verde", "CAPE VERDE"),
        ("the Cook Islands", "COOK ISLANDS"),
        ("the Bissau-Guinean army", "GUINEA-BISSAU"),
        ("St. Lucia", "SAINT LUCIA"),
        ("a Monegasque bank", "MONACO"),
        ("the Isle of Man", "ISLE OF MAN"),
        ("Réunion Island", "LA RÉUNION"),
        ("Georgia", "GEORGIA"),
        ("Jordan", "JORDAN"),
    ],
)
def test_places_are_known_by_their_names_and_peoples(text: str, place: str) -> None:
    assert place in [token.term for token in tokens(text)]


@pytest.mark.parametrize(
    "text",
    ["a turkey", "chad", "polish shoes", "the poles", "Cook said", "New Jersey", "a reunion", "His reunion", "png"],
)
def test_everyday_words_are_no_places(text: str) -> None:
    assert not [token.term for token in tokens(text) if token.named]


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Washington said so", ["UNITED STATES"]),
        ("talks between Kyiv and Moscow", ["UKRAINE", "RUSSIA"]),
        ("New Delhi fears it", ["INDIA"]),
        ("the U.S.-Beijing talks", ["CHINA"]),
        ("On Monday Tehran replied", ["IRAN"]),
        ("Yesterday Washington replied", ["UNITED STATES"]),
        ("in Buenos Aires", ["ARGENTINA"]),
        ("London-based firms", ["BRITAIN"]),
        ("Paris and London agreed", ["FRANCE", "BRITAIN"]),
        ("what did beijing say", ["CHINA"]),
        ("the Washington Post reported", []),
        ("the Paris Agreement", []),
        ("George Washington slept there", []),
        ("the Treaty of Paris", []),
        ("a University of London study", []),
        ("New Mexico", []),
        ("lima beans and male nurses", []),
        ("in Malé", ["MALDIVES"]),
    ],
)
def test_a_capital_stands_for_its_country_unless_it_is_part_of_a_longer_name(text: str, countries: list[str]) -> None:
    assert list(governments(tokens(text))) == countries


def test_a_capital_alone_is_a_name_wherever_it_stands_and_no_other_first_word_is() -> None:
    read = tokens("Paris met Marie, and Officials of President Holm left.")
    names = [token.text for at, token in enumerate(read) if is_name(read, at)]
    assert names == ["Paris", "Marie", "Officials", "President", "Holm"]
    assert [token.text for token in read if is_title(token)] == ["Officials", "President"]
    assert government(read, 0) == "FRANCE"
