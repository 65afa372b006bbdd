"""The folder of the index: which generation of it is in use, and who may write.

`current` names the folder of the generation in use. A new one is made beside it and takes its place in one
step, so a process that is killed leaves the old one as it was, and the old one is written to meanwhile. The
kernel unlocks the locks of a process when it ends, however it does.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

CURRENT, LOCK, REPLACING_LOCK = "current", "lock", "replacing-lock"
BYTES_TRIED = 64 * 1024
UNFINISHED = "new-"
"""The name of a generation that is being made begins with this."""


class IndexFolder:
    """The folder of an index; it is created when something is written to it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def find_current(self) -> Path | None:
        """Return the folder of the generation in use, or None if there is none."""
        try:
            name = (self.path / CURRENT).read_text("ascii").strip()
        except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
            return None
        generation = self.path / name
        return generation if name and name == Path(name).name and generation.is_dir() else None

    @contextlib.contextmanager
    def lock(self, name: str = LOCK) -> Iterator[bool]:
        """Try to lock the folder against other threads and processes, and tell whether that succeeded.

        A process that makes a new generation locks another file than one that writes to the one in use.

        Raises `OSError` if the folder cannot be written.
        """
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.path / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
        finally:
            os.close(descriptor)

    def require_writable(self) -> None:
        """Raise `OSError` if a file cannot be created and filled here."""
        with tempfile.TemporaryFile(dir=self.path) as file:
            file.write(bytes(BYTES_TRIED))
            file.flush()

    def make_generation(self) -> Path:
        """Create the folder of a new generation, which is not in use yet."""
        generation = self.path / f"{UNFINISHED}{secrets.token_hex(8)}"
        generation.mkdir(mode=0o700)
        return generation

    def delete_unfinished(self) -> None:
        """Delete generations that were never finished; the caller has the lock of those who make them."""
        for unfinished in self.path.glob(f"{UNFINISHED}*"):
            shutil.rmtree(unfinished, ignore_errors=True)

    def use(self, generation: Path) -> None:
        """Use a new generation from now on, and delete all others."""
        finished = generation.rename(generation.with_name(generation.name.removeprefix(UNFINISHED)))
        part = self.path / f"{CURRENT}.part"
        with part.open("w", encoding="ascii") as file:
            file.write(finished.name)
            file.flush()
            os.fsync(file.fileno())
        part.rename(self.path / CURRENT)
        self.delete_unused()

    def discard(self) -> None:
        """Use no generation any more: the index must be made anew."""
        (self.path / CURRENT).unlink(missing_ok=True)

    def delete_unused(self) -> None:
        """Delete generations that are in use no more."""
        current = self.find_current()
        for folder in self.path.iterdir():
            if folder.is_dir() and folder != current and not folder.name.startswith(UNFINISHED):
                shutil.rmtree(folder, ignore_errors=True)  # A process may still read it.
