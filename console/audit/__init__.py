"""Who did what, chained so that nobody can rewrite it unseen."""

from console.audit.exporting import export
from console.audit.names import Event
from console.audit.service import SYSTEM, append, kept_head, note_heads, record, verify

__all__ = ["SYSTEM", "Event", "append", "export", "kept_head", "note_heads", "record", "verify"]
