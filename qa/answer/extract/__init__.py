"""Select which of the ranked sentences are said: each fact once, with the sources that differ."""
