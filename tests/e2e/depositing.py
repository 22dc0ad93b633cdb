"""The part of the journey about documents: an arrêt refused with the time that is left, then a good RIB, a tax notice and a missing piece."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mesdroits.documents.v1 import document_pb2
from mesdroits.documents.v1 import documents_service_pb2 as pb

from bench.corpus import drawing, papers
from bench.corpus.case import paper
from bench.corpus.people import Someone, grouped
from services.documents.domain.verdicts import Holder
from services.documents.review import Desk
from tests.e2e.edge import Edge, until
from tests.e2e.expectations import expect
from tests.e2e.uploading import upload_in_two

Step = Callable[[str], AbstractContextManager[None]]
DOCUMENTS = "/api/v1/documents"
# Both keys are right, and nobody has it.
_ACCOUNT = "FR3431222197726624039Z04992"
_MOVING = ("checking", "accepted")


@dataclass(frozen=True)
class Papers:
    """What the persona has at home."""

    person: Someone

    @classmethod
    def of(cls, persona: dict[str, Any]) -> "Papers":
        """As a bank and the State print the persona, with an account that nobody has."""
        identity = persona["identity"]
        names = (tuple(identity["given_names"]), identity["family_name"], identity.get("usual_name") or "")
        holder = Holder(*names, identity["birthdate"])
        return cls(Someone(holder, persona["nir"], _ACCOUNT, "17 rue des Tilleuls-Journey", "63200 RIOM"))

    @property
    def secrets(self) -> list[str]:
        """What must be read nowhere."""
        return [self.person.iban, grouped(self.person.iban)]

    def rib(self) -> bytes:
        """The bank's slip of today."""
        return paper("rib", self.person, date.today())

    def tax_notice(self) -> bytes:
        """The last one that is due, as printed without its 2D-Doc: the suite on this machine holds no key of the State's."""
        today = date.today()
        year = today.year if (today.month, today.day) >= (9, 15) else today.year - 1
        return paper("avis-impot", self.person, date(year, 8, 1))

    def identity_card(self) -> bytes:
        """Both sides, good for years."""
        front = papers.identity_card(self.person, date.today() + timedelta(days=1500))
        back = [
            "CARTE NATIONALE D'IDENTITÉ",
            "Adresse / Address",
            self.person.street,
            self.person.town,
            "Taille / Height 1,68 m",
        ]
        return drawing.pdf_of([front, back])


async def refused_before_it_is_sent(edge: Edge, step: Step) -> None:
    """What the law does not let anybody take."""
    with step("Arrêt de travail : refusé avant l'envoi, et le temps qu'il reste"):
        wanted = {"type": "avis-arret-travail", "document_date": date.today().isoformat()}
        answer = await edge.post(f"{DOCUMENTS}/admissibility", wanted)
        expect(not answer["admissible"] and answer["reason"], "an arrêt is not taken here")
        expect(answer["channel"]["instruction"] and answer["legal_reference"], "the right way, and its article")
        expect(answer["countdown"] and not answer["countdown"]["late"], f"a countdown, and not {answer['countdown']}")


@dataclass(frozen=True)
class Held:
    """A document once its checks are done: where it stands, and the outcome of each rule."""

    path: str
    state: str
    outcomes: dict[str, str]


async def deposit(edge: Edge, wanted: dict[str, Any], content: bytes) -> Held:
    """A document sent in two pieces, as after a cut, then checked. The trace is that of the last click."""
    document = await edge.post(DOCUMENTS, wanted)
    path = f"{DOCUMENTS}/{document['document_id']}"
    await upload_in_two(edge, path, content)
    await edge.post(f"{path}/complete", None)
    click = edge.trace
    held = await until(edge, path, lambda one: one["state"] not in _MOVING)
    edge.trace = click
    return Held(path, held["state"], {str(one["rule"]): str(one["outcome"]) for one in held["verdicts"]})


async def delivered(edge: Edge, wanted: dict[str, Any], content: bytes) -> Held:
    """A document that reaches its organisme by itself."""
    held = await deposit(edge, wanted, content)
    expect(held.state == "delivered", f"{wanted['type']} delivered, and not {held.state}: {held.outcomes}")
    return held


async def accepted(desk: Desk, document_id: str) -> None:
    """What the checks could not tell, an agent judges, through the contract."""
    verdict = pb.GiveVerdictRequest(document_id=document_id, agent="agent-journey", outcome=document_pb2.OUTCOME_PASSED)
    await desk.judge(verdict)


async def judged(edge: Edge, held: Held, desk: Desk) -> None:
    """A document that an agent accepts; it then goes its way."""
    await accepted(desk, held.path.rpartition("/")[2])
    after = await until(edge, held.path, lambda one: one["state"] not in (*_MOVING, "in_review"))
    expect(after["state"] == "delivered", f"handed over, and not {after['state']}")
