"""The addresses of the pages, and who must be signed in for them."""

PUBLIC = (
    "/",
    "/guide",
    "/account/sign-in",
    "/w/SY7K3M92QF",
    "/w/SYB0000002",
    "/w/SYB0000003",
    "/w/SY7K3M92QF/code",
    "/w/SY7K3M92QF/problem",
    "/w/SY7K3M92QF/problem/sent",
)

OWN = (
    ("xiumei", "/my/score"),
    ("xiumei", "/my/file"),
    ("xiumei", "/my/file?of=dispatch&page=2"),
    ("laowu", "/my/score"),
    ("xiaolan", "/my/score"),
    ("ahe", "/my/score"),
    ("ahe", "/my/file"),
    ("afen", "/my/score"),
    ("officer", "/my/"),
    ("xiumei", "/account/sign-out"),
)
