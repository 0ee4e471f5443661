"""The closed word classes of English that the reading of questions goes by."""

INFINITIVE_AUXILIARIES = frozenset("do does did will would can could should may might must shall".split())
"""Auxiliaries that await a verb in its base form."""
AUXILIARIES = INFINITIVE_AUXILIARIES | frozenset(
    "is are was were be been being has have had isn't aren't wasn't weren't".split()
)
WH = frozenset("who whom whose what which when where why how".split())
LOCATIVE = frozenset("in at inside within outside near around across throughout".split())
PREPOSITIONS = LOCATIVE | frozenset(
    "of on to into from by with without for upon since until till before after during between among against about over under "
    "through towards toward behind despite like via than as per".split()
)
DETERMINERS = frozenset("the a an this that these those his her its their any all each every both other".split())
