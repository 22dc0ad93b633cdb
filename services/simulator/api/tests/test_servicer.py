"""What goes out is what came in; and the RPCs, over use cases that compute nothing."""

from collections.abc import AsyncIterator, Awaitable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from mesdroits.common.v1 import date_pb2
from mesdroits.simulator.v1 import change_pb2
from mesdroits.simulator.v1 import simulator_service_pb2 as pb

from chassis.errors import InvalidInput, Kind
from services.simulator.api.reading import household_of
from services.simulator.api.servicer import Parts, SimulatorServicer
from services.simulator.api.writing_household import household
from services.simulator.catalogue.loader import load_catalogue
from services.simulator.changes.loader import load_kinds
from services.simulator.domain.catalogue_problems import UnknownBenefit
from services.simulator.domain.household import Household
from services.simulator.domain.results import Values
from services.simulator.explanations.loader import load_explanations
from services.simulator.guard.loader import load_guard
from services.simulator.legislation.freshness import load_register
from services.simulator.legislation.lawbook import Lawbook
from services.simulator.prefill.loader import load_prefill
from services.simulator.tests.changing import MONTH, alone, households
from services.simulator.usecases.explain import Explainer

_CATALOGUE = load_catalogue()


class Nobody:
    """A calculator to whom everything is nil."""

    async def calculate(
        self, households: Sequence[Household], variables: Sequence[str], months: int = 1
    ) -> list[list[Values]]:
        return [[dict.fromkeys(variables, 0.0) for _ in range(months)] for _ in households]


@pytest.fixture(scope="module")
def servicer() -> SimulatorServicer:
    calculator = Nobody()
    explainer = Explainer(calculator, _CATALOGUE, load_explanations(), Lawbook.read([]))
    parts = Parts(
        calculator, _CATALOGUE, explainer, load_guard(), load_kinds(), load_prefill(), load_register(),
        lambda: datetime(MONTH.year, MONTH.month, 22, 13, tzinfo=UTC),
    )  # fmt: skip
    return SimulatorServicer(parts)


_CONTEXT: Any = None
_BIRTH = change_pb2.Change(change="a", date=date_pb2.Date(year=2027, month=2, day=1), birth=change_pb2.Birth())


@given(households())
@settings(max_examples=60, deadline=None)
def test_a_household_that_is_written_is_read_back_the_same(known: Household) -> None:
    # What no reader accepts was drawn to break the changes, and is nobody's.
    sound = {key: one for key, one in known.resources.items() if min(one.amounts_cents) >= 0}
    known = replace(known, resources=sound, received=())
    try:
        read = household_of(household(known), date(MONTH.year, MONTH.month, 22))
    except InvalidInput:
        return
    assert household(read) == household(known)


async def test_every_benefit_is_listed_once_page_after_page(servicer: SimulatorServicer) -> None:
    found, token = [], ""
    while True:
        page = await servicer.ListBenefits(pb.ListBenefitsRequest(page_size=20, page_token=token), _CONTEXT)
        found += [one.benefit for one in page.benefits]
        if not (token := page.next_page_token):
            break
    assert found == list(_CATALOGUE.benefits)
    assert len(found) >= 40


async def test_every_change_has_its_questions(servicer: SimulatorServicer) -> None:
    told = await servicer.DescribeChanges(pb.DescribeChangesRequest(), _CONTEXT)
    assert len(told.changes) >= 12
    assert all(any(one.field == "date" and one.required for one in kind.questions) for kind in told.changes)


async def test_a_month_that_does_not_exist_is_refused(servicer: SimulatorServicer) -> None:
    request = pb.GuideResourcesRequest(benefit="rsa")
    request.month.month = 13
    with pytest.raises(InvalidInput) as refused:
        await servicer.GuideResources(request, _CONTEXT)
    assert [one.field for one in refused.value.violations] == ["month"]


async def test_the_law_says_its_versions_and_how_much_of_it_is_watched(servicer: SimulatorServicer) -> None:
    told = await servicer.GetLegislation(pb.GetLegislationRequest(), _CONTEXT)
    assert {"openfisca-france", "openfisca-core"} <= {one.name for one in told.packages}
    assert 0 < told.watched_parameters < told.parameters


async def test_a_benefit_that_does_not_exist_is_not_found_whichever_rpc_is_asked(servicer: SimulatorServicer) -> None:
    told = household(alone())
    someday = told.month
    asked: list[Awaitable[object]] = [
        servicer.Simulate(pb.SimulateRequest(household=told, benefits=["rmi"]), _CONTEXT),
        servicer.Compare(pb.CompareRequest(household=told, changes=[_BIRTH], benefits=["rsa", "rmi"]), _CONTEXT),
        servicer.Explain(pb.ExplainRequest(household=told, benefit="rmi"), _CONTEXT),
        servicer.GuideResources(pb.GuideResourcesRequest(benefit="rmi", month=someday), _CONTEXT),
        anext(servicer.SimulatePopulation(_chunk(), _CONTEXT)),
    ]
    for one in asked:
        with pytest.raises(UnknownBenefit) as refused:
            await one
        assert (refused.value.kind, refused.value.metadata) == (Kind.NOT_FOUND, {"benefit": "rmi"})


async def _chunk() -> AsyncIterator[pb.SimulatePopulationRequest]:
    request = pb.SimulatePopulationRequest(chunk=0, households=bytes(4), roles=b"\x01", benefits=["rmi"])
    request.month.CopyFrom(household(alone()).month)
    born = request.columns.add(input="birth_date")
    born.values = (7_000).to_bytes(8, "little")
    yield request


async def test_several_changes_are_tried_together_through_the_contract(servicer: SimulatorServicer) -> None:
    move = change_pb2.Change(change="b", date=_BIRTH.date, rent_change=change_pb2.RentChange(rent_cents=500_00))
    request = pb.CompareRequest(household=household(alone()), changes=[move], months=2)
    request.combinations.add(combination="ensemble", changes=[_BIRTH, move])
    told = await servicer.Compare(request, _CONTEXT)
    assert [one.change for one in told.outcomes] == ["b", "ensemble"]
    assert any("L'enfant vit toujours avec vous." in one for one in told.outcomes[1].assumptions)


async def test_more_months_than_a_year_are_refused(servicer: SimulatorServicer) -> None:
    request = pb.CompareRequest(months=13)
    request.household.month.CopyFrom(pb.PrefillRequest().month)
    with pytest.raises(InvalidInput):
        await servicer.Compare(request, _CONTEXT)
