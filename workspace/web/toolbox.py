"""The tools a request is served with, put there by the composition root."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import HTTPConnection, Request

from storage.vault import Vault
from workspace.clock import Clock
from workspace.database import Door
from workspace.hub import Hub
from workspace.web.shell import Shell
from workspace.web.templating import Templates


@dataclass(frozen=True, kw_only=True)
class DemoPerson:
    """A sign-in of the demonstration, shown to whoever opens it."""

    name: str
    role_label: str
    login: str
    password: str


@dataclass(frozen=True, kw_only=True)
class Toolbox:
    vault: Vault
    clock: Clock
    hub: Hub
    templates: Templates
    door: Door
    origin: str
    shell: Callable[[Request], Awaitable[Shell]]
    """What surrounds a page for whoever asks it; given by the top floor, which knows all places."""
    demo_people: tuple[DemoPerson, ...] = ()

    @property
    def is_secure(self) -> bool:
        """False on the http localhost of a demonstration only."""
        return self.origin.startswith("https://")


def toolbox(connection: HTTPConnection) -> Toolbox:
    """Return the tools of the application that serves `connection`."""
    tools = connection.state.toolbox
    assert isinstance(tools, Toolbox)
    return tools
