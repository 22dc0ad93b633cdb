"""What the checks and the agents said of a document, sealed for its row: it may quote the document."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from chassis.crypto import Vault
from services.documents.domain.verdicts import Outcome, RefusalReason, Remedy, Verdict


def seal(vault: Vault, document_id: str, verdicts: Sequence[Verdict]) -> bytes | None:
    """The verdicts, readable for that document only; None when there are none."""
    if not verdicts:
        return None
    return vault.seal(json.dumps([asdict(verdict) for verdict in verdicts]).encode(), _context(document_id))


def unseal(vault: Vault, document_id: str, sealed: bytes | None) -> tuple[Verdict, ...]:
    """The verdicts of that document. Raises SealBroken."""
    if sealed is None:
        return ()
    return tuple(_verdict(**said) for said in json.loads(vault.open(sealed, _context(document_id))))


def _verdict(*, outcome: str, reason: str | None, remedy: dict[str, str] | None = None, **said: str) -> Verdict:
    return Verdict(
        outcome=Outcome(outcome),
        reason=RefusalReason(reason) if reason else None,
        remedy=Remedy(**remedy) if remedy else None,
        **said,
    )


def _context(document_id: str) -> bytes:
    return f"documents/{document_id}/verdicts".encode()
