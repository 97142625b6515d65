"""Every page answers, in both languages, with the headers that keep it closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

PUBLIC = ["/", "/guide", "/account/sign-in", "/w/SY7K3M92QF", "/w/SYB0000002", "/w/SYB0000003", "/w/SY7K3M92QF/code",
          "/w/SY7K3M92QF/problem", "/w/SY7K3M92QF/problem/sent"]  # fmt: skip


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize(("language", "declared"), [("zh-CN", 'lang="zh-Hans"'), ("en", 'lang="en"')])
def test_answers_in_the_visitors_language(client: Client, path: str, language: str, declared: str) -> None:
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    assert f"<html {declared}" in answer.content.decode()
