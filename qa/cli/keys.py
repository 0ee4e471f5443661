"""`qa keys`: create, list and revoke the keys of the server, also while it runs."""

import json
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from qa.access.credentials import KeySpec, make_key
from qa.cli import terminal
from qa.cli.context import AsJson, settings_of
from qa.domain.access import Key, KeyKind
from qa.errors import KeyNotFoundError, StoreDamagedError
from qa.wiring import open_keys, put_keys_aside

app = typer.Typer()
keys = typer.Typer(help="The keys that may use the server.", no_args_is_help=True)
app.add_typer(keys, name="keys")

_Sites = Annotated[list[str] | None, typer.Option("--origin", help="A site whose pages may show it; may be repeated.")]
_Amount = Annotated[int | None, typer.Option(min=0, max=1_000_000, help="Overrides QA_LIMITS__KEY_…; 0: no limit.")]


@keys.command()
def create(
    context: typer.Context,
    origin: _Sites = None,
    secret: Annotated[bool, typer.Option("--secret", help="May do all, and never from a page.")] = False,
    label: Annotated[str, typer.Option(help="What it is for; shown in lists.")] = "",
    per_minute: _Amount = None,
    per_day: _Amount = None,
) -> None:
    """Make a key: a publishable one for the pages of your sites, or a secret one; it is shown this once."""
    kind: KeyKind = "secret" if secret else "publishable"
    key, token = make_key(KeySpec(kind, label, origin or (), per_minute, per_day))
    with open_keys(settings_of(context)) as store:
        store.add(key)
    print(token)
    print(f"{key.id}: shown this once, so keep it; {_use(key)}", file=sys.stderr)


def _use(key: Key) -> str:
    if key.kind == "secret":
        return "it goes into the header `Authorization: Bearer …`, and never into a page"
    return f"`qa widget snippet --key …` makes the line for pages of {', '.join(key.origins)}"


@keys.command("list")
def list_keys(context: typer.Context, as_json: AsJson = False) -> None:
    """List all keys, with what each was asked today; what their holders show is kept nowhere."""
    with open_keys(settings_of(context)) as store:
        keys_used = [(key, store.used(key.id, datetime.now(UTC).date())) for key in store.all()]
    if not keys_used:
        print("no keys: a server answers this machine only, and `qa keys create` makes one", file=sys.stderr)
    if as_json:
        print(json.dumps([_row(key, asked_today) for key, asked_today in keys_used], indent=2))
    else:
        terminal.show_keys(terminal.console(), keys_used)


def _row(key: Key, asked_today: int) -> dict[str, object]:
    return {
        "id": key.id,
        "kind": key.kind,
        "label": key.label,
        "origins": list(key.origins),
        "created_at": key.created_at.isoformat(),
        "per_minute": key.per_minute,
        "per_day": key.per_day,
        "asked_today": asked_today,
        "revoked_at": key.revoked_at and key.revoked_at.isoformat(),
    }


@keys.command()
def revoke(context: typer.Context, key_id: str) -> None:
    """End a key, at once and for good; a running server obeys with its next request."""
    with open_keys(settings_of(context)) as store:
        if not store.revoke(key_id, datetime.now(UTC)):
            raise KeyNotFoundError(f"there is no key {key_id!r}; `qa keys list` shows those there are")
        last = all(key.revoked_at for key in store.all())
    print(f"{key_id} revoked")
    if last:
        print("that was the last one: nobody is answered now until there is another", file=sys.stderr)


@keys.command()
def clear(context: typer.Context) -> None:
    """Forget all keys, revoked ones too: from then on this machine is answered without one, and nobody else."""
    settings = settings_of(context)
    try:
        with open_keys(settings) as store:
            store.clear()
    except StoreDamagedError:
        aside = put_keys_aside(settings)
        print(f"the keys could not be read; their file is now {str(aside)!r}", file=sys.stderr)
    print("no keys: a server answers this machine only")
