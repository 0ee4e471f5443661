"""Make example questions of articles: only those are kept that the articles are seen to answer."""
