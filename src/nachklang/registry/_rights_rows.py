"""Values to rows and back: recorded rights with their proofs, and cases of withdrawal."""

import json
from base64 import b64encode
from datetime import date
from typing import Any

from sqlalchemy import Row

from nachklang.model.acts import Act
from nachklang.model.plain import canonical_json, digest
from nachklang.model.rights_records import RightsRecord, RightsStatement
from nachklang.registry._rows import document, read_document
from nachklang.registry.records import Proof, Withdrawal

_AnyRow = Row[*tuple[Any, ...]]


def rights_row(record: RightsRecord) -> dict[str, Any]:
    """Return the columns of `rights`."""
    return {
        "id": record.id,
        "kind": str(record.statement.kind),
        "digest": digest(record.statement),
        "statement": document(record.statement),
        "resolved": document(sorted(record.resolved)),
        "recorded_at": record.recorded_at,
        "ended_on": None if record.ended_on is None else record.ended_on.isoformat(),
        "ended_because": record.ended_because,
        "ended_at": record.ended_at,
    }


def read_right(row: _AnyRow) -> RightsRecord:
    """Read a row of `rights`."""
    return RightsRecord(
        id=row.id,
        statement=read_document(RightsStatement, row.statement, f"the record of rights {row.id}"),
        recorded_at=row.recorded_at,
        resolved=frozenset(json.loads(row.resolved)),
        ended_on=None if row.ended_on is None else date.fromisoformat(row.ended_on),
        ended_because=row.ended_because,
        ended_at=row.ended_at,
    )


def proof_row(proof: Proof) -> dict[str, Any]:
    """Return the columns of `proofs`."""
    return {"sha512": proof.sha512, "name": proof.name, "content": proof.content}


def told_proof(row: _AnyRow) -> bytes:
    """Write a row of `proofs` as places are told of it: a document that has the file in it."""
    content = b64encode(row.content).decode()
    return canonical_json({"sha512": row.sha512, "name": row.name, "content": content})


def case_row(case: Withdrawal) -> dict[str, Any]:
    """Return the columns of `withdrawals`."""
    return {
        "id": case.id,
        "item_id": case.item_id,
        "acts": acts_text(case.acts),
        "since": case.since.isoformat(),
        "reason": case.reason,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
        "ending": case.ending,
    }


def read_case(row: _AnyRow) -> Withdrawal:
    """Read a row of `withdrawals`."""
    return Withdrawal(
        id=row.id,
        item_id=row.item_id,
        acts=read_acts(row.acts),
        since=date.fromisoformat(row.since),
        reason=row.reason,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        ending=row.ending,
    )


def acts_text(acts: frozenset[Act]) -> str:
    """Write acts into one column."""
    return ",".join(sorted(acts))


def read_acts(text: str) -> frozenset[Act]:
    """Read the acts of a column."""
    return frozenset(Act(one) for one in text.split(",") if one)
