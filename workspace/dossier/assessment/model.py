"""What an assessment asks, part by part, and what was answered: values as they were typed, never guessed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NewType
from uuid import UUID

from workspace.access.permissions import DataClass
from workspace.actor import Role
from workspace.dossier.protocol.model import AssessmentId, StepCode
from workspace.dossier.record.model import About as Whom
from workspace.i18n import N_
from workspace.ids import AccountId

PartCode = NewType("PartCode", str)
FieldCode = NewType("FieldCode", str)
VersionId = NewType("VersionId", UUID)
AddendumId = NewType("AddendumId", UUID)


class Kind(StrEnum):
    YES_NO = "yes_no"
    CHOICE = "choice"
    SEVERAL = "several"
    """Several among the options."""
    NUMBER = "number"
    DAY = "day"
    PARTIAL_DAY = "partial_day"
    """A year, perhaps a month, perhaps a day."""
    TEXT = "text"
    WORDS = "words"
    """Several lines of text."""
    LINES = "lines"
    """A list, one thing a line."""


class Group(StrEnum):
    HISTORY = "history"
    EXAMINATION = "examination"
    OTHERS = "others"
    CONCLUSION = "conclusion"


class Steps(StrEnum):
    """At which assessments a part is asked."""

    INITIAL = "initial"
    ALL = "all"


class Source(StrEnum):
    """Where an antenatal answer comes from."""

    MATERNITY = "maternity"
    HEALTH_BOOK = "health_book"
    MOTHER = "mother"
    PMI = "pmi"
    UNKNOWN = "unknown"


class About(StrEnum):
    """Whom a question is about, when it is not the child, as the forms write it; `WHOM` says it as everywhere."""

    MOTHER = "mother"
    FATHER = "father"
    PARENTS = "parents"
    SIBLINGS = "siblings"
    OTHERS = "others"


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    value: str
    label: str
    """msgid"""
    concept: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    code: FieldCode
    label: str
    """msgid"""
    kind: Kind
    section: str | None = None
    """msgid of the heading it opens."""
    options: tuple[Option, ...] = ()
    unit: str | None = None
    """msgid"""
    least: Decimal | None = None
    most: Decimal | None = None
    """What cannot be is refused outside these."""
    low: Decimal | None = None
    high: Decimal | None = None
    """What is unusual is asked about outside these, never refused."""
    also: Mapping[str, Decimal] = field(default_factory=dict)
    """Other units that people write in, and what brings each to `unit`."""
    from_months: int = 0
    to_months: int | None = None
    """Ages at which it is asked; the last one not included."""
    scales: tuple[str, ...] = ()
    """The scales it is about: asked where one of them is in the battery of the step, or where there is no battery."""
    normal: str | None = None
    """What "the rest is normal" answers."""
    required: bool = False
    carry: bool = False
    """Proposed from the last assessment."""
    note: bool = False
    """A line of text stands beside it."""
    future: bool = False
    """A day that may be to come."""
    about: About | None = None
    is_veiled: bool = False
    """Hidden by the secret of a birth, with what was answered: words that are about the mother."""
    has_veiled_note: bool = False
    """Likewise the line beside it."""
    unknown: str = N_("Not known")
    """msgid: how "not known" is said here."""
    system: str | None = None
    """Code system of `concept`."""
    concept: str | None = None

    def option(self, value: str) -> Option | None:
        return next((option for option in self.options if option.value == value), None)

    def is_asked_at(self, months: int) -> bool:
        is_over = self.to_months is not None and months >= self.to_months
        return not self.is_veiled and self.from_months <= months and not is_over


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """What one person fills in one go; a row of one class of information."""

    code: PartCode
    label: str
    """msgid"""
    group: Group
    roles: tuple[Role, ...]
    data_class: DataClass
    mandatory: bool
    steps: Steps
    fields: tuple[Field, ...]
    asks_source: bool = False
    is_amendable: bool = False
    """May be amended after the signature, by a version that stands beside the one signed."""
    is_restricted: bool = False
    about: About | None = None

    def asked(self, months: int) -> tuple[Field, ...]:
        """Return the fields asked at this age."""
        return tuple(each for each in self.fields if each.is_asked_at(months))

    def of_battery(self, battery: Collection[str]) -> "Part":
        """Return the same part without the scales that a battery leaves out; whole where there is none."""
        asked = tuple(
            each
            for each in self.fields
            if not battery or not each.scales or not set(each.scales).isdisjoint(battery)
        )
        return self if len(asked) == len(self.fields) else replace(self, fields=asked)


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """One version of the forms."""

    code: str
    version: int
    valid_from: date
    parts: tuple[Part, ...]

    @property
    def name(self) -> str:
        return f"{self.code}-{self.version}"

    def part(self, code: str) -> Part:
        """Return the part of that code; KeyError when there is none."""
        for part in self.parts:
            if part.code == code:
                return part
        raise KeyError(code)


class Origin(StrEnum):
    """Where a proposed value was found."""

    BIRTH = "birth"
    GROWTH = "growth"
    HEALTH = "health"
    SCALES = "scales"
    PREVIOUS = "previous"
    PROTOCOL = "protocol"
    RECORD = "record"


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    origin: Origin
    on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What was answered: a text as typed (numbers with a point), or several, or "not known"."""

    value: str | tuple[str, ...] = ""
    is_unknown: bool = False
    note: str = ""
    source: Source | None = None
    found: Found | None = None
    """Kept while the value is the one that was proposed."""
    is_sure: bool = False
    """The unusual value was confirmed by whoever typed it."""

    @property
    def is_given(self) -> bool:
        """Tell whether something was answered; "not known" is an answer."""
        return bool(self.value) or self.is_unknown


