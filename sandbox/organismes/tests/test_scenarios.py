from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from sandbox.organismes.claims.playbook import SCENARIOS, Playbook, ScenariosError
from sandbox.organismes.claims.scenarios import PastClaim, Scenario
from sandbox.organismes.claims.words import OVER, Stage, Words
from sandbox.organismes.personas import OrganismeFile
from sandbox.organismes.vocabulary import ORGANISMES
from sandbox.organismes.world import World
from sandbox.suite.layout import REPOSITORY
from services.documents.domain.admissibility import Asked, Purpose, answer
from services.documents.domain.channels import PersonFile
from services.documents.rules.loader import load as load_rulebook

MAPPINGS = REPOSITORY / "services" / "requests_tracking" / "catalogue" / "mappings"
TYPES = REPOSITORY / "services" / "documents" / "rules" / "types"
FIRST = {"state": "received", "text": "Reçue."}
# What each stage is in the one model of requests_tracking.
MEANS = {
    Stage.RECEIVED: "RECEIVED", Stage.INCOMPLETE: "INCOMPLETE", Stage.THIRD_PARTY: "INCOMPLETE", Stage.EXAMINED: "UNDER_REVIEW",
    Stage.CHECKED: "UNDER_REVIEW", Stage.AGREED: "UNDER_REVIEW", Stage.SETTLED: "UNDER_REVIEW", Stage.GRANTED: "GRANTED", Stage.PARTLY: "GRANTED",
    Stage.REFUSED: "REFUSED", Stage.CLOSED: "CLOSED", Stage.WITHDRAWN: "WITHDRAWN",
}  # fmt: skip


# Who takes most claims.
_USUAL_MANAGERS = ("cnaf", "msa", "cnam", "cnav")


def piece_types() -> set[str]:
    documents = [yaml.safe_load(file.read_text()) for file in TYPES.glob("*.yaml")]
    return {one["id"] for document in documents for one in document["types"]}


def test_every_organisme_but_the_tax_office_instructs_claims_in_words_of_its_own() -> None:
    words = Words()
    assert [organisme for organisme in ORGANISMES if not words.instructs(organisme)] == ["dgfip"]
    assert len({words.of(organisme, Stage.EXAMINED) for organisme in words.by_organisme}) >= 5


@pytest.mark.parametrize("organisme", sorted(Words().by_organisme))
def test_the_suite_reads_every_word_as_it_is_meant(organisme: str) -> None:
    known = yaml.safe_load((MAPPINGS / f"{organisme}.yaml").read_text())["words"]
    words = Words()
    assert {stage: known[words.of(organisme, stage)]["state"] for stage in Stage} == MEANS


def test_the_pieces_asked_for_are_those_of_the_rulebook(world: World) -> None:
    scenarios = [step for scenario in world.playbook.scenarios.values() for step in scenario.steps]
    past = [step for file in files(world) for claim in file.claims for step in (*claim.steps, *claim.then)]
    asked = {step.piece for step in (*scenarios, *past)} - {""}
    assert len(asked) >= 8
    assert asked <= piece_types()


def test_what_a_person_is_asked_for_may_be_deposited(world: World) -> None:
    rulebook, now = load_rulebook(), datetime.now(UTC)
    asked = {
        (organisme, benefit, step.piece)
        for scenario in world.playbook.scenarios.values()
        for benefit in scenario.benefits
        for organisme in scenario.organismes or _USUAL_MANAGERS
        for step in scenario.steps
        if step.piece and step.owed_by == "person" and world.playbook.of(organisme, benefit, appeal=False) is scenario
    }
    assert len(asked) >= 8
    refused = [
        (organisme, benefit, piece)
        for organisme, benefit, piece in asked
        if answer(
            rulebook, Asked(piece, Purpose(organisme=organisme, benefit=benefit)), now, [PersonFile(organisme)]
        ).reason
    ]
    assert refused == []


def files(world: World) -> list[OrganismeFile]:
    return [file for persona in world._people.values() for file in persona.organismes.values()]


def test_the_scenarios_name_benefits_of_the_catalogue_and_organismes_that_exist(world: World) -> None:
    for scenario in world.playbook.scenarios.values():
        assert set(scenario.benefits) <= world.benefits, scenario.id
        assert set(scenario.organismes) <= set(ORGANISMES), scenario.id


