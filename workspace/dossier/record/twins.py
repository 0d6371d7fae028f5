"""Children who may be one child under two dossiers. No I/O."""

from collections.abc import Iterator, Mapping

from workspace.dossier.record.model import Identity
from workspace.ids import DossierId
from workspace.names import are_close, letters


def twins_of(identity: Identity, known: Mapping[DossierId, Identity]) -> tuple[DossierId, ...]:
    """Return the dossiers of `known` likely to be of the same child. Twins with close first names are among them."""
    return tuple(dossier for dossier, other in known.items() if is_likely_twin(identity, other))


def is_likely_twin(one: Identity, other: Identity) -> bool:
    """Tell whether two entries may be of one child: a close name, now or before, born that day.

    Or that year, when one of the two days is an estimate.
    """
    is_estimate = one.is_estimated or other.is_estimated
    same_year = one.birth_date.year == other.birth_date.year
    if one.birth_date != other.birth_date and not (is_estimate and same_year):
        return False
    return any(are_close(name, known) for name in _names(one) for known in _names(other))


def _names(identity: Identity) -> Iterator[tuple[str, str]]:
    yield identity.given_name, identity.family_name
    for name in identity.other_names:
        given, _, family = name.partition(" ")
        yield given, family


def real_twins_of(identity: Identity, known: Mapping[DossierId, Identity]) -> tuple[DossierId, ...]:
    """Return the dossiers of `known` of somebody born with the child: another first name."""
    return tuple(dossier for dossier, other in known.items() if are_real_twins(identity, other))


def are_real_twins(one: Identity, other: Identity) -> bool:
    """Tell two children born together from one written twice: same day, same family, other first name."""
    same_family = letters(one.family_name) == letters(other.family_name) != ""
    born_together = one.birth_date == other.birth_date
    return born_together and same_family and not is_likely_twin(one, other)
