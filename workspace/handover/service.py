"""What the young adult does with what is theirs: look, see who looked, take everything away."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from storage.vault import ObjectMeta, ObjectRef, Vault
from workspace import i18n
from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.accounts.model import Account
from workspace.accounts.service import accounts, who_is_here
from workspace.audit import service as audit
from workspace.audit.model import Act, AuditEvent
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.documents import service as documents
from workspace.dossier.growth import service as growth
from workspace.dossier.protocol import service as protocol
from workspace.dossier.record import service as record
from workspace.dossier.record.model import PLACEMENT_LABELS, Child
from workspace.handover import lists, model
from workspace.handover.wording import deed, who
from workspace.ids import AccountId
from workspace.memorybox import service as memorybox
from workspace.memorybox.model import Copy, Keepsake
from workspace.memorybox.service import Box
from workspace.memorybox.wording import when
from workspace.network import service as network

NEEDED = (Permission.BOX_OWN, Permission.BOX_READ, Permission.CHILD_READ)
ALL = (
    *NEEDED,
    Permission.PLACEMENT_READ,
    Permission.ASSESSMENT_READ,
    Permission.GROWTH_READ,
    Permission.HEALTH_READ,
    Permission.SCALE_READ,
    Permission.CARE_SESSION_READ,
    Permission.DOCUMENT_READ,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class DayOfReading:
    """What one person did in the dossier on one day."""

    day: date
    who: str
    deeds: tuple[str, ...]


async def readings(clearance: Clearance, *, vault: Vault) -> tuple[DayOfReading, ...]:
    """Return who opened the dossier and what they did, the latest day first; one's own visits left out."""
    clearance.require(Permission.BOX_OWN)
    events = await audit.events_about(clearance.actor, clearance.dossier, vault=vault)
    others = [event for event in events if event.actor != clearance.actor.account]
    known = await accounts({event.actor for event in others}, vault=vault)
    return _by_day(others, known)


def _by_day(
    events: list[AuditEvent], known: Mapping[AccountId, Account]
) -> tuple[DayOfReading, ...]:
    days: dict[tuple[date, str], dict[str, None]] = {}
    for event in events:
        name = known[event.actor].name if event.actor in known else None
        place = (i18n.day_of(event.at), who(name, event.role))
        days.setdefault(place, {})[deed(event.act)] = None
    return tuple(
        DayOfReading(day=day, who=said, deeds=tuple(deeds)) for (day, said), deeds in days.items()
    )


@dataclass(frozen=True, kw_only=True)
class Suitcase:
    """Everything to be taken away: what is told, and how to open each content of it."""

    story: model.Story
    open_content: Callable[[model.ContentId], AsyncIterator[bytes]]


async def pack(clearance: Clearance, *, clock: Clock, vault: Vault) -> Suitcase:
    """Return everything, ready to be written as an archive. Taking it is recorded before the first byte."""
    clearance.require(*ALL)
    told, refs = await _story(clearance, clock=clock, vault=vault)
    async with transaction():
        await audit.record(
            clearance.actor, Act.HANDOVER_ARCHIVE, dossier=clearance.dossier, vault=vault
        )

    async def open_content(content: model.ContentId) -> AsyncIterator[bytes]:
        # A slow line takes longer than an idle session lasts: each content says that somebody is there.
        await who_is_here(vault=vault)
        async for chunk in await vault.read(refs[content]):
            yield chunk

    return Suitcase(story=told, open_content=open_content)


async def _story(
    clearance: Clearance, *, clock: Clock, vault: Vault
) -> tuple[model.Story, dict[UUID, ObjectRef]]:
    child = await record.child(clearance, vault=vault)
    box = await memorybox.open_box(clearance, born=child.identity.birth_date, vault=vault)
    refs: dict[UUID, ObjectRef] = {}
    told = model.Story(
        language=i18n.language(),
        first_name=child.identity.given_name,
        full_name=f"{child.identity.given_name} {child.identity.family_name}",
        born_on=child.identity.birth_date,
        prepared_on=clock.today(),
        chapters=await _chapters(clearance, box, refs, vault=vault),
        placements=_placements(child),
        people=tuple(
            model.Person(name=person.name, role=person.relation) for person in child.people
        ),
        assessments=await _assessments(clearance, vault=vault),
        growth=await _growth(clearance, vault=vault),
        health=await lists.of_health(clearance, clock=clock, vault=vault),
        questionnaires=await lists.of_questionnaires(clearance, vault=vault),
        sessions=await lists.of_sessions(clearance, vault=vault),
        documents=await _documents(clearance, refs, vault=vault),
        readings=tuple(
            model.Reading(day=day.day, who=day.who, what=", ".join(day.deeds))
            for day in await readings(clearance, vault=vault)
        ),
    )
    return told, refs


