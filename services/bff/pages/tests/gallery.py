"""Every screen in its cases, by name: what the template tests read, and what the browser tests look at without a suite."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from services.bff.drafts import Draft
from services.bff.pages.assets import Assets
from services.bff.pages.forms import AddressDraft, Fault, beside, new_address, told_address
from services.bff.pages.rendering import Frame, Pages
from services.bff.pages.routes.telling import ADDRESS, PREVIEWS, AddressForm
from services.bff.pages.tests import examples, examples_of_simulation, examples_of_situation, moments
from services.bff.pages.tests.examples_of_rights import rights
from services.bff.pages.wording import advices
from services.bff.views.base import Link, View
from services.bff.views.changing import changing_view
from services.bff.views.identity import login_view
from services.bff.views.problem import ProblemView
from services.bff.views.receipts import DeclarationView
from services.bff.views.situation import FactView
from services.bff.views.tell import PreviewView

NOBODY = Frame()
PERSON = Frame("Sophie Amblard", True, "jeton-de-session", "home")
TELLING, DECLARED, READING = (replace(PERSON, section=section) for section in ("tell", "declarations", "journal"))
NEW = AddressForm()
_TOLD = f"/declarations/{moments.DECLARATION_ID}"
CORRECTION = AddressForm(f"{_TOLD}/corriger", _TOLD)
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


def _address(
    draft: AddressDraft, found: tuple[Fault, ...] = (), *, known: bool = True, form: AddressForm = NEW
) -> Screen:
    errors = beside(found)
    more = {"form": form, "draft": draft.shown, "faults": found, "errors": errors}
    return Screen("address.html", examples_of_situation.tell(known=known), TELLING, more)


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
    return Screen("declaration.html", view, DECLARED, {"may": may})


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
    Fault("start", "start_day", "Cette date n'existe pas : indiquez le jour, le mois et l'année."),
    Fault("postal_code", "postal_code", "Indiquez un code postal de 5 chiffres."),
)
_MISTYPED = AddressDraft(
    {
        "street": "12 rue des Lilas",
        "postal_code": "632",
        "city": "Riom",
        "start_day": "31",
        "start_month": "2",
        "start_year": "2026",
    }
)
_HOSTILE_DRAFT = AddressDraft({"street": moments.HOSTILE, "city": '"><b onclick=x>', "postal_code": "63200"})

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
    "address": _address(new_address()),
    "address_unknown": _address(new_address(), known=False),
    "address_error": _address(_MISTYPED, _WRONG),
    "address_hostile": _address(_HOSTILE_DRAFT, _WRONG),
    "preview": _preview(examples_of_situation.preview()),
    "preview_changed": _preview(examples_of_situation.preview(), "Ce qui serait envoyé a changé depuis l'aperçu.", ("cdc",)),
    "preview_again": _preview(examples_of_situation.preview(again=True)),
    "preview_again_error": _preview(
        examples_of_situation.preview(again=True), found=(Fault("repeat", "repeat", "Vous avez déjà déclaré cela le 22 novembre 2026."),)
    ),
    "preview_nobody": _preview(examples_of_situation.preview(nobody=True)),
    "preview_hostile": _preview(examples_of_situation.preview(moments.HOSTILE)),
    "address_correction": _address(told_address(examples_of_situation.fact()), form=CORRECTION),
    "preview_annulment": _preview(examples_of_situation.annulment()),
    "declaration": _declaration(examples_of_situation.declaration()),
    "declaration_final": _declaration(examples_of_situation.declaration(final=True)),
    "declaration_corrected_since": _declaration(examples_of_situation.declaration(final=True), examples_of_situation.fact(number=2)),
    "declaration_hostile": _declaration(examples_of_situation.declaration(reason=moments.HOSTILE)),
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
