"""Figures of the whole country, as they may be shown to who follows none of the children. No I/O.

A count of fewer than eleven children is held back, as in health statistics (CASD, rules of output), and with it as
many others as it takes for nobody to find it by subtraction (`security.md` 3.7). Zero is held back too: that nobody
is in a cell says something of everybody who might have been. Counts of acts go by the children behind them. How many
entered and how many are followed still is what the programme itself publishes of each place: of eleven children on,
both are shown.

What stays possible: to subtract the figures of one day from those of another. They are not published further than
the national team, which knows who entered when.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from workspace.cohort.model import Acts, Count, Figures, Panel, Published, Shares
from workspace.cohort.rules import A_YEAR_LATER, AT_ENTRY, BEHIND, PLACES, percent
from workspace.dossier.protocol.wording import FEW

Cell = int | None


def published(found: Mapping[Count, int], on: date) -> Published:
    """Return the figures that a tally makes, without those that would point at somebody."""
    count = Counter(found)
    included, followed = count[Count.INCLUDED], count[Count.FOLLOWED]
    is_shown = included >= FEW
    older = count[Count.OVER_THREE]
    over_three, _ = parts((older, followed - older), followed)
    nursery, foster_family, home, other = parts([count[place] for place in PLACES], included)
    return Figures(
        on=on,
        included=included if is_shown else None,
        nursery=nursery,
        foster_family=foster_family,
        home=home,
        other_places=other,
        no_longer_followed=included - followed if is_shown else None,
        followed=followed if is_shown else None,
        followed_over_three=over_three,
        acts=_acts(count),
        panel=_panel(count),
    )


def parts(cells: Sequence[int], whole: int) -> tuple[Cell, ...]:
    """Return the cells of a whole that is shown, those held back as None.

    After the small ones the smallest of the others go, until what is missing from the whole, which anybody
    can work out, is itself a count that may be shown.
    """
    shown: list[Cell] = [_enough(cell) for cell in cells]
    while None in shown or sum(cells) != whole:
        missing = whole - sum(cell for cell in shown if cell is not None)
        left = [cell for cell in shown if cell is not None]
        if missing >= FEW or not left:
            break
        shown[shown.index(min(left))] = None
    return tuple(shown)


def _enough(cell: int) -> Cell:
    return cell if cell >= FEW else None


def _acts(count: Counter[Count]) -> Acts[int | None]:
    assessments, psychomotor, psychology = (
        count[act] if count[behind] >= FEW else None for act, behind in BEHIND.items()
    )
    return Acts(assessments=assessments, psychomotor=psychomotor, psychology=psychology)


def _panel(count: Counter[Count]) -> Panel[int | None]:
    whole = sum(count[zone] for zone in AT_ENTRY)
    if whole < FEW:
        return Panel(children=None, at_entry=None, after_one_year=None)
    return Panel(
        children=whole,
        at_entry=_shares([count[zone] for zone in AT_ENTRY], whole),
        after_one_year=_shares([count[zone] for zone in A_YEAR_LATER], whole),
    )


def _shares(zones: Sequence[int], whole: int) -> Shares[int | None]:
    refer, watch, reassuring = (
        percent(zone, whole) if zone is not None else None for zone in parts(zones, whole)
    )
    return Shares(refer=refer, watch=watch, reassuring=reassuring)


# --- kept as JSON ---


def kept(found: Published) -> dict[str, Any]:
    """Return what is kept of the figures, read by `read`."""
    panel = found.panel
    return {
        "on": found.on.isoformat(),
        **{name: getattr(found, name) for name in _WHOLE},
        "acts": [found.acts.assessments, found.acts.psychomotor, found.acts.psychology],
        "panel": panel.children,
        "at_entry": _zones(panel.at_entry),
        "after_one_year": _zones(panel.after_one_year),
    }


def read(said: Mapping[str, Any]) -> Published:
    """Return what `kept` made."""
    assessments, psychomotor, psychology = said["acts"]
    return Figures(
        on=date.fromisoformat(said["on"]),
        **{name: said[name] for name in _WHOLE},
        acts=Acts(assessments=assessments, psychomotor=psychomotor, psychology=psychology),
        panel=Panel(
            children=said["panel"],
            at_entry=_shares_of(said["at_entry"]),
            after_one_year=_shares_of(said["after_one_year"]),
        ),
    )


_WHOLE: Final = (
    "included",
    "nursery",
    "foster_family",
    "home",
    "other_places",
    "no_longer_followed",
    "followed",
    "followed_over_three",
)


def _zones(shares: Shares[int | None] | None) -> list[Cell] | None:
    return list(shares.in_order) if shares else None


def _shares_of(zones: Sequence[Cell] | None) -> Shares[int | None] | None:
    if zones is None:
        return None
    refer, watch, reassuring = zones
    return Shares(refer=refer, watch=watch, reassuring=reassuring)
