import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import asyncpg
import pytest

from storage.errors import ObjectMissing
from storage.vault import ObjectRef, Vault
from tests.people import LOU, People, Person
from tests.workspace.dossier.traces import recorded
from workspace.access.model import Circle
from workspace.access.permissions import DataClass, Permission
from workspace.audit.model import Act
from workspace.database import sql, transaction
from workspace.dossier.documents import service
from workspace.dossier.documents.model import Document, DocumentKind, GeneratedFile
from workspace.errors import Forbidden, Invalid, NotFound
from workspace.ids import DocumentId, DossierId

PDF, WORD = "application/pdf", "application/vnd.openxmlformats"
PPE_FILES = (
    GeneratedFile(name="ppe.docx", content_type=WORD, content=b"word"),
    GeneratedFile(name="ppe.pdf", content_type=PDF, content=b"%PDF"),
)


async def bytes_of(content: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in content])


async def staged(vault: Vault, content: bytes, dossier: DossierId = LOU) -> ObjectRef:
    async def pieces() -> AsyncIterator[bytes]:
        yield content

    return await vault.stage(dossier, pieces(), name="scan.pdf", content_type=PDF)


async def filed(
    person: Person,
    vault: Vault,
    *,
    data_class: DataClass = DataClass.SOMATIC,
    title: str = "Hearing test",
) -> DocumentId:
    with person.here():
        ref = await staged(vault, b"heard well")
        return await service.file_object(
            person.clearance(), ref, title=title, data_class=data_class, vault=vault
        )


async def drafted(person: Person, vault: Vault) -> tuple[Document, ...]:
    with person.here():
        return await service.add_generated(
            person.clearance(Permission.PPE_DRAFT),
            kind=DocumentKind.PPE,
            data_class=DataClass.SOCIAL,
            title="PPE of Lou",
            files=PPE_FILES,
            vault=vault,
        )


async def listed(person: Person, vault: Vault) -> tuple[Document, ...]:
    with person.here():
        return await service.documents(person.clearance(), vault=vault)


async def test_a_filed_document_is_listed_with_what_it_was_stored_with(
    people: People, vault: Vault
) -> None:
    wanted = await filed(people.ambre, vault)

    (document,) = await listed(people.ambre, vault)

    assert wanted == document.id
    assert document.title == "Hearing test"
    assert document.file_name == "scan.pdf"
    assert document.content_type == PDF
    assert document.length == len(b"heard well")
    assert document.created_by == people.ambre.actor.account
    assert document.version == 1


async def test_the_name_and_type_of_a_message_go_before_those_stored(
    people: People, vault: Vault
) -> None:
    message = uuid4()
    with people.ambre.here():
        ref = await staged(vault, b"a picture")
        await service.file_object(
            people.ambre.clearance(),
            ref,
            title="X-ray",
            data_class=DataClass.SOMATIC,
            file_name="xray.png",
            content_type="image/png",
            source=message,
            vault=vault,
        )

    (document,) = await listed(people.ambre, vault)

    assert document.file_name == "xray.png"
    assert document.content_type == "image/png"
    assert document.source == message


async def test_an_object_kept_by_a_message_may_be_filed_as_well(
    people: People, vault: Vault
) -> None:
    with people.ambre.here():
        ref = await staged(vault, b"sent yesterday")
        await vault.keep(ref)
        await service.file_object(
            people.ambre.clearance(),
            ref,
            title="Letter",
            data_class=DataClass.SOMATIC,
            source=uuid4(),
            vault=vault,
        )

        assert await bytes_of(await vault.read(ref)) == b"sent yesterday"
    assert [document.title for document in await listed(people.ambre, vault)] == ["Letter"]


async def test_what_somebody_else_staged_is_not_filed(people: People, vault: Vault) -> None:
    """Whoever knows the number of an object of another class must not get at it through their own."""
    with people.salome.here():
        ref = await staged(vault, b"secret psychological report")
        await vault.keep(ref)
    for source in (None, uuid4()):
        with (
            people.ambre.here(),
            pytest.raises((asyncpg.InsufficientPrivilegeError, ObjectMissing)),
        ):
            await service.file_object(
                people.ambre.clearance(),
                ref,
                title="Mine",
                data_class=DataClass.SOMATIC,
                source=source,
                vault=vault,
            )


async def test_a_title_is_unreadable_in_the_database(people: People, vault: Vault) -> None:
    await filed(people.ambre, vault, title="Canary of a title")

    with people.ambre.here():
        async with transaction():
            rows = await sql("select document::text as written from document")

    assert "Canary" not in rows[0]["written"]
    assert b"Canary".hex() not in rows[0]["written"]


