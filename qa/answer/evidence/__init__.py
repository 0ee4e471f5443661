"""Which sentences of the retrieved passages may answer the question, judged where they stand."""
