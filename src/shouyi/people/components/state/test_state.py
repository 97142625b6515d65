from collections.abc import Callable

import pytest

WORDS = {
    "holds": "Holds",
    "broken": "Does not hold",
    "unknown": "Cannot tell",
    "run": "Checking",
    "wait": "Not checked",
}


@pytest.mark.parametrize(("state", "word"), WORDS.items())
def test_each_state_has_its_own_shape_and_word(render: Callable[..., str], state: str, word: str) -> None:
    html = render("state", state=state)
    assert word in html
    assert f'href="#m-{state}"' in html
    assert f'<symbol id="m-{state}"' in render("sprite")
