"""Read the file of a draft, and write it only if it is still what was read: whole, or not at all."""

import contextlib
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from app.services.ingest import importer


class FileChanged(Exception):
    """The file is not what was read: another tab or another program has written it."""


def read(path: Path) -> bytes:
    """Return the content of a file; little more than a document may have, and no byte order mark."""
    return importer.read_bytes(path)


def make_version(raw: bytes) -> str:
    """Return the version of a file with this content: its SHA-256."""
    return hashlib.sha256(raw).hexdigest()


def replace(path: Path, raw: bytes, version: str) -> None:
    """Write a file whose content has this version; raises `FileChanged` if it has another one by now.

    The file has the old content or the new one at any moment, also when the power fails (rename(2)). A link
    stays a link. Two of these programs exclude each other, by a lock on the folder; against a third program
    the comparison comes last, right before the rename.
    """
    target = path.resolve()
    with _lock(target.parent) as folder:
        # One name for each file, so that programs that were killed leave one such file behind, not many.
        temporary = target.with_name(f".{target.name}.review")
        try:
            with temporary.open("wb") as opened:
                opened.write(raw)
                opened.flush()
                os.fsync(opened.fileno())
            shutil.copymode(target, temporary)
            _require_version(target, version)
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        os.fsync(folder)


def _require_version(path: Path, version: str) -> None:
    if make_version(read(path)) != version:
        raise FileChanged


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[int]:
    """Lock a folder for the writing of a file in it, and yield its descriptor."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)
