"""Organisations as the pages know them. That one exists, its keys and its suspension stand in the ledger."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shouyi.people.permission.actors import Kind, Post
from shouyi.people.sealing import SealedModel, SealedText

KINDS = {
    Kind.FEDERATION: _("Federation"),
    Kind.CULTURE: _("Culture body"),
    Kind.TRAINING: _("Training body"),
    Kind.CERTIFIER: _("Certifier"),
    Kind.PLATFORM: _("Platform"),
    Kind.BANK: _("Bank"),
    Kind.ENTERPRISE: _("Lead enterprise"),
    Kind.WORKSHOP: _("Workshop"),
    Kind.CARRIER: _("Carrier"),
    Kind.REGULATOR: _("Regulator"),
    Kind.REGISTRAR: _("Registrar"),
    Kind.OPERATOR: _("Operator"),
}
POSTS = {Post.ADMIN: _("Administrator"), Post.OFFICER: _("Officer"), Post.READER: _("Reader")}


class Organisation(models.Model):
    """`org` is its id in every log (org-…). A suspended one may look at its own things and do nothing.

    A projection: what `rule` says, with the names that the pin gives and a way to reach somebody. `written_at` is None
    until the ledger knows it.
    """

    org = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=16, choices=[(kind.value, label) for kind, label in KINDS.items()])
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    contact = models.CharField(max_length=120, blank=True, default="")
    added_at = models.DateTimeField(auto_now_add=True)
    written_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.org


class Membership(models.Model):
    """An account's post in an organisation, until it ends. Another post is another row: the rows are the history."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    post = models.CharField(max_length=16, choices=[(post.value, label) for post, label in POSTS.items()])
    since = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint("account", "organisation", condition=models.Q(ended_at=None), name="one_post_each")
        ]


class Invitation(SealedModel):
    """Somebody is asked to join an organisation. What opens it is kept as a digest; how they are reached, and the code
    until it was sent, are sealed under the inviting account's key, and gone once it is answered or has run out.

    `reach_key` finds an open one to the same telephone or address. `language` is what it is written in.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    post = models.CharField(max_length=16, choices=[(post.value, label) for post, label in POSTS.items()])
    token_digest = models.CharField(max_length=64, unique=True)
    reach = SealedText()
    code = SealedText()
    reach_key = models.CharField(max_length=64, blank=True, default="", db_index=True)
    language = models.CharField(max_length=8, blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    declined = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)


class OrgKey(models.Model):
    """A key as the ledger has it. `here`: this house keeps its private half; otherwise the organisation does."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="keys")
    public = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=16)
    here = models.BooleanField()
    added_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


class Act(models.TextChoices):
    """What is asked of the ledger about an organisation."""

    REGISTER = "register", _("Registered")
    SUSPEND = "suspend", _("Suspended")
    RESTORE = "restore", _("Restored")
    ADD_KEY = "add_key", _("Key added")
    ADD_OWN_KEY = "add_own_key", _("Own key added")
    ROTATE_KEY = "rotate_key", _("Key replaced")
    REVOKE_KEY = "revoke_key", _("Key revoked")


class Change(models.Model):
    """Somebody asked for an act; a job writes it into the ledger. `refused` is a code of `OrgRefused`, "" while none.

    `public` is the key that it is about, `reason` a suspension's code. The rows are the organisation's history.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="changes")
    act = models.CharField(max_length=16, choices=Act.choices)
    purpose = models.CharField(max_length=16, blank=True, default="")
    public = models.CharField(max_length=64, blank=True, default="")
    reason = models.CharField(max_length=16, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    written_at = models.DateTimeField(null=True, blank=True)
    refused = models.CharField(max_length=32, blank=True, default="")
