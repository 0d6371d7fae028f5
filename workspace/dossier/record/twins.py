"""Children who may be one child under two dossiers. No I/O."""

from collections.abc import Mapping

from workspace.dossier.record.model import Identity
from workspace.ids import DossierId
from workspace.names import are_close


def twins_of(identity: Identity, known: Mapping[DossierId, Identity]) -> tuple[DossierId, ...]:
    """Return the dossiers of `known` likely to be of the same child. Real twins are among them."""
    return tuple(dossier for dossier, other in known.items() if is_likely_twin(identity, other))


def is_likely_twin(one: Identity, other: Identity) -> bool:
    return one.birth_date == other.birth_date and are_close(
        (one.given_name, one.family_name), (other.given_name, other.family_name)
    )
