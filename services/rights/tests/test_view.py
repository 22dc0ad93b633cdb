"""The 360° view through gRPC, with everybody there, and with organismes missing."""

import time

import pytest
from mesdroits.identity.v1 import person_pb2
from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as organisme_pb
from mesdroits.rights.v1 import rights_service_pb2 as pb
from mesdroits.rights.v1 import view_pb2

from chassis.errors import Forbidden, NotFound, Unavailable
from services.rights.tests.played import NOON, PERSON, by_benefit, right
from services.rights.tests.world import World, domain, sources, until

FRESH, STALE, UNAVAILABLE = view_pb2.AVAILABILITY_FRESH, view_pb2.AVAILABILITY_STALE, view_pb2.AVAILABILITY_UNAVAILABLE


def couple(world: World) -> None:
    """Attached to three organismes, paid by two."""
    world.identity.attach("cnaf", "cnam", "cnav")
    world.organismes["cnaf"].rights = [right("rsa", 64_652), right("apl", 30_000)]
    world.organismes["cnam"].rights = [right("puma")]


async def test_each_domain_answers_the_three_questions(world: World) -> None:
    couple(world)
    seen = await world.view()
    solidarity = domain(seen, "SOLIDARITE")
    assert len(seen.domains) == 6
    assert (solidarity.paid, list(solidarity.organismes)) == (view_pb2.PAID_ANSWER_YES, ["cnaf"])
    assert domain(seen, "RETRAITE").paid == view_pb2.PAID_ANSWER_NO
    potential = by_benefit(solidarity.potentials)["prime-activite"]
    assert potential.state == view_pb2.POTENTIAL_STATE_NOT_SIMULATED
    assert not seen.partial


async def test_a_line_says_who_pays_who_decided_how_fresh_it_is_and_where_to_appeal(world: World) -> None:
    couple(world)
    line = domain(await world.view(), "SOLIDARITE").rights[0]
    assert (line.benefit, line.organisme, line.amount_cents) == ("rsa", "cnaf", 64_652)
    assert (line.organisme_name, line.decided_by, line.stale) == ("Caf", "Caf du Cantal", False)
    assert line.data_time.ToDatetime() == NOON.replace(tzinfo=None)
    assert "10 décembre 2026" in line.appeal
    assert line.service_url.startswith("https://")


async def test_each_organisme_is_asked_under_its_own_pseudonym_for_the_purpose_of_the_caller(world: World) -> None:
    couple(world)
    await world.view(purpose="check_rights")
    assert world.organismes["cnaf"].pseudonyms == {"cnaf-pseudonym"}
    assert world.organismes["cnaf"].purposes == {"check_rights"}
    assert not world.organismes["mgen"].calls


async def test_who_only_confirms_data_and_who_was_left_long_ago_are_not_asked_for_rights(world: World) -> None:
    world.identity.attach("cnaf")
    world.identity.attach("dgfip", quality=person_pb2.QUALITY_SOURCE)
    world.identity.attach("msa", end="2020-01-01")
    assert sources(await world.view()).keys() == {"cnaf"}


async def test_a_dead_organisme_is_said_to_be_silent_and_its_domains_stay_unknown(world: World) -> None:
    couple(world)
    await world.organismes["cnav"].server.stop(0)
    seen = await world.view()
    silent = sources(seen)["cnav"]
    assert (silent.availability, silent.reason) == (UNAVAILABLE, "L'organisme ne répond pas pour le moment.")
    assert silent.retry_in_seconds > 0
    assert domain(seen, "RETRAITE").paid == view_pb2.PAID_ANSWER_UNKNOWN
    assert domain(seen, "SOLIDARITE").paid == view_pb2.PAID_ANSWER_YES
    assert seen.partial


