"""Reads the rulebook once, when the process starts: a fault in it stops the start."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Protocol, TypeVar

import yaml

from services.notify.calendar import schema
from services.notify.domain import rulebook as rules
from services.notify.domain.months import Lead
from services.notify.domain.profile import DutyKind, PaperKind

HERE = Path(__file__).parent
FILES = ("declarations.yaml", "renewals.yaml", "schooling.yaml", "papers.yaml", "life.yaml")
_FOR_LEADS = date(2026, 12, 31)
T = TypeVar("T", bound=schema.Strict)


class RulebookError(Exception):
    """The rules contradict themselves; the message says where."""


class _OfBenefits(Protocol):
    @property
    def benefits(self) -> frozenset[str]: ...


B = TypeVar("B", bound=_OfBenefits)


def load(folder: Path = HERE) -> rules.Rulebook:
    """The rulebook of a folder. Raises RulebookError, or pydantic's ValidationError, which names the file's key."""
    life = _read(folder / "life.yaml", schema.LifeFile)
    schooling = _read(folder / "schooling.yaml", schema.SchoolingFile)
    papers = [_paper(rule) for rule in _read(folder / "papers.yaml", schema.PapersFile).rules]
    declared = _read(folder / "declarations.yaml", schema.DeclarationsFile).rules
    renewed = _read(folder / "renewals.yaml", schema.RenewalsFile)
    late = _head(renewed.late)
    book = rules.Rulebook(
        version=blake2b(b"\0".join((folder / name).read_bytes() for name in FILES), digest_size=8).hexdigest(),
        declarations=_by_benefit(map(_declaration, declared)),
        renewals=_by_benefit(_renewal(rule, late) for rule in renewed.rules),
        late_renewal=late,
        schooling=_by_benefit(_schooling(schooling)),
        papers={kind: tuple(rule for rule in papers if kind in rule.kinds) for kind in PaperKind},
        retirement=_retirement(life.retirement),
        told={kind: _plain(rule) for kind, rule in life.told.items()},
        appeal=_plain(life.plain.appeal),
        piece=_plain(life.plain.piece),
        mandate=_plain(life.plain.mandate),
        gap=_plain(life.plain.gap),
        scholarship=_yearly(life.plain.scholarship),
    )
    faults = list(_faults(book))
    if faults:
        raise RulebookError("; ".join(faults))
    return book


def _read(path: Path, model: type[T]) -> T:
    return model.model_validate(yaml.safe_load(path.read_text("utf-8")))


def _by_benefit(listed: Iterable[B]) -> Mapping[str, tuple[B, ...]]:
    found: dict[str, tuple[B, ...]] = {}
    for rule in listed:
        for benefit in sorted(rule.benefits):
            found[benefit] = (*found.get(benefit, ()), rule)
    return found


def _head(rule: schema.HeadSchema) -> rules.Head:
    return rules.Head(
        rule=rule.rule,
        kind=rule.kind,
        since=rule.since,
        until=rule.until,
        legal_reference=rule.reference,
        checked=rule.checked,
        template=rule.template,
        remind_at_opening=rule.remind.at_opening,
        remind_before=tuple(sorted(rule.remind.before, reverse=True)),
        health=rule.health,
        legal_effect=rule.legal_effect,
    )


def _lead(lead: schema.LeadSchema) -> Lead:
    return Lead(lead.months, lead.days)


def _declaration(rule: schema.DeclarationSchema) -> rules.DeclarationRule:
    references = tuple(
        rules.ReferenceMonths(one.since, tuple(one.back), frozenset(one.organismes), frozenset(one.departments))
        for one in rule.references
    )
    return rules.DeclarationRule(
        head=_head(rule),
        benefits=frozenset(rule.benefits),
        every=rule.every,
        references=references,
        departments=frozenset(name for reference in rule.references for name in reference.departments),
        only_if_working=rule.only_if_working,
        late=rules.Belated(_head(rule.late), rule.late.months) if rule.late else None,
    )


def _renewal(rule: schema.RenewalSchema, late: rules.Head) -> rules.RenewalRule:
    head = _head(rule)
    return rules.RenewalRule(
        head=head,
        benefits=frozenset(rule.benefits),
        opens=_lead(rule.opens),
        closes=_lead(rule.closes),
        late_head=replace(late, health=rule.health, legal_reference=rule.reference),
        answered_by=frozenset({*rule.answered_by, *rule.benefits}),
        automatic_with=frozenset(rule.automatic_with),
        automatic_head=replace(head, template=rule.automatic_template) if rule.automatic_template else None,
    )


def _schooling(file: schema.SchoolingFile) -> Iterator[rules.SchoolRule]:
    payments = {
        territory: rules.PaymentDay(payment.told, payment.month, payment.weekday, payment.rank)
        for payment in file.payments
        for territory in payment.territories
    }
    for rule in file.rules:
        yield rules.SchoolRule(
            head=_head(rule),
            benefits=frozenset(rule.benefits),
            youngest=rule.youngest,
            oldest=rule.oldest,
            minor_on=(rule.minor_on.month, rule.minor_on.day),
            opens=(rule.opens.month, rule.opens.day) if rule.opens else None,
            territories=frozenset(payments) - frozenset(rule.territories_without),
            payments=payments,
        )


def _paper(rule: schema.PaperSchema) -> rules.PaperRule:
    return rules.PaperRule(_head(rule), frozenset(rule.papers), _lead(rule.opens), _lead(rule.ask_by))


def _retirement(rule: schema.RetirementSchema) -> rules.RetirementRule:
    return rules.RetirementRule(
        head=_head(rule.request),
        age_head=_head(rule.age),
        opens=_lead(rule.opens),
        closes=_lead(rule.closes),
        age_opens=_lead(rule.age_opens),
        benefits=frozenset(rule.benefits),
        generations=tuple(rules.Generation(one.born, one.months) for one in rule.generations),
    )


def _plain(rule: schema.PlainSchema) -> rules.PlainRule:
    return rules.PlainRule(_head(rule), _lead(rule.opens))


def _yearly(rule: schema.YearlySchema) -> rules.YearlyRule:
    month, day = map(int, rule.due.split("-"))
    return rules.YearlyRule(_head(rule), _lead(rule.opens), (month, day))


def _faults(book: rules.Rulebook) -> Iterator[str]:
    yield from _heads(book)
    yield from _leads(book)
    for renewal in (rule for listed in book.renewals.values() for rule in listed):
        if bool(renewal.automatic_with) != bool(renewal.automatic_head):
            yield f"{renewal.head.rule}: what is automatic has a text of its own, and the other way round"
    yield from (f"told: nothing for {kind}" for kind in DutyKind if kind not in book.told)
    for rule in (rule for listed in book.declarations.values() for rule in listed):
        if not _rising([reference.since for reference in rule.references]):
            yield f"{rule.head.rule}: the reference months do not rise"
    if not _rising([generation.born for generation in book.retirement.generations]):
        yield "retirement: the generations do not rise"


def _rising(days: list[date]) -> bool:
    return days == sorted(days)


def _heads(book: rules.Rulebook) -> Iterator[str]:
    heads = book.heads()
    names = [head.rule for head in heads]
    yield from (f"{name}: twice" for name in sorted({name for name in names if names.count(name) > 1}))
    for head in heads:
        if head.until and head.until < head.since:
            yield f"{head.rule}: ends before it begins"
        if head.template.split("/")[0] != head.rule:
            yield f"{head.rule}: the template of another rule"


def _leads(book: rules.Rulebook) -> Iterator[str]:
    windows = [(rule.head.rule, rule.opens, rule.closes) for listed in book.renewals.values() for rule in listed]
    windows += [(rule.head.rule, rule.opens, rule.ask_by) for listed in book.papers.values() for rule in listed]
    windows.append((book.retirement.head.rule, book.retirement.opens, book.retirement.closes))
    yield from (
        f"{name}: closes before it opens"
        for name, opens, closes in windows
        if opens.before(_FOR_LEADS) >= closes.before(_FOR_LEADS)
    )
