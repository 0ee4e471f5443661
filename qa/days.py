"""Turns a moment into how long its day lasts: all that is counted by the day goes by UTC."""

from datetime import datetime, timedelta


def until_midnight(now: datetime) -> float:
    """Seconds until the day of `now` ends, in its own time zone."""
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - now).total_seconds()
