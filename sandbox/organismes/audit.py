"""What the organismes did, asked by `make faults` and `make journey`: identifiers, kinds, counts; never a content."""

from typing import Any

from sandbox.organismes.store import Store

Row = dict[str, Any]


class Audit:
    """Read-only questions to the store."""

    def __init__(self, store: Store) -> None:
        self._db = store.connection

    def counts(self, organisme: str) -> dict[str, int]:
        """Events taken, tasks waiting, versions applied, and twice, events unacknowledged, messages refused, claims held, documents taken."""
        questions = {
            "taken": "SELECT count(*) FROM events WHERE organisme = ?",
            "waiting": "SELECT count(*) FROM work WHERE organisme = ?",
            "applied": "SELECT count(*) FROM applications WHERE organisme = ?",
            "applied_twice": "SELECT count(*) FROM (SELECT 1 FROM applications WHERE organisme = ?"
            " GROUP BY version_id HAVING count(*) > 1)",
            "unsent": "SELECT count(*) FROM outbox WHERE organisme = ? AND sent IS NULL",
            "refused": "SELECT count(*) FROM refusals WHERE organisme = ?",
            "claims": "SELECT count(*) FROM claims WHERE organisme = ?",
            "documents": "SELECT count(*) FROM documents WHERE organisme = ?",
        }
        return {name: self._db.execute(question, (organisme,)).fetchone()[0] for name, question in questions.items()}

    def applied(self, after: int, limit: int) -> list[Row]:
        """Every change made to a file, oldest first, from the one after row `after`."""
        return self._rows("SELECT * FROM applications WHERE id > ? ORDER BY id LIMIT ?", after, limit)

    def applied_version(self, version_id: str) -> dict[str, int]:
        """How many times each organisme applied a version."""
        rows = self._rows(
            "SELECT organisme, count(*) AS times FROM applications WHERE version_id = ? GROUP BY organisme", version_id
        )
        return {row["organisme"]: row["times"] for row in rows}

    def taken_version(self, version_id: str) -> list[str]:
        """Which organismes received a version."""
        rows = self._rows("SELECT DISTINCT organisme FROM events WHERE version_id = ? ORDER BY organisme", version_id)
        return [row["organisme"] for row in rows]

    def refusals(self, after: int, limit: int) -> list[Row]:
        """Every attempt that came to nothing, oldest first."""
        return self._rows("SELECT * FROM refusals WHERE id > ? ORDER BY id LIMIT ?", after, limit)

    def facts(self, organisme: str, persona: str) -> list[Row]:
        """Which version of each fact an organisme holds now about a persona."""
        return self._rows(
            "SELECT fact_id, kind, number, version_id, verb FROM facts WHERE organisme = ? AND persona = ?"
            " ORDER BY kind, fact_id",
            organisme,
            persona,
        )

    def claims(self, organisme: str, persona: str) -> list[Row]:
        """Where each claim of a persona stands, how many steps it has had, and when the next is due."""
        return self._rows(
            "SELECT reference, benefit, stage, due, (SELECT count(*) FROM claim_steps AS step"
            " WHERE step.organisme = claims.organisme AND step.reference = claims.reference) AS steps,"
            " (SELECT group_concat(piece_type) FROM awaited AS piece"
            " WHERE piece.organisme = claims.organisme AND piece.reference = claims.reference) AS awaited"
            " FROM claims WHERE organisme = ? AND persona = ? ORDER BY submitted, reference",
            organisme,
            persona,
        )

    def documents(self, organisme: str, persona: str) -> list[Row]:
        """Which documents of a persona an organisme has taken, oldest first."""
        return self._rows(
            "SELECT request_id, reference, piece_type, sha256, size, receipt, deposited, received FROM documents"
            " WHERE organisme = ? AND persona = ? ORDER BY id",
            organisme,
            persona,
        )

    def _rows(self, question: str, *values: Any) -> list[Row]:
        return [dict(row) for row in self._db.execute(question, values)]
