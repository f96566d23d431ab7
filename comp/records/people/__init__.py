"""People and their dated tables as sheets, out and in; and what erasing a person empties.

An import shows what it would change before it changes anything. It must not delete a row: what is not in a
file stays as it is, and what is over gets its last day.
"""

from comp.records.people.cells import CellFault
from comp.records.people.changes import Change, ColumnChange, Kind, Preview, Refused, plain
from comp.records.people.comparing import preview
from comp.records.people.erasing import Erased, erase
from comp.records.people.exporting import export_csv, export_folder, export_workbook, workbook
from comp.records.people.importing import import_people
from comp.records.people.reading import FileRow, ReadSheets, from_workspace, read_sheets
from comp.records.people.sheets import SHEETS, SheetForm

__all__ = [
    "SHEETS",
    "CellFault",
    "Change",
    "ColumnChange",
    "Erased",
    "FileRow",
    "Kind",
    "Preview",
    "ReadSheets",
    "Refused",
    "SheetForm",
    "erase",
    "export_csv",
    "export_folder",
    "export_workbook",
    "from_workspace",
    "import_people",
    "plain",
    "preview",
    "read_sheets",
    "workbook",
]
