"""The programmes a child may be followed by, as far as inclusion goes. No I/O."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class ProgrammeAges:
    """The ages of a programme as its definition says them, where one was applied."""

    programme: str
    name: str
    followed_until_months: int
    admitted_before_months: int | None = None
