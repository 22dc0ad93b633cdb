"""Domain → contract: what the 360° view is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import date_pb2
from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as organisme_pb
from mesdroits.rights.v1 import benefit_pb2, view_pb2

from services.rights.api import words
from services.rights.domain.catalogue import Catalogue
from services.rights.domain.continuity import Gap
from services.rights.domain.dated import name_on
from services.rights.domain.exposure import Detail, Exposure, Level
from services.rights.domain.papers import Attestation, Statement
from services.rights.domain.rights import Duty, Payment, RightLine, SourceState, SourceStatus
from services.rights.domain.unrecognised import plain_name
from services.rights.domain.view import DomainView, PotentialRight
from services.rights.domain.vocabulary import Domain, Kind, Organisme

_UNKNOWN_STATE = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Mapper:
    """The words of a day, over what the organismes answered."""

    catalogue: Catalogue
    on: date
    statuses: Mapping[Organisme, SourceStatus]

    def domain(self, seen: DomainView) -> view_pb2.DomainView:
        """One domain."""
        return view_pb2.DomainView(
            domain=domain(seen.domain),
            paid=view_pb2.PaidAnswer.Value(f"PAID_ANSWER_{seen.paid}"),
            organismes=seen.paid_by,
            rights=[self._right(line, seen.exposure) for line in seen.lines],
            potentials=[self._potential(found) for found in seen.potential],
            exposure=exposure(seen.domain, seen.exposure),
            unanswered=seen.unanswered,
            hidden_by_assurance=seen.withheld_lines,
        )

    def _right(self, line: RightLine, shown: Exposure) -> view_pb2.Right:
        status = self.statuses[line.organisme]
        state = "UNSPECIFIED" if line.state == _UNKNOWN_STATE else line.state
        return view_pb2.Right(
            benefit=line.benefit_id,
            benefit_name=self.benefit_name(line.benefit_id),
            organisme=line.organisme,
            organisme_name=self.organisme_name(line.organisme),
            decided_by=line.decided_by or "",
            state=organisme_pb.RightState.Value(f"RIGHT_STATE_{state}"),
            period=period(line.start, line.end) if line.start else None,
            amount_cents=line.amount_cents,
            reason=line.reason or "",
            data_time=instant(status.fetched_at),
            stale=status.status is SourceState.STALE,
            service_url=self._link(line.benefit_id, line.organisme),
            appeal=self._appeal(line, shown),
            without_amount=self._kind(line.benefit_id) in (Kind.COVERAGE, Kind.SERVICE),
            payment_period=self._payment_period(line),
            managed_only=self._kind(line.benefit_id) is Kind.SERVICE,
            duties=[duty(each) for each in line.duties],
        )

    def held(self, line: RightLine) -> view_pb2.Right:
        """A right as a service is told of it: nothing is held back."""
        return self._right(line, Exposure(Level.FULL, None))

    def _kind(self, benefit_id: str) -> Kind | None:
        known = self.catalogue.benefits.get(benefit_id)
        return known.kind if known else None

    def _payment_period(self, line: RightLine) -> view_pb2.PaymentPeriod.ValueType:
        if line.amount_cents is None or line.benefit_id not in self.catalogue.benefits:
            return view_pb2.PAYMENT_PERIOD_UNSPECIFIED
        known = self.catalogue.period_of(line)
        return view_pb2.PaymentPeriod.Value(f"PAYMENT_PERIOD_{known or 'UNSPECIFIED'}")

    def _appeal(self, line: RightLine, shown: Exposure) -> str:
        if line.benefit_id not in self.catalogue.benefits:
            return ""
        if Detail.DECISION not in self.catalogue.exposure.shows[shown.level]:
            return ""
        return words.appeal(self.catalogue.appeal_of(line), self.on)

    def _potential(self, found: PotentialRight) -> view_pb2.PotentialRight:
        benefit = self.catalogue.benefits[found.benefit_id]
        return view_pb2.PotentialRight(
            benefit=benefit.id,
            benefit_name=benefit.name_on(self.on),
            state=view_pb2.PotentialState.Value(f"POTENTIAL_STATE_{found.state}"),
            description=words.potential(benefit, found),
            service_url=self._link(benefit.id, found.organismes[0]),
            because=words.because(found, self.catalogue, self.on),
        )

    def _link(self, benefit_id: str, organisme: Organisme) -> str:
        site = self.catalogue.organismes[organisme].site
        known = self.catalogue.benefits.get(benefit_id)
        return known.links.get(organisme, site) if known else site

    def benefit_name(self, benefit_id: str) -> str:
        """The name of the day; a plain one for a benefit that the catalogue does not know."""
        known = self.catalogue.benefits.get(benefit_id)
        return known.name_on(self.on) if known else plain_name(benefit_id)

    def organisme_name(self, organisme: Organisme) -> str:
        """The name of the day."""
        return name_of(self.catalogue, organisme, self.on)

    def sources(self, hidden: Mapping[Organisme, int]) -> list[view_pb2.SourceStatus]:
        """Who was asked. `hidden`: what their lines about health come to, that this login may not see."""
        return [self._source(status, hidden.get(organisme, 0)) for organisme, status in self.statuses.items()]

    def _source(self, status: SourceStatus, hidden: int) -> view_pb2.SourceStatus:
        reason = " ".join(filter(None, (status.reason, words.hidden(hidden))))
        return view_pb2.SourceStatus(
            organisme=status.organisme,
            organisme_name=self.organisme_name(status.organisme),
            availability=view_pb2.Availability.Value(f"AVAILABILITY_{status.status}"),
            data_time=instant(status.fetched_at),
            retry_in_seconds=status.retry_in_s or 0,
            reason=reason,
        )

    def payment(self, line: Payment) -> view_pb2.Payment:
        """A payment, beside what the right amounts to."""
        return view_pb2.Payment(
            benefit=line.benefit_id,
            benefit_name=self.benefit_name(line.benefit_id),
            organisme=line.organisme,
            organisme_name=self.organisme_name(line.organisme),
            payment_date=calendar_date(line.payment_date),
            amount_cents=line.amount_cents,
            expected_cents=line.expected_cents,
            recovered_cents=line.recovered_cents,
            reason=line.reason or "",
        )

    def statement(self, paper: Statement) -> view_pb2.Statement:
        """A statement."""
        return view_pb2.Statement(
            statement_id=paper.statement_id,
            organisme=paper.organisme,
            organisme_name=self.organisme_name(paper.organisme),
            statement_date=calendar_date(paper.dated),
            title=paper.title,
            amount_cents=paper.amount_cents,
        )

    def attestation(self, paper: Attestation) -> view_pb2.Attestation:
        """An attestation."""
        return view_pb2.Attestation(
            attestation_id=paper.attestation_id,
            organisme=paper.organisme,
            organisme_name=self.organisme_name(paper.organisme),
            title=paper.title,
            statement=paper.statement,
            issue_date=calendar_date(paper.issued),
            expiry_date=calendar_date(paper.expires) if paper.expires else None,
        )

    def gap(self, found: Gap) -> view_pb2.Gap:
        """Days that no right covers."""
        return view_pb2.Gap(
            cover=self.catalogue.groups[found.group].name,
            period=period(found.start, found.end),
            ended_benefit=found.ended_benefit,
            remedy_benefit=found.remedy,
            remedy=words.remedy(found, self.catalogue, self.on),
            upcoming=found.is_upcoming(self.on),
            certain=found.is_certain,
        )


def name_of(catalogue: Catalogue, organisme: Organisme, on: date) -> str:
    """An organisme's name that day."""
    return name_on(catalogue.organismes[organisme].names, on)


