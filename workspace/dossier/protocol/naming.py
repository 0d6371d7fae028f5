"""What a definition names that is defined elsewhere: scales, assessment forms. No I/O."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from workspace.dossier.protocol.faults import DefinitionRefused, Fault
from workspace.dossier.protocol.model import ProtocolStep
from workspace.dossier.protocol.parsing import Definition
from workspace.i18n import N_


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """The codes there are, as whoever knows them says."""

    scales: Collection[str]
    """Of the scales and the instruments."""
    forms: Mapping[str, date]
    """Of the assessment forms, each with the first day of its first version."""


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
