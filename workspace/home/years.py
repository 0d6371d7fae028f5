"""The year of each child one follows: sessions used and left, money, assessments: what a department asks for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.permissions import Permission
from workspace.access.routes import circle_of
from workspace.access.service import export
from workspace.actor import Role
from workspace.database import in_one_transaction
from workspace.dossier.care import service as care
from workspace.dossier.care.entries import CareBudget
from workspace.dossier.protocol import service as protocol
from workspace.errors import Forbidden
from workspace.home.child_lists import answer
from workspace.home.listing import lines_of, reason_of
from workspace.home.model import Line
from workspace.i18n import N_
from workspace.spreadsheets import Row
from workspace.web.identity import actor
from workspace.web.pages import page
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

CENT = Decimal("0.01")
COLUMNS = (
    N_("Child"),
    N_("From"),
    N_("Until"),
    N_("Sessions paid by the programme"),
    N_("Sessions of the allowance"),
    N_("Sessions left"),
    N_("Sessions beyond"),
    N_("Allowance for care (euros)"),
    N_("Spent (euros)"),
    N_("Left (euros)"),
    N_("Assessments done"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Year:
    """The year of follow-up of one child that runs today, or that ran when they left."""

    line: Line
    budget: CareBudget
    assessments: int

    @property
    def last_on(self) -> date:
        return self.budget.sessions.ends_on - timedelta(days=1)

    @property
    def beyond(self) -> int:
        used = self.budget.sessions
        return max(0, used.used - used.ceiling) if used.ceiling is not None else 0


async def _years(request: Request) -> tuple[Year, ...]:
    """Return the year that runs of every child still followed, in the order of the list of children."""
    if actor(request).role is Role.YOUNG_ADULT:
        raise Forbidden
    tools = toolbox(request)
    _, lines = await lines_of(request)
    reading = await circle_of(request, Permission.CARE_SESSION_READ)
    followed = [line for line in lines if not _has_left(line)]
    included = {line.child.dossier: (line.child.inclusion, line.today) for line in followed}
    budgets = await care.years_in(reading, included, vault=tools.vault)
    done = await protocol.days_done_in(
        await circle_of(request, Permission.ASSESSMENT_READ), vault=tools.vault
    )
    return tuple(
        Year(
            line=line,
            budget=budgets[line.child.dossier],
            assessments=_within(
                done.get(line.child.dossier, ()), budgets[line.child.dossier], line.today
            ),
        )
        for line in followed
        if line.child.dossier in budgets
    )


def _has_left(line: Line) -> bool:
    ended_on = line.child.inclusion.ended_on
    return ended_on is not None and ended_on <= line.today


def _within(days: Iterable[date], budget: CareBudget, today: date) -> int:
    return sum(budget.sessions.begins_on <= day <= today for day in days)


@in_one_transaction
async def show_years(request: Request) -> Response:
    years = await _years(request)
    context = {
        "years": years,
        "sessions": sum(each.budget.sessions.used for each in years),
        "beyond": sum(each.beyond for each in years),
        "assessments": sum(each.assessments for each in years),
    }
    return await page(request, "home/years.html", context, reason=reason_of(actor(request).role))


@in_one_transaction
async def download_years(request: Request) -> Response:
    """Answer one line a child."""
    years = await _years(request)
    circle = await circle_of(request, Permission.CARE_SESSION_READ)
    named = {each.line.child.dossier for each in years}
    await export(circle, named, "years-of-care", vault=toolbox(request).vault)
    return answer(COLUMNS, map(_row, years), "years-of-care")


def _euros(sum_: Fraction) -> Decimal:
    """Return a sum to the cent, as a cell of numbers takes it."""
    return (Decimal(round(sum_ * 100)) / 100).quantize(CENT)


def _row(each: Year) -> Row:
    used, money = each.budget.sessions, each.budget.money
    return (
        each.line.child.identity.name,
        used.begins_on,
        each.last_on,
        used.used,
        used.ceiling,
        used.left,
        each.beyond,
        money.allowed if money else None,
        _euros(money.spent) if money else None,
        _euros(money.left) if money else None,
        each.assessments,
    )


SIGNED_IN = Policy(Knock.SIGNED_IN)

routes = [
    guarded("/care/years", show_years, policy=SIGNED_IN, name="home:years"),
    guarded("/care/years.csv", download_years, policy=SIGNED_IN, name="home:years_file"),
]