async def test_an_organisme_slow_by_ten_seconds_costs_no_more_than_the_budget_and_is_said_so(world: World) -> None:
    couple(world)
    world.organismes["cnav"].delay = 10
    began = time.monotonic()
    seen = await world.view()
    assert time.monotonic() - began <= 1.55
    assert sources(seen)["cnav"].availability == UNAVAILABLE
    assert sources(seen)["cnav"].reason == "L'organisme met trop de temps à répondre."
    assert sources(seen)["cnaf"].availability == FRESH


async def test_a_caller_in_a_hurry_is_served_within_its_own_deadline(world: World) -> None:
    couple(world)
    world.organismes["cnav"].delay = 10
    seen = await world.view(timeout=0.6)
    assert sources(seen)["cnav"].availability == UNAVAILABLE


async def test_an_answer_that_comes_too_late_is_there_for_the_next_view(world: World) -> None:
    couple(world)
    world.organismes["cnav"].rights = [right("retraite-base", 90_000)]
    world.organismes["cnav"].delay = 1.7
    await world.view()
    await until(lambda: world.kept("cnav"))
    world.organismes["cnav"].problem = Unavailable()
    seen = await world.view()
    assert sources(seen)["cnav"].availability == STALE
    assert domain(seen, "RETRAITE").rights[0].amount_cents == 90_000


async def test_the_last_known_answer_is_shown_with_its_date_when_the_organisme_is_silent(world: World) -> None:
    couple(world)
    await world.view()
    await until(lambda: world.kept("cnaf"))
    world.organismes["cnaf"].problem = Unavailable(retry_in=30)
    world.clock.now = NOON.replace(day=30)
    seen = await world.view()
    line = domain(seen, "SOLIDARITE").rights[0]
    assert (line.benefit, line.stale) == ("rsa", True)
    assert line.data_time.ToDatetime() == NOON.replace(tzinfo=None)
    assert sources(seen)["cnaf"].availability == STALE
    assert sources(seen)["cnaf"].retry_in_seconds == 30
    assert seen.partial


async def test_an_answer_older_than_a_month_is_not_shown_any_more(world: World) -> None:
    couple(world)
    await world.view()
    await until(lambda: world.kept("cnaf"))
    world.organismes["cnaf"].problem = Unavailable()
    world.clock.now = NOON.replace(month=12)
    seen = await world.view()
    assert sources(seen)["cnaf"].availability == UNAVAILABLE
    assert not domain(seen, "SOLIDARITE").rights
    assert domain(seen, "SOLIDARITE").paid == view_pb2.PAID_ANSWER_UNKNOWN
    await world.parts.purge.once()
    assert not await world.kept("cnaf")


async def test_who_no_longer_finds_the_file_is_believed_and_identity_is_asked_again(world: World) -> None:
    couple(world)
    await world.view()
    await until(lambda: world.kept("cnaf"))
    world.organismes["cnaf"].problem = NotFound()
    seen = await world.view()
    assert sources(seen)["cnaf"].availability == UNAVAILABLE
    assert sources(seen)["cnaf"].reason == "L'organisme n'a pas retrouvé votre dossier."
    await world.view()
    assert world.identity.calls["ListAttachments"] == 2


async def test_a_person_without_any_file_sees_six_domains_without_rights(world: World) -> None:
    seen = await world.view()
    assert {each.paid for each in seen.domains} == {view_pb2.PAID_ANSWER_NO}
    assert not seen.sources
    assert not seen.partial


async def test_before_the_organismes_were_asked_for_a_file_nothing_can_be_said(world: World) -> None:
    world.identity.resolved = False
    seen = await world.view()
    assert {each.paid for each in seen.domains} == {view_pb2.PAID_ANSWER_UNKNOWN}
    assert seen.partial


async def test_without_identity_the_view_says_that_it_knows_nothing(world: World) -> None:
    world.identity.away = True
    seen = await world.view()
    assert {each.paid for each in seen.domains} == {view_pb2.PAID_ANSWER_UNKNOWN}
    assert seen.partial