async def _chapters(
    clearance: Clearance, box: Box, refs: dict[UUID, ObjectRef], *, vault: Vault
) -> tuple[model.Chapter, ...]:
    copies = await memorybox.content_refs(clearance)
    chapters = []
    for chapter in box.chapters:
        kept = [
            await _keepsake(keepsake, box, copies.get(keepsake.id, {}), refs, vault=vault)
            for keepsake in chapter.keepsakes
        ]
        chapters.append(model.Chapter(age=chapter.age, keepsakes=tuple(kept)))
    return tuple(chapters)


async def _keepsake(
    keepsake: Keepsake,
    box: Box,
    copies: Mapping[Copy, ObjectRef],
    refs: dict[UUID, ObjectRef],
    *,
    vault: Vault,
) -> model.Keepsake:
    files = {}
    for copy, ref in copies.items():
        refs[ref.id] = ref
        files[copy] = _file(ref, await vault.meta(ref), keepsake.caption)
    image = None
    if Copy.DISPLAY in files:
        image = model.Image(
            display=files[Copy.DISPLAY],
            original=files.get(Copy.ORIGINAL),
            width=keepsake.width,
            height=keepsake.height,
            alt=keepsake.caption,
        )
    return model.Keepsake(
        kind=keepsake.kind,
        caption=keepsake.caption,
        when=when(keepsake.happened),
        happened=str(keepsake.happened),
        contributed_by=box.givers.get(keepsake.contributed_by, ""),
        image=image,
    )


def _file(ref: ObjectRef, meta: ObjectMeta, name: str) -> model.File:
    return model.File(
        content=model.ContentId(ref.id), content_type=meta.content_type, name=name, size=meta.length
    )


def _placements(child: Child) -> tuple[model.Placement, ...]:
    return tuple(
        model.Placement(
            place=stay.place,
            kind=i18n.gettext(PLACEMENT_LABELS[stay.kind]),
            from_on=stay.begins_on,
            until_on=stay.ends_on,
        )
        for stay in child.placements
    )


async def _assessments(clearance: Clearance, *, vault: Vault) -> tuple[model.Assessment, ...]:
    done = await protocol.assessments(clearance, vault=vault)
    names = await network.practitioner_names(
        {each.performed_by for each in done if each.performed_by}, vault=vault
    )
    steps = await protocol.step_labels({each.step for each in done})
    return tuple(
        model.Assessment(
            title=i18n.gettext(steps[each.step]),
            done_on=each.done_on,
            done_by=names.get(each.performed_by, "") if each.performed_by else "",
        )
        for each in done
    )


async def _growth(clearance: Clearance, *, vault: Vault) -> tuple[model.GrowthPoint, ...]:
    taken = await growth.measurements(clearance, vault=vault)
    return tuple(
        model.GrowthPoint(
            measured_on=each.measured_on,
            height_cm=each.length_cm,
            weight_kg=each.weight_kg,
            head_cm=each.head_cm,
        )
        for each in taken.measurements
    )


async def _documents(
    clearance: Clearance, refs: dict[UUID, ObjectRef], *, vault: Vault
) -> tuple[model.Document, ...]:
    filed = await documents.documents(clearance, vault=vault)
    found = []
    for document in filed:
        opened = await documents.open_content(clearance, document.id, vault=vault)
        refs[opened.ref.id] = opened.ref
        found.append(
            model.Document(
                title=f"{document.title} {document.version}",
                dated_on=i18n.day_of(document.created_at),
                author="",
                file=model.File(
                    content=model.ContentId(opened.ref.id),
                    content_type=document.content_type,
                    name=document.file_name,
                    size=document.length,
                ),
            )
        )
    return tuple(found)
