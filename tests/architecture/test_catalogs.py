"""The catalogues: nothing stale, nothing missing, French set as French is, English in the code."""

import ast
import unicodedata
from collections.abc import Collection
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tests.architecture.tree import code, text_of
from tools.catalogs import FRENCH, ROOT, extract, is_stale, problems, read, typeset, update, written

SPACE = "\N{NO-BREAK SPACE}"


@pytest.fixture(scope="module")
def template() -> Catalog:
    return extract()


def french(**translations: str) -> Catalog:
    catalog = Catalog(locale="fr")
    for msgid, words in translations.items():
        catalog.add(msgid, words)
    return catalog


def test_the_template_holds_today_s_words(template: Catalog) -> None:
    assert not is_stale(template), "run: make catalogs"


def left_out(path: str, tree: ast.AST, known: Collection[str]) -> list[str]:
    """Return the words a module says that the extraction does not see: within an f-string, or within another call."""
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        said = node.args[: {"gettext": 1, "N_": 1, "ngettext": 2}.get(node.func.id, 0)]
        words = [each.value for each in said if isinstance(each, ast.Constant)]
        found += [f"{path}:{node.lineno} {each!s}" for each in map(str, words) if each not in known]
    return found


def test_everything_that_is_said_is_in_the_template(template: Catalog) -> None:
    known = {
        words
        for message in template
        for words in (message.id if isinstance(message.id, tuple | list) else (message.id,))
    }
    assert not [
        each
        for path, tree in code("workspace", migrations=True)
        if "N_(" in text_of(path) or "gettext(" in text_of(path)
        for each in left_out(path, tree, known)
    ]


def test_words_the_extraction_does_not_see_are_found() -> None:
    text = "name = f\"grenier-{gettext('network')}\"\nngettext('one', 'many', 2)"
    found = left_out("x.py", ast.parse(text), {"one"})
    assert sorted(found) == ["x.py:1 network", "x.py:2 many"]


def test_every_sentence_is_translated_and_well_set(template: Catalog) -> None:
    assert problems(template, read(FRENCH)) == []


def test_the_french_file_is_written_as_the_tool_writes_it(template: Catalog) -> None:
    current = FRENCH.read_text("utf-8")
    assert current == written(update(template, read(FRENCH))), "run: make catalogs"


def test_no_date_and_no_line_number_is_written(template: Catalog) -> None:
    text = written(template)
    assert "Creation-Date" not in text
    assert [line for line in text.splitlines() if line.startswith("#:") and ".py:" in line] == []


def test_a_sentence_without_translation_is_found() -> None:
    assert problems(french(one=""), french()) == ["not translated: one"]


def test_an_empty_translation_is_found() -> None:
    assert problems(french(one=""), french(one="")) == ["not translated: one"]


def test_a_missing_plural_is_found() -> None:
    asked, given = Catalog(), Catalog(locale="fr")
    asked.add(("%(num)d day", "%(num)d days"))
    given.add(("%(num)d day", "%(num)d days"), ("%(num)d jour", ""))
    assert problems(asked, given)[0] == "not translated: ('%(num)d day', '%(num)d days')"


def test_a_fuzzy_translation_is_found() -> None:
    given = Catalog(locale="fr")
    given.add("one", "un", flags=["fuzzy"])
    assert problems(french(one=""), given) == ["fuzzy: one"]


def test_a_lost_placeholder_is_found() -> None:
    given = Catalog(locale="fr")
    given.add("%(name)s is late", "%(nom)s est en retard", flags=["python-format"])
    assert len(problems(given, given)) == 1


def test_a_badly_set_translation_is_found() -> None:
    assert problems(french(one=""), french(one="Quoi ?")) == ["not typeset: one"]


def test_updating_keeps_what_was_translated_and_drops_what_is_no_longer_said() -> None:
    found = update(french(one="", two=""), french(one="un", three="trois"))
    assert [(message.id, message.string) for message in found if message.id] == [
        ("one", "un"),
        ("two", ""),
    ]


def test_words_brought_by_hand_come_before_those_already_there() -> None:
    found = update(french(one=""), french(one="une"), french(one="un")).get("one")
    assert found is not None
    assert found.string == "une"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Quoi ?", f"Quoi{SPACE}?"),
        ("l'enfant : « oui »", f"l’enfant{SPACE}: «{SPACE}oui{SPACE}»"),
        ("attendez...", "attendez…"),
        ("<a href='x : y'>l'eau</a>", "<a href='x : y'>l’eau</a>"),
        ("%(a)s ; %(b)s", f"%(a)s{SPACE}; %(b)s"),
        ("10:05", "10:05"),
        ("moins de 2 500 g", f"moins de 2{SPACE}500{SPACE}g"),
    ],
)
def test_french_is_set_by_the_tool(typed: str, expected: str) -> None:
    assert expected == typeset(typed)
    assert expected == typeset(expected)


def test_the_message_of_an_error_is_extracted_from_its_docstring(tmp_path: Path) -> None:
    code = 'class Gone(NotFound):\n    """It is gone."""\n\n\nclass Other:\n    """Not said."""\n'
    (tmp_path / "errors.py").write_text(code)
    assert [message.id for message in extract(tmp_path) if message.id] == ["It is gone."]


def test_marked_words_and_templates_are_extracted(tmp_path: Path) -> None:
    (tmp_path / "rules.py").write_text('X = N_("marked")\nY = ngettext("a day", "days", 2)\n')
    (tmp_path / "page.html").write_text(
        "{% trans %}\n  in a\n  page\n{% endtrans %}{{ _('short') }}"
    )
    found = {message.id for message in extract(tmp_path) if message.id}
    assert found == {"marked", ("a day", "days"), "in a page", "short"}


def accented(text: str) -> list[str]:
    """Letters that only another language than English has."""
    return [letter for letter in text if not letter.isascii() and _is_latin(letter)]


def _is_latin(letter: str) -> bool:
    return letter.isalpha() and unicodedata.name(letter, "").startswith("LATIN")


def test_an_accent_is_seen_and_a_sign_is_not() -> None:
    assert accented("Été, œuf → 3 µg · « no »") == ["É", "é", "œ"]


def test_code_and_templates_speak_english() -> None:
    places = [ROOT / "workspace", ROOT / "storage", ROOT / "tools"]
    files = [
        path for place in places for suffix in ("py", "html") for path in place.rglob(f"*.{suffix}")
    ]
    assert len(files) > 20
    guilty = {
        path.relative_to(ROOT).as_posix(): found
        for path in files
        if (found := accented(path.read_text("utf-8")))
    }
    assert guilty == {}
