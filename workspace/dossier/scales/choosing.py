"""Which questionnaires are proposed, and which one an address or a form names. No I/O."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from workspace.dossier.scales import rules
from workspace.dossier.scales.definitions import scale
from workspace.dossier.scales.entries import AgeRead
from workspace.dossier.scales.instruments import instruments, sheet, tools
from workspace.dossier.scales.model import ScaleCode
from workspace.dossier.scales.sheets import Sheet, fits
from workspace.dossier.scales.wording import questionnaire


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """One tool, and the questionnaire of it that fits the age."""

    tool: str
    label: str
    months: int | None
    """None: the tool has none for that age."""
    is_of_battery: bool = False
    """Asked by the assessment of that age."""


def proposals(age: AgeRead | None, first: Collection[str] = ()) -> tuple[Proposal, ...]:
    """Return every tool in its order, with the questionnaire of that age; `first`: a battery, before the others."""
    known = tools()
    battery = [tool for tool in dict.fromkeys(first) if tool in known]
    order = [*battery, *(tool for tool in known if tool not in battery)]
    return tuple(
        replace(_proposal(tool, known[tool], age), is_of_battery=tool in battery) for tool in order
    )


def _proposal(tool: str, label: str, age: AgeRead | None) -> Proposal:
    months = expected(tool, age)
    return Proposal(
        tool=tool, label=label if months is None else questionnaire(tool, months), months=months
    )


def expected(tool: str, age: AgeRead | None) -> int | None:
    """Return the months of the questionnaire of that age; 0 for an instrument with a single form that fits it."""
    if known := instruments().get(tool):
        forms = (each.months for each in known.forms or (known,))
        return next((months for months in forms if fits(sheet(tool, months), age)), None)
    form = rules.expected_questionnaire(ScaleCode(tool), age.used if age else None)
    return form.months if form else None


def draft_of(tool: str, months: int) -> str:
    """Return the name under which the form of one questionnaire keeps its draft: answers of another never mix."""
    return "scale-" + "".join(
        c if c.isascii() and c.isalnum() else "-" for c in f"{tool.lower()}-{months}"
    )


def months_of(tool: str) -> tuple[int, ...]:
    """Return the questionnaires of a scale, the forms of an instrument; none for an instrument with a single one."""
    if known := instruments().get(tool):
        return tuple(each.months for each in known.forms)
    return tuple(form.months for form in scale(ScaleCode(tool)).questionnaires)


def months_asked(tool: str, written: str, age: AgeRead | None) -> int:
    """Return the questionnaire an address names, else the one of that age, else the nearest."""
    known = months_of(tool)
    if not known:
        return 0
    if written.isascii() and written.isdigit() and int(written[:4]) in known:
        return int(written[:4])
    fitting = expected(tool, age)
    if fitting is not None:
        return fitting
    used = age.used.months if age and age.used else 0
    return min(known, key=lambda months: abs(months - used))


def day_asked(written: str, *, today: date) -> date:
    """Return the day an address names, today where it names none that has come."""
    try:
        return min(date.fromisoformat(written), today)
    except ValueError:
        return today


def sheet_asked(fields: Mapping[str, str]) -> Sheet | None:
    """Return the sheet a form was made for, None for one that was never shown."""
    months = fields.get("months", "")
    if not (months.isascii() and months.isdigit()):
        return None
    try:
        return sheet(fields.get("tool", ""), int(months[:4]))
    except KeyError:
        return None


def option_of(tool: str, age: AgeRead | None) -> str:
    """Return the option of a tool that fits the age, as `options` writes it; "" where it has none."""
    months = expected(tool, age) if tool in tools() else None
    return "" if months is None else f"{tool}@{months}"


def options(age: AgeRead | None) -> list[tuple[str, str]]:
    """Return what a link may ask: first those of the age, then every other questionnaire of a tool that has several."""
    first = [
        (f"{each.tool}@{each.months}", each.label)
        for each in proposals(age)
        if each.months is not None and sheet(each.tool, each.months).sections
    ]
    known = {value for value, _ in first}
    others = [
        (f"{tool}@{months}", questionnaire(tool, months))
        for tool in tools()
        for months in months_of(tool)
        if sheet(tool, months).sections
    ]
    return first + [(value, words) for value, words in others if value not in known]
