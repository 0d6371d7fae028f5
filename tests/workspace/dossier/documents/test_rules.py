from datetime import UTC, datetime
from uuid import uuid4

import pytest

from workspace.access.permissions import DataClass
from workspace.dossier.documents.model import (
    CLASS_LABELS,
    KIND_LABELS,
    Document,
    DocumentKind,
    NewDocument,
)
from workspace.dossier.documents.rules import (
    LONGEST_TITLE,
    check_new,
    fileable_classes,
    next_version,
    superseded,
)
from workspace.errors import Invalid
from workspace.ids import AccountId, DocumentId, DossierId

PDF, WORD = "application/pdf", "application/msword"


def new(
    *,
    kind: DocumentKind = DocumentKind.RECEIVED,
    data_class: DataClass = DataClass.SOMATIC,
    title: str = "Hearing test",
) -> NewDocument:
    return NewDocument(kind=kind, data_class=data_class, title=title)


def document(
    version: int, *, kind: DocumentKind = DocumentKind.PPE, content_type: str = PDF
) -> Document:
    return Document(
        id=DocumentId(uuid4()),
        dossier=DossierId(uuid4()),
        kind=kind,
        data_class=DataClass.SOCIAL,
        title="PPE",
        file_name="ppe.pdf",
        content_type=content_type,
        length=4,
        edition=uuid4(),
        version=version,
        supersedes=None,
        created_by=AccountId(uuid4()),
        created_at=datetime(2025, 3, 4, 9, tzinfo=UTC),
    )


def test_a_document_with_a_title_and_a_class_is_taken() -> None:
    check_new(new())
    check_new(new(kind=DocumentKind.PPE, data_class=DataClass.SOCIAL))
    check_new(new(title="x" * LONGEST_TITLE))


@pytest.mark.parametrize("title", ["", "   ", "x" * (LONGEST_TITLE + 1)])
def test_a_title_is_neither_empty_nor_endless(title: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_new(new(title=title))
    assert {"title"} == set(refused.value.fields)


@pytest.mark.parametrize("data_class", sorted(set(DataClass) - set(CLASS_LABELS)))
def test_a_class_that_is_not_of_documents_is_refused(data_class: DataClass) -> None:
    with pytest.raises(Invalid) as refused:
        check_new(new(data_class=data_class))
    assert {"data_class"} == set(refused.value.fields)


def test_a_ppe_is_social_content() -> None:
    with pytest.raises(Invalid) as refused:
        check_new(new(kind=DocumentKind.PPE, data_class=DataClass.SOMATIC, title=""))
    assert {"title", "data_class"} == set(refused.value.fields)


def test_every_kind_has_a_name() -> None:
    assert set(DocumentKind) == set(KIND_LABELS)


def test_one_may_file_in_the_classes_one_writes() -> None:
    writes = {DataClass.MEMORY, DataClass.PRACTICAL, DataClass.SOMATIC}
    practical = (
        DataClass.PRACTICAL
    )  # what the whole circle must have in hand, such as an emergency sheet
    assert fileable_classes(writes) == (DataClass.SOMATIC, DataClass.MEMORY, practical)


def test_a_ppe_counts_its_versions() -> None:
    assert next_version(DocumentKind.PPE, []) == 1
    assert next_version(DocumentKind.PPE, [document(2), document(1)]) == 3


def test_versions_of_another_kind_do_not_count() -> None:
    letter = document(7, kind=DocumentKind.LETTER)
    assert next_version(DocumentKind.PPE, [letter]) == 1
    assert superseded(DocumentKind.PPE, PDF, [letter]) is None


def test_a_letter_has_one_version_however_many_there_are() -> None:
    letter = document(1, kind=DocumentKind.LETTER)
    assert next_version(DocumentKind.LETTER, [letter]) == 1
    assert superseded(DocumentKind.LETTER, PDF, [letter]) is None


def test_the_last_version_of_the_same_format_is_superseded() -> None:
    first, second, word = document(1), document(2), document(3, content_type=WORD)
    assert second == superseded(DocumentKind.PPE, PDF, [second, first, word])
