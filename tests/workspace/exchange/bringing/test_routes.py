"""Files sent from a browser: checked, shown to whoever sent them, brought in once."""

from collections.abc import Mapping

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import NURSERY, People, become
from tests.workspace.exchange.bringing.conftest import Work, files, request_of, send
from tests.workspace.exchange.test_chosen import CHILD
from tests.workspace.exchange.test_own import SESSION, children_of
from tests.workspace.home.conftest import Browse
from tests.workspace.served import Site
from workspace.access.model import Errand
from workspace.accounts.service import open_service_session
from workspace.actor import Role, service_actor
from workspace.audit import queries as audit
from workspace.audit.model import Act
from workspace.clock import SystemClock
from workspace.database import Door, acting_as, engine, sql, transaction
from workspace.exchange.bringing import routes, service
from workspace.exchange.bringing.model import LARGEST_FILE
from workspace.jobs.model import JobKind, PutOff
from workspace.web.multipart import Limits

WRITE = JobKind.IMPORT_WRITE


@pytest.fixture
async def owner(database: Database) -> asyncpg.Connection:
    return await asyncpg.connect(database.url("grenier_owner"))


async def test_files_are_checked_then_brought_in(
    browse: Browse, people: People, work: Work, owner: asyncpg.Connection
) -> None:
    nour = browse(people.nour)
    address = await send(nour, enfants=[CHILD], seances=[SESSION])
    assert "Being checked" in (await nour.get(address)).text
    await work(address)
    report = (await nour.get(address)).text
    assert "2 lines can be brought in." in report
    assert "Lina" not in (await nour.get("/children")).text
    answer = await nour.post(f"{address}/confirmation")
    assert (answer.status_code, answer.headers["location"]) == (303, address)
    assert "Being brought in" in (await nour.get(address)).text
    await work(address, WRITE)
    assert "2 lines were brought in." in (await nour.get(address)).text
    assert "Lina Hermant" in (await nour.get("/children")).text
    acts = [row["act"] for row in await owner.fetch("select act from audit_event order by at")]
    assert [act for act in acts if act.startswith("exchange:")] == [
        "exchange:files:check",
        "exchange:files:confirm",
        "exchange:folder:import",
        "exchange:folder:import",
    ]
    again = await send(nour, enfants=[CHILD], seances=[SESSION])
    await work(again)
    said = (await nour.get(again)).text
    assert "There is nothing to bring in." in said
    assert "Bring in</button>" not in said
    await owner.close()


async def test_new_children_are_said_where_there_are_some_and_a_line_said_twice_asks_for_nothing(
    browse: Browse, people: People, work: Work
) -> None:
    nour = browse(people.nour)
    address = await send(nour, enfants=[CHILD])
    await work(address)
    await nour.post(f"{address}/confirmation")
    await work(address, WRITE)
    assert "New children are in your list" in (await nour.get(address)).text
    address = await send(nour, seances=[SESSION, SESSION])
    await work(address)
    checked = (await nour.get(address)).text
    assert "says again what line 2 says; it was counted once." in checked
    assert "Nothing to do." in checked
    assert (">To look at<" in checked, ">To know<" in checked) == (False, True)
    await nour.post(f"{address}/confirmation")
    await work(address, WRITE)
    written = (await nour.get(address)).text
    assert "One line was brought in." in written
    assert "New children are in your list" not in written
    assert written.count(">To know<") == 1


async def test_the_audit_names_who_asked_beside_the_service(
    browse: Browse, people: People, work: Work, worker_door: Door, vault: Vault
) -> None:
    nour = browse(people.nour)
    address = await send(nour, enfants=[CHILD])
    await work(address)
    await nour.post(f"{address}/confirmation")
    await work(address, WRITE)
    _, secret = await open_service_session("worker", door=worker_door)
    with acting_as(secret):
        async with transaction():
            rows = await sql(
                "select id, at, act, commitment, encrypted_payload, account, dossier from audit_event"
                " join audit_index on event = id where act like 'exchange:f%' order by ordinal"
            )
        told = [await audit.readable(row, vault=vault) for row in rows]
    mine, service_ = people.nour.actor.account, service_actor("import").account
    assert [(event.act, event.actor) for event in told] == [
        (Act.IMPORT_CHECK, mine),
        (Act.IMPORT_CONFIRM, mine),
        (Act.IMPORT, service_),
        (Act.IMPORT, service_),
    ]
    counts = {"added": "1", "amended": "0"}
    assert [event.detail for event in told] == [
        {"files": "1"},
        counts,
        {"for": str(mine)},
        {"for": str(mine), **counts},
    ]


