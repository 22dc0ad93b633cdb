"""What a change would do, shown before it is told: computed, or said not to be; never in the way of telling."""

import asyncio
from typing import Any

import pytest
from google.protobuf.json_format import ParseDict
from mesdroits.simulator.v1 import household_pb2
from mesdroits.simulator.v1 import simulator_service_pb2 as pb

from chassis.errors import InvalidInput, Unavailable, Violation
from services.bff import samples
from services.bff.changes import Change
from services.bff.household.facts_tried import tried
from services.bff.tests.conftest import World

_PREVIEW = "/api/v1/declarations/preview"
_HOUSEHOLD = samples.sample(pb.PrefillResponse).household


def _told(kind: str, content: dict[str, Any], start: str = "2026-12-01") -> Change:
    return Change.model_validate(
        {"verb": "created", "kind": kind, "content": content, "validity": {"start_date": start}}
    )


async def _impact(world: World) -> Any:
    client = await world.logged_in()
    answer = await client.post(_PREVIEW, json=samples.CHANGE)
    assert answer.status_code == 200, answer.text
    assert answer.json()["recipients"]
    return answer.json()["impact"]


async def test_a_preview_says_what_the_change_would_do_to_each_right(world: World) -> None:
    impact = await _impact(world)
    assert impact["state"] == "computed"
    assert [(one["benefit"], one["before_cents"], one["after_low_cents"]) for one in impact["lines"]] == [
        ("ppa", 18840, 6400)
    ]
    asked = world.played.last("Compare").request
    assert asked.months == 4
    assert "Tilleuls" not in str(asked)


@pytest.mark.parametrize("away", [Unavailable(retry_in=1), ZeroDivisionError()])
async def test_a_simulator_that_is_away_is_said_and_the_preview_stands(world: World, away: Exception) -> None:
    world.played.answers["Compare"] = away
    assert (await _impact(world))["state"] == "away"


async def test_a_simulator_that_is_slow_is_not_waited_for(world: World) -> None:
    world.played.answers["Compare"] = lambda _: asyncio.sleep(10)
    assert (await _impact(world))["state"] == "away"


async def test_what_is_missing_is_said_in_the_simulator_s_words(world: World) -> None:
    world.played.answers["Compare"] = InvalidInput([Violation("household.union", "Ajoutez votre conjoint.")])
    impact = await _impact(world)
    assert (impact["state"], impact["text"]) == ("unknown", "Ajoutez votre conjoint.")


async def test_an_occupancy_that_nobody_told_makes_a_move_impossible_to_simulate(world: World) -> None:
    world.played.answers["Prefill"] = ParseDict(
        {"household": {"month": {"year": 2026, "month": 11, "day": 1}, "persons": [{"person": "moi"}]}},
        pb.PrefillResponse(),
    )
    impact = await _impact(world)
    assert impact["state"] == "unknown"
    assert "locataire" in impact["text"]


def test_a_commune_that_is_not_known_is_tried_in_each_zone() -> None:
    found = tried(_told("address", {"postal_code": "63200", "city": "Riom"}), _HOUSEHOLD)
    assert [one.move.home.commune_code for one in found.changes] == ["92050", "69123", "15014"]
    assert {one.move.home.occupancy for one in found.changes} == {household_pb2.OCCUPANCY_TENANT}


@pytest.mark.parametrize(
    ("content", "commune"),
    [
        ({"commune_code": "63300", "postal_code": "63200"}, "63300"),
        ({"postal_code": "75011"}, "75111"),
        ({"postal_code": "69003"}, "69383"),
    ],
)
def test_a_commune_that_is_known_is_tried_alone(content: dict[str, Any], commune: str) -> None:
    assert [one.move.home.commune_code for one in tried(_told("address", content), _HOUSEHOLD).changes] == [commune]


@pytest.mark.parametrize(
    ("kind", "content", "what"),
    [
        ("child_arrival", {"circumstance": "NAISSANCE", "birth_date": "2026-11-02"}, "birth"),
        ("child_departure", {"birth_date": "2018-05-03"}, "child_leaving"),
        ("employment_status", {"status": "DEMANDEUR_EMPLOI"}, "job_loss"),
        ("employment_status", {"status": "RETRAITE"}, "retire"),
        ("housing", {"occupancy": "LOCATAIRE", "rent_cents": 64000}, "move"),
        ("disability_recognition", {"incapacity_rate": 80}, "disability_recognised"),
        ("studies", {"level": "SUPERIEUR"}, "studies"),
        ("death_of_relative", {"relation": "CONJOINT", "death_date": "2026-11-02"}, "partner_death"),
    ],
)
def test_a_fact_becomes_the_change_that_it_is(kind: str, content: dict[str, Any], what: str) -> None:
    (change,) = tried(_told(kind, content), _HOUSEHOLD).changes
    assert change.WhichOneof("what") == what


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("contact", {"email": "a@example.org"}),
        ("employment_status", {"status": "SALARIE"}),
        ("family_status", {"status": "MARIAGE"}),
        ("child_departure", {"birth_date": "1999-05-03"}),
        ("child_arrival", {"circumstance": "ADOPTION", "birth_date": "2019-11-02"}),
        ("address", {}),
    ],
)
def test_what_cannot_be_tried_says_why(kind: str, content: dict[str, Any]) -> None:
    told = _told(kind, content, "" if kind == "address" else "2026-12-01") if kind != "address" else Change.model_construct(
        verb="created", kind="address", content={}, validity=None
    )  # fmt: skip
    found = tried(told, _HOUSEHOLD)
    assert not found.changes
    assert found.why_not
