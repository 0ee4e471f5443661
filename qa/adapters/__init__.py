"""The ports of `qa.ports` on one vendor's library each."""
