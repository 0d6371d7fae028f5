"""Around midnight in Paris, on Martinique where it is still the evening: what waits is said of that evening."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, NURSERY, People
from tests.workspace.dossier.conftest import ADMITTED, BORN, Operator
from tests.workspace.home.cases import child, line
from tests.workspace.home.test_agenda import FILLED, PAGE
from tests.workspace.served import served
from workspace.clock import FixedClock
from workspace.dossier.documents.model import Filed
from workspace.dossier.record import errands as record
from workspace.dossier.record.model import Birth, Identity, Inclusion, NewChild, Sex
from workspace.dossier.scales.entries import InvitationId, Received
from workspace.home import matters
from workspace.home.model import Matter, SheetDue
from workspace.home.telling import told
from workspace.home.to_know import of_sheet
from workspace.hub import MemoryHub
from workspace.i18n import use_language
from workspace.ids import DocumentId
from workspace.settings import Settings

NIGHT = datetime(2025, 3, 5, 0, 30, tzinfo=UTC)
"""Wednesday 5 March, 1:30 in Paris; Tuesday 4 March, 20:30 on Martinique."""


async def test_the_appointments_of_the_evening_have_not_left_the_pages(
    database: Database, settings: Settings, people: People, operator: Operator, vault: Vault
) -> None:
    clock = FixedClock(moment=NIGHT)
    new = NewChild(
        identity=Identity(given_name="Lou", family_name="Payet", birth_date=BORN, sex=Sex.FEMALE),
        birth=Birth(),
        inclusion=Inclusion(admitted_on=ADMITTED, organization=NURSERY, department="972"),
    )
    async with operator("import") as errand:
        await record.add_many(errand, [(LOU, new)], clock=clock, vault=vault)
    evening = {**FILLED, "day": "2025-03-04", "at": "21:00", "zone": "America/Martinique"}
    bilan = {"step": "M48", "planned_on": date(2025, 3, 4).isoformat(), "planned_time": "20:45"}
    async with served(database, settings, vault=vault, clock=clock, hub=MemoryHub()) as site:
        nour, odile = site.browser(people.nour), site.browser(people.odile)
        for path, fields in ((PAGE, evening), (f"/children/{LOU}/plan", bilan)):
            assert (await nour.post(path, fields)).status_code == 303
        home, today = (await odile.get("/")).text, (await nour.get("/")).text
        week = (await nour.get("/calendar")).text
    assert "Tuesday 4 March" in home
    assert "Tuesday 4 March" in today
    assert 'class="day is-today" aria-labelledby="day-2025-03-04"' in week
    for shown in (home, today, week):
        for words in ("20:45", "21:00"):
            assert words in shown
        assert shown.count("(Martinique)") == 2
    assert "did it take place?" not in week


def test_what_was_done_at_night_is_told_on_the_day_it_was_where_the_child_is() -> None:
    """22:30 in Paris on 3 March, 1:30 of the 4th on Reunion Island."""
    late = datetime(2025, 3, 3, 21, 30, tzinfo=UTC)
    here, there = (
        line(who=replace(paris, inclusion=replace(paris.inclusion, department=department)))
        for paris in [child()]
        for department in ("62", "974")
    )
    for one, day in ((here, date(2025, 3, 3)), (there, date(2025, 3, 4))):
        dossier = one.child.dossier
        (sheet,) = matters.sheets([one], {dossier: late}, {dossier: late + timedelta(hours=1)})
        assert isinstance(sheet.what, SheetDue)
        assert sheet.what.filed_on == day
        came = Received(id=InvitationId(uuid4()), tool="M-CHAT-R", months=0, finished_at=late)
        with use_language("en"):
            said = told(Matter(line=one, what=came), may_act=True).words
            (known,) = of_sheet(
                Filed(id=DocumentId(uuid4()), at=late), one.child.inclusion.department
            )
        assert f"{day.day} March" in said
        assert f"{day.day} March" in known.words
