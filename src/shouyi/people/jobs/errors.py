"""What a job can meet. Texts of these name a job or a place, never a value."""

from __future__ import annotations


class JobError(Exception):
    """Something about a job is not as it must be."""


class NotAnId(JobError):
    """An argument, key or note that is not an id. Values of people belong in sealed rows; pass the row's uid."""


class UnknownJob(JobError):
    """No app registers a job of this name."""


class Permanent(JobError):
    """Raised by a job: trying again would not help. Any exception whose `permanent` is true counts alike."""

    permanent = True


class Interrupted(JobError):
    """The job must end here. Raised by `step` and `note`; a job lets it pass."""


class LostLease(Interrupted):
    """Another worker may have taken the job: nothing that this one does counts any more."""


class Cancelled(Interrupted):
    """Somebody who may has cancelled the job."""


class Stopping(Interrupted):
    """The worker was asked to stop; the job goes back to the queue with its notes."""
