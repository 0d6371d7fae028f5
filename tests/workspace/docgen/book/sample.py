"""Lou's health book, and closed parts of assessments in a line."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

from tests.workspace.docgen.synthesis.sample import TODAY, child, growth, health
from tests.workspace.dossier.assessment.answering import answers
from workspace.access.permissions import DataClass
from workspace.docgen.book.compose import compose
from workspace.docgen.book.model import BookSource, Leaf
from workspace.docgen.model import Content
from workspace.docgen.ppe.texts import french
from workspace.dossier.assessment import rules
from workspace.dossier.assessment.closed import ClosedPart
from workspace.dossier.assessment.definitions import form
from workspace.dossier.assessment.model import (
    Answer,
    PartCode,
    Signature,
    State,
    Version,
    VersionId,
)
from workspace.dossier.protocol.model import AssessmentId, StepCode
from workspace.dossier.record.civil.model import Ins
from workspace.i18n import use_language
from workspace.ids import AccountId

WRITER = AccountId(uuid4())
LABELS = {StepCode("B00"): "Initial assessment", StepCode("M9"): "9 months"}


def closed(
    step: str,
    part: str,
    *,
    on: date = date(2024, 10, 10),
    signed: bool = True,
    is_secret: bool = False,
    **given: str | tuple[str, ...] | Answer,
) -> ClosedPart:
    """Return one part as it was closed, in the form in force."""
    known = rules.veiled(form()) if is_secret else form()
    version = Version(
        id=VersionId(uuid4()),
        step=StepCode(step),
        part=PartCode(part),
        form=known.name,
        number=1,
        revision=1,
        state=State.CLOSED,
        author=WRITER,
        recorded_at=datetime(2024, 10, 10, tzinfo=UTC),
        seen_on=on,
        answers=answers(**given),
    )
    signature = Signature(
        step=version.step,
        form=known.name,
        assessment=AssessmentId(uuid4()),
        done_on=on,
        signed_by=WRITER,
        signed_at=version.recorded_at,
        versions=(version.id,),
        digest="",
    )
    return ClosedPart(
        part=known.part(part), version=version, signature=signature if signed else None
    )


def source(**changes: object) -> BookSource:
    return replace(
        BookSource(
            child=child(),
            ins=Ins(),
            today=TODAY,
            made_by="Ambre Hermant, m\u00e9decin",
            reads=frozenset(DataClass),
            organization="Maison de la petite enfance",
            growth=growth(),
            health=health(),
            labels=LABELS,
            names={WRITER: "Ambre Hermant"},
        ),
        **changes,  # type: ignore[arg-type]
    )


def composed(leaf: Leaf, **changes: object) -> Content:
    with use_language("fr"):
        return compose(leaf, source(**changes), french().words)
