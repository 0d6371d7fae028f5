"""What is typed of somebody of another profession, as it is kept."""

from workspace.network.forms import new_practitioner


def test_a_name_that_was_pasted_keeps_its_words_apart() -> None:
    """A tab or a new line is a space; what has no shape is nothing."""
    new = new_practitioner({"family_name": " Dupont\tMarie\r\n Anne\x07 ", "specialty": "x"})
    assert new.contact.family_name == "Dupont Marie Anne"
