"""Organisations as the pages know them. That one exists, its keys and its suspension stand in the ledger."""

from __future__ import annotations

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
    """`org` is its id in every log (org-…). A suspended one may look at its own things and do nothing."""

    org = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=16, choices=[(kind.value, label) for kind, label in KINDS.items()])
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    contact = models.CharField(max_length=120, blank=True, default="")
    added_at = models.DateTimeField(auto_now_add=True)
    suspended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.org


class Membership(models.Model):
    """An account's post in an organisation, until it ends."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    post = models.CharField(max_length=16, choices=[(post.value, label) for post, label in POSTS.items()])
    since = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint("account", "organisation", condition=models.Q(ended_at=None), name="one_post_each")
        ]


class Invitation(SealedModel):
    """Somebody is asked to join an organisation. The link's token is kept as a digest; `reach` is sealed under the
    inviting account's key, and gone once the invitation is answered or has run out."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    post = models.CharField(max_length=16, choices=[(post.value, label) for post, label in POSTS.items()])
    token_digest = models.CharField(max_length=64, unique=True)
    reach = SealedText()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
