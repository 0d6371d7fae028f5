from uuid import uuid4

import pytest

from workspace.access.permissions import DataClass
from workspace.dossier.documents.forms import new_document
from workspace.dossier.documents.model import DocumentKind, NewDocument
from workspace.errors import Invalid


def test_a_form_names_a_document_received() -> None:
    message = uuid4()
    assert new_document({"title": "  Hearing\ttest\n", "data_class": "C1"}, source=message) == (
        NewDocument(
            kind=DocumentKind.RECEIVED,
            data_class=DataClass.SOMATIC,
            title="Hearing test",
            source=message,
        )
    )


def test_accents_are_composed() -> None:
    assert new_document({"title": "e\u0301tude", "data_class": "C1"}).title == "\u00e9tude"


@pytest.mark.parametrize("fields", [{}, {"data_class": ""}, {"data_class": "C9"}])
def test_a_class_is_chosen(fields: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        new_document(fields)
    assert {"data_class"} == set(refused.value.fields)
