"""The values that travel from an article file to a cited answer, and those of who may ask: frozen, without I/O."""
