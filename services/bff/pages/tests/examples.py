"""Answers of the services, made up, and the views that follow from them: plain ones, empty ones, partial ones, hostile ones."""

from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1.date_pb2 import Date, Period
from mesdroits.common.v1.legal_basis_pb2 import OBLIGATION_OPTIONAL, OBLIGATION_REQUIRED, LegalBasis, Obligation
from mesdroits.identity.v1 import identity_service_pb2 as identity_pb
from mesdroits.identity.v1 import journal_pb2, person_pb2
from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as organisme_pb
from mesdroits.rights.v1 import benefit_pb2, rights_service_pb2, view_pb2
from mesdroits.situation.v1 import facts_pb2, ledger_pb2
from mesdroits.situation.v1 import situation_service_pb2 as situation_pb

from services.bff.changes import Change, Validity
from services.bff.views.home import HomeView, home_view
from services.bff.views.identity import FirstLoginView, certification_view, first_login_view
from services.bff.views.journal import JournalScreenView, connections_view, journal_view
from services.bff.views.receipts import DeclarationsView, DeclarationView, declaration_view, declarations_view
from services.bff.views.rights import RightsView, rights_view
from services.bff.views.tell import PreviewView, TellView, preview_view, tell_view

DECLARATION_ID = "019abcde-0000-7000-8000-000000000001"
HOSTILE = '<script>alert("x")</script>'
# A name in Arabic letters, and the mark that turns the text around it.
TURNED = "\u202eنور الدين"
LONG = "Marie-Antoinette-Joséphine-Élisabeth de la Rochefoucauld-Montmorency-Luxembourg-Bouteville"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"

_STATES = organisme_pb.RightState
_FULL = benefit_pb2.EXPOSURE_LEVEL_FULL


def at(hour: int, minute: int = 5, second: int = 0) -> Timestamp:
    """A moment of 22 November 2026."""
    made = Timestamp()
    made.FromDatetime(datetime(2026, 11, 22, hour, minute, second, tzinfo=UTC))
    return made


def day(year: int, month: int, number: int) -> Date:
    """A date."""
    return Date(year=year, month=month, day=number)


def certification(state: str, **more: object) -> person_pb2.Certification:
    """Where a certification stands: `CERTIFIED`, `NIR_MISSING`, `PENDING`, `IN_REVIEW`."""
    return person_pb2.Certification(state=person_pb2.CertificationState.Value(f"CERTIFICATION_STATE_{state}"), **more)  # type: ignore[arg-type]


def first_login(state: str = "NIR_MISSING", name: str = "Sophie Amblard", **more: object) -> FirstLoginView:
    """The first login."""
    return first_login_view(person_pb2.Person(display_name=name, certification=certification(state, **more)))


def _right(benefit: str, name: str, organisme: tuple[str, str], **more: object) -> view_pb2.Right:
    return view_pb2.Right(
        benefit=benefit, benefit_name=name, organisme=organisme[0], organisme_name=organisme[1], data_time=at(9), **more
    )  # type: ignore[arg-type]


_CAF, _CPAM, _FT = ("cnaf", "Caf"), ("cnam", "Assurance maladie"), ("france_travail", "France Travail")


def _rights_of(domain: int) -> list[view_pb2.Right]:
    since = Period(start_date=day(2021, 6, 1))
    ending = Period(start_date=day(2025, 11, 1), end_date=day(2027, 8, 31))
    return {
        benefit_pb2.DOMAIN_SANTE: [
            _right("puma", "Remboursement des soins", _CPAM, state=_STATES.RIGHT_STATE_OPEN, period=since),
        ],
        benefit_pb2.DOMAIN_FAMILLE: [
            _right(
                "af", "Allocations familiales", _CAF, state=_STATES.RIGHT_STATE_OPEN, period=since, amount_cents=34730,
                decided_by="Caf du Puy-de-Dôme", service_url="https://www.caf.fr/allocataires",
                appeal="Écrivez à la commission de recours amiable de votre Caf dans les deux mois.",
            ),
            _right(
                "ars", "Allocation de rentrée scolaire", _CAF, state=_STATES.RIGHT_STATE_SUSPENDED, period=since, stale=True,
                reason="Votre Caf attend le certificat de scolarité de votre aîné.",
            ),
        ],
        benefit_pb2.DOMAIN_EMPLOI: [
            _right("are", "Allocation chômage", _FT, state=_STATES.RIGHT_STATE_OPEN, period=ending, amount_cents=84630),
        ],
    }.get(domain, [])  # fmt: skip


