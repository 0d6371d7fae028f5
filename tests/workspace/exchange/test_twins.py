from datetime import date

import pytest

from workspace.dossier.record.model import Birth, Identity, Sex
from workspace.exchange import faults, twins
from workspace.exchange.model import NewChild
from workspace.exchange.twins import likely_twins

BORN = date(2022, 1, 15)


def child(line: int, given: str, family: str, born: date = BORN) -> NewChild:
    return NewChild(
        line=line,
        code=f"E{line}",
        identity=Identity(given_name=given, family_name=family, birth_date=born, sex=Sex.FEMALE),
        birth=Birth(),
        admitted_on=date(2022, 3, 1),
        organization="MPE",
        department="62",
    )


def pairs(*children: NewChild) -> list[tuple[object, object]]:
    return [(said.params["other"], said.params["code"]) for said in likely_twins(children)]


@pytest.mark.parametrize(
    ("given", "family"),
    [
        ("Éloïse", "Saïdi"),
        ("ELOISE", "SAIDI"),
        ("Eloise", "Saidi"),
        ("Éloise", "Saidy"),
        ("Saïdi", "Éloïse"),
        ("Éloïse Marie", "Saïdi"),
        ("Éloïse", "Saïdi-Payen"),
        ("Héloïse", "Saïdi"),
    ],
)
def test_close_names_on_one_birthday_are_reported(given: str, family: str) -> None:
    assert pairs(child(2, "Éloïse", "Saïdi"), child(3, given, family)) == [("E2", "E3")]


@pytest.mark.parametrize(
    ("given", "family"), [("Lou", "Saïdi"), ("Éloïse", "Vasseur"), ("Emma", "Saïdi"), ("李", "王")]
)
def test_names_that_are_not_close_are_not(given: str, family: str) -> None:
    assert pairs(child(2, "Éloïse", "Saïdi"), child(3, given, family)) == []


def test_another_birthday_is_another_child() -> None:
    assert pairs(child(2, "Lou", "Payen"), child(3, "Lou", "Payen", date(2022, 1, 16))) == []


def test_the_report_says_codes_and_no_names() -> None:
    (said,) = likely_twins([child(2, "Éloïse", "Saïdi"), child(3, "Eloise", "Saidi")])
    assert (
        said.fault, said.file, said.line, said.column, said.value
    ) == (faults.LIKELY_TWIN, "enfants.csv", 3, "code", "E3")  # fmt: skip
    assert dict(said.params) == {"code": "E3", "other": "E2", "first": "2"}


def test_each_pair_is_said_once() -> None:
    same = [child(line, "Lou", "Payen") for line in (2, 3, 4)]
    assert pairs(*same) == [("E2", "E3"), ("E2", "E4"), ("E3", "E4")]


def test_a_whole_file_of_one_birthday_is_read_in_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A birth date nobody knew, typed for everybody: the comparisons stay bounded."""
    compared = []
    monkeypatch.setattr(twins, "_are_close", lambda *pair: compared.append(pair))
    list(likely_twins([child(line, f"Prénom {line}", f"Nom {line}") for line in range(1000)]))
    assert len(compared) <= 1000 * twins.NEIGHBOURS * 3
