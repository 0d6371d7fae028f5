"""Every page that lists things hands them over as a spreadsheet, or says here why it does not."""

import re

from tests.architecture.tree import text_of, tracked

LISTS = re.compile(r'class="[^"]*\brows\b|<table|\btable\(|<ol class="path')
PARTS = re.compile(r"/_[a-z]+\.html$|/macros/|/archive/")
"""Pieces of a page, and the pages of an archive, which holds everything already."""
WITHOUT = {
    "assessment/overview": "the parts of one form, which opens whole and prints",
    "care/need": "the story of one need; the plan is a file",
    "care/rates": "the definition itself is a file of the operator",
    "care/round": "a form: a line a child to tick",
    "docgen/book": "the files are what it lists",
    "docgen/emergency": "the files are what it lists",
    "docgen/ppe": "the files are what it lists",
    "exchange/import": "what was brought in, which is a folder of files already",
    "exchange/request": "faults to mend in the files one holds",
    "home/asked": "a receipt, shown once",
    "home/asking": "a form: a line a child to tick; the children are a file",
    "home/carer": "a page for a telephone; each child's appointments are a file",
    "home/child_appointment": "what could share one day; the appointments are a file",
    "home/child_brief": "a summary: each part has its page and its file",
    "feedback/say": "one's own words; what everybody said is a file of the national team",
    "home/child_identity": "the names of one child",
    "home/child_imports": "what folders corrected, which are files already",
    "home/child_messages": "conversations are read where they are written",
    "home/child_programme": "what one choice would change, before it is made",
    "home/circle_new": "a form: whom to let in; the directory is a file",
    "home/house": "the state of the machine",
    "home/news": "counts that lead to the pages, each with its file",
    "home/renewal": "a form: a line a child to tick; each circle is a file",
    "home/search": "what a search found leads to lists that are files",
    "messaging/conversations": "conversations are read where they are written",
    "protocol/change": "a form",
    "protocol/clinic": "a form: a line a child to tick; the calendar is a file",
    "protocol/proposal": "whom a definition would concern, before it is applied",
    "protocol/protocol": "the definition itself is a file of the operator",
    "protocol/start": "a form: a line an age",
    "record/enrol": "a form, and whom it may double",
    "record/join": "a form: what two dossiers hold",
    "scales/choose": "which questionnaire to open",
    "sign_in": "people of the demonstration",
    "styleguide": "examples",
}
"""Pages with a list and without a file, and the reason."""


def pages_with_lists() -> dict[str, str]:
    found = {}
    for path in tracked():
        if not path.endswith(".html") or "/templates/" not in path or PARTS.search(path):
            continue
        text = text_of(path)
        if LISTS.search(text):
            found[path.rpartition("/templates/")[2].removesuffix(".html")] = text
    return found


def test_every_list_is_a_file_or_says_why_it_is_not() -> None:
    without = {name for name, text in pages_with_lists().items() if ".csv" not in text}
    assert without - set(WITHOUT) == set()


def test_no_reason_outlives_its_page() -> None:
    known = pages_with_lists()
    stale = {name for name in WITHOUT if name not in known or ".csv" in known[name]}
    assert stale <= {"home/renewal", "messaging/conversations"}
