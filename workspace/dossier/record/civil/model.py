"""What may be written of a child's identity, and its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from workspace.dossier.record.model import Birth, BirthCertainty, Identity, Sex
from workspace.i18n import N_
from workspace.ids import AccountId


class ChangeReason(StrEnum):
    CORRECTION = "correction"
    NAME_GIVEN = "name_given"
    RECOGNITION = "recognition"
    ADOPTION = "adoption"
    OTHER = "other"


CHANGE_LABELS: Mapping[ChangeReason, str] = {
    ChangeReason.CORRECTION: N_("What was written was wrong"),
    ChangeReason.NAME_GIVEN: N_("The child has been given a name"),
    ChangeReason.RECOGNITION: N_("Recognised by a parent"),
    ChangeReason.ADOPTION: N_("Adopted"),
    ChangeReason.OTHER: N_("Another reason"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class NewIdentity:
    """Who the child is from now on; the name before stays among those they are found by."""

    given_name: str
    family_name: str
    birth_date: date
    sex: Sex
    reason: ChangeReason
    birth_certainty: BirthCertainty = BirthCertainty.EXACT
    birth_place: str = ""
    is_unnamed: bool = False
    used_names: tuple[str, ...] = ()
    """Names the child is called by beside the one of the registry."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FormerIdentity:
    """Who the child was said to be, until somebody wrote otherwise."""

    identity: Identity
    reason: ChangeReason
    written_by: AccountId
    written_at: datetime


class BirthSource(StrEnum):
    """Where a statement of the birth was made."""

    STATED = "stated"
    ASSESSMENT = "assessment"
    FOLDER = "folder"


SOURCE_LABELS: Mapping[BirthSource, str] = {
    BirthSource.STATED: N_("Stated on the page of the birth"),
    BirthSource.ASSESSMENT: N_("From the initial assessment"),
    BirthSource.FOLDER: N_("Brought in from a folder"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class FormerBirth:
    """What the birth was said to be, until somebody stated otherwise, there and then."""

    birth: Birth
    source: BirthSource
    """Of the statement that took its place."""
    written_by: AccountId
    written_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Births:
    """What is known of the birth, with what was said of it before, the latest first."""

    birth: Birth
    former: tuple[FormerBirth, ...] = ()


class InsStatus(StrEnum):
    """How far an identity can be trusted (`healthbook.md` 6): only a qualified one goes with its number."""

    PROVISIONAL = "provisoire"
    RETRIEVED = "recuperee"
    VALIDATED = "validee"
    QUALIFIED = "qualifiee"


INS_LABELS: Mapping[InsStatus, str] = {
    InsStatus.PROVISIONAL: N_("Provisional: nothing was checked yet"),
    InsStatus.RETRIEVED: N_("Retrieved from the national service, identity not checked"),
    InsStatus.VALIDATED: N_("Validated on a document, number not retrieved"),
    InsStatus.QUALIFIED: N_("Qualified: retrieved, and checked on a document"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Ins:
    """The national health identity: its standing, the number, and the traits as the registry has them."""

    status: InsStatus = InsStatus.PROVISIONAL
    number: str = ""
    birth_name: str = ""
    first_names: str = ""
    """All of them, in the order of the registry."""
    birth_place_code: str = ""
    """INSEE code of the town, or 99 and the country."""

    @property
    def may_be_sent(self) -> bool:
        """Tell whether the number may go with a document."""
        return self.status is InsStatus.QUALIFIED


@dataclass(frozen=True, kw_only=True, slots=True)
class FormerIns:
    """How the national health identity stood, from when it was written until it was written anew."""

    ins: Ins
    written_by: AccountId
    written_at: datetime
    superseded_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Civil:
    """A child's identity with its history."""

    identity: Identity
    former: tuple[FormerIdentity, ...] = ()
    """The latest first."""
    ins: Ins = Ins()
    former_ins: tuple[FormerIns, ...] = ()
    """The latest first."""
