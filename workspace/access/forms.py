"""From the fields of a page to a place in a circle, or Invalid naming every field."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from workspace.access.model import NewPlace, Purpose
from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.ids import AccountId


def new_place(fields: Mapping[str, str], *, today: date) -> NewPlace:
    """Read `account`, `purpose`, `until_on` and, unless it is today, `since_on`."""
    refused: dict[str, str] = {}
    account = _account(fields, refused)
    purpose = _purpose(fields, refused)
    until_on = _day(fields, "until_on", refused)
    since_on = _day(fields, "since_on", refused) if fields.get("since_on", "").strip() else today
    if refused or not (account and purpose and until_on and since_on):
        raise Invalid(refused)
    return NewPlace(account=account, purpose=purpose, since_on=since_on, until_on=until_on)


def day(fields: Mapping[str, str], name: str) -> date:
    """Read the one day a form asks for."""
    refused: dict[str, str] = {}
    found = _day(fields, name, refused)
    if found is None:
        raise Invalid(refused)
    return found


def _account(fields: Mapping[str, str], refused: dict[str, str]) -> AccountId | None:
    try:
        return AccountId(UUID(fields.get("account", "")))
    except ValueError:
        refused["account"] = N_("Choose somebody from the list.")
        return None


def _purpose(fields: Mapping[str, str], refused: dict[str, str]) -> Purpose | None:
    try:
        return Purpose(fields.get("purpose", ""))
    except ValueError:
        refused["purpose"] = N_("Choose one of these.")
        return None


def _day(fields: Mapping[str, str], name: str, refused: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(fields.get(name, "").strip())
    except ValueError:
        refused[name] = N_("Give the day, such as 2025-03-04.")
        return None
