"""Limit rates in PostgreSQL, for all processes together: each use is one statement, and what is refused is not counted."""

from hashlib import blake2b
from time import monotonic

from qa.adapters.postgres_database import PostgresDatabase, PostgresPool
from qa.domain.access import Rate

_MIGRATIONS = (
    (
        # Not logged: a crash of the server forgets the counts, as a restart of one process did, and no use waits for a disk.
        """CREATE UNLOGGED TABLE rates (
             name TEXT COLLATE "C" PRIMARY KEY, period BIGINT NOT NULL, used BIGINT NOT NULL, before BIGINT NOT NULL,
             forgotten_at DOUBLE PRECISION NOT NULL)""",
        "CREATE INDEX rates_forgotten ON rates (forgotten_at)",
    ),
)
_PRUNE_SECONDS = 60.0
_CLOCK = "extract(epoch FROM statement_timestamp())::double precision"
_TAKE = f"""
    WITH now AS (SELECT floor(at / :seconds)::bigint AS period, at / :seconds - floor(at / :seconds) AS gone, at
                 FROM (SELECT {_CLOCK} AS at) AS clock)
    INSERT INTO rates SELECT :name, now.period, 1, 0, now.at + 2 * :seconds FROM now
    ON CONFLICT (name) DO UPDATE SET
        before = CASE excluded.period - rates.period WHEN 0 THEN rates.before WHEN 1 THEN rates.used ELSE 0 END,
        used = CASE excluded.period - rates.period WHEN 0 THEN rates.used + 1 ELSE 1 END,
        period = excluded.period, forgotten_at = excluded.forgotten_at
    WHERE CASE excluded.period - rates.period
            WHEN 0 THEN rates.before * (1 - (SELECT gone FROM now)) + rates.used
            WHEN 1 THEN rates.used * (1 - (SELECT gone FROM now))
            ELSE 0 END <= :times - 1
    RETURNING 1 AS taken"""  # noqa: S608 only a word of ours
_LOOK = f"""
    SELECT CASE WHEN period = floor(at / :seconds) THEN used ELSE 0 END AS used,
           CASE floor(at / :seconds) - period WHEN 0 THEN before WHEN 1 THEN used ELSE 0 END AS before,
           at / :seconds - floor(at / :seconds) AS gone
    FROM rates, (SELECT {_CLOCK} AS at) AS clock WHERE name = :name"""  # noqa: S608 as above


class PostgresRates:
    """The `RateLimiter` as a sliding window, weighed over two fixed ones, as that in a process's memory is.

    Whose uses are counted stands in the table as a digest, which is not told apart from chance.
    """

    def __init__(self, pool: PostgresPool) -> None:
        """Open the table; raises as `PostgresDatabase` does."""
        self._database = PostgresDatabase(pool, "rates", _MIGRATIONS, "nothing else is")
        self._pruned = monotonic()

    def take(self, name: str, rate: Rate) -> float | None:
        self._prune()
        use = {"name": blake2b(name.encode(), digest_size=16).hexdigest(), "seconds": rate.seconds, "times": rate.times}
        if self._database.rows(_TAKE, use):
            return None
        rows = self._database.rows(_LOOK, use)
        return max(0.001, _wait(rate, rows[0]["used"], rows[0]["before"], rows[0]["gone"])) if rows else 0.001

    def _prune(self) -> None:
        if monotonic() - self._pruned > _PRUNE_SECONDS:
            self._pruned = monotonic()
            self._database.rows(f"DELETE FROM rates WHERE forgotten_at < {_CLOCK}")  # noqa: S608 no word of it is anybody else's


def _wait(rate: Rate, used: int, before: int, gone: float) -> float:
    """Return the seconds until one more use is within the rate, if none comes meanwhile; `gone` is the part of the period."""
    room = rate.times - 1 - used
    if room >= 0 and before:
        # What the last period counts for falls evenly until the end of this one.
        return (1 - room / before - gone) * rate.seconds
    return (1 - gone + 1 - (rate.times - 1) / max(used, 1)) * rate.seconds
