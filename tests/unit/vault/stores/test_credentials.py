"""Credentials come from the environment or the AWS files, in this order, and are never shown."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nachklang.vault.stores import StoreRefusedError
from nachklang.vault.stores._credentials import Credentials, for_obstore, read_credentials

NAMES = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
FILE = """
[default]
aws_access_key_id = file-id
aws_secret_access_key = 100%secret
[other]
aws_access_key_id = other-id
aws_secret_access_key = other-secret
aws_session_token = other-token
[half]
aws_access_key_id = half-id
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "credentials"
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(path))
    return path


def test_the_environment_comes_before_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(FILE)
    assert read_credentials() == Credentials("file-id", "100%secret")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "id")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    assert read_credentials() == Credentials("id", "secret")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token")
    assert read_credentials() == Credentials("id", "secret", "token")


def test_a_profile_is_a_section(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(FILE)
    monkeypatch.setenv("AWS_PROFILE", "other")
    assert read_credentials() == Credentials("other-id", "other-secret", "other-token")
    for profile in ("half", "none"):
        monkeypatch.setenv("AWS_PROFILE", profile)
        with pytest.raises(StoreRefusedError, match=rf"\[{profile}\]"):
            read_credentials()


def test_without_any_the_error_says_where_they_belong(file: Path) -> None:
    with pytest.raises(StoreRefusedError, match="AWS_ACCESS_KEY_ID") as caught:
        read_credentials()
    assert str(file) in str(caught.value)


def test_a_platform_may_hand_them_out(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not file.exists()
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "/run/token")
    assert read_credentials() is None


@pytest.mark.parametrize("text", ["hunter2 is no section", "[default]\nhunter2", "[default]\n[default]\n"])
def test_a_file_that_is_none_is_not_quoted(file: Path, text: str) -> None:
    file.write_text(text)
    with pytest.raises(StoreRefusedError) as caught:
        read_credentials()
    assert "hunter2" not in str(caught.value)


def test_renewed_credentials_are_taken_up(file: Path) -> None:
    file.write_text(FILE)
    first = for_obstore()
    assert first["access_key_id"] == "file-id"
    expires = first["expires_at"]
    assert isinstance(expires, datetime)
    assert datetime.now(UTC) < expires <= datetime.now(UTC) + timedelta(minutes=5)
    file.write_text(FILE.replace("file-id", "new-id"))
    assert for_obstore()["access_key_id"] == "new-id"


def test_they_are_never_shown() -> None:
    assert "secret" not in repr(Credentials("id", "the-secret", "the-secret-token"))
