"""An assessment as its reader may see it: its parts, what stands of each, what was signed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from workspace.dossier.assessment.model import (
    Addendum,
    Answers,
    FieldCode,
    Form,
    Head,
    Part,
    PartCode,
    Signature,
    State,
    Version,
)
from workspace.dossier.assessment.rules import Completeness, Heads, done_on, left_to_close
from workspace.dossier.protocol.model import StepCode, StepStatus
from workspace.ids import AccountId


@dataclass(frozen=True, kw_only=True, slots=True)
class PartView:
    """One part: that it stands is known to all, what it says to those who read its class."""

    part: Part
    may_read: bool
    may_fill: bool
    head: Head | None
    version: Version | None
    """What stands, opened; None when nothing does or when it is not open to who asks."""
    signed: Version | None
    """What was signed, opened."""
    is_signed: bool
    completeness: Completeness | None
    beside: tuple[Version, ...] = ()
    """Written at the same time as what stands, and not settled."""

    @property
    def is_closed(self) -> bool:
        return self.head is not None and self.head.state is State.CLOSED

    @property
    def is_amended(self) -> bool:
        """Tell whether something stands that is later than what was signed."""
        return self.signed is not None and self.head is not None and self.head.id != self.signed.id

    @property
    def may_write(self) -> bool:
        """Tell whether this person may type into it now."""
        return self.may_fill and not self.is_closed

    @property
    def may_reopen(self) -> bool:
        return self.may_fill and self.is_closed and (not self.is_signed or self.part.is_amendable)


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenBack:
    """What was signed once, of an assessment that was said not to be done after all."""

    signature: Signature
    signed: Mapping[PartCode, Version]
    """As it was signed, as far as it is open to who asks."""
    holds: bool | None
    """Whether what is kept is what was signed; None when not all of it is open to who asks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AssessmentView:
    status: StepStatus
    form: Form
    months: int
    """The age whose questions are asked: that of the step, or the age at admission."""
    is_initial: bool
    parts: tuple[PartView, ...]
    history: tuple[PartView, ...]
    """Parts asked once, at the initial assessment; shown beside any other."""
    signature: Signature | None
    """The one that stands."""
    holds: bool | None
    """Whether what is kept is what was signed; None when not all of it is open to who asks."""
    taken_back: tuple[TakenBack, ...]
    """The signatures that stand no more, the last first."""
    addenda: tuple[Addendum, ...]
    may_sign: bool
    next_on: date | None = None
    """When the protocol expects the next assessment."""

    def part(self, code: str) -> PartView:
        """Return the part of that code; KeyError when this assessment does not ask it."""
        for each in self.parts:
            if each.part.code == code:
                return each
        raise KeyError(code)

    def signed_before(self, part: PartView) -> tuple[tuple[TakenBack, Version], ...]:
        """Return what was signed of a part under signatures taken back, where it said something else than now."""
        shown = part.signed or part.version
        found = ((each, each.signed.get(part.part.code)) for each in self.taken_back)
        return tuple(
            (each, version)
            for each, version in found
            if version is not None
            and (
                shown is None
                or (version.answers, version.seen_on) != (shown.answers, shown.seen_on)
            )
        )

    @property
    def heads(self) -> Heads:
        return {each.part.code: each.head for each in self.parts if each.head}

    @property
    def left(self) -> tuple[Part, ...]:
        """The mandatory parts that are not closed."""
        return left_to_close([each.part for each in self.parts], self.heads)

    @property
    def done_on(self) -> date | None:
        return done_on([each.part for each in self.parts], self.heads)

    @property
    def next_part(self) -> Part | None:
        """The first part that this person may fill and that is not closed; mandatory ones first."""
        mine = [each.part for each in self.parts if each.may_write]
        return next((part for part in mine if part.mandatory), next(iter(mine), None))

    def after(self, code: str) -> Part | None:
        """Return the next part for this person after `code`, then from the beginning."""
        codes = [each.part.code for each in self.parts]
        start = codes.index(self.part(code).part.code) + 1
        ahead = [*self.parts[start:], *self.parts[:start]]
        mine = [each.part for each in ahead if each.may_write and each.part.code != code]
        return next((part for part in mine if part.mandatory), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenPart:
    """One part ready to be filled: what stands, what is proposed, what was known last time."""

    assessment: AssessmentView
    view: PartView
    answers: Answers
    """What stands, or else what is proposed."""
    token: str
    seen_on: date
    last: Mapping[FieldCode, tuple[str, date]] = field(default_factory=dict)
    """What was measured last, and when; shown, never filled in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Saved:
    token: str
    is_beside: bool
    """This part was written meanwhile, by somebody else or in another window: both versions are kept."""
    over: Head | None = None
    """What it is kept beside."""


CONCLUSION: Final = PartCode("conclusion")


@dataclass(frozen=True, kw_only=True, slots=True)
class Synthesis:
    """What the conclusion of an assessment says, in a few words."""

    step: StepCode
    seen_on: date
    author: AccountId
    summary: str = ""
    problems: str = ""


def synthesis_of(conclusion: Version) -> Synthesis:
    """Return what a closed conclusion says; both texts may be empty."""
    said = {
        code: answer.value if isinstance(answer.value, str) else "\n".join(answer.value)
        for code, answer in conclusion.answers.items()
    }
    return Synthesis(
        step=conclusion.step,
        seen_on=conclusion.seen_on,
        author=conclusion.author,
        summary=said.get(FieldCode("summary"), "").strip(),
        problems=said.get(FieldCode("problems"), "").strip(),
    )
