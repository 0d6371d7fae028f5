"""What the screening scales of a dossier say."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from operator import attrgetter
from uuid import uuid4

from storage.vault import Vault
from workspace.access.model import Circle, Clearance, Errand
from workspace.access.permissions import DataClass, Mode, Permission
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.record import corrections
from workspace.dossier.record import service as record
from workspace.dossier.record.summaries import FollowUp
from workspace.dossier.record.whole import whole
from workspace.dossier.scales import checking, link_queries, queries, rules, sheets
from workspace.dossier.scales.entries import AgeRead, Entry, NewEntry
from workspace.dossier.scales.held import same_entry, same_response
from workspace.dossier.scales.instruments import sheet
from workspace.dossier.scales.model import NewResponse, ResponseId, ScaleResponse
from workspace.dossier.scales.thresholds import ThresholdSet
from workspace.errors import Forbidden, Invalid, NotFound
from workspace.i18n import N_
from workspace.ids import AccountId, DossierId
from workspace.news import News, Seen

Responses = tuple[ScaleResponse, ...]


async def responses(clearance: Clearance, *, vault: Vault) -> Responses:
    """Return the filled questionnaires, oldest first, with the zones they were read in.

    Whoever may write this class without reading it sees what they wrote themselves.
    """
    _check_open(clearance)
    async with transaction():
        of = await whole([clearance.dossier])
        read = await queries.responses(of.every, vault=vault)
        found = of.gathered(read, key=attrgetter("answered_on"), same=same_response)
        await audit.record(clearance.actor, Act.SCALE_READ, dossier=clearance.dossier, vault=vault)
    return tuple(found.get(clearance.dossier, ()))


async def entries(clearance: Clearance, *, vault: Vault) -> tuple[Entry, ...]:
    """Return everything that was filled, with who answered and at which age, newest first.

    What was corrected is there too, marked, and what a joined dossier holds. Whoever may write this class
    without reading it sees what they wrote themselves.
    """
    _check_open(clearance)
    async with transaction():
        of = await whole([clearance.dossier])
        found = await queries.entries(of.every, of=clearance.dossier, vault=vault)
        await audit.record(clearance.actor, Act.SCALE_READ, dossier=clearance.dossier, vault=vault)
    return found


async def standing(clearance: Clearance, *, vault: Vault) -> tuple[Entry, ...]:
    """Return what was filled, whatever the tool, oldest first, in a joined dossier too; what was corrected is left out.

    Under the promise of `responses` to whoever may write this class without reading it.
    """
    _check_open(clearance)
    async with transaction():
        of = await whole([clearance.dossier])
        read = await queries.entries_in(of.every, since=date.min, vault=vault)
        found = of.gathered(read, key=attrgetter("answered_on"), same=same_entry)
        await audit.record(clearance.actor, Act.SCALE_READ, dossier=clearance.dossier, vault=vault)
    return tuple(found.get(clearance.dossier, ()))


async def news(asking: Circle | Clearance, seen: Seen) -> News:
    """Return what others filled since each dossier was seen: bare counts, not recorded."""
    async with transaction():
        return await queries.news(seen, not_by=asking.actor.account)


async def ages(
    clearance: Clearance, on: date, *, use_lived: bool = False, vault: Vault
) -> AgeRead | None:
    """Return the child's age on a day, lived and used; None before the birth.

    The term is somatic health: whoever fills questionnaires without reading it is told the age, corrected.
    """
    _check_open(clearance)
    async with transaction():
        followed = await _followed(clearance, vault=vault)
    if on < followed.birth_date:
        return None
    return checking.age_read(
        followed.birth_date, term_weeks=followed.rounded_term, on=on, use_lived=use_lived
    )


async def _followed(clearance: Clearance, *, vault: Vault) -> FollowUp:
    """Return what ages are reckoned from, for whoever may fill a questionnaire as for whoever reads births."""
    followed = await record.follow_up(clearance, vault=vault)
    if clearance.may(DataClass.SOMATIC) or Permission.SCALE_ADD not in clearance.permissions:
        return followed
    early = await corrections.weeks_early(clearance, least=rules.CORRECTED_FROM_WEEKS, vault=vault)
    return replace(followed, term_weeks=rules.term_before(early))


async def terms_in(circle: Circle, *, vault: Vault) -> Mapping[DossierId, int | None]:
    """Return, by child, the term the correction of ages is reckoned from: 40 weeks where nothing is taken off.

    `circle`: one asked for `Permission.SCALE_ADD`. A child whose term is not known is left out.
    """
    early = await corrections.weeks_early_in(circle, least=rules.CORRECTED_FROM_WEEKS, vault=vault)
    return {dossier: rules.term_before(weeks) for dossier, weeks in early.items()}


async def numbers(clearance: Clearance) -> ThresholdSet:
    """Return the thresholds in force."""
    _check_open(clearance)
    async with transaction():
        return await link_queries.threshold_set()


async def enter(clearance: Clearance, new: NewEntry, *, clock: Clock, vault: Vault) -> Entry:
    """Keep a filled questionnaire, read with the thresholds in force; return it as it now stands.

    Raises Invalid naming every field that cannot be true, and `NotFound` for a response to correct
    that is not this child's. Correcting adds a row: what was entered before stays, marked.
    """
    clearance.require(Permission.SCALE_ADD)
    dossier = clearance.dossier
    async with transaction():
        in_force = await link_queries.threshold_set()
        followed = await _followed(clearance, vault=vault)
        if new.supersedes is not None and not await queries.is_of(dossier, new.supersedes):
            raise NotFound
        entry = read_entry(
            new,
            followed,
            in_force,
            is_age_judged=True,
            today=followed.today(clock),
        )
        entry = replace(entry, author=clearance.actor.account, supersedes=new.supersedes)
        await queries.insert_entry(dossier, entry, at=clock.now(), vault=vault)
        await audit.record(
            clearance.actor,
            Act.SCALE_ADD,
            dossier=dossier,
            subject=entry.id,
            detail={"tool": new.tool},
            vault=vault,
        )
    return entry


async def check(clearance: Clearance, new: NewEntry, *, clock: Clock, vault: Vault) -> None:
    """Raise Invalid where `enter` would; nothing is kept."""
    clearance.require(Permission.SCALE_ADD)
    async with transaction():
        in_force = await link_queries.threshold_set()
        followed = await _followed(clearance, vault=vault)
    read_entry(new, followed, in_force, is_age_judged=True, today=followed.today(clock))


def read_entry(
    new: NewEntry,
    followed: FollowUp,
    in_force: ThresholdSet,
    *,
    is_age_judged: bool,
    today: date,
) -> Entry:
    """Check what was filled and read it; nobody's yet. Raises Invalid."""
    try:
        asked = sheet(new.tool, new.months, numbers=in_force)
    except KeyError as error:
        raise Invalid({"months": N_("This scale has no questionnaire of that age.")}) from error
    birth, term = followed.birth_date, followed.rounded_term
    checking.check_entry(
        new, asked, birth=birth, term_weeks=term, is_age_judged=is_age_judged, today=today
    )
    return Entry(
        id=ResponseId(uuid4()),
        tool=new.tool,
        months=new.months,
        answered_on=new.answered_on,
        results=sheets.read(
            asked,
            checking.scores_of(new, asked),
            by_answers=new.answers is not None,
            local_watch=in_force.local_watch,
        ),
        thresholds_version=asked.version,
        answers=new.answers,
        concerns=new.concerns,
        informant=new.informant,
        age=checking.age_read(
            birth,
            term_weeks=term,
            on=new.answered_on,
            use_lived=new.use_lived_age or asked.uses_lived_age,
        ),
        reason=new.reason,
    )


