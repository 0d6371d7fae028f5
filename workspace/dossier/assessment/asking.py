"""What to ask about a part as it stands, beside what is refused in it."""

from collections.abc import Mapping

from storage.vault import Vault
from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.database import transaction
from workspace.dossier.assessment import doubting, filling
from workspace.dossier.assessment.model import Doubt, FieldCode
from workspace.dossier.assessment.view import OpenPart


async def doubts(
    clearance: Clearance, opened: OpenPart, *, vault: Vault
) -> Mapping[FieldCode, Doubt]:
    """Return the same questions as closing the part would ask, had nothing been refused."""
    clearance.require(Permission.ASSESSMENT_FILL)
    part, version, months = opened.view.part, opened.view.version, opened.assessment.months
    if version is None:
        return doubting.doubts(part, opened.answers, months=months)
    async with transaction():
        return await filling.doubts(clearance, version, part, months=months, vault=vault)
