"""Answers of the situation service, made up, and the views that follow from them."""

from mesdroits.common.v1.date_pb2 import Period
from mesdroits.common.v1.legal_basis_pb2 import OBLIGATION_OPTIONAL, OBLIGATION_REQUIRED, LegalBasis, Obligation
from mesdroits.situation.v1 import facts_pb2, ledger_pb2
from mesdroits.situation.v1 import situation_service_pb2 as situation_pb

from services.bff.changes import Change, Validity
from services.bff.pages.tests.catalogue import CATALOGUE
from services.bff.pages.tests.moments import CAF, CPAM, DECLARATION_ID, FRANCE_TRAVAIL, TRACE, at, day
from services.bff.views.receipts import DeclarationsView, DeclarationView, declaration_view
from services.bff.views.situation import FactView, fact_view
from services.bff.views.tell import PreviewView, TellView, preview_view, tell_view


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


def fact(number: int = 1) -> FactView:
    """What was told; a later version of it has another number."""
    view = fact_view(version())
    return view.model_copy(update={"number": number, "version_id": view.version_id[:-1] + str(number)})


def annulment() -> PreviewView:
    """Who would be warned that an address is annulled."""
    change = Change(verb="annulled", kind="address", fact_id=DECLARATION_ID, previous_version_id=DECLARATION_ID)
    recipient = _recipient(CAF, OBLIGATION_REQUIRED, "Riom")
    del recipient.fields[:]
    recipient.verb = ledger_pb2.VERB_ANNULLED
    return preview_view(change, situation_pb.PreviewChangeResponse(recipients=[recipient], etag="e1"))


def tell(kind: str = "address", *, known: bool = True) -> TellView:
    """The form of a kind; what is known is an address."""
    info = situation_pb.FactKindInfo()
    info.CopyFrom(CATALOGUE[kind])
    del info.recipients[:]
    info.recipients.extend(
        situation_pb.RecipientInfo(organisme=organisme, organisme_name=name, legal_basis=_basis())
        for organisme, name in (CAF, CPAM, FRANCE_TRAVAIL)
    )
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


def preview(city: str = "Riom", *, nobody: bool = False, again: bool = False) -> PreviewView:
    """What each organisme would receive; `again`: it was told already."""
    recipients = [
        _recipient(CAF, OBLIGATION_REQUIRED, city),
        _recipient(CPAM, OBLIGATION_REQUIRED, city),
        _recipient(("cdc", "Caisse des dépôts"), OBLIGATION_OPTIONAL, city),
    ]
    change = Change(verb="created", kind="address", content={"city": city}, validity=Validity(start_date="2026-12-01"))
    answer = situation_pb.PreviewChangeResponse(
        recipients=[] if nobody else recipients, exclusions=[_exclusion()], etag="e1",
        already_told=situation_pb.AlreadyTold(declaration_id=DECLARATION_ID, declare_time=at(13)) if again else None,
    )  # fmt: skip
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
    deliveries = [_delivery(CAF, done), _delivery(CPAM, done)]
    if not final:
        deliveries += [
            _delivery(FRANCE_TRAVAIL, (pending, sent)),
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
    """A page of declarations, with an older one behind."""
    return DeclarationsView(declarations=(declaration(), declaration(final=True)), next_page_token="abc")
