"""Words, dates and numbers, in both languages."""

import contextvars
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from workspace.i18n import (
    LANGUAGES,
    Language,
    Pinned,
    day_of,
    format_age,
    format_date,
    format_day,
    format_days,
    format_euros,
    format_moment,
    format_month,
    format_number,
    format_time,
    gettext,
    language,
    ngettext,
    paired,
    relative_day,
    relative_moment,
    reset_language,
    set_language,
    use_language,
    use_pinned,
)

TODAY = date(2025, 3, 4)
NOW = datetime(2025, 3, 4, 9, 0, tzinfo=UTC)  # ten o'clock in Paris
SPACE = "\N{NO-BREAK SPACE}"
THIN = "\N{NARROW NO-BREAK SPACE}"


def plain(words: str) -> str:
    """Put ordinary spaces and apostrophes in words, to compare them with what a hand types."""
    return words.replace(SPACE, " ").replace(THIN, " ").replace("’", "'")


def test_french_is_the_language_when_nobody_chose() -> None:
    assert contextvars.Context().run(language) == "fr"


def test_a_language_lasts_as_long_as_it_is_used() -> None:
    with use_language("en"):
        inside = language()
    assert (inside, language()) == ("en", "fr")


def test_a_language_ends_even_when_the_page_fails() -> None:
    with pytest.raises(ZeroDivisionError), use_language("en"):
        1 / 0  # noqa: B018
    assert language() == "fr"


def test_a_token_gives_the_former_language_back() -> None:
    token = set_language("en")
    assert language() == "en"
    reset_language(token)
    assert language() == "fr"


def test_every_language_speaks() -> None:
    spoken = []
    for chosen in LANGUAGES:
        with use_language(chosen):
            spoken.append(gettext("yesterday"))
    assert spoken == ["hier", "yesterday"]


def test_an_unknown_msgid_is_shown_as_it_is() -> None:
    assert gettext("Nobody wrote this 100 % sentence") == "Nobody wrote this 100 % sentence"


def test_values_fill_a_sentence() -> None:
    assert plain(gettext("%(day)s at %(time)s", day="hier", time="17 h 40")) == "hier à 17 h 40"


@pytest.mark.parametrize(
    ("chosen", "count", "expected"),
    [
        ("fr", 0, "Une réponse est à revoir"),
        ("fr", 1, "Une réponse est à revoir"),
        ("fr", 2, "2 réponses sont à revoir"),
        ("en", 0, "0 things need your attention"),
        ("en", 1, "One thing needs your attention"),
        ("en", 2, "2 things need your attention"),
    ],
)
def test_a_plural_follows_the_language(chosen: Language, count: int, expected: str) -> None:
    one, many = "One thing needs your attention", "%(num)d things need your attention"
    with use_language(chosen):
        assert plain(ngettext(one, many, count, num=count)) == expected


def test_a_plural_without_values_keeps_its_places() -> None:
    with use_language("en"):
        assert ngettext("%(num)d day", "%(num)d days", 2) == "%(num)d days"


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (
            "fr",
            [
                "9 juillet 2021",
                "1er avril 2025",
                "juillet 2021",
                "mardi 4 mars 2025",
                "mardi 4 mars",
            ],
        ),
        (
            "en",
            ["9 July 2021", "1 April 2025", "July 2021", "Tuesday 4 March 2025", "Tuesday 4 March"],
        ),
    ],
)
def test_days_are_written_as_people_say_them(chosen: Language, expected: list[str]) -> None:
    born = date(2021, 7, 9)
    with use_language(chosen):
        assert expected == [
            format_date(born),
            format_date(date(2025, 4, 1)),
            format_month(born),
            format_day(TODAY),
            format_day(TODAY, today=date(2025, 12, 31)),
        ]


def test_the_day_of_a_moment_is_that_of_where_people_are() -> None:
    late = datetime(2025, 3, 3, 23, 30, tzinfo=UTC)
    assert day_of(late) == date(2025, 3, 4)
    assert day_of(late, zone=ZoneInfo("America/Martinique")) == date(2025, 3, 3)
    assert day_of(TODAY) == TODAY
    assert format_date(late) == format_date(date(2025, 3, 4))


STORY = Pinned(day=date(2025, 9, 1), real=date(2026, 11, 26))
NOON = datetime(2026, 11, 26, 11, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (NOON, date(2025, 9, 1)),
        (NOON - timedelta(days=1), date(2025, 8, 31)),
        (NOON + timedelta(days=7), date(2025, 9, 8)),
        (datetime(2025, 9, 1, 21, tzinfo=UTC), date(2025, 9, 1)),
        (datetime(2024, 2, 29, 9, tzinfo=UTC), date(2024, 2, 29)),
        (date(2026, 11, 26), date(2026, 11, 26)),
    ],
)
def test_what_is_done_in_a_demonstration_is_said_of_its_day(moment: date, day: date) -> None:
    with use_pinned(STORY):
        assert day == day_of(moment)
    assert day_of(moment) == (moment.date() if isinstance(moment, datetime) else moment)


def test_the_hour_of_a_demonstration_is_that_of_the_wall() -> None:
    with use_language("fr"), use_pinned(STORY):
        assert plain(format_moment(NOON)) == "lundi 1er septembre 2025 à 12 h 05"
        yesterday = NOON - timedelta(days=1)
        assert plain(relative_moment(yesterday, NOON)) == "hier à 12 h 05"
        assert relative_moment(NOON - timedelta(days=40), NOON).startswith("mercredi 23 juillet")
    with use_language("fr"), use_pinned(None):
        assert plain(format_moment(NOON)) == "jeudi 26 novembre 2026 à 12 h 05"


