from collections.abc import Callable


def test_sign_out_posts(render: Callable[..., str]) -> None:
    html = render("masthead", nav=[], signed_in=True)
    assert '<form method="post" action="/account/sign-out">' in html
