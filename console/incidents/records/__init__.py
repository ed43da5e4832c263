"""The tables of the incident desk."""

from console.incidents.records.incident import Incident

__all__ = ["Incident"]