Answers = Mapping[FieldCode, Answer]


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """A value worth looking at again. It asks, it never refuses. `message`: a msgid, with the names of `values`."""

    message: str
    values: Mapping[str, str] = field(default_factory=dict)
    meant: str | None = None
    """The value that was probably meant."""


class State(StrEnum):
    DRAFT = "draft"
    CLOSED = "closed"
    BESIDE = "beside"
    """Written while somebody else wrote the same part: kept until one of them has chosen."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """That a version of a part stands, by whom and since when: practical, whatever was written."""

    id: VersionId
    number: int
    revision: int
    state: State
    author: AccountId
    recorded_at: datetime
    seen_on: date
    """The day the child was seen for this part."""
    form: str
    """Name of the form it was answered in: the one of the whole assessment."""

    @property
    def token(self) -> str:
        """Name exactly what a page was made from."""
        return f"{self.id}:{self.revision}"


class Rest(StrEnum):
    """What one button answers wherever nothing was answered yet."""

    NORMAL = "rest_normal"
    UNKNOWN = "rest_unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewVersion:
    """What somebody has typed of one part, and what their page was made from."""

    step: StepCode
    part: PartCode
    answers: Answers
    base: str = ""
    """The token of the version the page was made from; empty when nothing stood yet."""
    seen_on: date | None = None
    sure_of: date | None = None  # the day that was confirmed, an early one
    rest: Rest | None = None
    form: str = ""
    """Name of the form the page was made in: an assessment nobody has begun is begun in it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """What one person wrote of one part; a draft is theirs to go on with, anything else never changes."""

    id: VersionId
    step: StepCode
    part: PartCode
    form: str
    number: int
    revision: int
    state: State
    author: AccountId
    recorded_at: datetime
    seen_on: date
    answers: Answers = field(default_factory=dict)
    supersedes: VersionId | None = None
    settles: VersionId | None = None

    @property
    def token(self) -> str:
        """Name exactly what a page was made from."""
        return f"{self.id}:{self.revision}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Signature:
    step: StepCode
    form: str
    assessment: AssessmentId
    done_on: date
    signed_by: AccountId
    signed_at: datetime
    versions: tuple[VersionId, ...]
    digest: str
    """SHA-256 of what was signed, in hexadecimal (`written.digest`)."""
    taken_back_by: AccountId | None = None
    taken_back_at: datetime | None = None
    """When the assessment was said not to be done after all: what was signed is kept, and holds no more."""

    @property
    def stands(self) -> bool:
        return self.taken_back_at is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Addendum:
    """Words added after the signature; what was signed stays as it was."""

    id: AddendumId
    part: PartCode
    author: AccountId
    recorded_at: datetime
    text: str


class Progress(StrEnum):
    """How far an assessment that was begun has come."""

    BEGUN = "begun"
    TAKEN_BACK = "taken_back"
    SIGNED = "signed"


PROGRESS_LABELS: Mapping[Progress, str] = {
    Progress.BEGUN: N_("Form begun"),
    Progress.TAKEN_BACK: N_("Signature taken back"),
    Progress.SIGNED: N_("Form signed"),
}

GROUP_LABELS: Mapping[Group, str] = {
    Group.HISTORY: N_("History"),
    Group.EXAMINATION: N_("Examination of the day"),
    Group.OTHERS: N_("Parts of other professionals"),
    Group.CONCLUSION: N_("Conclusion"),
}

SOURCE_LABELS: Mapping[Source, str] = {
    Source.MATERNITY: N_("Maternity ward"),
    Source.HEALTH_BOOK: N_("Health book"),
    Source.MOTHER: N_("The mother"),
    Source.PMI: "PMI",
    Source.UNKNOWN: N_("Source not known"),
}

ORIGIN_LABELS: Mapping[Origin, str] = {
    Origin.BIRTH: N_("From the birth record"),
    Origin.GROWTH: N_("From the growth measures"),
    Origin.HEALTH: N_("From what is known of the child's health"),
    Origin.SCALES: N_("From the scales"),
    Origin.PREVIOUS: N_("From the last assessment"),
    Origin.PROTOCOL: N_("From the protocol"),
    Origin.RECORD: N_("From the child's path and family"),
}

WHOM: Mapping[About, frozenset[Whom]] = {
    About.MOTHER: frozenset({Whom.PARENT_1}),
    About.FATHER: frozenset({Whom.PARENT_2}),
    About.PARENTS: frozenset({Whom.PARENT_1, Whom.PARENT_2}),
    About.SIBLINGS: frozenset({Whom.SIBLING}),
    About.OTHERS: frozenset({Whom.THIRD}),
}
"""In the one vocabulary of the record; what is kept of answers says it in the writing of the forms."""

ABOUT_LABELS: Mapping[About, str] = {
    About.MOTHER: N_("About the mother"),
    About.FATHER: N_("About the father"),
    About.PARENTS: N_("About the parents"),
    About.SIBLINGS: N_("About the brothers and sisters"),
    About.OTHERS: N_("About somebody else"),
}

YES_NO = (Option(value="yes", label=N_("Yes")), Option(value="no", label=N_("No")))
