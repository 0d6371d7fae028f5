import random
import re
import unicodedata
from urllib.parse import unquote

import pytest

from workspace.web import filenames
from workspace.web.downloads import content_disposition

HOSTILE = [
    "\x00", "\n", "\r\n", "\x1b", "\x7f", '"', "\\", "/", "../", "C:\\", ":", ";", "%", "%0d", "=", "'", "*", "<", ">", "|", "?",
    "\u202e", "\u200f", "\u2066", "\ufeff", "\u200b", "\u2028", "\ue000", "e\u0301", "\u00e9", "\u65e5", "\U0001f98a", "\u0130", "a", ".", " ",
    ".exe", "CON", "filename*=UTF-8''x", "\ud800", "\u0661", "-",
]  # fmt: skip
HEADER = re.compile(
    r"""attachment; filename="(?P<plain>[ !#-\[\]-~]+)"(; filename\*=UTF-8''(?P<full>[A-Za-z0-9%_.~-]+))?"""
)


def hostile_names(count: int) -> list[str]:
    chance = random.Random(18)  # noqa: S311 - the same names each time
    return ["".join(chance.choices(HOSTILE, k=chance.randint(0, 60))) for _ in range(count)]


def test_ten_thousand_hostile_names_become_one_harmless_header_each() -> None:
    for name in hostile_names(10_000):
        header = HEADER.fullmatch(content_disposition(name))
        assert header is not None, ascii(name)
        if header["full"] is not None:
            assert filenames.clean(name) == unquote(header["full"], errors="strict")


def test_ten_thousand_hostile_names_are_visible_short_and_without_path() -> None:
    for name in hostile_names(10_000):
        cleaned = filenames.clean(name)
        assert 0 < len(cleaned.encode()) <= filenames.MOST_BYTES
        assert not set(cleaned) & set('<>:"/\\|?*')
        assert not {unicodedata.category(sign) for sign in cleaned} & {
            "Cc",
            "Cf",
            "Cs",
            "Co",
            "Zl",
            "Zp",
        }
        assert unicodedata.is_normalized("NFC", cleaned)
        assert cleaned == cleaned.strip(". ")
        assert cleaned == filenames.clean(cleaned)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("photo.jpg", "photo.jpg"),
        ("e\u0301te\u0301.jpg", "\u00e9t\u00e9.jpg"),
        ("C:\\Users\\lou\\photo.jpg", "photo.jpg"),
        ("../../etc/passwd", "passwd"),
        (".htaccess", "htaccess"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\x00b\r\nc.png", "abc.png"),
        ("what?.png", "what_.png"),
        ("", "file"),
        ("...", "file"),
        ("a   b.pdf", "a b.pdf"),
    ],
)
def test_a_name_is_kept_readable(sent: str, kept: str) -> None:
    assert kept == filenames.clean(sent)


def test_a_long_name_loses_its_middle_and_keeps_its_extension() -> None:
    cleaned = filenames.clean("\u00e9" * 300 + ".jpeg")
    assert cleaned == "\u00e9" * ((filenames.MOST_BYTES - 5) // 2) + ".jpeg"


@pytest.mark.parametrize("name", ["a" * 300, "a." + "b" * 300])
def test_a_long_name_without_a_true_extension_is_cut(name: str) -> None:
    assert name[: filenames.MOST_BYTES] == filenames.clean(name)


def test_accents_have_a_plain_twin_for_old_programs() -> None:
    header = content_disposition("\u00e9t\u00e9.jpg")
    assert header == "attachment; filename=\"ete.jpg\"; filename*=UTF-8''%C3%A9t%C3%A9.jpg"


def test_a_plain_name_needs_no_twin() -> None:
    assert content_disposition("ete.jpg", inline=True) == 'inline; filename="ete.jpg"'


def test_a_typographic_apostrophe_has_a_plain_twin_too() -> None:
    header = content_disposition("projet pour l\u2019enfant 50 %.pdf")
    assert header.startswith('attachment; filename="projet pour l\'enfant 50 _.pdf"; ')
