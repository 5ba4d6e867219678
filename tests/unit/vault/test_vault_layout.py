"""Where objects lie: the examples of extension 0004's own text."""

import pytest

from nachklang.errors import InvalidValueError
from nachklang.vault.layout import check_object_id, object_path


@pytest.mark.parametrize(
    ("object_id", "path"),
    [
        (
            "object-01",
            "3c0/ff4/240/3c0ff4240c1e116dba14c7627f2319b58aa3d77606d0d90dfc6161608ac987d4",
        ),
        (
            "..hor/rib:le-$id",
            "487/326/d8c/487326d8c2a3c0b885e23da1469b4d6671fd4e76978924b4443e9e3c316cda6d",
        ),
    ],
)
def test_the_specification_s_examples(object_id: str, path: str) -> None:
    assert object_path(object_id) == path


@pytest.mark.parametrize(
    "object_id",
    [
        "",
        "object-01",
        "urn:uuid:",
        "urn:uuid:0D8F1E42-5A5F-4D5E-9C55-0C7D3A4F0001",
        "urn:uuid:0d8f1e42-5a5f-4d5e-9c55-0c7d3a4f0001\n",
        "0d8f1e42-5a5f-4d5e-9c55-0c7d3a4f0001",
        "urn:uuid:٠d8f1e42-5a5f-4d5e-9c55-0c7d3a4f0001",
    ],
)
def test_other_ids_are_refused(object_id: str) -> None:
    with pytest.raises(InvalidValueError, match="urn:uuid:"):
        check_object_id(object_id)
