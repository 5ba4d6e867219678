"""Serving: addresses that cannot be had are named."""

import socket
from pathlib import Path

import pytest

from nachklang.errors import SettingsError
from nachklang.web import serve
from nachklang.web.server import AddressError


def test_an_address_that_is_taken_is_named(place: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressError, match=rf"127\.0\.0\.1 port {port}: .*; name another"):
            serve(place, host="127.0.0.1", port=port)


def test_a_folder_that_is_no_archive_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"archive\.toml"):
        serve(tmp_path, host="127.0.0.1", port=0)
