"""A name is found as people type it: accents, case, hyphens, apostrophes, short names; ordinary words stay."""

import pytest

from workspace.docgen.veil import pattern, ways_to_say, words

LEFEVRE = "Lef\u00e8vre"


def hidden(name: str, said: str) -> str:
    found = pattern(ways_to_say(name, kept=()))
    return found.sub("#", said) if found else said


@pytest.mark.parametrize(
    ("name", "said", "expected"),
    [
        (f"Odile {LEFEVRE}", "Vu chez Mme Lefevre.", "Vu chez Mme #."),
        ("Odile Lefevre", f"Vu chez {LEFEVRE.upper()}.", "Vu chez #."),
        ("Odile Lefevre", "Vu chez Lefe\u0300vre.", "Vu chez #."),
        ("Odile Lefe\u0300vre", f"Vu chez {LEFEVRE}.", "Vu chez #."),
        ("Odile Martin-Dupuis", "Mme Dupuis et M. Martin", "Mme # et M. #"),
        ("Odile Martin-Dupuis", "Odile Martin Dupuis", "#"),
        ("Fatou N\u2019Diaye", "Mme N'Diaye, mme ndiaye", "Mme #, mme ndiaye"),
        ("Anne Roy", "M. Roy, ROY, le roy", "M. #, #, le roy"),
        ("Anne Bon", "Le repas est bon.", "Le repas est bon."),
        ("Anne des Champs", "Des Champs ; les champs ; Des jours", "Des # ; les # ; Des jours"),
        ("Anne Roy", "Royan, Leroy", "Royan, Leroy"),
        ("Li Wu", "Li est venue. Li Wu, Wu Li", "Li est venue. #, #"),
    ],
)
def test_a_name_is_hidden_as_it_is_typed(name: str, said: str, expected: str) -> None:
    assert expected == hidden(name, said)


def test_nothing_is_searched_where_no_name_is_long_enough() -> None:
    assert pattern(["", " ", "Li"]) is None


@pytest.mark.parametrize("unknown", ["---", "\u2013 \u2013", "...", "?????"])
def test_a_place_that_is_only_dashes_hides_nothing(unknown: str) -> None:
    assert pattern([unknown]) is None


def test_the_words_of_a_name_are_whole_and_in_parts() -> None:
    assert words("Odile Martin-Dupuis") == {"odile", "martin-dupuis", "martin", "dupuis"}
