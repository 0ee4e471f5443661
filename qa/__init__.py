"""Turns questions over stored news articles into answers whose every sentence stands on a checked quote.

Start reading where the flow starts:

    ingest   qa.ingest.pipeline   articles -> read -> clean -> deduplicate -> chunk -> embed -> library + vectors
    answer   qa.answer.answerer   question -> retrieve -> evidence -> compose -> verify -> answer or abstention
    serve    qa.__main__, qa.api.app   the command line and HTTP, both calling the same Answerer

`qa.domain` holds the values that travel along these lines, `qa.ports` the seams, and `qa.wiring` builds it all.
"""
