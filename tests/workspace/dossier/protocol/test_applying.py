"""A change of protocol: seen first, applied next, read at once by every schedule, rewriting nothing."""

from datetime import UTC, date, datetime
from importlib.resources import files

import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, NURSERY, People, Person
from tests.workspace.audit.journal import as_owner
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.traces import recorded
from tests.workspace.home.conftest import Browse, browse, clock, site
from workspace.access.model import Circle
from workspace.access.permissions import Permission
from workspace.audit.model import Act
from workspace.clock import SystemClock
from workspace.database import sql, transaction
from workspace.dossier.protocol import applying, definitions, service
from workspace.dossier.protocol.changes import Change
from workspace.dossier.protocol.faults import DefinitionRefused
from workspace.dossier.protocol.model import StepCode
from workspace.dossier.protocol.wording import impact_in_words
from workspace.errors import Invalid
from workspace.i18n import use_language

__all__ = ["browse", "clock", "site"]

SHIPPED = (files(definitions) / "pegase-1.toml").read_text(encoding="utf-8")
SECOND = (
    SHIPPED.replace("version = 1", "version = 2", 1)
    .replace('accept_to = "62m30d"', 'accept_to = "61m30d"')
    .replace('accept_from = "63m0d"', 'accept_from = "62m0d"')
)
LATER = date(2025, 6, 1)
M60, M78 = StepCode("M60"), StepCode("M78")

pytestmark = pytest.mark.usefixtures("followed")


async def codes(person: Person, clock: SystemClock, vault: Vault) -> list[str]:
    with person.here():
        found = await service.schedule(person.clearance(), clock=clock, vault=vault)
    return [str(status.step.code) for status in found]


async def closes(person: Person, clock: SystemClock, vault: Vault) -> date:
    with person.here():
        found = await service.schedule(person.clearance(), clock=clock, vault=vault)
    return next(each.closes_on for each in found if each.step.code == M60)


async def test_a_check_says_whom_a_definition_concerns_and_writes_nothing(
    operator: Operator, people: People, clock: SystemClock, vault: Vault
) -> None:
    async with operator("import") as errand:
        found = await applying.check(errand, SECOND, valid_from=LATER, clock=clock, vault=vault)
        book, applied = await applying.known(errand.actor)
    assert (found.valid_from, found.impact.followed) == (LATER, 1)
    assert found.impact.children == {NURSERY: 1}
    assert found.impact.steps == {(Change.MOVED, M60): 1, (Change.MOVED, StepCode("M66")): 1}
    assert applied == ()
    with use_language("en"):
        said = list(impact_in_words(found, {NURSERY: "The nursery"}, book))
    assert said == [
        "PEGASE, version 2: it can be read, with 20 assessments.",
        "From 1 June 2025: the next assessments of 1 children out of 1 change.",
        "  The nursery: 1 child",
        "  Other days: 5 years, 1 child",
        "  Other days: 5 years 6 months, 1 child",
    ]
    assert await closes(people.nour, clock, vault) == date(2026, 8, 9)


async def test_a_dossier_older_than_any_programme_is_counted_where_it_is_followed(
    operator: Operator, database: Database, clock: SystemClock, vault: Vault
) -> None:
    await as_owner(database, "update inclusion set programme = null")
    async with operator("import") as errand:
        found = await applying.check(errand, SECOND, valid_from=LATER, clock=clock, vault=vault)
    assert (found.impact.followed, found.impact.children) == (1, {NURSERY: 1})


async def test_an_applied_definition_holds_from_its_day_and_every_schedule_reads_it(
    operator: Operator, people: People, clock: SystemClock, vault: Vault
) -> None:
    assert await closes(people.nour, clock, vault) == date(2026, 8, 9)
    async with operator("import") as errand:
        await applying.apply(errand, SECOND, valid_from=LATER, clock=clock, vault=vault)
        _, (applied,) = await applying.known(errand.actor)
    assert await closes(people.nour, clock, vault) == date(2026, 7, 9)
    assert (applied.programme, applied.version, applied.valid_from) == ("pegase", 2, LATER)
    assert Act.PROTOCOL_APPLY in await recorded(people)
    labels = await service.step_labels([M60])
    assert labels == {M60: "5 years"}


async def test_a_set_is_chosen_for_an_establishment_and_what_had_opened_stays(
    operator: Operator, people: People, clock: SystemClock, vault: Vault
) -> None:
    async with operator("import") as errand:
        tools = {"clock": clock, "vault": vault}
        found = await applying.choose(
            errand,
            "pegase",
            "B",
            NURSERY,
            valid_from=LATER,
            **tools,  # type: ignore[arg-type]
        )
        elsewhere = await applying.check_choice(
            errand,
            "pegase",
            "C",
            None,
            valid_from=LATER,
            **tools,  # type: ignore[arg-type]
        )
    assert found.impact.steps == {(Change.REMOVED, M78): 1}
    assert elsewhere.impact.children.total() == 0  # the establishment's own choice goes before
    assert M78 not in await codes(people.nour, clock, vault)
    assert "M01" in await codes(people.nour, clock, vault)


