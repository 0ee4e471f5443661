"""The closed word classes of English that the reading of questions goes by."""

from qa.text.tables import by_kind

_KINDS = by_kind("function_words")

INFINITIVE_AUXILIARIES = _KINDS["infinitive_auxiliary"]
"""Auxiliaries that await a verb in its base form."""
AUXILIARIES = INFINITIVE_AUXILIARIES | _KINDS["auxiliary"]
WH = _KINDS["wh"]
LOCATIVE = _KINDS["locative"]
PREPOSITIONS = LOCATIVE | _KINDS["preposition"]
DETERMINERS = _KINDS["determiner"]
FUNCTION_WORDS = AUXILIARIES | WH | PREPOSITIONS | DETERMINERS | _KINDS["other"]
"""All of them: none is part of a noun phrase."""
