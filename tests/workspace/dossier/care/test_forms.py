from datetime import date
from uuid import uuid4

import pytest

from workspace.dossier.care.entries import Chip
from workspace.dossier.care.forms import new_session
from workspace.dossier.care.model import CareKind, NewSession, Payer, Presence
from workspace.errors import Invalid
from workspace.ids import PractitionerId

FILLED = {
    "kind": "psychomotor",
    "done_on": "2025-03-04",
    "minutes": " 45 ",
    "payer": "pegase",
    "presence": "present",
}


def test_a_filled_form_is_a_session_with_its_chips() -> None:
    practitioner = PractitionerId(uuid4())
    fields = {
        **FILLED,
        "practitioner": str(practitioner),
        "note": "  Tre\u0300s fi\u00e8re\r\nencore\x07 ",
    }

    read = new_session(fields, chips=["at_ease", "balance"])

    assert read == (
        NewSession(
            kind=CareKind.PSYCHOMOTOR,
            done_on=date(2025, 3, 4),
            payer=Payer.PEGASE,
            minutes=45,
            practitioner=practitioner,
            presence=Presence.PRESENT,
            note="Tr\u00e8s fi\u00e8re\nencore",
        ),
        (Chip.AT_EASE, Chip.BALANCE),
    )


def test_who_held_it_and_how_it_went_may_be_left_out() -> None:
    session, chips = new_session(FILLED)
    assert (session.practitioner, session.note, chips) == (None, "", ())


def test_an_empty_form_names_every_field_it_needs() -> None:
    with pytest.raises(Invalid) as refused:
        new_session({})
    assert set(refused.value.fields) == set(FILLED)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("kind", "surgery"),
        ("done_on", "31/02/2025"),
        ("done_on", "2025-02-31"),
        ("minutes", "45 min"),
        ("minutes", "-5"),
        ("minutes", "\u0664\u0665"),
        ("payer", "me"),
        ("presence", "perhaps"),
        ("practitioner", "somebody"),
    ],
)
def test_what_cannot_be_read_is_named(field: str, typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        new_session({**FILLED, field: typed})
    assert set(refused.value.fields) == {field}


def test_a_chip_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        new_session(FILLED, chips=["at_ease", "furious"])
    assert set(refused.value.fields) == {"chips"}


def test_an_endless_number_is_cut_before_it_is_computed() -> None:
    session, _ = new_session({**FILLED, "minutes": "9" * 100_000})
    assert session.minutes == 999_999_999
