"""Deposits for the tests, made by the corpus."""

import random
from dataclasses import replace
from datetime import date

from bench.corpus import drawing, papers, signing
from bench.corpus.case import REFUSED_TYPES, TODAY, deposit, signed_paper
from bench.corpus.people import Someone, someone
from services.documents.checks.inside import Inspector
from services.documents.checks.signed.keys import Keys
from services.documents.domain.verdicts import Deposited, Examination, Outcome, Verdict
from services.documents.rules.loader import load

PERSON = someone(random.Random(11))  # noqa: S311
DAYS = {
    "avis-impot": date(2026, 8, 1),
    "fiche-de-paie": date(2026, 10, 1),
    "piece-identite": date(2031, 5, 4),
    "titre-sejour": date(2027, 5, 4),
}


def day(kind: str) -> date:
    """A day that makes it good on the corpus's today."""
    return DAYS.get(kind, date(2026, 11, 2))


def pdf(kind: str = "rib", person: Someone = PERSON) -> bytes:
    """A good paper."""
    return signed_paper(kind, person, day(kind))


def jpeg(kind: str = "rib", dpi: int = 150) -> bytes:
    """The same, as a picture."""
    return drawing.jpeg(drawing.drawn(pdf(kind), dpi))


def lines(kind: str = "rib", person: Someone = PERSON) -> list[str]:
    """Its words."""
    return papers.PAPERS[kind](person, day(kind))


def deposited(*files: bytes, kind: str = "rib", person: Someone = PERSON) -> Deposited:
    """As the service makes it."""
    return replace(deposit(kind, person, *files), refused_types=REFUSED_TYPES)


def inspector() -> Inspector:
    """With our test authority's key."""
    key = signing.OURS.public_key()
    known = {(signing.AUTHORITY, signing.CERTIFICATE): (key, date.min, date.max)}
    return Inspector(Keys(known), load().freshness)


def said(examination: Examination, rule: str) -> Verdict:
    """The verdict of a rule. Raises StopIteration where it was not reached."""
    return next(one for one in examination.verdicts if one.rule == rule)


def outcome(examination: Examination, rule: str) -> Outcome:
    """What a rule found."""
    return said(examination, rule).outcome


__all__ = ["PERSON", "TODAY", "deposited", "inspector", "jpeg", "lines", "outcome", "pdf", "said"]
