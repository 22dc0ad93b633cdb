"""The six bubbles. Each answers three questions in words: am I being paid, by whom, what else could I have. Unknown is said; it is never 0."""

from collections.abc import Iterable, Sequence

from mesdroits.rights.v1 import benefit_pb2, view_pb2
from mesdroits.rights.v1.rights_service_pb2 import GetViewResponse

from services.bff.facts import iso_date
from services.bff.views.assurance import withheld
from services.bff.views.base import Link, View
from services.bff.views.french import day
from services.bff.views.held import RightView, right_view
from services.bff.views.payers import paid_text, payers_text
from services.bff.views.potentials import Answer, PotentialView, Said, potential_views, potentials_answer
from services.bff.views.sources import Alert, SourceView, missing_names, source_alerts, source_views
from services.bff.views.vocabulary import DOMAINS, reader_name

_PAID = {view_pb2.PAID_ANSWER_YES: "yes", view_pb2.PAID_ANSWER_NO: "no"}
_LEVELS = {
    benefit_pb2.EXPOSURE_LEVEL_NONE: ("none", "Ce domaine n'est pas encore ouvert pour votre régime."),
    benefit_pb2.EXPOSURE_LEVEL_FIRST: ("first", "Premier niveau de service pour votre régime."),
    benefit_pb2.EXPOSURE_LEVEL_ENRICHED: ("enriched", "Service enrichi pour votre régime."),
    benefit_pb2.EXPOSURE_LEVEL_FULL: ("full", "Toutes les informations de ce domaine sont affichées."),
}
_UNKNOWN_LEVEL = ("unknown", "Nous ne savons pas encore ce qui peut être affiché dans ce domaine.")
_CONCEALED = ("droit lié à la santé n'est pas affiché", "droits liés à la santé ne sont pas affichés")


class ExposureView(View):
    """How much of a domain is shown: none, first, enriched, full or unknown."""

    level: str
    text: str
    expected_date: str | None


class BubbleView(View):
    """One domain. `paid` is yes, no or unknown. Rights that tell something about health want a stronger login: how many are hidden is said."""

    domain: str
    name: str
    paid: str
    paid_answer: Answer
    payers: tuple[str, ...]
    payers_answer: Answer
    potentials: tuple[PotentialView, ...]
    potentials_answer: Answer
    # Whether the simulator could be asked; where it could not, nothing is said of what could be had.
    simulated: bool = False
    rights: tuple[RightView, ...]
    exposure: ExposureView
    hidden_by_assurance: int = 0
    hidden_text: str | None = None
    step_up: Link | None = None


class RightsView(View):
    """The whole view, and who is missing from it."""

    bubbles: tuple[BubbleView, ...]
    sources: tuple[SourceView, ...]
    alerts: tuple[Alert, ...]
    partial: bool


def rights_view(answer: GetViewResponse, *, step_up: bool = False, said: Said = None) -> RightsView:
    """The view, as rights composed it. `step_up`: whether a stronger login is offered. `said`: what the simulator says of what is not held."""
    sources = source_views(answer.sources)
    bubbles = tuple(
        _bubble(one, missing_names(sources, one.unanswered), said, step_up=step_up) for one in answer.domains
    )
    return RightsView(bubbles=bubbles, sources=sources, alerts=source_alerts(sources), partial=answer.partial)


def unknown_rights_view(why: str) -> RightsView:
    """The six bubbles when nothing could be asked: nothing is said of anybody's rights, and why."""
    nothing = potentials_answer((), None)
    bubbles = tuple(
        BubbleView(
            domain=domain,
            name=name,
            paid="unknown",
            paid_answer=_paid_question(f"Nous ne le savons pas encore. {why}"),
            payers=(),
            payers_answer=_payers_question("Nous ne le savons pas encore."),
            potentials=(),
            potentials_answer=nothing,
            rights=(),
            exposure=ExposureView(level=_UNKNOWN_LEVEL[0], text=_UNKNOWN_LEVEL[1], expected_date=None),
        )
        for domain, name in DOMAINS.items()
    )
    return RightsView(bubbles=bubbles, sources=(), alerts=(Alert(level="warning", text=why),), partial=True)


def domain_name(domain: int) -> str:
    """`DOMAIN_SANTE` → `sante`."""
    return benefit_pb2.Domain.DESCRIPTOR.values_by_number[domain].name.removeprefix("DOMAIN_").lower()


def _bubble(view: view_pb2.DomainView, missing: Sequence[str], said: Said, *, step_up: bool) -> BubbleView:
    domain, paid = domain_name(view.domain), _PAID.get(view.paid, "unknown")
    rights = tuple(right_view(right) for right in view.rights)
    payers = tuple(dict.fromkeys(_payer(one, rights) for one in view.organismes))
    potentials = potential_views(view.potentials, said)
    concealed = withheld(view.hidden_by_assurance, *_CONCEALED, step_up=step_up)
    return BubbleView(
        domain=domain,
        name=DOMAINS.get(domain, domain),
        paid=paid,
        paid_answer=_paid_question(paid_text(paid, rights, missing)),
        payers=payers,
        payers_answer=_payers_question(payers_text(paid, payers, rights)),
        potentials=potentials,
        potentials_answer=potentials_answer(potentials, said),
        simulated=bool(said),
        rights=rights,
        exposure=_exposure(view.exposure),
        hidden_by_assurance=view.hidden_by_assurance,
        hidden_text=concealed.text,
        step_up=concealed.step_up,
    )


def _payer(organisme: str, rights: Iterable[RightView]) -> str:
    known = (right.organisme_name for right in rights if right.organisme == organisme and right.organisme_name)
    return next(known, reader_name(organisme))


def _paid_question(text: str) -> Answer:
    return Answer(question="Est-ce que je perçois quelque chose ?", text=text)


def _payers_question(text: str) -> Answer:
    return Answer(question="De la part de qui ?", text=text)


def _exposure(exposure: benefit_pb2.DomainExposure) -> ExposureView:
    level, text = _LEVELS.get(exposure.level, _UNKNOWN_LEVEL)
    expected = exposure.expected_date if exposure.HasField("expected_date") else None
    if expected:
        text = f"{text} La suite est prévue le {day(expected)}."
    return ExposureView(level=level, text=text, expected_date=iso_date(expected) if expected else None)
