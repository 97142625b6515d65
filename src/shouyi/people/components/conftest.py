from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from people.house import set_up

if TYPE_CHECKING:
    from collections.abc import Callable

set_up()


@pytest.fixture
def render() -> Callable[..., str]:
    """Renders one component by its name, in English, with exactly this context."""
    from django.template.loader import render_to_string
    from django.utils import translation

    def one(name: str, /, **context: Any) -> str:
        with translation.override("en"):
            return render_to_string(f"components/{name}/template.html", context)

    return one