async def responses_in(
    circle: Circle, *, since: date = date.min, vault: Vault
) -> Mapping[DossierId, Responses]:
    """Return the same for every child of a circle, as far as the class is open to who asks.

    `since`: those of an earlier day are not even opened.
    """
    async with transaction():
        of = await whole(circle.dossiers)
        read = await queries.responses(of.every, since=since, vault=vault)
        found = of.gathered(read, key=attrgetter("answered_on"), same=same_response)
        await audit.record(
            circle.actor,
            Act.SCALE_READ,
            detail={"dossiers": str(len(circle.dossiers))},
            vault=vault,
        )
    return {dossier: tuple(read) for dossier, read in found.items()}


async def entries_in(
    circle: Circle, *, since: date, vault: Vault
) -> Mapping[DossierId, tuple[Entry, ...]]:
    """Return what was filled since a day, whatever the tool, of every child of a circle, oldest first.

    As far as the class is open to who asks; what was corrected is left out.
    """
    async with transaction():
        of = await whole(circle.dossiers)
        read = await queries.entries_in(of.every, since=since, vault=vault)
        found = of.gathered(read, same=same_entry)
        await audit.record(
            circle.actor,
            Act.SCALE_READ,
            detail={"dossiers": str(len(circle.dossiers))},
            vault=vault,
        )
    return {dossier: tuple(read) for dossier, read in found.items()}