def test_a_day_pinned_ahead_moves_nothing() -> None:
    with use_pinned(Pinned(day=date(2030, 1, 1), real=date(2026, 11, 26))):
        assert day_of(NOON) == date(2026, 11, 26)
        assert day_of(datetime(2030, 1, 5, 9, tzinfo=UTC)) == date(2030, 1, 5)


def test_another_year_is_always_said() -> None:
    assert format_day(TODAY, today=date(2026, 3, 4)) == "mardi 4 mars 2025"


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ("fr", ["10 h 05", "mardi 4 mars 2025 à 10 h 05", "mardi 4 mars à 10 h 05"]),
        ("en", ["10:05", "Tuesday 4 March 2025 at 10:05", "Tuesday 4 March at 10:05"]),
    ],
)
def test_a_moment_is_told_in_the_hour_of_the_territory(
    chosen: Language, expected: list[str]
) -> None:
    moment = NOW + timedelta(minutes=5)
    with use_language(chosen):
        found = [format_time(moment), format_moment(moment), format_moment(moment, today=TODAY)]
    assert expected == [plain(words) for words in found]


def test_overseas_the_same_moment_may_be_another_day() -> None:
    late = datetime(2025, 3, 4, 22, 30, tzinfo=UTC)
    assert (
        plain(format_moment(late, zone=ZoneInfo("Indian/Reunion")))
        == "mercredi 5 mars 2025 à 2 h 30"
    )


@pytest.mark.parametrize(
    ("distance", "french", "english"),
    [
        (-800, "il y a 2 ans", "2 years ago"),
        (-100, "il y a 3 mois", "3 months ago"),
        (-61, "il y a 2 mois", "2 months ago"),
        (-60, "il y a 60 jours", "60 days ago"),
        (-3, "il y a 3 jours", "3 days ago"),
        (-1, "hier", "yesterday"),
        (0, "aujourd'hui", "today"),
        (1, "demain", "tomorrow"),
        (12, "dans 12 jours", "in 12 days"),
        (400, "dans 13 mois", "in 13 months"),
    ],
)
def test_a_day_is_said_by_its_distance(distance: int, french: str, english: str) -> None:
    day = TODAY + timedelta(days=distance)
    found = plain(relative_day(day, TODAY))
    with use_language("en"):
        assert (french, english) == (found, relative_day(day, TODAY))


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (timedelta(seconds=20), "à l'instant"),
        (timedelta(minutes=5), "il y a 5 minutes"),
        (timedelta(hours=2), "aujourd'hui à 8 h 00"),
        (timedelta(hours=15), "hier à 19 h 00"),
        (timedelta(days=8), "lundi 24 février à 10 h 00"),
        (timedelta(hours=-24), "demain à 10 h 00"),
    ],
)
def test_a_moment_is_said_by_what_people_remember(ago: timedelta, expected: str) -> None:
    assert plain(relative_moment(NOW - ago, NOW)) == expected


@pytest.mark.parametrize(
    ("months", "days", "french", "english"),
    [
        (0, 0, "0 jour", "0 days"),
        (0, 12, "12 jours", "12 days"),
        (1, 3, "1 mois", "1 month"),
        (19, 1, "19 mois", "19 months"),
        (24, 0, "2 ans", "2 years"),
        (43, 0, "3 ans 7 mois", "3 years 7 months"),
    ],
)
def test_an_age_is_said_as_parents_say_it(
    months: int, days: int, french: str, english: str
) -> None:
    found = plain(format_age(months, days))
    with use_language("en"):
        assert (french, english) == (found, format_age(months, days))


def test_lateness_is_counted_in_days_only() -> None:
    assert [plain(format_days(count)) for count in (1, 12)] == ["1 jour", "12 jours"]


def test_numbers_have_a_french_comma_and_a_real_minus() -> None:
    found = [
        format_number(14.2),
        format_number(-0.4),
        format_number(12345),
        format_number(3, 1),
        format_number(3.7, 0),
    ]
    assert found == ["14,2", "−0,4", f"12{THIN}345", "3,0", "4"]


def test_sums_show_their_cents_when_there_are_any() -> None:
    found = [plain(format_euros(amount)) for amount in (630, Decimal("12.50"), -850, 1266)]
    assert found == ["630 €", "12,50 €", "−850 €", "1 266 €"]
    with use_language("en"):
        assert format_euros(Decimal("12.50")) == "€12.50"


def test_the_first_word_of_a_process_comes_at_once() -> None:
    timed = (
        "import time; start = time.process_time();"  # what others do on this machine does not count
        "from workspace.i18n import gettext; gettext('today');"
        "print(time.process_time() - start)"
    )
    runs = [float(subprocess.check_output([sys.executable, "-c", timed])) for _ in range(3)]
    assert min(runs) < 0.5  # about 0.1 s


def test_two_things_said_together_have_the_space_of_the_language() -> None:
    with use_language("en"):
        assert paired("D1", "9 July") == "D1: 9 July"
    with use_language("fr"):
        assert paired("D1", "9 juillet") == "D1\N{NO-BREAK SPACE}: 9 juillet"
