"""Answers, doubts and states put into the reader's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workspace.dossier.assessment.blanks import unanswered
from workspace.dossier.assessment.forms import UNKNOWN, found_text, shown
from workspace.dossier.assessment.model import (
    ABOUT_LABELS,
    ORIGIN_LABELS,
    SOURCE_LABELS,
    About,
    Answer,
    Answers,
    Doubt,
    Field,
    FieldCode,
    Found,
    Head,
    Kind,
    Part,
)
from workspace.dossier.assessment.rules import SEEN, as_day, as_number, body_mass_index
from workspace.dossier.assessment.view import AssessmentView, PartView
from workspace.i18n import (
    N_,
    format_date,
    format_moment,
    format_month,
    format_time,
    gettext,
    language,
)
from workspace.ids import AccountId

BETWEEN = ", "


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One field on the page: what is asked, what was answered, what is said beside it."""

    field: Field
    label: str
    section: str
    unit: str
    options: tuple[tuple[str, str], ...]
    """Values and words, "not known" last."""
    value: str
    chosen: frozenset[str]
    is_unknown: bool
    unknown: str
    note: str
    source: str
    found: str
    """What `x.found` carries."""
    found_words: str
    was: str
    last: str
    about: str
    doubt: str
    meant: str
    meant_words: str
    instead: str
    """What the button that writes what was meant carries (`forms`): the field, what it replaces, what it writes."""
    sure: str
    """The value to confirm; empty when nothing asks for it."""
    is_sure: bool


def line(
    part: Part,
    field: Field,
    answer: Answer,
    *,
    doubt: Doubt | None,
    last: tuple[str, date] | None,
) -> Line:
    """Return one field as the page shows it; whom it is about, where that is not the whole part's."""
    is_options = bool(field.options)
    return Line(
        field=field,
        label=gettext(field.label),
        section=gettext(field.section) if field.section else "",
        unit=gettext(field.unit) if field.unit else "",
        options=_options(field),
        value=number(shown(answer.value)) if field.kind is Kind.NUMBER else shown(answer.value),
        chosen=_chosen(answer) if is_options else frozenset(),
        is_unknown=answer.is_unknown,
        unknown=gettext(field.unknown),
        note=answer.note if field.note else "",
        source=answer.source.value if answer.source else "",
        found=found_text(answer.found) if answer.found else "",
        found_words=found_words(answer.found) if answer.found else "",
        was=shown(answer.value),
        last=_last(field, last) if last else "",
        about=about_words(field.about) if field.about is not part.about else "",
        doubt=doubt_words(doubt) if doubt else "",
        meant=number(doubt.meant) if doubt and doubt.meant else "",
        meant_words=_meant_words(field, doubt),
        instead=f"{field.code}:{number(shown(answer.value))}:{doubt.meant}"
        if doubt and doubt.meant
        else "",
        sure=shown(answer.value) if doubt or answer.is_sure else "",
        is_sure=answer.is_sure,
    )


def _options(field: Field) -> tuple[tuple[str, str], ...]:
    if not field.options:
        return ()
    known = tuple((option.value, gettext(option.label)) for option in field.options)
    return (*known, (UNKNOWN, gettext(field.unknown)))


def _chosen(answer: Answer) -> frozenset[str]:
    if answer.is_unknown:
        return frozenset({UNKNOWN})
    return frozenset(answer.value if isinstance(answer.value, tuple) else (answer.value,))


def _meant_words(field: Field, doubt: Doubt | None) -> str:
    if doubt is None or not doubt.meant:
        return ""
    unit = gettext(field.unit) if field.unit else ""
    return gettext("Write %(value)s %(unit)s", value=number(doubt.meant), unit=unit)


def _last(field: Field, last: tuple[str, date]) -> str:
    value, day = last
    unit = gettext(field.unit) if field.unit else ""
    return gettext(
        "Last time: %(value)s %(unit)s, on %(day)s",
        value=number(value),
        unit=unit,
        day=format_date(day),
    )


def number(text: str) -> str:
    """Write a number with the reader's decimal sign; anything else as it is."""
    if as_number(text) is None:
        return text
    return text.replace(".", ",") if language() == "fr" else text


def about_words(about: About | None) -> str:
    return gettext(ABOUT_LABELS[about]) if about else ""


def title(view: AssessmentView) -> str:
    """Return how an assessment is called."""
    label = gettext(view.status.step.label)
    return label if view.is_initial else gettext("Assessment of %(age)s", age=label)


def found_words(found: Found) -> str:
    words = gettext(ORIGIN_LABELS[found.origin])
    return f"{words}, {format_date(found.on)}" if found.on else words


