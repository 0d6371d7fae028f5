"""What can go wrong with stored bytes: one root, beside `workspace.errors.WorkspaceError`.

The docstring of a class is its default message and the msgid of its translation.
A message never carries personal data.
"""


class StorageError(Exception):
    """Something went wrong with the stored documents."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or type(self).__doc__ or "")


class ObjectMissing(StorageError):
    """This content is not there."""


class ObjectTampered(StorageError):
    """This content was altered and cannot be shown."""


class FieldTampered(ObjectTampered):
    """This value was altered and cannot be shown."""


class KeyShredded(StorageError):
    """This content was erased for good."""


class StorageUnavailable(StorageError):
    """The documents cannot be reached at the moment. Please try again later."""


class ContentTooLarge(StorageError):
    """This file is too large."""


class RootSealed(StorageError):
    """The root keys do not open with this passphrase."""


class KeyFileExposed(StorageError):
    """A key file can be read by others than its owner."""


class SweepRefused(StorageError):
    """Only the worker may sweep."""
