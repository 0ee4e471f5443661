"""Which sentences of the retrieved passages may answer the question, judged in their context."""
