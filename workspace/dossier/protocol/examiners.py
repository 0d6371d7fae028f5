"""Who may be chosen to make an assessment, and how steps are said in a list to choose from."""

from starlette.requests import Request

from workspace.actor import Role
from workspace.dossier.protocol.model import StepStatus
from workspace.i18n import format_date, gettext
from workspace.network import service as network
from workspace.network.wording import with_profession
from workspace.web.identity import actor
from workspace.web.toolbox import toolbox

EXAMINERS = frozenset({Role.PHYSICIAN, Role.NURSE, Role.PSYCHOLOGIST, Role.PSYCHOMOTRICIAN})


async def examiners(request: Request) -> list[tuple[str, str]]:
    """Return the practitioners who make assessments, as options of a list."""
    people = await network.practitioners(actor(request), vault=toolbox(request).vault)
    return [(str(who.id), with_profession(who)) for who in people if who.role in EXAMINERS]


def option(status: StepStatus) -> tuple[str, str]:
    """Return a step as an option: its label, and the days on which it is accepted."""
    return status.step.code, f"{gettext(status.step.label)}, {window(status)}"


def window(status: StepStatus) -> str:
    return gettext(
        "from %(first)s to %(last)s",
        first=format_date(status.opens_on),
        last=format_date(status.closes_on),
    )
