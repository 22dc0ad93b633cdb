"""Persons drawn for the bench of the calendar: the same ones for the same seed, whatever the chunks.

The shares are ours, of the order of what the caisses publish: they only have to exercise every rule in a mix that is not all of one kind.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

from services.notify.domain.profile import (
    Asked,
    Child,
    Decision,
    Duty,
    DutyKind,
    Gap,
    HeldRight,
    Mandate,
    Paper,
    PaperKind,
    Piece,
    Profile,
    RightState,
)

_DEPARTMENTS = ("06", "10", "13", "34", "59", "63", "64", "69", "75", "85", "93", "971", "972", "973", "974", "976")
# Benefit, share of persons who hold it, whether it has an end.
_RIGHTS = (
    ("rsa", 0.10, False), ("prime-activite", 0.20, False), ("apl", 0.25, False), ("ars", 0.15, False), ("af", 0.20, False),
    ("c2s", 0.30, True), ("aah", 0.06, True), ("aeeh", 0.03, True), ("ass", 0.02, True), ("are", 0.10, True),
    ("ald", 0.15, True), ("invalidite", 0.03, True), ("aspa", 0.02, False), ("retraite-base", 0.15, False),
)  # fmt: skip
_HEALTH, _WORK = frozenset({"c2s", "ald", "invalidite"}), frozenset({"are", "ass"})
_PAPERS = tuple(PaperKind)


def draw(start: int, count: int, today: date) -> list[Profile]:
    """The persons from a rank on."""
    return [_person(Random(rank), rank, today) for rank in range(start, start + count)]  # noqa: S311  a bench, not a key


def _person(dice: Random, rank: int, today: date) -> Profile:
    farmer = dice.random() < 0.06
    return Profile(
        birth_date=date(dice.randint(1936, 2006), dice.randint(1, 12), dice.randint(1, 28)),
        department=dice.choice(_DEPARTMENTS),
        regimes=frozenset({"AGRICOLE" if farmer else "GENERAL"}),
        rights=tuple(_rights(dice, today, farmer)),
        children=tuple(Child(_ago(dice, today, 19 * 365)) for _ in range(dice.choice((0, 0, 0, 1, 2)))),
        papers=tuple(_papers(dice, rank, today)),
        mandates=(Mandate(f"m{rank}", _ahead(dice, today, 700)),) if dice.random() < 0.02 else (),
        decisions=tuple(_decisions(dice, rank, today)),
        pieces=tuple(_pieces(dice, rank, today)),
        gaps=(Gap("votre aide au logement", "apl", _ahead(dice, today, 120)),) if dice.random() < 0.02 else (),
        asked=(Asked("c2s", datetime(2026, 10, 5, tzinfo=UTC)),) if dice.random() < 0.05 else (),
        retirement_date=_ahead(dice, today, 500).replace(day=1) if dice.random() < 0.01 else None,
        works=dice.random() < 0.5,
    )


def _rights(dice: Random, today: date, farmer: bool) -> Iterator[HeldRight]:
    for benefit, share, ends in _RIGHTS:
        if dice.random() < share:
            organisme = (
                "msa" if farmer else "cnam" if benefit in _HEALTH else "france_travail" if benefit in _WORK else "cnaf"
            )
            state = RightState.SUSPENDED if dice.random() < 0.03 else RightState.OPEN
            end = _ahead(dice, today, 365 if benefit == "c2s" else 1500) if ends else None
            yield HeldRight(
                benefit, organisme, state, _ago(dice, today, 1500), end, tuple(_duties(dice, benefit, today))
            )


def _duties(dice: Random, benefit: str, today: date) -> Iterator[Duty]:
    """Half of the caisses tell what they wait for."""
    if benefit in ("rsa", "prime-activite") and dice.random() < 0.5:
        due = _ahead(dice, today, 90)
        yield Duty(DutyKind.DECLARATION, due - timedelta(days=91), done=datetime(2026, 11, 1, tzinfo=UTC))
        yield Duty(DutyKind.DECLARATION, due)


def _papers(dice: Random, rank: int, today: date) -> Iterator[Paper]:
    if dice.random() < 0.2:
        yield Paper(dice.choice(_PAPERS), f"d{rank}", _ahead(dice, today, 2000))


def _decisions(dice: Random, rank: int, today: date) -> Iterator[Decision]:
    if dice.random() < 0.04:
        notified = _ago(dice, today, 60)
        yield Decision(f"c{rank}", "rsa", "cnaf", notified, notified + timedelta(days=61))


def _pieces(dice: Random, rank: int, today: date) -> Iterator[Piece]:
    if dice.random() < 0.05:
        asked = _ago(dice, today, 20)
        yield Piece(f"p{rank}", f"c{rank}", "apl", "cnaf", "un RIB", asked, asked + timedelta(days=30))


def _ahead(dice: Random, today: date, days: int) -> date:
    return today + timedelta(days=dice.randint(1, days))


def _ago(dice: Random, today: date, days: int) -> date:
    return today - timedelta(days=dice.randint(1, days))