def _potentials_of(domain: int) -> list[view_pb2.PotentialRight]:
    names = {
        benefit_pb2.DOMAIN_SANTE: [("css", "Complémentaire santé solidaire"), ("ij", "Indemnités journalières")],
        benefit_pb2.DOMAIN_LOGEMENT: [("apl", "Aide personnalisée au logement (APL)")],
        benefit_pb2.DOMAIN_SOLIDARITE: [("ppa", "Prime d'activité"), ("rsa", "Revenu de solidarité active (RSA)")],
    }.get(domain, [])
    return [
        view_pb2.PotentialRight(
            benefit=benefit, benefit_name=name, state=view_pb2.POTENTIAL_STATE_NOT_SIMULATED,
            description="Une aide pour les foyers dont les ressources sont modestes.", service_url="https://www.caf.fr/",
        )
        for benefit, name in names
    ]  # fmt: skip


def rights(*, missing: bool = False) -> RightsView:
    """The six bubbles; with `missing`, the Caf does not answer and Assurance maladie speaks of yesterday."""
    domains = []
    for domain in list(benefit_pb2.Domain.values())[1:]:
        held = [] if missing and domain == benefit_pb2.DOMAIN_FAMILLE else _rights_of(domain)
        unknown = missing and domain in (benefit_pb2.DOMAIN_FAMILLE, benefit_pb2.DOMAIN_LOGEMENT)
        answer = view_pb2.PAID_ANSWER_YES if held else view_pb2.PAID_ANSWER_NO
        domains.append(
            view_pb2.DomainView(
                domain=domain, paid=view_pb2.PAID_ANSWER_UNKNOWN if unknown else answer, rights=held,
                organismes=[right.organisme for right in held], potentials=_potentials_of(domain),
                exposure=benefit_pb2.DomainExposure(domain=domain, level=_FULL),
                unanswered=["cnaf"] if unknown else [],
            )
        )  # fmt: skip
    return rights_view(rights_service_pb2.GetViewResponse(domains=domains, sources=_sources(missing), partial=missing))


def _sources(missing: bool) -> list[view_pb2.SourceStatus]:
    fresh = view_pb2.SourceStatus(
        organisme="france_travail", organisme_name="France Travail", availability=view_pb2.AVAILABILITY_FRESH
    )
    if not missing:
        return [fresh]
    away = view_pb2.SourceStatus(
        organisme="cnaf", organisme_name="Caf", availability=view_pb2.AVAILABILITY_UNAVAILABLE, retry_in_seconds=45
    )
    stale = view_pb2.SourceStatus(
        organisme="cnam", organisme_name="Assurance maladie", availability=view_pb2.AVAILABILITY_STALE, data_time=at(7),
        retry_in_seconds=10,
    )  # fmt: skip
    return [fresh, away, stale]


def home(
    name: str = "Sophie Amblard", state: str = "CERTIFIED", *, missing: bool = False, told: bool = True
) -> HomeView:
    """The home screen."""
    certified = state == "CERTIFIED"
    return home_view(
        name,
        certification_view(certification(state)),
        rights(missing=missing) if certified else None,
        (declarations() if told else DeclarationsView(declarations=(), next_page_token=None)) if certified else None,
    )


def address(city: str = "Riom") -> facts_pb2.FactContent:
    """An address."""
    return facts_pb2.FactContent(
        address=facts_pb2.Address(street="12 rue des Lilas", postal_code="63200", city=city, country_code="99100")
    )


def version(city: str = "Riom") -> ledger_pb2.FactVersion:
    """A version of an address."""
    return ledger_pb2.FactVersion(
        version_id=DECLARATION_ID, fact_id=DECLARATION_ID, kind=facts_pb2.FACT_KIND_ADDRESS, number=1,
        verb=ledger_pb2.VERB_CREATED, content=address(city), validity=Period(start_date=day(2026, 12, 1)), known_time=at(13),
    )  # fmt: skip


def tell(*, known: bool = True) -> TellView:
    """The address form."""
    info = situation_pb.FactKindInfo(
        kind=facts_pb2.FACT_KIND_ADDRESS, label="Adresse", description="Dites-le quand vous déménagez.",
        fields=[situation_pb.FieldInfo(field="city", label="Ville", required=True)],
        recipients=[
            situation_pb.RecipientInfo(organisme=organisme, organisme_name=name, legal_basis=_basis())
            for organisme, name in (_CAF, _CPAM, _FT)
        ],
    )  # fmt: skip
    return tell_view(info, version("Clermont-Ferrand") if known else None)


def _basis() -> LegalBasis:
    return LegalBasis(
        reference="CSS art. R. 115-7",
        explanation="Vous devez signaler tout changement de résidence à l'organisme qui vous verse une prestation.",
    )


