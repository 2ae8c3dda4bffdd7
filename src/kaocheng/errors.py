"""What can go wrong, as exceptions.

    KaochengError              code and a message in both languages
    ├── UsageError             the caller asked for something that does not exist (exit status 2)
    ├── ReadError              a document could not be read (exit status 3)
    │   ├── EmptyInput         no bytes, or no content
    │   ├── UnknownFormat      the content is no format we read
    │   ├── EncryptedInput     a password stands before the content
    │   ├── DamagedInput       truncated or malformed
    │   ├── LimitExceeded      larger or deeper than the limits allow: bombs, absurd spans, too many pages
    │   ├── NoTextLayer        a scanned pdf: pictures of text
    │   └── MissingDependency  an optional package is needed; the message names it
    ├── RenderError            a document could not be written: no font, too large
    ├── SchemeError            a scheme file is wrong; the message names file and key
    ├── TemplateError          a template file is wrong; the message names file and key
    ├── WaiverError            a file of waivers is wrong; the message names file, line and key
    └── DataError              stored JSON is not ours or of another format number

A finding about a report is not an exception, and neither is a cell that cannot be read: see `provenance.Unreadable`.
"""

from __future__ import annotations

from kaocheng.language import Text


class KaochengError(Exception):
    """Root of the tree. `code` is stable and machine readable; `message` is for people."""

    code = "error"

    def __init__(self, message: Text, *, code: str | None = None) -> None:
        super().__init__(message.en)
        self.message = message
        if code is not None:
            self.code = code

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, self.code)


def _rebuild(kind: type[KaochengError], message: Text, code: str) -> KaochengError:
    return kind(message, code=code)


class UsageError(KaochengError):
    code = "usage"


class ReadError(KaochengError):
    code = "unreadable"


class EmptyInput(ReadError):
    code = "empty"


class UnknownFormat(ReadError):
    code = "unknown-format"


class EncryptedInput(ReadError):
    code = "encrypted"


class DamagedInput(ReadError):
    code = "damaged"


class LimitExceeded(ReadError):
    code = "limit-exceeded"


class NoTextLayer(ReadError):
    code = "no-text-layer"


class MissingDependency(ReadError):
    code = "missing-dependency"


class RenderError(KaochengError):
    code = "not-rendered"


class SchemeError(KaochengError):
    code = "scheme"


class TemplateError(KaochengError):
    code = "template"


class WaiverError(KaochengError):
    code = "waiver"


class DataError(KaochengError):
    code = "data"
