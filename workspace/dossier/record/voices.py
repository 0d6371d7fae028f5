"""In whose words something is told: whoever writes it down, or somebody who told them. No I/O."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from workspace.i18n import N_


class SaidBy(StrEnum):
    """In whose words it is told."""

    WRITER = "writer"
    CHILD = "child"
    PARENT = "parent"
    CARER = "carer"
    EDUCATOR = "educator"
    TEACHER = "teacher"
    PROFESSIONAL = "professional"


SAID_BY_LABELS: Final[Mapping[SaidBy, str]] = {
    SaidBy.WRITER: N_("My own words"),
    SaidBy.CHILD: N_("The child's words"),
    SaidBy.PARENT: N_("A parent's words"),
    SaidBy.CARER: N_("The foster carer's words"),
    SaidBy.EDUCATOR: N_("The nursery's words"),
    SaidBy.TEACHER: N_("The school's words"),
    SaidBy.PROFESSIONAL: N_("Another professional's words"),
}
"""`WRITER` as whoever writes chooses it; a reader is told of the others alone."""
