"""What pages ask of the rest of the house: one Protocol a subject, answered in `shouyi.acts` and joined by `wiring`."""

from shouyi.people.ports.reader import (
    Check,
    Coming,
    Extract,
    Grade,
    Line,
    Login,
    News,
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
    "Coming",
    "Extract",
    "Grade",
    "Line",
    "Login",
    "News",
    "NotNow",
    "Opening",
    "Reader",
    "Report",
    "State",
    "Step",
    "Work",
    "WorkName",
]
