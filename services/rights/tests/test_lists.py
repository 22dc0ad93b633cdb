"""Payments, statements, attestations, gaps and the catalogue, through gRPC."""

from typing import Any, cast

import pytest
from mesdroits.common.v1 import date_pb2
from mesdroits.identity.v1 import person_pb2
from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as organisme_pb
from mesdroits.rights.v1 import benefit_pb2, view_pb2
from mesdroits.rights.v1 import rights_service_pb2 as pb

from chassis.errors import InvalidInput, Unavailable
from services.rights.tests.played import PERSON, attestation, on, payment, right, statement
from services.rights.tests.world import World, sources, until


async def pages(world: World, rpc: str, request: Any, field: str) -> list[Any]:
    """Every line, page after page."""
    found: list[Any] = []
    while True:
        answer = await world.call(rpc, request)
        found += getattr(answer, field)
        if not answer.next_page_token:
            return found
        assert len(getattr(answer, field)) == request.page_size
        request.page_token = answer.next_page_token


def paid(world: World) -> None:
    world.identity.attach("cnaf", "cnav")
    world.organismes["cnaf"].rights = [right("rsa", 64_652)]
    world.organismes["cnaf"].payments = [
        payment("rsa", "2026-11-05", 60_000, 64_652, recovered=4_652),
        payment("rsa", "2026-10-05", 64_652, 64_652),
        payment("apl", "2026-10-05", 30_000),
    ]
    world.organismes["cnav"].payments = [payment("retraite-base", f"2026-{month:02d}-09", 90_000) for month in (11, 10)]


async def test_payments_of_all_organismes_come_newest_first_beside_what_was_due(world: World) -> None:
    paid(world)
    answer = await world.call("ListPayments", pb.ListPaymentsRequest(person_id=PERSON))
    assert [(p.organisme, p.payment_date.month) for p in answer.payments] == [
        ("cnav", 11), ("cnaf", 11), ("cnav", 10), ("cnaf", 10), ("cnaf", 10),
    ]  # fmt: skip
    recovered = answer.payments[1]
    assert (recovered.amount_cents, recovered.expected_cents, recovered.recovered_cents) == (60_000, 64_652, 4_652)
    assert recovered.reason == "46,52 € ont été retenus pour rembourser un trop-perçu."
    assert not answer.payments[0].HasField("expected_cents")


async def test_what_the_right_amounts_to_is_put_beside_a_payment_that_does_not_say_it(world: World) -> None:
    paid(world)
    world.organismes["cnaf"].payments = [payment("rsa", "2026-10-05", 50_000)]
    world.organismes["cnav"].payments = []
    (line,) = (await world.call("ListPayments", pb.ListPaymentsRequest(person_id=PERSON))).payments
    assert (line.amount_cents, line.expected_cents) == (50_000, 64_652)
    assert line.reason == "Il manque 146,52 € par rapport au montant prévu."


async def test_no_payment_is_lost_or_shown_twice_between_pages_even_between_equals(world: World) -> None:
    paid(world)
    world.organismes["cnaf"].payments += [payment("apl", "2026-10-05", 30_000)] * 4
    found = await pages(world, "ListPayments", pb.ListPaymentsRequest(person_id=PERSON, page_size=2), "payments")
    assert len(found) == 9
    assert sum(p.amount_cents for p in found) == 60_000 + 64_652 + 5 * 30_000 + 2 * 90_000


async def test_the_last_known_payments_are_shown_when_the_organisme_is_silent(world: World) -> None:
    paid(world)
    await world.call("ListPayments", pb.ListPaymentsRequest(person_id=PERSON))
    await until(lambda: world.kept("cnaf"))
    world.organismes["cnaf"].problem = Unavailable()
    answer = await world.call("ListPayments", pb.ListPaymentsRequest(person_id=PERSON))
    assert len(answer.payments) == 5
    assert sources(answer)["cnaf"].availability == view_pb2.AVAILABILITY_STALE


async def test_rights_alone_are_not_enough_to_say_what_was_paid(world: World) -> None:
    paid(world)
    await world.view()
    await until(lambda: world.kept("cnaf"))
    world.organismes["cnaf"].problem = Unavailable()
    answer = await world.call("ListPayments", pb.ListPaymentsRequest(person_id=PERSON))
    assert sources(answer)["cnaf"].availability == view_pb2.AVAILABILITY_UNAVAILABLE


async def test_payments_about_health_are_hidden_from_a_weak_login_and_said_so(world: World) -> None:
    world.identity.attach("cnam")
    world.organismes["cnam"].payments = [payment("remboursements-soins", "2026-11-05", 2_500)] * 2
    answer = await world.call("ListPayments", pb.ListPaymentsRequest(person_id=PERSON), assurance=1)
    assert not answer.payments
    assert "2 informations de santé sont masquées" in sources(answer)["cnam"].reason


async def test_health_statements_are_counted_and_hidden_below_the_substantial_level(world: World) -> None:
    world.identity.attach("cnam", "cnav")
    world.organismes["cnam"].statements = [statement("soins-1", "2026-11-01", health=True)]
    world.organismes["cnav"].statements = [statement("releve-1", "2026-10-01")]
    request = pb.ListStatementsRequest(person_id=PERSON)
    weak, strong = [await world.call("ListStatements", request, assurance=level) for level in (1, 2)]
    assert ([s.statement_id for s in weak.statements], weak.hidden_by_assurance) == (["releve-1"], 1)
    assert ([s.statement_id for s in strong.statements], strong.hidden_by_assurance) == (["soins-1", "releve-1"], 0)


