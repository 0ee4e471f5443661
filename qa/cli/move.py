"""`qa move`: copy the data folder into a PostgreSQL database."""

from typing import Annotated

import typer

from qa.cli.context import settings_of
from qa.cli.safe_output import plain
from qa.errors import InputError
from qa.wiring import move as move_stores
from qa.wiring import open_services

app = typer.Typer()


@app.command()
def move(
    context: typer.Context,
    to: Annotated[
        str,
        typer.Option(
            "--to", help="An empty database, postgresql://USER@HOST/DATABASE; a password is safer in PGPASSWORD."
        ),
    ],
) -> None:
    """Copy all of the data folder into a PostgreSQL database, and prove both equal."""
    settings = settings_of(context)
    if settings.store.get_secret_value():
        raise InputError("QA_STORE names a database already; unset it, so that the data folder is copied")
    with open_services(settings) as services:
        moved = move_stores(settings, services, to)
    rows = ", ".join(f"{name} {held.rows:,}" for name, held in moved.tables.items() if held.rows)
    print(plain(f"equal in both: {rows}, vectors {moved.vectors:,}"))
    print(f"fingerprint of the articles: {moved.fingerprint}")
    print("set QA_STORE to the database's URL, and start again; the data folder was left as it is")
