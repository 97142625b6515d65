"""What must not stand in the source, looked for in its trees; each look is shown to find what it looks for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

import pytest

from security.source import Source, parse, sources, templates

RUNS_TEXT = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "tempfile.mktemp", "yaml.load"}
LOADS_OBJECTS = ("pickle", "marshal", "shelve", "dill", "cloudpickle", "jsonpickle", "joblib")
PARSES_XML = ("xml", "lxml", "defusedxml", "xmltodict", "plistlib")
WEAK = {"hashlib.md5", "hashlib.sha1", "md5", "sha1"}

XML_PARSERS: dict[str, str] = {}
"""Module → why it may parse XML. None does: no bomb of entities has anywhere to go off."""
MARKED_SAFE = {
    "people/wording/works.py": "two texts, each escaped, in a translated sentence of ours",
    "people/wording/numbers.py": "a translated pattern, escaped, around two <time> elements of format_html",
    "people/embedding.py": "JSON whose <, > and & are written as \\u escapes",
    "people/start/showing.py": "the empty text, in the place of a component that is shown alone",
}
CSRF_EXEMPT = {
    "people/notices/views.py": "RFC 8058: a mail program posts without a session; it can only stop messages",
}


def running(source: Source) -> list[str]:
    return [f"{source.name}:{call.lineno} {name}" for name, call in source.calls() if name in RUNS_TEXT]


def imported(source: Source, families: Iterable[str]) -> list[str]:
    return [f"{source.name} {name}" for name in source.imports() if name.split(".")[0] in families]


def in_a_shell(source: Source) -> list[str]:
    return [
        f"{source.name}:{call.lineno}"
        for _name, call in source.calls()
        for word in call.keywords
        if word.arg == "shell" and not (isinstance(word.value, ast.Constant) and word.value.value is False)
    ]


def unverified_tls(source: Source) -> list[str]:
    off = [
        f"{source.name}:{call.lineno}"
        for _name, call in source.calls()
        for word in call.keywords
        if word.arg in ("verify", "check_hostname")
        and isinstance(word.value, ast.Constant)
        and word.value.value is False
    ]
    return off + [
        f"{source.name}:{c.lineno}" for name, c in source.calls() if name.endswith("_create_unverified_context")
    ]


def test_nothing_runs_text_as_code() -> None:
    assert [found for source in sources() for found in running(source)] == []
    assert running(parse("x.py", "def f(a):\n    return eval(a)")) == ["x.py:2 eval"]


def test_nothing_loads_objects_from_bytes() -> None:
    assert [found for source in sources() for found in imported(source, LOADS_OBJECTS)] == []
    assert imported(parse("x.py", "from pickle import loads"), LOADS_OBJECTS) == ["x.py pickle.loads"]


def test_no_xml_parser_where_a_bomb_could_go_off() -> None:
    found = {source.name for source in sources() if imported(source, PARSES_XML)}
    assert found == set(XML_PARSERS)
    assert imported(parse("x.py", "import xml.etree.ElementTree"), PARSES_XML)


def test_no_command_goes_through_a_shell() -> None:
    assert [found for source in sources() for found in in_a_shell(source)] == []
    assert in_a_shell(parse("x.py", "run(a, shell=True)")) == ["x.py:1"]


def test_tls_is_always_verified() -> None:
    assert [found for source in sources() for found in unverified_tls(source)] == []
    assert unverified_tls(parse("x.py", "httpx.get(a, verify=False)")) == ["x.py:1"]


def test_no_weak_digests() -> None:
    assert [(source.name, name) for source in sources() for name, _call in source.calls() if name in WEAK] == []


def test_chance_that_guards_something_is_the_systems() -> None:
    """`random` makes towns, demonstrations, benchmarks, the resamples of an invented town's gap, and nothing else."""
    found = {source.name for source in sources() if "random" in {name.split(".")[0] for name in source.imports()}}
    assert {
        name for name in found if not name.startswith(("town/", "bench/", "people/demonstration/", "acts/comparing.py"))
    } == set()


def test_text_is_marked_safe_in_few_places_each_with_a_reason() -> None:
    marks = {"mark_safe", "SafeString", "SafeText"}
    found = {source.name for source in sources() for name, _call in source.calls() if name.split(".")[-1] in marks}
    assert found == set(MARKED_SAFE)


def test_the_protection_of_forms_is_lifted_in_few_places_each_with_a_reason() -> None:
    found = {source.name for source in sources() if any(name.endswith("csrf_exempt") for name in source.imports())}
    assert found == set(CSRF_EXEMPT)


# secrets --------------------------------------------------------------------------------------------------------------

SECRET = re.compile(r"(^|_)(token|secret|password|passphrase|hmac|mac|otp|csrf|api_key|code_digest)(s|_text)?$")


