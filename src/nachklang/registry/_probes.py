"""What was found out about each store, and when."""

from sqlalchemy import Connection, select

from nachklang.registry._database import native_insert
from nachklang.registry._rows import document, read_document, storable
from nachklang.registry._tables import PROBES
from nachklang.registry.records import ProbeRecord


def record(connection: Connection, probe: ProbeRecord) -> None:
    """Write a probe in place of an older one of its store."""
    row = storable(
        PROBES,
        {"store": probe.store, "url": probe.url, "at": probe.at, "findings": document(dict(probe.findings))},
    )
    written = native_insert(connection, PROBES).values(row)
    changes = {name: value for name, value in row.items() if name != "store"}
    connection.execute(written.on_conflict_do_update(index_elements=[PROBES.c.store], set_=changes))


def every(connection: Connection) -> list[ProbeRecord]:
    """Return the newest probe of each store, by name."""
    return [
        ProbeRecord(
            store=row.store,
            url=row.url,
            at=row.at,
            findings=read_document(dict[str, bool | None], row.findings, f"the probe of {row.store}"),
        )
        for row in connection.execute(select(PROBES).order_by(PROBES.c.store))
    ]