async def test_without_identity_the_known_organismes_are_still_asked(world: World) -> None:
    couple(world)
    await world.view()
    world.identity.away = True
    world.clock.now = NOON.replace(day=25)
    assert sources(await world.view()).keys() == {"cnaf", "cnam", "cnav"}


async def test_a_benefit_that_the_catalogue_does_not_know_is_shown_under_a_plain_name(world: World) -> None:
    couple(world)
    world.organismes["cnav"].rights = [right("aide-de-2031", 5_000)]
    seen = await world.view()
    line = domain(seen, "RETRAITE").rights[0]
    assert (line.benefit, line.amount_cents) == ("aide-de-2031", 5_000)
    assert line.benefit_name == "Droit non décrit dans ce portail (référence « aide-de-2031 »)"
    assert domain(seen, "RETRAITE").paid == view_pb2.PAID_ANSWER_UNKNOWN


async def test_a_right_that_contradicts_itself_is_shown_as_doubtful(world: World) -> None:
    couple(world)
    world.organismes["cnaf"].rights = [right("rsa", 64_652, end="2025-01-01")]
    line = domain(await world.view(), "SOLIDARITE").rights[0]
    assert line.state == organisme_pb.RIGHT_STATE_UNSPECIFIED
    assert not line.HasField("amount_cents")
    assert "se contredisent" in line.reason


async def test_an_unknown_amount_is_absent_rather_than_zero(world: World) -> None:
    couple(world)
    world.organismes["cnaf"].rights = [right("rsa")]
    assert not domain(await world.view(), "SOLIDARITE").rights[0].HasField("amount_cents")


async def test_health_is_hidden_from_a_weak_login_and_said_so(world: World) -> None:
    couple(world)
    world.organismes["cnam"].rights = [right("puma"), right("ald"), right("soin-de-2031")]
    weak, strong = await world.view(assurance=1), await world.view(assurance=2)
    assert by_benefit(domain(weak, "SANTE").rights).keys() == {"puma"}
    assert "2 informations de santé sont masquées" in sources(weak)["cnam"].reason
    # The third one has no domain to be counted in: the catalogue does not know it.
    assert domain(weak, "SANTE").hidden_by_assurance == 1
    assert domain(strong, "SANTE").hidden_by_assurance == 0
    assert by_benefit(domain(strong, "SANTE").rights).keys() == {"puma", "ald", "soin-de-2031"}


async def test_the_regime_and_the_date_decide_how_much_of_a_domain_is_shown(world: World) -> None:
    world.clock.now = NOON.replace(year=2017, month=5)
    couple(world)
    housing = domain(await world.view(), "LOGEMENT")
    assert not housing.rights
    assert (housing.exposure.expected_date.month, housing.exposure.expected_date.day) == (6, 30)
    solidarity = domain(await world.view(), "SOLIDARITE").rights[0]
    assert not solidarity.HasField("amount_cents")


async def test_another_person_is_refused(world: World) -> None:
    with pytest.raises(Forbidden):
        await world.call("GetView", pb.GetViewRequest(person_id=PERSON[:-1] + "2"))


async def test_a_domain_names_who_did_not_answer_and_what_points_at_another_right(world: World) -> None:
    couple(world)
    world.organismes["cnam"].problem = Unavailable()
    seen = await world.view()
    assert list(domain(seen, "SANTE").unanswered) == ["cnam"]
    assert not domain(seen, "FAMILLE").unanswered
    assert "Revenu de solidarité active" in by_benefit(domain(seen, "SANTE").potentials)["c2s"].because
    assert by_benefit(domain(seen, "FAMILLE").potentials)["af"].because == ""


async def test_a_cover_has_no_amount_and_a_benefit_whose_amount_is_not_told_may_have_one(world: World) -> None:
    couple(world)
    world.organismes["cnaf"].rights = [right("rsa")]
    seen = await world.view()
    assert domain(seen, "SANTE").rights[0].without_amount
    assert not domain(seen, "SOLIDARITE").rights[0].without_amount
