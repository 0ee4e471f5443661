"""`qa backup` and `qa restore`: copy the data folder into one file, and make a folder of it again."""

from pathlib import Path
from typing import Annotated

import typer

from qa.cli.context import settings_of
from qa.cli.safe_output import plain
from qa.errors import BackupError
from qa.settings import Settings
from qa.wiring import open_services, restore_backup, write_backup

app = typer.Typer()


@app.command()
def backup(
    context: typer.Context, file: Annotated[Path, typer.Argument(help="The file to write, which is not there yet.")]
) -> None:
    """Copy the whole data folder into one file, also while it is served or ingested into."""
    settings = settings_of(context)
    _refuse_database(settings)
    made = write_backup(settings.data, file)
    vectors = "" if made.has_vectors else "; without vectors, which were being written: the next start on it makes them"
    print(
        plain(
            f"{file}: {made.size:,} bytes{vectors}. It has the articles, the keys and the answers: keep it as safe as them"
        )
    )


@app.command()
def restore(context: typer.Context, file: Annotated[Path, typer.Argument(help="What `qa backup` wrote.")]) -> None:
    """Make a data folder of a backup, where there is none yet, and finish what the copy found unfinished."""
    settings = settings_of(context)
    _refuse_database(settings)
    restore_backup(file, settings.data)
    with open_services(settings) as services:
        count = services.library.corpus().articles
    print(plain(f"{settings.data}: {count} articles. `qa doctor` proves them"))


def _refuse_database(settings: Settings) -> None:
    if settings.store.get_secret_value():
        raise BackupError(
            "the store is a PostgreSQL database, which its own tools copy while it is used: `pg_dump --format=custom` "
            "writes it into one file, and `pg_restore` makes it anew"
        )
