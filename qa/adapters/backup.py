"""Copy a data folder that may be in use into one file, and make a folder of such a file again."""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import IO

from qa.adapters.data_folder import make_folder, open_private, sync, vectors_folder
from qa.adapters.sealed_folder import MARK, SEAL, SealedFolder
from qa.adapters.store_errors import os_store_error, sqlite_store_error
from qa.current_index import GENERATION
from qa.errors import BackupError

_RECORD = "backup.json"
_FORMAT = 1
_VECTORS, _VECTORS_DATABASE = re.compile(r"chroma(?:-[0-9]{1,9})?"), "chroma.sqlite3"
"""The folders that may be those of an index, and the database in each."""
_FILES = ("answers.db", "jobs.db", "keys.db", "feedback.jsonl", "outlet_families.tsv")
_LIBRARY = "library.db"
_TRIES = 3
"""Times that the vectors are copied, where a change comes between; without them the next start makes them."""
_MEND = "`qa doctor` tells more; nothing was changed"


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds."""

    size: int
    """Bytes of the file."""
    has_vectors: bool
    """Whether it has them; a start on a folder without vectors makes them of the articles."""


def write_backup(data: Path, file: Path) -> Backup:
    """Write the folder into a new file, which its owner alone may read; other processes may use the folder meanwhile.

    Each database is copied as it is at one moment (sqlite.org/backup.html), the vectors first and the articles behind them:
    vectors that an article lacks are made at the next start.

    Raises:
        BackupError: the file is there already, or the folder has no library.
        StoreError: a file cannot be read, or the backup cannot be written.
    """
    if not (data / _LIBRARY).is_file():
        raise BackupError(f"there is no library in {str(data)!r}; name the data folder with `qa --data FOLDER`")
    if os.path.lexists(file):
        raise BackupError(f"{str(file)!r} is there already; give the backup another name")
    # Beside the file that it becomes, so that both are on one disk, and whatever stops this leaves no half a backup.
    draft = file.with_name(f".{file.name}.{token_hex(4)}.new")
    try:
        with TemporaryDirectory(prefix=".backup-", dir=file.parent) as place:
            copy = Path(place)
            has_vectors = _copy_vectors(data, copy)
            for name in (*_FILES, _LIBRARY):
                _copy(data / name, copy / name)
            _pack(copy, draft)
        # Unlike a renaming, this replaces no file that somebody has made meanwhile.
        file.hardlink_to(draft)
        sync(file.parent)
        return Backup(file.stat().st_size, has_vectors)
    except FileExistsError as error:
        raise BackupError(f"{str(file)!r} is there already; give the backup another name") from error
    except OSError as error:
        raise os_store_error(file, error) from error
    finally:
        with suppress(OSError):
            draft.unlink()


def restore_backup(file: Path, data: Path) -> Backup:
    """Make the folder `data`, which must not be there or be empty, of a backup; it is there when it is whole, or not at all.

    Raises:
        BackupError: the folder is in use, or the file is no whole backup.
        StoreError: the folder cannot be written.
    """
    if os.path.lexists(data) and (not data.is_dir() or any(data.iterdir())):
        raise BackupError(
            f"{str(data)!r} is not empty, and a backup replaces nothing; name a new folder with `qa --data FOLDER restore …`"
        )
    make_folder(data.absolute().parent)
    draft = data.absolute().with_name(f".{data.absolute().name}.{token_hex(4)}.new")
    try:
        draft.mkdir(0o700)
        has_vectors = _unpack(file, draft)
        draft.replace(data)
        sync(data.absolute().parent)
        return Backup(file.stat().st_size, has_vectors)
    except OSError as error:
        raise os_store_error(data / _LIBRARY, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _copy_vectors(data: Path, copy: Path) -> bool:
    """Copy the vectors as they are between two changes, and return whether that could be done.

    The seal has the checksums of Chroma's files and is renewed after each change of them: where the copy fits its seal, and
    the seal is still the same, no change came between.
    """
    source = vectors_folder(data, _generation(data / _LIBRARY))
    target = copy / source.name
    for _ in range(_TRIES):
        before = _text_of(source / SEAL)
        if before is None:
            return False
        with suppress(FileNotFoundError):
            target.mkdir()
            _copy(source / _VECTORS_DATABASE, target / _VECTORS_DATABASE)
            shutil.copy(source / SEAL, target)
            for folder in (path.parent for path in source.glob(f"*/{MARK}")):
                shutil.copytree(folder, target / folder.name)
            if _text_of(source / SEAL) == before and SealedFolder(target).is_whole():
                return True
        shutil.rmtree(target)
    return False


def _generation(library: Path) -> str:
    """Return which index is searched; a reindex may be filling another one."""
    try:
        with closing(sqlite3.connect(library)) as reading:
            found = reading.execute("SELECT value FROM settings WHERE key = ?", (GENERATION,)).fetchone()
    except sqlite3.Error as error:
        raise sqlite_store_error(library, error, _MEND) from error
    return found[0] if found else ""


def _text_of(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def _copy(source: Path, target: Path) -> None:
    """Copy a file, a database as it is at one moment; nothing where it is not there."""
    if not source.exists():
        return
    if source.suffix not in {".db", ".sqlite3"}:
        shutil.copy(source, target)
        return
    try:
        with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(target)) as writing:
            reading.backup(writing)
    except sqlite3.Error as error:
        raise sqlite_store_error(source, error, _MEND) from error


def _pack(copy: Path, draft: Path) -> None:
    files = {path.relative_to(copy).as_posix(): path for path in sorted(copy.rglob("*")) if path.is_file()}
    record = {"format": _FORMAT, "files": {name: _digest(path) for name, path in files.items()}}
    with open(draft, "xb", opener=open_private) as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr(_RECORD, json.dumps(record))
            for name, path in files.items():
                archive.write(path, name)
        out.flush()
        os.fsync(out.fileno())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unpack(file: Path, folder: Path) -> bool:
    """Write the files of a backup into a folder, each as it was, and return whether vectors are among them."""
    with _opened(file) as archive:
        record = _record(archive, file)
        targets = {name: folder / _safe(name, file) for name in record}
        for name, target in targets.items():
            target.parent.mkdir(mode=0o700, exist_ok=True)
            with archive.open(name) as packed, open(target, "xb", opener=open_private) as out:
                if _written(packed, out) != record[name]:
                    raise _broken(file, f"{name} in it is not what was put there")
                out.flush()
                os.fsync(out.fileno())
    for made in {folder, *(path.parent for path in folder.rglob("*"))}:
        sync(made)
    return any(PurePosixPath(name).name == _VECTORS_DATABASE for name in record)


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except FileNotFoundError as error:
        raise BackupError(f"there is no file {str(file)!r}") from error
    except (zipfile.BadZipFile, KeyError, EOFError, ValueError, zlib.error) as error:
        raise _broken(file, "it is cut short, or no backup") from error


def _record(archive: zipfile.ZipFile, file: Path) -> Mapping[str, str]:
    """Return the digests by name of what is in the archive."""
    record = json.loads(archive.read(_RECORD))
    if record.get("format") != _FORMAT:
        raise _broken(file, "another version of Dateline wrote it; restore it with that one")
    files: Mapping[str, str] = record["files"]
    if _LIBRARY not in files:
        raise _broken(file, "it has no library")
    return files


def _safe(name: str, file: Path) -> PurePosixPath:
    """Return a name in the archive as a path that stays in the folder.

    Untrusted: a file that somebody hands over could name any place of the machine; only what a backup writes is written.
    """
    path = PurePosixPath(name)
    parts: Sequence[str] = path.parts
    known = name in {*_FILES, _LIBRARY} or (_VECTORS.fullmatch(path.parts[0] if parts else "") and len(parts) in {2, 3})
    if not known or ".." in parts or path.is_absolute() or "\\" in name:
        raise _broken(file, f"{name!r} is nothing that a backup has")
    return path


def _written(packed: IO[bytes], out: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := packed.read(1 << 20):
        digest.update(block)
        out.write(block)
    return digest.hexdigest()


def _broken(file: Path, reason: str) -> BackupError:
    return BackupError(f"{str(file)!r} cannot be restored: {reason}; nothing was changed")
