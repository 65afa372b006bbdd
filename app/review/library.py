"""The files that are reviewed, the drafts opened from them, and the decisions that can be taken back."""

import os
import threading
from collections import OrderedDict, defaultdict, deque
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from app.errors import NotFound, WortlautError
from app.review import files
from app.review.deciding import Decided, apply_decision
from app.review.decisions import AnyDecision, Undo
from app.review.placed_document import DecisionRefused, Note, PlacedDocument, count_open, place_document
from app.services.ingest import exporter, importer

OPENED_MAX = 4
"""Drafts in memory; a document of 8 MiB takes about 60 MiB."""
UNDO_MAX = 200
SUFFIX = ".json"
NO_ADDRESS = "its name is not UTF-8, or has a line end: rename it"


class Opened(NamedTuple):
    """A draft, and the version of the file that it was read from."""

    version: str
    draft: PlacedDocument


class UndoStep(NamedTuple):
    """A decision that can be taken back: while the file has the version that it led to."""

    version: str
    before: PlacedDocument
    part: str


class SavedDecision(NamedTuple):
    """What a decision changed, the key of the part to look at next, and what is told of it."""

    before: Opened
    after: Opened
    focus: str
    notes: tuple[Note, ...] = ()


class FileSummary(NamedTuple):
    """What a list says of a file; `problem` says why it cannot be reviewed."""

    name: str
    title: str = ""
    open_count: int = 0
    total: int = 0
    score: float | None = None
    """The mean score of the quotes that wait for a decision."""
    problem: str | None = None


def has_address(name: str) -> bool:
    """Tell whether the page of a file can have an address, which is a line of text."""
    return "\n" not in name and os.fsencode(name).decode(errors="ignore") == name


class Library:
    """A file, or a folder of files, by their names in it; safe to use from several threads."""

    def __init__(self, root: Path) -> None:
        self.is_folder = root.is_dir()
        self._folder = root if self.is_folder else root.parent
        self._only = None if self.is_folder else root.name
        self._lock = threading.Lock()
        self._opened: OrderedDict[str, Opened] = OrderedDict()
        self._steps: defaultdict[str, deque[UndoStep]] = defaultdict(lambda: deque(maxlen=UNDO_MAX))
        self._summaries: dict[str, tuple[tuple[int, int], FileSummary]] = {}

    def list_names(self) -> list[str]:
        """Return the names of all files: paths in the folder, with slashes; linked folders are left out."""
        if self._only is not None:
            return [self._only]
        found = self._folder.rglob(f"*{SUFFIX}")
        return sorted(one.relative_to(self._folder).as_posix() for one in found if one.is_file())

    def find(self, name: str) -> Path:
        """Return the path of a file, or raise `NotFound`; no name and no link leads out of the folder."""
        parts = PurePosixPath(name).parts
        is_inside = bool(parts) and ".." not in parts and not name.startswith("/")
        is_ours = name == self._only if self._only is not None else name.endswith(SUFFIX)
        path = self._folder / name
        # os.path: Path.is_file raises OSError where a name is longer than that of any file.
        if not is_inside or not is_ours or not os.path.isfile(path):  # noqa: PTH113
            raise NotFound(f"There is no file “{name[:200]}”.")
        if self._leads_out(path):
            raise NotFound(f"“{name[:200]}” is a link that leads out of the folder.")
        return path

    def _leads_out(self, path: Path) -> bool:
        """Tell whether a file of a folder is, by a link, one outside; a file that was named may be a link."""
        return self.is_folder and not path.resolve().is_relative_to(self._folder.resolve())

    def open(self, name: str) -> Opened:
        """Return a draft as its file is now.

        Raises `NotFound`, or what `place_document` raises if the file is no draft that can be reviewed.
        """
        raw = files.read(self.find(name))
        version = files.make_version(raw)
        with self._lock:
            opened = self._opened.get(name)
        if opened is None or opened.version != version:
            opened = Opened(version, place_document(raw))
            with self._lock:
                self._keep(name, opened)
        return opened

    def _keep(self, name: str, opened: Opened) -> None:
        self._opened[name] = opened
        self._opened.move_to_end(name)
        while len(self._opened) > OPENED_MAX:
            self._opened.popitem(last=False)

    def decide(self, name: str, decision: AnyDecision) -> SavedDecision:
        """Apply a decision, and write the file.

        Raises `FileChanged` if the file is not what the browser shows, `DecisionRefused` if the decision
        cannot be applied, and OSError if the file cannot be written; then it is what it was.
        """
        path, before = self.find(name), self.open(name)
        if decision.version != before.version:
            raise files.FileChanged
        with self._lock:
            steps = self._steps[name]
            is_undo = isinstance(decision, Undo)
            decided = _undo(steps, before) if is_undo else apply_decision(before.draft, decision)
            if decided.draft is before.draft:
                return SavedDecision(before, before, decided.focus)
            after = _write(path, decided.draft, before.version)
            if is_undo:
                steps.pop()
            else:
                steps.append(UndoStep(after.version, before.draft, decision.part))
            self._keep(name, after)
        return SavedDecision(before, after, decided.focus, decided.notes)

    def summarize(self) -> list[FileSummary]:
        """Return what is left in all files: the most first, of as many the least sure; then other files."""
        summaries = [self._summarize(name) for name in self.list_names()]
        return sorted(
            summaries,
            key=lambda one: (one.problem is not None, -one.open_count, one.score or 0, one.name),
        )

    def _summarize(self, name: str) -> FileSummary:
        if not has_address(name):
            written = os.fsencode(name).replace(b"\n", rb"\x0a").decode(errors="backslashreplace")
            return FileSummary(written, problem=NO_ADDRESS)
        path = self._folder / name
        if self._leads_out(path):
            return FileSummary(name, problem="it is a link that leads out of the folder")
        try:
            status = path.stat()
            key = (status.st_mtime_ns, status.st_size)
            known = self._summaries.get(name)
            if known is not None and known[0] == key:
                return known[1]
            summary = _summarize(name, files.read(path))
        except OSError as error:
            return FileSummary(name, problem=error.strerror)
        self._summaries[name] = (key, summary)
        return summary


def _undo(steps: deque[UndoStep], before: Opened) -> Decided:
    """Return the draft before the last step, if nobody has written the file since."""
    if not steps or steps[-1].version != before.version:
        raise DecisionRefused("refused_no_undo")
    return Decided(steps[-1].before, steps[-1].part)


def _write(path: Path, draft: PlacedDocument, version: str) -> Opened:
    """Write a draft, if the file can be read again: whatever was decided, it holds what a document may."""
    raw = exporter.to_json(draft.document).encode()
    try:
        importer.parse_document(raw)
    except WortlautError as error:
        faults = [f"{one.pointer}: {one.detail}" for one in error.faults[:1]]
        raise DecisionRefused("refused_invalid", fault=faults[0] if faults else error.detail) from None
    files.replace(path, raw, version)
    return Opened(files.make_version(raw), draft)


def _summarize(name: str, raw: bytes) -> FileSummary:
    try:
        document = importer.parse_document(raw)
    except WortlautError as error:
        return FileSummary(name, problem=error.detail)
    scores = [one.score for one in document.quotes if one.review and one.score is not None]
    return FileSummary(
        name,
        document.headline or document.id,
        count_open(document),
        1 + len(document.speakers) + len(document.statements) + len(document.quotes),
        sum(scores) / len(scores) if scores else None,
    )
