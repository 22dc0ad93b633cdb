"""What the suite already knows of a household: identity, situation and rights are asked at the same time, then the simulator puts it together."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from google.protobuf.message import Message
from mesdroits.common.v1.date_pb2 import Date
from mesdroits.identity.v1 import identity_service_pb2 as identity_pb
from mesdroits.rights.v1 import rights_service_pb2 as rights_pb
from mesdroits.rights.v1 import view_pb2
from mesdroits.simulator.v1 import simulator_service_pb2 as pb
from mesdroits.situation.v1 import ledger_pb2
from mesdroits.situation.v1 import situation_service_pb2 as situation_pb

from chassis.errors import Problem
from services.bff.clients import Voice
from services.bff.screens.parts import unless_away
from services.bff.views.household import HouseholdView, household_view

_PARIS = ZoneInfo("Europe/Paris")
_MOST = 200
# What names somebody, or says where they live to the door, tells nothing of a right: the simulator never sees it.
_NAMING = frozenset(
    {
        "complement", "street", "place", "given_names", "family_name", "employer_name", "employer_siret", "establishment",
    }
)  # fmt: skip
_NAMING_KINDS = frozenset({"contact", "bank_account"})
_SITUATION, _RIGHTS, _PAYMENTS, _IDENTITY = (
    "Vos déclarations ne répondent pas : ce que vous avez déclaré manque ici.",
    "Vos droits ne répondent pas : ce que vous recevez déjà manque ici.",
    "Vos paiements ne répondent pas : les montants versés manquent ici.",
    "Votre date de naissance n'a pas pu être lue.",
)


@dataclass(frozen=True)
class Known:
    """What is given to the simulator, and what is missing from it, in plain French."""

    request: pb.PrefillRequest
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Start:
    """A household to start from."""

    answer: pb.PrefillResponse
    month: Date
    missing: tuple[str, ...] = ()
    # What benefits are called, by id; empty when the simulator's catalogue did not answer.
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def view(self) -> HouseholdView:
        """As it is shown."""
        answer = self.answer
        made = household_view(answer.household, answer.provenances, (), answer.questions, self.names)
        return made.model_copy(update={"missing": self.missing})


def day_of(moment: datetime) -> Date:
    """The day that it is in Paris."""
    local = moment.astimezone(_PARIS)
    return Date(year=local.year, month=local.month, day=local.day)


def month_of(moment: datetime) -> Date:
    """The month that it is in Paris, as its first day."""
    local = moment.astimezone(_PARIS)
    return Date(year=local.year, month=local.month, day=1)


async def start(voice: Voice, moment: datetime, month: Date | None = None, birth_date: Date | None = None) -> Start:
    """What is known of the person, in a month (that of the moment unless another is said). A service that is away leaves a gap that is told."""
    found, payments, named = await asyncio.gather(
        known(voice, moment), unless_away(_payments(voice)), unless_away(_names(voice))
    )
    request, missing = found.request, found.missing
    if isinstance(payments, Problem):
        missing = (*missing, _PAYMENTS)
    else:
        request.payments.extend(payments)
    request.month.CopyFrom(month or month_of(moment))
    if birth_date is not None:
        request.birth_date.CopyFrom(birth_date)
    names = {} if isinstance(named, Problem) else named
    return replace(await put_together(voice, request), missing=missing, names=names)


async def put_together(voice: Voice, request: pb.PrefillRequest) -> Start:
    """The household that these facts make."""
    simulator = voice.suite.simulator
    return Start(await voice.ask(simulator, simulator.stub.Prefill, request), request.month)


async def known(voice: Voice, moment: datetime, view: rights_pb.GetViewResponse | None = None) -> Known:
    """What identity, situation and rights say; payments aside. `view`: the rights, when they were asked already."""
    born, facts, rights = await asyncio.gather(
        unless_away(_birth_date(voice)), unless_away(_facts(voice)), unless_away(_rights(voice, view))
    )
    request = pb.PrefillRequest(person_id=voice.person_id, month=month_of(moment))
    missing: list[str] = []
    if isinstance(born, Problem):
        missing.append(_IDENTITY)
    elif born is not None:
        request.birth_date.CopyFrom(born)
    if isinstance(facts, Problem):
        missing.append(_SITUATION)
    else:
        request.facts.extend(facts)
    if isinstance(rights, Problem):
        missing.append(_RIGHTS)
    else:
        request.domains.extend(rights.domains)
    return Known(request, tuple(missing))


def without_names(facts: Sequence[ledger_pb2.FactVersion]) -> list[ledger_pb2.FactVersion]:
    """The facts, less all that names somebody or leads to their door."""
    kept = []
    for fact in facts:
        kind = fact.content.WhichOneof("content")
        if kind in _NAMING_KINDS:
            continue
        bare = ledger_pb2.FactVersion()
        bare.CopyFrom(fact)
        if kind:
            _bare(getattr(bare.content, kind))
        kept.append(bare)
    return kept


def _bare(content: Message) -> None:
    for name in _NAMING & set(content.DESCRIPTOR.fields_by_name):
        content.ClearField(name)


async def _birth_date(voice: Voice) -> Date | None:
    identity = voice.suite.identity
    answer = await voice.ask(identity, identity.stub.GetPerson, identity_pb.GetPersonRequest(person_id=voice.person_id))
    return answer.person.birth_date if answer.person.HasField("birth_date") else None


async def _facts(voice: Voice) -> list[ledger_pb2.FactVersion]:
    # Of every date: the resources of a past month are true of that month alone.
    situation = voice.suite.situation
    request = situation_pb.ListFactsRequest(person_id=voice.person_id, page_size=_MOST)
    return without_names((await voice.ask(situation, situation.stub.ListFacts, request)).facts)


async def _rights(voice: Voice, view: rights_pb.GetViewResponse | None) -> rights_pb.GetViewResponse:
    if view is not None:
        return view
    rights = voice.suite.rights
    return await voice.ask(rights, rights.stub.GetView, rights_pb.GetViewRequest(person_id=voice.person_id))


async def _names(voice: Voice) -> Mapping[str, str]:
    simulator = voice.suite.simulator
    request = pb.ListBenefitsRequest(person_id=voice.person_id, page_size=_MOST)
    answer = await voice.ask(simulator, simulator.stub.ListBenefits, request)
    return {one.benefit: one.name for one in answer.benefits}


async def _payments(voice: Voice) -> list[view_pb2.Payment]:
    rights = voice.suite.rights
    request = rights_pb.ListPaymentsRequest(person_id=voice.person_id, page_size=_MOST)
    return list((await voice.ask(rights, rights.stub.ListPayments, request)).payments)
