"""Sign-in: allauth's view, with the demonstration's names beside the form."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings

from shouyi.people.reading import reader


class SignIn(LoginView):
    """In a real installation nobody's name stands on this page."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        logins = reader().logins() if settings.SHOUYI_DEMONSTRATION else ()
        return super().get_context_data(**kwargs) | {"logins": logins}
