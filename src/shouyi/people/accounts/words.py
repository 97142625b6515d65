"""Sentences about accounts, and words for devices and rights."""

from __future__ import annotations

from django.utils.translation import gettext as _


def happening(act: str) -> str:
    """What was done, in a sentence."""
    sentences = {
        "opened": _("The account was opened."),
        "opened_at_counter": _("The account was opened at a counter."),
        "file_opened": _("A file was opened at a counter."),
        "sign_in": _("Somebody signed in as you."),
        "sign_in_new": _("Somebody signed in as you, on a device of another kind than before."),
        "password": _("The password was changed."),
        "reach": _("The number or address was changed."),
        "passkey_added": _("A passkey was added."),
        "passkey_removed": _("A passkey was removed."),
        "codes_made": _("New recovery codes were made. The old ones are no longer valid."),
        "code_used": _("A recovery code was used to sign in."),
        "recovery_started": _("Somebody asked for a new number or address to be put in place of yours."),
        "recovery_stopped": _("The change of your number or address was stopped."),
        "recovered": _("A new number or address took the place of the lost one."),
        "posts_ended": _("Posts in organisations ended with it. Whoever runs them can invite you anew."),
        "help_taken": _("A helper accepted."),
        "help_ended": _("A helper's rights were ended."),
        "sessions_ended": _("Other devices were signed out."),
        "closed": _("The account was closed."),
    }
    return sentences.get(act, act)


RIGHTS = (
    "file.read", "file.prove", "file.preview", "trail.read", "consent.read", "case.read", "case.open", "case.write",
    "statement.read", "statement.write", "upload.read", "upload.write",
)  # fmt: skip


def right(action: str) -> str:
    """What a helper may do with this right, in plain words."""
    sentences = {
        "file.read": _("Read my file and my score"),
        "file.prove": _("Download proofs of single entries"),
        "file.preview": _("See what somebody else would see of my file"),
        "trail.read": _("Read who looked at my file"),
        "consent.read": _("Read what I have consented to"),
        "case.read": _("Read my questions and objections"),
        "case.open": _("Ask a question or object in my name"),
        "case.write": _("Answer in a case in my name"),
        "statement.read": _("Read what I wrote down myself"),
        "statement.write": _("Write something down in my name"),
        "upload.read": _("See files that I handed in"),
        "upload.write": _("Hand in files in my name"),
    }
    return sentences.get(action, action)


def device(browser: str, system: str, otherwise: str = "") -> str:
    """Browser and system, as far as the browser says; else `otherwise`, or that it does not say."""
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return system or browser or otherwise or _("A device that does not say what it is")
