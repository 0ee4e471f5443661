"""From files and requests to articles that are not cleaned yet."""
