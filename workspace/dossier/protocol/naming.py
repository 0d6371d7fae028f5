"""What a definition names that is defined elsewhere: scales, assessment forms. No I/O."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from workspace.dossier.protocol.faults import DefinitionRefused, Fault
from workspace.dossier.protocol.model import ProtocolStep
from workspace.dossier.protocol.parsing import Definition
from workspace.dossier.record.model import Age
from workspace.i18n import N_

EXPECTED: Final[Mapping[str, str]] = {"asq3_months": "ASQ-3", "asqse2_months": "ASQ-SE-2"}
"""The keys of a definition that name a questionnaire by its months, each with its scale."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """The codes there are, as whoever knows them says."""

    scales: Collection[str]
    """Of the scales and the instruments."""
    forms: Mapping[str, date]
    """Of the assessment forms, each with the first day of its first version."""
    questionnaires: Mapping[str, Mapping[int, tuple[Age, Age]]] = field(default_factory=dict)
    """Of a scale with a questionnaire an age: by its months, the first age and the last one it is for."""


def check_names(definition: Definition, known: Known, *, on: date) -> None:
    """Raise DefinitionRefused for a scale or a form that nobody can fill, or a form that begins after `on`."""
    steps = {step.code: step for each in definition.sets.values() for step in each.steps}
    faults = [fault for step in steps.values() for fault in _faults(step, known, on)]
    if faults:
        raise DefinitionRefused(tuple(faults))


def _faults(step: ProtocolStep, known: Known, on: date) -> list[Fault]:
    place = f"[[bilan]] ({step.code})"
    faults = [
        Fault(
            place=place,
            message=N_("No scale has the code %(code)s."),
            remedy=N_("The codes are: %(known)s."),
            params={"code": code, "known": ", ".join(known.scales)},
        )
        for code in step.scales
        if code not in known.scales
    ]
    faults += _questionnaires(step, known, place)
    faults += _outgrown(step, known, place)
    begins_on = known.forms.get(step.form)
    if begins_on is None:
        faults.append(
            Fault(
                place=place,
                message=N_("No assessment form has the code %(code)s."),
                remedy=N_("The codes are: %(known)s."),
                params={"code": step.form, "known": ", ".join(known.forms)},
            )
        )
    elif begins_on > on:
        faults.append(
            Fault(
                place=place,
                message=N_("The assessment form %(code)s begins on %(day)s only."),
                remedy=N_("Let the protocol begin on that day or later, or name another form."),
                params={"code": step.form, "day": begins_on.isoformat()},
            )
        )
    return faults


def _questionnaires(step: ProtocolStep, known: Known, place: str) -> Iterator[Fault]:
    """Say which questionnaire named by its months is none, or is not for the age the assessment aims at."""
    for key, months in (("asq3_months", step.asq3_months), ("asqse2_months", step.asqse2_months)):
        ages = known.questionnaires.get(EXPECTED[key])
        if months is None or ages is None:
            continue
        params: dict[str, object] = {"key": key, "scale": EXPECTED[key], "months": months}
        if months not in ages:
            yield Fault(
                place=place,
                message=N_("%(scale)s has no questionnaire of %(months)s months."),
                remedy=N_("Its questionnaires are of %(known)s months."),
                params={**params, "known": ", ".join(map(str, ages))},
            )
            continue
        first, last = ages[months]
        if step.target_months is None or first <= Age(months=step.target_months) <= last:
            continue
        yield Fault(
            place=place,
            message=N_(
                "The questionnaire of %(months)s months of %(scale)s is for ages from %(first)s to %(last)s months."
            ),
            remedy=N_("Name the one for the age aimed at, or none: the child's age then chooses."),
            params={**params, "first": first.months, "last": last.months},
        )


def _outgrown(step: ProtocolStep, known: Known, place: str) -> Iterator[Fault]:
    """Say which scale of a battery has no questionnaire any more at the age the assessment aims at."""
    for code in step.scales:
        ages = known.questionnaires.get(code)
        if not ages or step.target_months is None:
            continue
        last = max(until for _, until in ages.values())
        if Age(months=step.target_months) > last:
            yield Fault(
                place=place,
                message=N_("%(scale)s has no questionnaire after %(last)s months."),
                remedy=N_("Leave it out at this age."),
                params={"key": "scales", "scale": code, "last": last.months},
            )
