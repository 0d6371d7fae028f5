"""What somebody began of a questionnaire on another device, for a page that runs no script.

Where scripts run, `drafts.js` brings it back by itself; here it stands behind a link, and goes once it is sent.
"""

from collections.abc import Mapping

from starlette.requests import Request

from workspace.access.model import Clearance
from workspace.dossier.scales import choosing
from workspace.dossier.scales.sheets import Sheet
from workspace.drafts import service as drafts
from workspace.drafts.model import Draft
from workspace.web.toolbox import toolbox


async def begun(request: Request, clearance: Clearance, asked: Sheet) -> tuple[Draft, ...]:
    """Return what whoever asks began of this questionnaire, the latest first."""
    form = f"{choosing.draft_of(asked.tool, asked.months)}:/children/{clearance.dossier}/scales"
    return await drafts.drafts(clearance.actor, form, vault=toolbox(request).vault)


def taken_up(values: Mapping[str, str], found: tuple[Draft, ...], wanted: str) -> dict[str, str]:
    """Return the values of a page with what a draft holds; as they are where none is the one that is wanted."""
    draft = next((each for each in found if str(each.id) == wanted), None)
    if draft is None:
        return dict(values)
    typed = {name: said[0] for name, said in draft.typed.items() if said}
    given = {name[0] for name, said in typed.items() if said and name[1:2] == "-"}
    mode = "totals" if "t" in given and "a" not in given else values.get("mode", "items")
    return {**values, **typed, "mode": mode, "kept": wanted}


async def let_go(clearance: Clearance, found: tuple[Draft, ...], wanted: str) -> None:
    """Let a draft go that was sent."""
    ids = [each.id for each in found if str(each.id) == wanted]
    if ids:
        await drafts.discard(clearance.actor, ids)
