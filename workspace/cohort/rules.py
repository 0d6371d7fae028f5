"""The figures of a programme, over plain rows. No I/O.

The definitions are those of the import format; the keys of `as_json` are its keys, in French.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from workspace.cohort.model import (
    Acts,
    CohortChild,
    Count,
    Counted,
    Figures,
    Panel,
    Shares,
    SocioEmotional,
)
from workspace.dossier.care.model import CareKind
from workspace.dossier.record.ages import add_months
from workspace.dossier.record.model import PlacementKind
from workspace.dossier.scales.model import ScaleCode, Zone
from workspace.i18n import N_

THREE_YEARS_MONTHS = 36
ONE_YEAR_MONTHS = 12
PANEL_TOLERANCE = timedelta(days=60)
ZONES = (Zone.REFER, Zone.WATCH, Zone.REASSURING)
AT_ENTRY = (Count.ENTRY_REFER, Count.ENTRY_WATCH, Count.ENTRY_REASSURING)
A_YEAR_LATER = (Count.LATER_REFER, Count.LATER_WATCH, Count.LATER_REASSURING)
PLACES = (Count.NURSERY, Count.FOSTER_FAMILY, Count.HOME, Count.OTHER_PLACE)
SESSIONS: Mapping[CareKind, Count] = {
    CareKind.PSYCHOMOTOR: Count.PSYCHOMOTOR,
    CareKind.PSYCHOLOGY: Count.PSYCHOLOGY,
}
BEHIND: Mapping[Count, Count] = {
    Count.ASSESSMENTS: Count.ASSESSED,
    Count.PSYCHOMOTOR: Count.IN_PSYCHOMOTOR,
    Count.PSYCHOLOGY: Count.IN_PSYCHOLOGY,
}
"""Of each kind of act, the children it was done for."""

COUNTED_AS: Mapping[PlacementKind, Count | None] = {
    PlacementKind.RESIDENTIAL_NURSERY: Count.NURSERY,
    PlacementKind.FOSTER_FAMILY: Count.FOSTER_FAMILY,
    PlacementKind.HOME: Count.HOME,
    PlacementKind.HOME_SUPPORTED: Count.HOME,
    PlacementKind.UNKNOWN: None,
}
"""Home is home with a support or without; a place that nobody knows is in no count of places; others are one."""

DEFINITIONS: Mapping[str, str] = {
    "inclus": N_("Children admitted on or before that day, whatever happened since."),
    "pouponniere": N_("Of the children included, those living in the residential nursery."),
    "famille_accueil": N_("Of the children included, those living in a foster family."),
    "domicile": N_("Of the children included, those living at home, with support or without."),
    "autres_lieux": N_(
        "Of the children included, those living in any other kind of place. Of two places at once the latest "
        "begun counts; a child whose place is not known that day is counted in none."
    ),
    "non_suivis": N_("Of the children included, those whose follow-up has ended."),
    "suivis": N_("Children included, less those whose follow-up has ended."),
    "suivis_plus_de_3_ans": N_("Of the children followed, those aged 36 completed months or more."),
    "actes": N_(
        "Assessments and sessions done on or before that day, whoever paid. One act for each child who came, "
        "in a group too; an absence or a cancellation is none."
    ),
    "asq_se_panel": N_(
        "Children included who have two readings of the ASQ:SE, first or second edition, done on or "
        "before that day: the first one within 60 days of admission, before or after, and the one "
        "nearest to the same day of the month twelve months after admission, within 60 days of it "
        "(of two as near, the earlier; of two on one day, the second edition, then the one that asks for "
        "most attention). A questionnaire that cannot be interpreted is no reading."
    ),
    "asq_se_entree_pct": N_(
        "The children of the panel by the zone of their first reading: in difficulty (to refer), to "
        "watch, reassuring. Whole percents, each rounded half up; the first edition has no zone to "
        "watch."
    ),
    "asq_se_un_an_pct": N_(
        "The same children by the zone of their reading one year after admission, rounded in the "
        "same way."
    ),
}
"""What each key counts at the end of the day, as shown beside the figure."""


def figures(children: Iterable[CohortChild], on: date) -> Counted:
    """Return every figure at the end of day `on`."""
    return figures_of(tally(children, on), on)


def tally(children: Iterable[CohortChild], on: date) -> Counter[Count]:
    """Count what `figures_of` reads. Tallies of two portions of the children add up to that of both."""
    known = tuple(children)
    included = [child for child in known if child.admitted_on <= on]
    followed = [child for child in included if child.ended_on is None or child.ended_on > on]
    found = Counter(
        {
            Count.INCLUDED: len(included),
            Count.FOLLOWED: len(followed),
            Count.OVER_THREE: sum(
                add_months(child.birth_date, THREE_YEARS_MONTHS) <= on for child in followed
            ),
        }
    )
    found.update(place for child in included if (place := _place(child, on)) is not None)
    for child in known:
        found.update(_acts(child, on))
    for child in included:
        found.update(_panel(child, on))
    return found


def figures_of(found: Mapping[Count, int], on: date) -> Counted:
    """Return the figures that a tally, or the sum of several, makes."""
    count = Counter(found)
    return Figures(
        on=on,
        included=count[Count.INCLUDED],
        nursery=count[Count.NURSERY],
        foster_family=count[Count.FOSTER_FAMILY],
        home=count[Count.HOME],
        other_places=count[Count.OTHER_PLACE],
        no_longer_followed=count[Count.INCLUDED] - count[Count.FOLLOWED],
        followed=count[Count.FOLLOWED],
        followed_over_three=count[Count.OVER_THREE],
        acts=Acts(
            assessments=count[Count.ASSESSMENTS],
            psychomotor=count[Count.PSYCHOMOTOR],
            psychology=count[Count.PSYCHOLOGY],
        ),
        panel=Panel(
            children=sum(count[zone] for zone in AT_ENTRY),
            at_entry=_shares([count[zone] for zone in AT_ENTRY]),
            after_one_year=_shares([count[zone] for zone in A_YEAR_LATER]),
        ),
    )


def as_json(found: Counted) -> dict[str, object]:
    """Return the figures under the keys of the import format, ready for JSON."""
    return {
        "date": found.on.isoformat(),
        "inclus": found.included,
        "pouponniere": found.nursery,
        "famille_accueil": found.foster_family,
        "domicile": found.home,
        "autres_lieux": found.other_places,
        "non_suivis": found.no_longer_followed,
        "suivis": found.followed,
        "suivis_plus_de_3_ans": found.followed_over_three,
        "actes": {
            "bilans": found.acts.assessments,
            "psychomotricite": found.acts.psychomotor,
            "psychologie": found.acts.psychology,
        },
        "asq_se_panel": found.panel.children,
        "asq_se_entree_pct": _shares_as_json(found.panel.at_entry),
        "asq_se_un_an_pct": _shares_as_json(found.panel.after_one_year),
    }


def _shares_as_json(shares: Shares[int] | None) -> dict[str, int] | None:
    if shares is None:
        return None
    return {
        "difficulte": shares.refer,
        "surveillance": shares.watch,
        "rassurant": shares.reassuring,
    }


def _place(child: CohortChild, on: date) -> Count | None:
    """Return where the child lives at the end of the day; the latest begun, should two overlap."""
    stays = [
        stay
        for stay in child.stays
        if stay.begins_on <= on and (stay.ends_on is None or on < stay.ends_on)
    ]
    latest = max(stays, key=lambda stay: stay.begins_on, default=None)
    return COUNTED_AS.get(latest.kind, Count.OTHER_PLACE) if latest else None


def _acts(child: CohortChild, on: date) -> Counter[Count]:
    found = Counter({Count.ASSESSMENTS: sum(day <= on for day in child.assessed_on)})
    found.update(
        SESSIONS[session.kind]
        for session in child.sessions
        if session.done_on <= on and session.kind in SESSIONS
    )
    found.update(behind for act, behind in BEHIND.items() if found[act])
    return found


def _panel(child: CohortChild, on: date) -> tuple[Count, ...]:
    """Return where the child stands in the panel at both moments; nothing for one who is not of it."""
    pair = _entry_and_one_year(child, on)
    if pair is None:
        return ()
    entry, later = pair
    return AT_ENTRY[ZONES.index(entry.zone)], A_YEAR_LATER[ZONES.index(later.zone)]


def _entry_and_one_year(
    child: CohortChild, on: date
) -> tuple[SocioEmotional, SocioEmotional] | None:
    read = sorted(
        (
            form
            for form in child.socio_emotional
            if form.answered_on <= on and form.zone is not Zone.NOT_SCORABLE
        ),
        key=_turn,
    )
    anniversary = add_months(child.admitted_on, ONE_YEAR_MONTHS)
    near_entry = _near(read, child.admitted_on)
    near_anniversary = _near(read, anniversary)
    if not near_entry or not near_anniversary:
        return None
    return near_entry[0], min(near_anniversary, key=lambda f: abs(f.answered_on - anniversary))


def _turn(form: SocioEmotional) -> tuple[date, bool, int]:
    """Return where a reading stands among the others of a child.

    By day. Of one day, whoever answered first is not known: the edition in use comes before the one it replaced,
    then what asks for most attention.
    """
    return form.answered_on, form.scale is not ScaleCode.ASQ_SE_2, ZONES.index(form.zone)


def _near(forms: Iterable[SocioEmotional], day: date) -> list[SocioEmotional]:
    return [form for form in forms if abs(form.answered_on - day) <= PANEL_TOLERANCE]


def _shares(zones: Sequence[int]) -> Shares[int] | None:
    """Return the shares of refer, watch, reassuring, from how many children stand in each."""
    whole = sum(zones)
    if not whole:
        return None
    refer, watch, reassuring = (percent(part, whole) for part in zones)
    return Shares(refer=refer, watch=watch, reassuring=reassuring)


def percent(part: int, whole: int) -> int:
    """Return whole percents, half up."""
    return (200 * part + whole) // (2 * whole)