def compared(source: Source) -> Iterator[str]:
    """Secrets that are compared by == or !=, whose time tells how far they agree."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq | ast.NotEq):
            continue
        sides = [node.left, *node.comparators]
        if any(isinstance(side, ast.Constant) for side in sides):
            continue
        names = [_last(side) for side in sides]
        yield from (f"{source.name}:{node.lineno} {name}" for name in names if SECRET.search(name))


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Call):
        return _last(node.func)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return str(node.slice.value)
    return node.id if isinstance(node, ast.Name) else ""


def test_secrets_are_never_compared_by_equality() -> None:
    assert [found for source in sources() for found in compared(source)] == []
    assert list(compared(parse("x.py", "a.token == b"))) == ["x.py:1 token"]
    assert list(compared(parse("x.py", "token == ''"))) == [], "whether there is one at all is no secret"


# SQL ------------------------------------------------------------------------------------------------------------------

SQL = re.compile(
    r"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|PRAGMA|ATTACH|COPY|TRUNCATE|VACUUM)\b", re.IGNORECASE
)
IN_SQL = {
    ("gateways/mirror.py", "name"): "a log's name, one of LOGS",
    ("gateways/sqlite.py", "log"): "a log's name, one of LOGS",
    ("gateways/sqlite.py", "LOGS[log]"): "a log's name, one of LOGS",
    ("gateways/sqlite.py", "'FULL' if durable else 'OFF'"): "one of two words",
    ("gateways/keystore.py", "int(1000 * patience_s)"): "a number; PRAGMA takes no parameters",
    ("gateways/keystore.py", "before"): "a number that PRAGMA itself gave",
    ("gateways/vault.py", "table"): "one of two tables, named by the caller in the same module",
    ("gateways/vault.py", "_COLUMNS"): "the columns, a constant of the module",
    ("gateways/vault.py", "columns"): "the columns, a constant of the module with its table's name",
    ("gateways/vault.py", "where"): "a condition written in the same module, with ? for every value",
    ("gateways/vault.py", "','.join('?' * len(names))"): "as many ? as there are values",
    ("people/api/limits.py", "table"): "the model's own table",
}


def put_into_sql(source: Source) -> set[tuple[str, str]]:
    """Expressions that a text of SQL is put together from: in f-strings, by %, + or format."""
    found = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.JoinedStr) and _begins(node.values[0]):
            values = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
            found |= {(source.name, ast.unparse(value)) for value in values}
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add) and _begins(node.left):
            found.add((source.name, ast.unparse(node.right)))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            found |= {(source.name, ast.unparse(each)) for each in node.args if _begins(node.func.value)}
    return found


def _begins(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(SQL.match(node.value))


def test_values_never_enter_sql_as_text() -> None:
    found = {each for source in sources() if not source.name.startswith("bench/") for each in put_into_sql(source)}
    assert sorted(found - set(IN_SQL)) == [], "bind it, or say here why it cannot be a stranger's"
    assert sorted(set(IN_SQL) - found) == [], "no longer there"


@pytest.mark.parametrize("text", ['f"SELECT {a}"', '"DELETE FROM %s" % a', '"select " + a', '"UPDATE {}".format(a)'])
def test_the_look_at_sql_finds_what_it_looks_for(text: str) -> None:
    assert put_into_sql(parse("x.py", text)) == {("x.py", "a")}


def test_the_pages_write_no_sql_by_hand_but_these() -> None:
    """Raw SQL in the pages, by module."""
    raw = re.compile(r"(^|\.)(raw|extra|RawSQL)$")
    found = {s.name for s in sources() if s.name.startswith("people/") for name, _call in s.calls() if raw.search(name)}
    assert found == set()


# templates ------------------------------------------------------------------------------------------------------------

INLINE = {
    "a script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", re.IGNORECASE),
    "a style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "a handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript:": re.compile(r"javascript:", re.IGNORECASE),
    "unescaped text": re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off"),
    "a foreign address": re.compile(r"(src|href|action)\s*=\s*[\"'](https?:)?//", re.IGNORECASE),
}
ALLOWED: dict[tuple[str, str], str] = {}


def test_templates_hold_nothing_inline_and_nothing_unescaped() -> None:
    found = {(name, what) for name, text in templates() for what, seen in INLINE.items() if seen.search(text)}
    assert sorted(found - set(ALLOWED)) == []
    for what, text in {
        "a script": "<script>1</script>", "a style": '<p style="a">', "a handler": '<p onclick="a">',
        "javascript:": '<a href="javascript:a">', "unescaped text": "{{ a|safe }}",
        "a foreign address": '<img src="//example.org/a.png">',
    }.items():  # fmt: skip
        assert INLINE[what].search(text), what


def test_forms_that_change_something_carry_their_token() -> None:
    form = re.compile(r"<form\b[^>]*method=\"?post\"?[^>]*>(.*?)</form>", re.IGNORECASE | re.DOTALL)
    found = [name for name, text in templates() for inner in form.findall(text) if "csrf_token" not in inner]
    assert found == []
