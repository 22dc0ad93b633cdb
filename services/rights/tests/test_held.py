"""The rights held, for a service that watches over them: everything that is known of them, health and duties included, and never to a person."""

from datetime import UTC, datetime

import pytest
from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as organisme_pb
from mesdroits.rights.v1 import rights_service_pb2 as pb
from mesdroits.rights.v1 import view_pb2

from chassis.auth import Minter
from chassis.errors import Forbidden, InvalidInput
from chassis.settings import ProcessSettings
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout
from services.rights.tests.played import PERSON, on, right
from services.rights.tests.world import World


async def held(
    world: World, layout: Layout, issuer: str = "notify", person_id: str = PERSON
) -> pb.GetHeldRightsResponse:
    settings = ProcessSettings(
        service=issuer, signing_key_file=layout.signing_key(issuer), trusted_keys_file=trusted_keys(layout)
    )
    token = Minter.from_settings(settings).mint("rights", purpose="watch_rights")
    request = pb.GetHeldRightsRequest(person_id=person_id)
    answer: pb.GetHeldRightsResponse = await world.client.call(world.client.stub.GetHeldRights, request, token=token)
    return answer


async def test_what_has_to_be_done_to_keep_a_right_comes_with_it(world: World, stack: Layout) -> None:
    world.identity.attach("cnaf")
    done = organisme_pb.Duty(kind=organisme_pb.DUTY_KIND_DECLARATION, due_date=on("2026-08-31"))
    done.done_time.FromDatetime(datetime(2026, 8, 12, 9, tzinfo=UTC))
    coming = organisme_pb.Duty(
        kind=organisme_pb.DUTY_KIND_DECLARATION, open_date=on("2026-11-01"), due_date=on("2026-11-30"),
        reference_months=[on("2026-07-01"), on("2026-08-01"), on("2026-09-01")],
    )  # fmt: skip
    strange = organisme_pb.Duty(due_date=on("2026-11-30"))
    world.organismes["cnaf"].rights = [right("rsa", 64_652, duties=[done, coming, strange])]
    [line] = (await held(world, stack)).rights
    assert list(line.duties) == [done, coming]


async def test_health_is_not_left_out_for_a_service(world: World, stack: Layout) -> None:
    world.identity.attach("cnam")
    world.organismes["cnam"].rights = [right("ij-maladie", 5_000)]
    answer = await held(world, stack)
    assert [line.benefit for line in answer.rights] == ["ij-maladie"]
    assert [source.availability for source in answer.sources] == [view_pb2.AVAILABILITY_FRESH]


async def test_nobody_but_who_watches_over_rights_is_told(world: World, stack: Layout) -> None:
    with pytest.raises(Forbidden):
        await held(world, stack, "documents")
    with pytest.raises(Forbidden):
        await world.call("GetHeldRights", pb.GetHeldRightsRequest(person_id=PERSON))


@pytest.mark.parametrize("name", ["", "\x00", "somebody"])
async def test_what_names_nobody_is_refused_by_its_field(world: World, stack: Layout, name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await held(world, stack, person_id=name)
    assert [violation.field for violation in refused.value.violations] == ["person_id"]
