"""What a protocol may name: the scales, the instruments, the assessment forms; those of an installation too."""

from pathlib import Path

from workspace.dossier.assessment import definitions
from workspace.dossier.assessment.definitions import codes
from workspace.dossier.protocol.naming import Known
from workspace.dossier.scales import instruments as plug_ins
from workspace.dossier.scales.definitions import scale
from workspace.dossier.scales.instruments import tools
from workspace.dossier.scales.model import ScaleCode


def known() -> Known:
    ages = {
        code.value: {form.months: (form.opens, form.closes) for form in scale(code).questionnaires}
        for code in ScaleCode
    }
    return Known(scales=tools(), forms=codes(), questionnaires=ages)


def add_folders(*, instruments: Path | None, forms: Path | None) -> None:
    """Take what an installation adds, a folder each. Raises `InstrumentsRefused` and `FormsRefused`."""
    if instruments is not None:
        plug_ins.add_folder(instruments)
    if forms is not None:
        definitions.add_folder(forms)
