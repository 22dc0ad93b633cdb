"""Changes of situation out of their messages. Whether a change is possible for the household is the domain's to say; here, whether it is well said."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from mesdroits.simulator.v1 import change_pb2 as pb
from mesdroits.simulator.v1 import household_pb2
from mesdroits.simulator.v1.simulator_service_pb2 import CompareRequest

from services.simulator.api.reading_persons import PERSON_KEY, disability_of, home_of, person_of, series_of
from services.simulator.api.reading_values import Reader
from services.simulator.domain import changes as domain
from services.simulator.domain.changes import Change, Combination, What
from services.simulator.domain.household import Household, Person, Series, months_after
from services.simulator.domain.vocabulary import Basis, ContractEnd, Resource, Role, SchoolLevel, Union

_MOST_CHANGES, _MOST_TOGETHER = 20, 6
_MONTHS_AROUND = 12
_KEY = re.compile(r"[a-z0-9_-]{1,32}", re.ASCII)


def tried_of(
    request: CompareRequest, household: Household, today: date
) -> tuple[tuple[Change, ...], tuple[Combination, ...]]:
    """What is tried alone, and what is tried together, in their order. Raises InvalidInput with every fault of all of them."""
    reader = Reader(today, month=household.month)
    asked = len(request.changes) + sum(len(one.changes) for one in request.combinations)
    if not asked:
        reader.fault("changes", "Choisissez au moins un changement.")
    if max(asked, len(request.combinations)) > _MOST_CHANGES:
        reader.fault("changes", f"Il y en a trop : {_MOST_CHANGES} au plus.")
        reader.check()
    changes = _changes(reader, request.changes, "changes")
    combinations = tuple(
        _combination(reader, one, f"combinations[{rank}]") for rank, one in enumerate(request.combinations)
    )
    keys = [one.change for one in request.changes] + [one.combination for one in request.combinations]
    if len(set(keys)) < len(keys):
        reader.fault("changes", "Deux essais portent le même identifiant.")
    reader.check()
    return changes, combinations


def _combination(reader: Reader, message: pb.Combination, path: str) -> Combination:
    if not message.changes:
        reader.fault(f"{path}.changes", "Choisissez au moins un changement.")
    reader.few(message.changes, f"{path}.changes", _MOST_TOGETHER)
    if len({one.change for one in message.changes}) < len(message.changes):
        reader.fault(f"{path}.changes", "Deux changements portent le même identifiant.")
    key = reader.key(message.combination, f"{path}.combination", _KEY)
    return Combination(key, _changes(reader, message.changes, f"{path}.changes"))


def _changes(reader: Reader, messages: Sequence[pb.Change], path: str) -> tuple[Change, ...]:
    read = [_change(reader, one, f"{path}[{rank}]") for rank, one in enumerate(messages)]
    return tuple(change for change in read if change is not None)


def _change(reader: Reader, message: pb.Change, path: str) -> Change | None:
    key = reader.key(message.change, f"{path}.change", _KEY)
    day = reader.day(message, "date", path)
    first, last = months_after(reader.month, -_MONTHS_AROUND), months_after(reader.month, _MONTHS_AROUND + 1)
    if not message.HasField("date"):
        reader.fault(f"{path}.date", "Indiquez la date du changement.")
    elif day is not None and not first <= day < last:
        reader.fault(f"{path}.date", "Choisissez une date à un an au plus du mois simulé.")
    kind = message.WhichOneof("what")
    if kind is None:
        reader.fault(f"{path}.what", "Dites ce qui change.")
        return None
    what = _READ[kind](reader, getattr(message, kind), f"{path}.{kind}")
    return Change(key, day or reader.month, what)


def _who(reader: Reader, message: Any, path: str) -> str:
    return reader.key(message.person, f"{path}.person", PERSON_KEY)


def _basis(reader: Reader, message: Any, path: str) -> Basis:
    return reader.choice(household_pb2.AmountBasis.DESCRIPTOR, message.basis, Basis, f"{path}.basis") or Basis.NET


def _new_job(reader: Reader, message: pb.NewJob, path: str) -> What:
    amount = reader.cents(message.monthly_cents, f"{path}.monthly_cents")
    return domain.NewJob(_who(reader, message, path), amount, _basis(reader, message, path))


def _wage_change(reader: Reader, message: pb.WageChange, path: str) -> What:
    amount = reader.cents(message.monthly_cents, f"{path}.monthly_cents")
    return domain.WageChange(_who(reader, message, path), amount, _basis(reader, message, path))


def _job_loss(reader: Reader, message: pb.JobLoss, path: str) -> What:
    end = reader.choice(household_pb2.ContractEnd.DESCRIPTOR, message.contract_end, ContractEnd, f"{path}.contract_end")
    return domain.JobLoss(_who(reader, message, path), end or ContractEnd.DISMISSAL)


def _separation(reader: Reader, message: pb.Separation, path: str) -> What:
    return domain.Separation(
        children_staying=_keys(reader, message.children_staying, f"{path}.children_staying"),
        children_alternating=_keys(reader, message.children_alternating, f"{path}.children_alternating"),
        alimony_received_cents=reader.cents(message.alimony_received_cents, f"{path}.alimony_received_cents"),
        alimony_paid_cents=reader.cents(message.alimony_paid_cents, f"{path}.alimony_paid_cents"),
        home=home_of(reader, message.home, f"{path}.home") if message.HasField("home") else None,
    )


def _keys(reader: Reader, values: Sequence[str], path: str) -> frozenset[str]:
    return (
        frozenset(reader.key(value, path, PERSON_KEY) for value in values)
        if reader.few(values, path, 20)
        else frozenset()
    )


def _couple(reader: Reader, message: pb.Couple, path: str) -> What:
    partner: Person = person_of(reader, message.partner, f"{path}.partner")
    if partner.role is not Role.PARTNER:
        reader.fault(f"{path}.partner.role", "La personne qui vous rejoint est votre conjoint.")
    found: dict[Resource, Series] = {}
    where = f"{path}.resources"
    for rank, one in enumerate(message.resources if reader.few(message.resources, where, 40) else ()):
        (_, kind), series = series_of(reader, one, f"{where}[{rank}]", (partner.key,))
        if kind in found:
            reader.fault(f"{where}[{rank}]", "Cette ressource est indiquée deux fois.")
        found[kind] = series
    return domain.Couple(
        reader.required(household_pb2.Union.DESCRIPTOR, message.union, Union, f"{path}.union"), partner, found
    )


def _studies(reader: Reader, message: pb.Studies, path: str) -> What:
    level = reader.required(household_pb2.SchoolLevel.DESCRIPTOR, message.school, SchoolLevel, f"{path}.school")
    return domain.Studies(_who(reader, message, path), level, message.scholarship)


def _disability(reader: Reader, message: pb.DisabilityRecognised, path: str) -> What:
    return domain.DisabilityRecognised(
        _who(reader, message, path), disability_of(reader, message.disability, f"{path}.disability")
    )


_READ: Mapping[str, Callable[[Reader, Any, str], What]] = {
    "move": lambda reader, message, path: domain.Move(home_of(reader, message.home, f"{path}.home")),
    "new_job": _new_job,
    "wage_change": _wage_change,
    "job_loss": _job_loss,
    "retire": lambda reader, message, path: domain.Retire(_who(reader, message, path), reader.optional(message, "pension_cents", path)),
    "birth": lambda reader, message, path: domain.Birth(reader.number(message.children, f"{path}.children", 6) or 1),
    "separation": _separation,
    "couple": _couple,
    "child_leaving": lambda reader, message, path: domain.ChildLeaving(reader.key(message.child, f"{path}.child", PERSON_KEY)),
    "disability_recognised": _disability,
    "studies": _studies,
    "partner_death": lambda reader, message, path: domain.PartnerDeath(reader.optional(message, "survivor_pension_cents", path)),
    "rent_change": lambda reader, message, path: domain.RentChange(reader.cents(message.rent_cents, f"{path}.rent_cents")),
    "parental_leave": lambda reader, message, path: domain.ParentalLeave(_who(reader, message, path)),
    "sick_leave": lambda reader, message, path: domain.SickLeave(_who(reader, message, path), reader.optional(message, "monthly_cents", path)),
}  # fmt: skip
