"""Rank chunks by BM25 over a table of postings: PostgreSQL's own ranks find less (docs/evaluation.md), and need its parser."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import combining, normalize

from qa.adapters.database import Row
from qa.adapters.postgres_database import PostgresDatabase
from qa.adapters.sql_rows import condition
from qa.domain.article import ArticleId, ChunkId, Frequencies
from qa.domain.scope import Scope

TABLES = (
    # Porter's stems, as FTS5 has them, and no stop words; PostgreSQL's parser is not asked, which takes `3.5` for one word.
    "CREATE TEXT SEARCH DICTIONARY porter (TEMPLATE = snowball, Language = porter)",
    # Words as they are written, each with its stem and in how many chunks' titles or texts it stands.
    """CREATE TABLE terms (
         id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, term TEXT COLLATE "C" NOT NULL UNIQUE,
         stem TEXT COLLATE "C" NOT NULL, chunks INTEGER NOT NULL)""",
    "CREATE INDEX terms_of_stem ON terms (stem) INCLUDE (id)",
    # How often a word stands in a chunk's title, in the article's opening and in its text, and how long all three are together.
    """CREATE TABLE postings (
         term INTEGER NOT NULL, chunk INTEGER NOT NULL, title SMALLINT NOT NULL, opening SMALLINT NOT NULL,
         text SMALLINT NOT NULL, length SMALLINT NOT NULL, PRIMARY KEY (term, chunk) INCLUDE (title, opening, text, length))""",
    # The stems of a chunk in their order, each between signs, in which a phrase is looked for.
    """CREATE TABLE stemmed (
         chunk INTEGER PRIMARY KEY, title TEXT COLLATE "C" NOT NULL, opening TEXT COLLATE "C" NOT NULL,
         text TEXT COLLATE "C" NOT NULL, length SMALLINT NOT NULL, terms SMALLINT NOT NULL)""",
    "CREATE TABLE totals (chunks BIGINT NOT NULL, words BIGINT NOT NULL)",
    "INSERT INTO totals VALUES (0, 0)",
)
_COLUMNS = ("title", "opening", "text")
_WEIGHTS = "{0}title + 0.25 * {0}opening + {0}text"
"""What a match counts by where it stands, as in `qa.adapters.sqlite_library`, which says why."""
_K1, _B = 1.2, 0.75
"""BM25's constants, as FTS5 has them (sqlite.org/fts5.html, 5.1.1)."""
_RAREST = 1e-6
"""What FTS5 takes for the weight of a word that stands in more than half of all chunks."""
_LONGEST = 32_767
_LONGEST_WORD = 100
_WORD = re.compile(r"[^\W_]+")
_LAST = "\U0010ffff"
"""A character that sorts behind all others."""
_PAGE = 500
"""Chunks that are read at once."""


@dataclass(frozen=True, slots=True)
class _Indexed:
    """A chunk's words by the column in which they stand."""

    key: int
    words: Mapping[str, tuple[str, ...]]

    @property
    def counts(self) -> dict[str, list[int]]:
        """How often each word stands in each column."""
        counts: dict[str, list[int]] = {}
        for at, column in enumerate(_COLUMNS):
            for word, count in Counter(self.words[column]).items():
                counts.setdefault(word, [0, 0, 0])[at] = min(count, _LONGEST)
        return counts

    @property
    def length(self) -> int:
        return min(sum(map(len, self.words.values())), _LONGEST)


