from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copytree

import httpx
import pytest
import pytest_asyncio
from joserfc.jwk import KeySet
from opentelemetry.trace import NoOpTracer
from pydantic import ValidationError

from sandbox.organismes.admin import Timetable, create_admin
from sandbox.organismes.audit import Audit
from sandbox.organismes.claims.office import Office
from sandbox.organismes.claims.player import Instructor
from sandbox.organismes.conduct import Conduct
from sandbox.organismes.intake import Books
from sandbox.organismes.settings import Settings
from sandbox.organismes.store import Store
from sandbox.organismes.tests.conftest import BENEFITS, PERSONAS
from sandbox.organismes.tests.played import PSEUDONYM
from sandbox.organismes.vocabulary import ORGANISMES
from sandbox.organismes.world import World


@pytest.fixture
def conduct() -> Conduct:
    return Conduct(slow_seconds=1)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return copytree(PERSONAS, tmp_path / "personas")


@pytest_asyncio.fixture
async def admin(conduct: Conduct, people: Path, store: Store) -> AsyncIterator[httpx.AsyncClient]:
    world = World(people, BENEFITS)
    office = Office.open(Books.open(store, world, KeySet([])), 0, lambda _: NoOpTracer())
    instructors = [Instructor(organisme, office, conduct.switches[organisme]) for organisme in ORGANISMES]
    office.books.register.bind("cnam", PSEUDONYM, "demandes-en-cours")
    office.recall("cnam", "demandes-en-cours", PSEUDONYM)
    app = create_admin(world, conduct, Audit(store), Timetable(office.days, instructors))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


async def test_an_organisme_is_put_down_slowed_and_given_back(admin: httpx.AsyncClient, conduct: Conduct) -> None:
    answer = await admin.put("/organismes/cnaf", json={"down": True, "latency_ms": 700})
    assert answer.json() == {"down": True, "latency_ms": 700, "document_failures": 0}
    assert conduct.switches["cnaf"].down
    await admin.put("/organismes/cnaf", json={"latency_ms": None})
    assert (conduct.switches["cnaf"].down, conduct.switches["cnaf"].latency_ms) == (True, None)
    await admin.post("/reset")
    assert not conduct.switches["cnaf"].down


async def test_the_state_of_the_ten_is_shown_with_their_counts(admin: httpx.AsyncClient) -> None:
    states = (await admin.get("/organismes")).json()
    assert len(states) == 10
    assert states["msa"] == {
        "down": False, "latency_ms": None, "document_failures": 0, "taken": 0, "waiting": 0, "applied": 0, "applied_twice": 0,
        "unsent": 0, "refused": 0, "claims": 0, "documents": 0,
    }  # fmt: skip


async def test_a_version_applied_twice_would_be_seen(admin: httpx.AsyncClient, store: Store) -> None:
    for number, event in enumerate(("e1", "e2"), start=1):
        row = (number, "cnaf", "v", event, "address", "created", 1, False, 1.0)
        store.connection.execute("INSERT INTO applications VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    assert (await admin.get("/organismes")).json()["cnaf"]["applied_twice"] == 1
    assert (await admin.get("/versions/v")).json() == {"taken_by": [], "applied": {"cnaf": 2}}
    rows = (await admin.get("/applied", params={"after": 1})).json()
    assert [row["event_id"] for row in rows] == ["e2"]


async def test_nothing_of_what_a_fact_says_is_shown(admin: httpx.AsyncClient, store: Store) -> None:
    store.connection.execute("INSERT INTO facts VALUES ('cnaf', 'veuve', 'f', 'v', 1, 'created', 'address', x'00')")
    [fact] = (await admin.get("/organismes/cnaf/facts/veuve")).json()
    assert fact == {"fact_id": "f", "kind": "address", "number": 1, "version_id": "v", "verb": "created"}
    assert (await admin.get("/refusals")).json() == []


async def test_personas_are_read_again_or_kept_when_they_are_wrong(admin: httpx.AsyncClient, people: Path) -> None:
    before = (await admin.post("/personas/reload")).json()["personas"]
    (people / "veuve.yaml").unlink()
    assert (await admin.post("/personas/reload")).json() == {"personas": before - 1}
    (people / "etudiante.yaml").write_text("id: etudiante\n")
    refused = await admin.post("/personas/reload")
    assert refused.status_code == 422
    assert "etudiante.yaml" in refused.json()["detail"]


async def test_the_pace_of_the_days_is_set_and_days_pass_at_once(admin: httpx.AsyncClient) -> None:
    assert (await admin.get("/days")).json() == {"day": 0.0, "day_ms": 0}
    assert (await admin.post("/days/advance", json={"days": 40})).json() == {"steps": 0, "day": 40.0, "day_ms": 0}
    assert (await admin.put("/days", json={"day_ms": 3_600_000})).json()["day_ms"] == 3_600_000
    assert (await admin.post("/reset")).json() == {"reset": True}
    assert (await admin.get("/days")).json()["day_ms"] == 0
    assert (await admin.put("/days", json={"day_ms": -1})).status_code == 422
    assert (await admin.post("/days/advance", json={"days": 0})).status_code == 422


async def test_claims_and_documents_are_shown_by_their_kinds_and_states(admin: httpx.AsyncClient) -> None:
    [claim] = (await admin.get("/organismes/cnam/claims/demandes-en-cours")).json()
    assert claim == {
        "reference": "C2S-34-55102", "benefit": "c2s", "stage": "incomplete", "due": None, "steps": 4, "awaited": "avis-impot",
    }  # fmt: skip
    assert (await admin.get("/organismes/cnam/documents/demandes-en-cours")).json() == []


@pytest.mark.parametrize("body", [{"latency_ms": -1}, {"up": True}, {"latency_ms": 10**6}])
async def test_a_setting_that_means_nothing_is_refused(admin: httpx.AsyncClient, body: dict[str, int]) -> None:
    assert (await admin.put("/organismes/cnaf", json=body)).status_code == 422
    assert (await admin.put("/organismes/urssaf", json={})).status_code == 422


def test_the_admin_route_listens_on_this_machine_only(settings: Settings) -> None:
    with pytest.raises(ValidationError, match=r"127\.0\.0\.1 only"):
        Settings(**(settings.model_dump() | {"organismes_admin_listen": "0.0.0.0:8040"}))


def test_the_ten_addresses_are_required(settings: Settings) -> None:
    with pytest.raises(ValidationError, match="an address for each"):
        Settings(**(settings.model_dump() | {"organismes_listen": {"cnaf": "127.0.0.1:1"}}))
