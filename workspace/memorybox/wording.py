"""A partial date in words, in the reader's language."""

from workspace import i18n
from workspace.memorybox.partial_date import PartialDate


def when(happened: PartialDate) -> str:
    """Say what is known and no more: "2012", "July 2012", "14 July 2012", "about 2012"."""
    said = str(happened.year)
    if happened.day is not None:
        said = i18n.format_date(happened.earliest())
    elif happened.month is not None:
        said = i18n.format_month(happened.earliest())
    return i18n.gettext("about %(date)s", date=said) if happened.about else said
