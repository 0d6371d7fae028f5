"""Every form in which something is typed keeps it (`data-draft`), or is named here with the reason why not."""

import re

from tests.architecture.tree import text_of, tracked

FORM = re.compile(r"<form\b(?P<tag>[^>]*)>(?P<inside>.*?)</form>", re.DOTALL)
TYPED = re.compile(r"<textarea|<input(?![^>]*hidden)|\b(?:field|text_area|area|choices|select)\(")
NOT_KEPT = {
    "assessment/part.html": "kept by the part itself, field after field",
    "assessment/versions.html": "one chooses between two versions that are both kept",
    "home/asking.html": "one choice a line, proposed already",
    "home/calendar.html": "a filter, and the name it is kept under",
    "home/children.html": "a filter, and the name it is kept under",
    "home/me.html": "one address, beside what is chosen",
    "home/search.html": "a search",
    "base.html": "a search",
    "confirm.html": "a password",
    "sign_in.html": "a password",
    "record/join.html": "one chooses a child",
    "scales/link.html": "whoever has no account: every answer is kept as it is given",
}


def forms_that_forget(text: str) -> list[str]:
    """Return the tags of the forms of a template that post what is typed and keep nothing of it."""
    return [
        form["tag"].strip()
        for form in FORM.finditer(text)
        if 'method="post"' in form["tag"]
        and "data-draft" not in form["tag"]
        and TYPED.search(form["inside"])
    ]


def test_every_form_keeps_what_is_typed() -> None:
    forgetful = {
        path.rpartition("/templates/")[2]
        for path in tracked()
        if path.startswith("workspace/")
        and path.endswith(".html")
        and forms_that_forget(text_of(path))
    }
    assert forgetful == set(NOT_KEPT)


def test_a_form_that_forgets_is_found() -> None:
    typed = '<form method="post" action="/x"><textarea name="t"></textarea></form>'
    assert forms_that_forget(typed) == ['method="post" action="/x"']
    assert not forms_that_forget(typed.replace("<form", '<form data-draft="x"'))
    assert not forms_that_forget('<form method="post"><input type="hidden" name="t"></form>')
