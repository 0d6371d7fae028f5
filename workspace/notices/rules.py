"""What an address may be, when the night is, whether a notice may still leave. No I/O."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.notices.model import Because, Notice, NoticeState, Reach

LONGEST_ADDRESS = 254
ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
NIGHT_BEGINS, NIGHT_ENDS = time(21), time(8)


def is_address(text: str) -> bool:
    """Tell whether a mail can go to an address."""
    return len(text) <= LONGEST_ADDRESS and text.isascii() and bool(ADDRESS.fullmatch(text))


def check_reach(reach: Reach) -> None:
    """Raise Invalid for an address no mail can go to; an empty one is no address."""
    if reach.address and not is_address(reach.address):
        raise Invalid({"address": N_("Give an address such as name@example.org.")})


def until_morning(now: datetime, zone: ZoneInfo) -> timedelta:
    """Return how long the night still lasts where somebody lives, zero by day."""
    local = now.astimezone(zone)
    if NIGHT_ENDS <= local.time() < NIGHT_BEGINS:
        return timedelta(0)
    morning = datetime.combine(local.date(), NIGHT_ENDS, tzinfo=zone)
    if local.time() >= NIGHT_BEGINS:
        morning += timedelta(days=1)
    return morning.astimezone(now.tzinfo) - now


def outcome(
    notice: Notice,
    reach: Reach | None,
    *,
    has_gateway: bool,
    now: datetime,
) -> tuple[NoticeState, Because | None] | None:
    """Return how a notice ends without leaving, None when it may leave."""
    if not has_gateway:
        return NoticeState.NOT_SENT, Because.NO_GATEWAY
    if notice.expires_at <= now:
        return NoticeState.EXPIRED, None
    if reach is None or not reach.address:
        return NoticeState.NOT_SENT, Because.NO_ADDRESS
    if not reach.mail:
        return NoticeState.NOT_SENT, Because.NO_MAIL
    return None
