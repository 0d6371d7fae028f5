"""Whether a child is still in sight, from where they stand with the protocol. No I/O."""

from collections.abc import Iterable, Sequence
from datetime import date

from workspace.dossier.protocol.model import StepStatus
from workspace.dossier.protocol.rules import missed_in_a_row
from workspace.dossier.record.model import SIGHT_RULE, Inclusion, Sight
from workspace.dossier.record.rules import lost_to_follow_up


def sight(
    inclusion: Inclusion,
    statuses: Sequence[StepStatus],
    *,
    on: date,
    last_contact_on: date | None = None,
    attempts: Iterable[date] = (),
) -> Sight:
    """Return whether the child is seen, perhaps lost or lost from sight on that day.

    `last_contact_on`: the last session or contact known elsewhere; assessments are in `statuses`. What
    was missed before it counts no more: who was reached is in sight again.
    The numbers are those of the protocol whose last step is among `statuses`.
    """
    done = [status.done_on for status in statuses if status.done_on is not None]
    seen_on = max([*done, *([last_contact_on] if last_contact_on else [])], default=None)
    heard_on = max(seen_on or date.min, inclusion.back_on or date.min)
    return lost_to_follow_up(
        inclusion,
        on=on,
        seen_on=seen_on,
        missed_in_a_row=missed_in_a_row(statuses, since=heard_on),
        attempts=attempts,
        rule=statuses[-1].step.sight if statuses else SIGHT_RULE,
    )
