"""What the suite knows of a person, as it is sent to Prefill, and what comes back."""

from datetime import UTC, date, datetime

from mesdroits.common.v1 import date_pb2
from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as gateway_pb
from mesdroits.rights.v1 import benefit_pb2, view_pb2
from mesdroits.simulator.v1 import simulator_service_pb2 as pb
from mesdroits.situation.v1 import facts_pb2, ledger_pb2

from services.simulator.api.reading_prefill import known_of
from services.simulator.domain.household import Household
from services.simulator.domain.prefill import Prefilled, Provenance
from services.simulator.domain.prefilling import prefilled
from services.simulator.prefill.loader import load_prefill

RULES = load_prefill()
TODAY = date(2026, 11, 22)
MONTH = date(2026, 11, 1)


def day(when: date) -> date_pb2.Date:
    return date_pb2.Date(year=when.year, month=when.month, day=when.day)


def fact(
    content: facts_pb2.FactContent, start: date = date(2026, 1, 1), end: date | None = None,
    *, known: date = date(2026, 10, 15), verb: ledger_pb2.Verb.ValueType = ledger_pb2.VERB_CREATED,
) -> ledger_pb2.FactVersion:  # fmt: skip
    version = ledger_pb2.FactVersion(content=content, verb=verb)
    version.validity.start_date.CopyFrom(day(start))
    if end:
        version.validity.end_date.CopyFrom(day(end))
    version.known_time.FromDatetime(datetime(known.year, known.month, known.day, tzinfo=UTC))
    return version


def status(word: str, start: date = date(2026, 1, 1), end: date | None = None) -> ledger_pb2.FactVersion:
    return fact(facts_pb2.FactContent(family_status=facts_pb2.FamilyStatus(status=word)), start, end)


def work(word: str) -> ledger_pb2.FactVersion:
    return fact(facts_pb2.FactContent(employment_status=facts_pb2.EmploymentStatus(status=word)))


def child(born: date, names: str = "", circumstance: str = "NAISSANCE") -> ledger_pb2.FactVersion:
    arrival = facts_pb2.ChildArrival(circumstance=circumstance, birth_date=day(born), given_names=names)
    return fact(facts_pb2.FactContent(child_arrival=arrival), start=born)


def departure(born: date, names: str = "") -> ledger_pb2.FactVersion:
    left = facts_pb2.ChildDeparture(birth_date=day(born), given_names=names, circumstance="INDEPENDANCE")
    return fact(facts_pb2.FactContent(child_departure=left), start=date(2026, 9, 1))


def housing(**fields: object) -> ledger_pb2.FactVersion:
    return fact(facts_pb2.FactContent(housing=facts_pb2.Housing(**fields)))  # type: ignore[arg-type]


def address(start: date = date(2020, 1, 1)) -> ledger_pb2.FactVersion:
    return fact(facts_pb2.FactContent(address=facts_pb2.Address(commune_code="63113")), start=start)


def month_of(month: date, **lines: int) -> ledger_pb2.FactVersion:
    told = facts_pb2.MonthlyResources(month=day(month))
    for nature, cents in lines.items():
        told.lines.add(nature=nature, amount_cents=cents)
    return fact(facts_pb2.FactContent(monthly_resources=told), start=month)


def payment(benefit: str, when: date, cents: int, organisme: str = "cnaf") -> view_pb2.Payment:
    names = {"cnaf": "Caf", "france_travail": "France Travail", "cnav": "Assurance retraite"}
    return view_pb2.Payment(
        benefit=benefit,
        organisme=organisme,
        organisme_name=names[organisme],
        payment_date=day(when),
        amount_cents=cents,
    )


def domain(name: str, *rights: view_pb2.Right, unanswered: tuple[str, ...] = ()) -> view_pb2.DomainView:
    view = view_pb2.DomainView(domain=benefit_pb2.Domain.Value(f"DOMAIN_{name}"), rights=rights, unanswered=unanswered)
    view.paid = view_pb2.PAID_ANSWER_UNKNOWN if unanswered else view_pb2.PAID_ANSWER_NO
    view.exposure.level = benefit_pb2.EXPOSURE_LEVEL_FULL
    return view


def right(benefit: str, cents: int | None = None, organisme: str = "cnaf") -> view_pb2.Right:
    held = view_pb2.Right(benefit=benefit, organisme=organisme, organisme_name=organisme, amount_cents=cents)
    held.state = gateway_pb.RIGHT_STATE_OPEN
    held.period.start_date.CopyFrom(day(date(2025, 1, 1)))
    held.data_time.FromDatetime(datetime(2026, 11, 22, tzinfo=UTC))
    return held


def request(
    *facts: ledger_pb2.FactVersion, domains: tuple[view_pb2.DomainView, ...] = (),
    payments: tuple[view_pb2.Payment, ...] = (), born: date | None = date(1986, 4, 17),
) -> pb.PrefillRequest:  # fmt: skip
    message = pb.PrefillRequest(person_id="p", month=day(MONTH), facts=facts, domains=domains, payments=payments)
    if born:
        message.birth_date.CopyFrom(day(born))
    return message


def of(message: pb.PrefillRequest) -> Prefilled:
    return prefilled(known_of(message, TODAY), RULES, TODAY)


def household(message: pb.PrefillRequest) -> Household:
    found = of(message).household
    assert found is not None
    return found


def provenance(message: pb.PrefillRequest, field: str) -> Provenance:
    return next(one for one in of(message).provenances if one.field == field)


def questions(message: pb.PrefillRequest) -> set[str]:
    return {one.question for one in of(message).questions}


def pregnancy(expected: date) -> ledger_pb2.FactVersion:
    return fact(facts_pb2.FactContent(pregnancy=facts_pb2.Pregnancy(expected_date=day(expected))))


def studies(level: str) -> ledger_pb2.FactVersion:
    return fact(facts_pb2.FactContent(studies=facts_pb2.Studies(level=level, scholarship=True)))
