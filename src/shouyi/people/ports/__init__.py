"""What pages ask of the rest of the house: one Protocol a subject, answered in `shouyi.acts` and joined by `wiring`."""

from shouyi.people.ports.reader import (
    Check,
    Extract,
    Grade,
    Line,
    Login,
    NotNow,
    Opening,
    Reader,
    Report,
    State,
    Step,
    Work,
    WorkName,
)

__all__ = [
    "Check",
    "Extract",
    "Grade",
    "Line",
    "Login",
    "NotNow",
    "Opening",
    "Reader",
    "Report",
    "State",
    "Step",
    "Work",
    "WorkName",
]
