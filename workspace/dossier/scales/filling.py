"""Behind a link, without an account: one questionnaire, and nothing else of the dossier.

The secret of the link takes the place of a session's: the database knows by it which row is meant, and
opens no other.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date

from storage.vault import Vault
from workspace.actor import service_actor
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import acting_as, transaction, write_held
from workspace.dossier.scales import link_queries
from workspace.dossier.scales.entries import Answers, Filled, Invitation, LinkState
from workspace.dossier.scales.instruments import sheet
from workspace.dossier.scales.sheets import Sheet, allowed
from workspace.errors import Invalid, NotFound
from workspace.i18n import N_

LONGEST_LANGUAGE = 40


class LinkClosed(Exception):
    """The link was there and opens nothing any more; `state` says why."""

    def __init__(self, state: LinkState) -> None:
        super().__init__(state.value)
        self.state = state


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """What somebody with a link sees."""

    invitation: Invitation
    sheet: Sheet
    filled: Filled


@asynccontextmanager
async def _presenting(token: str) -> AsyncIterator[None]:
    with acting_as(token):
        async with transaction():
            yield


async def open_link(token: str, *, vault: Vault) -> Opened:
    """Return the questionnaire of a link. Raises `NotFound`, and `LinkClosed` saying why."""
    async with _presenting(token):
        opened = await _opened(vault=vault)
        if opened.invitation.filled is None:
            await audit.record(
                service_actor("link"),
                Act.SCALE_LINK_OPEN,
                dossier=opened.invitation.dossier,
                subject=opened.invitation.id,
                vault=vault,
            )
    return opened


async def save(token: str, said: Filled, *, clock: Clock, vault: Vault) -> Opened:
    """Keep what was filled so far over what was kept before; sections not said stay as they were.

    Raises Invalid for an answer the questionnaire does not have or a day that has not come,
    `NotFound`, and `LinkClosed`.
    """
    async with _presenting(token):
        opened = await _opened(vault=vault)
        merged = _merged(opened, said, today=clock.today())
        if not await link_queries.save(opened.invitation, merged, is_done=False, vault=vault):
            raise NotFound
    return Opened(invitation=opened.invitation, sheet=opened.sheet, filled=merged)


async def finish(token: str, said: Filled, *, clock: Clock, vault: Vault) -> None:
    """End the questionnaire: it goes to the professional, and the link opens nothing more.

    Raises Invalid also when nothing was answered or nothing is said of the language.
    """
    async with _presenting(token):
        opened = await _opened(vault=vault)
        merged = _merged(opened, said, today=clock.today())
        _check_whole(merged)
        await audit.record(
            service_actor("link"),
            Act.SCALE_LINK_FINISH,
            dossier=opened.invitation.dossier,
            subject=opened.invitation.id,
            vault=vault,
        )
        await write_held()  # a link that has ended may record nothing more
        if not await link_queries.save(opened.invitation, merged, is_done=True, vault=vault):
            raise NotFound


async def _opened(*, vault: Vault) -> Opened:
    found = await link_queries.presented(vault=vault)
    if found is None:
        state = await link_queries.presented_state()
        if state is None:
            raise NotFound
        raise LinkClosed(LinkState(state))
    asked = sheet(found.tool, found.months)
    blank: Answers = {section.code.value: (None,) * section.slots for section in asked.sections}
    filled = found.filled or Filled(answers=blank)
    return Opened(invitation=found, sheet=asked, filled=filled)


def _merged(opened: Opened, said: Filled, *, today: date) -> Filled:
    sections = {section.code.value: section for section in opened.sheet.sections}
    refused: dict[str, str] = {}
    for code, given in said.answers.items():
        section = sections.get(code)
        points = {each for each in given if each is not None}
        if section is None or len(given) != section.slots or not allowed(section) >= points:
            refused[code] = N_("This questionnaire does not have this answer.")
    if said.knows_since is not None and said.knows_since > today:
        refused["knows_since"] = N_("This day has not come yet.")
    if len(said.language) > LONGEST_LANGUAGE:
        refused["language"] = N_("A word is enough.")
    if refused:
        raise Invalid(refused)
    before = opened.filled
    return Filled(
        answers={**before.answers, **said.answers},
        concerns={**before.concerns, **said.concerns},
        knows_since=said.knows_since or before.knows_since,
        language=said.language or before.language,
        place=said.place or before.place,
    )


def _check_whole(filled: Filled) -> None:
    refused: dict[str, str] = {}
    if not filled.language:
        refused["language"] = N_("In which language was it answered?")
    if filled.place is None:
        refused["place"] = N_("Choose one of these.")
    if not filled.given:
        refused["answers"] = N_("Mark at least one answer.")
    if refused:
        raise Invalid(refused)
