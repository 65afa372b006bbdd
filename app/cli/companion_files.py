"""Find the files that belong to a file of annotations: the text that it annotates, and a type system."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from app.models import ARTICLE_TEXT_MAX

TEXT_BYTES_MAX = 4 * ARTICLE_TEXT_MAX
COMPANION_BYTES_MAX = 16 * 1024 * 1024
TEXT_FOLDERS = ("text", "texts", "txt")
"""Folders of texts beside that of the annotations."""


class Companions(NamedTuple):
    """The files around one of annotations; `text` is the text, or a folder of texts, that a person names."""

    file: Path
    text: Path | None

    def find_text(self, names: Sequence[str]) -> bytes | None:
        """Return the text for the first of some names that has one; None if there is none."""
        if self.text is not None and not self.text.is_dir():
            return _read(self.text, TEXT_BYTES_MAX)
        here = self.file.parent
        folders = [self.text] if self.text else [here, *(here.parent / name for name in TEXT_FOLDERS)]
        found = (folder / f"{_to_plain(name)}.txt" for name in names for folder in folders)
        return next((_read(one, TEXT_BYTES_MAX) for one in found if one.is_file()), None)

    def find(self, names: Sequence[str]) -> bytes | None:
        """Return the file beside this one that has the first of some names; None if there is none."""
        found = (self.file.parent / _to_plain(name) for name in names)
        return next((_read(one, COMPANION_BYTES_MAX) for one in found if one.is_file()), None)


def _to_plain(name: str) -> str:
    """Return the last part of a name: a file of annotations names no file elsewhere."""
    return name.replace("\0", "").replace("\\", "/").rpartition("/")[2][:200] or "-"


def _read(path: Path, maximum: int) -> bytes:
    """Return the content of a file; one byte more than the maximum, which then is refused as too long."""
    with path.open("rb") as opened:
        return opened.read(maximum + 1)
