"""Under which pseudonyms each organisme knows each person."""

from sandbox.organismes.store import Store


class Register:
    """Pseudonym → persona, per organisme. A pseudonym that was replaced goes on working."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def persona_of(self, organisme: str, pseudonym: str) -> str | None:
        """The persona known under this pseudonym here."""
        row = self._store.connection.execute(
            "SELECT persona FROM pseudonyms WHERE organisme = ? AND pseudonym = ?", (organisme, pseudonym)
        ).fetchone()
        return None if row is None else str(row["persona"])

    def pseudonym_of(self, organisme: str, persona: str) -> str | None:
        """One of those under which the persona is known here: a replaced one goes on working."""
        row = self._store.connection.execute(
            "SELECT pseudonym FROM pseudonyms WHERE organisme = ? AND persona = ?", (organisme, persona)
        ).fetchone()
        return None if row is None else str(row["pseudonym"])

    def bind(self, organisme: str, pseudonym: str, persona: str) -> bool:
        """Make the pseudonym this persona's; False when it is somebody else's already."""
        with self._store.transaction():
            self._store.connection.execute(
                "INSERT OR IGNORE INTO pseudonyms VALUES (?, ?, ?)", (organisme, pseudonym, persona)
            )
        return self.persona_of(organisme, pseudonym) == persona
