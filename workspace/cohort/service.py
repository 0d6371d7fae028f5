"""The figures, from what the rooms below count."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from storage.vault import Vault
from workspace.access.model import Circle, Errand
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.cohort import rules
from workspace.cohort.model import CareDone, CohortChild, Count, Counted, SocioEmotional, Stay
from workspace.database import transaction
from workspace.dossier.care import service as care
from workspace.dossier.care.entries import CareAct
from workspace.dossier.protocol import service as protocol
from workspace.dossier.record import errands as record
from workspace.dossier.record.summaries import Trajectory
from workspace.dossier.scales import service as scales
from workspace.dossier.scales.model import ScaleCode, ScaleResponse
from workspace.ids import DossierId
from workspace.network import service as network

AT_ONCE: Final = 250
"""Children of the country read together: few enough for the chain of the audit, on the same loop, not to wait."""
SOCIO_EMOTIONAL = frozenset({ScaleCode.ASQ_SE, ScaleCode.ASQ_SE_2})


async def figures(
    proof: Errand | Circle, on: date, organization: str | None = None, *, vault: Vault
) -> Counted:
    """Return the figures at the end of day `on`; of one establishment, by its code, if given.

    With an errand, of every child; with a circle, of its children, as far as whoever asks may read
    them: only a coordinator reads all that is counted. Raises `NotFound` for an unknown code.
    """
    async with transaction():
        only = None
        if organization is not None:
            only = await network.organization_coded(organization, vault=vault)
        counted = await _counted(proof, vault=vault)
        await audit.record(
            proof.actor, Act.FIGURES_READ, detail={"on": on.isoformat()}, vault=vault
        )
    return rules.figures(
        (
            counted.child(dossier, trajectory)
            for dossier, trajectory in counted.trajectories.items()
            if only is None or trajectory.organization == only
        ),
        on,
    )


async def series(circle: Circle, days: Sequence[date], *, vault: Vault) -> tuple[Counted, ...]:
    """Return the figures of a circle at the end of each of `days`, from one reading."""
    async with transaction():
        counted = await _counted(circle, vault=vault)
        detail = {"on": " ".join(day.isoformat() for day in days)}
        await audit.record(circle.actor, Act.FIGURES_READ, detail=detail, vault=vault)
    children = [
        counted.child(dossier, trajectory) for dossier, trajectory in counted.trajectories.items()
    ]
    return tuple(rules.figures(children, day) for day in days)


async def tallies(
    errand: Errand, days: Sequence[date], *, vault: Vault, at_once: int = AT_ONCE
) -> tuple[Counter[Count], ...]:
    """Return what is counted of every child at the end of each of `days`, in bounded memory.

    `at_once`: children read together, each portion in a transaction of its own. Portions are read one after
    another: a child who moves meanwhile is counted where its own portion saw it.
    """
    found = tuple(Counter[Count]() for _ in days)
    for portion in await record.portions(errand, of=at_once):
        async with transaction():
            counted = await _counted(errand, within=portion, vault=vault)
        children = [
            counted.child(dossier, trajectory)
            for dossier, trajectory in counted.trajectories.items()
        ]
        for day, sums in zip(days, found, strict=True):
            sums.update(rules.tally(children, day))
    detail = {"on": " ".join(day.isoformat() for day in days)}
    async with transaction():
        await audit.record(errand.actor, Act.FIGURES_READ, detail=detail, vault=vault)
    return found


class _Counted:
    """What each room counted, by dossier."""

    def __init__(
        self,
        trajectories: Mapping[DossierId, Trajectory],
        assessed: Mapping[DossierId, tuple[date, ...]],
        acts: Mapping[DossierId, tuple[CareAct, ...]],
        responses: Mapping[DossierId, tuple[ScaleResponse, ...]],
    ) -> None:
        self.trajectories = trajectories
        self._assessed = assessed
        self._acts = acts
        self._responses = responses

    def child(self, dossier: DossierId, lived: Trajectory) -> CohortChild:
        of_child = (dossier, *lived.joined)
        return CohortChild(
            birth_date=lived.birth_date,
            admitted_on=lived.admitted_on,
            ended_on=lived.ended_on,
            stays=tuple(
                Stay(kind=stay.kind, begins_on=stay.begins_on, ends_on=stay.ends_on)
                for stay in lived.placements
            ),
            assessed_on=tuple(day for each in of_child for day in self._assessed.get(each, ())),
            sessions=tuple(
                CareDone(kind=act.kind, done_on=act.done_on)
                for each in of_child
                for act in self._acts.get(each, ())
            ),
            socio_emotional=tuple(
                SocioEmotional(
                    scale=response.scale, answered_on=response.answered_on, zone=response.zone
                )
                for each in of_child
                for response in self._responses.get(each, ())
                if response.scale in SOCIO_EMOTIONAL and response.zone is not None
            ),
        )


async def _counted(
    proof: Errand | Circle, *, within: Sequence[DossierId] | None = None, vault: Vault
) -> _Counted:
    if isinstance(proof, Errand):
        return _Counted(
            await record.trajectories(proof, within=within, vault=vault),
            await protocol.days_done(proof, within=within, vault=vault),
            await care.acts(proof, within=within, vault=vault),
            await scales.all_responses(proof, within=within, vault=vault),
        )
    return _Counted(
        await record.trajectories_in(proof, vault=vault),
        await protocol.days_done_in(proof, vault=vault),
        await care.acts_in(proof, vault=vault),
        await scales.responses_in(proof, vault=vault),
    )
