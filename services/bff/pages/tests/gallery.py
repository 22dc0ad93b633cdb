"""Every screen in its cases, by name: what the template tests read, and what the browser tests look at without a suite."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from services.bff.drafts import Draft
from services.bff.pages.assets import Assets
from services.bff.pages.forms import Fault, beside
from services.bff.pages.rendering import Frame, Pages
from services.bff.pages.routes.telling import PREVIEWS
from services.bff.pages.telling.answers import Answers, new_words, told_words
from services.bff.pages.telling.page import Form, page_of
from services.bff.pages.telling.paths import ADDRESS, HERE, PATHS
from services.bff.pages.tests import (
    examples,
    examples_of_alerts,
    examples_of_claims,
    examples_of_documents,
    examples_of_simulation,
    examples_of_situation,
    moments,
)
from services.bff.pages.tests.catalogue import CATALOGUE
from services.bff.pages.tests.examples_of_rights import rights
from services.bff.pages.wording import advices
from services.bff.views.base import Link, View
from services.bff.views.changing import changing_view
from services.bff.views.identity import login_view
from services.bff.views.kinds import KindsView, kind_view
from services.bff.views.problem import ProblemView
from services.bff.views.receipts import DeclarationView
from services.bff.views.situation import FactView
from services.bff.views.tell import PreviewView
from services.bff.views.told import told_lines

NOBODY = Frame()
PERSON = Frame("Sophie Amblard", True, "jeton-de-session", "home")
TELLING, DECLARED, READING = (replace(PERSON, section=section) for section in ("tell", "declarations", "journal"))
_TOLD = f"/declarations/{moments.DECLARATION_ID}"
CORRECTION = Form("address", f"{_TOLD}/corriger", _TOLD, corrects=True)
NEWCOMER = Frame("Sophie Amblard", False, "jeton-de-session")


@dataclass(frozen=True)
class Screen:
    """A template with its view, as a route would render it."""

    template: str
    view: View
    frame: Frame = PERSON
    more: Mapping[str, Any] = field(default_factory=dict)

    def html(self, pages: Pages) -> str:
        """The page."""
        return pages.html(self.template, self.frame, self.view, **self.more)


def pages() -> Pages:
    """A renderer of its own."""
    return Pages(Assets.load())


def _home(frame: Frame = PERSON, **case: Any) -> Screen:
    return Screen("home.html", examples.home(**case), frame, {"here": "/"})


def _first_login(state: str, found: tuple[Fault, ...] = (), **more: Any) -> Screen:
    words = {"nir": "1 23", "message": ""} if found else {"nir": "", "message": ""}
    errors = beside(found)
    return Screen(
        "first_login.html", examples.first_login(state, **more), NEWCOMER, {**words, "faults": found, "errors": errors}
    )


def _tell(
    kind: str,
    number: int = 1,
    words: Mapping[str, str] | None = None,
    found: tuple[Fault, ...] = (),
    *,
    known: bool = False,
) -> Screen:
    view, form = examples_of_situation.tell(kind, known=known), Form(kind, PATHS[kind], HERE, moments.DECLARATION_ID)
    answers = Answers(view.kind, new_words(view.kind) | dict(words or {}))
    return Screen("tell.html", view, TELLING, {"page": page_of(form, answers, number, found)})


def _correction() -> Screen:
    view = examples_of_situation.tell()
    answers = Answers(view.kind, told_words(view.kind, examples_of_situation.fact()))
    return Screen("tell.html", view, TELLING, {"page": page_of(CORRECTION, answers, 1)})


def _kinds() -> Screen:
    view = KindsView(kinds=tuple(kind_view(info) for info in CATALOGUE.values()), next_page_token=None)
    return Screen("kinds.html", view, TELLING, {"kinds": view.kinds, "paths": PATHS})


def _preview(
    view: PreviewView, changed: str = "", refused: tuple[str, ...] = (), found: tuple[Fault, ...] = ()
) -> Screen:
    moment = datetime(2026, 11, 22, 14, tzinfo=UTC)
    draft = Draft(draft_id=moments.DECLARATION_ID, expire_time=moment, change=view.change, form=ADDRESS)
    path = f"{PREVIEWS}/{draft.draft_id}"
    more = {"draft": draft, "path": path, "changed": changed, "refused": refused, "faults": found}
    return Screen("preview.html", view, TELLING, more)


def _declaration(view: DeclarationView, last: FactView | None = None) -> Screen:
    may = changing_view(view.fact, last or view.fact)
    said = told_lines(kind_view(CATALOGUE["address"]), view.fact.content or {})
    return Screen("declaration.html", view, DECLARED, {"may": may, "said": said})


def _problem(status: int, title: str, detail: str, **more: Any) -> Screen:
    view = ProblemView(
        type="/problemes/x", title=title, status=status, detail=detail, reason="X", trace_id=moments.TRACE, **more
    )
    return Screen("problem.html", view, NOBODY, {"advices": advices(status, view.retry_in_seconds)})


def _domain(domain: str, **case: Any) -> Screen:
    view = rights(**case)
    bubble = next(one for one in view.bubbles if one.domain == domain)
    return Screen("domain.html", view, PERSON, {"bubble": bubble, "here": f"/domaines/{domain}"})


_WRONG = (
    Fault(
        "start", "start_day", "Cette date n'existe pas : indiquez le jour, le mois et l'année.", "Date d'emménagement"
    ),
    Fault("postal_code", "postal_code", "Indiquez un code postal de 5 chiffres.", "Code postal"),
)
_MISTYPED = {
    "street": "12 rue des Lilas", "postal_code": "632", "city": "Riom",
    "start_day": "31", "start_month": "2", "start_year": "2026",
}  # fmt: skip
_HOSTILE = {"street": moments.HOSTILE, "city": '"><b onclick=x>', "postal_code": "63200"}
_NO_ANSWER = (Fault("occupancy", "occupancy", "Cette information est obligatoire.", "Occupation du logement"),)
_NO_AMOUNT = (
    Fault("lines.SALAIRE", "lines.SALAIRE", "Écrivez un montant en euros, par exemple 1250 ou 640,50.", "Salaire"),
)

SCREENS: dict[str, Screen] = {
    "login": Screen("login.html", login_view(), NOBODY),
    "first_login": _first_login("NIR_MISSING"),
    "first_login_error": _first_login("NIR_MISSING", (Fault("nir", "nir", "Il manque des chiffres : il en faut 15."),)),
    "first_login_pending": _first_login("PENDING"),
    "first_login_review": _first_login("IN_REVIEW", review_id=moments.DECLARATION_ID),
    "home": _home(),
    "home_empty": _home(told=False),
    "home_partial": _home(missing=True),
    "home_not_certified": _home(NEWCOMER, state="NIR_MISSING"),
    "home_long_name": _home(Frame(moments.LONG, True, "j", "home"), name=moments.LONG),
    "home_turned_name": _home(Frame(moments.TURNED, True, "j", "home"), name=moments.TURNED),
    "home_hostile_name": _home(Frame(moments.HOSTILE, True, "j", "home"), name=moments.HOSTILE),
    "domain": _domain("famille"),
    "domain_managed": _domain("emploi"),
    "domain_hidden": _domain("sante", missing=True),
    "domain_unknown": _domain("logement", missing=True),
    "kinds": _kinds(),
    "address": _tell("address", known=True),
    "address_unknown": _tell("address"),
    "address_error": _tell("address", 1, _MISTYPED, _WRONG, known=True),
    "address_hostile": _tell("address", 1, _HOSTILE, _WRONG, known=True),
    "housing": _tell("housing"),
    "housing_error": _tell("housing", 1, found=_NO_ANSWER),
    "housing_rent": _tell("housing", 2, {"occupancy": "LOCATAIRE", "furnished": "oui"}),
    "housing_start": _tell("housing", 3, {"occupancy": "LOCATAIRE"}),
    "employment_status": _tell("employment_status"),
    "resources_month": _tell("monthly_resources"),
    "resources_lines_error": _tell("monthly_resources", 2, {"lines.SALAIRE": "mille"}, _NO_AMOUNT),
    "bank_account": _tell("bank_account"),
    "disability_dates": _tell("disability_recognition", 3),
    "contact_hostile": _tell("contact", 1, {"email": moments.HOSTILE}),
    "preview": _preview(examples_of_situation.preview()),
    "preview_changed": _preview(examples_of_situation.preview(), "Ce qui serait envoyé a changé depuis l'aperçu.", ("cdc",)),
    "preview_again": _preview(examples_of_situation.preview(again=True)),
    "preview_again_error": _preview(
        examples_of_situation.preview(again=True), found=(Fault("repeat", "repeat", "Vous avez déjà déclaré cela le 22 novembre 2026."),)
    ),
    "preview_nobody": _preview(examples_of_situation.preview(nobody=True)),
    "preview_hostile": _preview(examples_of_situation.preview(moments.HOSTILE)),
    "address_correction": _correction(),
    "preview_annulment": _preview(examples_of_situation.annulment()),
    "declaration": _declaration(examples_of_situation.declaration()),
    "declaration_final": _declaration(examples_of_situation.declaration(final=True)),
    "declaration_corrected_since": _declaration(examples_of_situation.declaration(final=True), examples_of_situation.fact(number=2)),
    "declaration_hostile": _declaration(examples_of_situation.declaration(reason=moments.HOSTILE)),
    "declaration_unbroken": _declaration(examples_of_situation.declaration(reason=moments.UNBROKEN)),
    "declarations": Screen("declarations.html", examples_of_situation.declarations(), DECLARED),
    "journal": Screen("journal.html", examples.journal(), READING),
    "journal_empty": Screen("journal.html", examples.journal(empty=True), READING),
    "journal_hostile": Screen("journal.html", examples.journal(subject=moments.HOSTILE), READING),
    "problem_401": _problem(
        401, "Connexion nécessaire", "Connectez-vous pour voir cette page.",
        action=Link(text="Se connecter avec FranceConnect", href="/connexion"),
    ),
    "problem_403": _problem(403, "Accès refusé", "Cette page a expiré. Rechargez-la : rien n'a été enregistré."),
    "problem_404": _problem(404, "Introuvable", "Cette page n'existe pas ou n'existe plus."),
    "problem_409": _problem(409, "Action impossible pour le moment", "Cette demande a déjà été envoyée."),
    "problem_429": _problem(429, "Trop de demandes", "Trop de demandes en même temps.", retry_in_seconds=20),
    "problem_503": _problem(503, "Service momentanément indisponible", "Ce service ne répond pas.", retry_in_seconds=90),
    "problem_500": _problem(500, "Erreur de notre côté", "Une erreur est survenue de notre côté."),
}  # fmt: skip
SIMULATING = replace(PERSON, section="simulation")
SCREENS |= {
    name: Screen(template, view, SIMULATING, more) for name, (template, view, more) in examples_of_simulation.screens()
}
CLAIMING = replace(PERSON, section="claims")
SCREENS |= {
    name: Screen(template, view, CLAIMING, more) for name, (template, view, more) in examples_of_claims.screens()
}
DEPOSITING = replace(PERSON, section="documents")
SCREENS |= {
    name: Screen(template, view, DEPOSITING, more) for name, (template, view, more) in examples_of_documents.screens()
}
ALERTED = replace(PERSON, section="messages")
SCREENS |= {
    name: Screen(template, view, ALERTED, more) for name, (template, view, more) in examples_of_alerts.screens()
}
