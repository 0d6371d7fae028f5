import pytest

from workspace.names import are_close, french_order, letters


def test_a_list_ignores_accents_capitals_and_hyphens_first() -> None:
    names = ["Zoé", "ÉLISE", "Eden", "élise", "Elise", "Saint-Omer", "Saint Ange", "Œuvrard", "Ode"]
    expected = [
        "Eden",
        "Elise",
        "ÉLISE",
        "élise",
        "Ode",
        "Œuvrard",
        "Saint Ange",
        "Saint-Omer",
        "Zoé",
    ]
    assert expected == sorted(names, key=french_order)


def test_an_apostrophe_joins_what_it_stands_between() -> None:
    assert sorted(["Dalmont", "D'Almeida", "Dalens", "D\u2019Almera"], key=french_order) == [
        "Dalens",
        "D'Almeida",
        "D\u2019Almera",
        "Dalmont",
    ]


def test_the_second_name_decides_between_equal_first_ones() -> None:
    people = [("Payen", "Théo"), ("Payen", "Élise"), ("Pau", "Zoé")]
    assert sorted(people, key=lambda names: french_order(*names)) == [
        ("Pau", "Zoé"),
        ("Payen", "Élise"),
        ("Payen", "Théo"),
    ]


def test_letters_are_what_tells_people_apart() -> None:
    assert letters("SAINT-Éloi  Œuvre") == "saint eloi oeuvre"


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (("Éloïse", "Saïdi"), True),
        (("Eloise", "SAIDI"), True),
        (("Saïdi", "Éloïse"), True),
        (("Éloise-Marie", "Saidi"), True),
        (("Élouise", "Saydi"), True),
        (("Noé", "Saïdi"), False),
        (("Éloïse", "Vasseur"), False),
    ],
)
def test_names_are_close_misspelt_shortened_or_swapped(
    other: tuple[str, str], *, expected: bool
) -> None:
    assert expected is are_close(("Éloïse", "Saïdi"), other)
