"""Every regular expression of the package against text made to keep it busy, in a process with a budget of CPU."""

from __future__ import annotations

import ast
import json
import subprocess
import sys

from security.source import sources

CALLS = ("compile", "match", "fullmatch", "search", "sub", "split", "findall", "finditer")
CPU_S = 40
PROBE = """
import json, re, resource, sys
from re import _parser
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[1]), int(sys.argv[1])))

def sample(tree):
    "A text that the pattern takes, and the signs that it repeats."
    text, repeated = "", []
    for op, said in tree:
        name = str(op)
        if name == "LITERAL": text += chr(said)
        elif name == "NOT_LITERAL": text += "a" if said != 97 else "b"
        elif name == "ANY": text += "a"
        elif name == "IN": text += of(said)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            low, high, inner = said
            one, more = sample(inner)
            repeated += more
            if high > 8: repeated.append(one)
            text += one * max(low, 1)
        elif name == "SUBPATTERN":
            one, more = sample(said[3]); text += one; repeated += more
        elif name == "BRANCH":
            for at, each in enumerate(said[1]):
                one, more = sample(each); repeated += more
                if at == 0: text += one
    return text, repeated

def of(members):
    for op, said in members:
        if str(op) == "LITERAL": return chr(said)
        if str(op) == "RANGE": return chr(said[0])
        if str(op) == "CATEGORY": return {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " "}.get(str(said), "a")
    return "a"

for pattern, flags in json.load(sys.stdin):
    found = re.compile(pattern, flags)
    text, repeated = sample(_parser.parse(pattern, flags))
    for sign in {*repeated, "a", "1", " ", "-", "é"} - {""}:
        for tail in ("", "\\0", "!", text):
            evil = (sign * (20000 // len(sign) + 1))[:20000] + tail
            found.match(evil); found.fullmatch(evil)
            found.search(evil[:3000]); found.sub("", evil[:3000])
print("done")
"""


def patterns() -> list[tuple[str, int]]:
    """Constant patterns given to `re`, `re_path` or a validator."""
    import re

    found: set[tuple[str, int]] = set()
    for source in sources():
        for name, call in source.calls():
            last = name.split(".")[-1]
            known = (name.startswith("re.") and last in CALLS) or last in ("re_path", "RegexValidator")
            if known and call.args and isinstance(call.args[0], ast.Constant):
                flags = " ".join(ast.unparse(each) for each in (*call.args[1:], *(k.value for k in call.keywords)))
                value = call.args[0].value
                more = sum(flag for word, flag in (("ASCII", re.ASCII), ("IGNORECASE", re.IGNORECASE)) if word in flags)
                found.add((value.decode("latin-1") if isinstance(value, bytes) else value, int(more)))
    return sorted(found)


def kept_busy(tried: list[tuple[str, int]], cpu_s: int = CPU_S) -> bool:
    """Whether they used up the budget."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(cpu_s)], input=json.dumps(tried), capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, -24, -9), done.stderr[-2000:]
    return done.returncode != 0


OPERATORS_OWN = {
    r"\s*([^=#]+?)\s*=": "a line of the operator's own configuration; quadratic, no stranger writes it",
    r"\s*\[+\s*([^\]]*?)\s*\]+\s*(?:#.*)?": "the same file",
}


def test_redos_no_pattern_is_kept_busy() -> None:
    found = [each for each in patterns() if each[0] not in OPERATORS_OWN]
    assert len(found) == len(patterns()) - len(OPERATORS_OWN)
    assert len(found) > 25
    assert not kept_busy(found)


def test_redos_a_bad_pattern_would_be() -> None:
    assert kept_busy([(r"(a+)+$", 0)], 2)
    assert kept_busy([(r"^(\d|\d\d)+!$", 0)], 2)