def domain(given: Domain) -> benefit_pb2.Domain.ValueType:
    """A domain."""
    return benefit_pb2.Domain.Value(f"DOMAIN_{given}")


def exposure(given: Domain, found: Exposure) -> benefit_pb2.DomainExposure:
    """How much of a domain is shown."""
    return benefit_pb2.DomainExposure(
        domain=domain(given),
        level=benefit_pb2.ExposureLevel.Value(f"EXPOSURE_LEVEL_{found.level.name}"),
        expected_date=calendar_date(found.expected_date) if found.expected_date else None,
    )


def duty(given: Duty) -> organisme_pb.Duty:
    """Something to do to keep a right."""
    return organisme_pb.Duty(
        kind=organisme_pb.DutyKind.Value(f"DUTY_KIND_{given.kind}"),
        open_date=calendar_date(given.opens) if given.opens else None,
        due_date=calendar_date(given.due),
        done_time=instant(given.done),
        reference_months=[calendar_date(month) for month in given.months],
    )


def calendar_date(given: date) -> date_pb2.Date:
    """A date."""
    return date_pb2.Date(year=given.year, month=given.month, day=given.day)


def period(start: date | None, end: date | None) -> date_pb2.Period:
    """A span of dates, both included."""
    return date_pb2.Period(
        start_date=calendar_date(start) if start else None, end_date=calendar_date(end) if end else None
    )


def instant(given: datetime | None) -> Timestamp | None:
    """An instant."""
    if given is None:
        return None
    stamp = Timestamp()
    stamp.FromDatetime(given)
    return stamp
