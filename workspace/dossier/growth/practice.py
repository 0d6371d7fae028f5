"""What growth is read against, and until what age an early birth is corrected: decided for every child at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

from storage.vault import Vault
from workspace.access.model import Errand
from workspace.access.rules import check_national
from workspace.actor import Actor
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.database import transaction
from workspace.dossier.growth import loading, queries, rules
from workspace.dossier.growth.model import Indicator
from workspace.errors import Invalid
from workspace.i18n import N_

LONGEST_CORRECTION: Final = 36


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """A reference that was put in force for one indicator, and what it was called."""

    indicator: Indicator
    name: str
    version: str
    loaded_at: datetime
    is_carried: bool
    """Back to WHO."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Practice:
    """What holds, and everything that was decided, the last first."""

    loaded: Sequence[Loaded]
    very_preterm_months: int

    def in_force(self, indicator: Indicator) -> Loaded | None:
        """Return what replaces WHO for one indicator, if anything does."""
        last = next((each for each in self.loaded if each.indicator is indicator), None)
        return None if last is None or last.is_carried else last


async def practice(actor: Actor) -> Practice:
    """Return what holds; for the national team, who decides it."""
    check_national(actor)
    async with transaction():
        rows = await queries.loaded()
        months = (await queries.correction()).very_preterm_months
    return Practice(
        loaded=[
            Loaded(
                indicator=Indicator(row["indicator"]),
                name=row["name"],
                version=row["version"],
                loaded_at=row["loaded_at"],
                is_carried=row["is_carried"],
            )
            for row in rows
        ],
        very_preterm_months=months,
    )


async def decide_reference(
    actor: Actor, indicator: Indicator, content: str, *, name: str, version: str, vault: Vault
) -> None:
    """Do as `load_reference`, for the national team."""
    check_national(actor)
    await _load(actor, indicator, content, name=name, version=version, vault=vault)


async def decide_correction(actor: Actor, months: int, *, vault: Vault) -> None:
    """Do as `correct_very_preterm`, for the national team."""
    check_national(actor)
    await _correct(actor, months, vault=vault)


async def load_reference(
    errand: Errand, indicator: Indicator, content: str, *, name: str, version: str, vault: Vault
) -> None:
    """Read `indicator` against another reference from now on; an empty `content` goes back to WHO.

    Raises Invalid for a table that cannot be read. Every version loaded stays written.
    """
    assert errand.purpose, "an errand says why"
    await _load(errand.actor, indicator, content, name=name, version=version, vault=vault)


async def correct_very_preterm(errand: Errand, months: int, *, vault: Vault) -> None:
    """Correct the age of children born before 32 weeks until `months` (24 to 36) from now on."""
    assert errand.purpose, "an errand says why"
    await _correct(errand.actor, months, vault=vault)


async def _load(
    actor: Actor, indicator: Indicator, content: str, *, name: str, version: str, vault: Vault
) -> None:
    if content:
        if len(content) > loading.LARGEST_BYTES:
            raise Invalid({"content": N_("This table is too long.")})
        loading.read_reference(content, indicator=indicator, name=name, version=version)
    async with transaction():
        await queries.insert_reference(
            uuid4(), indicator, name=name.strip(), version=version.strip(), content=content
        )
        await _record(actor, indicator.value, version, vault=vault)


async def _correct(actor: Actor, months: int, *, vault: Vault) -> None:
    if not rules.USUAL.months <= months <= LONGEST_CORRECTION:
        raise Invalid({"months": N_("The age is corrected until 24 to 36 months.")})
    async with transaction():
        await queries.insert_practice(uuid4(), months)
        await _record(actor, "very_preterm", str(months), vault=vault)


async def _record(actor: Actor, what: str, version: str, *, vault: Vault) -> None:
    await audit.record(
        actor, Act.GROWTH_SET, detail={"what": what, "version": version}, vault=vault
    )
