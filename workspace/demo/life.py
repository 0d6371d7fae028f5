"""What the people of the demonstration did before you came: wrote, remembered, drafted."""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import date, time, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID, uuid4

from workspace.access.permissions import Permission
from workspace.access.service import grant_many
from workspace.clock import SystemClock
from workspace.demo import care
from workspace.demo.cast import Cast
from workspace.demo.path import tell_path
from workspace.docgen import pdf_writer
from workspace.docgen import service as docgen
from workspace.docgen.model import Content, Cover, Origin, Paragraph, Section, text
from workspace.docgen.ppe.texts import french
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.appointments import NewPlan
from workspace.dossier.protocol.model import StepState
from workspace.dossier.record import errands
from workspace.dossier.record import service as record
from workspace.dossier.record.model import (
    MeasureId,
    MeasureKind,
    ProtectionMeasure,
    RelatedPerson,
    RelatedPersonId,
)
from workspace.exchange import service as exchange
from workspace.hub import MemoryHub
from workspace.ids import AccountId, DossierId
from workspace.memorybox import forms
from workspace.memorybox import rules as box_rules
from workspace.memorybox import service as memorybox
from workspace.messaging import service as messaging
from workspace.messaging.model import ConversationId, MessageId, NewConversation, NewMessage

PICTURES = files("workspace.demo").joinpath("pictures")


async def live(
    cast: Cast, told: Mapping[str, Any], *, progress: Callable[[str, int, int], None]
) -> None:
    await _families(cast, told)
    await tell_path(cast)
    for one in told["around"]:
        await _enter(cast, one)
    lived = [
        *((_converse, one) for one in told["conversation"]),
        *((_remember, one) for one in told["memory"]),
        *((_draft, one) for one in told["ppe"]),
        *((_plan, one) for one in told["plan"]),
        *((care.need, one) for one in told["need"]),
        *((care.practice, one) for one in told["practice"]),
    ]
    for done, (act, one) in enumerate(lived, start=1):
        await act(cast, one)
        progress("life", done, len(lived))


async def _dossier(cast: Cast, code: str) -> DossierId:
    return await exchange.dossier_coded(cast.tools.errand, code, vault=cast.tools.vault)


async def _families(cast: Cast, told: Mapping[str, Any]) -> None:
    tools = cast.tools
    people = [
        (
            await _dossier(cast, one["child"]),
            RelatedPerson(
                id=RelatedPersonId(uuid4()),
                relation=one["relation"],
                name=one["name"],
                parental_responsibility=one["parental_responsibility"],
            ),
        )
        for one in told["relative"]
    ]
    measures = [
        (
            await _dossier(cast, one["child"]),
            ProtectionMeasure(
                id=MeasureId(uuid4()), kind=MeasureKind(one["kind"]), begins_on=one["begins_on"]
            ),
        )
        for one in told["measure"]
    ]
    await errands.add_people(tools.errand, people, vault=tools.vault)
    await errands.add_measures(tools.errand, measures, vault=tools.vault)


async def _converse(cast: Cast, one: Mapping[str, Any]) -> None:
    dossier = await _dossier(cast, one["child"])
    first, *rest = one["message"]
    async with cast.acting(first["author"]) as actor:
        clearance = await cast.cleared(
            actor,
            dossier,
            Permission.CONVERSATION_READ,
            Permission.CONVERSATION_WRITE,
            Permission.CHILD_READ,
        )
        known = await messaging.people_to_write_to(
            clearance, clock=cast.tools.clock, vault=cast.tools.vault
        )
        wanted = {cast.sign_ins[login].name for login in one["members"]}
        members = frozenset(AccountId(person.account) for person in known if person.name in wanted)
        opened = await messaging.open_conversation(
            clearance,
            NewConversation(subject=one["subject"], members=members, body=first["body"]),
            clock=cast.tools.clock,
            hub=MemoryHub(),
            vault=cast.tools.vault,
        )
    for message in rest:
        await _answer(cast, dossier, opened, message)