def _recipient(organisme: tuple[str, str], obligation: Obligation.ValueType, city: str) -> ledger_pb2.RecipientPreview:
    fields = (
        ("street", "Numéro et rue", "12 rue des Lilas"),
        ("postal_code", "Code postal", "63200"),
        ("city", "Ville", city),
    )
    return ledger_pb2.RecipientPreview(
        organisme=organisme[0], organisme_name=organisme[1], legal_basis=_basis(), obligation=obligation,
        fields=[ledger_pb2.FieldPreview(field=field, label=label, value=value) for field, label, value in fields],
    )  # fmt: skip


def _exclusion() -> ledger_pb2.Exclusion:
    return ledger_pb2.Exclusion(
        organisme="msa", organisme_name="MSA", reason=ledger_pb2.EXCLUSION_REASON_NOT_ATTACHED,
        explanation="Vous n'avez pas de dossier dans cet organisme.",
    )  # fmt: skip


def preview(city: str = "Riom", *, nobody: bool = False) -> PreviewView:
    """What each organisme would receive."""
    recipients = [
        _recipient(_CAF, OBLIGATION_REQUIRED, city),
        _recipient(_CPAM, OBLIGATION_REQUIRED, city),
        _recipient(("cdc", "Caisse des dépôts"), OBLIGATION_OPTIONAL, city),
    ]
    change = Change(verb="created", kind="address", content={"city": city}, validity=Validity(start_date="2026-12-01"))
    answer = situation_pb.PreviewChangeResponse(
        recipients=[] if nobody else recipients, exclusions=[_exclusion()], etag="e1"
    )
    return preview_view(change, answer)


def _delivery(
    organisme: tuple[str, str], states: tuple[ledger_pb2.DeliveryState.ValueType, ...], reason: str = ""
) -> ledger_pb2.Delivery:
    steps = [
        ledger_pb2.DeliveryStep(state=state, step_time=at(13, 5, rank), reason=reason if state == states[-1] else "")
        for rank, state in enumerate(states)
    ]
    return ledger_pb2.Delivery(
        delivery_id=f"019abcde-0000-7000-8000-0000000001{len(organisme[0]):02d}", organisme=organisme[0],
        organisme_name=organisme[1], state=states[-1], state_time=at(13), reason=reason, steps=steps,
    )  # fmt: skip


def declaration(
    *, final: bool = False, reason: str = "Cette adresse est déjà celle d'un autre foyer."
) -> DeclarationView:
    """A declaration: under way with every kind of answer, or applied everywhere."""
    pending, sent, received, applied = (
        ledger_pb2.DELIVERY_STATE_PENDING, ledger_pb2.DELIVERY_STATE_SENT, ledger_pb2.DELIVERY_STATE_RECEIVED,
        ledger_pb2.DELIVERY_STATE_APPLIED,
    )  # fmt: skip
    done = (pending, sent, received, applied)
    deliveries = [_delivery(_CAF, done), _delivery(_CPAM, done)]
    if not final:
        deliveries += [
            _delivery(_FT, (pending, sent)),
            _delivery(("cnav", "Assurance retraite"), (pending, sent, ledger_pb2.DELIVERY_STATE_REJECTED), reason),
            _delivery(
                ("mgen", "MGEN"), (pending, sent, ledger_pb2.DELIVERY_STATE_DEAD), "Le message n'a pas pu être lu."
            ),
        ]
    return declaration_view(
        ledger_pb2.Declaration(
            declaration_id=DECLARATION_ID, version=version(), deliveries=deliveries, exclusions=[_exclusion()],
            declare_time=at(13), trace_id=TRACE,
        )
    )  # fmt: skip


def declarations() -> DeclarationsView:
    """A page of declarations."""
    return declarations_view(situation_pb.ListDeclarationsResponse()).model_copy(
        update={"declarations": (declaration(), declaration(final=True)), "next_page_token": "abc"}
    )


def journal(*, empty: bool = False, subject: str = "address") -> JournalScreenView:
    """Who saw what, and the last logins."""
    entries = [
        journal_pb2.JournalEntry(
            entry_id=str(rank), reader=reader, subject=subject, purpose=purpose, legal_basis="CSS art. R. 115-7",
            access_time=at(13, rank), trace_id=TRACE,
        )
        for rank, (reader, purpose) in enumerate((("cnaf", "tell_once"), ("cnam", "tell_once"), ("rights", "consult_rights")))
    ]  # fmt: skip
    logins = [journal_pb2.Connection(connection_id="1", begin_time=at(8), assurance=1)]
    return JournalScreenView(
        journal=journal_view(
            identity_pb.ListJournalEntriesResponse(
                entries=[] if empty else entries, next_page_token="" if empty else "n"
            )
        ),
        connections=connections_view(identity_pb.ListConnectionsResponse(connections=[] if empty else logins)),
    )
