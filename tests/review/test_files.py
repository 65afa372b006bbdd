"""Files are written whole, and only over what was read."""

import threading
from pathlib import Path

import pytest

from app.review import files


def test_nothing_is_written_over_what_somebody_else_wrote(tmp_path: Path) -> None:
    file = tmp_path / "draft.json"
    file.write_bytes(b"theirs")
    with pytest.raises(files.FileChanged):
        files.replace(file, b"ours", files.make_version(b"what was read"))
    assert file.read_bytes() == b"theirs"
    assert [one.name for one in tmp_path.iterdir()] == ["draft.json"]


def test_a_byte_order_mark_is_not_kept(tmp_path: Path) -> None:
    file = tmp_path / "draft.json"
    file.write_bytes(b"\xef\xbb\xbf{}")
    assert files.read(file) == b"{}"
    files.replace(file, b"{ }", files.make_version(b"{}"))
    assert file.read_bytes() == b"{ }"


def test_of_many_who_write_at_once_each_sees_what_the_one_before_wrote(tmp_path: Path) -> None:
    file = tmp_path / "count"
    file.write_bytes(b"0")

    def count() -> None:
        counted = 0
        while counted < 25:
            raw = files.read(file)
            try:
                files.replace(file, b"%d" % (int(raw) + 1), files.make_version(raw))
            except files.FileChanged:
                continue
            counted += 1

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert file.read_bytes() == b"100"
