"""Mails (RFC 5322): `message.read` gives fields and body, `message.members` the attachments."""

from screener.extract.mail.message import add_fields, members, read

__all__ = ["add_fields", "members", "read"]
