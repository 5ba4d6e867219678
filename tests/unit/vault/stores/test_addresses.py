"""Addresses of stores: what is one, what is none, and that no password gets anywhere."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachklang.errors import InvalidValueError
from nachklang.vault.stores import FolderAddress, S3Address, parse_address

SECRET = "hunter2"  # noqa: S105


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/mnt/a b", FolderAddress(Path("/mnt/a b"))),
        ("file:///mnt/a%20b", FolderAddress(Path("/mnt/a b"))),
        ("file://localhost/mnt", FolderAddress(Path("/mnt"))),
        ("copies", FolderAddress(Path.cwd() / "copies")),
        ("s3://bucket", S3Address("bucket", "")),
        ("s3://my.bucket-1/", S3Address("my.bucket-1", "")),
        ("s3://bucket/of music/ä/", S3Address("bucket", "of music/ä")),
    ],
)
def test_an_address_is_read_and_written(url: str, expected: FolderAddress | S3Address) -> None:
    found = parse_address(url)
    assert found == expected
    assert parse_address(found.url) == found


@pytest.mark.parametrize(
    "url",
    [
        "",
        " ",
        "ftp://a/b",
        "https://bucket.s3.amazonaws.com",
        "file://elsewhere/mnt",
        "file:///mnt?x=1",
        "s3://",
        "s3://UPPER",
        "s3://a",
        "s3://[bucket",
        "//[/mnt",
        "s3://bucket/../x",
        "s3://bucket/a//b",
        "s3://bucket/a?versionId=1",
        "s3://bucket/a#b",
        f"s3://key:{SECRET}@bucket/a",
        f"ftp://me:{SECRET}@host",
        f"file://me:{SECRET}@host/x",
        "/mnt/a\0b",
    ],
)
def test_what_is_no_address_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        parse_address(url)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("endpoint", "server"),
    [
        ("https://s3.example", "https://s3.example"),
        ("https://s3.example:9000/", "https://s3.example:9000"),
        ("http://127.0.0.1:5000", "http://127.0.0.1:5000"),
        ("http://[::1]:5000", "http://[::1]:5000"),
    ],
)
def test_an_endpoint_is_a_server(endpoint: str, server: str) -> None:
    found = parse_address("s3://bucket", endpoint=endpoint)
    assert isinstance(found, S3Address)
    assert (found.server, found.in_clear) == (server, server.startswith("http://"))


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://s3.example",
        "s3.example",
        "https://",
        "https://s3.example/bucket",
        "https://s3.example?x",
        "https://s3.example:port",
        f"https://me:{SECRET}@s3.example",
        "https://s3 .example",
    ],
)
def test_what_is_no_endpoint_or_not_encrypted_is_refused(endpoint: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        parse_address("s3://bucket", endpoint=endpoint)
    assert SECRET not in str(caught.value)


def test_a_region_names_amazons_server() -> None:
    found = parse_address("s3://bucket", region="eu-north-1")
    assert isinstance(found, S3Address)
    assert found.server == "https://s3.eu-north-1.amazonaws.com"
    for region in ("EU", "a b", "", "a.b"):
        with pytest.raises(InvalidValueError):
            parse_address("s3://bucket", region=region or " ")


def test_a_folder_has_neither_region_nor_endpoint() -> None:
    for options in ({"region": "eu-north-1"}, {"endpoint": "https://s3.example"}):
        with pytest.raises(InvalidValueError):
            parse_address("/mnt", **options)


@given(st.text())
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        found = parse_address(text)
    except InvalidValueError:
        return
    assert isinstance(found, FolderAddress | S3Address)
