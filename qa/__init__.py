"""Answers over stored news articles, whose every sentence stands on a checked quote.

Start reading where the flow starts:

    ingest   qa.ingest.pipeline    articles -> read -> clean -> deduplicate -> chunk -> embed -> library + vectors
    answer   qa.answer.responder   question -> retrieve -> rank -> quote, or write and verify -> answer or abstention
    serve    qa.api, qa.cli        HTTP and the command line, both calling the same Responder

`qa.domain` holds the values that travel along these lines, `qa.text` reads English, `qa.ports` are the seams, and `qa.wiring`
builds it all.
"""
