"""The claims that the played organismes hold, their steps and what each waits for. Called inside the store's transaction to write."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from mesdroits.organisme.v1 import claims_pb2
from pydantic import TypeAdapter

from sandbox.organismes.claims.scenarios import Ending, Step
from sandbox.organismes.claims.words import OVER, Stage
from sandbox.organismes.store import Store

_SCRIPT: TypeAdapter[tuple[Step, ...]] = TypeAdapter(tuple[Step, ...])


@dataclass(frozen=True)
class Dossier:
    """A claim. `script`: the steps to come; `due`: the day of the first of them, None while a piece is awaited or nothing is to come.

    `submitted`: seconds since 1970. `held`: the number of a step that is to be told after the next one, 0: none.
    """

    organisme: str
    reference: str
    persona: str
    pseudonym: str
    benefit: str
    submitted: float
    stage: Stage = Stage.RECEIVED
    appeals: str = ""
    part_of: str = ""
    decided_by: str = ""
    effect: str = ""
    script: tuple[Step, ...] = ()
    due: float | None = None
    traceparent: str = ""
    held: int = 0

    @property
    def is_over(self) -> bool:
        """Decided, closed or taken back."""
        return self.stage in OVER

    @classmethod
    def of(cls, row: sqlite3.Row) -> Self:
        read = dict(row)
        return cls(**read | {"stage": Stage(read["stage"]), "script": _SCRIPT.validate_json(read["script"])})


@dataclass(frozen=True)
class Awaited:
    """A piece that a claim waits for. `comes`: the day on which who owes it sends it; `ends`: the day on which, without it, `otherwise`."""

    organisme: str
    reference: str
    piece_type: str
    owed_by: str
    comes: float | None = None
    ends: float | None = None
    otherwise: Ending | None = None

    @property
    def day(self) -> float:
        """The first of both days; of a piece that has none, never."""
        return min((day for day in (self.comes, self.ends) if day is not None), default=float("inf"))

    @classmethod
    def of(cls, row: sqlite3.Row) -> Self:
        read = dict(row)
        ending = Ending.model_validate_json(read["otherwise"]) if read["otherwise"] else None
        return cls(**read | {"otherwise": ending})


class Records:
    """Every row belongs to one organisme."""

    def __init__(self, store: Store) -> None:
        self._db = store.connection

    def put(self, one: Dossier) -> None:
        """Write a claim, or what has become of it."""
        script = _SCRIPT.dump_json(one.script, exclude_defaults=True).decode()
        row = vars(one) | {"script": script}
        self._db.execute(
            f"INSERT OR REPLACE INTO claims ({', '.join(row)}) VALUES ({', '.join(':' + name for name in row)})",  # noqa: S608
            row,
        )

    def get(self, organisme: str, reference: str) -> Dossier | None:
        """A claim by its reference here."""
        question = "SELECT * FROM claims WHERE organisme = ? AND reference = ?"
        row = self._db.execute(question, (organisme, reference)).fetchone()
        return None if row is None else Dossier.of(row)

    def all(self, organisme: str, persona: str) -> list[Dossier]:
        """The claims of a persona, oldest first."""
        question = "SELECT * FROM claims WHERE organisme = ? AND persona = ? ORDER BY submitted, reference"
        return [Dossier.of(row) for row in self._db.execute(question, (organisme, persona))]

    def rename(self, organisme: str, persona: str, pseudonym: str) -> None:
        """From now on the persona is spoken of under this pseudonym."""
        change = "UPDATE claims SET pseudonym = ? WHERE organisme = ? AND persona = ? AND pseudonym <> ?"
        self._db.execute(change, (pseudonym, organisme, persona, pseudonym))

    def add(self, organisme: str, reference: str, step: claims_pb2.ClaimStep, name: str = "") -> None:
        """Write a step. Its number is the next one."""
        row = (organisme, reference, step.number, name, step.SerializeToString())
        self._db.execute("INSERT INTO claim_steps VALUES (?, ?, ?, ?, ?)", row)

    def steps(self, organisme: str, reference: str) -> list[claims_pb2.ClaimStep]:
        """In their order."""
        question = "SELECT data FROM claim_steps WHERE organisme = ? AND reference = ? ORDER BY number"
        return [
            claims_pb2.ClaimStep.FromString(row["data"]) for row in self._db.execute(question, (organisme, reference))
        ]

    def last_number(self, organisme: str, reference: str) -> int:
        """How many steps it has had."""
        question = "SELECT count(*) FROM claim_steps WHERE organisme = ? AND reference = ?"
        return int(self._db.execute(question, (organisme, reference)).fetchone()[0])

    def keep_document(self, row: dict[str, str | int | float]) -> None:
        """Write that a document was taken."""
        self._db.execute(
            f"INSERT INTO documents ({', '.join(row)}) VALUES ({', '.join(':' + name for name in row)})",  # noqa: S608
            row,
        )

    def came_unasked(self, organisme: str, reference: str, piece_type: str) -> bool:
        """Whether a document of this type was sent for the claim before it was ever asked for."""
        question = "SELECT 1 FROM documents WHERE organisme = ? AND reference = ? AND piece_type = ? LIMIT 1"
        if not self._db.execute(question, (organisme, reference, piece_type)).fetchone():
            return False
        return all(step.piece_type != piece_type for step in self.steps(organisme, reference))

    def number_of(self, organisme: str, reference: str, name: str) -> int:
        """The number of the step of that name; 0: it never came."""
        question = "SELECT max(number) FROM claim_steps WHERE organisme = ? AND reference = ? AND name = ?"
        [number] = self._db.execute(question, (organisme, reference, name)).fetchone()
        return int(number or 0)

    def expect(self, piece: Awaited) -> None:
        """Wait for a piece."""
        row = vars(piece) | {"otherwise": piece.otherwise.model_dump_json() if piece.otherwise else None}
        self._db.execute(
            "INSERT OR REPLACE INTO awaited VALUES"
            " (:organisme, :reference, :piece_type, :owed_by, :comes, :ends, :otherwise)",
            row,
        )

    def awaited(self, organisme: str, reference: str) -> list[Awaited]:
        """The pieces that a claim waits for."""
        question = "SELECT * FROM awaited WHERE organisme = ? AND reference = ? ORDER BY rowid"
        return [Awaited.of(row) for row in self._db.execute(question, (organisme, reference))]

    def no_longer(self, organisme: str, reference: str, piece_types: Iterable[str]) -> None:
        """Wait for these no more."""
        names = [(organisme, reference, one) for one in piece_types]
        self._db.executemany("DELETE FROM awaited WHERE organisme = ? AND reference = ? AND piece_type = ?", names)

    def coming(self, organisme: str, day: float) -> Awaited | None:
        """The first piece whose day has come, to arrive or to be waited for no longer."""
        question = (
            "SELECT * FROM awaited WHERE organisme = ? AND min(ifnull(comes, 1e18), ifnull(ends, 1e18)) <= ?"
            " ORDER BY min(ifnull(comes, 1e18), ifnull(ends, 1e18)) LIMIT 1"
        )
        row = self._db.execute(question, (organisme, day)).fetchone()
        return None if row is None else Awaited.of(row)

    def due(self, organisme: str, day: float) -> Dossier | None:
        """The claim whose next step is due first."""
        question = "SELECT * FROM claims WHERE organisme = ? AND due <= ? ORDER BY due LIMIT 1"
        row = self._db.execute(question, (organisme, day)).fetchone()
        return None if row is None else Dossier.of(row)

    def next_day(self, organisme: str) -> float | None:
        """The day of whatever comes next; None when nothing does."""
        question = (
            "SELECT min(day) FROM (SELECT due AS day FROM claims WHERE organisme = :o"
            " UNION ALL SELECT comes FROM awaited WHERE organisme = :o UNION ALL SELECT ends FROM awaited WHERE organisme = :o)"
        )
        [day] = self._db.execute(question, {"o": organisme}).fetchone()
        return None if day is None else float(day)
