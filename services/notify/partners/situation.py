"""Situation: where the person lives, the children of the home, whether they work, until when a disability is recognised."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from mesdroits.common.v1 import date_pb2
from mesdroits.situation.v1 import facts_pb2, ledger_pb2
from mesdroits.situation.v1 import situation_service_pb2 as pb

from chassis.clients import Client
from chassis.pages import every_page
from services.notify.domain.profile import Child, Paper, PaperKind
from services.notify.domain.territories import department_of
from services.notify.partners.reading import day_of

if TYPE_CHECKING:
    from mesdroits.situation.v1.situation_service_pb2_grpc import SituationServiceAsyncStub

_PAGE = 200
_RQTH = frozenset({"RQTH", "RQTH_ET_TAUX"})
_HIGHER = "SUPERIEUR"
_AT_WORK = frozenset({"SALARIE", "INDEPENDANT", "EXPLOITANT_AGRICOLE"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What the person told. `works` None: they did not say."""

    department: str = ""
    regimes: frozenset[str] = frozenset()
    children: tuple[Child, ...] = ()
    works: bool | None = None
    papers: tuple[Paper, ...] = ()
    scholarship: str = ""


class Situation:
    """Reads the facts that hold on a day."""

    def __init__(self, client: "Client[SituationServiceAsyncStub]") -> None:
        self._client = client

    async def read(self, person_id: str, today: date) -> Facts:
        """The person's facts. Raises the Problem of the call."""
        held = date_pb2.Date(year=today.year, month=today.month, day=today.day)
        request = pb.ListFactsRequest(person_id=person_id, valid_date=held, page_size=_PAGE)
        versions: list[ledger_pb2.FactVersion] = []
        async for page in every_page(partial(self._client.call, self._client.stub.ListFacts), request):
            versions += [fact for fact in page.facts if fact.HasField("content")]
        papers = tuple(paper for version in versions if (paper := _paper(version)))
        holding = [version.fact_id for version in versions if _has_a_scholarship(version.content)]
        told = _facts(version.content for version in versions)
        return replace(told, papers=papers, scholarship=next(iter(holding), ""))


def _facts(contents: Iterable[facts_pb2.FactContent]) -> Facts:
    department, works, regimes = "", None, set()
    homes: Counter[date] = Counter()
    for content in contents:
        which = content.WhichOneof("content")
        if which == "address":
            department = department_of(content.address.commune_code)
        elif which == "employment_status":
            works = content.employment_status.status in _AT_WORK
        elif which == "regime":
            regimes.add(content.regime.regime)
        elif which == "child_arrival":
            homes[day_of(content.child_arrival.birth_date)] += 1
        elif which == "child_departure":
            homes[day_of(content.child_departure.birth_date)] -= 1
    children = tuple(Child(born) for born, count in sorted(homes.items()) for _ in range(count))
    return Facts(department, frozenset(regimes), children, works)


def _has_a_scholarship(content: facts_pb2.FactContent) -> bool:
    """One of higher education: those of a school have other days."""
    return content.studies.scholarship and content.studies.level == _HIGHER


def _paper(version: ledger_pb2.FactVersion) -> Paper | None:
    """The recognition as a disabled worker, where its end was told."""
    is_rqth = version.content.disability_recognition.recognition in _RQTH
    if not is_rqth or not version.validity.HasField("end_date"):
        return None
    return Paper(PaperKind.RQTH, version.fact_id, day_of(version.validity.end_date))
