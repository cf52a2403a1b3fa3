"""Outlook messages (.msg): `file.read` gives fields and body, `file.members` the attachments."""

from screener.extract.outlook.file import members, read

__all__ = ["members", "read"]
