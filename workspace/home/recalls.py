"""The reminders of a child in words: of what, when, to whom, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from storage.vault import Vault
from workspace.access.model import Clearance
from workspace.accounts.model import ROLE_LABELS
from workspace.accounts.service import accounts
from workspace.clock import zone_of
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.model import StepCode
from workspace.dossier.record.model import Child
from workspace.i18n import day_of, format_date, gettext, mid_sentence
from workspace.notices.model import BECAUSE_LABELS, STATE_LABELS
from workspace.reminders import service as reminders
from workspace.reminders.model import Recall


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One line: what was recalled; when, and to whom; what became of it."""

    what: str
    to: str
    became: str


async def of_child(clearance: Clearance, child: Child, *, vault: Vault) -> tuple[Told, ...]:
    """Return every reminder of one child, the last first, on the days it was where they are followed.

    A holder of parental authority is named to whoever may know who is around the child: `child` is as they read it.
    """
    found = await reminders.recalls(clearance)
    people = await accounts({each.sent.account for each in found if each.sent.account}, vault=vault)
    names: dict[UUID, str] = {id_: who.name for id_, who in people.items()}
    names |= {who.key: who.name for who in child.people}
    steps = await protocol.step_labels({StepCode(each.step) for each in found if each.step})
    zone = zone_of(child.inclusion.department)
    return tuple(
        Told(
            what=_what(each, gettext(steps[StepCode(each.step)]) if each.step else ""),
            to=gettext(
                "recalled on %(day)s, to: %(name)s",
                day=format_date(day_of(each.sent.queued_at, zone=zone)),
                name=_who(each, names),
            ),
            became=_became(each),
        )
        for each in found
    )


def _what(each: Recall, step: str) -> str:
    if each.day is not None:
        return gettext("Appointment of %(day)s", day=format_date(each.day))
    if each.letter is None:
        return gettext("%(step)s, to book", step=step)
    return gettext("%(step)s, late", step=step)


def _who(each: Recall, names: Mapping[UUID, str]) -> str:
    if each.sent.account is None:
        holder = gettext("Holder of parental authority")
        name = names.get(each.sent.person) if each.sent.person else None
        return f"{name}, {mid_sentence(holder)}" if name else mid_sentence(holder)
    name = names.get(each.sent.account, gettext("Somebody"))
    if each.sent.role is None:
        return name
    return f"{name}, {mid_sentence(gettext(ROLE_LABELS[each.sent.role]))}"


def _became(each: Recall) -> str:
    state = gettext(STATE_LABELS[each.sent.state])
    if each.sent.because is None:
        return state
    return gettext(
        "%(state)s: %(why)s", state=state, why=gettext(BECAUSE_LABELS[each.sent.because])
    )