async def test_an_object_of_another_dossier_is_not_found(people: People, vault: Vault) -> None:
    with people.ambre.here():
        ref = replace(await staged(vault, b"of Lou"), scope=uuid4())
        with pytest.raises(NotFound):
            await service.file_object(
                people.ambre.clearance(),
                ref,
                title="Of whom?",
                data_class=DataClass.SOMATIC,
                vault=vault,
            )


async def test_what_is_filed_is_kept_for_good(people: People, vault: Vault) -> None:
    await filed(people.ambre, vault)
    await drafted(people.nour, vault)

    with people.nour.here():
        async with transaction():
            rows = await sql("select distinct state from stored_object")
    assert rows == [{"state": "kept"}]


async def test_a_missing_object_leaves_no_document(people: People, vault: Vault) -> None:
    with people.ambre.here(), pytest.raises(ObjectMissing):
        await service.file_object(
            people.ambre.clearance(),
            ObjectRef(uuid4(), LOU),
            title="Nothing",
            data_class=DataClass.SOMATIC,
            vault=vault,
        )
    assert await listed(people.ambre, vault) == ()


async def test_a_class_that_one_does_not_write_is_refused(people: People, vault: Vault) -> None:
    with pytest.raises(Forbidden):
        await filed(people.nour, vault, data_class=DataClass.SOMATIC)


async def test_a_title_is_asked_for(people: People, vault: Vault) -> None:
    with pytest.raises(Invalid) as refused:
        await filed(people.ambre, vault, title=" ")
    assert {"title"} == set(refused.value.fields)


async def test_each_person_is_shown_the_classes_they_read(people: People, vault: Vault) -> None:
    await filed(people.ambre, vault, title="Health")
    await filed(people.nour, vault, data_class=DataClass.SOCIAL, title="Social")

    seen = {
        person.name: [document.title for document in await listed(person, vault)]
        for person in (people.nour, people.noe, people.yann, people.odile)
    }

    assert seen == {
        "nour": ["Social", "Health"],
        "noe": ["Health"],
        "yann": ["Social"],
        "odile": [],
    }


async def test_row_level_security_alone_hides_a_closed_class(people: People, vault: Vault) -> None:
    await filed(people.ambre, vault)

    with people.yann.here():
        async with transaction():
            assert await sql("select id from document") == []


async def test_whoever_files_without_reading_sees_what_they_filed(
    people: People, vault: Vault
) -> None:
    wanted = await filed(people.noe, vault, data_class=DataClass.PSYCHOLOGICAL)

    assert [wanted] == [document.id for document in await listed(people.noe, vault)]
    assert [document.id for document in await listed(people.malik, vault)] == []


async def test_the_database_refuses_a_document_filed_in_the_name_of_another(
    people: People, vault: Vault
) -> None:
    pretending = replace(people.ambre.clearance(), actor=people.nour.actor)
    with people.ambre.here():
        ref = await staged(vault, b"not mine")
        with pytest.raises(Exception, match='policy for table "document"'):
            await service.file_object(
                pretending, ref, title="Not mine", data_class=DataClass.SOMATIC, vault=vault
            )


async def test_a_role_to_which_no_class_is_open_has_no_list(people: People, vault: Vault) -> None:
    with people.parent.here(), pytest.raises(Forbidden):
        await service.documents(people.parent.clearance(), vault=vault)


async def test_the_files_of_one_draft_are_one_edition(people: People, vault: Vault) -> None:
    word, pdf = await drafted(people.nour, vault)

    assert word.edition == pdf.edition
    assert (word.version, pdf.version) == (1, 1)
    assert {word.id, pdf.id} == {document.id for document in await listed(people.nour, vault)}


async def test_a_new_draft_supersedes_the_one_before_in_its_format(
    people: People, vault: Vault
) -> None:
    first_word, first_pdf = await drafted(people.nour, vault)
    word, pdf = await drafted(people.nour, vault)

    assert (word.version, pdf.version) == (2, 2)
    assert (first_word.id, first_pdf.id) == (word.supersedes, pdf.supersedes)


async def test_drafts_at_once_have_different_versions(people: People, vault: Vault) -> None:
    drafts = await asyncio.gather(*(drafted(people.nour, vault) for _ in range(8)))

    assert sorted(draft[0].version for draft in drafts) == [1, 2, 3, 4, 5, 6, 7, 8]


async def test_a_ppe_is_of_the_social_class_and_no_other(people: People, vault: Vault) -> None:
    with people.nour.here(), pytest.raises(Invalid) as refused:
        await service.add_generated(
            people.nour.clearance(Permission.PPE_DRAFT),
            kind=DocumentKind.PPE,
            data_class=DataClass.MEMORY,
            title="PPE",
            files=PPE_FILES,
            vault=vault,
        )
    assert {"data_class"} == set(refused.value.fields)


