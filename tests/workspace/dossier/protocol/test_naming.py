"""What a definition names that is defined elsewhere: said at once, with its place, when it is not there."""

from dataclasses import replace
from datetime import date

import pytest

from tests.workspace.dossier.protocol.test_parsing import SMALL
from workspace.dossier.protocol.faults import DefinitionRefused
from workspace.dossier.protocol.naming import Known, check_names
from workspace.dossier.protocol.parsing import parse_definition
from workspace.dossier.record.model import Age

KNOWN = Known(
    scales=("ASQ-3", "ADBB"), forms={"bilan": date(2021, 1, 1), "visite": date(2026, 6, 1)}
)
ON = date(2026, 1, 1)
AGES = {
    "ASQ-3": {
        4: (Age(months=3), Age(months=4, days=30)),
        6: (Age(months=5), Age(months=6, days=30)),
    }
}


def said(text: str, on: date = ON) -> list[tuple[str, str, str]]:
    with pytest.raises(DefinitionRefused) as refused:
        check_names(parse_definition(text), KNOWN, on=on)
    return [
        (fault.place, fault.message % fault.params, fault.remedy % fault.params)
        for fault in refused.value.faults
    ]


def test_what_names_only_what_there_is_passes() -> None:
    check_names(parse_definition(SMALL), KNOWN, on=ON)
    named = SMALL.replace('label = "One month"', 'label = "One month"\nform = "visite"')
    check_names(parse_definition(named), KNOWN, on=date(2026, 6, 1))


def test_an_unknown_scale_and_an_unknown_form_are_said_together_each_with_its_place() -> None:
    text = SMALL.replace('["ASQ-3"]', '["ASQ3"]').replace(
        'label = "One month"', 'label = "One month"\nform = "visit"'
    )
    assert said(text) == [
        (
            "[[bilan]] (V1)",
            "No assessment form has the code visit.",
            "The codes are: bilan, visite.",
        ),
        ("[[bilan]] (V6)", "No scale has the code ASQ3.", "The codes are: ASQ-3, ADBB."),
    ]


def test_a_form_that_begins_after_the_protocol_is_refused() -> None:
    text = SMALL.replace("[programme]", '[programme]\nform = "visite"')
    found = said(text, on=date(2026, 5, 31))
    assert [place for place, _, _ in found] == [f"[[bilan]] ({c})" for c in ("B00", "V1", "V6")]
    assert {message for _, message, _ in found} == {
        "The assessment form visite begins on 2026-06-01 only."
    }


@pytest.mark.parametrize(
    ("months", "message"),
    [
        (6, None),
        (5, "ASQ-3 has no questionnaire of 5 months."),
        (4, "The questionnaire of 4 months of ASQ-3 is for ages from 3 to 4 months."),
    ],
)
def test_a_questionnaire_named_by_its_months_is_one_and_is_for_that_age(
    months: int, message: str | None
) -> None:
    text = SMALL.replace('["ASQ-3"]', f'["ASQ-3"]\nasq3_months = {months}\nasqse2_months = 7')
    known = replace(KNOWN, questionnaires=AGES)
    if message is None:
        check_names(parse_definition(text), known, on=ON)
        return
    with pytest.raises(DefinitionRefused) as refused:
        check_names(parse_definition(text), known, on=ON)
    (fault,) = refused.value.faults
    assert (fault.message % fault.params, fault.params["key"]) == (message, "asq3_months")
    assert fault.remedy % fault.params
