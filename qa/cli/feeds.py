"""`qa feeds`: add, list, remove and poll feeds, and tell how they do."""

import json
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from qa.cli import terminal
from qa.cli.context import AsJson, settings_of
from qa.cli.exit_codes import FAILED
from qa.domain.feed import Feed
from qa.errors import InputError
from qa.ingest.feed_poller import PollReport
from qa.wiring import open_feeds, open_services

app = typer.Typer()
feeds = typer.Typer(help="Feeds that are asked for articles again and again.", no_args_is_help=True)
app.add_typer(feeds, name="feeds")

_EVERY = re.compile(r"(\d{1,5})([mhd])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_Ids = Annotated[list[str] | None, typer.Argument(help="Feeds by their ids; none: all.")]


@feeds.command()
def add(
    context: typer.Context,
    source: Annotated[
        str, typer.Argument(help="An address (https://…), or a file that is written anew from time to time.")
    ],
    outlet: Annotated[str | None, typer.Option(help="Who publishes its articles, where they do not say so.")] = None,
    every: Annotated[str, typer.Option(help="How often it is asked: 15m, 2h, 1d.")] = "15m",
) -> None:
    """Keep a feed; one that is there already gets this outlet and interval. Also while a server runs."""
    settings = settings_of(context)
    with open_feeds(settings) as register:
        feed = register.add(source, outlet, _interval(every))
    print(feed.id)
    if feed.is_remote and not settings.feeds.fetch:
        print("nothing is fetched over the network yet: set QA_FEEDS__FETCH=true", file=sys.stderr)


@feeds.command("list")
def list_feeds(context: typer.Context, as_json: AsJson = False) -> None:
    """List all feeds."""
    _show(context, as_json=as_json)


@feeds.command()
def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Tell how the feeds do; exit code 1 where one is silent, which is three intervals without a word from it."""
    if _show(context, as_json=as_json):
        raise typer.Exit(FAILED)


@feeds.command()
def remove(context: typer.Context, feed_id: str) -> None:
    """Forget a feed; its articles stay."""
    with open_feeds(settings_of(context)) as register:
        register.remove(feed_id)
    print(f"{feed_id} removed")


@feeds.command()
def poll(
    context: typer.Context,
    feed_ids: _Ids = None,
    due: Annotated[bool, typer.Option("--due", help="Only those whose interval has passed, as for cron.")] = False,
    as_json: AsJson = False,
) -> None:
    """Ask feeds for articles now, and store them; exit code 1 where one cannot be read."""
    with open_services(settings_of(context)) as services:
        chosen = services.feeds.chosen(feed_ids or [])
        now = datetime.now(UTC)
        reports = [services.poller.poll(feed) for feed in chosen if feed.is_due(now) or not due]
    if as_json:
        print(json.dumps([_told(report) for report in reports], indent=2))
    else:
        _print(reports)
    raise typer.Exit(FAILED if any(report.problem for report in reports) else 0)


def _interval(text: str) -> timedelta:
    match = _EVERY.fullmatch(text)
    if match is None:
        raise InputError(f"--every is {text!r}; give a number with m, h or d, as 15m")
    return int(match[1]) * _UNITS[match[2]]


def _show(context: typer.Context, *, as_json: bool) -> bool:
    """Print all feeds; return whether one is silent."""
    with open_feeds(settings_of(context)) as register:
        found, silent = register.feeds.all(), {feed.id for feed in register.silent()}
    if as_json:
        print(json.dumps([_facts(feed, silent=feed.id in silent) for feed in found], indent=2))
    elif not found:
        print("no feeds: `qa feeds add` takes an address or a file", file=sys.stderr)
    else:
        terminal.show_feeds(terminal.console(), [(feed, feed.id in silent) for feed in found])
    return bool(silent)


def _facts(feed: Feed, *, silent: bool) -> dict[str, object]:
    moments = {name: getattr(feed, name) for name in ("added_at", "polled_at", "succeeded_at")}
    return {
        "id": feed.id,
        "source": feed.source,
        "outlet": feed.outlet,
        "every_seconds": feed.interval.total_seconds(),
        **{name: moment and moment.isoformat() for name, moment in moments.items()},
        "problem": feed.problem,
        "silent": silent,
    }


def _told(report: PollReport) -> dict[str, object]:
    counts = {
        name: len(getattr(report.report, name)) for name in ("added", "replaced", "unchanged", "withdrawn", "held")
    }
    refused = [problem.message for problem in report.report.problems]
    return {
        "feed_id": report.feed_id,
        "outcome": report.outcome,
        "problem": report.problem,
        **counts,
        "refused": refused,
        "notes": list(report.report.notes),
    }


def _print(reports: Sequence[PollReport]) -> None:
    for report in reports:
        print(terminal.plain(_line(report)))
        for note in report.report.notes:
            print(terminal.plain(f"note: {note}"), file=sys.stderr)


def _line(report: PollReport) -> str:
    if report.problem:
        return f"{report.feed_id}: failed: {report.problem}"
    stored = report.report
    counts = {"added": stored.added, "replaced": stored.replaced, "withdrawn": stored.withdrawn, "held": stored.held}
    told = ", ".join(f"{len(ids)} {what}" for what, ids in counts.items() if ids)
    return f"{report.feed_id}: {told or 'nothing new'}"
