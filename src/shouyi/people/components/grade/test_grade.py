from collections.abc import Callable

import pytest


@pytest.mark.parametrize("grade", ["self", "evidence", "third", "none"])
def test_each_grade_has_a_square(render: Callable[..., str], grade: str) -> None:
    assert f'href="#g-{grade}"' in render("grade", grade=grade)
    assert f'<symbol id="g-{grade}"' in render("sprite")
    assert "<svg" not in render("grade", grade=grade, bare=True)