async def last_answered_in(
    circle: Circle, *, vault: Vault
) -> Mapping[DossierId, Mapping[str, date]]:
    """Return the day each tool was last filled, by child, for whoever reads scales; no answer is opened."""
    assert circle.permission is Permission.SCALE_READ
    async with transaction():
        of = await whole(circle.dossiers)
        days = await queries.days_answered(of.every)
        await audit.record(
            circle.actor,
            Act.SCALE_READ,
            detail={"dossiers": str(len(circle.dossiers))},
            vault=vault,
        )
    answered: dict[DossierId, list[tuple[date, str]]] = {}
    for dossier, tool, _, answered_on in days:
        answered.setdefault(dossier, []).append((answered_on, tool))
    return {
        dossier: {tool: day for day, tool in sorted(each)}  # the last day of a tool stays
        for dossier, each in of.gathered(answered).items()
    }


async def answered_in(
    circle: Circle, *, since: date, vault: Vault
) -> Mapping[DossierId, Mapping[str, date]]:
    """Return the day each tool was last answered, by child, for whoever may fill it: never twice the same.

    `circle`: one asked for `Permission.SCALE_ADD`. Nothing of what was answered is in it.
    """
    assert circle.permission is Permission.SCALE_ADD
    async with transaction():
        found = await queries.answered(since)
        await audit.record(
            circle.actor,
            Act.SCALE_READ,
            detail={"dossiers": str(len(circle.dossiers))},
            vault=vault,
        )
    return {dossier: days for dossier, days in found.items() if dossier in circle.dossiers}


async def all_responses(
    errand: Errand, *, within: Collection[DossierId] | None = None, vault: Vault
) -> Mapping[DossierId, Responses]:
    """Return every response by dossier, of all or within some: what the figures count, on behalf of the operator."""
    async with transaction():
        found = await queries.responses(within, vault=vault)
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
    async with transaction():
        in_force = await link_queries.threshold_set()
        rows = [
            (dossier, _read(ResponseId(uuid4()), response, in_force)) for dossier, response in new
        ]
        await queries.insert(rows, author=author, vault=vault)
    return tuple(response.id for _, response in rows)


async def written(
    errand: Errand, dossiers: Collection[DossierId]
) -> frozenset[tuple[DossierId, str, int, date]]:
    """Return which questionnaires were filled when, whoever wrote them: what an import must not count twice."""
    assert errand.purpose, "an errand says why"
    async with transaction():
        return await queries.days_answered(dossiers)


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
    async with transaction():
        in_force = await link_queries.threshold_set()
        rows = [(dossier, _read(id_, response, in_force)) for dossier, id_, response in corrected]
        await queries.amend(rows, vault=vault)


async def add_thresholds(
    errand: Errand, new: ThresholdSet, *, clock: Clock, vault: Vault
) -> ThresholdSet:
    """Put a new set of thresholds in force from now on; return it with its number.

    What was read before keeps its reading. A number is taken once.
    """
    assert errand.purpose, "an errand says why"
    async with transaction():
        await link_queries.hold_thresholds()
        before = await link_queries.threshold_set()
        entered = replace(new, number=before.number + 1, entered_at=clock.now())
        await link_queries.insert_threshold_set(entered, at=clock.now(), vault=vault)
        await audit.record(
            errand.actor,
            Act.SCALE_THRESHOLDS_ADD,
            detail={"number": str(entered.number)},
            vault=vault,
        )
    return entered


async def threshold_sets(errand: Errand, *, vault: Vault) -> tuple[ThresholdSet, ...]:
    """Return every set that was put in force, newest first."""
    assert errand.purpose, "an errand says why"
    async with transaction():
        return tuple(await link_queries.threshold_sets(vault=vault))


def _read(id_: ResponseId, new: NewResponse, in_force: ThresholdSet) -> ScaleResponse:
    known = in_force.known(new.scale)
    return ScaleResponse(
        id=id_,
        scale=new.scale,
        questionnaire_months=new.questionnaire_months,
        answered_on=new.answered_on,
        results=rules.read_response(new, known=known, local_watch=in_force.local_watch),
        thresholds_version=known.version,
        answered_by=new.answered_by,
    )


def _check_open(clearance: Clearance) -> None:
    psychological = DataClass.PSYCHOLOGICAL
    if not (clearance.may(psychological) or clearance.may(psychological, Mode.WRITE)):
        raise Forbidden
