"""The actions by domain and together (sections 5.6, 6.6, 7.6, 10): who does what, until when."""

from collections.abc import Iterable

from workspace.docgen.model import Run, Table, Text
from workspace.docgen.ppe.model import Action, LifeDomain, PPESource
from workspace.docgen.ppe.parts import Blocks, cell, column
from workspace.docgen.ppe.phrases import Phrases
from workspace.docgen.ppe.rules import by_end_date, is_late


def health_actions(source: PPESource, say: Phrases) -> Blocks:
    return _of_domain(LifeDomain.HEALTH, source, say)


def family_actions(source: PPESource, say: Phrases) -> Blocks:
    return _of_domain(LifeDomain.FAMILY, source, say)


def schooling_actions(source: PPESource, say: Phrases) -> Blocks:
    return _of_domain(LifeDomain.SCHOOLING, source, say)


def _of_domain(domain: LifeDomain, source: PPESource, say: Phrases) -> Blocks:
    chosen = [action for action in source.actions if action.domain is domain]
    rows = (_row(action, source, say) for action in by_end_date(chosen))
    columns = {"need_goal": 3.5, "action": 3.6, "toward": 2.3, "who": 3.0, "calendar": 2.0}
    return _table({**columns, "state": 2.4}, rows, say)


def consolidated(source: PPESource, say: Phrases) -> Blocks:
    """Return every action, the soonest end first; what is late says why, or that it must."""
    rows = (_consolidated_row(action, source, say) for action in by_end_date(source.actions))
    columns = {"ends_on": 1.8, "action": 4.6, "domain": 1.8, "who": 2.4, "state": 2.8}
    return _table(columns, rows, say)


def _table(shares: dict[str, float], rows: Iterable[tuple[Text, ...]], say: Phrases) -> Blocks:
    body = tuple(rows)
    columns = tuple(column(name, share, say) for name, share in shares.items())
    return (Table(columns, body),) if body else ()


def _row(action: Action, source: PPESource, say: Phrases) -> tuple[Text, ...]:
    need = Run(action.need or say.label("none"), strong=True)
    goal = (Run(f"\n{action.goal}"),) if action.goal else ()
    mark = (
        (Run("\n" + say.say("labels.indicator", indicator=action.indicator), emphasis=True),)
        if action.indicator
        else ()
    )
    return (
        (need, *goal),
        (Run(action.action), *mark),
        cell(action.toward, say),
        cell(action.who, say),
        cell(_dates(action, say), say),
        _state(action, source, say),
    )


def _consolidated_row(action: Action, source: PPESource, say: Phrases) -> tuple[Text, ...]:
    return (
        cell(say.short_day(action.ends_on) or say.label("no_end"), say),
        cell(action.action, say),
        cell(say.say(f"life_domains.{action.domain}"), say),
        cell(action.who, say),
        _state(action, source, say),
    )


def _dates(action: Action, say: Phrases) -> str:
    days = (say.short_day(action.starts_on), say.short_day(action.ends_on))
    return "\n".join(day for day in days if day)


def _state(action: Action, source: PPESource, say: Phrases) -> Text:
    state = cell(action.state, say)
    if not is_late(action, source.drafted_on):
        return state
    reason = action.late_reason or say.label("late_unexplained")
    return (*state, Run("\n" + say.say("labels.late", reason=reason), strong=True))