async def _answer(
    cast: Cast, dossier: DossierId, conversation: ConversationId, message: Mapping[str, Any]
) -> None:
    async with cast.acting(message["author"]) as actor:
        clearance = await cast.cleared(
            actor, dossier, Permission.CONVERSATION_READ, Permission.CONVERSATION_WRITE
        )
        objects: tuple[UUID, ...] = ()
        if "letter" in message:
            ref = await cast.tools.vault.stage(
                dossier,
                _once(
                    letter(message["letter"], message["letter_text"], on=cast.tools.clock.today())
                ),
                name=f"{message['letter']}.pdf",
                content_type="application/pdf",
            )
            objects = (ref.id,)
        await messaging.send(
            clearance,
            conversation,
            NewMessage(id=MessageId(uuid4()), body=message["body"], objects=objects),
            hub=MemoryHub(),
            vault=cast.tools.vault,
        )


def letter(title: str, body: str, *, on: date) -> bytes:
    """Return a short letter as PDF."""
    return pdf_writer.write(
        Content(
            title=title,
            subtitle="",
            language="fr-FR",
            words=french().words,
            cover=Cover(issuer=(), basis="", subject=title, facts=()),
            dated_on=on,
            sections=(
                Section(
                    number="1", title=title, origin=Origin.MANUAL, blocks=(Paragraph(text(body)),)
                ),
            ),
        )
    )


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _remember(cast: Cast, one: Mapping[str, Any]) -> None:
    dossier = await _dossier(cast, one["child"])
    async with cast.acting(one["author"]) as actor:
        clearance = await cast.cleared(actor, dossier, Permission.BOX_ADD, Permission.CHILD_READ)
        child = await record.child(clearance, vault=cast.tools.vault)
        picture = PICTURES.joinpath(one["file"]).read_bytes() if "file" in one else None
        new = forms.new_keepsake(
            one, content_type=box_rules.recognise(picture[:64]) if picture else None
        )
        await memorybox.add_keepsake(
            clearance,
            new,
            picture,
            born=child.identity.birth_date,
            darkroom=cast.darkroom,
            vault=cast.tools.vault,
            clock=cast.tools.clock,
        )


async def _draft(cast: Cast, one: Mapping[str, Any]) -> None:
    dossier = await _dossier(cast, one["child"])
    async with cast.acting(one["author"]) as actor:
        clearance = await cast.cleared(actor, dossier, *docgen.NEEDED)
        await docgen.draft_ppe(clearance, clock=cast.tools.clock, vault=cast.tools.vault)


async def _enter(cast: Cast, one: Mapping[str, Any]) -> None:
    """Let somebody into the circles of a few children, as the operator does."""
    async with cast.acting(one["login"]) as somebody:
        pass
    await grant_many(
        cast.tools.errand,
        [
            (
                await _dossier(cast, code),
                somebody.account,
                somebody.role,
                "follow-up",
                one["since_on"],
            )
            for code in one["children"]
        ],
        clock=SystemClock(),
        vault=cast.tools.vault,
    )


async def _plan(cast: Cast, one: Mapping[str, Any]) -> None:
    """Set a day for what the child waits for first."""
    tools = cast.tools
    dossier = await _dossier(cast, one["child"])
    async with cast.acting(one["author"]) as actor:
        clearance = await cast.cleared(actor, dossier, Permission.ASSESSMENT_PLAN)
        waiting = [
            status
            for status in await protocol.schedule(clearance, clock=tools.clock, vault=tools.vault)
            if status.state in {StepState.TO_PLAN, StepState.LATE}
        ]
        for status in waiting[:1]:
            day = tools.clock.today() + timedelta(days=one["in_days"])
            new = NewPlan(step=status.step.code, planned_on=day, planned_time=time(10))
            await protocol.plan(clearance, new, clock=tools.clock, vault=tools.vault)
