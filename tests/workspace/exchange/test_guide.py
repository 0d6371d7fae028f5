"""The models to fill agree with the format, and open in a French spreadsheet."""

import io
import zipfile

import pytest

from workspace.exchange import faults
from workspace.exchange.chosen import Chosen, open_chosen
from workspace.exchange.columns import SHEETS
from workspace.exchange.guide import PAGES, Page, page_of
from workspace.exchange.model_files import model_file, model_files, note
from workspace.exchange.reading import read_rows
from workspace.i18n import gettext

BOM = b"\xef\xbb\xbf"
ids = [page.sheet.file for page in PAGES]


def test_every_file_and_every_column_of_the_format_is_explained_once() -> None:
    assert sorted(ids) == sorted(sheet.file for sheet in SHEETS)
    for page in PAGES:
        names = [column.name for column in page.columns]
        assert sorted(names) == sorted(page.sheet.columns)
        assert all(column.says for column in page.columns)


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_a_model_as_it_is_brings_nothing_and_is_no_error(page: Page) -> None:
    content = model_file(page)
    assert content.startswith(BOM)
    assert b";" in content.splitlines()[0]
    read = read_rows(open_chosen([Chosen(page.sheet.file, content)]), own_department="62")
    assert (len(read.batch), [each.fault for each in read.problems]) == (0, [faults.REMARKS])


def test_the_examples_are_lines_that_could_be_brought_in() -> None:
    files = [
        Chosen(page.sheet.file, model_file(page).replace(b"# ", b""))
        for page in PAGES
        if page.sheet.file != "etablissements.csv"
    ]
    read = read_rows(open_chosen(files), own_department="62")
    assert read.problems == ()
    assert len(read.batch) == len(files)


def test_all_the_models_come_in_one_folder_with_their_note() -> None:
    archive = zipfile.ZipFile(io.BytesIO(model_files(gettext)))
    assert archive.namelist() == ["LISEZ-MOI.txt", *ids]
    told = archive.read("LISEZ-MOI.txt").decode("utf-8-sig")
    for page in PAGES:
        assert page.sheet.file in told
        for column in page.columns:
            assert f"  {column.name} : " in told
            assert all(word in told for word in column.accepted.split(", "))
    assert note(gettext).startswith(BOM)


def test_the_note_and_the_folder_chosen_by_mistake_are_known_for_what_they_are() -> None:
    files = [Chosen("LISEZ-MOI.txt", note(gettext)), Chosen("modeles.zip", model_files(gettext))]
    said = [problem.fault for problem in open_chosen(files).problems]
    assert said == [faults.NOTE_LEFT, faults.ZIPPED]


def test_no_page_for_a_file_that_is_none() -> None:
    assert page_of("photos.csv") is None
