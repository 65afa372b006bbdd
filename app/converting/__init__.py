"""Annotations of other tools, turned into documents. Pure: bytes of files in, documents out.

A reader returns texts with labelled passages and links (`annotations`). `placing` finds the passages: in the
unit in which the offsets of the whole file cut its words (`units`, `file_unit`), or by their words
(`selectors`). `linking` joins them into attributions, with a map of what their labels mean (`labels`).
`assembling` makes the document of speakers (`naming`, by their `mentions`) and words between marks
(`quotation_marks`, `partial_quotes`), and lists what it cannot keep.
"""

from app.converting.annotations import Annotated, File, Loss, Problem, RefusedFile, Unit
from app.converting.assembling import Assembled, assemble
from app.converting.file_unit import FileUnit, may_differ
from app.converting.labels import LabelMap
from app.converting.placing import place_all
from app.converting.readers import FORMATS, Reader, Records, is_installed
from app.converting.readers.json_files import split_list

__all__ = [
    "FORMATS",
    "Annotated",
    "Assembled",
    "File",
    "FileUnit",
    "LabelMap",
    "Loss",
    "Problem",
    "Reader",
    "Records",
    "RefusedFile",
    "Unit",
    "assemble",
    "is_installed",
    "may_differ",
    "place_all",
    "split_list",
]
