"""What a preview promises and a confirmation keeps: what was known, when it holds, and who must hear that it changed."""

import asyncio
from typing import Any

import pytest
from mesdroits.situation.v1 import ledger_pb2
from mesdroits.situation.v1 import situation_service_pb2 as pb

from chassis.db import new_id
from chassis.errors import InvalidInput, StaleState
from services.situation.tests.acts import address, after, declare, moving
from services.situation.tests.parts import PlayedIdentity, Portal


async def test_two_tabs_do_not_both_tell_another_address(portal: Portal, identity: PlayedIdentity) -> None:
    identity.attach(portal.person_id, "cnaf")
    tabs = [moving(), moving(content=address(city="Riom"))]
    shown = [await portal.call("PreviewChange", pb.PreviewChangeRequest, change=change) for change in tabs]
    confirmations: list[dict[str, Any]] = [
        {"request_id": new_id(), "change": change, "etag": preview.etag}
        for change, preview in zip(tabs, shown, strict=True)
    ]
    calls = [portal.call("DeclareChange", pb.DeclareChangeRequest, **confirmation) for confirmation in confirmations]
    answers = await asyncio.gather(*calls, return_exceptions=True)
    (stale,) = [answer for answer in answers if isinstance(answer, StaleState)]
    assert stale.reason == "STALE_PREVIEW"
    (told,) = [rank for rank, answer in enumerate(answers) if isinstance(answer, pb.DeclareChangeResponse)]
    assert await portal.call("DeclareChange", pb.DeclareChangeRequest, **confirmations[told]) == answers[told]


async def test_a_preview_says_when_even_of_what_carries_no_field(portal: Portal, identity: PlayedIdentity) -> None:
    identity.attach(portal.person_id, "cnaf")
    version = (await declare(portal, moving())).version
    change = after(version, ledger_pb2.VERB_ANNULLED)
    (recipient,) = (await portal.call("PreviewChange", pb.PreviewChangeRequest, change=change)).recipients
    assert (recipient.verb, len(recipient.fields)) == (ledger_pb2.VERB_ANNULLED, 0)
    assert recipient.validity == version.validity


async def test_who_holds_a_fact_must_hear_that_it_changed_and_who_was_refused_it_is_left_alone(
    portal: Portal, identity: PlayedIdentity
) -> None:
    identity.attach(portal.person_id, "cnaf", "cdc")
    identity.attach(portal.person_id, "dgfip", quality="SOURCE")
    version = (await declare(portal, moving(), refused=("dgfip",))).version
    correction = after(version, ledger_pb2.VERB_CORRECTED, content=address(city="Riom"))
    preview = await portal.call("PreviewChange", pb.PreviewChangeRequest, change=correction)
    cdc = {recipient.organisme: recipient for recipient in preview.recipients}["cdc"]
    assert "déjà cette information" in cdc.obligation_explanation
    assert {e.organisme: e.reason for e in preview.exclusions}["dgfip"] == ledger_pb2.EXCLUSION_REASON_REFUSED
    with pytest.raises(InvalidInput) as refusal:
        await declare(portal, correction, refused=("cdc",))
    assert [violation.field for violation in refusal.value.violations] == ["refused_organismes[0]"]
    corrected = await declare(portal, correction)
    assert [delivery.organisme for delivery in corrected.deliveries] == ["cdc", "cnaf"]
