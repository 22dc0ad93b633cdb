"""`python -m services.documents.journal`: reads the journal from its beginning, and says whether every line is as it was written.

Ends with 0 when it is whole, with 1 and the first fault when it is not.
"""

import asyncio
import sys

from chassis.db import Database, read_session
from chassis.settings import DatabaseSettings
from services.documents.domain.journal import Fault, Line, first_fault
from services.documents.store import journal


async def check(database: Database) -> tuple[int, str, Fault | None]:
    """How many lines, the digest of the last one, and the first fault."""
    count = 0
    last: Line | None = None
    async with read_session(database) as session:
        async for lines in journal.read(session):
            fault = first_fault(lines, last)
            if fault:
                return count, last.digest if last else "", fault
            last = lines[-1]
            count += len(lines)
    return count, last.digest if last else "", None


async def _main() -> int:
    database = Database(DatabaseSettings().database_url.get_secret_value())
    try:
        count, digest, fault = await check(database)
    finally:
        await database.close()
    if fault:
        sys.stdout.write(f"ligne {fault.line} : {fault.why}\n")
        return 1
    # Noted elsewhere, this digest shows later that no line was taken away from the end either.
    sys.stdout.write(f"{count} lignes intactes, empreinte de la dernière : {digest or 'aucune'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(_main()))
