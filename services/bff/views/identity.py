"""Login, first login, and what the session says of itself."""

from mesdroits.identity.v1 import identity_service_pb2 as service_pb
from mesdroits.identity.v1 import person_pb2 as pb

from services.bff.session import Session, Who
from services.bff.views.base import View
from services.bff.views.french import instant, listed
from services.bff.views.vocabulary import ASSURANCES, reader_name

_STATES = {
    pb.CERTIFICATION_STATE_NIR_MISSING: "nir_missing",
    pb.CERTIFICATION_STATE_PENDING: "pending",
    pb.CERTIFICATION_STATE_CERTIFIED: "certified",
    pb.CERTIFICATION_STATE_IN_REVIEW: "in_review",
}
_TEXTS = {
    "nir_missing": "Indiquez votre numéro de sécurité sociale : nous ne vous le demanderons qu'une fois.",
    "pending": "Votre numéro est enregistré. Un organisme doit encore le confirmer : nous réessayons pour vous.",
    "certified": "Votre numéro de sécurité sociale est confirmé.",
    "in_review": "Une personne de notre équipe vérifie votre identité.",
}
_LEVELS = {0: "none", 1: "low", 2: "substantial", 3: "high"}


class CertificationView(View):
    """Where the certification of the NIR stands: nir_missing, pending, certified or in_review; and what can be done about it."""

    state: str
    text: str
    organisme_name: str | None = None
    since: str | None = None
    review_id: str | None = None
    provisional: bool = False
    can_declare_nir: bool
    can_ask_review: bool


class LoginView(View):
    """The login screen."""

    title: str
    text: str
    points: tuple[str, ...]
    login_url: str
    login_text: str


class AskedView(View):
    """An organisme that will be given the NIR, and by which article. `certifies`: to say whose it is; else, whether there is a file."""

    organisme: str
    name: str
    certifies: bool
    legal_basis: str


class FirstLoginView(View):
    """The first login: the NIR, once. `asked` is who will be given it, and `asked_texts` says so, and why, before it is told."""

    display_name: str
    title: str
    help_text: str
    certification: CertificationView
    asked: tuple[AskedView, ...]
    asked_texts: tuple[str, ...]


class SessionView(View):
    """Who is logged in, if anybody is. `csrf_token` goes in the header `X-CSRF-Token` of whatever a browser's page changes."""

    authenticated: bool
    display_name: str | None = None
    assurance: str = "none"
    assurance_text: str = ASSURANCES[0]
    certified: bool = False
    csrf_token: str | None = None
    expires_time: str | None = None
    login_url: str = "/connexion"


class LogoutView(View):
    """Where to send the browser so that FranceConnect ends its session too."""

    logout_url: str


def login_view() -> LoginView:
    """The login screen, the same for everybody."""
    return LoginView(
        title="Tous vos droits sociaux, au même endroit",
        text="Connectez-vous avec FranceConnect : un compte que vous avez déjà suffit, il n'y a rien à créer.",
        points=(
            "Vos droits dans six domaines : santé, famille, logement, solidarité, retraite, emploi.",
            "Un changement d'adresse, dit une fois, transmis à chaque organisme qui en a besoin.",
            "La liste de qui a vu vos données, quand et pourquoi.",
        ),
        login_url="/connexion",
        login_text="S'identifier avec FranceConnect",
    )


def certification_view(certification: pb.Certification) -> CertificationView:
    """Where the certification stands, in words."""
    state = _STATES.get(certification.state, "nir_missing")
    return CertificationView(
        state=state,
        text=certification.explanation or _TEXTS[state],
        organisme_name=reader_name(certification.organisme) if certification.organisme else None,
        since=instant(certification.state_time) if certification.HasField("state_time") else None,
        review_id=certification.review_id or None,
        provisional=certification.provisional,
        can_declare_nir=state != "certified",
        can_ask_review=state in ("nir_missing", "pending"),
    )


def first_login_view(answer: service_pb.GetPersonResponse) -> FirstLoginView:
    """The first login, as this person meets it."""
    person, asked = answer.person, tuple(map(_asked, answer.nir_recipients))
    return FirstLoginView(
        display_name=person.display_name,
        title="Votre numéro de sécurité sociale",
        help_text=(
            "Il est écrit sur votre carte Vitale : 13 caractères, puis une clé de 2 chiffres. "
            "Les numéros provisoires, qui commencent par 7 ou 8, sont acceptés."
        ),
        certification=certification_view(person.certification),
        asked=asked,
        asked_texts=_asked_texts(asked),
    )


def _asked(recipient: service_pb.NirRecipient) -> AskedView:
    return AskedView(
        organisme=recipient.organisme,
        name=reader_name(recipient.organisme),
        certifies=recipient.certifies,
        legal_basis=recipient.legal_basis,
    )


def _asked_texts(asked: tuple[AskedView, ...]) -> tuple[str, ...]:
    certifiers = listed([one.name for one in asked if one.certifies])
    others = listed([one.name for one in asked if not one.certifies])
    texts = (
        certifiers and f"D'abord, pour vérifier que ce numéro est bien le vôtre, à : {certifiers}.",
        others and f"Ensuite, une fois le numéro vérifié, pour savoir s'ils ont un dossier à votre nom, à : {others}.",
        asked and f"La loi le permet : {listed(list(dict.fromkeys(one.legal_basis for one in asked)))}.",
    )
    return tuple(text for text in texts if text)


def session_view(session: Session | None) -> SessionView:
    """What the session says of itself. A bearer needs no anti-forgery token."""
    who: Who | None = session.who if session else None
    if session is None or who is None:
        return SessionView(authenticated=False)
    return SessionView(
        authenticated=True,
        display_name=who.display_name,
        assurance=_LEVELS.get(who.assurance, "none"),
        assurance_text=ASSURANCES.get(who.assurance, ASSURANCES[0]),
        certified=who.certified,
        csrf_token=session.known.csrf_token if session.kind == "browser" else None,
        expires_time=session.expire_time.isoformat(timespec="seconds").replace("+00:00", "Z"),
    )
