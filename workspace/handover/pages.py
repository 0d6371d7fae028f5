"""The pages of the archive: static, without script, every link inside."""

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from workspace import i18n
from workspace.handover import rules
from workspace.handover.model import Chapter, ContentId, File, Story
from workspace.handover.rules import PAYLOAD, Entry
from workspace.i18n import N_
from workspace.memorybox.model import KeepsakeKind
from workspace.memorybox.rules import anniversary

INDEX = "index.html"
STYLE = f"{PAYLOAD}style.css"
READINGS = f"{PAYLOAD}qui-a-ouvert.html"

KINDS: Mapping[KeepsakeKind, str] = {
    KeepsakeKind.PHOTO: N_("Photograph"),
    KeepsakeKind.DRAWING: N_("Drawing"),
    KeepsakeKind.SOUND: N_("Voice"),
    KeepsakeKind.LETTER: N_("Letter"),
    KeepsakeKind.OBJECT: N_("Object"),
}


@dataclass(frozen=True)
class FilePage:
    """One page of the file: where it lies, its template, its title, what it tells."""

    path: str
    template: str
    title: str
    says: str
    holds: str = ""
    """Which list of the story it shows, of those that are lists of facts."""


FILE_PAGES = (
    FilePage(
        f"{PAYLOAD}dossier/index.html",
        "placements.html",
        N_("Where you lived"),
        N_("The places, the dates, and why."),
    ),
    FilePage(
        f"{PAYLOAD}dossier/personnes.html",
        "people.html",
        N_("The people around you"),
        N_("Who took care of you, and when."),
    ),
    FilePage(
        f"{PAYLOAD}dossier/bilans.html",
        "assessments.html",
        N_("Your check-ups"),
        N_("What the doctors and the team saw."),
    ),
    FilePage(
        f"{PAYLOAD}dossier/croissance.html",
        "growth.html",
        N_("How you grew"),
        N_("The marks on the door frame."),
    ),
    FilePage(
        f"{PAYLOAD}dossier/sante.html",
        "list.html",
        N_("Your health"),
        N_("Vaccinations, allergies, treatments, stays in hospital: what was written down."),
        holds="health",
    ),
    FilePage(
        f"{PAYLOAD}dossier/questionnaires.html",
        "list.html",
        N_("Your questionnaires"),
        N_("How you were growing up, as those around you saw it. It is never a diagnosis."),
        holds="questionnaires",
    ),
    FilePage(
        f"{PAYLOAD}dossier/seances.html",
        "list.html",
        N_("Your sessions"),
        N_(
            "The day, the care and with whom. What was noted of them speaks of other people too: "
            "ask to read it with somebody."
        ),
        holds="sessions",
    ),
    FilePage(
        f"{PAYLOAD}dossier/documents.html",
        "documents.html",
        N_("Your documents"),
        N_("What was written about you, and for you."),
    ),
    FilePage(
        READINGS,
        "readings.html",
        N_("Who opened your file"),
        N_("Each person, each day, and what they did."),
    ),
)


def pages(story: Story, places: Mapping[ContentId, Entry]) -> Iterator[tuple[str, bytes]]:
    """Yield the path and content of each page and of the style sheet, the first page first."""
    site = _Site(story, places)
    yield INDEX, site.render("index.html", INDEX)
    yield STYLE, files("workspace.handover").joinpath("templates/archive/style.css").read_bytes()
    for place, chapter in enumerate(story.chapters):
        yield rules.chapter_path(chapter), site.chapter(place)
    for page in FILE_PAGES:
        yield page.path, site.render(page.template, page.path, page=page)


class _Site:
    def __init__(self, story: Story, places: Mapping[ContentId, Entry]) -> None:
        self._story = story
        self._places = places

    def render(self, template: str, path: str, **more: object) -> bytes:
        with i18n.use_language(self._story.language):
            page = _environment().get_template(template)
            return page.render(story=self._story, path=path, **self._links(path), **more).encode()

    def chapter(self, place: int) -> bytes:
        chapters = self._story.chapters
        chapter = chapters[place]
        return self.render(
            "chapter.html",
            rules.chapter_path(chapter),
            chapter=chapter,
            before=chapters[place - 1] if place else None,
            after=chapters[place + 1] if place + 1 < len(chapters) else None,
        )

    def _links(self, path: str) -> dict[str, Callable[..., str]]:
        """Say addresses as they are from this page, so that the folder may lie anywhere."""
        here = posixpath.dirname(path) or "."

        def to(target: str) -> str:
            return posixpath.relpath(target, here)

        def file(asked: File) -> str:
            return to(self._places[asked.content].path)

        return {"to": to, "file": file}


def chapter_title(chapter: Chapter) -> str:
    if chapter.age is None:
        return i18n.gettext("Before you were born")
    if chapter.age == 0:
        return i18n.gettext("Your first year")
    return i18n.gettext("The year you were %(age)s", age=chapter.age)


def chapter_label(chapter: Chapter) -> str:
    """Name a chapter shortly, for the row of ages."""
    if chapter.age is None:
        return i18n.gettext("before")
    if chapter.age == 0:
        return i18n.gettext("0 years")
    return i18n.ngettext("%(age)s year", "%(age)s years", chapter.age, age=chapter.age)


def chapter_span(story: Story, age: int) -> str:
    """Say a year of life by its months: "August 2007 - August 2008"."""
    months = (i18n.format_month(anniversary(story.born_on, years)) for years in (age, age + 1))
    return " \N{EN DASH} ".join(months)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("workspace.handover", "templates/archive"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    # install_gettext_callables is added by the i18n extension
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        i18n.gettext, i18n.ngettext, newstyle=True
    )
    environment.filters.update(
        date=i18n.format_date, number=i18n.format_number, translated=i18n.gettext
    )
    environment.globals.update(
        chapter_label=chapter_label,
        chapter_path=rules.chapter_path,
        chapter_span=chapter_span,
        chapter_title=chapter_title,
        cover=rules.cover,
        file_pages=FILE_PAGES,
        frame_height=rules.frame_height,
        givers=rules.givers,
        height_marks=rules.height_marks,
        index=INDEX,
        keepsakes=rules.keepsakes,
        kinds=KINDS,
        places_lived=rules.places_lived,
        readings_by_year=rules.readings_by_year,
        style=STYLE,
    )
    return environment