def test_the_personas_have_claims_of_every_kind(world: World) -> None:
    claims = {
        (persona.id, name): claim
        for persona in world._people.values()
        for name, file in persona.organismes.items()
        for claim in file.claims
    }
    assert len({persona for persona, _ in claims}) >= 6
    stages = {claim.steps[-1].stage for claim in claims.values()}
    assert {Stage.RECEIVED, Stage.EXAMINED, Stage.CHECKED, Stage.INCOMPLETE, Stage.GRANTED} <= {
        None,
        Stage.RECEIVED,
        *stages,
    }
    assert len({name for persona, name in claims if persona == "retraite-a-venir"}) == 4
    assert any(claim.appeals for claim in claims.values())


def test_the_scenarios_cover_what_an_organisme_may_do() -> None:
    steps = [step for scenario in Playbook().scenarios.values() for step in scenario.steps]
    assert {step.kind for step in steps} >= {"STATE", "PIECE_EXPECTED", "PIECE_LOST", "CORRECTION"}
    assert {step.owed_by for step in steps} == {"person", "employer", "doctor", "bailleur"}
    assert {step.tell for step in steps} == {"once", "twice", "late"}
    assert any(step.otherwise for step in steps)
    assert {step.stage for step in steps} >= {Stage.GRANTED, Stage.PARTLY, Stage.REFUSED}
    assert any(len(scenario.steps) == 1 for scenario in Playbook().scenarios.values())


def test_the_most_particular_scenario_is_followed_unless_the_persona_says_otherwise() -> None:
    playbook = Playbook()
    assert playbook.of("cnav", "retraite-base", appeal=False).id == "retraite-regime-general"
    assert playbook.of("msa", "retraite-base", appeal=False).id == "retraite-autre-regime"
    assert playbook.of("cnaf", "af", appeal=False).id == "ordinaire"
    assert playbook.of("cnaf", "rsa", appeal=True).id == "recours"
    assert playbook.of("cnaf", "rsa", appeal=False, named="silence").id == "silence"


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [FIRST | {"after": 2}],
        [{"ask": "rib"}],
        [FIRST, {"ask": "rib", "lose": "rib"}],
        [FIRST, {"state": "granted", "text": "Accordée."}],
        [FIRST, {"state": "examined", "decision": {"granted": True, "reason": "Oui."}}],
        [FIRST, {"correct": "rien", "text": "Une erreur."}],
        [FIRST, {"state": "examined", "within": 30}],
        [FIRST, {"after": 1}],
        [FIRST, {"after": 1, "state": "examined", "tell": "late"}],
        [FIRST, {"ask": "rib", "otherwise": {"after": 3, "ask": "rib"}}],
    ],
)
def test_a_scenario_that_means_nothing_is_refused(steps: list[dict[str, object]]) -> None:
    with pytest.raises(ValidationError):
        Scenario.model_validate({"id": "essai", "title": "Essai", "steps": steps})


def test_a_past_claim_waits_for_what_has_not_come_and_for_nothing_once_over() -> None:
    past = {"reference": "R-1", "benefit": "rsa", "submitted": "J-9"}
    steps: list[dict[str, object]] = [
        {"day": "J-9", "ask": "rib"}, {"day": "J-8", "ask": "bail"}, {"day": "J-7", "receive": "rib"},
    ]  # fmt: skip
    assert [one.piece for one in PastClaim.model_validate(past | {"steps": steps}).awaited] == ["bail"]
    over = [*steps, {"day": "J-1", "state": "closed", "text": "Classée."}]
    assert PastClaim.model_validate(past | {"steps": over}).awaited == []
    assert Stage.CLOSED in OVER


def test_scenarios_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("scenarios: [{id: a}]")
    with pytest.raises(ScenariosError, match=r"a\.yaml"):
        Playbook(tmp_path)
    (tmp_path / "a.yaml").write_text("scenarios: []")
    with pytest.raises(ScenariosError, match="every other claim"):
        Playbook(tmp_path)
    (tmp_path / "a.yaml").write_text((SCENARIOS / "autres.yaml").read_text())
    (tmp_path / "b.yaml").write_text((SCENARIOS / "autres.yaml").read_text())
    with pytest.raises(ScenariosError, match="same id"):
        Playbook(tmp_path)


def test_the_disabled_adults_allowance_is_agreed_by_the_commission_before_the_caisse_grants_it(world: World) -> None:
    scenario = world.playbook.of("cnaf", "aah", appeal=False)
    stages = [step.stage for step in scenario.steps]
    assert scenario.decided_by == "mdph"
    assert stages.index(Stage.AGREED) < stages.index(Stage.GRANTED)
