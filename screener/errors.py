"""The error family: one base, and below it what a caller would treat differently.

Messages say what happened, where, and what to do next; never the text of a draft.
"""

from __future__ import annotations


class ScreenerError(Exception):
    """Something went wrong; the message says what to do."""

    code = "error"

    def __init__(self, message: str | None = None, *, name: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip())
        self.name = name  # the file, policy or model concerned


class ExtractionError(ScreenerError):
    """The document could not be read."""

    code = "unread"


class UnsupportedFormat(ExtractionError):
    """The file is of a type the screener does not read; save it as one of the supported types and try again."""

    code = "unsupported"


class EmptyDocument(ExtractionError):
    """The file holds no bytes; check that it was saved or sent completely."""

    code = "empty"


class EncryptedDocument(ExtractionError):
    """The document is protected with a password; save a copy without one and try again."""

    code = "encrypted"


class CorruptDocument(ExtractionError):
    """The file is damaged or cut short; open it in its own program, save it again and retry."""

    code = "corrupt"


class LimitExceeded(ExtractionError):
    """The document is larger than a limit allows; split it or raise the limit in the settings."""

    code = "limit"


class ExtractionTimedOut(LimitExceeded):
    """Reading took longer than the limit allows; split the document or raise the limit in the settings."""

    code = "timed_out"


class ExtractionCrashed(ExtractionError):
    """The reader of this document stopped unexpectedly; the other documents were screened."""

    code = "crashed"


class DocumentChanged(ExtractionError):
    """The file changed while it was being read; wait until it is saved and try again."""

    code = "changed"


class UnreadableFile(ExtractionError):
    """The file could not be opened; check that it exists and that you may read it."""

    code = "unreadable"


class PolicyError(ScreenerError):
    """The policy file is not valid."""

    code = "policy"


class UsageError(ScreenerError):
    """The command or request does not make sense as given."""

    code = "usage"


ERRORS_BY_CODE: dict[str, type[ExtractionError]] = {
    error.code: error
    for error in (
        ExtractionError,
        UnsupportedFormat,
        EmptyDocument,
        EncryptedDocument,
        CorruptDocument,
        LimitExceeded,
        ExtractionTimedOut,
        ExtractionCrashed,
        DocumentChanged,
        UnreadableFile,
    )
}


class ModelError(ScreenerError):
    """A model that ships with the screener is missing, damaged or does not fit; install the project again."""

    code = "model"
