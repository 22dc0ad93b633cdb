"""Persons of the tests of the calendar: short to write, and drawn by hypothesis."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from hypothesis import strategies as st

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

BENEFITS = (
    "rsa", "prime-activite", "aah", "c2s", "aeeh", "ame", "ass", "are", "ald", "ajpp", "invalidite", "ars", "apl", "aspa", "retraite-base",
)  # fmt: skip
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
TIMES = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
LATER = st.none() | DAYS
DONE = st.none() | TIMES
IDS = st.uuids().map(str)
DUTIES = st.builds(
    Duty, kind=st.sampled_from(DutyKind), due=DAYS, open=LATER, done=DONE, reference_months=st.just(())
)  # fmt: skip
RIGHTS = st.builds(
    HeldRight,
    benefit=st.sampled_from(BENEFITS),
    organisme=st.sampled_from(("cnaf", "msa", "cnam", "france_travail")),
    state=st.sampled_from(RightState),
    start=LATER,
    end=LATER,
    duties=st.lists(DUTIES, max_size=2).map(tuple),
)
_DEPARTMENTS = st.sampled_from(("", "06", "34", "63", "2A", "971", "974", "976", "987"))


def _tuples(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=2).map(tuple)


PROFILES = st.builds(
    Profile,
    birth_date=st.none() | st.dates(date(1930, 1, 1), date(2010, 12, 31)),
    department=_DEPARTMENTS,
    rights=st.lists(RIGHTS, max_size=5).map(tuple),
    children=_tuples(st.builds(Child, st.dates(date(2005, 1, 1), date(2025, 12, 31)))),
    papers=_tuples(st.builds(Paper, st.sampled_from(PaperKind), IDS, DAYS)),
    mandates=_tuples(st.builds(Mandate, IDS, DAYS)),
    decisions=_tuples(
        st.builds(Decision, IDS, st.sampled_from(BENEFITS), st.just("cnaf"), notified=DAYS, due=DAYS, appealed=DONE)
    ),
    pieces=_tuples(
        st.builds(Piece, IDS, IDS, st.just("rsa"), st.just("cnaf"), st.just("rib"), asked=DAYS, due=DAYS, done=DONE)
    ),
    gaps=_tuples(st.builds(Gap, cover=st.just("votre revenu"), ended=st.sampled_from(BENEFITS), start=DAYS)),
    asked=_tuples(st.builds(Asked, st.sampled_from(BENEFITS), TIMES)),
    retirement_date=LATER,
    works=st.sampled_from((None, True, False)),
    scholarship=st.sampled_from(("", "f1")),
)


def held(
    benefit: str, organisme: str = "cnaf", start: str = "", end: str = "", duties: Sequence[Duty] = ()
) -> HeldRight:
    """An open right."""
    first, last = (date.fromisoformat(day) if day else None for day in (start, end))
    return HeldRight(benefit, organisme, RightState.OPEN, first, last, tuple(duties))
