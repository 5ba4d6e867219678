"""The tests' own server: where PostgreSQL is missing, a test skips at home and fails in CI."""

from pathlib import Path

import pytest
from tests import postgresql


@pytest.fixture(autouse=True)
def _nothing_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "_INSTALLED", tmp_path)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("NACHKLANG_NO_SKIP", raising=False)


def test_a_missing_server_skips_and_says_what_to_install() -> None:
    with (
        pytest.raises(pytest.skip.Exception, match="apt-get install postgresql"),
        postgresql.running_server(),
    ):
        pytest.fail("there is no server to run")


@pytest.mark.parametrize(("name", "value"), [("CI", "true"), ("NACHKLANG_NO_SKIP", "1")])
def test_a_missing_server_fails_where_nothing_may_skip(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(pytest.fail.Exception, match="not installed"), postgresql.running_server():
        pass
