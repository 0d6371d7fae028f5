"""The list of children as a spreadsheet opens it."""

import csv
from io import StringIO

from tests.workspace.home.cases import child, line
from workspace.dossier.record.model import PlacementKind
from workspace.home import spreadsheet
from workspace.i18n import use_language


def test_a_spreadsheet_opens_with_its_accents_and_columns() -> None:
    who = child("Na\u00ebl Fa\u00ffe", kind=PlacementKind.FOSTER_FAMILY)
    with use_language("en"):
        content = spreadsheet.children([line(who=who)])
    assert content.startswith(b"\xef\xbb\xbf")
    head, row = csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    assert len(spreadsheet.COLUMNS) == len(row)
    assert dict(zip(head, row, strict=True)) == {
        "Family name": "Fa\u00ffe",
        "Given name": "Na\u00ebl",
        "Date of birth": "2021-05-10",
        "Age": "3 years 9 months",
        "Admitted on": "2021-07-09",
        "Kind of place": "Foster family",
        "Place": "Here",
        "State": "To plan",
        "Next assessment": "4 years",
        "In words": "before 9 August 2025",
    }
    assert content.endswith(b"\r\n")


def test_a_name_is_never_a_formula() -> None:
    who = child("=HYPERLINK(1) Roy")
    content = spreadsheet.children([line(who=who)]).decode("utf-8-sig")
    assert ";'=HYPERLINK(1);" in content


def test_what_is_not_known_stays_empty() -> None:
    with use_language("en"):
        content = spreadsheet.children([line()]).decode("utf-8-sig")
    assert ";2021-07-09;;;To plan;" in content
