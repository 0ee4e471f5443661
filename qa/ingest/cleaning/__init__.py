"""From raw text to the article alone, with a labelled region for all that was taken out."""
