"""Dateline as an object of other libraries, each in a module of its own that only whoever uses that library imports."""