@pytest.mark.parametrize(
    ("text", "day", "field"),
    [
        (SECOND, date(2025, 3, 3), "from"),
        (SECOND.replace("version = 2", "version = 1"), LATER, "version"),
    ],
)
async def test_a_change_never_goes_back_in_time_and_never_takes_a_number_twice(
    operator: Operator, clock: SystemClock, vault: Vault, *, text: str, day: date, field: str
) -> None:
    async with operator("import") as errand:
        with pytest.raises(Invalid) as refused:
            await applying.apply(errand, text, valid_from=day, clock=clock, vault=vault)
        assert set(refused.value.fields) == {field}
        with pytest.raises(DefinitionRefused):
            await applying.check(errand, "code = 3", valid_from=day, clock=clock, vault=vault)
        assert (await applying.known(errand.actor))[1] == ()


async def test_a_choice_that_cannot_be_is_refused(
    operator: Operator, clock: SystemClock, vault: Vault
) -> None:
    async with operator("import") as errand:
        with pytest.raises(Invalid) as refused:
            await applying.choose(
                errand,
                "pegase",
                "Z",
                None,
                valid_from=date(2025, 3, 3),
                clock=clock,
                vault=vault,
            )
    assert set(refused.value.fields) == {"from", "set"}


async def test_only_the_operator_and_the_national_team_in_its_own_name_change_the_protocol(
    people: People,
) -> None:
    for person, name in (
        (people.nour, people.nour),
        (people.administrator, people.administrator),
        (people.national, people.nour),
    ):
        with (
            person.here(),
            pytest.raises(Exception, match='policy for table "protocol_version"'),
        ):
            async with transaction():
                await sql(
                    "insert into protocol_version (id, programme, version, valid_from, definition,"
                    " affected, applied_by, applied_at) values"
                    " (gen_random_uuid(), 'pegase', 9, '2025-06-01', '', '', {}, {})",
                    name.actor.account,
                    datetime(2025, 3, 4, tzinfo=UTC),
                )


async def test_the_children_of_a_circle_who_are_concerned_are_known_to_it_alone(
    operator: Operator, people: People, clock: SystemClock, vault: Vault
) -> None:
    def circle(person: Person) -> Circle:
        return Circle(
            actor=person.actor,
            permission=Permission.ASSESSMENT_READ,
            dossiers=frozenset({LOU}),
        )

    with people.nour.here():
        assert await applying.coming_changes(circle(people.nour), clock=clock, vault=vault) == {}
    async with operator("import") as errand:
        await applying.apply(errand, SECOND, valid_from=LATER, clock=clock, vault=vault)
    with people.nour.here():
        found = await applying.coming_changes(circle(people.nour), clock=clock, vault=vault)
    assert {dossier: [each.step.code for each in steps] for dossier, steps in found.items()} == {
        LOU: ["M60", "M66"]
    }
    with people.stranger.here():
        circled = circle(people.stranger)
        assert await applying.coming_changes(circled, clock=clock, vault=vault) == {}


# ── the page ─────────────────────────────────────────────────────────────────────────────────────


async def test_the_page_says_the_protocol_in_plain_words(browse: Browse, people: People) -> None:
    page = await browse(people.nour).get("/protocol")
    assert page.status_code == 200
    assert "within 30 days of admission" in page.text
    assert "from the age of 10 months and 15 days to the day before 15 months" in page.text
    assert "none was applied since" in page.text
    assert "What is going to change" not in page.text


async def test_a_coordinator_sees_their_children_and_the_national_role_only_counts(
    browse: Browse, people: People, operator: Operator, clock: SystemClock, vault: Vault
) -> None:
    async with operator("import") as errand:
        await applying.apply(errand, SECOND, valid_from=LATER, clock=clock, vault=vault)
        await applying.choose(
            errand, "pegase", "B", None, valid_from=LATER, clock=clock, vault=vault
        )
    page = await browse(people.nour).get("/protocol")
    assert "Lou Delattre" in page.text
    assert "5 years: other days" in page.text
    national = await browse(people.national).get("/protocol")
    assert national.status_code == 200
    assert "Lou" not in national.text
    assert "fewer than 11" in national.text
    stranger = await browse(people.stranger).get("/protocol")
    assert "No child of your circle is concerned." in stranger.text


@pytest.mark.parametrize("name", ["ambre", "odile", "yann", "diane", "administrator"])
async def test_the_page_is_for_who_plans_the_protocol(
    name: str, browse: Browse, people: People
) -> None:
    assert (await browse(people.by_name[name]).get("/protocol")).status_code == 403
