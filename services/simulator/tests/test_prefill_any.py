"""Whatever the other services send, prefill gives a household that can be, or says what is wrong."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mesdroits.rights.v1 import view_pb2
from mesdroits.situation.v1 import facts_pb2, ledger_pb2

from services.simulator.api.reading import household_of
from services.simulator.api.reading_prefill import known_of
from services.simulator.api.writing_household import household as written
from services.simulator.domain.prefilling import prefilled
from services.simulator.tests.told import (
    RULES,
    TODAY,
    child,
    departure,
    domain,
    fact,
    housing,
    month_of,
    payment,
    request,
    right,
    status,
    studies,
    work,
)

_WORDS = st.sampled_from(
    [
        "MARIAGE",
        "VEUVAGE",
        "SALARIE",
        "RETRAITE",
        "SUPERIEUR",
        "APPRENTISSAGE",
        "LOCATAIRE",
        "FOYER",
        "AUTRE",
        "",
        "rien",
    ]
)
_DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31)) | st.dates(date(2000, 1, 1), date(2027, 12, 31))
_MONTHS = _DAYS.map(lambda day: day.replace(day=1))
_BENEFITS = st.sampled_from([*sorted(RULES.benefits), "rien", "remboursements-soins"])
_CENTS = st.integers(-1_000, 500_000)


def pregnancy(expected: date) -> ledger_pb2.FactVersion:
    content = facts_pb2.FactContent(pregnancy=facts_pb2.Pregnancy())
    content.pregnancy.expected_date.year = expected.year
    content.pregnancy.expected_date.month = expected.month
    content.pregnancy.expected_date.day = expected.day
    return fact(content)


_FACTS = st.one_of(
    st.builds(status, _WORDS, _DAYS),
    st.builds(work, _WORDS),
    st.builds(studies, _WORDS),
    st.builds(child, _DAYS),
    st.builds(departure, _DAYS),
    st.builds(pregnancy, _DAYS),
    st.builds(lambda word, rent: housing(occupancy=word, rent_cents=rent), _WORDS, st.integers(0, 500_000)),
    st.builds(lambda month, cents: month_of(month, SALAIRE=cents, AUTRE=1), _MONTHS, st.integers(0, 500_000)),
)
_PAYMENTS = st.builds(payment, _BENEFITS, _DAYS, _CENTS)


@st.composite
def _views(draw: st.DrawFn) -> view_pb2.DomainView:
    rights = draw(st.lists(st.builds(right, _BENEFITS, st.none() | st.integers(0, 500_000)), max_size=4))
    name = draw(st.sampled_from(["EMPLOI", "SANTE", "RETRAITE", "SOLIDARITE"]))
    return domain(name, *rights, unanswered=draw(st.sampled_from([(), ("cnaf",), ("personne",)])))


@given(
    st.lists(_FACTS, max_size=8), st.lists(_views(), max_size=3), st.lists(_PAYMENTS, max_size=12),
    # Who logs in is old enough to be read: nobody under twelve asks.
    st.dates(date(1910, 1, 1), date(2014, 1, 1)),
)  # fmt: skip
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_known_makes_a_household_that_can_be_sent(
    facts: list[ledger_pb2.FactVersion], views: list[view_pb2.DomainView], paid: list[view_pb2.Payment], born: date
) -> None:
    message = request(*facts, domains=tuple(views), payments=tuple(paid), born=born)
    found = prefilled(known_of(message, TODAY), RULES, TODAY)
    assert found.household is not None
    fields = [one.field for one in found.provenances]
    assert len(fields) == len(set(fields))
    sent = found.household.changed(union=None)
    assert household_of(written(sent), TODAY).persons == sent.persons
