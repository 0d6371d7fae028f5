"""What a journey costs whoever makes it: acts of the hand, counted by the browser itself, and seconds to the last paint.

A tap, a click, Enter and a choice in a list are one act each; what a script does by itself is none. Typing, reading and Tab cost
nothing, nor does the page one starts from. `docs/journeys.md` shows the table, `docs/screenshots/journeys.jsonl` keeps what was found.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tests.journeys.browsing import Visit
from tests.journeys.house import ROOT

REPORT: Final = ROOT / "docs" / "screenshots" / "journeys.jsonl"
PAGE: Final = ROOT / "docs" / "journeys.md"
BUSY: Final = 3
"""How much slower than its target a journey may be on a machine that does other things too."""
TRIES: Final = 3
"""How often a page that came too late is asked for again: one stall of the machine is not the page."""
LISTEN: Final = """(() => {
  if (window.grenierCounts) return;
  window.grenierCounts = true;
  const tell = (what) => window.grenierHand(what);
  addEventListener("pointerdown", (event) => { if (event.isTrusted) tell("press"); }, true);
  addEventListener("keydown", (event) => { if (event.isTrusted && event.key === "Enter") tell("enter"); }, true);
  addEventListener("change", (event) => { if (event.target instanceof HTMLSelectElement) tell("choice"); }, true);
})()"""
PAINTED: Final = (
    "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
)


def is_written() -> bool:
    """Tell whether what is found is written down, with the screenshots."""
    return os.environ.get("GRENIER_SCREENSHOTS") == "1"


@dataclass(frozen=True, kw_only=True)
class Journey:
    """One line of `features.md` 4, or of issue 3: what somebody came to do, and what it may cost."""

    code: str
    who: str
    job: str
    start: str
    """Where the count begins: the first page of whoever comes, unless it says otherwise."""
    clicks: int
    seconds: float
    """People's time included; where `is_page`, of the page alone."""
    is_page: bool = False

    @property
    def most_seconds(self) -> float:
        """What it may take on a machine that does other things too; when it is written down, its target."""
        return self.seconds if is_written() else self.seconds * BUSY


