"""Keep the catalogues: extract the English msgids, carry the French translations over.

    python tools/catalogs.py               write messages.pot and update fr/LC_MESSAGES/messages.po
    python tools/catalogs.py new.po …      the same, taking translations from those files first
    python tools/catalogs.py --check       change nothing; say what is stale, empty or badly set

No date and no line number is written: a file changes only when its words do.
"""

import ast
import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parent.parent
WORKSPACE: Final = ROOT / "workspace"
TEMPLATE: Final = WORKSPACE / "locale" / "messages.pot"
FRENCH: Final = WORKSPACE / "locale" / "fr" / "LC_MESSAGES" / "messages.po"

_KEYWORDS: Final = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)}
_OPTIONS: Final = {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"}
_HEADER: Final = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
_FRENCH_HEADER: Final = (
    _HEADER + '"Language: fr\\n"\n"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n'
)
_ROOT_ERROR: Final = "WorkspaceError"
_SAYS: Final = re.compile(r"\b(?:_|gettext|N_|ngettext)\s*\(")
"""What a module holds that marks a sentence; most hold none, and reading them word by word takes long."""
_NO_BREAK: Final = "\N{NO-BREAK SPACE}"
_APART: Final = re.compile(r"(<[^>]*>|%\(\w+\)\w|https?://\S+)")
"""What typesetting leaves alone: tags, placeholders, addresses."""
_FIGURES: Final = re.compile(r"(?<=\d) (?=(?:\d{3}|g|kg|cm|mm|h|min|SA|€|%)(?!\w))")
"""The space within a number, and before what it counts: "2 500 g" stays on one line."""

Msgid = str | tuple[str, str]


# --- reading the code ---


def extract(workspace: Path = WORKSPACE) -> Catalog:
    """Gather every msgid of templates and code, with the files it comes from, in settled order."""
    found: dict[Msgid, set[str]] = {}
    for path in sorted([*workspace.rglob("*.py"), *workspace.rglob("*.html")]):
        name = path.relative_to(workspace.parent).as_posix()
        for msgid in _msgids(path):
            found.setdefault(msgid, set()).add(name)
    catalog = Catalog(charset="utf-8", fuzzy=False)
    for msgid, names in sorted(found.items(), key=lambda item: (min(item[1]), str(item[0]))):
        catalog.add(msgid, locations=[(name, 0) for name in sorted(names)])
    return catalog


def _msgids(path: Path) -> Iterator[Msgid]:
    if path.suffix != ".py" or _SAYS.search(path.read_text("utf-8")):
        method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        for _line, message, _comments, _context in extract_from_file(
            method, path, keywords=_KEYWORDS, options=_OPTIONS
        ):
            yield message if isinstance(message, str) else (message[0], message[1])
    if path.suffix == ".py":
        yield from _error_sentences(path)


def _error_sentences(path: Path) -> Iterator[str]:
    """Give the docstrings of errors people may meet: their messages (`workspace/errors.py`)."""
    for found in _classes(path):
        bases = {base.id for base in found.bases if isinstance(base, ast.Name)}
        sentence = ast.get_docstring(found)
        if sentence and (found.name == _ROOT_ERROR or bases & _errors()):
            yield sentence


@cache
def _errors() -> frozenset[str]:
    return frozenset(found.name for found in _classes(WORKSPACE / "errors.py"))


def _classes(path: Path) -> list[ast.ClassDef]:
    text = path.read_text("utf-8")
    if "class " not in text:
        return []
    tree = ast.parse(text)
    return [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]


# --- the French catalogue ---


def update(template: Catalog, *translations: Catalog) -> Catalog:
    """Give the template's messages the first translation found for each, set as French is."""
    french = Catalog(locale="fr", charset="utf-8", fuzzy=False)
    for message in template:
        if message.id:
            known = (translated.get(message.id) for translated in translations)
            words = next((one.string for one in known if one and _fits(one, message)), None)
            french.add(message.id, _typeset_all(words), locations=message.locations)
    return french


def _fits(translated: Message, message: Message) -> bool:
    """Tell whether a translation is whole and of the same kind: one sentence, or its plural forms."""
    return isinstance(translated.id, str) == isinstance(message.id, str) and _is_whole(translated)


def problems(template: Catalog, french: Catalog) -> list[str]:
    """Say what is wrong with a catalogue, a sentence each; none when it can be shown to people."""
    found: list[str] = []
    for message in template:
        translated = french.get(message.id) if message.id else None
        if message.id and (translated is None or not _is_whole(translated)):
            found.append(f"not translated: {message.id}")
    for message in french:
        if message.id and message.fuzzy:
            found.append(f"fuzzy: {message.id}")
        if message.id and message.string != _typeset_all(message.string):
            found.append(f"not typeset: {message.id}")
    found += [f"{error}: {message.id}" for message, errors in french.check() for error in errors]
    return found


def typeset(words: str) -> str:
    """Set French words: no-break spaces by high punctuation and in quotes, real apostrophes."""
    parts = _APART.split(words)
    parts[::2] = [_typeset_text(part) for part in parts[::2]]
    return "".join(parts)


def _typeset_text(text: str) -> str:
    text = text.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}").replace(
        "...", "\N{HORIZONTAL ELLIPSIS}"
    )
    text = re.sub(r" (?=[:;?!\u00bb])", _NO_BREAK, text)
    text = _FIGURES.sub(_NO_BREAK, text)
    return re.sub(r"(?<=\u00ab) ", _NO_BREAK, text)


def _typeset_all(words: str | Sequence[str] | None) -> str | tuple[str, ...]:
    if not words:
        return ""
    return typeset(words) if isinstance(words, str) else tuple(typeset(form) for form in words)


def _is_whole(message: Message) -> bool:
    words = message.string or ""
    return bool(words) and (isinstance(words, str) or all(words))


# --- files ---


def written(catalog: Catalog) -> str:
    """Write a catalogue as the text of its file."""
    text = BytesIO()
    write_po(text, catalog, width=100, omit_header=True, include_lineno=False)
    header = _FRENCH_HEADER if catalog.locale else _HEADER
    return header + "\n" + text.getvalue().decode().strip() + "\n"


def read(path: Path) -> Catalog:
    """Read a French catalogue; an empty one when there is no file yet."""
    if not path.exists():
        return Catalog(locale="fr")
    with path.open("rb") as file:
        return read_po(file, locale="fr")


def is_stale(template: Catalog) -> bool:
    return not TEMPLATE.exists() or TEMPLATE.read_text("utf-8") != written(template)


def main(arguments: Sequence[str]) -> int:
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, say what is wrong")
    parser.add_argument("translations", nargs="*", type=Path, help=".po files to take words from")
    options = parser.parse_args(arguments)
    template = extract()
    stale = options.check and is_stale(template)
    french = read(FRENCH)
    if not options.check:
        french = update(template, *map(read, options.translations), french)
        TEMPLATE.write_text(written(template), "utf-8")
        FRENCH.write_text(written(french), "utf-8")
    found = ["messages.pot is stale: run make catalogs"] * stale + problems(template, french)
    sys.stdout.writelines(f"{problem}\n" for problem in found)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
