import re
from collections.abc import Callable

import pytest


@pytest.mark.parametrize("size", [24, 39, 40, 200])
def test_one_colour_and_a_text(render: Callable[..., str], size: int) -> None:
    html = render("seal", size=size)
    assert set(re.findall(r'fill="([^"]+)"', html)) == {"currentColor"}
    assert "非遗守艺人" in html
