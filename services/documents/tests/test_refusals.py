"""A refusal is no dead end: the person reads why, what to do and whom to see."""

import pytest
from mesdroits.documents.v1 import admissibility_pb2, document_pb2

from services.documents.checks.ruling import Finding, verdict_of
from services.documents.domain.verdicts import Outcome
from services.documents.tests.parts import Portal, World
from services.documents.usecases.examining import Examining

FORGED = verdict_of(Finding("2d-doc-signature", Outcome.FAILED, "certificat FR00/0001"), "rib")
INFECTED = verdict_of(Finding("logiciel-malveillant", Outcome.FAILED, "signature Eicar"), "rib")
BLANK = verdict_of(Finding("page-blanche", Outcome.FAILED, "1 page blanche"), "rib")


async def test_a_forged_document_is_told_with_its_reason_and_the_right_way(
    portal: Portal, examining: Examining, world: World
) -> None:
    world.checks.verdicts = (FORGED,)
    document = await portal.deposit(organisme="cnaf")
    await examining.once()
    refused = await portal.get(document.document_id)
    (verdict,) = refused.verdicts
    assert refused.state == document_pb2.DEPOSIT_STATE_REFUSED
    assert verdict.reason == admissibility_pb2.REFUSAL_REASON_ALTEREE
    assert (verdict.channel.organisme, verdict.channel.organisme_name) == ("cnaf", "Caf")
    assert "à votre banque" in verdict.channel.instruction
    assert "à votre Caf" in verdict.channel.instruction


@pytest.mark.parametrize(("organisme", "word"), [("msa", "à votre MSA"), ("", "à votre organisme")])
async def test_an_infected_file_says_where_help_is(
    portal: Portal, examining: Examining, world: World, organisme: str, word: str
) -> None:
    world.checks.verdicts = (INFECTED,)
    document = await portal.deposit(organisme=organisme)
    await examining.once()
    (verdict,) = (await portal.get(document.document_id)).verdicts
    assert verdict.reason == admissibility_pb2.REFUSAL_REASON_DANGEREUSE
    assert word in verdict.channel.instruction
    assert verdict.channel.service_url == "https://www.cybermalveillance.gouv.fr/"
    assert verdict.channel.organisme == organisme


async def test_where_the_explanation_says_it_all_nothing_is_added(
    portal: Portal, examining: Examining, world: World
) -> None:
    world.checks.verdicts = (BLANK,)
    document = await portal.deposit(organisme="cnaf")
    await examining.once()
    (verdict,) = (await portal.get(document.document_id)).verdicts
    assert verdict.reason == admissibility_pb2.REFUSAL_REASON_ILLISIBLE
    assert not verdict.HasField("channel")