async def test_an_opened_document_gives_its_content_and_any_part_of_it(
    people: People, vault: Vault
) -> None:
    wanted = await filed(people.ambre, vault)

    with people.noe.here():
        opened = await service.open_content(people.noe.clearance(), wanted, vault=vault)
        assert await bytes_of(await opened.read()) == b"heard well"
        assert await bytes_of(await opened.read(start=6, length=4)) == b"well"
    assert opened.document.title == "Hearing test"


async def test_an_opening_is_recorded_before_anything_is_read(people: People, vault: Vault) -> None:
    wanted = await filed(people.ambre, vault)

    with people.noe.here():
        await service.open_content(people.noe.clearance(), wanted, vault=vault)

    assert await recorded(people) == [Act.DOCUMENT_FILE, Act.DOCUMENT_OPEN]


async def test_a_closed_class_is_forbidden_and_the_refusal_recorded(
    people: People, vault: Vault
) -> None:
    wanted = await filed(people.ambre, vault)

    with people.yann.here(), pytest.raises(Forbidden):
        await service.open_content(people.yann.clearance(), wanted, vault=vault)

    assert await recorded(people) == [Act.DOCUMENT_FILE, Act.REFUSED]


async def test_a_clearance_opens_no_more_than_it_says_whatever_the_database_shows(
    people: People, vault: Vault
) -> None:
    wanted = await filed(people.ambre, vault)
    only_social = replace(people.noe.clearance(), rights=people.yann.clearance().rights)

    with people.noe.here():
        assert await service.documents(only_social, vault=vault) == ()
        with pytest.raises(Forbidden):
            await service.open_content(only_social, wanted, vault=vault)


async def test_an_unknown_document_is_not_found(people: People, vault: Vault) -> None:
    with people.nour.here(), pytest.raises(NotFound):
        await service.open_content(people.nour.clearance(), DocumentId(uuid4()), vault=vault)


async def test_a_stranger_cannot_tell_that_a_document_exists(people: People, vault: Vault) -> None:
    wanted = await filed(people.ambre, vault)

    with people.stranger.here(), pytest.raises(NotFound):
        await service.open_content(people.stranger.clearance(), wanted, vault=vault)


async def test_a_circle_is_listed_newest_first_and_once_in_the_audit(
    people: People, vault: Vault
) -> None:
    await filed(people.ambre, vault, title="First")
    await filed(people.ambre, vault, title="Second")
    circle = Circle(
        actor=people.noe.actor,
        permission=Permission.DOCUMENT_READ,
        dossiers=frozenset({LOU, DossierId(uuid4())}),
    )

    with people.noe.here():
        every = await service.documents_in(circle, vault=vault)
        latest = await service.documents_in(circle, limit=1, vault=vault)

    assert [document.title for document in every] == ["Second", "First"]
    assert [document.title for document in latest] == ["Second"]
    assert (await recorded(people))[2:] == [Act.DOCUMENT_LIST] * 2


async def test_a_title_is_looked_for_in_a_circle_newest_first_and_closed_ones_are_not_found(
    people: People, vault: Vault
) -> None:
    for title in ("Report one", "Letter", "Report two"):
        await filed(people.ambre, vault, title=title)

    async def found(who: Person, most: int) -> list[str]:
        circle = Circle(
            actor=who.actor, permission=Permission.DOCUMENT_READ, dossiers=frozenset({LOU})
        )
        with who.here():
            documents = await service.titled(
                circle, says=lambda title: "Report" in title, most=most, vault=vault
            )
        return [each.title for each in documents]

    assert await found(people.noe, 1) == ["Report two"]
    assert await found(people.noe, 9) == ["Report two", "Report one"]
    assert await found(people.stranger, 9) == []


async def test_the_last_document_of_a_kind_is_told_where_its_class_is_open(
    people: People, vault: Vault
) -> None:
    await drafted(people.nour, vault)
    (latest, *_) = await drafted(people.nour, vault)

    told = {}
    for person in (people.yann, people.noe):
        circle = Circle(
            actor=person.actor,
            permission=Permission.DOCUMENT_READ,
            dossiers=frozenset({LOU, DossierId(uuid4())}),
        )
        with person.here():
            told[person.name] = await service.last_of_kind(circle, DocumentKind.PPE, vault=vault)

    assert told == {"yann": {LOU: latest.created_at}, "noe": {}}
    assert (await recorded(people))[-1] == Act.DOCUMENT_LIST
