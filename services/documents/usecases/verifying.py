"""Whether a produced document is ours and unchanged: for a third party who holds its code, and learns nothing of the person."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.documents.store import documents
from services.documents.usecases.context import Parts


@dataclass(frozen=True, slots=True)
class Verified:
    """`unchanged`: None when no file was compared."""

    label: str
    produce_time: datetime
    unchanged: bool | None


def read_code(printed: str) -> str:
    """A code as it is kept: upper case, no spaces nor dashes, and the letters that are taken for digits as digits."""
    return re.sub(r"[^0-9A-Z]", "", printed.upper()).replace("O", "0").replace("I", "1").replace("L", "1")


async def verify(session: AsyncSession, parts: Parts, printed: str, sha256: str) -> Verified | None:
    """What the code proves; None when it is not one of ours."""
    code = read_code(printed)
    document = await documents.of_code(session, parts.vault, code) if code else None
    if document is None or document.deposit_time is None:
        return None
    kind = parts.rulebook.types.get(document.type)
    unchanged = None
    if sha256:
        unchanged = document.content is not None and document.content.sha256 == sha256.lower()
    return Verified(kind.label if kind else document.type, document.deposit_time, unchanged)
