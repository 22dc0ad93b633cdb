"""What the person told: facts and their versions, the kinds that can be told, the checks that organismes made."""

from collections.abc import Iterable
from typing import Any

from mesdroits.situation.v1 import ledger_pb2 as pb
from mesdroits.situation.v1 import situation_service_pb2 as service_pb

from services.bff import facts
from services.bff.facts import iso_date
from services.bff.views.base import View
from services.bff.views.french import PeriodView, day, instant, moment, period_view
from services.bff.views.vocabulary import KINDS, VERBS, reader_name

_LEVELS = {
    pb.CONTROL_LEVEL_DECLARED: ("declared", "d'après votre déclaration"),
    pb.CONTROL_LEVEL_DOCUMENT: ("document", "sur un justificatif"),
    pb.CONTROL_LEVEL_VERIFIED: ("verified", "auprès d'une autre source ou sur place"),
}


class FactView(View):
    """One version of a fact. `content` is as it is sent (`{"city": "Riom"}`); absent when the fact was annulled."""

    fact_id: str
    version_id: str
    previous_version_id: str | None
    number: int
    kind: str
    kind_text: str
    verb: str
    verb_text: str
    content: dict[str, Any] | None
    validity: PeriodView | None
    known_time: str
    known_text: str


class FactsView(View):
    """A page of facts: for each, the version that answers the question."""

    facts: tuple[FactView, ...]
    next_page_token: str | None


class VersionsView(View):
    """A page of the versions of one fact, oldest first."""

    versions: tuple[FactView, ...]
    next_page_token: str | None


class ControlView(View):
    """A check that one organisme made, so that the others need not."""

    control_id: str
    fact_id: str
    version_id: str
    kind: str
    organisme: str
    organisme_name: str
    scope: tuple[str, ...]
    level: str
    control_time: str
    expiry_date: str | None
    text: str


class ControlsView(View):
    """A page of checks that still hold."""

    controls: tuple[ControlView, ...]
    next_page_token: str | None


def fact_view(version: pb.FactVersion) -> FactView:
    """One version of a fact."""
    kind, verb = facts.kind_name(version.kind), facts.verb_name(version.verb)
    return FactView(
        fact_id=version.fact_id,
        version_id=version.version_id,
        previous_version_id=version.previous_version_id or None,
        number=version.number,
        kind=kind,
        kind_text=KINDS.get(kind, kind),
        verb=verb,
        verb_text=VERBS.get(verb, verb),
        content=facts.json_of(version.content),
        validity=period_view(version.validity),
        known_time=instant(version.known_time),
        known_text=f"Connue depuis {moment(version.known_time)}",
    )


def facts_view(answer: service_pb.ListFactsResponse) -> FactsView:
    """A page of facts."""
    return FactsView(facts=_facts(answer.facts), next_page_token=answer.next_page_token or None)


def versions_view(answer: service_pb.ListFactVersionsResponse) -> VersionsView:
    """A page of versions."""
    return VersionsView(versions=_facts(answer.versions), next_page_token=answer.next_page_token or None)


def control_view(control: pb.Control) -> ControlView:
    """A check, in one sentence."""
    level, how = _LEVELS.get(control.level, ("unknown", ""))
    kind, name = facts.kind_name(control.kind), reader_name(control.organisme)
    until = f", valable jusqu'au {day(control.expiry_date)}" if control.HasField("expiry_date") else ""
    return ControlView(
        control_id=control.control_id,
        fact_id=control.fact_id,
        version_id=control.version_id,
        kind=kind,
        organisme=control.organisme,
        organisme_name=name,
        scope=tuple(control.scope),
        level=level,
        control_time=instant(control.control_time),
        expiry_date=iso_date(control.expiry_date) if control.HasField("expiry_date") else None,
        text=f"{KINDS.get(kind, kind).capitalize()} : vérification faite par {name} {how}, {moment(control.control_time)}{until}.",
    )


def controls_view(answer: service_pb.ListControlsResponse) -> ControlsView:
    """A page of checks."""
    return ControlsView(
        controls=tuple(control_view(control) for control in answer.controls),
        next_page_token=answer.next_page_token or None,
    )


def _facts(versions: Iterable[pb.FactVersion]) -> tuple[FactView, ...]:
    return tuple(fact_view(version) for version in versions)