def asked(lines: Iterable[Line], doubts: Mapping[FieldCode, Doubt]) -> dict[FieldCode, str]:
    """Return what is asked about, in the order of the page: its questions, then the day the child was seen."""
    found = {line.field.code: line.doubt for line in lines if line.doubt}
    return found | ({SEEN: doubt_words(doubts[SEEN])} if SEEN in doubts else {})


def doubt_words(doubt: Doubt) -> str:
    said = {key: number(value) for key, value in doubt.values.items()}
    if unit := said.get("unit"):
        said["unit"] = gettext(unit)
    return gettext(doubt.message, **said) if said else gettext(doubt.message)


def said(field: Field, answer: Answer) -> str:
    """Return what was answered, in words, with its note."""
    words = gettext(field.unknown) if answer.is_unknown else _value_words(field, answer)
    note = answer.note if field.note else ""
    return BETWEEN.join(each for each in (words, note) if each)


def _value_words(field: Field, answer: Answer) -> str:
    if field.options:
        labels = {option.value: gettext(option.label) for option in field.options}
        values = answer.value if isinstance(answer.value, tuple) else (answer.value,)
        return BETWEEN.join(labels.get(value, value) for value in values if value)
    text = shown(answer.value)
    if field.kind is Kind.NUMBER:
        unit = gettext(field.unit) if field.unit else ""
        return f"{number(text)} {unit}".strip() if text else ""
    if field.kind in {Kind.DAY, Kind.PARTIAL_DAY}:
        return _day_words(text)
    return text


def _day_words(text: str) -> str:
    day = as_day(text)
    if day is not None:
        return format_date(day)
    month = as_day(f"{text}-01")
    return format_month(month) if month else text


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One answer in words, for whoever reads."""

    label: str
    words: str
    source: str
    about: str


def told(part: Part, answers: Answers) -> tuple[Told, ...]:
    """Return every answer of a part in words, in the order of its fields, whatever the age asked."""
    lines = [
        Told(
            label=gettext(field.label),
            words=said(field, answers[field.code]),
            source=gettext(SOURCE_LABELS[source]) if (source := answers[field.code].source) else "",
            about=about_words(field.about),
        )
        for field in part.fields
        if field.code in answers and not field.is_veiled
    ]
    if index := _body_mass_index(answers):
        lines.append(
            Told(label=gettext("Body mass index"), words=number(str(index)), source="", about="")
        )
    return tuple(lines)


def left(part: Part, answers: Answers, months: int) -> str:
    """Return the questions of that age that nobody answered, for whoever reads a part that is closed."""
    return BETWEEN.join(gettext(each.label) for each in unanswered(part, answers, months=months))


def count_left(view: PartView, months: int) -> int:
    """Return how many questions of a closed part nobody answered, as far as whoever asks reads it."""
    shown = view.signed or (view.version if view.is_closed else None)
    return len(unanswered(view.part, shown.answers, months=months)) if shown else 0


def _body_mass_index(answers: Answers) -> Decimal | None:
    weight, length = (
        as_number(shown(answers.get(FieldCode(code), Answer()).value))
        for code in ("weight_kg", "length_cm")
    )
    return body_mass_index(weight, length) if weight and length else None


STATE_WORDS: Mapping[str, str] = {
    "signed": N_("Signed"),
    "closed": N_("Closed"),
    "draft": N_("Begun"),
    "todo": N_("To fill"),
}
STATE_SHAPES: Mapping[str, str] = {
    "signed": "done",
    "closed": "done",
    "draft": "waiting",
    "todo": "upcoming",
}


def over(head: Head, me: AccountId) -> str:
    """Say to `me`, whose words are kept beside those of `head`, that both are kept."""
    if head.author != me:
        return gettext("Somebody else wrote this part meanwhile. Both versions are kept.")
    return gettext(
        "You wrote this part yourself in another window, at %(time)s. Both versions are kept.",
        time=format_time(head.recorded_at),
    )


def twice(view: PartView, me: AccountId, names: Mapping[AccountId, str]) -> str:
    """Say that a part has two versions: of two people, or of one with two windows."""
    head, other = view.head, view.beside[0]
    if head is None or head.author != other.author:
        return gettext("Two people wrote this part at the same time. Both versions are kept.")
    moments = {"first": format_moment(head.recorded_at), "then": format_moment(other.recorded_at)}
    if other.author == me:
        return gettext(
            "You wrote this part in two windows: on %(first)s, and on %(then)s. Both versions are kept.",
            **moments,
        )
    return gettext(
        "%(name)s wrote this part in two windows: on %(first)s, and on %(then)s. Both versions are kept.",
        name=names[other.author],
        **moments,
    )


def state(view: PartView) -> str:
    """Return where a part stands, a key of `STATE_WORDS`."""
    if view.head is None:
        return "todo"
    if not view.is_closed:
        return "draft"
    return "signed" if view.is_signed else "closed"
