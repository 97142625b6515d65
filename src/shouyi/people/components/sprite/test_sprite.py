import re
from collections import Counter
from collections.abc import Callable


def test_no_name_stands_twice(render: Callable[..., str]) -> None:
    names = Counter(re.findall(r' id="([^"]+)"', render("sprite")))
    assert names
    assert max(names.values()) == 1