async def test_the_page_is_one_click_from_the_children_and_from_the_house(
    browse: Browse, people: People
) -> None:
    for path in ("/children", "/house"):
        assert 'href="/import"' in (await browse(people.nour).get(path)).text
    assert 'href="/import"' not in (await browse(people.odile).get("/children")).text
    assert 'href="/import"' not in (await browse(people.administrator).get("/house")).text


async def test_progress_is_told_in_codes_and_counts(
    browse: Browse, people: People, work: Work
) -> None:
    nour = browse(people.nour)
    address = await send(nour, enfants=[CHILD], seances=[SESSION])
    before = (await nour.get(f"{address}/progress")).json()
    waiting = {"state": "asked", "words": "Waiting its turn", "lines": "", "done": 0, "total": 0}
    assert before == waiting
    await work(address)
    after = (await nour.get(f"{address}/progress")).json()
    assert (after["state"], after["done"], after["total"]) == ("checked", 2, 2)
    assert (await browse(people.stranger).get(f"{address}/progress")).status_code == 404


async def test_an_error_says_where_and_what_to_do_and_the_corrected_file_is_enough(
    browse: Browse, people: People, work: Work
) -> None:
    nour = browse(people.nour)
    wrong = SESSION.replace("14/04/2022", "31/02/2022")
    address = await send(nour, enfants=[CHILD], seances=[wrong])
    await work(address)
    text = (await nour.get(address)).text
    for words in (
        "seances.csv",
        "line 2",
        "31/02/2022",
        "This day is not possible.",
        "Check the day",
    ):
        assert words in text
    assert "Bring in</button>" not in text
    assert (await nour.post(f"{address}/confirmation")).status_code == 409
    assert await children_of(NURSERY) == []
    corrected = await nour.post(f"{address}/files", files=files(seances=[SESSION]))
    assert request_of(corrected) == address
    await work(address)
    assert "2 lines can be brought in." in (await nour.get(address)).text


async def test_files_corrected_while_the_worker_puts_the_check_before_away_are_checked(
    browse: Browse, people: People, work: Work, owner: asyncpg.Connection
) -> None:
    """The outcome is told before the job is: whoever corrects at once was waited for by nobody."""
    nour = browse(people.nour)
    address = await send(
        nour, enfants=[CHILD], seances=["C-9;psychomotricite;31/02/2025;;pegase;45;"]
    )
    await work(address)
    await owner.execute("update pgqueuer set status = 'picked'")
    corrected = await nour.post(f"{address}/files", files=files(enfants=[CHILD]))
    assert request_of(corrected) == address
    assert await owner.fetchval("select count(*) from pgqueuer where status = 'queued'") == 1
    await owner.close()


async def test_confirmed_twice_it_is_written_once(
    browse: Browse, people: People, work: Work, owner: asyncpg.Connection
) -> None:
    nour = browse(people.nour)
    address = await send(nour, enfants=[CHILD])
    await work(address)
    for _ in range(2):
        assert (await nour.post(f"{address}/confirmation")).status_code == 303
    await work(address, WRITE)
    await work(address, WRITE)
    assert (await nour.post(f"{address}/confirmation")).status_code == 303
    assert (
        await owner.fetchval("select count(*) from dossier where organization = $1", NURSERY) == 1
    )
    assert await owner.fetchval("select count(*) from pgqueuer") == 2
    await owner.close()


