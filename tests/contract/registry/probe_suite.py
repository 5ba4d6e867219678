"""What every registry promises about the probes of stores."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from tests.contract.registry.base import Promises

from nachklang.errors import RegistryError
from nachklang.registry import ProbeRecord, Registry

FIRST = ProbeRecord(
    "far-away",
    "s3://copies/of%20music",
    datetime(2026, 11, 22, 12, 0, 0, 5, UTC),
    {"conditional_put": True, "object_lock": None, "versioning": False},
)


class ProbeSuite(Promises):
    def test_what_was_found_comes_back_by_name(self, registry: Registry) -> None:
        other = replace(FIRST, store="Z", findings={})
        assert registry.probes() == []
        registry.record_probe(FIRST)
        registry.record_probe(other)
        assert registry.probes() == [other, FIRST]

    def test_a_newer_probe_takes_the_place_of_the_older(self, registry: Registry) -> None:
        registry.record_probe(FIRST)
        again = replace(
            FIRST, url="s3://other", at=FIRST.at + timedelta(days=1), findings={"versioning": True}
        )
        registry.record_probe(again)
        assert registry.probes() == [again]

    def test_findings_changed_by_hand_are_named(self, registry: Registry) -> None:
        registry.record_probe(FIRST)
        with registry._database.writing() as connection:
            connection.execute(text("UPDATE probes SET findings = '[1]'"))
        with pytest.raises(RegistryError, match="the probe of far-away"):
            registry.probes()
