"""Put files and folders on the disk, so that a power cut does not take them."""

import os
from pathlib import Path


def make_folder(path: Path) -> None:
    """Make a folder and those above it, each with its name on the disk; one that is there is left alone.

    Raises:
        OSError: it cannot be made.
    """
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(exist_ok=True)
        sync(path.parent)


def sync(path: Path) -> None:
    """Put the contents of a file, or the names in a folder, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
