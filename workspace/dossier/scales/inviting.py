"""Links by which the person closest to the child fills one questionnaire, and what becomes of it."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from storage.vault import Vault
from workspace.access.model import Circle, Clearance
from workspace.access.permissions import Permission
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock, zone_of
from workspace.database import transaction
from workspace.dossier.record import service as record
from workspace.dossier.scales import checking, link_queries, queries
from workspace.dossier.scales.entries import (
    AnsweredAt,
    Entry,
    Filled,
    Informant,
    Invitation,
    InvitationId,
    LinkState,
    NewEntry,
    NewInvitation,
    Received,
)
from workspace.dossier.scales.instruments import sheet
from workspace.dossier.scales.service import read_entry
from workspace.errors import Conflict, Invalid, NotFound
from workspace.i18n import N_, day_of
from workspace.ids import DossierId

TOKEN_BYTES = 32


async def invite(
    clearance: Clearance, new: NewInvitation, *, clock: Clock, vault: Vault
) -> tuple[Invitation, str]:
    """Make a link for one questionnaire; return it and its secret, which is kept nowhere.

    It closes with the age of its questionnaire, if that comes before the days it was given.
    Raises Invalid naming every field that cannot be.
    """
    clearance.require(Permission.SCALE_INVITE, Permission.SCALE_READ)
    token, id_ = secrets.token_urlsafe(TOKEN_BYTES), InvitationId(uuid4())
    async with transaction():
        followed = await record.follow_up(clearance, vault=vault)
        age = checking.age_read(
            followed.birth_date, term_weeks=followed.rounded_term, on=followed.today(clock)
        )
        try:
            asked = sheet(new.tool, new.months)
        except KeyError as error:
            raise Invalid({"months": N_("This scale has no questionnaire of that age.")}) from error
        checking.check_invitation(new, asked, age=age)
        now = clock.now()
        days = checking.days_of_age(
            asked,
            birth=followed.birth_date,
            term_weeks=followed.rounded_term,
            from_on=followed.today(clock),
            most=new.days,
        )
        await link_queries.insert_invitation(
            clearance.dossier,
            id_,
            new,
            token=token,
            by=clearance.actor.account,
            at=now,
            until=now + timedelta(days=days),
            vault=vault,
        )
        await _record(clearance, Act.SCALE_INVITE, id_, vault=vault)
        made = await _one(clearance, id_, vault=vault)
    return made, token


async def invitations(clearance: Clearance, *, vault: Vault) -> tuple[Invitation, ...]:
    """Return the links made for a child, newest first, with what was filled through them."""
    clearance.require(Permission.SCALE_READ)
    async with transaction():
        found = await link_queries.invitations(clearance.dossier, vault=vault)
        await audit.record(clearance.actor, Act.SCALE_READ, dossier=clearance.dossier, vault=vault)
    return found


async def received_in(circle: Circle, *, vault: Vault) -> Mapping[DossierId, tuple[Received, ...]]:
    """Return what was filled through a link and waits to be read, of every child of a circle, oldest first."""
    async with transaction():
        found = await link_queries.received(circle.dossiers)
        await audit.record(
            circle.actor,
            Act.SCALE_READ,
            detail={"dossiers": str(len(circle.dossiers))},
            vault=vault,
        )
    return {dossier: tuple(waiting) for dossier, waiting in found.items()}


async def sent_in(
    circle: Circle, *, since: datetime, vault: Vault
) -> Mapping[DossierId, Mapping[str, datetime]]:
    """Return when each tool was filled by a link nobody has read yet, by child, for whoever may fill it.

    `circle`, and what is in it: as for `service.answered_in`. What was kept, or set aside, is left out.
    """
    assert circle.permission is Permission.SCALE_ADD
    async with transaction():
        found = await link_queries.sent(since)
        await audit.record(
            circle.actor,
            Act.SCALE_READ,
            detail={"dossiers": str(len(circle.dossiers))},
            vault=vault,
        )
    return {dossier: at for dossier, at in found.items() if dossier in circle.dossiers}


async def revoke(clearance: Clearance, wanted: InvitationId, *, clock: Clock, vault: Vault) -> None:
    """Close a link, or set aside what was filled through it; nothing is erased.

    Raises `NotFound`, and Conflict once its result was validated.
    """
    clearance.require(Permission.SCALE_INVITE, Permission.SCALE_READ)
    async with transaction():
        await link_queries.hold(wanted)
        found = await _one(clearance, wanted, vault=vault)
        if found.state(clock.now()) is LinkState.VALIDATED:
            raise Conflict
        await link_queries.revoke(found.id, by=clearance.actor.account, at=clock.now())
        await _record(clearance, Act.SCALE_LINK_REVOKE, found.id, vault=vault)


async def preview(
    clearance: Clearance, found: Invitation, *, clock: Clock, vault: Vault
) -> Entry | None:
    """Return how what was filled to its end reads today, before anybody kept it."""
    clearance.require(Permission.SCALE_READ)
    if found.finished_at is None:
        return None
    async with transaction():
        return await _read(clearance, found, clock=clock, vault=vault)


async def finished(
    clearance: Clearance, wanted: InvitationId, *, clock: Clock, vault: Vault
) -> Entry:
    """Return how what was filled through one link reads. Raises `NotFound`, and Conflict when nothing waits."""
    clearance.require(Permission.SCALE_INVITE, Permission.SCALE_READ)
    async with transaction():
        found = await _one(clearance, wanted, vault=vault)
        if found.state(clock.now()) is not LinkState.FINISHED:
            raise Conflict
        await audit.record(clearance.actor, Act.SCALE_READ, dossier=clearance.dossier, vault=vault)
        return await _read(clearance, found, clock=clock, vault=vault)


async def validate(
    clearance: Clearance, wanted: InvitationId, *, reason: str = "", clock: Clock, vault: Vault
) -> Entry:
    """Keep what was filled through a link as a response of the dossier, read with today's thresholds.

    `reason`: why it is kept, where it was filled at another age than its own and none was given before.
    Raises Invalid for want of it, `NotFound`, and Conflict when it was not filled to its end, set aside, or
    validated before.
    """
    clearance.require(Permission.SCALE_INVITE, Permission.SCALE_READ)
    async with transaction():
        await link_queries.hold(wanted)
        found = await _one(clearance, wanted, vault=vault)
        if found.state(clock.now()) is not LinkState.FINISHED:
            raise Conflict
        entry = await _read(clearance, found, clock=clock, vault=vault, reason=reason, is_kept=True)
        entry = replace(entry, author=clearance.actor.account, invitation=found.id)
        await queries.insert_entry(clearance.dossier, entry, at=clock.now(), vault=vault)
        await _record(clearance, Act.SCALE_VALIDATE, found.id, vault=vault)
    return entry


async def _read(
    clearance: Clearance,
    found: Invitation,
    *,
    clock: Clock,
    vault: Vault,
    reason: str = "",
    is_kept: bool = False,
) -> Entry:
    """Read what a link brought: its age is judged on the day it was filled, and once more when it is kept."""
    filled, finished = found.filled, found.finished_at
    assert filled is not None, "a link is finished with its answers"
    assert finished is not None, "only what was finished is read"
    followed = await record.follow_up(clearance, vault=vault)
    # The day of where the child is followed; never after today, which a demonstration holds still.
    ended_on = day_of(finished, zone=zone_of(followed.inclusion.department))
    on = min(ended_on, followed.today(clock))
    new = NewEntry(
        tool=found.tool,
        months=found.months,
        answered_on=on,
        informant=_informant(found, filled),
        answers=filled.answers,
        concerns=filled.concerns,
        points={},
        reason=reason or found.reason,
    )
    return read_entry(
        new,
        followed,
        await link_queries.threshold_set(),
        is_age_judged=is_kept,
        today=followed.today(clock),
    )


def _informant(found: Invitation, filled: Filled) -> Informant:
    return Informant(
        respondent=found.respondent,
        place=filled.place or AnsweredAt.LIVING_PLACE,
        language=filled.language,
        knows_since=filled.knows_since,
    )


async def _one(clearance: Clearance, wanted: InvitationId, *, vault: Vault) -> Invitation:
    found = await link_queries.invitation(clearance.dossier, wanted, vault=vault)
    if found is None:
        raise NotFound
    return found


async def _record(clearance: Clearance, act: Act, id_: InvitationId, *, vault: Vault) -> None:
    await audit.record(clearance.actor, act, dossier=clearance.dossier, subject=id_, vault=vault)
