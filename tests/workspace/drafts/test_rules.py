"""What a draft may be, and whose dossier it is about."""

from uuid import UUID, uuid4

import pytest

from workspace.drafts import forms
from workspace.drafts.model import DraftId, NewDraft, Typed
from workspace.drafts.rules import LONGEST_TYPED, check, dossier_of
from workspace.errors import Invalid

LOU = "10000000-0000-4000-8000-000000000001"


def draft(
    form: str = "session:/children", revision: int = 0, typed: Typed | None = None
) -> NewDraft:
    return NewDraft(
        id=DraftId(uuid4()), form=form, revision=revision, typed=typed or {"note": ("Calm.",)}
    )


@pytest.mark.parametrize(
    "form", ["session:/children", f"plan:/children/{LOU}/plan", "a-b:/x.y/z-1"]
)
def test_a_form_has_a_name_and_an_address(form: str) -> None:
    check(draft(form))


@pytest.mark.parametrize(
    "new",
    [
        draft("session"),
        draft("Session:/x"),
        draft("session:https://elsewhere"),
        draft("s:/" + "x" * 200),
        draft(revision=-1),
        draft(typed={"note": ("x" * LONGEST_TYPED,)}),
        draft(typed={"csrf_token": ("x",)}),
        draft(typed={"password": ("x",)}),
    ],
)
def test_nothing_else_is_kept(new: NewDraft) -> None:
    with pytest.raises(Invalid):
        check(new)


def test_a_form_is_in_the_dossier_of_its_address() -> None:
    assert dossier_of(f"session:/children/{LOU}/care") == UUID(LOU)
    assert dossier_of(f"session:/children/{LOU}") == UUID(LOU)
    assert dossier_of("enrol:/children") is None
    assert dossier_of(f"x:/elsewhere/children/{LOU}") is None


SENT = {"id": LOU, "form": "enrol:/children", "revision": "2", "typed": '{"note": ["Calm.", ""]}'}


def test_what_a_page_sends_is_read() -> None:
    assert forms.new_draft(SENT) == NewDraft(
        id=DraftId(UUID(LOU)), form="enrol:/children", revision=2, typed={"note": ("Calm.", "")}
    )
    assert forms.ids([LOU]) == [UUID(LOU)]


@pytest.mark.parametrize(
    "change",
    [
        {"id": "x"},
        {"revision": "x"},
        {"typed": "x"},
        {"typed": "[]"},
        {"typed": '{"note": "Calm."}'},
        {"typed": '{"note": [1]}'},
    ],
)
def test_what_cannot_be_read_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        forms.new_draft({**SENT, **change})
    with pytest.raises(Invalid):
        forms.ids(["x"])
