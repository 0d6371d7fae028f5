"""No known allergy is an answer that stands alone. No I/O."""

from collections.abc import Iterable

from workspace.dossier.health.model import Allergy, Fact, Severity
from workspace.errors import Invalid
from workspace.i18n import N_

ALONE = N_(
    "This one stands alone: untick it to keep the allergy written below, or empty what is written of it."
)
STANDING = N_(
    "Allergies of this child are written, and named on this page. Open the one that should not be there and withdraw"
    " it; once none is left, say this."
)


def is_both(allergy: Allergy) -> bool:
    """Tell whether one answer says at once that none is known and what one of them is."""
    is_graded = allergy.severity is not Severity.UNKNOWN
    names_one = bool(allergy.substance or allergy.reaction or allergy.since or is_graded)
    return allergy.is_none and names_one


def check_beside(new: Fact, standing: Iterable[Fact]) -> None:
    """Raise Invalid for "no known allergy" while one stands: it is withdrawn first, by its name."""
    if not isinstance(new, Allergy) or not new.is_none:
        return
    if any(isinstance(each, Allergy) and not each.is_none for each in standing):
        raise Invalid({"is_none": STANDING})
