"""A moment is kept in UTC: the day that people are told is theirs, never that of UTC."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
OF_UTC = re.compile(r"(?:_at|\bat)\)?\.date\(\)")


def test_no_page_and_no_rule_takes_the_day_of_utc() -> None:
    sources = (*ROOT.glob("workspace/**/*.py"), *ROOT.glob("workspace/**/*.html"))
    assert len(sources) > 300
    found = [
        path.relative_to(ROOT).as_posix()
        for path in sources
        if "piccolo_migrations" not in path.parts and OF_UTC.search(path.read_text("utf-8"))
    ]
    assert found == []


def test_such_a_day_would_be_found() -> None:
    assert OF_UTC.search("each.signed_at.date()|date")
    assert OF_UTC.search("next_due(drafted_at.date(), born)")
    assert OF_UTC.search("filed.at.date()")
    assert not OF_UTC.search("day.at_noon().date()")
