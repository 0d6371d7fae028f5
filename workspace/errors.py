"""What can go wrong above storage: one root, one table of HTTP answers (`web/errors.py`).

The docstring of a class is its default message and the msgid of its translation.
A message never carries personal data.
"""

from collections.abc import Mapping


class WorkspaceError(Exception):
    """Something went wrong."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or type(self).__doc__ or "")


class SignInRequired(WorkspaceError):
    """Please sign in."""


class SudoRequired(WorkspaceError):
    """Please confirm it is you."""


class NotFound(WorkspaceError):
    """There is nothing at this address, or it is not for you."""


class Forbidden(WorkspaceError):
    """This part of the dossier is not open to your role."""


class Conflict(WorkspaceError):
    """This was changed meanwhile, by somebody else or by you in another window."""


class RateLimited(WorkspaceError):
    """Too many attempts. Please wait a moment."""

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after
        """Whole seconds before another attempt is worth making."""


class Invalid(WorkspaceError):
    """Some fields need your attention."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        """`fields`: the name of each refused field and its message (an English msgid)."""
        super().__init__()
        self.fields = dict(fields)
