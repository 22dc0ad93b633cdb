"""The whole: documents in workers that may die alone, and an antivirus that may be away."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bench.corpus import antivirus, attacks, bombs, signing
from services.documents.checks.malware import Clamd
from services.documents.checks.pipeline import Examiner, examine
from services.documents.checks.sandbox import Sandbox, SandboxBroken, SandboxSettings, WorkerDied
from services.documents.checks.tests.material import deposited, inspector, jpeg, outcome, pdf, said
from services.documents.domain.verdicts import Outcome, RefusalReason

_CAP = 768 << 20


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    settings = SandboxSettings(workers=1, memory=_CAP, seconds=40, keys=signing.write_keys(tmp_path / "keys.json"))
    async with Sandbox.open(settings) as opened:
        yield opened


async def test_a_good_document_is_accepted_and_the_worker_says_what_the_inspector_says(sandbox: Sandbox) -> None:
    asked = deposited(pdf("avis-impot"), kind="avis-impot")
    found = await examine(asked, Examiner(sandbox))
    alone = inspector().examine(asked)
    assert found.verdicts[:-1] == alone.verdicts
    assert (found.content, found.pages, found.type_found) == (alone.content, 1, "avis-impot")
    assert not found.refused


async def test_without_clamd_nothing_is_passed_as_clean(sandbox: Sandbox) -> None:
    found = await examine(deposited(pdf()), Examiner(sandbox))
    assert outcome(found, "logiciel-malveillant") is Outcome.INCONCLUSIVE
    assert said(found, "logiciel-malveillant").evidence == "clamd non installé"


async def test_where_clamd_does_not_answer_a_person_is_asked(sandbox: Sandbox, tmp_path: Path) -> None:
    found = await examine(deposited(pdf()), Examiner(sandbox, Clamd(tmp_path / "nobody.sock")))
    assert said(found, "logiciel-malveillant").evidence == "clamd injoignable"
    assert found.needs_review


@pytest.mark.skipif(not antivirus.installed(), reason="clamd is not installed")
async def test_a_virus_is_found_wherever_it_hides_and_nothing_of_it_is_kept(sandbox: Sandbox) -> None:
    async with antivirus.clamd() as clamd:
        for attack in (attacks.infected, attacks.infected_pdf, attacks.infected_tail):
            found = await examine(deposited(attack(pdf())), Examiner(sandbox, clamd))
            assert outcome(found, "logiciel-malveillant") is Outcome.FAILED
            assert found.content is None
            refused = said(found, "logiciel-malveillant")
            assert refused.reason is RefusalReason.DANGEREUSE
            assert refused.remedy is not None
            assert "votre banque" in refused.remedy.instruction
        found = await examine(deposited(pdf(), attacks.infected_tail(pdf())), Examiner(sandbox, clamd))
        assert outcome(found, "logiciel-malveillant") is Outcome.FAILED
        assert (
            outcome(await examine(deposited(pdf()), Examiner(sandbox, clamd)), "logiciel-malveillant") is Outcome.PASSED
        )


@pytest.mark.parametrize("attack", [bombs.pdf_bomb, bombs.nested_pdf_bomb, bombs.huge_page, bombs.deep_pdf])
async def test_a_pdf_bomb_is_refused_within_the_cap_and_the_next_document_is_served(
    sandbox: Sandbox, attack: Callable[[bytes], bytes]
) -> None:
    await _refused_within_the_cap(sandbox, attack(pdf()))


@pytest.mark.parametrize("attack", [bombs.image_bomb, bombs.thin_image_bomb])
async def test_an_image_bomb_is_refused_within_the_cap_and_the_next_document_is_served(
    sandbox: Sandbox, attack: Callable[[bytes], bytes]
) -> None:
    await _refused_within_the_cap(sandbox, attack(jpeg()))


async def _refused_within_the_cap(sandbox: Sandbox, bomb: bytes) -> None:
    found = await examine(deposited(bomb), Examiner(sandbox))
    assert found.refused
    assert any(one.reason is RefusalReason.ILLISIBLE for one in found.verdicts)
    try:
        _, cost = await sandbox.examine(deposited(bomb))
    except WorkerDied as died:
        cost = died.cost
    assert cost.rss_kb << 10 <= _CAP
    assert not (await examine(deposited(pdf()), Examiner(sandbox))).refused


async def test_a_document_that_takes_too_long_is_refused(tmp_path: Path) -> None:
    async with Sandbox.open(SandboxSettings(workers=1, seconds=0.001)) as sandbox:
        found = await examine(deposited(pdf()), Examiner(sandbox))
        assert said(found, "fichier-lisible").evidence == "délai dépassé"


async def test_where_workers_cannot_be_born_the_document_is_not_accused(tmp_path: Path) -> None:
    async with Sandbox.open(SandboxSettings(workers=1, keys=tmp_path / "absent.json")) as sandbox:
        with pytest.raises(SandboxBroken):
            await sandbox.examine(deposited(pdf()))


async def test_after_the_parent_of_workers_is_killed_another_takes_its_place(sandbox: Sandbox) -> None:
    os.kill(next(iter(sandbox._all)).pid, signal.SIGKILL)
    with pytest.raises(SandboxBroken):
        await sandbox.examine(deposited(pdf()))
    found, _ = await sandbox.examine(deposited(pdf()))
    assert not found.refused


async def test_a_call_given_up_leaves_no_answer_for_the_next_document(sandbox: Sandbox) -> None:
    given_up = asyncio.create_task(sandbox.examine(deposited(pdf("bail"), kind="bail")))
    await asyncio.sleep(0.01)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    found, _ = await sandbox.examine(deposited(pdf()))
    assert found.type_found == "rib"
