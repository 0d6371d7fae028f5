"""Every address of the house, with real things in it: found by walking the pages, as a person would."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from tests.journeys.house import wait_until
from workspace.app import FEATURES, all_routes
from workspace.web.policy import GuardedRoute
from workspace.web.templating import Templates

UUID = "[0-9a-f]{8}-[0-9a-f-]{27}"
CHILD = "Éloïse Saïdi"


TOKEN = re.compile('name="csrf_token" value="([0-9a-f]+)"')


UUID_OF_NOTHING = "00000000-0000-4000-8000-000000000000"
"""An address under which there is nothing."""


@dataclass
class Correspondent:
    """Somebody who knocks by plain HTTP, with the cookies and the token of their own pages."""

    http: httpx.Client
    token: str = ""
    """What the forms of this session carry."""

    def page(self, path: str) -> str:
        response = self.http.get(path)
        response.raise_for_status()
        return response.text

    def take_token(self, path: str) -> None:
        found = TOKEN.search(self.page(path))
        assert found is not None
        self.token = found[1]

    def post(
        self,
        path: str,
        fields: Mapping[str, str | list[str]] | None = None,
        **files: tuple[str, bytes, str],
    ) -> httpx.Response:
        """Send a form; one with `files` as multipart."""
        said = {"csrf_token": self.token, **(fields or {})}
        return self.http.post(path, data=said, files=files or None)

    def first(self, pattern: str, path: str) -> str:
        """Return what `pattern` finds first on the page of `path`."""
        found = re.search(pattern, self.page(path))
        assert found is not None, pattern
        return found[1]


@contextmanager
def correspondent(origin: str) -> Iterator[Correspondent]:
    """Give somebody at the door."""
    headers = {"origin": origin, "accept-language": "fr"}
    with httpx.Client(base_url=origin, headers=headers, timeout=180) as http:
        found = Correspondent(http)
        found.take_token("/sign-in")
        yield found


@contextmanager
def signed_in(origin: str, login: str, password: str) -> Iterator[Correspondent]:
    with correspondent(origin) as found:
        answer = found.post("/sign-in", {"login": login, "password": password})
        assert answer.status_code == httpx.codes.SEE_OTHER, answer.text
        found.take_token("/confirm")
        yield found


@dataclass(frozen=True, kw_only=True)
class Things:
    """One of each thing an address may name, around the same child."""

    dossier: str
    conversation: str
    attachment: str
    keepsake: str
    document: str
    entry: str
    grant: str
    encounter: str
    need: str
    link: str
    """Of a questionnaire to fill."""
    secret: str
    """Of one that stays open."""
    session: str = "00000000-0000-4000-8000-000000000000"
    """Nobody's: no page leads to the address of one session."""
    account: str = UUID_OF_NOTHING
    """Somebody who holds no place."""
    copy: str = "display"
    step: str = "B00"
    part: str = "measures"
    view: str = "00000000-0000-4000-8000-000000000000"
    """A choice nobody keeps: each person has their own."""
    attempt: str = ""
    token: str = "a-secret-nobody-was-given"
    measurement: str = UUID_OF_NOTHING
    statement: str = UUID_OF_NOTHING
    kind: str = "allergy"
    request: str = UUID_OF_NOTHING
    """Files that were sent: nobody else's."""
    file: str = "enfants.csv"
    proposed: str = UUID_OF_NOTHING
    """A change of protocol: the national team's."""
    programme: str = "pegase"
    leaf: str = "identity"
    certificate: str = "CS8"
    feedback: str = UUID_OF_NOTHING
    """A word about a page: nobody else's."""
    practitioner: str = UUID_OF_NOTHING
    """Somebody who was entered in the directory by hand: nobody was."""

    def in_path(self, path: str) -> str:
        """Return `path` with each `{name:uuid}` replaced by the thing of that name."""
        return re.sub(r"\{(\w+)(:uuid)?\}", lambda found: getattr(self, found[1]), path)


def things_around(coordinator: Correspondent) -> Things:
    """Return what stands in the dossier of the demonstration's first child."""
    name = re.escape(CHILD)
    dossier = coordinator.first(f'href="/children/({UUID})"[^>]*>{name}<', "/children")
    base = f"/children/{dossier}"
    written = f"{base}/conversations/"
    conversation, attachment = attached(coordinator, written, f"{base}/conversations")
    return Things(
        dossier=dossier,
        conversation=conversation,
        attachment=attachment,
        keepsake=coordinator.first(f"/keepsakes/({UUID})/display", f"{base}/memory-box"),
        document=coordinator.first(f'href="{base}/documents/({UUID})"', f"{base}/ppe"),
        entry=coordinator.first(f"/journal/({UUID})/amendment", f"{base}/journal"),
        grant=coordinator.first(f"/circle/({UUID})", f"{base}/circle"),
        encounter=coordinator.first(f'href="{base}/appointments/({UUID})"', f"{base}/appointments"),
        need=coordinator.first(f"{base}/care/needs/({UUID})", f"{base}/care/plan"),
        secret=link_to_fill(coordinator, base),
        link=link_to_close(coordinator, base),
        request=sent_files(coordinator),
    )


def sent_files(coordinator: Correspondent) -> str:
    """Send a file to be brought in, with an error and something to know; return what names it, once it is checked."""
    head = "enfant;type;date;professionnel;financeur;duree_min;une colonne"
    wrong = f"{head}\r\nnobody-known;psychologie;31/02/2025;;pegase;45;\r\n".encode()
    sent = coordinator.post("/import", {}, files=("seances.csv", wrong, "text/csv"))
    path = str(sent.headers["location"])
    assert wait_until(lambda: "data-waiting" not in coordinator.page(path), within=180)
    return path.rpartition("/")[2]


def link_to_fill(coordinator: Correspondent, base: str) -> str:
    """Make a link to a questionnaire, as who coordinates does; return its secret."""
    asked = {"questionnaire": "REPERES@0", "respondent": "parent", "called": "E", "days": "7"}
    made = coordinator.post(f"{base}/scales/links", asked)
    found = re.search(r"/q/([\w-]+)", made.text)
    assert found is not None, made.text
    return found[1]


def link_to_close(coordinator: Correspondent, base: str) -> str:
    """Make another link, which may be closed; return what names it."""
    link_to_fill(coordinator, base)
    return coordinator.first(f"/scales/links/({UUID})/revocation", f"{base}/scales")


def attached(coordinator: Correspondent, written: str, listed: str) -> tuple[str, str]:
    """Return the latest conversation that carries an attachment, and the attachment.

    The latest of all may carry none yet, whatever journey came before.
    """
    for conversation in re.findall(f'href="{written}({UUID})"', coordinator.page(listed)):
        found = re.search(f"/attachments/({UUID})", coordinator.page(written + conversation))
        if found is not None:
            return conversation, found[1]
    raise AssertionError("no conversation carries an attachment")


def routes() -> Iterator[GuardedRoute]:
    """Yield every route of the house, but static files and WebSockets."""
    for route in all_routes(Templates(FEATURES)):
        if isinstance(route, GuardedRoute):
            yield route


def readable_paths(things: Things) -> list[str]:
    """Return every address that can be looked at."""
    return [things.in_path(route.path) for route in routes() if "GET" in (route.methods or ())]
