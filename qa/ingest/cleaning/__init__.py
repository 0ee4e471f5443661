"""Reduce raw text to the article alone: paragraphs, what each is, and the regions that are taken out."""
