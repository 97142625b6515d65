"""The configuration file: what stands over what, and how loudly it says what is wrong, without saying secrets."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from house.source import ROOT
from shouyi.gateways.configuration import KEYS, Misconfigured, configure
from shouyi.settings import read_settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "shouyi.toml"


def wrong(file: Path, text: str, environment: dict[str, str] | None = None) -> str:
    file.write_text(text)
    with pytest.raises(Misconfigured) as raised:
        configure(environment or {}, file)
    return str(raised.value)


def test_the_environment_stands_over_the_file_and_the_file_over_the_default(file: Path) -> None:
    file.write_text('[pages]\nworkers = 5\nbind = "127.0.0.1:9000"\ntrusted_proxies = ["10.0.0.1", "10.1.0.0/16"]\n')
    found = configure({"SHOUYI_WORKERS": "7"}, file)
    assert (found.number("pages.workers"), found.origins["pages.workers"]) == (7, "environment")
    assert (found.text("pages.bind"), found.origins["pages.bind"]) == ("127.0.0.1:9000", "file")
    assert (found.number("pages.threads"), found.origins["pages.threads"]) == (4, "default")
    assert found.texts("pages.trusted_proxies") == ("10.0.0.1", "10.1.0.0/16")
    assert configure({"SHOUYI_TRUSTED_PROXIES": "::1, 10.0.0.1"}, None).values["pages.trusted_proxies"] == (
        "::1",
        "10.0.0.1",
    )


def test_an_unknown_key_names_its_line_and_the_nearest_one(file: Path) -> None:
    assert wrong(file, '# first\n[pages]\nbind = "a:1"\nworker = 3\n') == (
        "shouyi.toml:4: there is no setting 'pages.worker'; did you mean pages.workers?"
    )
    assert "did you mean" not in wrong(file, "zzzzqqqq = 1\n")
    assert "shouyi.toml:2" in wrong(file, "\nmetrics.bnd = ''\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[pages]\nworkers = "2"', "shouyi.toml:2: pages.workers must be a whole number"),
        ("[pages]\n\nworkers = true", "shouyi.toml:3: pages.workers must be a whole number"),
        ("[pages]\nworkers = 0", "shouyi.toml:2: pages.workers must be between 1 and 64"),
        ("[pages]\ntrusted_proxies = [1]", "shouyi.toml:2: pages.trusted_proxies must be a list of texts"),
        ("home = 3", "shouyi.toml:1: home must be a text"),
        ('[log]\nlevel = "loud"', "shouyi.toml:2: log.level must be one of debug, info, warning, error"),
        ("pages = 1", "shouyi.toml:1: there is no setting 'pages'; did you mean"),
        ('net = "a\\u0000b"', "shouyi.toml:1: net holds a control character"),
    ],
)
def test_a_wrong_value_names_key_and_line(file: Path, text: str, said: str) -> None:
    assert said in wrong(file, text)


def test_what_is_no_toml_says_where_and_repeats_nothing(file: Path) -> None:
    said = wrong(file, 'home = "x"\n[database]\nurl = "planted-secret" oops\n')
    assert "line 3" in said
    assert "planted-secret" not in said
    file.write_bytes(b"net = '\xff'")
    with pytest.raises(Misconfigured, match="no UTF-8 at byte 7"):
        configure({}, file)


@pytest.mark.parametrize("variable", ["SHOUYI_WORKERS", "SHOUYI_GRACE_S", "SHOUYI_JOB_WORKERS"])
@pytest.mark.parametrize("value", ["two", "-1", "1e3", "99999", "\u0661"])
def test_a_wrong_variable_is_named(variable: str, value: str) -> None:
    with pytest.raises(Misconfigured, match=variable):
        configure({variable: value}, None)


def test_a_secret_stands_in_a_file_that_its_owner_alone_reads(file: Path) -> None:
    secret = file.with_name("database.secret")
    secret.write_text("postgresql://u:planted@h/n\nsecond line\n")
    secret.chmod(0o600)
    file.write_text('[database]\nurl_file = "database.secret"\n')
    assert configure({}, file).text("database.url") == "postgresql://u:planted@h/n"
    assert configure({"SHOUYI_DATABASE_URL_FILE": str(secret)}, None).text("database.url").endswith("@h/n")
    secret.chmod(0o640)
    said = wrong(file, '[database]\nurl_file = "database.secret"\n')
    assert said.endswith("can be read by others; chmod 600")
    assert "planted" not in said
    assert "cannot be read" in wrong(file, '[database]\nurl_file = "none"\n')


def test_only_secrets_have_files(file: Path) -> None:
    assert "no setting 'net_file'" in wrong(file, 'net_file = "x"')


def test_a_named_file_that_is_not_there_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUYI_CONFIG", str(tmp_path / "none.toml"))
    with pytest.raises(Misconfigured, match="cannot be read"):
        read_settings()


def test_a_home_in_the_file_begins_at_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text('home = "data"\n[pages]\nurl = "https://shouyi.example/"\n')
    monkeypatch.setenv("SHOUYI_CONFIG", str(file))
    monkeypatch.delenv("SHOUYI_HOME", raising=False)
    for key in KEYS:
        monkeypatch.delenv(key.variable, raising=False)
    found = read_settings()
    assert (found.home, found.url, found.proofs_url) == (
        file.parent / "data",
        "https://shouyi.example",
        "https://shouyi.example:8001",
    )


@pytest.mark.parametrize("url", ["shouyi.example", "ftp://a", "http://a:99999", "http://u:p@a", "http://"])
def test_an_address_that_is_none_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUYI_URL", url)
    with pytest.raises(Misconfigured, match=r"pages\.url"):
        read_settings()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(b"[[pages]]\nurl=1")
@example(b"pages = [{workers = 1}]")
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_end_otherwise_than_in_settings_or_in_one_error(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "fuzzed.toml"
    file.write_bytes(data)
    try:
        found = configure({}, file)
    except Misconfigured as problem:
        assert str(problem).startswith("fuzzed.toml")  # noqa: PT017
    else:
        assert len(found.values) == len(KEYS)


def test_every_key_stands_in_the_docs_as_in_the_table() -> None:
    page = (ROOT / "docs/operating/configuration.md").read_text("utf-8")
    for key in KEYS:
        default = {"": "", (): "[]"}.get(key.default, f"`{key.default}`")  # type: ignore[arg-type]
        assert f"| `{key.name}` | `{key.variable}` | {default} | {key.meaning} |".replace("|  |", "| |") in page, (
            key.name
        )
