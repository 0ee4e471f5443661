"""Turns wishes for access into keys: `qa keys create`, `list` and `revoke`, also while a server runs."""

import json
import sys
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli.context import AsJson, settings_of
from qa.errors import KeyNotFoundError
from qa.lazy import lazy

if TYPE_CHECKING:
    from qa import wiring
    from qa.access import credentials as making
    from qa.cli import terminal
    from qa.domain.access import Key, KeyKind
else:
    making, wiring, terminal = lazy("qa.access.credentials"), lazy("qa.wiring"), lazy("qa.cli.terminal")

app = typer.Typer(help="The keys that may use the server.", no_args_is_help=True)

_Sites = Annotated[list[str] | None, typer.Option("--origin", help="A site whose pages may show it; may be repeated.")]
_Amount = Annotated[int | None, typer.Option(min=0, max=1_000_000, help="Overrides QA_LIMITS__KEY_…; 0: no limit.")]


@app.command()
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
    key, shown = making.make_key(making.Wish(kind, label, origin or (), per_minute, per_day))
    with closing(wiring.open_keys(settings_of(context))) as keys:
        keys.add(key)
    print(shown)
    print(f"{key.id}: shown this once, so keep it; {_use(key)}", file=sys.stderr)


def _use(key: "Key") -> str:
    if key.kind == "secret":
        return "it goes into the header `Authorization: Bearer …`, and never into a page"
    return f"`qa widget snippet --key …` makes the line for pages of {', '.join(key.origins)}"


@app.command("list")
def list_keys(context: typer.Context, as_json: AsJson = False) -> None:
    """List all keys, with what each was asked today; what their holders show is kept nowhere."""
    with closing(wiring.open_keys(settings_of(context))) as keys:
        rows = [_row(key, keys.used(key.id, datetime.now(UTC).date())) for key in keys.all()]
    if as_json:
        print(json.dumps(rows, indent=2))
    else:
        terminal.show_keys(terminal.console(), rows)


def _row(key: "Key", asked: int) -> dict[str, object]:
    return {
        "id": key.id,
        "kind": key.kind,
        "label": key.label,
        "origins": list(key.origins),
        "created_at": key.created_at.isoformat(),
        "per_minute": key.per_minute,
        "per_day": key.per_day,
        "asked_today": asked,
        "revoked_at": key.revoked_at and key.revoked_at.isoformat(),
    }


@app.command()
def revoke(context: typer.Context, key_id: str) -> None:
    """End a key, at once and for good; a running server obeys with its next request."""
    with closing(wiring.open_keys(settings_of(context))) as keys:
        if not keys.revoke(key_id, datetime.now(UTC)):
            raise KeyNotFoundError(f"there is no key {key_id!r}; `qa keys list` shows those there are")
        last = all(key.revoked_at for key in keys.all())
    print(f"{key_id} revoked")
    if last:
        print("that was the last one: nobody is answered now until there is another", file=sys.stderr)


@app.command()
def clear(context: typer.Context) -> None:
    """Forget all keys, revoked ones too: from then on this machine is answered without one, and nobody else."""
    with closing(wiring.open_keys(settings_of(context))) as keys:
        keys.clear()
    print("no keys: a server answers this machine only")
