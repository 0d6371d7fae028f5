"""Words, dates and numbers in the reader's language.

Msgids are English, so English needs no catalogue. French, the default of the product, is read
once from `locale/fr/LC_MESSAGES/messages.po`. The language belongs to the current request.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import cache
from gettext import c2py
from math import inf
from pathlib import Path
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date as _babel_date
from babel.dates import format_timedelta
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit

Language = Literal["fr", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("fr", "en")
DEFAULT_LANGUAGE: Final[Language] = "fr"
LOCALE_FOLDER: Final = Path(__file__).with_name("locale")
PARIS: Final = ZoneInfo("Europe/Paris")

_REGION: Final[Mapping[Language, str]] = {"fr": "fr_FR", "en": "en_GB"}
_LONGEST_IN_DAYS: Final = 60
_LONGEST_IN_MONTHS: Final = 24
_MINUTES_OF_AN_HOUR: Final = 60
_language: ContextVar[Language] = ContextVar("language", default=DEFAULT_LANGUAGE)


class Pinned(NamedTuple):
    """The day a demonstration lives on, and the real one."""

    day: date
    real: date


_pinned: ContextVar[Pinned | None] = ContextVar("pinned", default=None)


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark `message` for the catalogue; it is translated where it is shown."""
    return message


def language() -> Language:
    return _language.get()


def set_language(chosen: Language) -> Token[Language]:
    """Choose the language from here on; give the token to `reset_language` to undo."""
    return _language.set(chosen)


def reset_language(token: Token[Language]) -> None:
    _language.reset(token)


@contextmanager
def use_language(chosen: Language) -> Iterator[None]:
    token = set_language(chosen)
    try:
        yield
    finally:
        reset_language(token)


@contextmanager
def use_pinned(pinned: Pinned | None) -> Iterator[None]:
    """Say moments on the calendar of a demonstration; None: as they are."""
    token = _pinned.set(pinned)
    try:
        yield
    finally:
        _pinned.reset(token)


@dataclass(frozen=True)
class _Catalogue:
    messages: Mapping[str, tuple[str, ...]]
    """Each msgid and its translations: one, or one for each plural form."""
    plural_form: Callable[[int], int]


