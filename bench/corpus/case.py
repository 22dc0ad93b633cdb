"""What a case of the corpus is, and the deposits that cases are made of."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from PIL import Image

from bench.corpus import drawing, every, papers, signing
from bench.corpus.people import Someone
from services.documents.domain.freshness import add_months
from services.documents.domain.verdicts import Deposited, Limits, Outcome

TODAY = every.TODAY
REFUSED_TYPES = every.refused_types()
PASSED, FAILED, INCONCLUSIVE, VERIFIED = Outcome.PASSED, Outcome.FAILED, Outcome.INCONCLUSIVE, Outcome.VERIFIED


class Fate(StrEnum):
    """What must become of a case. TAKEN: never refused, though a person may look; REFUSED: refused by the machine; STOPPED: refused or
    looked at by a person, but not accepted by the machine alone."""

    TAKEN = "TAKEN"
    REFUSED = "REFUSED"
    STOPPED = "STOPPED"


@dataclass(frozen=True)
class Case:
    """One case. `expected`: what named rules must say. `family`: what it is made to try; `typed`: its type has to be recognised."""

    name: str
    family: str
    deposited: Deposited
    fate: Fate
    expected: dict[str, Outcome] = field(default_factory=dict)
    typed: str = ""
    forged: bool = False
    infected: bool = False
    needs_ocr: bool = False


def fresh_day(kind: str, rng: random.Random) -> date:
    """A day that makes the document good today."""
    if kind == "fiche-de-paie":
        return add_months(TODAY.replace(day=1), -rng.randint(1, 3))
    if kind == "avis-impot":
        return date(2026, 8, 1)
    if kind in ("piece-identite", "titre-sejour"):
        return TODAY + timedelta(days=rng.randint(60, 2000))
    return TODAY - timedelta(days=rng.randint(2, 60))


def deposit(kind: str, person: Someone, *files: bytes) -> Deposited:
    """A deposit as the service makes it."""
    sides = Limits(both_sides=kind in ("piece-identite", "titre-sejour"))
    return Deposited(files, kind, TODAY, person.holder, sides, papers.FRESHNESS.get(kind, ""))


def paper(kind: str, person: Someone, day: date, code: Image.Image | None = None) -> bytes:
    """As a PDF."""
    return drawing.pdf_of([every.PAPERS[kind](person, day)], code)


def tax_code(person: Someone, year: int = 2025, income: int = 24000) -> str:
    """What is signed of a tax notice."""
    return signing.message("28", signing.tax_fields(person, year, income), date(year + 1, 7, 31))


def signed_paper(kind: str, person: Someone, day: date) -> bytes:
    """With the 2D-Doc that the State prints on it, where it prints one."""
    code = signing.matrix(signing.signed(tax_code(person, day.year - 1))) if kind == "avis-impot" else None
    return paper(kind, person, day, code)
