"""The space before a colon is that of the language: no template and no sentence sets one after a value by hand."""

import re
from pathlib import Path

from tests.architecture.tree import ROOT

BY_HAND = re.compile(r"(\}\}|</[a-z]+>|\{% endif %\}|\{% if [^%]+ %\}): ?(\{\{|\{%|<)")
IN_TRANS = re.compile(r"\{% trans.*?\{% endtrans %\}", re.DOTALL)


def set_by_hand(text: str) -> bool:
    return bool(BY_HAND.search(IN_TRANS.sub("", text)))


def test_a_colon_set_by_hand_is_found() -> None:
    assert set_by_hand("<strong>{{ place }}</strong>: {{ message }}")
    assert set_by_hand("{{ ended }}{% if code %}: {{ code }}{% endif %}")
    assert not set_by_hand("{% trans %}{{ name }}: {{ before }}{% endtrans %}")


def test_no_template_sets_a_colon_by_hand() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in sorted(Path(ROOT / "workspace").rglob("*.html"))
        if set_by_hand(path.read_text("utf-8")) and path.name != "styleguide.html"
    ]
    assert found == []
