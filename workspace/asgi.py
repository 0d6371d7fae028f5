"""The application for an ASGI server, from the environment."""

import os

from workspace.app import create_app
from workspace.settings import Settings

app = create_app(Settings.from_environ(os.environ, roles=("app", "door")))
