"""Why something is not allowed, in a sentence with a next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from shouyi.people.permission.decide import Why

if TYPE_CHECKING:
    from shouyi.people.permission.decide import Decision


def why_not(found: Decision) -> str:
    """The sentence for a refusal that is explained."""
    sentences = {
        Why.NO_FILE: _("Your account has no file of its own. Whoever keeps a craft can open one at the registry."),
        Why.SCOPE: _("The token does not have the scope for this. An administrator of your organisation can add it."),
        Why.KIND: _("Organisations of this kind do not do this. The table of permissions says which ones do."),
        Why.RIGHT: _("The owner of this file did not give you this right. Ask the owner; only they can give it."),
        Why.POST: _("Your post does not include this. Ask an administrator of your organisation."),
        Why.SUSPENDED: _("Your organisation is suspended: you can look, not act. The operator can tell you more."),
        Why.SIGN_IN: _("Please sign in first."),
        Why.FRESH: _("Please show once more that it is you."),
    }
    return sentences.get(found.why or Why.UNKNOWN, _("This is not here, or it is not yours."))
