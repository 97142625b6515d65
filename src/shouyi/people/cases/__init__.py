"""Cases: a question or an objection that a person answers in time."""
