"""What the stage `decision` raises."""


class DecisionError(Exception):
    """Family of all of them."""


class StepRefused(DecisionError):
    """A step that may not come now; the message is a code, which pages turn into words."""
