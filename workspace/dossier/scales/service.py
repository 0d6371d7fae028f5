"""What the screening scales of a dossier say."""

from collections.abc import Iterable, Mapping
from uuid import uuid4

from storage.vault import Vault
from workspace.access.model import Circle, Clearance, Errand
from workspace.access.permissions import DataClass, Mode
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.database import transaction
from workspace.dossier.scales import queries, rules
from workspace.dossier.scales.model import NewResponse, ResponseId, ScaleResponse
from workspace.errors import Forbidden
from workspace.ids import AccountId, DossierId

Responses = tuple[ScaleResponse, ...]


async def responses(clearance: Clearance, *, vault: Vault) -> Responses:
    """Return the filled questionnaires, oldest first, with the zones they were read in.

    Whoever may write this class without reading it sees what they wrote themselves.
    """
    _check_open(clearance)
    async with transaction():
        found = await queries.responses([clearance.dossier], vault=vault)
        await audit.record(clearance.actor, Act.SCALE_READ, dossier=clearance.dossier, vault=vault)
    return tuple(found.get(clearance.dossier, ()))


async def responses_in(circle: Circle, *, vault: Vault) -> Mapping[DossierId, Responses]:
    """Return the same for every child of a circle, as far as the class is open to who asks."""
    async with transaction():
        found = await queries.responses(circle.dossiers, vault=vault)
        await audit.record(
            circle.actor,
            Act.SCALE_READ,
            detail={"dossiers": str(len(circle.dossiers))},
            vault=vault,
        )
    return {dossier: tuple(read) for dossier, read in found.items()}


async def all_responses(errand: Errand, *, vault: Vault) -> Mapping[DossierId, Responses]:
    """Return every response by dossier: what the figures count, on behalf of the operator."""
    async with transaction():
        found = await queries.responses(None, vault=vault)
        await audit.record(
            errand.actor, Act.SCALE_READ, detail={"errand": errand.purpose}, vault=vault
        )
    return {dossier: tuple(read) for dossier, read in found.items()}


async def add_many(
    errand: Errand,
    new: Iterable[tuple[DossierId, NewResponse]],
    *,
    author: AccountId | None = None,
    vault: Vault,
) -> tuple[ResponseId, ...]:
    """Write responses on behalf of the operator; return their identifiers in the same order.

    Each is read with the thresholds in force and keeps that reading. `author`: whose own they
    are, if an account's. They have been checked by whoever read them (`rules.check_response`);
    the errand's own event, which the caller records, stands for all of them.
    """
    assert errand.purpose, "an errand says why"
    rows = [(dossier, _read(ResponseId(uuid4()), response)) for dossier, response in new]
    async with transaction():
        await queries.insert(rows, author=author, vault=vault)
    return tuple(response.id for _, response in rows)


async def amend_many(
    errand: Errand,
    corrected: Iterable[tuple[DossierId, ResponseId, NewResponse]],
    *,
    vault: Vault,
) -> None:
    """Correct responses on behalf of the operator, under the promises of `add_many`.

    A corrected response is read anew, with the thresholds in force.
    """
    assert errand.purpose, "an errand says why"
    rows = [(dossier, _read(id_, response)) for dossier, id_, response in corrected]
    async with transaction():
        await queries.amend(rows, vault=vault)


def _read(id_: ResponseId, new: NewResponse) -> ScaleResponse:
    return ScaleResponse(
        id=id_,
        scale=new.scale,
        questionnaire_months=new.questionnaire_months,
        answered_on=new.answered_on,
        results=rules.read_response(new),
        thresholds_version=rules.thresholds_version(new.scale),
        answered_by=new.answered_by,
    )


def _check_open(clearance: Clearance) -> None:
    psychological = DataClass.PSYCHOLOGICAL
    if not (clearance.may(psychological) or clearance.may(psychological, Mode.WRITE)):
        raise Forbidden
