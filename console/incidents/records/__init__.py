"""The tables of the incident desk."""

from console.incidents.records.assessments import Assessment
from console.incidents.records.clocks import Clock, Conference
from console.incidents.records.facts import FactEntry, FactMark
from console.incidents.records.incident import Incident
from console.incidents.records.issuers import IssuerDecision
from console.incidents.records.response import ResponseTask

__all__ = [
    "Assessment",
    "Clock",
    "Conference",
    "FactEntry",
    "FactMark",
    "Incident",
    "IssuerDecision",
    "ResponseTask",
]
