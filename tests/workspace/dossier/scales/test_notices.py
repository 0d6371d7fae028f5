"""What the owner of an instrument asks of whoever uses it, beside its answers."""

from workspace.dossier.scales.instruments import instruments


def test_a_low_likelihood_before_two_years_is_asked_again_after() -> None:
    """Rescreening after 24 months is part of the rule of M-CHAT-R: whoever fills it reads so."""
    notice = instruments()["M-CHAT-R"].notice
    assert "De 0 à 2 avant 24 mois, posez-les de nouveau après 24 mois" in notice
