"""Three readings of each screening scale: on arrival, a year later, the latest. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workspace.dossier.record.ages import add_months
from workspace.dossier.scales.model import Domain, ScaleCode, ScaleResponse, Zone

SOCIO_EMOTIONAL = frozenset({ScaleCode.ASQ_SE, ScaleCode.ASQ_SE_2})
SKILLS = frozenset({ScaleCode.ASQ_3})
NEAR = timedelta(days=60)
"""How far from admission or its anniversary a reading still speaks of that moment."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    answered_on: date
    zone: Zone


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One domain over time; None where nothing was read near that moment."""

    scale: str
    domain: Domain
    arrival: Reading | None
    one_year: Reading | None
    latest: Reading | None
    """None when it is one of the two others."""

    @property
    def readings(self) -> tuple[Reading | None, ...]:
        return self.arrival, self.one_year, self.latest


def rows(responses: Sequence[ScaleResponse], *, admitted_on: date) -> tuple[Row, ...]:
    """Return a row for each domain that was read at least once; `responses` oldest first."""
    found: list[Row] = []
    for scale, codes in (("ASQ:SE", SOCIO_EMOTIONAL), ("ASQ-3", SKILLS)):
        of_scale = [response for response in responses if response.scale in codes]
        arrival, one_year, latest = moments(of_scale, admitted_on=admitted_on)
        found += [
            Row(
                scale=scale,
                domain=domain,
                arrival=_reading(arrival, domain),
                one_year=_reading(one_year, domain),
                latest=_reading(latest, domain),
            )
            for domain in _domains(of_scale)
        ]
    return tuple(found)


def moments(
    responses: Sequence[ScaleResponse], *, admitted_on: date
) -> tuple[ScaleResponse | None, ScaleResponse | None, ScaleResponse | None]:
    """Return the response of arrival, of a year later and the latest; none stands in two places."""
    anniversary = add_months(admitted_on, 12)
    arrival = _nearest(responses, admitted_on)
    one_year = _nearest((r for r in responses if r is not arrival), anniversary)
    latest = responses[-1] if responses else None
    return arrival, one_year, None if latest in (arrival, one_year) else latest


def _nearest(responses: Iterable[ScaleResponse], day: date) -> ScaleResponse | None:
    near = [each for each in responses if abs(each.answered_on - day) <= NEAR]
    return min(near, key=lambda each: abs(each.answered_on - day), default=None)


def _domains(responses: Iterable[ScaleResponse]) -> tuple[Domain, ...]:
    read = {result.domain for response in responses for result in response.results}
    return tuple(domain for domain in Domain if domain in read)


def _reading(response: ScaleResponse | None, domain: Domain) -> Reading | None:
    if response is None:
        return None
    for result in response.results:
        if result.domain is domain:
            return Reading(answered_on=response.answered_on, zone=result.zone)
    return None
