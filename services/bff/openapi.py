"""The description of the API (OpenAPI 3.1): what FastAPI reads off the routes, and what it cannot know.

The examples are made by the views themselves, from one fictional person: they cannot drift from what is really answered.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from mesdroits.identity.v1 import identity_service_pb2 as identity_pb
from mesdroits.rights.v1 import rights_service_pb2 as rights_pb
from mesdroits.simulator.v1 import simulator_service_pb2 as simulator_pb
from mesdroits.situation.v1 import situation_service_pb2 as situation_pb
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from chassis.errors import InvalidInput, Kind, Problem, Violation
from services.bff import examples_of_alerts, examples_of_claims, examples_of_documents, samples
from services.bff.api.describe import PREFIX
from services.bff.changes import Change
from services.bff.cookies import cookie_name
from services.bff.problems import MEDIA_TYPE
from services.bff.samples import sample
from services.bff.shapes import shown
from services.bff.views.catalogue import catalogue_view
from services.bff.views.comparison import change_kinds_view, comparison_view
from services.bff.views.explanation import explanation_view, legislation_view, retirement_view
from services.bff.views.guidance import guide_view
from services.bff.views.home import home_view
from services.bff.views.household import prefill_view
from services.bff.views.identity import LogoutView, SessionView, certification_view
from services.bff.views.journal import connections_view, journal_view
from services.bff.views.kinds import kinds_view
from services.bff.views.money import attestations_view, continuity_view, payments_view, statements_view
from services.bff.views.problem import STATUS, ProblemView, problem_view
from services.bff.views.receipts import ReceiptView, declaration_view, declarations_view, delivery_view
from services.bff.views.rights import rights_view
from services.bff.views.simulated_benefits import benefits_view
from services.bff.views.simulation import simulation_view
from services.bff.views.situation import controls_view, facts_view, versions_view
from services.bff.views.tell import preview_view

Json = dict[str, Any]
_TAGS = {
    "session": "Qui est connecté.",
    "mobile": "Connexion de l'application mobile.",
    "accueil": "L'écran d'accueil et la première connexion.",
    "droits": "Droits, paiements, décomptes, attestations, continuité, catalogue.",
    "situation": "Dites-le-nous une fois : faits, aperçu, déclaration, accusés de réception.",
    "documents": "Déposer un document du premier coup : réponse avant l'envoi, envoi repris (tus), vérification, chemin.",
    "simulation": "Toutes les aides à la fois, et ce qu'un changement ferait. Rien n'est gardé.",
    "demandes": "Demander, suivre, retirer, contester.",
    "alertes": "Le calendrier des droits, les messages, et par où vous joindre.",
    "journal": "Qui a vu mes données.",
}
_UNSAFE = ("post", "put", "patch", "delete")
_VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
_TOKEN = "b2k6cXJzdHV2d3h5ejAxMjM0NTY3ODlhYmNkZWZnaGk"  # noqa: S105  an example
_EXPIRES = "2026-11-23T01:05:00Z"


def describe(api: FastAPI) -> Json:
    """The whole description."""
    described = get_openapi(
        title=api.title,
        version=api.version,
        summary="Tous vos droits sociaux, et un changement dit une seule fois.",
        tags=[{"name": name, "description": text} for name, text in _TAGS.items()],
        routes=api.routes,
        separate_input_output_schemas=False,
    )
    described["servers"] = [{"url": api.state.edge.settings.public_url}]
    components = described.setdefault("components", {})
    components["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": cookie_name(api.state.edge.settings)},
        "bearer": {"type": "http", "scheme": "bearer"},
    }
    _, definitions = models_json_schema(
        [(ProblemView, "validation"), (ReceiptView, "validation")], ref_template="#/components/schemas/{model}"
    )
    components.setdefault("schemas", {}).update(definitions["$defs"])
    examples = _examples()
    _name_applications(described, api.state.edge.settings.mobile_redirect_uris)
    for method, operation in _operations(described):
        _complete(method, operation, examples)
    return described


def _name_applications(described: Json, addresses: Sequence[str]) -> None:
    for parameter in described["paths"][f"{PREFIX}/mobile/login"]["get"]["parameters"]:
        if parameter["name"] == "redirect_uri" and addresses:
            parameter["schema"]["enum"] = list(addresses)


def _operations(described: Json) -> Iterator[tuple[str, Json]]:
    for path in described["paths"].values():
        yield from path.items()


def _complete(method: str, operation: Json, examples: dict[str, tuple[Any, Any]]) -> None:
    body, answer = examples.get(operation["operationId"], (None, None))
    if body is not None:
        operation["requestBody"]["content"]["application/json"]["example"] = body
    _show_answers(operation["responses"], answer)
    parameters = operation.setdefault("parameters", [])
    for parameter in parameters:
        # Left out: an empty text would not be accepted if it were sent.
        if parameter["schema"].get("default") == "":
            del parameter["schema"]["default"]
    if method in _UNSAFE and operation["security"]:
        text = "Le `csrf_token` de la session ; inutile avec un jeton d'application."
        parameters.append(_header("X-CSRF-Token", text))
    if method == "get" and "application/json" in operation["responses"].get("200", {}).get("content", {}):
        parameters.append(_header("If-None-Match", "L'`ETag` que l'on a déjà."))
        operation["responses"]["304"] = {"description": "Rien n'a changé."}
        operation["responses"]["200"]["headers"] = {"ETag": {"schema": {"type": "string"}}}


def _show_answers(responses: Json, answer: Any) -> None:
    for status, response in responses.items():
        for media, content in response.get("content", {}).items():
            if media == MEDIA_TYPE:
                content["example"] = _problem_example(int(status))
            elif media == "application/json" and answer is not None:
                content["example"] = answer


def _header(name: str, text: str) -> Json:
    return {"name": name, "in": "header", "required": False, "description": text, "schema": {"type": "string"}}


def _problem_example(status: int) -> Json:
    kind = next((kind for kind, number in STATUS.items() if number == status), Kind.INTERNAL)
    problem: Problem = InvalidInput([Violation("content.postal_code", "5 chiffres sont attendus en France.")])
    if kind is not Kind.INVALID:
        named = [one for one in _subclasses(Problem) if one.kind is kind and one.__module__ == "chassis.errors"]
        problem = named[0]() if named else Problem()
    return problem_view(problem, samples.TRACE_ID, status=status).model_dump(exclude_none=True, mode="json")


def _subclasses(problem: type[Problem]) -> Iterator[type[Problem]]:
    for one in problem.__subclasses__():
        yield one
        yield from _subclasses(one)


def _examples() -> dict[str, tuple[Any, Any]]:
    """Operation → example of the body, example of the answer."""
    views = dict(_view_examples())
    bodies: dict[str, Any] = {
        "post_nir": {"nir": "7 85 07 63 999 042 65"},
        "post_identity_review": {"message": "Mon nom d'usage a changé en mai."},
        "preview_declaration": samples.CHANGE,
        "declare": {"change": samples.CHANGE, "etag": "n1yW7rQ2", "refused_organismes": []},
        "open_mobile_session": {"code": _TOKEN, "code_verifier": _VERIFIER},
    }
    bodies |= _simulated_bodies() | examples_of_claims.BODIES | examples_of_documents.BODIES | examples_of_alerts.BODIES
    return {name: (bodies.get(name), views.get(name)) for name in {*views, *bodies}}


def _simulated_bodies() -> dict[str, Any]:
    household = shown(sample(simulator_pb.PrefillResponse).household)
    change = {"change": "essai", "date": "2026-12-01", "wage_change": {"person": "moi", "monthly_cents": 160000}}
    return {
        "simulate": {"household": household},
        "compare_simulations": {"household": household, "changes": [change], "months": 12},
        "explain_simulation": {"household": household, "benefit": "ppa"},
        "estimate_retirement": {"household": household},
        "write_synthesis": {"household": household},
    }


def _view_examples() -> Iterator[tuple[str, Any]]:
    for name, view in (*_identity_views(), *_rights_views(), *_situation_views(), *_simulation_views()):
        yield name, view.model_dump(mode="json")
    for name, view in (
        *examples_of_claims.claim_examples(),
        *examples_of_documents.document_examples(),
        *examples_of_alerts.alert_examples(),
    ):
        yield name, view.model_dump(mode="json")
    yield "open_mobile_session", {"session_token": _TOKEN, "expires_time": _EXPIRES}


def _identity_views() -> Iterator[tuple[str, BaseModel]]:
    person = sample(identity_pb.GetPersonResponse).person
    certified = certification_view(person.certification)
    asked = certification_view(sample(identity_pb.RequestIdentityReviewResponse).certification)
    logged = SessionView(authenticated=True, display_name=person.display_name, assurance="low", certified=True)
    shown = rights_view(sample(rights_pb.GetViewResponse), step_up=True)
    told = declarations_view(sample(situation_pb.ListDeclarationsResponse))
    yield "get_session", logged.model_copy(update={"csrf_token": _TOKEN, "expires_time": _EXPIRES})
    yield "end_session", LogoutView(logout_url=sample(identity_pb.EndLoginResponse).logout_url)
    yield "get_home", home_view(person.display_name, certified, shown, told)
    yield "post_nir", certified
    yield "post_identity_review", asked
    yield "list_journal", journal_view(sample(identity_pb.ListJournalEntriesResponse))
    yield "list_connections", connections_view(sample(identity_pb.ListConnectionsResponse))


def _rights_views() -> Iterator[tuple[str, BaseModel]]:
    yield "get_rights", rights_view(sample(rights_pb.GetViewResponse), step_up=True)
    yield "list_payments", payments_view(sample(rights_pb.ListPaymentsResponse))
    yield "list_statements", statements_view(sample(rights_pb.ListStatementsResponse), step_up=True)
    yield "list_attestations", attestations_view(sample(rights_pb.ListAttestationsResponse))
    yield "check_continuity", continuity_view(sample(rights_pb.CheckContinuityResponse))
    yield "list_benefits", catalogue_view(sample(rights_pb.ListBenefitsResponse))


def _situation_views() -> Iterator[tuple[str, BaseModel]]:
    made = declaration_view(sample(situation_pb.GetDeclarationResponse).declaration)
    change = Change.model_validate(samples.CHANGE)
    yield "list_facts", facts_view(sample(situation_pb.ListFactsResponse))
    yield "list_fact_versions", versions_view(sample(situation_pb.ListFactVersionsResponse))
    yield "list_fact_kinds", kinds_view(sample(situation_pb.ListFactKindsResponse))
    yield "preview_declaration", preview_view(change, sample(situation_pb.PreviewChangeResponse))
    yield "declare", made
    yield "get_declaration", made
    yield "list_declarations", declarations_view(sample(situation_pb.ListDeclarationsResponse))
    yield "replay_delivery", delivery_view(sample(situation_pb.ReplayDeliveryResponse).delivery)
    yield "list_controls", controls_view(sample(situation_pb.ListControlsResponse))


def _simulation_views() -> Iterator[tuple[str, BaseModel]]:
    asked = sample(simulator_pb.PrefillResponse).household
    named = benefits_view(sample(simulator_pb.ListBenefitsResponse), sample(rights_pb.ListBenefitsResponse))
    known = {one.benefit: one for one in named.benefits}
    guided = simulator_pb.GuideResourcesRequest(benefit="ppa", month=asked.month)
    yield "prefill_simulation", prefill_view(sample(simulator_pb.PrefillResponse))
    yield "simulate", simulation_view(sample(simulator_pb.SimulateResponse), asked, known)
    yield "compare_simulations", comparison_view(sample(simulator_pb.CompareResponse), asked, known)
    yield "explain_simulation", explanation_view(sample(simulator_pb.ExplainResponse), asked, known)
    yield "estimate_retirement", retirement_view(sample(simulator_pb.EstimateRetirementResponse), asked)
    yield "guide_resources", guide_view(sample(simulator_pb.GuideResourcesResponse), guided)
    yield "describe_changes", change_kinds_view(sample(simulator_pb.DescribeChangesResponse))
    yield "list_simulated_benefits", named
    yield "get_legislation", legislation_view(sample(simulator_pb.GetLegislationResponse))
