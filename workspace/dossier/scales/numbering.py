"""The numbers the scales are read with: which are in force, who entered and who checked them, new ones."""

from dataclasses import dataclass, replace
from typing import Final

from storage.vault import Vault
from workspace.access.rules import check_national
from workspace.actor import Actor, Role
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.scales import link_queries, thresholds
from workspace.dossier.scales.thresholds import Bounds, ThresholdSet
from workspace.errors import Forbidden, Invalid
from workspace.i18n import N_
from workspace.names import letters

READERS: Final = frozenset(
    {
        Role.NATIONAL,
        Role.COORDINATOR,
        Role.PHYSICIAN,
        Role.NURSE,
        Role.PSYCHOLOGIST,
        Role.PSYCHOMOTRICIAN,
    }
)
LONGEST: Final = 200
WHO: Final = N_("Say who read the numbers in the guide.")
WHERE: Final = N_("Say in which edition of the guide, and on which page.")
SECOND: Final = N_("A second person compares every number with the guide before it is used.")
SAME: Final = N_("This is the same person: somebody else has to check.")
TOO_LONG: Final = N_("This is too long.")


@dataclass(frozen=True, kw_only=True, slots=True)
class NewNumbers:
    """Numbers to put in force; None keeps what is."""

    bounds: Bounds | None
    at_cutoff: str | None
    local_watch: str | None
    entered_by: str
    edition: str
    checked_by: str


async def known(actor: Actor, *, vault: Vault) -> tuple[ThresholdSet, ...]:
    """Return every set that was put in force, newest first; the one that comes with the programme last."""
    if actor.role not in READERS:
        raise Forbidden
    async with transaction():
        found = await link_queries.threshold_sets(vault=vault)
    return (*found, thresholds.CARRIED)


async def enter(actor: Actor, new: NewNumbers, *, clock: Clock, vault: Vault) -> ThresholdSet:
    """Put new numbers in force from now on; what was read before keeps its reading.

    Raises `Forbidden` for whoever is not of the national team, Invalid naming every field that is missing:
    bounds of a publisher are compared with the guide by two people.
    """
    check_national(actor)
    _check(new)
    async with transaction():
        await link_queries.hold_thresholds()
        before = await link_queries.threshold_sets(vault=vault)
        changed = thresholds.changed(
            before, bounds=new.bounds, at_cutoff=new.at_cutoff, local_watch=new.local_watch
        )
        entered = replace(
            changed,
            number=(before[0].number if before else 0) + 1,
            entered_by=new.entered_by,
            edition=new.edition,
            checked_by=new.checked_by if new.bounds is not None else changed.checked_by,
            entered_at=clock.now(),
        )
        await link_queries.insert_threshold_set(entered, at=clock.now(), vault=vault)
        await audit.record(
            actor, Act.SCALE_THRESHOLDS_ADD, detail={"number": str(entered.number)}, vault=vault
        )
    return entered


def _check(new: NewNumbers) -> None:
    fields: dict[str, str] = {}
    if not new.entered_by:
        fields["entered_by"] = WHO
    if not new.edition:
        fields["edition"] = WHERE
    if new.bounds is not None and not new.checked_by:
        fields["checked_by"] = SECOND
    elif new.checked_by and letters(new.checked_by) == letters(new.entered_by):
        fields["checked_by"] = SAME
    for name in ("entered_by", "edition", "checked_by"):
        if len(getattr(new, name)) > LONGEST:
            fields[name] = TOO_LONG
    if fields:
        raise Invalid(fields)