async def test_a_report_is_nobody_else_s(
    browse: Browse, people: People, work: Work, owner: asyncpg.Connection, database: Database
) -> None:
    """Not a colleague's who coordinates in the same establishment, not another establishment's."""
    address = await send(browse(people.nour), enfants=[CHILD])
    await work(address)
    await become("ambre", Role.COORDINATOR, owner_url=database.url("grenier_owner"))
    for person in (people.ambre, people.stranger):
        other = browse(person)
        assert (await other.get(address)).status_code == 404
        assert (await other.post(f"{address}/confirmation")).status_code == 404
        assert (
            await other.post(f"{address}/files", files=files(enfants=[CHILD]))
        ).status_code == 404
        with person.here():
            async with transaction():
                assert await sql("select * from import_request") == []
                assert await sql("select * from stored_object where kind = 1") == []
    await owner.close()


@pytest.mark.parametrize("name", ["odile", "yann", "diane", "national", "administrator"])
async def test_whoever_does_not_coordinate_brings_nothing(
    name: str, browse: Browse, people: People
) -> None:
    other = browse(people.by_name[name])
    for path in ("/import", "/import/models.zip", "/import/models/enfants.csv"):
        assert (await other.get(path)).status_code == 403
    assert (await other.post("/import", files=files(enfants=[CHILD]))).status_code == 403


async def test_the_database_takes_no_request_for_another_establishment(
    people: People, owner: asyncpg.Connection
) -> None:
    statement = (
        "insert into import_request (id, account, organization, state, asked_at, moved_at, files,"
        " step, done, total) values (gen_random_uuid(), {}, {}, 'asked', now(), now(), '{{}}', '', 0, 0)"
    )
    elsewhere = people.stranger.actor.organization
    for person, organization in ((people.nour, elsewhere), (people.odile, NURSERY)):
        with person.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction():
                await sql(statement, person.actor.account, organization)
    await owner.close()


async def test_nobody_says_of_their_own_files_that_they_are_written(
    browse: Browse, people: People
) -> None:
    await send(browse(people.nour), enfants=[CHILD])
    with people.nour.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction():
            await sql("update import_request set state = 'written'")


async def test_nothing_is_in_clear(
    browse: Browse, people: People, work: Work, owner: asyncpg.Connection, vault: Vault
) -> None:
    """Neither what was sent nor the report stands in the database or in the store."""
    nour = browse(people.nour)
    ((field, (_, content, kind)),) = files(enfants=[CHILD.replace("15/01/2022", "15/13/2022")])
    named = [(field, ("Ilyan.csv", content, kind))]
    address = request_of(await nour.post("/import", files=named))
    await work(address)
    text = (await nour.get(address)).text
    assert "15/13/2022" in text
    assert "Ilyan.csv" in text
    rows = await owner.fetch("select row_to_json(r)::text as said from import_request r")
    rows += await owner.fetch("select row_to_json(o)::text as said from stored_object o")
    rows += await owner.fetch("select row_to_json(q)::text as said from pgqueuer q")
    kept = "".join(row["said"] for row in rows) + repr(vars(vault._objects))
    for word in ("Hermant", "15/13/2022", "Ilyan"):
        assert word not in kept
        assert word.encode().hex() not in kept
    await owner.close()


async def test_whoever_coordinates_no_longer_has_nothing_written(
    browse: Browse, people: People, work: Work, database: Database
) -> None:
    nour = browse(people.nour)
    address = await send(nour, enfants=[CHILD])
    await work(address)
    await nour.post(f"{address}/confirmation")
    await become("nour", Role.PHYSICIAN, owner_url=database.url("grenier_owner"))
    await work(address, WRITE)
    assert await children_of(NURSERY) == []
    await become("nour", Role.COORDINATOR, owner_url=database.url("grenier_owner"))
    assert "any more" in (await nour.get(address)).text


async def test_what_waited_for_a_day_is_gone(
    browse: Browse,
    people: People,
    work: Work,
    owner: asyncpg.Connection,
    worker_door: Door,
) -> None:
    clock = SystemClock()
    nour = browse(people.nour)
    address = await send(nour, enfants=[CHILD])
    await work(address)
    await owner.execute(
        "update import_request set asked_at = now() - interval '23 hours 5 minutes'"
    )
    late = await nour.post(f"{address}/confirmation")
    assert (late.status_code, "erased" in late.text) == (422, True)
    await owner.execute("update import_request set asked_at = now() - interval '25 hours'")
    actor, secret = await open_service_session("worker", door=worker_door)
    errand = Errand(actor=actor, purpose="worker")
    with people.nour.here():
        assert await service.forget(errand, clock=clock) == 0, "the worker alone erases"
    with acting_as(secret):
        assert await service.forget(errand, clock=clock) == 1
    assert (await nour.get(address)).status_code == 404
    await owner.close()