class PostgresFullText:
    """The `FullTextIndex` in tables of its own."""

    def __init__(self, database: PostgresDatabase) -> None:
        """Take the library's database."""
        self._database = database

    def add(self, chunk_ids: Sequence[ChunkId]) -> None:
        for start in range(0, len(chunk_ids), _PAGE):
            self._add(self._read("id = ANY (?)", [*chunk_ids[start : start + _PAGE]]))

    def remove(self, article_ids: Sequence[ArticleId]) -> None:
        chunks = self._read("article_id = ANY (?)", [*article_ids])
        keys = [chunk.key for chunk in chunks]
        self._count(chunks, -1)
        sql = """DELETE FROM postings USING unnest(?::text[], ?::integer[]) AS gone (term, chunk), terms
                 WHERE terms.term = gone.term AND postings.term = terms.id AND postings.chunk = gone.chunk"""
        pairs = [(word, chunk.key) for chunk in chunks for word in chunk.counts]
        self._database.rows(sql, ([word for word, _ in pairs], [key for _, key in pairs]))
        self._database.rows("DELETE FROM stemmed WHERE chunk = ANY (?)", (keys,))
        self._total(chunks, -1)

    def search(self, words: Sequence[str], k: int, scope: Scope) -> list[tuple[ChunkId, float]]:
        phrases = [found for word in words if (found := terms_of(word))]
        if not phrases:
            return []
        hits, values = self._hits(self._stems(phrases))
        within, limits = condition(self._database, scope)
        # How rare a word is, is told of all chunks, whatever the scope.
        sql = f"""
            WITH hits AS MATERIALIZED ({hits}),
                 weights AS (
                   SELECT number, greatest(ln((totals.chunks - count(*) + 0.5) / (count(*) + 0.5)), {_RAREST}) AS weight,
                          totals.words::float / greatest(totals.chunks, 1) AS usual
                   FROM hits, totals GROUP BY number, totals.chunks, totals.words),
                 scores AS (
                   SELECT chunk, sum(weight * matches * {_K1 + 1}
                                     / (matches + {_K1} * ({1 - _B} + {_B} * length / usual))) AS score
                   FROM hits JOIN weights USING (number) GROUP BY chunk)
            SELECT chunks.id AS id, scores.score::float AS score FROM scores JOIN chunks ON chunks.key = scores.chunk
            WHERE {within} ORDER BY scores.score DESC, chunks.id LIMIT ?"""  # noqa: S608 only constants
        rows = self._database.rows(sql, (*values, *limits, k))
        return [(ChunkId(row["id"]), row["score"]) for row in rows]

    def frequencies(self, phrases: Sequence[str]) -> Frequencies:
        asked = {phrase: terms_of(phrase) for phrase in phrases}
        counts = dict.fromkeys(phrases, 0)
        if known := [phrase for phrase in phrases if asked[phrase]]:
            hits, values = self._hits(self._stems([asked[phrase] for phrase in known]))
            # A chunk holds what it says and what its article is called, not what the article opens with.
            sql = f"SELECT number, count(*) AS chunks FROM ({hits}) AS hits WHERE said > 0 GROUP BY number"  # noqa: S608 only constants
            counts |= {known[row["number"]]: row["chunks"] for row in self._database.rows(sql, values)}
        return Frequencies(counts, self._database.rows("SELECT chunks FROM totals")[0]["chunks"])

    def words(self, beginning: str) -> dict[str, int]:
        sql = "SELECT term, chunks FROM terms WHERE term >= ? AND term < ? AND chunks > 0"
        rows = self._database.rows(sql, (beginning, f"{beginning}{_LAST}"))
        return {row["term"]: row["chunks"] for row in rows}

    def holds(self, word: str, scope: Scope) -> bool:
        within, limits = condition(self._database, scope)
        sql = f"""SELECT 1 FROM terms JOIN postings ON postings.term = terms.id JOIN chunks ON chunks.key = postings.chunk
                  WHERE terms.term = ? AND postings.title + postings.text > 0 AND {within} LIMIT 1"""  # noqa: S608 only constants
        return all(self._database.rows(sql, (term, *limits)) for term in terms_of(word) or [""])

    def having(self, words: str) -> tuple[str, list[object]]:
        phrase = terms_of(words)
        if not phrase:
            return "FALSE", []
        hits, values = self._hits(self._stems([phrase]))
        return f"key IN (SELECT chunk FROM ({hits}) AS hits)", values  # noqa: S608 only constants

    def faults(self) -> list[str]:
        sql = """SELECT (SELECT count(*) FROM chunks FULL JOIN stemmed ON stemmed.chunk = chunks.key
                           WHERE stemmed.chunk IS NULL OR chunks.key IS NULL) AS odd,
                   (SELECT coalesce(sum(terms), 0) FROM stemmed) = (SELECT count(*) FROM postings) AS whole,
                   (SELECT (chunks, words) FROM totals) = (SELECT (count(*), coalesce(sum(length), 0)) FROM stemmed) AS counted"""
        (row,) = self._database.rows(sql)
        if row["odd"] == 0 and row["whole"] and row["counted"]:
            return []
        return ["the full text does not fit the chunks; `qa doctor --repair` makes it anew"]

    def mend(self) -> None:
        with self._database.transaction():
            self._database.rows("TRUNCATE terms, postings, stemmed")
            self._database.rows("UPDATE totals SET chunks = 0, words = 0")
            after = ""
            sql = "SELECT id FROM chunks WHERE id > ? ORDER BY id LIMIT ?"
            while names := [ChunkId(row["id"]) for row in self._database.rows(sql, (after, _PAGE))]:
                self.add(names)
                after = names[-1]

    def _read(self, where: str, names: Sequence[str]) -> list[_Indexed]:
        sql = f"SELECT key, title, opening, text FROM chunks WHERE {where}"  # noqa: S608 only constants
        return self._database.values(_indexed, sql, (names,))

    def _add(self, chunks: Sequence[_Indexed]) -> None:
        stems = self._count(chunks, 1)
        rows = [(term, chunk.key, *counts, chunk.length) for chunk in chunks for term, counts in chunk.counts.items()]
        columns = [list(column) for column in zip(*rows, strict=True)] or [[]] * 6
        sql = """INSERT INTO postings (term, chunk, title, opening, text, length)
                 SELECT terms.id, new.chunk, new.title, new.opening, new.text, new.length
                 FROM unnest(?::text[], ?::integer[], ?::smallint[], ?::smallint[], ?::smallint[], ?::smallint[])
                      AS new (term, chunk, title, opening, text, length) JOIN terms ON terms.term = new.term"""
        self._database.rows(sql, columns)
        self._database.insert(
            "INSERT INTO stemmed (chunk, title, opening, text, length, terms) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    chunk.key,
                    *(_signed(stems[word] for word in chunk.words[column]) for column in _COLUMNS),
                    chunk.length,
                    len(chunk.counts),
                )
                for chunk in chunks
            ],
        )
        self._total(chunks, 1)

    def _count(self, chunks: Sequence[_Indexed], sign: int) -> dict[str, str]:
        """Count in how many chunks more, or fewer, each word stands; return the words' stems."""
        counted: Counter[str] = Counter()
        for chunk in chunks:
            counted.update({word: int(title + text > 0) for word, (title, _, text) in chunk.counts.items()})
        # In one order, so that no two transactions wait for each other.
        words = sorted(counted)
        sql = """INSERT INTO terms (term, stem, chunks)
                 SELECT term, coalesce((ts_lexize('porter', term))[1], term), chunks
                 FROM unnest(?::text[], ?::integer[]) AS counted (term, chunks)
                 ON CONFLICT (term) DO UPDATE SET chunks = terms.chunks + ? * excluded.chunks RETURNING term, stem"""
        rows = self._database.rows(sql, (words, [counted[word] for word in words], sign))
        return {row["term"]: row["stem"] for row in rows}

    def _total(self, chunks: Sequence[_Indexed], sign: int) -> None:
        sql = "UPDATE totals SET chunks = chunks + ?, words = words + ?"
        self._database.rows(sql, (sign * len(chunks), sign * sum(chunk.length for chunk in chunks)))

    def _stems(self, phrases: Sequence[Sequence[str]]) -> list[list[str]]:
        """Return the stems of phrases' words."""
        words = sorted({word for phrase in phrases for word in phrase})
        sql = (
            "SELECT term, coalesce((ts_lexize('porter', term))[1], term) AS stem FROM unnest(?::text[]) AS asked (term)"
        )
        stems = {row["term"]: row["stem"] for row in self._database.rows(sql, (words,))}
        return [[stems[word] for word in phrase] for phrase in phrases]

    def _hits(self, phrases: Sequence[Sequence[str]]) -> tuple[str, list[object]]:
        """Return a query of the chunks with each phrase, which is told by its number, and its parameters.

        `matches` is how often it stands there, weighted; `said`, how often outside the article's opening.
        """
        single = [(number, phrase[0]) for number, phrase in enumerate(phrases) if len(phrase) == 1]
        queries = [
            f"""SELECT asked.number, postings.chunk, sum({_WEIGHTS.format("postings.")})::float AS matches,
                       sum(postings.title + postings.text) AS said, min(postings.length) AS length
                FROM unnest(?::integer[], ?::text[]) AS asked (number, stem)
                JOIN terms ON terms.stem = asked.stem JOIN postings ON postings.term = terms.id
                GROUP BY asked.number, postings.chunk"""  # noqa: S608 only constants
        ]
        values: list[object] = [[number for number, _ in single], [stem for _, stem in single]]
        for number, phrase in enumerate(phrases):
            if len(phrase) > 1:
                queries.append(_PHRASE.format(" INTERSECT ".join([_WITH_STEM] * len(phrase))))
                values += [number, _signed(phrase), *phrase]
        return " UNION ALL ".join(queries), values