@cache
def _catalogue(chosen: Language) -> _Catalogue:
    if chosen == "en":
        return _Catalogue({}, c2py("n != 1"))
    with (LOCALE_FOLDER / chosen / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalog = read_po(file, locale=chosen)
    messages: dict[str, tuple[str, ...]] = {}
    for message in catalog:
        msgid = message.id if isinstance(message.id, str) else message.id[0]
        words = message.string or ""
        forms = (words,) if isinstance(words, str) else tuple(words)
        if msgid and all(forms):
            messages[msgid] = forms
    return _Catalogue(messages, c2py(catalog.plural_expr))


def gettext(message: str, /, **values: object) -> str:
    """Translate the msgid `message`; fill its `%(name)s` when values are given."""
    forms = _catalogue(language()).messages.get(message)
    words = forms[0] if forms else message
    return words % values if values else words


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """Translate according to `count`; with values given, `%(num)s` is the count."""
    catalogue = _catalogue(language())
    form = catalogue.plural_form(count)
    forms = catalogue.messages.get(one, (one, many))
    words = forms[min(form, len(forms) - 1)]
    return words % {"num": count, **values} if values else words


_NEAR: Final[Mapping[int, str]] = {-1: N_("yesterday"), 0: N_("today"), 1: N_("tomorrow")}


def paired(what: str, said: str) -> str:
    """Return two things said together, "Dose: 9 July": the space before a colon is that of the language."""
    return gettext("%(what)s: %(said)s", what=what, said=said)


def day_of(moment: date, *, zone: tzinfo = PARIS) -> date:
    """Return the day a moment falls on where people are, not in UTC; a day is itself. A moment is aware.

    In a demonstration the day is pinned and moments are real: what was done today is said of the pinned day, what
    was done yesterday of the day before it. The hour stays. A moment that is not later than the pinned day was
    told by the story, and a day is always one of the story: both stay what they are.
    """
    if not isinstance(moment, datetime):
        return moment
    day, pinned = moment.astimezone(zone).date(), _pinned.get()
    if pinned is None or day <= pinned.day or pinned.real <= pinned.day:
        return day
    return day - (pinned.real - pinned.day)


def _spoken(day: date, pattern: str) -> str:
    day = day_of(day)
    if language() == "fr" and day.day == 1:
        pattern = pattern.replace("d ", "d'er' ", 1)
    return _babel_date(day, pattern, locale=_REGION[language()])


def format_date(day: date) -> str:
    """Say a date: "9 July 2021"; of a moment, the day it was in Paris."""
    return _spoken(day, "d MMMM y")


def format_month(day: date) -> str:
    """Say a month: "July 2021"."""
    return _babel_date(day, "MMMM y", locale=_REGION[language()])


def format_day(day: date, *, today: date | None = None) -> str:
    """Say a day of the week: "Tuesday 4 March 2025"; in the year of `today`, "Tuesday 4 March"."""
    this_year = today is not None and day.year == today.year
    return _spoken(day, "EEEE d MMMM" if this_year else "EEEE d MMMM y")


def format_time(moment: datetime, *, zone: tzinfo = PARIS) -> str:
    """Say a time of the day in `zone`: "9:02", in French "9 h 02". `moment` is aware."""
    local = moment.astimezone(zone)
    return gettext("%(hour)s:%(minute)s", hour=local.hour, minute=f"{local.minute:02}")


def format_moment(moment: datetime, *, today: date | None = None, zone: tzinfo = PARIS) -> str:
    """Say a moment exactly: "Tuesday 4 March 2025 at 9:02". `moment` is aware."""
    day = format_day(day_of(moment, zone=zone), today=today)
    return gettext("%(day)s at %(time)s", day=day, time=format_time(moment, zone=zone))


def relative_day(day: date, today: date) -> str:
    """Say how far a day is: "today", "yesterday", "3 days ago", "in 2 months"."""
    distance = day - today
    if distance.days in _NEAR:
        return gettext(_NEAR[distance.days])
    unit: Literal["day", "month", "year"] = "year"
    if abs(distance.days) <= _LONGEST_IN_DAYS:
        unit = "day"
    elif abs(distance.days) <= _LONGEST_IN_MONTHS * 365 / 12:
        unit = "month"
    return _towards(distance, unit)


def relative_moment(moment: datetime, now: datetime, *, zone: tzinfo = PARIS) -> str:
    """Say when something happened: "just now", "5 minutes ago", "yesterday at 17:40"."""
    minutes = (now - moment) // timedelta(minutes=1)
    if 0 <= minutes < _MINUTES_OF_AN_HOUR:
        return _towards(timedelta(minutes=-minutes), "minute") if minutes else gettext("just now")
    today = day_of(now, zone=zone)
    distance = (day_of(moment, zone=zone) - today).days
    if distance not in _NEAR:
        return format_moment(moment, today=today, zone=zone)
    time = format_time(moment, zone=zone)
    return gettext("%(day)s at %(time)s", day=gettext(_NEAR[distance]), time=time)


def _towards(distance: timedelta, unit: Literal["minute", "day", "month", "year"]) -> str:
    return format_timedelta(
        distance,
        granularity=unit,
        threshold=inf,  # that unit and no other: "12 days", never "2 weeks"
        add_direction=True,
        locale=_REGION[language()],
    )


def format_days(count: int) -> str:
    """Say a number of days: "12 days"."""
    return format_unit(count, "duration-day", locale=_REGION[language()])


def format_age(months: int, days: int) -> str:
    """Say an age: "3 years 7 months", "19 months", and under a month "12 days".

    `months`: whole months lived. `days`: days lived since the last of them.
    """
    locale = _REGION[language()]
    if months == 0:
        return format_days(days)
    if months < _LONGEST_IN_MONTHS:
        return format_unit(months, "duration-month", locale=locale)
    years, rest = divmod(months, 12)
    said = format_unit(years, "duration-year", locale=locale)
    return f"{said} {format_unit(rest, 'duration-month', locale=locale)}" if rest else said


def format_number(value: float | Decimal, decimals: int | None = None) -> str:
    """Write a number: "1,234.5"; with exactly `decimals` figures after the point when given."""
    pattern = None if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    text = format_decimal(value, format=pattern, locale=_REGION[language()])
    return text.replace("-", "\N{MINUS SIGN}")


def mid_sentence(words: str) -> str:
    """Return a label as it stands inside a sentence: "physician"; an acronym keeps its capitals."""
    is_word = words[1:2].islower() or words[1:2].isspace()
    return words[:1].lower() + words[1:] if is_word else words


def format_euros(amount: float | Decimal) -> str:
    """Write a sum in euros, with its cents when there are any."""
    locale = Locale.parse(_REGION[language()])
    pattern = locale.currency_formats["standard"].pattern
    if amount == int(amount):
        pattern = pattern.replace(".00", "")
    text = format_currency(amount, "EUR", pattern, locale=locale, currency_digits=False)
    return text.replace("-", "\N{MINUS SIGN}")
