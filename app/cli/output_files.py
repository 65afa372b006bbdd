"""Write the files that a command makes: whole or not at all, and never over what somebody has edited."""

import contextlib
from pathlib import Path

from app.errors import RefusedDocument


def write_new(file: Path, content: bytes) -> None:
    """Write a file, unless it is there already; raises `RefusedDocument` if it has other content.

    It is renamed when it is whole, so that no reader and no crash of this program meets a part of it. The
    disk is not waited for: after a crash of the machine the command can be run again.
    """
    with contextlib.suppress(FileNotFoundError):
        if file.read_bytes() != content:
            detail = (
                f"{file} is there, with other content: perhaps it was reviewed. Remove it to make it anew."
            )
            raise RefusedDocument(detail)
        return
    part = file.with_name(f"{file.name}.part")
    part.write_bytes(content)
    part.replace(file)
