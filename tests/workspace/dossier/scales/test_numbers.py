"""The numbers of the scales on a page: read by those who read scales, entered by the national team, two people each time."""

import pytest

from tests.people import LOU, People
from tests.workspace.dossier.scales.test_thresholds import HEAD, LINES
from tests.workspace.dossier.traces import recorded
from tests.workspace.home.conftest import Browse, browse, clock, followed, operator, site
from workspace.audit.model import Act

__all__ = ["browse", "clock", "followed", "operator", "site"]

PAGE = "/scales/numbers"
SHEET = "\n".join([HEAD, *LINES])
NEW = {
    "bounds": SHEET,
    "entered_by": "Ada Morel",
    "checked_by": "Nils Perrin",
    "edition": "Guide, third edition, page 12",
    "at_cutoff": "refer",
    "local_watch": "on",
}

pytestmark = pytest.mark.usefixtures("followed")


async def test_bounds_are_entered_by_one_and_checked_by_another(
    browse: Browse, people: People
) -> None:
    national = browse(people.national)
    shown = (await national.get(PAGE)).text
    assert "numbers not verified" in shown, "those of ASQ:SE were compared with no second source"
    assert shown.count("not verified") < 25, "those of ASQ-3 were"
    model = (await national.get(PAGE + "/model.csv")).text
    assert len(model.splitlines()) == 106
    kept = await national.post(PAGE, NEW)
    assert (kept.status_code, kept.headers["location"]) == (303, PAGE)
    seen = (await browse(people.ambre).get(PAGE)).text
    for words in ("Ada Morel", "Nils Perrin", "Guide, third edition, page 12", ">105<"):
        assert words in seen, words
    assert 'action="/scales/numbers"' not in seen
    only_choice = {**NEW, "bounds": "", "checked_by": "", "local_watch": "off"}
    assert (await national.post(PAGE, only_choice)).status_code == 303
    again = (await national.get(PAGE)).text
    assert "nothing is marked above the cut-off" in again
    assert again.count("Nils Perrin") == 2, "the bounds that stay were checked by the same person"
    assert (await recorded(people)).count(Act.SCALE_THRESHOLDS_ADD) == 2
    assert LOU


async def test_a_sheet_that_cannot_be_says_which_lines(browse: Browse, people: People) -> None:
    national = browse(people.national)
    wrong = SHEET.replace(LINES[3], "12;total;20")
    answer = await national.post(PAGE, {**NEW, "bounds": wrong})
    assert answer.status_code == 422
    assert "line 5" in answer.text
    assert "12;total;20" in answer.text, "what was pasted stays"
    chosen = [("file", ("bornes.csv", wrong.encode(), "text/csv"))]
    assert "line 5" in (await national.post(PAGE, {**NEW, "bounds": ""}, files=chosen)).text
    picture = [("file", ("bornes.csv", b"\xff\xd8", "text/csv"))]
    refused = await national.post(PAGE, {**NEW, "bounds": ""}, files=picture)
    assert 'id="field-file-error"' in refused.text


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"entered_by": " "}, "entered_by"),
        ({"edition": ""}, "edition"),
        ({"checked_by": ""}, "checked_by"),
        ({"checked_by": "ada  MOREL"}, "checked_by"),
        ({"edition": "x" * 201}, "edition"),
    ],
)
async def test_who_where_and_who_else_are_said(
    browse: Browse, people: People, changed: dict[str, str], field: str
) -> None:
    answer = await browse(people.national).post(PAGE, {**NEW, **changed})
    assert (answer.status_code, f'id="field-{field}-error"' in answer.text) == (422, True)


async def test_numbers_are_the_national_teams_to_enter(browse: Browse, people: People) -> None:
    for name, reads in (
        ("nour", 200),
        ("ambre", 200),
        ("malik", 200),
        ("odile", 403),
        ("parent", 403),
    ):
        mine = browse(people.by_name[name])
        assert (await mine.get(PAGE)).status_code == reads, name
        assert (await mine.post(PAGE, NEW)).status_code == 403, name
        assert (await mine.get(PAGE + "/model.csv")).status_code == 403, name