HOME: Final = "Today"
COORDINATOR, DOCTOR, CARE = "Coordinator", "Doctor", "Psychologist, psychomotrician"
CARER, KEY_WORKER, NATIONAL = "Foster carer", "ASE key worker", "National team"
JOURNEYS: Final = (
    Journey(
        code="monday",
        who=COORDINATOR,
        job="Monday morning: who is due, late or lost; each line says the next act",
        start=HOME,
        clicks=0,
        seconds=1,
        is_page=True,
    ),
    Journey(
        code="ask-carers",
        who=COORDINATOR,
        job="Ask the carers to book the 24-month assessment, without a health word",
        start=HOME,
        clicks=3,
        seconds=20,
    ),
    Journey(
        code="clinic-day",
        who=COORDINATOR,
        job="Plan three children on one day: open, tick each, keep",
        start=HOME,
        clicks=5,
        seconds=60,
    ),
    Journey(
        code="attempt",
        who=COORDINATOR,
        job="Log an attempt to reach a child without news",
        start=HOME,
        clicks=1,
        seconds=5,
    ),
    Journey(
        code="move",
        who=COORDINATOR,
        job="Record that a child moves",
        start=HOME,
        clicks=5,
        seconds=90,
    ),
    Journey(
        code="prove",
        who=COORDINATOR,
        job="Prove the year of each child: sessions used and left, money, assessments, as a file",
        start=HOME,
        clicks=2,
        seconds=10,
    ),
    Journey(
        code="today-child",
        who=DOCTOR,
        job="Open today's child and know the story: assessments, growth, scales, what is due",
        start=HOME,
        clicks=2,
        seconds=15,
    ),
    Journey(
        code="open-bilan",
        who=DOCTOR,
        job="Open an assessment; the rest is done on the keyboard, filled beforehand",
        start=HOME,
        clicks=1,
        seconds=5,
    ),
    Journey(
        code="growth",
        who=DOCTOR,
        job="See growth with its centile and the named reference",
        start=HOME,
        clicks=1,
        seconds=1,
        is_page=True,
    ),
    Journey(
        code="early-care",
        who=DOCTOR,
        job="From a score under its threshold, ask whoever cares for the child already for early care",
        start=HOME,
        clicks=2,
        seconds=20,
    ),
    Journey(
        code="session",
        who=CARE,
        job="Write the session note",
        start=HOME,
        clicks=2,
        seconds=45,
    ),
    Journey(
        code="budget",
        who=CARE,
        job="See sessions used and left, and who pays the next ones",
        start="the note",
        clicks=0,
        seconds=1,
        is_page=True,
    ),
    Journey(
        code="several-sessions",
        who=CARE,
        job="Note three sessions at once, two of them as a group: open, one touch a child, keep",
        start=HOME,
        clicks=6,
        seconds=60,
    ),
    Journey(
        code="trajectories",
        who=CARE,
        job="ASQ-3 and ASQ:SE over time, beside life events",
        start="the child",
        clicks=1,
        seconds=1,
        is_page=True,
    ),
    Journey(
        code="questionnaire",
        who=CARER,
        job="Fill a questionnaire by its link, on a phone: an answer a question, a press a page",
        start="the link",
        clicks=37,
        seconds=720,
    ),
    Journey(
        code="next-appointment",
        who=CARER,
        job="Know the next appointments and what to bring",
        start=HOME,
        clicks=0,
        seconds=1,
        is_page=True,
    ),
    Journey(
        code="question",
        who=CARER,
        job="Ask the coordination a question, and see whether it was read",
        start=HOME,
        clicks=2,
        seconds=15,
    ),
    Journey(
        code="since",
        who=KEY_WORKER,
        job="See what changed since my last visit, differences only",
        start=HOME,
        clicks=1,
        seconds=5,
    ),
    Journey(
        code="cohort",
        who=NATIONAL,
        job="Read the cohort of the country today, every figure beside its definition",
        start=HOME,
        clicks=0,
        seconds=2,
        is_page=True,
    ),
    Journey(
        code="protocol-change",
        who=NATIONAL,
        job="Change a window of the protocol from a day on, once the children concerned are counted",
        start=HOME,
        clicks=5,
        seconds=60,
    ),
    Journey(
        code="protocol-start",
        who=NATIONAL,
        job="Start a programme of three ages beyond 7, and see the calendar it would give a child",
        start=HOME,
        clicks=5,
        seconds=180,
    ),
)


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a journey cost, the last time it was written down."""

    journey: str
    clicks: int
    seconds: float
    on: str


class Hand:
    """Whoever walks: how often they have pressed, pressed Enter, chosen, since they began."""

    def __init__(self) -> None:
        self.acts = 0
        self.began: float | None = None
        self.seconds = 0.0

    def acted(self, _source: object, _what: str) -> None:
        self.acts += 1
        if self.began is None:
            self.began = time.monotonic()


@contextmanager
def watching(visit: Visit, start: str) -> Iterator[Hand]:
    """Count what is done with `visit` from the page `start` on; the seconds end with the last paint."""
    hand = Hand()
    visit.page.expose_binding("grenierHand", hand.acted)
    visit.page.add_init_script(LISTEN)
    opened = time.monotonic()
    visit.go(start)
    yield hand
    painted(visit)
    hand.seconds = time.monotonic() - (hand.began or opened)


def painted(visit: Visit) -> None:
    """Wait for the last paint."""
    visit.page.wait_for_load_state()
    visit.page.evaluate(PAINTED)


def seconds_again(visit: Visit) -> float:
    """Return what the page that is open takes when it is asked for again."""
    began = time.monotonic()
    visit.page.reload()
    painted(visit)
    return time.monotonic() - began


@contextmanager
def walking(visit: Visit, code: str, start: str = "/") -> Iterator[None]:
    """Walk the journey `code` from the page `start` on; refuse it when it costs too much."""
    with watching(visit, start) as hand:
        yield
    seconds = hand.seconds
    for _ in range(TRIES):
        if seconds > journey_of(code).most_seconds and journey_of(code).is_page:
            seconds = min(seconds, seconds_again(visit))
    settle(code, clicks=hand.acts, seconds=seconds)


def journey_of(code: str) -> Journey:
    return next(each for each in JOURNEYS if each.code == code)


def settle(code: str, *, clicks: int, seconds: float) -> None:
    """Refuse a cost above the target; keep it when screenshots are kept, else hold it against what is kept."""
    journey = journey_of(code)
    assert clicks <= journey.clicks, f"{journey.code}: {clicks} clicks, {journey.clicks} at most"
    most = journey.most_seconds
    assert seconds <= most, f"{journey.code}: {seconds:.1f} s, {journey.seconds} s at most"
    if is_written():
        today = datetime.now(UTC).date().isoformat()
        keep(Found(journey=journey.code, clicks=clicks, seconds=round(seconds, 1), on=today))
        show()
    else:
        assert kept()[journey.code].clicks == clicks, f"{journey.code} changed: write it down again"


def kept(report: Path = REPORT) -> Mapping[str, Found]:
    """Return what each journey cost the last time, by its code."""
    lines = report.read_text("utf-8").splitlines() if report.exists() else []
    found = (Found(**json.loads(line)) for line in lines)
    return {each.journey: each for each in found}


def keep(new: Found, report: Path = REPORT) -> None:
    """Write a line in the place of the one before it, in the order of the table."""
    with report.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        known = {**kept(report), new.journey: new}
        file.truncate(0)
        for each in JOURNEYS:
            if each.code in known:
                file.write(json.dumps(asdict(known[each.code])) + "\n")


def table(journeys: Iterable[Journey] = JOURNEYS, report: Path = REPORT) -> str:
    """Return the table of `docs/journeys.md`."""
    found = kept(report)
    rows = [
        "| who | comes to | from | clicks: target, found | seconds: target, found | on |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for each in journeys:
        seen = found.get(each.code)
        if seen is None:
            continue
        target = f"page {each.seconds:g}" if each.is_page else f"{each.seconds:g}"
        rows.append(
            f"| {each.who} | {each.job} | {each.start} | {each.clicks}, **{seen.clicks}** "
            f"| {target}, {seen.seconds:g} | {seen.on} |"
        )
    return "\n".join(rows)


def show(page: Path = PAGE) -> None:
    """Write the table of the page anew."""
    told = page.read_text("utf-8")
    before, _, after = told.partition("| who |")
    _, _, rest = after.partition("\n\n")
    page.write_text(f"{before}{table()}\n\n{rest}", "utf-8")