async def test_health_attestations_are_counted_and_hidden_below_the_substantial_level(world: World) -> None:
    world.identity.attach("cnam", "cnav")
    world.organismes["cnam"].attestations = [attestation("ij-1", "2026-11-01", health=True)]
    world.organismes["cnav"].attestations = [attestation("carriere-1", "2026-10-01")]
    request = pb.ListAttestationsRequest(person_id=PERSON)
    weak, strong = [await world.call("ListAttestations", request, assurance=level) for level in (1, 2)]
    assert ([a.attestation_id for a in weak.attestations], weak.hidden_by_assurance) == (["carriere-1"], 1)
    assert ([a.attestation_id for a in strong.attestations], strong.hidden_by_assurance) == (["ij-1", "carriere-1"], 0)


async def test_statements_are_paged_across_organismes(world: World) -> None:
    world.identity.attach("cnam", "cnav")
    for organisme in ("cnam", "cnav"):
        world.organismes[organisme].statements = [statement(f"{organisme}-{n}", "2026-10-01") for n in range(3)]
        world.organismes[organisme].page = 2
    found = await pages(world, "ListStatements", pb.ListStatementsRequest(person_id=PERSON, page_size=2), "statements")
    assert len({s.statement_id for s in found}) == len(found) == 6


async def test_attestations_come_from_whoever_has_a_file_even_a_source_of_data(world: World) -> None:
    world.identity.attach("cnaf")
    world.identity.attach("dgfip", quality=person_pb2.QUALITY_SOURCE)
    world.organismes["cnaf"].attestations = [attestation("caf-1", "2026-11-01")]
    world.organismes["dgfip"].attestations = [attestation("impots-1", "2026-09-01")]
    request = pb.ListAttestationsRequest(person_id=PERSON, page_size=1)
    found = await pages(world, "ListAttestations", request, "attestations")
    assert [(a.attestation_id, a.organisme_name) for a in found] == [("caf-1", "Caf"), ("impots-1", "Impôts")]


async def test_a_right_about_to_end_opens_its_remedy(world: World) -> None:
    world.identity.attach("cnam")
    world.organismes["cnam"].rights = [right("puma"), right("c2s", end="2026-12-31")]
    (gap,) = (await world.call("CheckContinuity", pb.CheckContinuityRequest(person_id=PERSON))).gaps
    assert (gap.ended_benefit, gap.remedy_benefit, gap.upcoming) == ("c2s", "c2s", True)
    assert gap.period.start_date == on("2027-01-01")
    assert not gap.period.HasField("end_date")
    assert "Complémentaire santé solidaire" in gap.remedy


async def test_a_right_asked_for_is_said_to_be_under_way(world: World) -> None:
    world.identity.attach("cnam")
    asked = right("c2s", start="2027-01-01", state=organisme_pb.RIGHT_STATE_REQUESTED)
    world.organismes["cnam"].rights = [right("puma"), right("c2s", end="2026-12-31"), asked]
    (gap,) = (await world.call("CheckContinuity", pb.CheckContinuityRequest(person_id=PERSON))).gaps
    assert gap.remedy.startswith("Une demande est en cours.")


async def test_benefits_are_named_as_on_the_date_and_paged_by_domain(world: World) -> None:
    request = pb.ListBenefitsRequest(date=on("2018-01-01"), person_id=PERSON, page_size=20)
    found = await pages_of_benefits(world, request)
    assert {b.benefit: b.name for b in found}["c2s"] == "CMU-C ou ACS"
    assert [b.domain for b in found] == sorted(b.domain for b in found)
    assert len({b.benefit for b in found}) == len(found) >= 40
    unemployment = {b.benefit: b for b in found}["ass"].managers[0]
    assert unemployment.organisme_name == "Pôle emploi"


async def pages_of_benefits(world: World, request: pb.ListBenefitsRequest) -> list[benefit_pb2.Benefit]:
    found: list[benefit_pb2.Benefit] = []
    while True:
        answer = await world.call("ListBenefits", request)
        found += answer.benefits
        if not answer.next_page_token:
            return found
        request.page_token = answer.next_page_token


async def test_the_exposure_of_a_regime_is_given_for_each_domain(world: World) -> None:
    regime = person_pb2.REGIME_AGRICOLE
    request = pb.GetExposureRequest(person_id=PERSON, regime=regime, date=on("2017-03-20"))
    found = {each.domain: each.level for each in (await world.call("GetExposure", request)).domains}
    assert found[benefit_pb2.DOMAIN_SANTE] == benefit_pb2.EXPOSURE_LEVEL_FULL
    assert found[benefit_pb2.DOMAIN_LOGEMENT] == benefit_pb2.EXPOSURE_LEVEL_NONE


@pytest.mark.parametrize(
    ("rpc", "request_"),
    [
        ("ListPayments", pb.ListPaymentsRequest(person_id=PERSON, page_size=-1)),
        ("ListStatements", pb.ListStatementsRequest(person_id=PERSON, page_token="nonsense")),
        ("ListBenefits", pb.ListBenefitsRequest(person_id=PERSON, date=date_pb2.Date(year=2026, month=2, day=30))),
        ("GetExposure", pb.GetExposureRequest(person_id=PERSON, regime=cast(Any, 99))),
    ],
)
async def test_a_bad_request_is_refused_by_the_name_of_its_field(world: World, rpc: str, request_: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        await world.call(rpc, request_)
    assert refused.value.violations[0].field in ("page_size", "page_token", "date", "regime")


async def test_without_identity_a_list_says_that_it_cannot_be_made(world: World) -> None:
    world.identity.away = True
    with pytest.raises(Unavailable) as refused:
        await world.call("ListStatements", pb.ListStatementsRequest(person_id=PERSON))
    assert refused.value.reason == "DIRECTORY_UNAVAILABLE"
