import unicodedata

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


def test_letters_read_fast_are_those_read_one_by_one() -> None:
    """Every sign, alone and between letters: ASCII and plain accents take a shorter way to the same end."""
    opened = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})

    def one_by_one(name: str) -> str:
        apart = unicodedata.normalize("NFKD", name.translate(opened).casefold())
        kept = (c for c in apart if not unicodedata.combining(c) and c not in "'\u2019\u00ad")
        return " ".join("".join(c if c.isalnum() else " " for c in kept).split())

    signs = [chr(code) for code in (*range(0x3000), *range(0xF900, 0x10000))]
    names = [name for sign in signs for name in (sign, f"A{sign}b", f"é{sign}'")]
    assert [name for name in names if letters(name) != one_by_one(name)] == []


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
