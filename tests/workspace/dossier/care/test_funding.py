"""What a programme pays, as a file says it, and put in force: nothing is overwritten, nobody is presumed to pay."""

import json
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from html import unescape

import asyncpg
import pytest

from storage.vault import Vault
from tests.people import LOU, People
from tests.workspace.dossier.care.test_service import SILENT, noted
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.traces import recorded
from tests.workspace.served import Site
from workspace.audit.model import Act
from workspace.clock import FixedClock
from workspace.database import sql, transaction
from workspace.dossier.care import rates, service
from workspace.dossier.care.funding import LARGEST, parse
from workspace.dossier.care.model import GroupKey, Payer
from workspace.dossier.care.rates_form import text_of
from workspace.errors import Invalid

FILE = """
programme = "pegase"
source = "Amendment of 12 January 2025"
[[funding]]
valid_from = 2024-07-01
valid_to = 2025-06-30
sessions_ceiling_per_child_year = 20
care_forfait_eur_per_child_year = 800
bilan_forfait_eur_per_child_year = 640
session_eur = "41.50"
group_key = "whole"
"""
LATER = FILE.replace("2024-07-01", "2026-02-03").replace("2025-06-30", "2027-12-31")


def test_a_file_says_its_periods() -> None:
    found = parse(FILE)
    (period,) = found.periods
    assert (found.programme, found.source) == ("pegase", "Amendment of 12 January 2025")
    assert (period.valid_from, period.valid_to) == (date(2024, 7, 1), date(2025, 6, 30))
    assert (period.sessions_a_year, period.care_eur, period.assessments_eur) == (20, 800, 640)
    assert (period.unit_eur, period.group_key) == (Fraction(83, 2), GroupKey.WHOLE)
    bare = parse("\n".join(line for line in FILE.splitlines() if "_eur =" not in line))
    assert bare.periods[0].session_eur is None
    assert bare.periods[0].unit_eur == 40


@pytest.mark.parametrize(
    ("said", "instead", "place"),
    [
        ('programme = "pegase"', "programme = 3", "programme"),
        ('"pegase"', '"P\u00e9gase"', "programme"),
        ('source = "Amendment of 12 January 2025"', 'source = " "', "source"),
        ("[[funding]]", "[[fundings]]", "funding"),
        ("2025-06-30", "2024-06-30", "funding 1, valid_from"),
        ("2024-07-01", '"2024-07-01"', "funding 1, valid_from"),
        ("2024-07-01", "2024-07-01T08:00:00", "funding 1, valid_from"),
        ("year = 20", "year = 0", "funding 1, sessions_ceiling_per_child_year"),
        ("year = 20", "year = true", "funding 1, sessions_ceiling_per_child_year"),
        ("= 800", "= 800.5", "funding 1, care_forfait_eur_per_child_year"),
        ('"41.50"', '"41.505"', "funding 1, session_eur"),
        ('"41.50"', '"NaN"', "funding 1, session_eur"),
        ('"41.50"', '"forty"', "funding 1, session_eur"),
        ('"41.50"', "41.5", "funding 1, session_eur"),
        ('"whole"', '"half"', "funding 1, group_key"),
        ('"whole"', '["whole"]', "funding 1, group_key"),
        ("group_key", "group_kez", "funding 1, group_kez"),
        ("[[funding]]", "# " + "x" * LARGEST + "\n[[funding]]", "file"),
        ('source = "', 'sauce = "a"\nsource = "', "sauce"),
        ("[[funding]]", "[[funding", "file"),
    ],
)
def test_what_is_off_is_named(said: str, instead: str, place: str) -> None:
    assert said in FILE
    with pytest.raises(Invalid) as refused:
        parse(FILE.replace(said, instead, 1))
    assert place in refused.value.fields


def test_two_periods_of_a_file_may_not_cover_the_same_day() -> None:
    twice = FILE + FILE[FILE.index("[[") :].replace("2024-07-01", "2025-06-30").replace(
        "valid_to = 2025-06-30", "valid_to = 2026-06-30"
    )
    with pytest.raises(Invalid) as refused:
        parse(twice)
    assert set(refused.value.fields) == {"funding"}


