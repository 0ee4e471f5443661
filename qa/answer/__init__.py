"""From a question to an answer whose every sentence stands on a checked quote, or to an abstention."""
