"""A calendar of vaccinations as data: every fault named, the one of the day in force, statements under it."""

from datetime import date
from importlib.resources import files

import pytest

from storage.vault import Vault
from tests.people import LOU, People
from tests.workspace.dossier.conftest import Operator
from workspace.access.permissions import Permission
from workspace.clock import Clock
from workspace.dossier.health import calendars, service
from workspace.dossier.health.definitions import calendar_on
from workspace.dossier.health.definitions import calendars as carried
from workspace.dossier.health.loading import LARGEST, differences, read_calendar
from workspace.errors import Invalid
from workspace.i18n import use_language
from workspace.ids import DossierId

TEXT = (files("workspace.dossier.health.definitions") / "vaccines-2025.toml").read_text("utf-8")
NEXT = TEXT.replace("2025-01-01", "2025-04-01", 1).replace("calendrier 2025", "calendrier d'avril")


def changed(before: str, after: str) -> str:
    assert before in TEXT
    return TEXT.replace(before, after, 1)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("= x", "file"),
        ("#" * (LARGEST + 1), "file"),
        ("", "vaccine"),
        (changed('name = "calendrier 2025"', "name = 7"), "name"),
        (changed("valid_from = 2025-01-01", 'valid_from = "soon"'), "valid_from"),
        (changed('code = "PNC"', "code = 4"), "vaccine 2"),
        (changed('code = "PNC"', 'code = "MenB"'), "MenB"),
        (changed('fr = "Pneumocoque"', 'fr = ""'), "PNC"),
        (changed('status = "compulsory"', 'status = "perhaps"'), "DTCaP-Hib-HepB"),
        (changed("opens = 2, closes = 3", "opens = 3, closes = 3"), "DTCaP-Hib-HepB"),
        (changed("opens = 2, closes = 3", 'opens = "2", closes = 3'), "DTCaP-Hib-HepB"),
        (changed("after_days = 56", "after = 56"), "DTCaP-Hib-HepB"),
        (changed("until_months = 72", "until_months = 0"), "DTCaP-Hib-HepB"),
        (changed("born_from = 2018-01-01", 'born_from = "2018"'), "DTCaP-Hib-HepB"),
        (changed('atc = "J07CA"', "atc = 7"), "DTCaP-Hib-HepB"),
        (changed("until_months = 72", 'until_months = 72\ncounts = ["X"]'), "DTCaP-Hib-HepB"),
        (changed("until_months = 72", "until_months = 72\ndepartments = [62]"), "DTCaP-Hib-HepB"),
        (changed("until_months = 72", "until_month = 72"), "DTCaP-Hib-HepB"),
        (changed('status = "compulsory"', 'status = ["compulsory"]'), "DTCaP-Hib-HepB"),
        (changed('code = "PNC"', 'code = ["PNC"]'), "vaccine 2"),
        (changed("valid_from = ", "from = 3\nvalid_from = "), "from"),
    ],
)
def test_what_cannot_be_a_calendar_is_named(text: str, place: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_calendar(text)
    assert place in refused.value.fields


NO_DOSE = """
valid_from = 2026-01-01
name = "x"
[[vaccine]]
code = "A"
fr = "a"
en = "a"
against_fr = "a"
against_en = "a"
status = "recommended"
"""


def test_a_vaccine_that_is_due_has_doses_and_one_that_is_recorded_has_none() -> None:
    for text in (
        changed('status = "compulsory"', 'status = "record"'),
        NO_DOSE,
        'valid_from = 2026-01-01\nname = "x"\nvaccine = 3',
    ):
        with pytest.raises(Invalid):
            read_calendar(text)


def test_the_last_calendar_applied_for_a_day_is_the_one_of_that_day() -> None:
    first, second = read_calendar(NEXT), read_calendar(NEXT.replace("d'avril", "corrected"))
    assert calendar_on(date(2025, 3, 31), [first]).name == "calendrier 2025"
    assert calendar_on(date(2025, 4, 1), [first]).name == "calendrier d'avril"
    assert calendar_on(date(2025, 4, 1), [first, second]).name == "calendrier corrected"
    assert calendar_on(date(2017, 1, 1), [first]) == carried()[0]


def test_what_a_calendar_changes_is_said_vaccine_by_vaccine() -> None:
    old, new = read_calendar(TEXT), read_calendar(changed("closes = 3", "closes = 4"))
    assert dict(differences(old, old)) == {}
    assert dict(differences(old, new)) == {"DTCaP-Hib-HepB": "changed"}


async def test_a_calendar_in_force_is_the_one_a_child_is_read_against(
    people: People, operator: Operator, clock: Clock, vault: Vault, followed: DossierId
) -> None:
    assert followed == LOU
    today = NEXT.replace("2025-04-01", clock.today().isoformat(), 1)
    past = NEXT.replace("2025-04-01", "2025-03-03", 1)
    async with operator("import") as errand:
        change = await calendars.apply(errand, today, clock=clock, vault=vault)
        with pytest.raises(Invalid):
            await calendars.apply(errand, past, clock=clock, vault=vault)
    with use_language("en"):
        assert list(calendars.in_words(change)) == [
            "calendrier d'avril, from 4 March 2025, after calendrier 2025"
        ]
    with people.ambre.here():
        clearance = people.ambre.clearance(Permission.HEALTH_READ)
        found = await service.health(clearance, clock=clock, vault=vault)
        written = await calendars.calendar(clearance, on=clock.today())
    assert found.calendar.name == written.name == "calendrier d'avril"
