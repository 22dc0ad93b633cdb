"""The screens of a simulation, made from the samples: template, view, and what the route adds."""

from collections.abc import Iterator
from typing import Any

from mesdroits.rights.v1 import rights_service_pb2 as rights_pb
from mesdroits.simulator.v1 import simulator_service_pb2 as pb

from services.bff.household.asked import Words
from services.bff.household.fields import the_fields
from services.bff.household.inputs import groups_of
from services.bff.household.persons import newcomer
from services.bff.household.trying import Trying
from services.bff.pages.forms import Fault
from services.bff.pages.tests import moments
from services.bff.samples import sample
from services.bff.views.base import View
from services.bff.views.comparison import change_kinds_view, comparison_view
from services.bff.views.explanation import explanation_view, legislation_view, retirement_view
from services.bff.views.guidance import guide_view
from services.bff.views.household import household_view
from services.bff.views.simulated_benefits import benefits_view
from services.bff.views.simulation import simulation_view
from services.bff.views.spans import rows_of

Example = tuple[str, View, dict[str, Any]]
_KNOWN = {
    one.benefit: one
    for one in benefits_view(sample(pb.ListBenefitsResponse), sample(rights_pb.ListBenefitsResponse)).benefits
}
_PREFILLED = sample(pb.PrefillResponse)
_HOUSEHOLD = _PREFILLED.household
_VIEW = household_view(_HOUSEHOLD, _PREFILLED.provenances, ("home.commune",), _PREFILLED.questions)


def screens() -> Iterator[tuple[str, Example]]:
    """Every screen, by its name in the gallery."""
    by_theme = {theme: [one for one in _VIEW.fields if one.theme == theme] for theme in (*the_fields().themes, "recu")}
    missing = _VIEW.model_copy(update={"missing": ("Vos paiements ne répondent pas.",)})
    themes = {"themes": the_fields().themes, "by_theme": by_theme, "wrong": ()}
    yield "simulation", ("simulation.html", _VIEW, themes)
    yield "simulation_wrong", ("simulation.html", _VIEW, themes | {"wrong": ("Ajoutez votre conjoint.",)})
    yield "simulation_missing", ("simulation.html", missing, themes)
    for theme in the_fields().themes:
        yield f"simulation_{theme}", _form(theme, {}, {})
    wrong = {"home.rent": "Écrivez un montant en euros, par exemple 1250 ou 640,50."}
    yield "simulation_error", _form("logement", {"home.rent": "beaucoup"}, wrong)
    yield (
        "simulation_hostile_word",
        _form("logement", {"home.rent": moments.HOSTILE, "home.commune": '"><b onclick=x>'}, {}),
    )
    yield from _answers()


def _answers() -> Iterator[tuple[str, Example]]:
    result = simulation_view(sample(pb.SimulateResponse), _HOUSEHOLD, _KNOWN)
    compared = comparison_view(sample(pb.CompareResponse), _HOUSEHOLD, _KNOWN)
    kinds = change_kinds_view(sample(pb.DescribeChangesResponse))
    guided = pb.GuideResourcesRequest(benefit="ppa", month=_HOUSEHOLD.month)
    trying = Trying(_HOUSEHOLD, kinds.changes[0])
    asked = {"inputs": trying.inputs({}, {"person": "Répondez à cette question."}), "faults": _faults({"person": "Répondez à cette question."})}  # fmt: skip
    yield "simulation_results", ("simulation_results.html", result, {"known": _VIEW})
    yield (
        "simulation_why",
        ("simulation_why.html", explanation_view(sample(pb.ExplainResponse), _HOUSEHOLD, _KNOWN), {}),
    )
    guide = guide_view(sample(pb.GuideResourcesResponse), guided)
    yield "simulation_guide", ("simulation_guide.html", guide, {"name": "Prime d'activité"})
    one, two = ("1-new_job", "Je trouve un emploi, en décembre 2026"), ("2-birth", "Un enfant arrive, en mars 2027")
    yield "simulation_changes", ("simulation_changes.html", kinds, {"tried": (), "full": False, "most": 6})
    yield (
        "simulation_changes_added",
        ("simulation_changes.html", kinds, {"tried": (one, two), "full": False, "most": 6}),
    )
    yield "simulation_change", ("simulation_change.html", kinds.changes[0], asked | {"added": ""})
    yield "simulation_change_added", ("simulation_change.html", kinds.changes[0], asked | {"added": "oui"})
    told = {"kind": "new_job", "rows": rows_of(compared), "full": False}
    yield "simulation_outcome", ("simulation_outcome.html", compared, told | {"tried": (one,)})
    yield "simulation_outcome_together", ("simulation_outcome.html", compared, told | {"tried": (one, two)})
    retirement = retirement_view(sample(pb.EstimateRetirementResponse), _HOUSEHOLD)
    yield "simulation_retirement", ("simulation_retirement.html", retirement, {})
    yield "legislation", ("legislation.html", legislation_view(sample(pb.GetLegislationResponse)), {})


def _form(theme: str, words: Words, faults: dict[str, str]) -> Example:
    groups = groups_of(_HOUSEHOLD, theme, words, faults)
    if theme == "personnes":
        groups = (*groups, newcomer(_HOUSEHOLD, words, faults))
    title = the_fields().themes[theme]
    more = {"theme": theme, "title": title, "groups": groups, "faults": _faults(faults)}
    return "simulation_form.html", _VIEW, more


def _faults(faults: dict[str, str]) -> list[Fault]:
    return [Fault(name, name, text) for name, text in faults.items()]
