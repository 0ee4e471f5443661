"""The closed word classes of English that the reading of questions goes by."""

from qa.text.tables import by_kind

_KINDS = by_kind("function_words")

AUXILIARIES = _KINDS["auxiliary"]
WH = _KINDS["wh"]
LOCATIVE = _KINDS["locative"]
PREPOSITIONS = LOCATIVE | _KINDS["preposition"]