@pytest.mark.usefixtures("followed")
async def test_a_file_is_seen_first_then_holds_for_the_years_it_covers(
    people: People, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    """Lou's year began on 9 July 2024, under fifteen sessions; the amendment gives twenty."""
    async with operator("import") as errand:
        seen = await rates.check(errand, FILE, clock=clock)
    assert (seen.found, seen.changed) == (0, 1)
    with people.nour.here():
        before = await service.budget(people.nour.clearance(), clock=clock, vault=vault)
    assert (before.sessions.ceiling, before.care_eur) == (15, 630)
    async with operator("import") as errand:
        assert await rates.apply(errand, FILE, clock=clock, vault=vault) == seen
    assert Act.CARE_RATES_ADD in await recorded(people)
    with people.nour.here():
        after = await service.budget(people.nour.clearance(), clock=clock, vault=vault)
        last = FixedClock(moment=clock.moment.replace(year=2024))
        older = await service.budget(people.nour.clearance(), clock=last, vault=vault)
    assert (after.sessions.ceiling, after.care_eur) == (20, 800)
    assert after.money is not None
    assert after.money.unit == Decimal("41.50")
    assert (older.sessions.ceiling, older.care_eur) == (15, 630), "the year before keeps its own"


@pytest.mark.usefixtures("followed")
async def test_a_year_nobody_funded_says_so_until_a_file_is_put_in_force(
    people: People, operator: Operator, clock: FixedClock, vault: Vault, site: Site
) -> None:
    clock.moment = clock.moment.replace(year=2027)
    nour, path = site.browser(people.nour), f"/children/{LOU}/care"
    words = "No allowance is known for the year that began on 9 July 2026"
    for page in (path, f"/children/{LOU}"):
        said = (await nour.get(page)).text
        assert "0 sessions paid by the programme" in said
        assert "PEGASE, until" not in said
        assert "paid by PEGASE this year" not in said
        assert (words in said) is (page == path)
    text = (await nour.get(f"{path}/new")).text
    assert words in text
    assert 'value="pegase" selected' not in text, "nobody is presumed to pay"
    unpaid = {"kind": "psychology", "presence": "present", "done_on": "2027-03-01", "minutes": "45"}
    assert (await nour.post(path, unpaid)).status_code == 422
    round_ = {**unpaid, f"presence-{LOU}": "present", "payer": ""}
    refused = await nour.post("/care/sessions", round_)
    assert refused.status_code == 422
    assert "say who pays" in refused.text
    async with operator("import") as errand:
        seen = await rates.apply(errand, LATER, clock=clock, vault=vault)
    assert (seen.found, seen.changed) == (1, 0)
    text = (await nour.get(f"{path}/new")).text
    assert words not in text
    assert 'value="pegase" selected' in text
    assert "Session 1 of 20" in text


@pytest.mark.usefixtures("followed")
async def test_another_programme_has_its_own_rates(
    people: People, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    async with operator("import") as errand:
        other = FILE.replace('"pegase"', '"mille-jours"')
        seen = await rates.apply(errand, other, clock=clock, vault=vault)
    assert (seen.found, seen.changed) == (0, 0)
    entry = await noted(people.malik, SILENT, clock=clock, vault=vault)
    assert entry.session.payer is Payer.PEGASE
    with people.nour.here():
        budget = await service.budget(people.nour.clearance(), clock=clock, vault=vault)
    assert budget.sessions.ceiling == 15


async def test_the_database_lets_nobody_change_what_was_put_in_force(
    people: People, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    async with operator("import") as errand:
        await rates.apply(errand, FILE, clock=clock, vault=vault)
        for statement in (
            "update funding_period set care_eur = 1",
            "delete from funding_period",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with transaction():
                    await sql(statement)
    with people.nour.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction():
            await sql(
                "insert into funding_period (id, programme, valid_from, valid_to, sessions_a_year, care_eur,"
                " assessments_eur, group_key, source, entered_by, entered_at)"
                " values (gen_random_uuid(), 'pegase', '2025-01-01', '2026-01-01', 99, 1, 1, 'equal', 'x',"
                " gen_random_uuid(), now())"
            )


@pytest.mark.usefixtures("followed")
async def test_the_national_team_sees_what_a_file_changes_then_puts_it_in_force(
    people: People, site: Site, clock: FixedClock, vault: Vault
) -> None:
    """They count children and read none; a coordinator reads what is in force and no more."""
    national, nour = site.browser(people.national), site.browser(people.nour)
    shown = (await national.get("/rates")).text
    assert "comes with Grenier" in shown
    refused = await national.post("/rates", {"text": FILE.replace("year = 20", "year = 0")})
    assert refused.status_code == 422
    assert "funding 1, sessions_ceiling_per_child_year" in refused.text
    assert "Amendment of 12 January 2025" in refused.text, "what was typed stays"
    long = await national.post("/rates/apply", {"text": FILE + "#" * LARGEST})
    assert long.status_code == 422, "cut short it would say something else"
    seen = await national.post("/rates", {"text": FILE})
    assert "1 child has another allowance than before" in seen.text
    assert "put in force on" not in seen.text, "nothing is written yet"
    assert (await national.post("/rates/apply", {"text": FILE})).status_code == 303
    text = (await nour.get("/rates")).text
    assert "Amendment of 12 January 2025" in text
    assert "put in force on 4 March 2025" in text
    assert "See what it changes" not in text
    with people.nour.here():
        budget = await service.budget(people.nour.clearance(), clock=clock, vault=vault)
    assert budget.sessions.ceiling == 20
    for path in ("/rates", "/rates/apply"):
        assert (await nour.post(path, {"text": FILE})).status_code == 403
    assert (await site.browser(people.malik).get("/rates")).status_code == 403
    with people.nour.here():
        async with transaction():
            assert await sql("select * from grenier_admissions('pegase', '2025-03-04')") == []


PERIOD = {
    "programme": "pegase",
    "source": "Amendment of 12 January 2025",
    "valid_from": "2024-07-01",
    "valid_to": "2025-06-30",
    "sessions_ceiling_per_child_year": "20",
    "care_forfait_eur_per_child_year": "800",
    "bilan_forfait_eur_per_child_year": "640",
    "session_eur": "41,50",
    "group_key": "whole",
}


def test_fields_and_a_file_say_the_same() -> None:
    assert parse(text_of(PERIOD)) == parse(FILE)
    unsaid = parse(text_of({**PERIOD, "session_eur": ""}))
    assert unsaid.periods[0].session_eur is None


@pytest.mark.usefixtures("followed")
async def test_another_period_is_put_in_force_in_fields(people: People, site: Site) -> None:
    national, nour = site.browser(people.national), site.browser(people.nour)
    shown = (await national.get("/rates")).text
    assert 'name="valid_from" type="date" value="2026-02-03"' in shown, "the day after the last"
    assert re.search(r'name="care_forfait_eur_per_child_year" type="number" value="630"', shown)
    seen = (await national.post("/rates", PERIOD)).text
    assert "1 child has another allowance than before" in seen
    assert 'value="41,50"' in seen, "what was typed stays"
    text = unescape(re.findall(r'name="text" value="([^"]*)"', seen)[0])
    for number, typed in enumerate((PERIOD, {**PERIOD, "source": "Another"})):
        kept = {
            "id": f"00000000-0000-4000-8000-00000000000{number}",
            "form": "rates-period:/rates",
            "revision": "0",
            "typed": json.dumps({name: [value] for name, value in typed.items()}),
        }
        assert (await national.post("/drafts", kept)).status_code == 200
    assert (await national.post("/rates/apply", {"text": text})).status_code == 303
    left = (await national.get("/drafts", form="rates-period:/rates")).json()["drafts"]
    assert [draft["typed"]["source"] for draft in left] == [["Another"]], "what holds is let go"
    assert "Amendment of 12 January 2025" in (await nour.get("/rates")).text
    assert "20 sessions" in (await nour.get("/rates")).text
    assert (await nour.post("/rates", PERIOD)).status_code == 403


@pytest.mark.usefixtures("followed")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("programme", "Pégase"),
        ("source", " "),
        ("source", "Amendment " * 3000),
        ("care_forfait_eur_per_child_year", "8" * 5000),
        ("valid_from", "2025-07-01"),
        ("valid_from", "soon"),
        ("sessions_ceiling_per_child_year", "0"),
        ("sessions_ceiling_per_child_year", "fifteen"),
        ("care_forfait_eur_per_child_year", ""),
        ("bilan_forfait_eur_per_child_year", "6.5"),
        ("session_eur", "forty"),
        ("session_eur", "1e30"),
        ("session_eur", "4_1"),
        ("session_eur", "nan"),
        ("group_key", ""),
    ],
)
async def test_what_is_wrong_with_a_period_is_beside_its_field(
    people: People, site: Site, name: str, value: str
) -> None:
    answer = await site.browser(people.national).post("/rates", {**PERIOD, name: value})
    assert answer.status_code == 422
    assert f'id="field-{name}-error"' in answer.text
    assert f'href="#field-{name}"' in answer.text
    assert "Amendment" in answer.text or name == "source"