SENDINGS: Mapping[str, tuple[list[tuple[str, tuple[str, bytes, str]]], str]] = {
    "nothing": ([], "Choose at least one file."),
    "an empty choice": ([("files", ("", b"", "text/csv"))], "Choose at least one file."),
    "too many": (
        [("files", (f"{n}.csv", b"a;b\r\n", "text/csv")) for n in range(15)],
        "Choose fewer files at once",
    ),
}


@pytest.mark.parametrize("case", SENDINGS)
async def test_what_cannot_be_taken_is_said_beside_the_field(
    case: str, browse: Browse, people: People
) -> None:
    given, words = SENDINGS[case]
    answer = await browse(people.nour).post(
        "/import", files=given or [("other", ("", b"", "text/csv"))]
    )
    assert answer.status_code == 422
    assert words in answer.text
    assert 'id="field-files-error"' in answer.text


async def test_a_file_that_is_too_large_is_said(
    browse: Browse, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert routes.LIMITS.file == LARGEST_FILE
    monkeypatch.setattr(routes, "LIMITS", Limits(file=40))
    answer = await browse(people.nour).post("/import", files=files(enfants=[CHILD]))
    assert (answer.status_code, "larger than 20 MB" in answer.text) == (422, True)


async def test_files_without_the_token_are_not_even_received(
    browse: Browse, people: People
) -> None:
    answer = await browse(people.nour).post(
        "/import", files=files(enfants=[CHILD]), token="another"
    )
    assert answer.status_code == 403
    async with transaction():
        assert await sql("select * from stored_object where kind = 1") == []


async def test_one_sending_at_a_time(browse: Browse, people: People) -> None:
    nour = browse(people.nour)
    await send(nour, enfants=[CHILD])
    answer = await nour.post("/import", files=files(enfants=[CHILD]))
    assert (answer.status_code, "still being worked on" in answer.text) == (422, True)


async def test_no_page_of_a_report_is_kept_by_anybody(
    browse: Browse, people: People, work: Work
) -> None:
    nour = browse(people.nour)
    address = await send(nour, enfants=[CHILD])
    await work(address)
    answer = await nour.get(address)
    assert "no-store" in answer.headers["cache-control"]
    assert "Hermant" not in address


@pytest.fixture
async def impatient(site: Site, database: Database) -> None:
    """Whoever waits for a lock waits as the product lets them, and not as long as other tests may."""
    assert site, "the application has its pool"
    superuser = await asyncpg.connect(database.server.url("postgres", "postgres"))
    await superuser.execute(
        f"alter role grenier_app in database {database.name} set lock_timeout = '500ms'"
    )
    await superuser.close()
    await engine.close_connection_pool()
    await engine.connect(database.url("grenier_app"), size=4)


@pytest.mark.usefixtures("impatient")
async def test_while_somebody_else_s_import_is_written_one_s_own_waits(
    browse: Browse, people: People, work: Work, owner: asyncpg.Connection
) -> None:
    """It is put off, never lost."""
    nour = browse(people.nour)
    address = await send(nour, enfants=[CHILD])
    await owner.execute("select pg_advisory_lock(hashtextextended('import', 0))")
    with pytest.raises(PutOff):
        await work(address)
    assert "Being checked" in (await nour.get(address)).text
    await owner.close()
    await work(address)
    assert "One line can be brought in." in (await nour.get(address)).text


async def test_a_value_of_a_file_runs_nothing(browse: Browse, people: People, work: Work) -> None:
    nour = browse(people.nour)
    hostile = CHILD.replace("Lina", "=HYPERLINK(1)").replace("Hermant", "<script>alert(1)</script>")
    address = await send(nour, enfants=[hostile])
    await work(address)
    text = (await nour.get(address)).text
    assert "This is a formula" in text
    assert "<script>alert" not in text