_WITH_STEM = "SELECT postings.chunk FROM terms JOIN postings ON postings.term = terms.id WHERE terms.stem = ?"
_PHRASE = f"""
    SELECT number, chunk, ({_WEIGHTS.format("")})::float AS matches, title + text AS said, length FROM (
      SELECT asked.number, chunk, length,
             {", ".join(f"(length({it}) - length(replace({it}, sought, ''))) / length(sought) AS {it}" for it in _COLUMNS)}
      FROM stemmed, (SELECT ?::integer AS number, ?::text AS sought) AS asked WHERE chunk IN ({{}})) AS counted
    WHERE title + opening + text > 0"""  # noqa: S608 only constants
"""The chunks that have all stems of a phrase, and in which of them these stand in its order."""


def terms_of(text: str) -> tuple[str, ...]:
    """Return the words of a text as FTS5's tokenizer has them: runs of letters and digits, in lower case and without accents."""
    plain = "".join(sign for sign in normalize("NFD", text) if not combining(sign))
    # An index takes no words of thousands of letters, which nobody looks for.
    return tuple(word[:_LONGEST_WORD] for word in _WORD.findall(plain.lower()))


def _signed(stems: Iterator[str] | Sequence[str]) -> str:
    return "".join(f"<{stem}>" for stem in stems)


def _indexed(row: Row) -> _Indexed:
    return _Indexed(row["key"], {column: terms_of(row[column]) for column in _COLUMNS})
