"""The publisher's bounds, entered by a deployment: whole, between the cut-off and sixty, never rewritten."""

from decimal import Decimal

import pytest

from workspace.dossier.scales.definitions import scale
from workspace.dossier.scales.model import Domain, ScaleCode, Zone
from workspace.dossier.scales.rules import zone
from workspace.dossier.scales.thresholds import CARRIED, ThresholdSet, parse_bounds
from workspace.errors import Invalid

LINES = [
    f"{form.months};{threshold.domain.value};{threshold.cutoff + 8}".replace(".", ",")
    for form in scale(ScaleCode.ASQ_3).questionnaires
    for threshold in form.thresholds
]
HEAD = "interval;domain;monitor_to"


def parsed(*lines: str) -> ThresholdSet:
    return ThresholdSet(number=1, bounds=parse_bounds("\n".join([HEAD, *lines])))


def test_a_whole_sheet_makes_a_third_zone() -> None:
    known = parsed(*LINES).known(ScaleCode.ASQ_3)
    assert known.version == "1.1"
    threshold = known.questionnaire(12).threshold(Domain.COMMUNICATION)
    assert (threshold.monitor_from, threshold.monitor_to) == (Decimal("15.64"), Decimal("23.64"))
    assert [zone(threshold, Decimal(p)) for p in (15, 20, 25)] == [
        Zone.BELOW,
        Zone.WATCH,
        Zone.ON_SCHEDULE,
    ]


def test_what_comes_with_the_programme_is_version_one() -> None:
    assert CARRIED.known(ScaleCode.ASQ_3) is scale(ScaleCode.ASQ_3)


def test_the_names_of_the_import_and_commas_are_read() -> None:
    french = [line.replace("gross_motor", "motricite_globale") for line in LINES]
    assert parsed(*french).bounds == parsed(*LINES).bounds
    commas = "\N{ZERO WIDTH NO-BREAK SPACE}" + "\n".join(
        line.replace(",", ".").replace(";", ",") for line in [HEAD, *LINES]
    )
    assert parse_bounds(commas) == parsed(*LINES).bounds


@pytest.mark.parametrize(
    "wrong",
    [
        "13;communication;20",
        "12;total;20",
        "x;communication;20",
        "12;communication;x",
        "12;communication;15,64",
        "12;communication;60,5",
        "12;communication;NaN",
    ],
)
def test_a_line_that_cannot_be_is_named(wrong: str) -> None:
    others = [line for line in LINES if not line.startswith("12;communication")]
    with pytest.raises(Invalid) as refused:
        parsed(wrong, *others)
    assert set(refused.value.fields) == {"line 2"}


def test_twice_the_same_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        parsed(*LINES, LINES[0])
    assert set(refused.value.fields) == {"line 107"}


def test_a_sheet_is_whole_or_nothing() -> None:
    with pytest.raises(Invalid) as refused:
        parsed(*LINES[1:])
    assert set(refused.value.fields) == {"2 communication"}


def test_a_sheet_without_its_columns_is_refused() -> None:
    for text in ("", "a;b\n1;2"):
        with pytest.raises(Invalid) as refused:
            parse_bounds(text)
        assert set(refused.value.fields) == {"line 1"}


def test_a_total_equal_to_the_cut_off_refers_unless_it_was_chosen_otherwise() -> None:
    for refers, expected in ((True, Zone.REFER), (False, Zone.WATCH)):
        known = ThresholdSet(number=2, bounds={}, refers_at_cutoff=refers)
        threshold = known.known(ScaleCode.ASQ_SE_2).questionnaire(12).threshold(Domain.TOTAL)
        assert zone(threshold, Decimal(50)) is expected
        first = known.known(ScaleCode.ASQ_SE).questionnaire(18).threshold(Domain.TOTAL)
        assert zone(first, Decimal(50)) is Zone.REASSURING
